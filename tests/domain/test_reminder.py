"""Reminders are derived from days: nothing is missed by downtime, and nothing is said twice."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import closed_days
from domain.reminder import Anchor, Occurrence, Stage, Term, Unit, newest_due, working_days_from

STAGES = (
    Stage(code="request", anchor=Anchor.OPENING, offset=0, unit=Unit.DAYS, text="request", label="依頼"),
    Stage(code="first", anchor=Anchor.DUE, offset=-14, unit=Unit.WORKING_DAYS, text="again", label="再依頼"),
    Stage(code="second", anchor=Anchor.DUE, offset=-3, unit=Unit.WORKING_DAYS, text="again", label="再依頼"),
    Stage(code="day", anchor=Anchor.DUE, offset=0, unit=Unit.DAYS, text="last-day", label="本日期限"),
    Stage(
        code="overdue", anchor=Anchor.DUE, offset=7, unit=Unit.DAYS, again_after_days=7, text="overdue", label="督促"
    ),
)
TERM = Term(opens_on=date(2025, 4, 1), due_on=date(2025, 6, 30))
CLOSED = closed_days(lambda day: day == date(2025, 5, 5))


def stage_on(day: date, term: Term = TERM) -> Occurrence | None:
    return newest_due(STAGES, term, day, CLOSED)


def code_on(day: date, term: Term = TERM) -> str | None:
    found = stage_on(day, term)
    return None if found is None else found.code


def test_nothing_has_come_before_the_opening() -> None:
    assert stage_on(date(2025, 3, 31)) is None


def test_the_request_comes_with_the_opening() -> None:
    assert code_on(date(2025, 4, 1)) == "request.1"


def test_a_request_on_a_closed_day_waits_for_the_next_open_one() -> None:
    term = Term(opens_on=date(2023, 4, 1), due_on=date(2023, 6, 30))
    assert stage_on(date(2023, 4, 2), term) is None
    assert code_on(date(2023, 4, 3), term) == "request.1"


def test_fourteen_working_days_before_the_deadline_comes_the_first_reminder() -> None:
    assert code_on(date(2025, 6, 9)) == "request.1"
    assert code_on(date(2025, 6, 10)) == "first.2025-06-30.1"


def test_three_working_days_before_comes_the_second_and_on_the_day_the_third() -> None:
    assert code_on(date(2025, 6, 25)) == "second.2025-06-30.1"
    assert code_on(date(2025, 6, 30)) == "day.2025-06-30.1"


def test_after_the_deadline_it_comes_every_week() -> None:
    days = [date(2025, 7, 6), date(2025, 7, 7), date(2025, 7, 13), date(2025, 7, 14)]
    assert [code_on(day) for day in days] == [
        "day.2025-06-30.1",
        "overdue.2025-06-30.1",
        "overdue.2025-06-30.1",
        "overdue.2025-06-30.2",
    ]


def test_a_weekly_reminder_moves_off_a_closed_day() -> None:
    term = Term(opens_on=date(2025, 4, 1), due_on=date(2025, 4, 28))
    assert code_on(date(2025, 5, 5), term) == "day.2025-04-28.1"
    assert code_on(date(2025, 5, 6), term) == "overdue.2025-04-28.1"


def test_a_moved_deadline_makes_other_comings_but_no_second_request() -> None:
    moved = Term(opens_on=date(2025, 4, 1), due_on=date(2025, 7, 31))
    assert code_on(date(2025, 6, 30), moved) == "request.1"
    assert code_on(date(2025, 7, 31), moved) == "day.2025-07-31.1"


def test_an_obligation_that_begins_after_its_deadline_begins_with_a_request() -> None:
    late = Term(opens_on=date(2025, 11, 10), due_on=date(2025, 6, 30))
    assert code_on(date(2025, 11, 10), late) == "request.1"
    assert code_on(date(2025, 11, 17), late) == "overdue.2025-06-30.20"


def test_a_holiday_declared_later_moves_the_day_and_not_the_name_of_a_coming() -> None:
    declared = closed_days(lambda day: day == date(2025, 6, 20))
    found = newest_due(STAGES, TERM, date(2025, 6, 10), declared)
    assert found is not None
    assert (found.code, found.on) == ("first.2025-06-30.1", date(2025, 6, 9))


def test_working_days_are_counted_over_weekends_and_holidays() -> None:
    assert working_days_from(date(2025, 5, 7), -3, CLOSED) == date(2025, 5, 1)
    assert working_days_from(date(2025, 5, 2), 1, CLOSED) == date(2025, 5, 6)


@given(st.lists(st.integers(0, 200), min_size=1))
def test_whoever_looks_on_whatever_days_sees_the_comings_in_one_order(looks: list[int]) -> None:
    seen = [stage_on(TERM.opens_on + timedelta(days=look)) for look in sorted(looks)]
    days = [found.on for found in seen if found is not None]
    assert days == sorted(days)
