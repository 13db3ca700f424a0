"""The office plan at the counter: entered with its first act, by the municipality itself or for it."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import NotPermitted, StateForbids
from application.office_plans import (
    AdoptOfficePlan,
    BeginOfficePlan,
    EnterOfficePlan,
    RenewOfficePlan,
    StateOwnEmissions,
)
from application.organisation import AdmitMunicipality, EstablishRegion
from domain.office import Capacity
from domain.office_plan import OfficePlan, OwnEmissionsRestatementUnexplained
from domain.office_plan_standing import OfficePlanStanding, PlanTerm
from domain.region import NotAMember
from tests.application.counter_room import SECRETARIAT, CounterRoom, caller, counter_room

TODAY = date(2025, 6, 1)
CLERK = caller(Capacity.CLERK, "43100")
PLAN = "office-plan:43100"
TERM = PlanTerm(adopted_on=date(2021, 3, 1), first_fiscal_year=2021, last_fiscal_year=2025)
NEXT = PlanTerm(adopted_on=date(2025, 5, 1), first_fiscal_year=2026, last_fiscal_year=2030)


@pytest_asyncio.fixture
async def room(database: Database) -> AsyncIterator[CounterRoom]:
    async with counter_room(database, TODAY) as opened:
        await opened.ask(EstablishRegion(slug="kumamoto", name="圏域", established_on=date(2016, 3, 30)))
        await opened.ask(AdmitMunicipality(region_id="region:kumamoto", lg_code="43100", joined_on=date(2016, 3, 30)))
        yield opened


async def test_the_first_act_enters_the_municipality_in_the_same_append(room: CounterRoom) -> None:
    outcome = await room.ask(AdoptOfficePlan(lg_code="43100", term=TERM), CLERK)
    assert outcome.events == ("office-plan.entered", "office-plan.adopted")
    assert (await room.load(OfficePlan, PLAN)).standing_on(TODAY) is OfficePlanStanding.ADOPTED


async def test_a_plan_goes_from_not_yet_over_its_preparation_and_adoption_to_its_renewal(room: CounterRoom) -> None:
    await room.ask(EnterOfficePlan(lg_code="43100"), SECRETARIAT)
    assert await room.actions(PLAN, CLERK) == {
        "BeginOfficePlan": (),
        "AdoptOfficePlan": (),
        "RenewOfficePlan": ("office-plan-not-adopted",),
        "StateOwnEmissions": (),
        "EnterOfficePlan": ("state-forbids",),
    }
    await room.ask(BeginOfficePlan(lg_code="43100", begun_on=date(2020, 4, 1)), CLERK)
    await room.ask(AdoptOfficePlan(lg_code="43100", term=TERM), CLERK)
    assert (await room.actions(PLAN, CLERK))["AdoptOfficePlan"] == ("office-plan-already-adopted",)
    await room.ask(RenewOfficePlan(lg_code="43100", term=NEXT), CLERK)
    made = await room.load(OfficePlan, PLAN)
    assert made.terms == (TERM, NEXT)
    with pytest.raises(StateForbids):
        await room.ask(EnterOfficePlan(lg_code="43100"), SECRETARIAT)


async def test_own_emissions_are_replaced_with_the_reason_of_the_act(room: CounterRoom) -> None:
    stated = {"lg_code": "43100", "fiscal_year": 2023, "tonnes": "10", "source": "サンプル（架空値）"}
    await room.ask(StateOwnEmissions.model_validate(stated), CLERK)
    with pytest.raises(OwnEmissionsRestatementUnexplained):
        await room.ask(StateOwnEmissions.model_validate({**stated, "tonnes": "9"}), CLERK)
    await room.ask(StateOwnEmissions.model_validate({**stated, "tonnes": "9", "reason": "集計の誤り"}), CLERK)
    found = (await room.load(OfficePlan, PLAN)).emissions_of(2023)
    assert found is not None
    assert (str(found.tonnes), found.reason) == ("9", "集計の誤り")


async def test_no_municipality_outside_the_region_is_entered_and_none_by_another(room: CounterRoom) -> None:
    with pytest.raises(NotAMember):
        await room.ask(EnterOfficePlan(lg_code="43210"), SECRETARIAT)
    with pytest.raises(NotPermitted):
        await room.ask(EnterOfficePlan(lg_code="43100"), caller(Capacity.CLERK, "43210"))
