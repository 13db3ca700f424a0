"""Plan and measure at the counter: both generations from the data, and the life of a measure in its owners' hands."""

from collections.abc import AsyncIterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import NotPermitted, StateForbids
from application.desk import ObjectNotFound
from application.measure_owners import AddJointOwner
from application.measures import (
    CompleteMeasure,
    DiscontinueMeasure,
    LaunchMeasure,
    MergeMeasure,
    MoveMeasureToPlan,
    ProposeMeasure,
    ResumeMeasure,
    SetIndicator,
    SetYearlyTarget,
    SuspendMeasure,
    TakeUpMeasure,
)
from application.organisation import AdmitMunicipality, EstablishRegion
from application.plans import (
    AdoptPlan,
    DraftPlan,
    EnterMunicipality,
    LeaveMembershipOpen,
    RecordMunicipalityLeftPlan,
    RevisePlan,
    SetPolicy,
    SetPriorityInitiative,
    SetSectorTree,
    SetTarget,
    SucceedPlan,
)
from application.reference import (
    CityMeasureRow,
    MembershipRow,
    PlanMemberRow,
    PlanRow,
    PolicyRow,
    RegionRow,
    SectorRow,
    read,
)
from application.samples import SampleIndicator, SampleMeasure
from domain.measure import Measure
from domain.measure_course import MeasureDayInFuture, MeasureState, MergedIntoInactive
from domain.measure_terms import Direction, Indicator, YearlyTarget
from domain.office import Capacity
from domain.plan import Plan
from domain.plan_content import (
    Content,
    Initiative,
    InitiativeNotInPlan,
    Policy,
    PolicyNotInPlan,
    PolicyNotNamed,
    Sector,
    Target,
)
from domain.plan_membership import NotInPlan, Standing
from domain.plan_state import (
    NotTheSuccessor,
    PlanDatesContradict,
    PlanPeriodContradicts,
    PlanState,
    SuccessorNotLater,
)
from domain.region import NotAMember
from tests.application.counter_room import SECRETARIAT, CounterRoom, caller, counter_room

TODAY = date(2025, 10, 1)
REGION, FIRST, SECOND = "region:kumamoto", "plan:kumamoto-1", "plan:kumamoto-2"
MEASURE = "measure:43100-0001"
CLERK, MANAGER = caller(Capacity.CLERK, "43100"), caller(Capacity.MANAGER, "43100")
SECTORS = tuple(Sector(code=row.code, parent=row.parent, name=row.name) for row in read(SectorRow) if row.counted)


@pytest_asyncio.fixture
async def room(database: Database) -> AsyncIterator[CounterRoom]:
    async with counter_room(database, TODAY) as opened:
        row = read(RegionRow)[0]
        await opened.ask(EstablishRegion(slug=row.slug, name=row.name, established_on=row.established_on))
        for member in read(MembershipRow):
            await opened.ask(AdmitMunicipality(region_id=REGION, lg_code=member.lg_code, joined_on=member.joined_on))
        for plan in read(PlanRow):
            kept = plan.model_dump(include={"slug", "generation", "name", "first_fiscal_year", "last_fiscal_year"})
            await opened.ask(DraftPlan(region_id=REGION, **kept))
        for part in read(PlanMemberRow):
            if part.entered_on is not None:
                plan_id = Plan.create_id(part.plan)
                await opened.ask(EnterMunicipality(plan_id=plan_id, lg_code=part.lg_code, entered_on=part.entered_on))
        await opened.ask(SetSectorTree(plan_id=FIRST, sectors=SECTORS))
        yield opened


async def adopt(room: CounterRoom) -> None:
    await room.ask(AdoptPlan(plan_id=FIRST, adopted_on=date(2021, 3, 31)))


async def propose(room: CounterRoom, slug: str = "43100-0001", **changed: Any) -> None:
    stated: Mapping[str, Any] = {
        "plan_id": FIRST,
        "owners": ("43100",),
        "name": "施策",
        "proposed_on": date(2024, 5, 1),
    }
    await room.ask(ProposeMeasure(slug=slug, **{**stated, **changed}), caller(Capacity.CLERK, slug[:5]))


async def launch(room: CounterRoom) -> None:
    command = LaunchMeasure(
        measure_id=MEASURE,
        launched_on=TODAY,
        decided_by="政策会議",
        decision_reference="決裁第3号",
        budget_fiscal_year=2025,
        reason="補正予算の成立",
    )
    await room.ask(command, MANAGER)


async def test_the_first_plan_is_entered_as_far_as_it_is_known(room: CounterRoom) -> None:
    for row in read(PolicyRow):
        if row.kind == "policy" and row.number and row.name:
            await room.ask(SetPolicy(plan_id=FIRST, policy=Policy(number=row.number, name=row.name)))
        if row.kind == "initiative" and row.number:
            await room.ask(SetPriorityInitiative(plan_id=FIRST, initiative=Initiative(number=row.number)))
    await adopt(room)
    plan = await room.load(Plan, FIRST)
    assert plan.state is PlanState.ADOPTED
    assert len(plan.members) == read(PlanRow)[0].members_count
    assert [each.number for each in plan.content.policies] == [1, 2, 3, 4, 5]
    assert {each.name for each in plan.content.initiatives} == {None}
    assert plan.content.targets == ()
    assert len(plan.leaf_sectors) == 10


async def test_the_second_plan_says_what_is_not_known(room: CounterRoom) -> None:
    candidates = tuple(row.lg_code for row in read(PlanMemberRow) if row.standing is Standing.NOT_KNOWN)
    await room.ask(LeaveMembershipOpen(plan_id=SECOND, candidates=candidates, members_count=23))
    plan = await room.load(Plan, SECOND)
    assert plan.members == ()
    assert {plan.membership.standing(code) for code in candidates} == {Standing.NOT_KNOWN}


async def test_only_members_of_the_region_enter_a_plan(room: CounterRoom) -> None:
    with pytest.raises(NotAMember):
        await room.ask(EnterMunicipality(plan_id=FIRST, lg_code="43204", entered_on=date(2021, 3, 31)))


async def test_a_municipality_leaves_a_plan_by_a_command_of_the_secretariat_alone(room: CounterRoom) -> None:
    leaves = RecordMunicipalityLeftPlan(plan_id=FIRST, lg_code="43100", left_on=TODAY, ground="サンプル（架空値）")
    with pytest.raises(NotPermitted):
        await room.ask(leaves, MANAGER)
    await room.ask(leaves)
    plan = await room.load(Plan, FIRST)
    assert "43100" not in plan.members
    assert "43100" in plan.membership.on(TODAY - timedelta(days=1))
    with pytest.raises(NotInPlan):
        await propose(room)
    assert (await room.actions(FIRST))["RecordMunicipalityLeftPlan"] == ()
    await adopt(room)
    await room.ask(SucceedPlan(plan_id=FIRST, successor_id=SECOND, succeeded_on=TODAY))
    assert (await room.actions(FIRST))["RecordMunicipalityLeftPlan"] == ("state-forbids",)


async def test_a_period_that_ends_before_it_begins_is_refused(room: CounterRoom) -> None:
    with pytest.raises(PlanPeriodContradicts):
        await room.ask(
            DraftPlan(
                slug="x", region_id=REGION, generation=3, name="計画", first_fiscal_year=2030, last_fiscal_year=2029
            )
        )


async def test_an_adopted_plan_is_revised_and_succeeded(room: CounterRoom) -> None:
    target = Target(base_fiscal_year=2013, target_fiscal_year=2030, reduction_percent="40")
    await room.ask(SetTarget(plan_id=FIRST, target=target))
    await adopt(room)
    content = Content(targets=(target,), sectors=SECTORS)
    await room.ask(
        RevisePlan(
            plan_id=FIRST, revised_on=date(2023, 4, 1), decision_reference="決定", summary="見直し", content=content
        )
    )
    with pytest.raises(ObjectNotFound):
        await room.ask(SucceedPlan(plan_id=FIRST, successor_id="plan:elsewhere", succeeded_on=TODAY))
    await room.ask(DraftPlan(slug="kumamoto-beside", region_id=REGION, generation=1, name="サンプル計画"))
    with pytest.raises(SuccessorNotLater) as refused:
        await room.ask(SucceedPlan(plan_id=FIRST, successor_id="plan:kumamoto-beside", succeeded_on=TODAY))
    assert refused.value.details == {"generation": 1, "successor": 1}
    await room.ask(SucceedPlan(plan_id=FIRST, successor_id=SECOND, succeeded_on=TODAY))
    assert (await room.load(Plan, FIRST)).state is PlanState.SUCCEEDED


async def test_the_acts_on_a_plan_name_what_blocks_them(room: CounterRoom) -> None:
    actions = await room.actions(SECOND)
    assert actions["AdoptPlan"] == ("plan-without-members", "plan-without-sectors")
    assert actions["SetPolicy"] == actions["EnterMunicipality"] == actions["LeaveMembershipOpen"] == ()
    await adopt(room)
    actions = await room.actions(FIRST)
    assert actions["RevisePlan"] == actions["SucceedPlan"] == ()
    assert actions["SetPolicy"] == actions["AdoptPlan"] == ("state-forbids",)


async def test_an_office_does_not_write_the_plan(room: CounterRoom) -> None:
    with pytest.raises(NotPermitted):
        await room.ask(SetPolicy(plan_id=FIRST, policy=Policy(number=1, name="方針")), MANAGER)


async def test_a_measure_goes_from_proposal_to_completion(room: CounterRoom) -> None:
    await propose(room)
    await room.ask(TakeUpMeasure(measure_id=MEASURE, taken_up_on=date(2024, 6, 1), decided_by="連絡会議"), SECRETARIAT)
    assert (await room.actions(MEASURE, MANAGER))["LaunchMeasure"] == ()
    await launch(room)
    indicator = Indicator(code="count", name="件数", unit="件", direction=Direction.INCREASE)
    await room.ask(SetIndicator(measure_id=MEASURE, indicator=indicator), CLERK)
    target = YearlyTarget(indicator="count", fiscal_year=2025, amount="30")
    await room.ask(SetYearlyTarget(measure_id=MEASURE, target=target), CLERK)
    await room.ask(SuspendMeasure(measure_id=MEASURE, suspended_on=TODAY, ground="災害"), MANAGER)
    await room.ask(ResumeMeasure(measure_id=MEASURE, resumed_on=TODAY), MANAGER)
    await room.ask(CompleteMeasure(measure_id=MEASURE, completed_on=TODAY), MANAGER)
    measure = await room.load(Measure, MEASURE)
    assert measure.state is MeasureState.COMPLETED
    assert measure.state_on(date(2025, 9, 30)) is MeasureState.UNDER_STUDY
    with pytest.raises(StateForbids):
        await room.ask(SetIndicator(measure_id=MEASURE, indicator=indicator), CLERK)


async def test_owners_take_part_in_the_plan(room: CounterRoom) -> None:
    with pytest.raises(NotInPlan):
        await propose(room, "43204-0001", owners=("43204",))
    await propose(room)
    with pytest.raises(NotInPlan):
        await room.ask(AddJointOwner(measure_id=MEASURE, lg_code="43204", joined_on=TODAY), MANAGER)
    await room.ask(AddJointOwner(measure_id=MEASURE, lg_code="43210", joined_on=TODAY), MANAGER)
    assert (await room.load(Measure, MEASURE)).owners == ("43100", "43210")


async def test_nobody_changes_the_measure_of_another_office(room: CounterRoom) -> None:
    await propose(room)
    stranger = caller(Capacity.MANAGER, "43210")
    with pytest.raises(NotPermitted):
        await room.ask(
            DiscontinueMeasure(measure_id=MEASURE, discontinued_on=TODAY, decision_reference="決裁", ground="終了"),
            stranger,
        )


async def test_measures_are_discontinued_or_merged_into_living_ones(room: CounterRoom) -> None:
    await propose(room)
    for slug in ("43100-0002", "43100-0003"):
        await propose(room, slug)
        taken_up = TakeUpMeasure(measure_id=f"measure:{slug}", taken_up_on=date(2024, 6, 1), decided_by="連絡会議")
        await room.ask(taken_up, SECRETARIAT)
    merge = MergeMeasure(measure_id=MEASURE, merged_on=TODAY, into_id="measure:43100-0002", ground="一体化")
    await room.ask(
        DiscontinueMeasure(
            measure_id="measure:43100-0002", discontinued_on=TODAY, decision_reference="決裁第4号", ground="終了"
        ),
        MANAGER,
    )
    with pytest.raises(MergedIntoInactive):
        await room.ask(merge, MANAGER)
    await room.ask(merge.model_copy(update={"into_id": "measure:43100-0003"}), MANAGER)
    assert (await room.load(Measure, MEASURE)).merged_into == "measure:43100-0003"


async def succeeded(room: CounterRoom, succeeded_on: date = date(2025, 9, 1)) -> None:
    """Let the second plan, of whose policies one is known, follow the first."""
    await room.ask(SetPolicy(plan_id=SECOND, policy=Policy(number=4, name="サンプル（架空値）の基本方針")))
    await room.ask(SetPriorityInitiative(plan_id=SECOND, initiative=Initiative(number=1)))
    await adopt(room)
    await room.ask(SucceedPlan(plan_id=FIRST, successor_id=SECOND, succeeded_on=succeeded_on))


def move(**changed: Any) -> MoveMeasureToPlan:
    stated = {"measure_id": MEASURE, "plan_id": SECOND, "moved_on": TODAY, "policy_number": 4, "initiative_number": 1}
    return MoveMeasureToPlan.model_validate({**stated, **changed})


async def test_a_measure_moves_to_a_plan_in_which_its_owners_take_part(room: CounterRoom) -> None:
    await propose(room)
    await succeeded(room)
    with pytest.raises(NotInPlan):
        await room.ask(move())
    await room.ask(LeaveMembershipOpen(plan_id=SECOND, candidates=("43100", "43210"), members_count=1))
    await room.ask(move())
    moved = await room.load(Measure, MEASURE)
    assert (moved.plan_id, moved.policy_number, moved.initiative_number) == (SECOND, 4, 1)
    assert (await room.ask(move())).events == ()


async def test_a_measure_moves_to_a_policy_and_an_initiative_that_the_next_plan_has(room: CounterRoom) -> None:
    await propose(room)
    await succeeded(room)
    await room.ask(LeaveMembershipOpen(plan_id=SECOND, candidates=("43100", "43210"), members_count=1))
    for refused, changed in (
        (PolicyNotNamed, {"policy_number": None}),
        (PolicyNotInPlan, {"policy_number": 1}),
        (InitiativeNotInPlan, {"initiative_number": 2}),
    ):
        with pytest.raises(refused):
            await room.ask(move(**changed))
    await room.ask(move(initiative_number=None))
    assert (await room.load(Measure, MEASURE)).initiative_number is None


async def test_a_measure_moves_to_the_successor_alone_and_never_back(room: CounterRoom) -> None:
    await propose(room)
    await room.ask(LeaveMembershipOpen(plan_id=SECOND, candidates=("43100", "43210"), members_count=1))
    with pytest.raises(NotTheSuccessor):
        await room.ask(move())
    await succeeded(room)
    await room.ask(move())
    back = move(plan_id=FIRST, policy_number=None, initiative_number=None)
    for other in (back, move(initiative_number=None)):
        with pytest.raises(NotTheSuccessor):
            await room.ask(other)


@pytest.mark.parametrize(("off", "refused"), [(-1, PlanDatesContradict), (0, None), (1, MeasureDayInFuture)])
async def test_a_measure_moves_from_the_day_of_the_succession_on(
    room: CounterRoom, off: int, refused: type[Exception] | None
) -> None:
    await propose(room)
    await room.ask(LeaveMembershipOpen(plan_id=SECOND, candidates=("43100", "43210"), members_count=1))
    await succeeded(room, TODAY)
    command = move(moved_on=TODAY + timedelta(days=off))
    if refused is None:
        await room.ask(command)
        return
    with pytest.raises(refused):
        await room.ask(command)


async def test_every_measure_of_the_first_plan_can_be_entered_from_the_data(room: CounterRoom) -> None:
    for policy in read(PolicyRow):
        if policy.kind == "policy" and policy.number and policy.name:
            await room.ask(SetPolicy(plan_id=FIRST, policy=Policy(number=policy.number, name=policy.name)))
    real = {row.measure: row for row in read(CityMeasureRow)}
    indicators = {row.measure: row for row in read(SampleIndicator)}
    for row in (each for each in read(SampleMeasure) if each.plan == "kumamoto-1"):
        name = row.name or real[row.measure].name
        await room.ask(
            ProposeMeasure(
                slug=row.measure,
                plan_id=FIRST,
                owners=row.owners,
                name=name,
                proposed_on=row.proposed_on,
                policy_number=row.policy_number,
            )
        )
        measure_id = Measure.create_id(row.measure)
        await room.ask(TakeUpMeasure(measure_id=measure_id, taken_up_on=row.taken_up_on, decided_by="連絡会議"))
        if row.measure in indicators:
            stated = indicators[row.measure].model_dump(include=set(Indicator.model_fields))
            indicator = Indicator(code=indicators[row.measure].indicator, **stated)
            await room.ask(
                SetIndicator(measure_id=measure_id, indicator=indicator), caller(Capacity.CLERK, row.owners[0])
            )
    measure = await room.load(Measure, "measure:joint-0001")
    assert (measure.owners, measure.state) == (("43100", "43210", "43216"), MeasureState.UNDER_STUDY)
