"""Reminders are derived from days: nothing is missed by downtime, and nothing is said twice."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import closed_days
from domain.notice_terms import Stage
from domain.reminder import Anchor, Coming, StageRule, Term, Unit, newest_due, working_days_from

RULES = (
    StageRule(stage=Stage.REQUEST, anchor=Anchor.OPENING, offset=0, unit=Unit.DAYS, text="request", heading="依頼"),
    StageRule(
        stage=Stage.TWO_WEEKS_BEFORE,
        anchor=Anchor.DUE,
        offset=-14,
        unit=Unit.WORKING_DAYS,
        text="again",
        heading="再依頼",
    ),
    StageRule(
        stage=Stage.THREE_DAYS_BEFORE,
        anchor=Anchor.DUE,
        offset=-3,
        unit=Unit.WORKING_DAYS,
        text="again",
        heading="再依頼",
    ),
    StageRule(stage=Stage.DUE_DAY, anchor=Anchor.DUE, offset=0, unit=Unit.DAYS, text="last-day", heading="本日期限"),
    StageRule(
        stage=Stage.OVERDUE,
        anchor=Anchor.DUE,
        offset=7,
        unit=Unit.DAYS,
        again_after_days=7,
        text="overdue",
        heading="督促",
    ),
)

RETURNED = StageRule(
    stage=Stage.RETURNED, anchor=Anchor.RETURN, offset=1, unit=Unit.WORKING_DAYS, text="returned", heading="差戻し"
)


def term(opens_on: date, due_on: date, *, first_due_on: date | None = None, extensions: int = 0) -> Term:
    return Term(opens_on=opens_on, first_due_on=first_due_on or due_on, due_on=due_on, extensions=extensions)


TERM = term(date(2025, 4, 1), date(2025, 6, 30))
CLOSED = closed_days(lambda day: day == date(2025, 5, 5))


def stage_on(day: date, of: Term = TERM) -> Coming | None:
    return newest_due(RULES, of, day, CLOSED)


def code_on(day: date, of: Term = TERM) -> str | None:
    found = stage_on(day, of)
    return None if found is None else f"{found.stage} {found.turn}"


def test_nothing_has_come_before_the_opening() -> None:
    assert stage_on(date(2025, 3, 31)) is None


def test_the_request_comes_with_the_opening() -> None:
    assert code_on(date(2025, 4, 1)) == "request 1"


def test_a_request_on_a_closed_day_waits_for_the_next_open_one() -> None:
    of = term(date(2023, 4, 1), date(2023, 6, 30))
    assert stage_on(date(2023, 4, 2), of) is None
    assert code_on(date(2023, 4, 3), of) == "request 1"


def test_a_request_may_follow_the_opening_by_working_days() -> None:
    later = RULES[0].model_copy(update={"offset": 2, "unit": Unit.WORKING_DAYS})
    found = newest_due((later,), term(date(2025, 5, 2), date(2025, 6, 30)), date(2025, 5, 31), CLOSED)
    assert found == Coming(stage=Stage.REQUEST, turn=1, on=date(2025, 5, 7))


def test_what_was_returned_is_told_of_after_the_latest_return() -> None:
    of = TERM.model_copy(update={"returns": (date(2025, 4, 10), date(2025, 4, 21), date(2025, 5, 2))})
    assert newest_due((RETURNED,), of, date(2025, 5, 5), CLOSED) is None
    told = Coming(stage=Stage.RETURNED, turn=3, on=date(2025, 5, 6))
    assert newest_due((RETURNED,), of, date(2025, 5, 6), CLOSED) == told


def test_nothing_is_told_of_a_return_where_nothing_was_returned() -> None:
    assert newest_due((RETURNED,), TERM, date(2026, 3, 31), CLOSED) is None


def test_the_newest_coming_counts_wherever_its_rule_stands_in_the_list() -> None:
    found = newest_due(RULES[::-1], TERM, date(2025, 7, 7), CLOSED)
    assert found == Coming(stage=Stage.OVERDUE, turn=1, on=date(2025, 7, 7))


def test_of_two_comings_on_one_day_the_later_in_the_list_counts() -> None:
    of = TERM.model_copy(update={"returns": (date(2025, 6, 27),)})
    for rules in ((RETURNED, RULES[3]), (RULES[3], RETURNED)):
        found = newest_due(rules, of, date(2025, 6, 30), CLOSED)
        assert found is not None
        assert found.stage is rules[-1].stage


def test_fourteen_working_days_before_the_deadline_comes_the_first_reminder() -> None:
    assert code_on(date(2025, 6, 9)) == "request 1"
    assert code_on(date(2025, 6, 10)) == "two-weeks-before 1"


def test_three_working_days_before_comes_the_second_and_on_the_day_the_third() -> None:
    assert code_on(date(2025, 6, 25)) == "three-days-before 1"
    assert code_on(date(2025, 6, 30)) == "due-day 1"


def test_after_the_deadline_it_comes_every_week() -> None:
    days = [date(2025, 7, 6), date(2025, 7, 7), date(2025, 7, 13), date(2025, 7, 14)]
    assert [code_on(day) for day in days] == [
        "due-day 1",
        "overdue 1",
        "overdue 1",
        "overdue 2",
    ]


def test_a_weekly_reminder_moves_off_a_closed_day() -> None:
    of = term(date(2025, 4, 1), date(2025, 4, 28))
    assert code_on(date(2025, 5, 5), of) == "due-day 1"
    assert code_on(date(2025, 5, 6), of) == "overdue 1"


def test_a_moved_deadline_is_reminded_of_anew_and_not_requested_again() -> None:
    moved = term(date(2025, 4, 1), date(2025, 7, 31), first_due_on=date(2025, 6, 30), extensions=1)
    assert code_on(date(2025, 6, 30), moved) == "request 1"
    assert code_on(date(2025, 7, 31), moved) == "due-day 2"


def test_no_weekly_reminder_of_a_moved_deadline_bears_the_number_of_an_earlier_one() -> None:
    before = {code_on(date(2025, 7, 1) + timedelta(days=passed)) for passed in range(20)}
    moved = term(date(2025, 4, 1), date(2025, 7, 22), first_due_on=date(2025, 6, 30), extensions=1)
    after = {code_on(date(2025, 7, 22) + timedelta(days=passed), moved) for passed in range(40)}
    assert not before & after


def test_an_obligation_that_begins_after_its_deadline_begins_with_a_request() -> None:
    late = term(date(2025, 11, 10), date(2025, 6, 30))
    assert code_on(date(2025, 11, 10), late) == "request 1"
    assert code_on(date(2025, 11, 17), late) == "overdue 20"


def test_a_holiday_declared_later_moves_the_day_and_not_the_name_of_a_coming() -> None:
    declared = closed_days(lambda day: day == date(2025, 6, 20))
    found = newest_due(RULES, TERM, date(2025, 6, 10), declared)
    assert found is not None
    assert (found.turn, found.on) == (1, date(2025, 6, 9))


def test_working_days_are_counted_over_weekends_and_holidays() -> None:
    assert working_days_from(date(2025, 5, 7), -3, CLOSED) == date(2025, 5, 1)
    assert working_days_from(date(2025, 5, 2), 1, CLOSED) == date(2025, 5, 6)
    assert working_days_from(date(2025, 5, 1), 3, CLOSED) == date(2025, 5, 7)


@given(st.lists(st.integers(0, 200), min_size=1))
def test_whoever_looks_on_whatever_days_sees_the_comings_in_one_order(looks: list[int]) -> None:
    seen = [stage_on(TERM.opens_on + timedelta(days=look)) for look in sorted(looks)]
    days = [found.on for found in seen if found is not None]
    assert days == sorted(days)
