"""The day's work, on a real log with a clock that is moved: derived, done once, and late without harm."""

from datetime import date, timedelta

import pytest

from domain.calendar import Step, closed_days, windows_of
from domain.filing import FieldComment
from domain.notice_terms import Stage
from domain.plan import Plan
from domain.plan_content import Sector
from domain.review_round import ReviewRound
from domain.scale import DEFAULT_SCALE, DEFAULT_SCALE_SOURCE
from scheduler.day import DayNotToday, DayReport
from scheduler.dispatch import Fate
from scheduler.standing import Standing
from tests.scheduler.house import MEASURE, TOWNS, House

APRIL = date(2025, 4, 1)
FIRST_REMINDER = date(2025, 6, 10)
DUE = date(2025, 6, 30)


async def run(house: House, day: date) -> DayReport:
    house.clock.move_to_day(day)
    scheduler = house.schedulers[0] if house.schedulers else house.scheduler()
    report = await scheduler.run_day(day)
    assert not report.problems
    return report


async def review_round(house: House) -> ReviewRound:
    standing = Standing(house.log)
    await standing.refresh()
    found = standing.find(ReviewRound, "review-round:2025")
    assert found is not None
    return found


async def test_on_the_first_of_april_the_round_opens_and_every_office_is_asked(house: House) -> None:
    report = await run(house, APRIL)
    opened = await review_round(house)
    assert report.events[0] == "review-round.opened"
    assert (opened.members, opened.plan_id, opened.emissions_fiscal_year) == (TOWNS, "plan:kumamoto-1", 2022)
    assert house.recipients(APRIL) == list(TOWNS)
    assert {delivery.fate for delivery in report.letters} == {Fate.SENT}


async def test_a_day_run_twice_adds_nothing(house: House) -> None:
    await run(house, APRIL)
    head = await house.log.head()
    report = await run(house, APRIL)
    assert (report.events, report.letters) == ((), ())
    assert await house.log.head() == head
    assert len(house.letters()) == 3


async def test_a_day_on_which_nothing_is_due_adds_only_that_it_was_run(house: House) -> None:
    await run(house, APRIL)
    report = await run(house, date(2025, 4, 2))
    assert report.events == ("daily-run.performed",)


async def test_todays_run_is_known_to_every_worker(house: House) -> None:
    other = house.scheduler("two")
    assert not await other.todays_run(APRIL)
    await house.scheduler("three").run_day(APRIL)
    assert await other.todays_run(APRIL)
    assert not await other.todays_run(date(2025, 4, 2))


async def test_only_today_can_be_run(house: House) -> None:
    with pytest.raises(DayNotToday):
        await house.scheduler().run_day(date(2025, 4, 2))


async def test_a_round_that_should_have_opened_while_nothing_ran_opens_on_the_first_run(house: House) -> None:
    await run(house, date(2025, 4, 11))
    assert (await review_round(house)).opened_on == date(2025, 4, 11)


async def test_ten_days_of_downtime_collapse_into_one_correct_letter_per_office(house: House) -> None:
    await run(house, APRIL)
    await run(house, FIRST_REMINDER + timedelta(days=16))  # the first and the second reminder had come by then
    planned = [notice.occasion.stage for notice in await house.notices()]
    assert planned.count(Stage.TWO_WEEKS_BEFORE) == 0
    assert planned.count(Stage.THREE_DAYS_BEFORE) == 3
    assert len(house.letters()) == 6


async def test_every_day_or_only_some_days_the_letters_of_the_last_day_are_the_same(house: House) -> None:
    day = APRIL
    while day <= FIRST_REMINDER:
        await run(house, day)
        day += timedelta(days=1)
    assert house.recipients(FIRST_REMINDER) == list(TOWNS)
    assert len(house.letters()) == 6


async def test_a_clock_set_back_and_forward_doubles_nothing(house: House) -> None:
    await run(house, APRIL)
    await run(house, FIRST_REMINDER)
    await run(house, date(2025, 5, 1))
    await run(house, FIRST_REMINDER)
    assert len(house.letters()) == 6


async def test_nothing_is_sent_to_an_office_that_has_submitted(house: House) -> None:
    await run(house, APRIL)
    await house.submit("43100", date(2025, 5, 1))
    await run(house, FIRST_REMINDER)
    assert house.recipients(FIRST_REMINDER) == ["43210", "43211"]


async def test_an_office_whose_report_was_returned_is_told_at_once_and_why(house: House) -> None:
    await run(house, APRIL)
    report = await house.submit("43100", date(2025, 5, 1))
    report.send_back((FieldComment(field=MEASURE, comment="数値の\n根拠を記入してください。"),), on=date(2025, 5, 7))
    await house.store(report)
    await run(house, date(2025, 5, 7))
    (letter,) = [each for each in house.letters() if "差戻し" in each["Subject"]]
    assert "数値の 根拠を記入してください。" in letter.get_content()


async def test_after_the_deadline_the_step_lapses_naming_the_missing_and_reminding_goes_on_weekly(house: House) -> None:
    await run(house, APRIL)
    await house.submit("43100", date(2025, 5, 1))
    report = await run(house, date(2025, 7, 1))
    assert "review-round.step-lapsed" in report.events
    assert (await review_round(house)).timetable.lapsed_for(Step.PROGRESS_CONFIRMATION) == ("43210", "43211")
    await run(house, date(2025, 7, 7))
    await run(house, date(2025, 7, 14))
    overdue = [each for each in await house.notices() if each.occasion.stage is Stage.OVERDUE]
    assert sorted((each.occasion.lg_code, each.occasion.turn) for each in overdue) == [
        ("43210", 1),
        ("43210", 2),
        ("43211", 1),
        ("43211", 2),
    ]


async def test_an_extended_deadline_is_not_reminded_of_nor_lapsed_before_it_has_passed(house: House) -> None:
    await run(house, APRIL)
    await house.extend("43211", date(2025, 7, 31))
    await run(house, DUE)
    assert house.recipients(DUE) == ["43100", "43210"]
    await run(house, date(2025, 7, 1))
    assert (await review_round(house)).timetable.lapsed_for(Step.PROGRESS_CONFIRMATION) == ("43100", "43210")
    await run(house, date(2025, 8, 1))
    assert (await review_round(house)).timetable.lapsed_for(Step.PROGRESS_CONFIRMATION) == TOWNS


async def test_a_step_in_which_everything_is_accepted_completes(house: House) -> None:
    await run(house, APRIL)
    for code in TOWNS:
        report = await house.submit(code, date(2025, 5, 1))
        report.accept(on=date(2025, 5, 2))
        await house.store(report)
    report_of_day = await run(house, date(2025, 5, 2))
    assert "review-round.step-completed" in report_of_day.events


async def test_steps_due_on_one_day_go_out_in_one_letter(house: House) -> None:
    await run(house, date(2025, 9, 1))
    letters = [each.get_content() for each in house.letters()]
    assert len(letters) == 3
    assert all("点検評価" in body and "庁内報告" in body for body in letters)


async def test_what_the_system_does_by_itself_stands_in_the_record_with_its_cause(house: House) -> None:
    await run(house, APRIL)
    await house.submit(TOWNS[0], date(2025, 5, 1))
    await run(house, date(2025, 7, 1))
    acts = [each.act for each in await house.log.stream("review-round:2025")]
    assert [(act.capacity, act.reason) for act in acts] == [("system", "年度の開始"), ("system", "提出期限の経過")]
    notices = [each for each in await house.log.page(0, 500) if each.topic == "notice.planned"]
    assert {each.act.reason for each in notices} == {"通知の時期の到来"}


async def test_a_step_that_completes_by_itself_says_that_everything_was_accepted(house: House) -> None:
    await run(house, APRIL)
    for code in TOWNS:
        report = await house.submit(code, date(2025, 5, 1))
        report.accept(on=date(2025, 5, 2))
        await house.store(report)
    await run(house, date(2025, 5, 2))
    completed = (await house.log.stream("review-round:2025"))[-1]
    assert (completed.topic, completed.act.reason) == ("review-round.step-completed", "すべての構成市町村の受理")


async def test_the_calendar_takes_the_emission_year_after_the_newest_where_its_rule_names_one_taken_before(
    house: House,
) -> None:
    house.clock.move_to_day(APRIL)
    by_hand = ReviewRound(
        fiscal_year=2025,
        region_id="region:kumamoto",
        plan_id="plan:kumamoto-1",
        members=TOWNS,
        measures=(),
        measures_fiscal_year=2024,
        emissions_fiscal_year=2023,
        sectors=("IND",),
        windows=windows_of(2025, closed_days(lambda _: False)),
        scale=DEFAULT_SCALE,
        scale_source=DEFAULT_SCALE_SOURCE,
        opened_on=APRIL,
    )
    await house.store(by_hand)
    await run(house, date(2026, 4, 1))
    standing = Standing(house.log)
    await standing.refresh()
    opened = standing.find(ReviewRound, "review-round:2026")
    assert opened is not None
    assert opened.emissions_fiscal_year == 2024


def next_plan() -> Plan:
    """Adopt the next generation of the plan in March."""
    made = Plan(slug="kumamoto-2", region_id="region:kumamoto", generation=2, name="サンプル第2次計画")
    made.set_sector_tree((Sector(code="IND", parent=None, name="産業部門"),))
    for code in TOWNS[:2]:
        made.enter_municipality(code, date(2025, 3, 27))
    made.adopt(date(2025, 3, 27))
    return made


@pytest.mark.parametrize(
    ("succeeded_on", "plan_id"),
    [(date(2024, 4, 1), "plan:kumamoto-2"), (date(2024, 4, 2), "plan:kumamoto-1"), (APRIL, "plan:kumamoto-1")],
)
async def test_the_last_round_of_a_plan_opens_on_it_and_the_next_one_on_its_successor(
    house: House, succeeded_on: date, plan_id: str
) -> None:
    following = next_plan()
    first = Standing(house.log)
    await first.refresh()
    old = first.find(Plan, "plan:kumamoto-1")
    assert old is not None
    old.succeed(following.id, succeeded_on)
    await house.store(following, old)
    await run(house, APRIL)
    assert (await review_round(house)).plan_id == plan_id
