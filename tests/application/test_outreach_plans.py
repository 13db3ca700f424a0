"""Planned outreach at the counter, and the people of the centres, who keep the record of their own body alone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import Caller, NotPermitted, StateForbids, read_matrix
from application.desk import ObjectNotFound
from application.meetings import ConveneMeeting, PutItem
from application.organisation import EstablishBody
from application.outreach import CorrectActivity, RecordActivity, StrikeActivity
from application.outreach_plans import CallOffActivity, HoldPlannedActivity, PlanActivity, ReplanActivity
from application.reading import Reader
from application.submissions import BeginProgressReport
from domain.agenda import ItemKind, ItemUnknown
from domain.body import BodyKind, UnknownBody
from domain.outreach import (
    ActivityNotYetHeld,
    ActivityToldElsewhere,
    BodyWithoutOutreach,
    Outreach,
    PartnerIsItself,
)
from domain.outreach_plan import OutreachPlan, OutreachPlanEnded, OutreachPlanState, PlannedForPast
from domain.region import NotAMember
from tests.application.review_year import CHIEF, CLERK, SECRETARIAT, ReviewYear, opening, review_year
from tests.domain.office_year import LG, MEASURES, OTHER

REGION, CENTRE, MEMBERS, OFFICERS = "region:kumamoto", "city-centre", "city-members", "officers-meeting"
KINDS = {
    CENTRE: BodyKind.PROMOTION_CENTRE,
    MEMBERS: BodyKind.PROMOTION_MEMBERS,
    OFFICERS: BodyKind.OFFICERS_MEETING,
}
MATRIX = read_matrix(files("data").joinpath("authority"))
PLAN = f"outreach-plan:{CENTRE}:2025:1"
RECORD = f"outreach:{CENTRE}:2025"
MEETING = "meeting:officers-meeting:2025:1"


def promoter(body_id: str | None) -> Caller:
    """Name one of the people of a body."""
    return Caller(f"promoter-{body_id}", f"office:{body_id}", None, "promoter", f"key-{body_id}", body_id=body_id)


OWN, OTHERS = promoter(CENTRE), promoter(MEMBERS)


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, MATRIX) as opened:
        for body_id, kind in KINDS.items():
            body = EstablishBody(region_id=REGION, body_id=body_id, kind=kind, name=kind.japanese)
            await opened.ask(CHIEF, body)
        yield opened


def plan(body_id: str = CENTRE, **facts: Any) -> PlanActivity:
    intention = {"planned_for": "2025-04-10", "kind": "awareness", "title": "サンプル（架空値）の講座", **facts}
    return PlanActivity.model_validate({"region_id": REGION, "body_id": body_id, "intention": intention})


def hold(held_on: str = "2025-04-10", plan_id: str = PLAN) -> HoldPlannedActivity:
    body = {"outreach_plan_id": plan_id, "region_id": REGION, "held_on": held_on, "participants": 30}
    return HoldPlannedActivity.model_validate(body)


def record(body_id: str = CENTRE, together_with: tuple[str, ...] = (), **facts: Any) -> RecordActivity:
    activity = {"held_on": "2025-04-01", "kind": "awareness", "title": "サンプル（架空値）の講座", **facts}
    body = {"region_id": REGION, "body_id": body_id, "activity": activity, "together_with": together_with}
    return RecordActivity.model_validate(body)


async def test_a_planned_activity_becomes_the_recorded_one_when_it_is_held_and_only_then_counts(
    year: ReviewYear,
) -> None:
    await year.ask(OWN, plan(partners=[MEMBERS], lg_codes=[LG], measures=[MEASURES[1], MEASURES[0]]))
    assert await year.log.stream(RECORD) == []
    with pytest.raises(ActivityNotYetHeld):
        await year.ask(OWN, hold())
    year.clock.move_to_day(date(2025, 4, 11))
    told = await year.ask(OWN, hold())
    assert set(told) == {
        "outreach-plan.held",
        "outreach.opened",
        "outreach.activity-recorded",
        "outreach.partners-named",
    }
    made, kept = await year.load(OutreachPlan, PLAN), await year.load(Outreach, RECORD)
    assert made.holding is not None
    assert (made.state, made.holding.outreach_id, made.holding.number) == (OutreachPlanState.HELD, RECORD, 1)
    assert (kept.activities[1].participants, kept.activities[1].lg_codes) == (30, (LG,))
    assert (kept.activities[1].measures, kept.partners_of(1)) == (MEASURES, (MEMBERS,))
    with pytest.raises(OutreachPlanEnded):
        await year.ask(OWN, hold())
    with pytest.raises(OutreachPlanEnded):
        await year.ask(OWN, CallOffActivity(outreach_plan_id=PLAN, reason="荒天"))


async def test_what_is_called_off_counts_for_nothing_and_says_why(year: ReviewYear) -> None:
    await year.ask(OWN, plan())
    await year.ask(OWN, CallOffActivity(outreach_plan_id=PLAN, reason="荒天"))
    made = await year.load(OutreachPlan, PLAN)
    assert (made.state, made.called_off_for) == (OutreachPlanState.CALLED_OFF, "荒天")
    assert await year.log.stream(RECORD) == []
    assert {codes[0] for codes in (await year.open(OWN, PLAN)).values()} == {"state-forbids", "outreach-plan-ended"}


async def test_a_plan_may_move_into_the_next_year_and_is_then_recorded_there(year: ReviewYear) -> None:
    await year.ask(OWN, plan())
    later = plan(planned_for="2026-04-02", partners=[OFFICERS, MEMBERS, MEMBERS]).intention
    replan = ReplanActivity(outreach_plan_id=PLAN, region_id=REGION, intention=later, reason="会場の都合")
    await year.ask(OWN, replan)
    assert (await year.load(OutreachPlan, PLAN)).intention.partners == (MEMBERS, OFFICERS)
    year.clock.move_to_day(date(2026, 4, 3))
    await year.ask(OWN, hold("2026-04-03"))
    made = await year.load(OutreachPlan, PLAN)
    assert made.holding is not None
    assert made.holding.outreach_id == f"outreach:{CENTRE}:2026"


async def test_the_officers_plan_on_an_item_of_their_meeting(year: ReviewYear) -> None:
    await year.ask(CHIEF, opening())
    body = {"body_id": OFFICERS, "fiscal_year": 2025, "meets_on": date(2025, 4, 1), "place": "会議室"}
    await year.ask(SECRETARIAT, ConveneMeeting.model_validate(body))
    await year.ask(SECRETARIAT, PutItem(meeting_id=MEETING, kind=ItemKind.CONSULTATION, title="啓発事業の企画"))
    with pytest.raises(ItemUnknown):
        await year.ask(SECRETARIAT, plan(OFFICERS, agenda_item={"meeting_id": MEETING, "item": 2}))
    await year.ask(SECRETARIAT, plan(OFFICERS, agenda_item={"meeting_id": MEETING, "item": 1}, partners=[CENTRE]))
    made = await year.load(OutreachPlan, f"outreach-plan:{OFFICERS}:2025:1")
    assert made.intention.agenda_item is not None
    year.clock.move_to_day(date(2025, 4, 10))
    await year.ask(SECRETARIAT, hold(plan_id=made.id))
    assert (await year.load(Outreach, f"outreach:{OFFICERS}:2025")).partners_of(1) == (CENTRE,)


async def test_a_plan_names_only_what_there_is(year: ReviewYear) -> None:
    for refused, wrong in (
        (PlannedForPast, plan(planned_for="2025-03-31")),
        (PartnerIsItself, plan(partners=[CENTRE])),
        (BodyWithoutOutreach, plan("liaison-council")),
        (BodyWithoutOutreach, plan(partners=["liaison-council"])),
        (UnknownBody, plan(partners=["nobody"])),
        (NotAMember, plan(lg_codes=["43999"])),
        (ObjectNotFound, plan(measures=["measure:none"])),
        (ObjectNotFound, plan(agenda_item={"meeting_id": MEETING, "item": 1})),
    ):
        with pytest.raises(refused):
            await year.ask(SECRETARIAT, wrong)


async def test_the_people_of_a_body_keep_the_record_of_their_own_body_alone(year: ReviewYear) -> None:
    await year.ask(OWN, record())
    of = {"body_id": CENTRE, "fiscal_year": 2025, "number": 1, "reason": "人数の判明"}
    better = {**record().activity.model_dump(), "participants": 30}
    correct = CorrectActivity.model_validate({**of, "region_id": REGION, "activity": better})
    strike = StrikeActivity.model_validate(of)
    for who in (OTHERS, promoter(None), CLERK):
        for command in (record(), correct, strike, plan()):
            with pytest.raises(NotPermitted):
                await year.ask(who, command)
    await year.ask(OWN, correct)
    await year.ask(OWN, strike)
    assert (await year.load(Outreach, RECORD)).content() == ()
    await year.ask(OWN, plan())
    for following in (hold(), CallOffActivity(outreach_plan_id=PLAN, reason="荒天")):
        with pytest.raises(NotPermitted):
            await year.ask(OTHERS, following)
    with pytest.raises(StateForbids):
        await year.ask(OWN, correct.model_copy(update={"fiscal_year": 2020}))


async def test_the_people_of_a_body_read_their_own_record_the_measures_and_the_region_and_nothing_else(
    year: ReviewYear,
) -> None:
    await year.ask(OWN, record())
    await year.ask(OTHERS, record(MEMBERS, title="別の講座"))
    reader = Reader(year.log, MATRIX)
    for object_id in (RECORD, REGION, MEASURES[0]):
        assert (await reader.object(object_id, OWN)).id == object_id
    assert len(await reader.history(RECORD, OWN)) == 2
    for hidden in (f"outreach:{MEMBERS}:2025", "plan:kumamoto-1"):
        with pytest.raises(ObjectNotFound):
            await reader.object(hidden, OWN)
    with pytest.raises(ObjectNotFound):
        await reader.history(f"outreach:{MEMBERS}:2025", OWN)
    assert (reader.of_body("ListOutreach", OWN), reader.of_body("ListOutreach", CLERK)) == (CENTRE, None)
    readable = {grant.command for grant in MATRIX.grants() if grant.capacity == "promoter" and grant.covers("anything")}
    assert readable == {
        "outreach", "outreach/events", "ListOutreach", "outreach-plan", "outreach-plan/events", "ListOutreachPlans",
        "region", "ListRegions", "measure", "ListMeasures",
    }  # fmt: skip
    for query in ("ListFilings", "ListChallenges", "ListOutreach"):
        with pytest.raises(NotPermitted):
            reader.reach(query, OWN)
    with pytest.raises(NotPermitted):
        reader.of_body("ListOutreach", promoter(None))


async def test_an_office_of_a_body_never_passes_as_one_of_every_municipality(year: ReviewYear) -> None:
    reader = Reader(year.log, MATRIX)
    await year.ask(CHIEF, opening())
    await year.ask(CLERK, BeginProgressReport(lg_code=LG, fiscal_year=2025))
    clerk = replace(OWN, capacity="clerk")
    for query in ("ListFilings", "ListConfirmations", "GetMeasureSheet"):
        with pytest.raises(NotPermitted):
            reader.reach(query, clerk)
    with pytest.raises(ObjectNotFound):
        await reader.object(f"progress-report:{LG}:2025", clerk)
    with pytest.raises(NotPermitted):
        await year.ask(clerk, BeginProgressReport(lg_code=OTHER, fiscal_year=2025))


async def test_what_bodies_hold_together_is_recorded_by_one_of_them_and_named_there(year: ReviewYear) -> None:
    await year.ask(OWN, record(together_with=(OFFICERS, MEMBERS)))
    assert (await year.load(Outreach, RECORD)).partners_of(1) == (MEMBERS, OFFICERS)
    for wrong in (record(MEMBERS), record(MEMBERS, (CENTRE,), participants=9)):
        with pytest.raises(ActivityToldElsewhere) as refused:
            await year.ask(OTHERS, wrong)
        assert refused.value.details == {"body_id": CENTRE, "number": 1}
    await year.ask(OTHERS, record(MEMBERS, title="別の講座"))
    for refused_as, wrong in (
        (PartnerIsItself, record(together_with=(CENTRE,), title="第三の講座")),
        (BodyWithoutOutreach, record(together_with=("liaison-council",))),
        (ActivityToldElsewhere, record(together_with=(MEMBERS,), title="別の講座")),
    ):
        with pytest.raises(refused_as):
            await year.ask(OWN, wrong)


async def test_a_correction_keeps_the_partners_or_names_others(year: ReviewYear) -> None:
    await year.ask(OWN, record(together_with=(MEMBERS,)))
    of = {"region_id": REGION, "body_id": CENTRE, "fiscal_year": 2025, "number": 1, "reason": "判明"}
    better = {**record().activity.model_dump(), "participants": 30}
    await year.ask(OWN, CorrectActivity.model_validate({**of, "activity": better}))
    assert (await year.load(Outreach, RECORD)).partners_of(1) == (MEMBERS,)
    await year.ask(OWN, CorrectActivity.model_validate({**of, "activity": better, "together_with": [OFFICERS]}))
    kept = await year.load(Outreach, RECORD)
    assert (kept.partners_of(1), kept.activities[1].participants) == ((OFFICERS,), 30)
    await year.ask(OTHERS, record(MEMBERS, title="別の講座"))
    clash = {**better, "title": "別の講座"}
    with pytest.raises(ActivityToldElsewhere):
        await year.ask(OWN, CorrectActivity.model_validate({**of, "activity": clash, "together_with": [MEMBERS]}))
