"""Measures in the hands of several: who decides, what becomes of owners, and days that have not come."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import NotPermitted, read_matrix
from application.command import Command
from application.measure_owners import AddJointOwner, HandOverLead, RemoveJointOwner
from application.measure_variations import SetMeasureVariation
from application.measures import (
    CompleteMeasure,
    DiscontinueMeasure,
    LaunchMeasure,
    MergedUnderAnotherLead,
    MergeMeasure,
    ProposeMeasure,
    ResumeMeasure,
    SuspendMeasure,
    TakeUpMeasure,
)
from domain.measure import Measure
from domain.measure_course import MeasureDayInFuture, MeasureState, MergedIntoInactive
from domain.measure_standing import LeadOwnerStays, NotAnOwner, OwnerNamedTwice
from domain.measure_variation import MeasureVariation, Variation, VariationState
from domain.plan_content import InitiativeNotInPlan, PolicyNotInPlan
from domain.review_round import ReviewRound
from tests.application.review_year import (
    CLERK,
    MANAGER,
    NEWCOMER,
    OPENING,
    SECRETARIAT,
    ReviewYear,
    caller,
    opening,
    review_year,
)
from tests.domain.office_year import LG, OTHER

UNDER_WAY, STUDY, PROPOSAL = "measure:43100-0001", "measure:43100-0002", "measure:43100-0004"
SHARED = "measure:43210-0001"  # led by the other town
JOINT = caller("manager", OTHER)
YESTERDAY, TOMORROW = OPENING - timedelta(days=1), OPENING + timedelta(days=1)
FOR_IT = {"authority": "mail", "effective_on": OPENING}


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        yield opened


def merge(into_id: str, **more: Any) -> MergeMeasure:
    stated = {"measure_id": UNDER_WAY, "merged_on": OPENING, "into_id": into_id, "ground": "一体化", **more}
    return MergeMeasure.model_validate(stated)


def joins(measure_id: str = UNDER_WAY, lg_code: str = OTHER, joined_on: date = YESTERDAY) -> AddJointOwner:
    return AddJointOwner(measure_id=measure_id, lg_code=lg_code, joined_on=joined_on)


def leaves(lg_code: str = OTHER, left_on: date = OPENING, **more: Any) -> RemoveJointOwner:
    stated = {"lg_code": lg_code, "left_on": left_on, "decided_by": "担当者会議", "ground": "見直し", **more}
    return RemoveJointOwner.model_validate({"measure_id": UNDER_WAY, **stated})


def decisions() -> list[Command]:
    """Give every act that decides on a measure as a whole."""
    on: dict[str, Any] = {"measure_id": UNDER_WAY}
    return [
        merge(STUDY),
        leaves(),
        SuspendMeasure(**on, suspended_on=OPENING, ground="財源"),
        CompleteMeasure(**on, completed_on=OPENING),
        DiscontinueMeasure(**on, discontinued_on=OPENING, decision_reference="決定4", ground="終了"),
    ]


async def test_a_measure_is_not_merged_into_a_mere_proposal(year: ReviewYear) -> None:
    with pytest.raises(MergedIntoInactive):
        await year.ask(MANAGER, merge(PROPOSAL))
    assert await year.ask(MANAGER, merge(STUDY)) == ("measure.merged",)
    assert (await year.load(Measure, UNDER_WAY)).merged_into == STUDY


async def test_nobody_loses_a_measure_that_is_merged(year: ReviewYear) -> None:
    await year.ask(MANAGER, joins())
    assert await year.ask(MANAGER, merge(STUDY)) == ("measure.merged", "measure.joint-owner-added")
    into = await year.load(Measure, STUDY)
    assert (into.owners, into.joined_on[OTHER]) == ((LG, OTHER), OPENING)
    year.clock.move_to_day(date(2026, 4, 1))
    await year.ask(SECRETARIAT, opening(2026).model_copy(update={"emissions_fiscal_year": 2023}))
    owed = {each.measure_id: each.lg_codes for each in (await year.load(ReviewRound, "review-round:2026")).measures}
    assert owed[STUDY] == (LG, OTHER)
    assert UNDER_WAY not in owed  # it ended on the first day of the year under review


async def test_a_measure_goes_into_one_under_another_lead_by_the_secretariat_alone(year: ReviewYear) -> None:
    with pytest.raises(MergedUnderAnotherLead):
        await year.ask(MANAGER, merge(SHARED))
    await year.ask(SECRETARIAT, merge(SHARED, acting_for=LG, **FOR_IT))
    assert (await year.load(Measure, SHARED)).owners == (OTHER, NEWCOMER, LG)


@pytest.mark.parametrize("decision", decisions(), ids=lambda each: type(each).__name__)
async def test_a_joint_owner_alone_does_not_decide_on_the_measure(year: ReviewYear, decision: Command) -> None:
    await year.ask(MANAGER, joins())
    with pytest.raises(NotPermitted):
        await year.ask(JOINT, decision)
    with pytest.raises(NotPermitted):
        await year.ask(SECRETARIAT, decision.model_copy(update={"acting_for": OTHER, **FOR_IT}))
    assert type(decision).__name__ not in await year.open(JOINT, UNDER_WAY)
    assert type(decision).__name__ in await year.open(MANAGER, UNDER_WAY)
    assert await year.ask(SECRETARIAT, decision.model_copy(update={"acting_for": LG, **FOR_IT}))


async def test_a_joint_owner_alone_neither_resumes_nor_launches(year: ReviewYear) -> None:
    await year.ask(MANAGER, joins())
    await year.ask(MANAGER, SuspendMeasure(measure_id=UNDER_WAY, suspended_on=OPENING, ground="財源"))
    resume = ResumeMeasure(measure_id=UNDER_WAY, resumed_on=OPENING)
    with pytest.raises(NotPermitted):
        await year.ask(JOINT, resume)
    await year.ask(MANAGER, resume)
    await year.ask(MANAGER, joins(STUDY))
    with pytest.raises(NotPermitted):
        await year.ask(JOINT, launched(OPENING))


def launched(day: date) -> LaunchMeasure:
    return LaunchMeasure(
        measure_id=STUDY,
        launched_on=day,
        decided_by="市長",
        decision_reference="決定2",
        budget_fiscal_year=2024,
        reason="サンプル（架空値）",
    )


def on_day(act: str, day: date) -> tuple[Any, Command]:
    """Give an act with its day, and who asks for it."""
    on: dict[str, Any] = {"measure_id": UNDER_WAY}
    ends = DiscontinueMeasure(**on, discontinued_on=day, decision_reference="決定4", ground="終了")
    acts: dict[str, Command] = {
        "suspend": SuspendMeasure(**on, suspended_on=day, ground="財源"),
        "complete": CompleteMeasure(**on, completed_on=day),
        "discontinue": ends,
        "merge": merge(STUDY, merged_on=day),
        "add": joins(joined_on=day),
        "launch": launched(day),
        "take up": TakeUpMeasure(measure_id=PROPOSAL, taken_up_on=day, decided_by="連絡会議"),
        "propose": proposal(proposed_on=day),
    }
    return (SECRETARIAT if act == "take up" else MANAGER), acts[act]


def proposal(**changed: Any) -> ProposeMeasure:
    stated = {"slug": "43100-0009", "plan_id": "plan:kumamoto-1", "owners": (LG,), "name": "サンプル施策"}
    return ProposeMeasure.model_validate({**stated, "proposed_on": OPENING, **changed})


@pytest.mark.parametrize("act", ["suspend", "complete", "discontinue", "merge", "add", "launch", "take up", "propose"])
async def test_a_day_that_has_not_come_is_refused_and_the_day_itself_and_the_one_before_are_not(
    year: ReviewYear, act: str
) -> None:
    who, early = on_day(act, TOMORROW)
    with pytest.raises(MeasureDayInFuture):
        await year.ask(who, early)
    _, before = on_day(act, YESTERDAY)
    _, itself = on_day(act, OPENING)
    await year.counter.perform(before, who, key=f"{act}-dry", dry_run=True)
    await year.ask(who, itself)


async def test_what_was_suspended_does_not_resume_on_a_day_that_has_not_come(year: ReviewYear) -> None:
    await year.ask(MANAGER, SuspendMeasure(measure_id=UNDER_WAY, suspended_on=YESTERDAY, ground="財源"))
    with pytest.raises(MeasureDayInFuture):
        await year.ask(MANAGER, ResumeMeasure(measure_id=UNDER_WAY, resumed_on=TOMORROW))
    await year.ask(MANAGER, ResumeMeasure(measure_id=UNDER_WAY, resumed_on=OPENING))
    assert (await year.load(Measure, UNDER_WAY)).state is MeasureState.UNDER_WAY


async def test_who_is_taken_off_is_not_asked_by_the_next_round_and_stays_in_the_one_that_is_open(
    year: ReviewYear,
) -> None:
    await year.ask(MANAGER, joins())
    await year.ask(SECRETARIAT, opening())
    with pytest.raises(MeasureDayInFuture):
        await year.ask(MANAGER, leaves(left_on=TOMORROW))
    with pytest.raises(LeadOwnerStays):
        await year.ask(MANAGER, leaves(LG))
    with pytest.raises(NotAnOwner):
        await year.ask(MANAGER, leaves(NEWCOMER))
    assert await year.ask(MANAGER, leaves()) == ("measure.joint-owner-removed",)
    year.clock.move_to_day(date(2026, 4, 1))
    await year.ask(SECRETARIAT, opening(2026).model_copy(update={"emissions_fiscal_year": 2023}))
    for fiscal_year, owing in ((2025, (LG, OTHER)), (2026, (LG,))):
        made = await year.load(ReviewRound, f"review-round:{fiscal_year}")
        assert {each.measure_id: each.lg_codes for each in made.measures}[UNDER_WAY] == owing


async def test_who_leads_no_longer_takes_part_hands_the_lead_over_and_decides_no_more(year: ReviewYear) -> None:
    await year.ask(MANAGER, joins())
    over = HandOverLead(
        measure_id=UNDER_WAY, lg_code=OTHER, handed_over_on=OPENING, decided_by="担当者会議", ground="組織改編"
    )
    with pytest.raises(NotPermitted):
        await year.ask(JOINT, over)
    with pytest.raises(MeasureDayInFuture):
        await year.ask(MANAGER, over.model_copy(update={"handed_over_on": TOMORROW}))
    assert await year.ask(MANAGER, over) == ("measure.lead-handed-over",)
    with pytest.raises(NotPermitted):
        await year.ask(MANAGER, leaves(LG))
    assert await year.ask(JOINT, leaves(LG)) == ("measure.joint-owner-removed",)
    assert (await year.load(Measure, UNDER_WAY)).owners == (OTHER,)


async def test_the_variation_of_who_is_taken_off_ends_with_its_part(year: ReviewYear) -> None:
    await year.ask(MANAGER, joins())
    own = Variation(name="サンプル（架空値）の独自の進め方")
    await year.ask(JOINT, SetMeasureVariation(measure_id=UNDER_WAY, lg_code=OTHER, variation=own))
    told = await year.ask(MANAGER, leaves())
    assert told == ("measure.joint-owner-removed", "measure-variation.withdrawn")
    kept = await year.load(MeasureVariation, MeasureVariation.create_id(UNDER_WAY, OTHER))
    assert kept.state is VariationState.WITHDRAWN


async def test_a_proposal_names_each_owner_once_and_only_numbers_that_the_plan_has(year: ReviewYear) -> None:
    for refused, changed in (
        (OwnerNamedTwice, {"owners": (LG, OTHER, LG)}),
        (PolicyNotInPlan, {"policy_number": 9}),
        (InitiativeNotInPlan, {"initiative_number": 9}),
    ):
        with pytest.raises(refused):
            await year.ask(CLERK, proposal(**changed))
    await year.ask(CLERK, proposal(owners=(LG, OTHER)))
