"""From the officers' meeting over the council to the measure: the chain of origin, and what a decision rests on."""

from collections.abc import AsyncIterator
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import NotPermitted, read_matrix
from application.measure_decisions import MeasureChangedSinceApproval, NotDecidedByCouncil
from application.measure_owners import AddJointOwner
from application.measure_variations import SetMeasureVariation, WithdrawMeasureVariation
from application.measures import LaunchMeasure, ProposeMeasure, SetIndicator, TakeUpMeasure
from application.meetings import ConveneMeeting, DecideItem, HoldMeeting, PutItem
from application.organisation import EstablishBody
from domain.agenda import ItemUnknown, NotApprovedThere, Origin, Outcome
from domain.body import BodyKind
from domain.measure import Measure
from domain.measure_course import MeasureDatesContradict, MeasureState
from domain.measure_terms import Direction, Indicator
from domain.measure_variation import MeasureNotShared, MeasureVariation, Variation, VariationState
from domain.meeting import Meeting
from tests.application.review_year import CHIEF, CLERK, HEAD, SECRETARIAT, ReviewYear, caller, opening, review_year
from tests.domain.office_year import LG, OTHER

REGION = "region:kumamoto"
OFFICERS, COUNCIL = "meeting:officers-meeting:2025:1", "meeting:liaison-council:2025:1"
PROPOSAL = "measure:43100-0009"
DAY = date(2025, 5, 10)


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        body = {"region_id": REGION, "body_id": "officers-meeting", "name": "担当者会議", "under": "liaison-council"}
        await opened.ask(CHIEF, EstablishBody.model_validate({**body, "kind": BodyKind.OFFICERS_MEETING}))
        await opened.ask(CHIEF, opening())
        opened.clock.move_to_day(DAY)
        propose = ProposeMeasure(
            slug="43100-0009",
            plan_id="plan:kumamoto-1",
            owners=(LG,),
            name="サンプル（架空値）の新規施策",
            proposed_on=DAY,
        )
        await opened.ask(CLERK, propose)
        yield opened


async def decided(year: ReviewYear, meeting_id: str, outcome: Outcome, origin: Origin | None = None) -> Origin:
    """Let a body decide on the proposal in its next meeting, which may have been forwarded to it."""
    body_id = meeting_id.split(":")[1]
    convene = ConveneMeeting(body_id=body_id, fiscal_year=2025, meets_on=year.clock.today(), place="会議室")
    await year.ask(SECRETARIAT, convene)
    item: dict[str, Any] = {"meeting_id": meeting_id, "kind": "consultation", "title": "新規施策の提案"}
    subject = {"subject_id": PROPOSAL} if origin is None else {"subject_id": PROPOSAL, "forwarded_from": origin}
    await year.ask(SECRETARIAT, PutItem.model_validate({**item, **subject}))
    await year.ask(SECRETARIAT, HoldMeeting(meeting_id=meeting_id, present=(f"office:{LG}",)))
    await year.ask(SECRETARIAT, DecideItem(meeting_id=meeting_id, item=1, outcome=outcome))
    return Origin(meeting_id=meeting_id, item=1)


def take_up(decided_at: Origin | None, on: date = DAY) -> TakeUpMeasure:
    return TakeUpMeasure(measure_id=PROPOSAL, taken_up_on=on, decided_by="連絡会議", decided_at=decided_at)


async def test_a_proposal_goes_from_the_officers_to_the_council_with_its_chain_and_becomes_a_study(
    year: ReviewYear,
) -> None:
    officers = await decided(year, OFFICERS, Outcome.APPROVED)
    council = await decided(year, COUNCIL, Outcome.APPROVED, officers)
    item = (await year.load(Meeting, COUNCIL)).agenda.item(1)
    assert (item.matter.origin, item.matter.object_id, item.matter.object_version) == ((officers,), PROPOSAL, 1)
    assert item.forwarded(COUNCIL) == (officers, council)
    await year.ask(SECRETARIAT, take_up(council))
    assert (await year.load(Measure, PROPOSAL)).state is MeasureState.UNDER_STUDY
    stored = (await year.log.stream(PROPOSAL))[-1].event
    assert isinstance(stored, Measure.TakenUp)
    assert stored.decided_at == council


async def test_what_the_council_did_not_approve_is_not_taken_up(year: ReviewYear) -> None:
    council = await decided(year, COUNCIL, Outcome.REJECTED)
    for refused, origin in ((NotApprovedThere, council), (ItemUnknown, Origin(meeting_id=COUNCIL, item=2))):
        with pytest.raises(refused):
            await year.ask(SECRETARIAT, take_up(origin))


async def test_the_officers_alone_do_not_decide_on_a_study(year: ReviewYear) -> None:
    officers = await decided(year, OFFICERS, Outcome.APPROVED)
    with pytest.raises(NotDecidedByCouncil):
        await year.ask(SECRETARIAT, take_up(officers))


async def test_a_proposal_that_changed_after_the_approval_is_not_taken_up_on_it(year: ReviewYear) -> None:
    council = await decided(year, COUNCIL, Outcome.APPROVED)
    indicator = Indicator(code="count", name="件数", unit="件", direction=Direction.INCREASE)
    await year.ask(CLERK, SetIndicator(measure_id=PROPOSAL, indicator=indicator))
    with pytest.raises(MeasureChangedSinceApproval):
        await year.ask(SECRETARIAT, take_up(council))


async def test_nothing_is_taken_up_before_the_day_of_the_meeting(year: ReviewYear) -> None:
    year.clock.move_to_day(date(2025, 5, 20))
    council = await decided(year, COUNCIL, Outcome.APPROVED)
    with pytest.raises(MeasureDatesContradict):
        await year.ask(SECRETARIAT, take_up(council, date(2025, 5, 19)))
    await year.ask(SECRETARIAT, take_up(council, date(2025, 5, 20)))


async def test_a_proposal_may_still_be_taken_up_without_a_meeting(year: ReviewYear) -> None:
    await year.ask(SECRETARIAT, take_up(None))
    assert (await year.load(Measure, PROPOSAL)).state is MeasureState.UNDER_STUDY


async def test_a_launch_that_names_a_meeting_rests_on_its_approval(year: ReviewYear) -> None:
    officers = await decided(year, OFFICERS, Outcome.DEFERRED)
    body = {
        "measure_id": PROPOSAL,
        "launched_on": DAY,
        "decided_by": "政策会議",
        "decision_reference": "第1号",
        "budget_fiscal_year": 2025,
        "reason": "予算の成立",
    }
    with pytest.raises(NotApprovedThere):
        await year.ask(HEAD, LaunchMeasure.model_validate({**body, "decided_at": officers}))
    council = await decided(year, COUNCIL, Outcome.APPROVED)
    await year.ask(HEAD, LaunchMeasure.model_validate({**body, "decided_at": council}))
    decision = (await year.load(Measure, PROPOSAL)).launch_decision
    assert decision is not None
    assert decision.decided_at == council


async def test_each_municipality_keeps_its_own_variation_of_a_shared_measure(year: ReviewYear) -> None:
    own = Variation(name="サンプル（架空値）の独自の進め方")
    of: dict[str, Any] = {"measure_id": PROPOSAL, "lg_code": LG}
    with pytest.raises(MeasureNotShared):
        await year.ask(CLERK, SetMeasureVariation(**of, variation=own))
    await year.ask(HEAD, AddJointOwner(measure_id=PROPOSAL, lg_code=OTHER, joined_on=DAY))
    assert await year.ask(CLERK, SetMeasureVariation(**of, variation=own)) == ("measure-variation.set",)
    stranger = caller("clerk", OTHER)
    with pytest.raises(NotPermitted):
        await year.ask(stranger, SetMeasureVariation(**of, variation=Variation(name="別")))
    other = Variation(name="改めた進め方")
    assert await year.ask(CLERK, SetMeasureVariation(**of, variation=other)) == ("measure-variation.set-anew",)
    await year.ask(CLERK, WithdrawMeasureVariation(**of, ground="統一"))
    made = await year.load(MeasureVariation, f"measure-variation:43100-0009:{LG}")
    assert made.state is VariationState.WITHDRAWN
