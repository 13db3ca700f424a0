"""The calendar against sourced vectors, the two holiday libraries against each other, and the turns of the eras."""

import csv
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import jpholiday
import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import (
    OFFICE_STEPS,
    YEAR,
    DayBeforeEras,
    InstantWithoutZone,
    Rolling,
    Span,
    SpanReversed,
    Step,
    TemplateIncomplete,
    closed_days,
    first_day,
    fiscal_year_of,
    japan_day,
    last_day,
    roll,
    template_blockers,
    wareki,
    wareki_fiscal_year,
    wareki_year,
    windows_of,
)
from tests.domain.refusal import refuses

HOLIDAYS = country_holidays("JP")
IS_CLOSED = closed_days(lambda day: day in HOLIDAYS)
VECTORS = list(csv.DictReader(Path(__file__).with_name("deadline_roll_vectors.csv").read_text("utf-8").splitlines()))
DAYS = st.dates(date(2020, 4, 1), date(2041, 3, 31))


def is_open(day: date) -> bool:
    return not IS_CLOSED(day)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['fiscal_year']}-{vector['nominal_date']}")
def test_due_days_roll_as_in_the_sourced_vectors(vector: dict[str, str]) -> None:
    nominal = date.fromisoformat(vector["nominal_date"])
    assert IS_CLOSED(nominal) == (vector["is_closed_day"] == "True")
    assert roll(nominal, Rolling.FORWARD, IS_CLOSED).isoformat() == vector["rolled_forward"]
    assert roll(nominal, Rolling.BACK, IS_CLOSED).isoformat() == vector["rolled_back"]
    assert roll(nominal, Rolling.NONE, IS_CLOSED) == nominal
    assert vector["weekday"] in wareki(nominal)
    assert wareki_fiscal_year(int(vector["fiscal_year"])) == vector["wareki_fy"]
    leaves = fiscal_year_of(roll(nominal, Rolling.FORWARD, IS_CLOSED)) != int(vector["fiscal_year"])
    assert leaves == (vector["forward_roll_leaves_fiscal_year"] == "FY超過")


@pytest.mark.parametrize("fiscal_year", range(2020, 2041))
def test_two_holiday_libraries_agree_on_every_day_of_the_year(fiscal_year: int) -> None:
    day = first_day(fiscal_year)
    while day <= last_day(fiscal_year):
        assert (day in HOLIDAYS) == jpholiday.is_holiday(day), day
        day += timedelta(days=1)


def test_the_vectors_are_all_there() -> None:
    assert len(VECTORS) == 66


@pytest.mark.parametrize(
    ("instant", "day", "fiscal_year"),
    [
        (datetime(2025, 3, 31, 14, 59, 59, tzinfo=UTC), date(2025, 3, 31), 2024),
        (datetime(2025, 3, 31, 15, 0, 0, tzinfo=UTC), date(2025, 4, 1), 2025),
    ],
)
def test_the_fiscal_year_turns_at_fifteen_hours_utc(instant: datetime, day: date, fiscal_year: int) -> None:
    assert japan_day(instant) == day
    assert fiscal_year_of(japan_day(instant)) == fiscal_year


def test_no_day_of_twenty_years_has_a_wrong_fiscal_year_at_fifteen_hours_utc() -> None:
    day, last = date(2020, 3, 31), date(2041, 3, 31)
    while day <= last:
        turn, tomorrow = datetime.combine(day, time(15), tzinfo=UTC), day + timedelta(days=1)
        assert japan_day(turn) == tomorrow
        assert japan_day(turn - timedelta(seconds=1)) == day
        assert fiscal_year_of(tomorrow) == tomorrow.year - (tomorrow.month < 4)
        day = tomorrow


def test_an_instant_without_a_zone_is_refused() -> None:
    with refuses(InstantWithoutZone(instant="2025-04-01T00:00:00")):
        japan_day(datetime(2025, 4, 1, 0, 0))  # noqa: DTZ001 - the mistake under test


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2025, 4, 1), "令和7年4月1日（火）"),
        (date(2019, 5, 1), "令和元年5月1日（水）"),
        (date(2019, 4, 30), "平成31年4月30日（火）"),
        (date(1989, 1, 8), "平成元年1月8日（日）"),
        (date(1989, 1, 7), "昭和64年1月7日（土）"),
        (date(1926, 12, 25), "昭和元年12月25日（土）"),
    ],
)
def test_days_are_written_in_their_era(day: date, written: str) -> None:
    assert wareki(day) == written
    assert written.startswith(wareki_year(day))


@pytest.mark.parametrize(
    ("fiscal_year", "written"),
    [(2025, "令和7年度"), (2019, "令和元年度"), (2018, "平成30年度"), (1989, "平成元年度"), (1988, "昭和63年度")],
)
def test_fiscal_years_are_written_in_their_era(fiscal_year: int, written: str) -> None:
    assert wareki_fiscal_year(fiscal_year) == written


def test_days_before_the_known_eras_are_refused() -> None:
    with refuses(DayBeforeEras(day="1926-12-24")):
        wareki(date(1926, 12, 24))
    with refuses(DayBeforeEras(fiscal_year=1925)):
        wareki_fiscal_year(1925)


@given(DAYS)
def test_a_rolled_day_is_the_nearest_open_day_on_its_side(day: date) -> None:
    forward, back = roll(day, Rolling.FORWARD, IS_CLOSED), roll(day, Rolling.BACK, IS_CLOSED)
    assert is_open(forward)
    assert is_open(back)
    assert back <= day <= forward
    assert not any(is_open(day + timedelta(days=n)) for n in range((forward - day).days))
    assert not any(is_open(day - timedelta(days=n)) for n in range((day - back).days))


@given(DAYS)
def test_a_day_lies_in_its_fiscal_year(day: date) -> None:
    assert first_day(fiscal_year_of(day)) <= day <= last_day(fiscal_year_of(day))


def test_an_office_may_close_on_days_of_its_own() -> None:
    own = closed_days(lambda day: day in HOLIDAYS, [date(2025, 6, 30)])
    assert roll(date(2025, 6, 30), Rolling.FORWARD, own) == date(2025, 7, 1)


def test_the_windows_of_the_year_stand_in_the_order_of_the_seed() -> None:
    windows = {window.step: window for window in windows_of(2025, IS_CLOSED)}
    assert list(windows) == list(Step)
    assert [windows[step].opens_on.month for step in Step] == [4, 7, 9, 9, 1, 2, 2, 3, 4]
    assert [windows[step].due_on.isoformat() for step in Step] == [
        "2025-06-30",
        "2025-09-30",
        "2026-01-05",
        "2026-01-05",
        "2026-01-30",
        "2026-02-27",
        "2026-02-27",
        "2026-03-31",
        "2026-03-31",
    ]
    assert tuple(Step)[:4] == OFFICE_STEPS


@pytest.mark.parametrize("fiscal_year", range(2020, 2041))
def test_the_joint_steps_stay_inside_their_months(fiscal_year: int) -> None:
    for window, span in zip(windows_of(fiscal_year, IS_CLOSED), YEAR, strict=True):
        assert window.nominal_due_on.month == span.to_month
        assert (window.nominal_due_on + timedelta(days=1)).day == 1
        if window.step not in OFFICE_STEPS:
            assert window.due_on.month == span.to_month
            assert fiscal_year_of(window.due_on) == fiscal_year


def changed(step: Step, **months: int) -> tuple[Span, ...]:
    return tuple(span.model_copy(update=months) if span.step is step else span for span in YEAR)


def test_a_template_names_every_step_once() -> None:
    assert list(template_blockers(YEAR)) == []
    assert list(template_blockers(YEAR[1:])) == [TemplateIncomplete(steps=[Step.PROGRESS_CONFIRMATION])]
    assert list(template_blockers((*YEAR, YEAR[4]))) == [TemplateIncomplete(steps=[Step.COMPILATION])]


@pytest.mark.parametrize(("from_month", "to_month"), [(4, 4), (4, 3), (12, 1), (3, 3)])
def test_a_step_may_end_in_any_month_of_the_fiscal_year_from_its_own_on(from_month: int, to_month: int) -> None:
    spans = changed(Step.EVALUATION, from_month=from_month, to_month=to_month)
    assert list(template_blockers(spans)) == []


@pytest.mark.parametrize(("from_month", "to_month"), [(5, 4), (3, 4), (1, 12)])
def test_a_step_does_not_end_before_it_begins(from_month: int, to_month: int) -> None:
    months = {"from_month": from_month, "to_month": to_month}
    assert list(template_blockers(changed(Step.EVALUATION, **months))) == [SpanReversed(step=Step.EVALUATION, **months)]


def test_the_windows_stand_in_the_order_of_the_schedule_whatever_the_order_of_the_template() -> None:
    assert windows_of(2025, IS_CLOSED, YEAR[::-1]) == windows_of(2025, IS_CLOSED)
