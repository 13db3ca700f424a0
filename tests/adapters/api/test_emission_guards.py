"""What a statement does not take, over HTTP: figures from nowhere, and totals shared out that are not the method's."""

from typing import Any

import httpx2
import pytest
import pytest_asyncio

from application.submissions import BeginEmissionStatement
from tests.adapters.api.front import Front, code, version
from tests.application.emission_year import OF, STATEMENT
from tests.application.review_year import CLERK, JULY
from tests.domain.emission_samples import SAMPLE
from tests.domain.office_year import LG


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
