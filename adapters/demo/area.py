"""The area before the year: offices, persons, keys, plan and measures, from the facts and the marked samples."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date

from adapters.demo.cast import HEAD_PERSON, SECRETARIAT, Cast, contact_of
from adapters.demo.front_end import FrontEnd
from application.reference import CityMeasureRow, PlanMemberRow, PlanRow, PolicyRow, SectorRow, read
from application.samples import SampleIndicator, SampleMeasure, SampleOffice, SamplePerson
from domain.measure_course import MeasureState

REGION = "region:kumamoto"
PLAN = "plan:kumamoto-1"
UNNAMED_DECISION = "サンプル（架空値）"


async def set_up_offices(cast: Cast, head: FrontEnd, today: date) -> None:
    """Open every office, tell how it is reached, put its people in, and give each of them a key."""
    await asyncio.gather(*(_set_up_office(cast, head, row, today) for row in read(SampleOffice)))


async def _set_up_office(cast: Cast, head: FrontEnd, row: SampleOffice, today: date) -> None:
    office_id = f"office:{row.office}"
    if office_id != SECRETARIAT:
        await head.do(
            "OpenOffice",
            office_id,
            slug=row.office,
            region_id=REGION,
            name=row.name,
            opened_on=str(row.opened_on),
            lg_code=row.lg_code,
            body_id=row.body_id,
        )
    await head.put(f"/api/v1/contacts/{row.contact_id}", **contact_of(row))
    await head.do(
        "SetOfficeContact", office_id, office_id=office_id, contact_id=row.contact_id, cadence=row.cadence.value
    )
    for person in read(SamplePerson):
        if person.office == row.office:
            await _seat(cast, head, person, today)


async def _seat(cast: Cast, head: FrontEnd, person: SamplePerson, today: date) -> None:
    office_id = f"office:{person.office}"
    await head.put(f"/api/v1/contacts/{person.person_id}", **contact_of(person))
    if person.person_id != HEAD_PERSON:
        assigned_on = today if office_id == SECRETARIAT else person.assigned_on
        await head.do(
            "AssignPerson",
            office_id,
            office_id=office_id,
            person_id=person.person_id,
            capacity=person.capacity.value,
            assigned_on=str(assigned_on),
        )
        await cast.issue(head, person.person_id, office_id, person.capacity.value)


async def draft_plan(head: FrontEnd, row: PlanRow, entered_on: date) -> None:
    """Draft a generation of the plan from what is known of it; what was not found stays open."""
    plan_id = f"plan:{row.slug}"
    await head.do(
        "DraftPlan", plan_id, slug=row.slug, region_id=f"region:{row.region}", generation=row.generation, name=row.name
    )
    for policy in read(PolicyRow):
        if policy.plan == row.slug and policy.kind == "policy":
            await head.do("SetPolicy", plan_id, plan_id=plan_id, policy={"number": policy.number, "name": policy.name})
        elif policy.plan == row.slug and policy.kind == "initiative":
            initiative = {"number": policy.number, "name": policy.name}
            await head.do("SetPriorityInitiative", plan_id, plan_id=plan_id, initiative=initiative)
    sectors = [
        {"code": sector.code, "parent": sector.parent, "name": sector.name}
        for sector in read(SectorRow)
        if sector.counted
    ]
    await head.do("SetSectorTree", plan_id, plan_id=plan_id, sectors=sectors)
    await _enter_members(head, row, plan_id, entered_on)


async def _enter_members(head: FrontEnd, row: PlanRow, plan_id: str, entered_on: date) -> None:
    members = [member for member in read(PlanMemberRow) if member.plan == row.slug]
    known = [member for member in members if member.standing.value == "entered"]
    for member in known:
        day = str(member.entered_on or entered_on)
        await head.do("EnterMunicipality", plan_id, plan_id=plan_id, lg_code=member.lg_code, entered_on=day)
    if len(known) != len(members):
        candidates = [member.lg_code for member in members]
        await head.do(
            "LeaveMembershipOpen",
            plan_id,
            plan_id=plan_id,
            candidates=candidates,
            members_count=row.members_count,
        )


async def adopt_first_plan(head: FrontEnd, today: date) -> None:
    """Enter the first generation, which was adopted before the system began."""
    row = next(row for row in read(PlanRow) if row.generation == 1)
    await draft_plan(head, row, row.adopted_on or today)
    await head.do("AdoptPlan", PLAN, plan_id=PLAN, adopted_on=str(row.adopted_on))


async def register_measures(head: FrontEnd, members: Sequence[str], entered_on: date) -> None:
    """Enter the measures of the members: the real programme of one city with its quotas, and samples for the others."""
    names = {row.measure: row.name for row in read(CityMeasureRow)}
    rows = [row for row in read(SampleMeasure) if row.owners[0] in members]
    await asyncio.gather(*(_enter(head, row, row.name or names[row.measure], entered_on) for row in rows))


async def _enter(head: FrontEnd, row: SampleMeasure, name: str, entered_on: date) -> None:
    await _register(head, row, name)
    paper = {"acting_for": row.owners[0], "authority": "paper", "effective_on": str(entered_on)}
    await _set_quotas(head, row.measure, paper)
    for indicator in read(SampleIndicator):
        if indicator.measure == row.measure:
            await _sample_indicator(head, indicator, paper)


async def _register(head: FrontEnd, row: SampleMeasure, name: str) -> None:
    measure_id = f"measure:{row.measure}"
    await head.do(
        "ProposeMeasure",
        measure_id,
        slug=row.measure,
        plan_id=f"plan:{row.plan}",
        owners=row.owners,
        name=name,
        proposed_on=str(row.proposed_on),
        policy_number=row.policy_number,
        initiative_number=row.initiative_number,
    )
    body = {"measure_id": measure_id, "acting_for": row.owners[0], "authority": "paper"}
    await head.do(
        "TakeUpMeasure",
        measure_id,
        measure_id=measure_id,
        taken_up_on=str(row.taken_up_on),
        decided_by=row.decided_by or UNNAMED_DECISION,
    )
    if row.stage is not MeasureState.UNDER_STUDY and row.launched_on is not None:
        await head.do(
            "LaunchMeasure",
            measure_id,
            **body,
            effective_on=str(row.launched_on),
            launched_on=str(row.launched_on),
            decided_by=row.decided_by,
            decision_reference=row.decision_reference,
            budget_fiscal_year=row.budget_fiscal_year,
            reason=row.ground,
        )


async def _set_quotas(head: FrontEnd, measure: str, paper: Mapping[str, str]) -> None:
    measure_id = f"measure:{measure}"
    rows = [row for row in read(CityMeasureRow) if row.measure == measure]
    for row in {row.indicator: row for row in rows}.values():
        indicator = {"code": row.indicator, "name": row.indicator_name, "unit": row.unit, "direction": "increase"}
        await head.do("SetIndicator", measure_id, measure_id=measure_id, **paper, indicator=indicator)
    for row in rows:
        if row.quota is not None:
            target = {"indicator": row.indicator, "fiscal_year": row.fiscal_year, "amount": str(row.quota)}
            await head.do("SetYearlyTarget", measure_id, measure_id=measure_id, **paper, target=target)


async def _sample_indicator(head: FrontEnd, row: SampleIndicator, paper: Mapping[str, str]) -> None:
    measure_id = f"measure:{row.measure}"
    await head.do(
        "SetIndicator",
        measure_id,
        measure_id=measure_id,
        **paper,
        indicator={
            "code": row.indicator,
            "name": row.name,
            "unit": row.unit,
            "direction": row.direction.value,
            "baseline": str(row.baseline),
            "baseline_fiscal_year": row.baseline_fiscal_year,
        },
    )
