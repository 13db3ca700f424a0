"""What a statement does not take, over HTTP: figures from nowhere, and totals shared out that are not the method's."""

from decimal import Decimal
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from application.submission_flow import ApproveEmissionStatement
from application.submissions import BeginEmissionStatement
from domain.computed_cells import allocated
from domain.emission_checks import Comparison
from domain.emission_statement import EmissionStatement
from tests.adapters.api.front import Front, code, key, version
from tests.adapters.api.test_past_emissions import body as past
from tests.adapters.api.test_past_emissions import enter
from tests.application.emission_year import OF, STATEMENT
from tests.application.review_year import CLERK, JULY, MANAGER
from tests.domain.emission_samples import SAMPLE, allocation
from tests.domain.office_year import LG, OTHER, submitted

DECISION = {"rank": "manager", "decision_number": "決裁1"}


@pytest_asyncio.fixture
async def clerk(spring: Front) -> httpx2.AsyncClient:
    """Come in as the clerk in July, with the statement begun."""
    spring.clock.move_to_day(JULY)
    await spring.year.ask(CLERK, BeginEmissionStatement.model_validate(OF))
    return await spring.come_in("clerk", LG)


async def send(client: httpx2.AsyncClient, command: str, **asked: Any) -> httpx2.Response:
    held = await client.get(f"/api/v1/objects/{STATEMENT}")
    headers = version(held.json()["version"])
    return await client.post(f"/api/v1/commands/{command}", json={**OF, **asked}, headers=headers)


@pytest.mark.parametrize("method", ["imported", "direct", "own"])
async def test_a_figure_from_elsewhere_is_taken_with_its_source_alone(clerk: httpx2.AsyncClient, method: str) -> None:
    cell = {"sector": "RES", "gas": "co2", "value": "10", "method": method}
    refused = await send(clerk, "state-cells", cells=[cell])
    assert (refused.status_code, code(refused)) == (422, "figure-without-source"), refused.text
    assert "出典" in refused.text
    taken = await send(clerk, "state-cells", cells=[{**cell, "note": SAMPLE}])
    assert taken.status_code == 200, taken.text


async def test_a_figure_of_the_standard_method_is_taken_with_what_was_shared_out_alone(
    clerk: httpx2.AsyncClient,
) -> None:
    cell = {"sector": "RES", "gas": "co2", "value": "10", "method": "standard", "note": SAMPLE}
    refused = await send(clerk, "state-cells", cells=[cell])
    assert (refused.status_code, code(refused)) == (422, "allocation-missing"), refused.text
    assert "按分" in refused.text


def given(sector: str, whole_total: str = "1000000", whole: str = "prefecture") -> dict[str, Any]:
    share = {"name": "熊本市", "quantity": "1000"}
    body = {"sector": sector, "whole": whole, "whole_total": whole_total, "whole_activity": "8000"}
    return {**body, "shares": [share], "unit": "世帯", "source": SAMPLE}


def stated(sector: str, whole: str) -> dict[str, Any]:
    allocation = {name: told for name, told in given(sector, whole=whole).items() if name != "sector"}
    allocation["activity_name"] = "従業者数"
    cell = {"sector": sector, "gas": "co2", "value": "125000", "method": "standard"}
    return {**cell, "allocation": allocation}


async def test_a_whole_that_the_method_does_not_use_is_refused_however_it_is_stated(clerk: httpx2.AsyncClient) -> None:
    allocating = {"allocations": [given("COM", whole="nation")]}
    for command, asked in (
        ("allocate-emissions", allocating),
        ("state-cells", {"cells": [stated("COM", "nation")]}),
    ):
        refused = await send(clerk, command, **asked)
        assert (refused.status_code, code(refused)) == (422, "whole-not-of-method"), refused.text
    for command, asked in (
        ("allocate-emissions", {"allocations": [given("RES", whole="nation"), given("COM")]}),
        ("state-cells", {"cells": [stated("COM", "prefecture")]}),
    ):
        taken = await send(clerk, command, **asked)
        assert taken.status_code == 200, taken.text


async def test_past_emissions_share_out_the_whole_of_the_method_too(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    asked = past(cells=[stated("COM", "nation")])
    refused = await secretariat.post("/api/v1/commands/enter-past-emissions", json=asked, headers=key())
    assert (refused.status_code, code(refused)) == (422, "whole-not-of-method"), refused.text
    entered = await enter(secretariat, past())
    assert entered.status_code == 201
    at = len(entered.json()["events"])
    del asked["plan_id"]
    asked |= {"reason": "改訂", "authority": "事務局長", "effect": "減る"}
    refused = await secretariat.post("/api/v1/commands/restate-past-emissions", json=asked, headers=version(at))
    assert (refused.status_code, code(refused)) == (422, "whole-not-of-method"), refused.text


async def test_a_total_that_another_office_filed_otherwise_wants_a_reason(
    spring: Front, clerk: httpx2.AsyncClient
) -> None:
    await send(clerk, "allocate-emissions", allocations=[given("RES"), given("COM")])
    query = {"lg_code": LG, "fiscal_year": "2025"}
    other = EmissionStatement(
        lg_code=OTHER, fiscal_year=2025, emissions_fiscal_year=2022, sectors=("RES", "COM"), begun_on=JULY
    )
    other.take_comparison(Comparison())
    shares = allocation(whole_total=Decimal(1000001))
    other.state_cells((allocated("RES", shares), allocated("COM", allocation())))
    await spring.year.store(other)
    draft = (await clerk.get("/api/v1/emission-warnings", params=query)).json()
    assert draft["comparison"]["wholes"] == []
    submitted(other)
    await spring.year.store(other)
    asked = (await clerk.get("/api/v1/emission-warnings", params=query)).json()
    (warning,) = (each for each in asked["warnings"] if each["warning"]["code"] == "whole-total")
    assert warning["label"] == "按分元の排出量が他と相違"
    assert [float(warning["warning"][name]) for name in ("stated", "compared")] == [1000000, 1000001]
    assert [each["stated_by"] for each in asked["comparison"]["wholes"]] == [[OTHER], [OTHER]]
    await spring.year.ask(MANAGER, ApproveEmissionStatement.model_validate({**OF, **DECISION}))
    refused = await send(clerk, "submit-emission-statement")
    assert (refused.status_code, code(refused)) == (409, "warnings-unanswered"), refused.text
    assert "whole-total:RES.co2" in refused.text
    await spring.year.answer_warnings()
    filed = await send(clerk, "submit-emission-statement")
    assert filed.status_code == 200, filed.text
