"""Planned outreach: held or called off once, changed until then, and overdue from the day after its day."""

from contextlib import suppress
from datetime import date
from operator import methodcaller

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.agenda import Origin
from domain.errors import Refusal
from domain.kernel import stored_name
from domain.outreach import Activity, ActivityKind, PartnerIsItself
from domain.outreach_plan import (
    Holding,
    Intention,
    OutreachPlan,
    OutreachPlanEnded,
    OutreachPlanState,
    PlannedForPast,
    overdue_on,
)
from tests.domain.acts import act
from tests.domain.refusal import refuses
from tests.domain.replay import assert_replays

BODY, PARTNER = "officers-meeting", "city-promotion-members"
DAY, TODAY = date(2025, 8, 1), date(2025, 6, 1)
ITEM = Origin(meeting_id="meeting:officers-meeting:2025:1", item=1)
HOLDING = Holding(held_on=DAY, outreach_id="outreach:officers-meeting:2025", number=1, participants=30)


def intention(planned_for: date = DAY, **facts: object) -> Intention:
    body = {"planned_for": planned_for, "kind": ActivityKind.AWARENESS, "title": "サンプル（架空値）の講座", **facts}
    return Intention.model_validate(body)


def plan() -> OutreachPlan:
    whole = intention(partners=(PARTNER,), lg_codes=("43100",), measures=("measure:43100-0001",), agenda_item=ITEM)
    return OutreachPlan(body_id=BODY, fiscal_year=2025, number=2, intention=whole)


def held() -> OutreachPlan:
    made = plan()
    made.hold(HOLDING)
    return made


def called_off() -> OutreachPlan:
    made = plan()
    made.call_off("荒天")
    return made


def told(made: OutreachPlan) -> list[str]:
    return [stored_name(fact).removeprefix("outreach-plan.") for fact in made.collect()]


def test_a_plan_says_when_what_by_whom_with_whom_and_on_which_item() -> None:
    made = plan()
    assert (made.id, made.body_id, made.fiscal_year, made.number) == (
        "outreach-plan:officers-meeting:2025:2",
        BODY,
        2025,
        2,
    )
    assert (made.intention.planned_for, made.intention.partners, made.intention.agenda_item) == (DAY, (PARTNER,), ITEM)
    assert (made.state, made.holding, made.called_off_for) == (OutreachPlanState.PLANNED, None, None)


def test_nothing_is_planned_for_a_day_that_has_passed_nor_with_oneself() -> None:
    assert list(OutreachPlan.plan_blockers(BODY, intention(TODAY, partners=(PARTNER,)), TODAY)) == []
    past = intention(date(2025, 5, 31), partners=(PARTNER, BODY))
    assert list(OutreachPlan.plan_blockers(BODY, past, TODAY)) == [
        PlannedForPast(planned_for=date(2025, 5, 31)),
        PartnerIsItself(body_id=BODY),
    ]


def test_a_plan_is_changed_with_a_reason_and_the_same_plan_is_nothing_new() -> None:
    made = plan()
    later = intention(date(2025, 9, 1))
    made.replan(later, "会場の都合", TODAY)
    made.replan(later, "会場の都合", TODAY)
    assert made.intention == later
    with refuses(PlannedForPast(planned_for=date(2025, 5, 31))):
        made.replan(intention(date(2025, 5, 31)), "誤記", TODAY)
    with refuses(PartnerIsItself(body_id=BODY)):
        made.replan(intention(partners=(BODY,)), "誤記", TODAY)
    made.replan(later, "既に過ぎた日のまま", date(2025, 10, 1))
    assert told(made) == ["planned", "replanned"]


def test_a_plan_is_held_and_says_where_the_activity_stands() -> None:
    made = held()
    assert (made.state, made.holding) == (OutreachPlanState.HELD, HOLDING)
    assert told(made) == ["planned", "held"]


def test_a_plan_is_called_off_with_a_reason_and_once() -> None:
    made = called_off()
    made.call_off("荒天")
    assert (made.state, made.called_off_for) == (OutreachPlanState.CALLED_OFF, "荒天")
    assert told(made) == ["planned", "called-off"]


@pytest.mark.parametrize(
    "late",
    [
        methodcaller("replan", intention(), "誤記", TODAY),
        methodcaller("hold", HOLDING),
        methodcaller("call_off", "別の理由"),
    ],
)
@pytest.mark.parametrize("ended", [held, called_off])
def test_what_was_held_or_called_off_is_not_planned_any_more(late: methodcaller, ended: object) -> None:
    made = ended()  # type: ignore[operator]  # one of the two above
    assert list(made.ended_blockers()) == [OutreachPlanEnded(state=made.state.value)]
    with refuses(OutreachPlanEnded(state=made.state.value)):
        late(made)


def test_a_plan_is_overdue_from_the_day_after_its_day_until_its_outcome_is_known() -> None:
    planned = OutreachPlanState.PLANNED
    assert [overdue_on(planned, DAY, day) for day in (date(2025, 7, 31), DAY, date(2025, 8, 2))] == [False, False, True]
    assert not any(overdue_on(state, DAY, date(2026, 1, 1)) for state in OutreachPlanState if state is not planned)


def test_what_is_held_is_the_activity_that_was_planned_on_its_own_day() -> None:
    whole = intention(lg_codes=("43100",), measures=("measure:43100-0001",), note="内部")
    assert whole.held(date(2025, 8, 3), 12) == Activity(
        held_on=date(2025, 8, 3),
        kind=ActivityKind.AWARENESS,
        title="サンプル（架空値）の講座",
        participants=12,
        lg_codes=("43100",),
        measures=("measure:43100-0001",),
        note="内部",
    )
    assert whole.held(DAY, None).participants is None


ACTS = st.lists(
    st.one_of(
        act(
            "replan",
            st.builds(intention, st.dates(date(2025, 5, 25), date(2025, 6, 9))),
            st.just("都合"),
            st.just(TODAY),
        ),
        act("hold", st.just(HOLDING)),
        act("call_off", st.sampled_from(["荒天", "別の理由"])),
    ),
    max_size=10,
)


@settings(max_examples=60, deadline=None)
@given(ACTS)
def test_any_sequence_of_acts_replays_to_an_equal_plan(acts: list[methodcaller]) -> None:
    made = plan()
    for each in acts:
        with suppress(Refusal):
            each(made)
    assert made.holding is None or made.called_off_for is None
    assert_replays(OutreachPlan, made.collect(), made)
