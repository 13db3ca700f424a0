"""People over HTTP: entered by year with their source by the secretariat; each emission year is divided by its own."""

from typing import Any

import httpx2
import pytest

from tests.adapters.api.front import Front, code, key, version
from tests.adapters.api.test_past_emissions import body as past
from tests.adapters.api.test_past_emissions import enter
from tests.domain.emission_samples import SAMPLE
from tests.domain.office_year import LG, OTHER


def body(fiscal_year: int = 2020, population: int = 300, **changes: Any) -> dict[str, Any]:
    count = {"fiscal_year": fiscal_year, "population": population, "households": 100, "source": SAMPLE}
    return {"lg_code": LG, "count": {**count, **changes}}


async def send(
    client: httpx2.AsyncClient, command: str, asked: dict[str, Any], at: int | None = None
) -> httpx2.Response:
    headers = key() if at is None else version(at)
    return await client.post(f"/api/v1/commands/{command}", json=asked, headers=headers)


def correction(**changes: Any) -> dict[str, Any]:
    return {**body(**changes), "reason": "確定値の公表", "authority": "事務局長"}


async def test_each_year_is_divided_by_the_newest_people_of_its_time(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    entered = await send(secretariat, "enter-head-count", body())
    assert entered.status_code == 201, entered.text
    assert entered.json()["events"] == ["people.opened", "people.head-count-entered"]
    corrected = await send(secretariat, "correct-head-count", correction(population=200), at=2)
    assert corrected.json()["events"] == ["people.head-count-corrected"], corrected.text
    for year in (2013, 2021):
        sent = await enter(secretariat, past(LG, year))
        assert sent.status_code == 201, sent.text
    await spring.catch_up()
    reader = await spring.come_in("reader")
    base, later = (await reader.get("/api/v1/area-emissions")).json()["years"]
    heads = later["emitted"]["heads"]
    assert (heads["population"], heads["households"], heads["per_person"]) == (200, 100, "15.000000")
    assert [(each["fiscal_year"], each["source"]) for each in heads["used"]] == [(2020, SAMPLE)]
    assert [each["fiscal_year"] for each in base["emitted"]["heads"]["used"]] == [2015]
    assert base["emitted"]["heads"]["population"] == 740822
    shown = (await reader.get(f"/api/v1/objects/people:{LG}")).json()
    assert shown["version"] == 3


async def test_a_second_year_is_entered_into_the_same_record(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    await send(secretariat, "enter-head-count", body())
    sent = await send(secretariat, "enter-head-count", body(2024), at=2)
    assert sent.json()["events"] == ["people.head-count-entered"], sent.text


@pytest.mark.parametrize(
    ("changes", "status", "expected"),
    [
        ({"fiscal_year": 2020}, 409, "head-count-already-entered"),
        ({"fiscal_year": 2099}, 422, "head-count-year-not-begun"),
        ({"fiscal_year": 2010, "households": 301}, 422, "households-exceed-population"),
        ({"fiscal_year": 2010, "source": ""}, 422, "input-invalid"),
    ],
)
async def test_what_cannot_be_entered_is_told(
    spring: Front, changes: dict[str, Any], status: int, expected: str
) -> None:
    secretariat = await spring.come_in("secretariat")
    await send(secretariat, "enter-head-count", body())
    refused = await send(secretariat, "enter-head-count", body(**changes), at=2)
    assert (refused.status_code, code(refused)) == (status, expected), refused.text


async def test_only_what_was_entered_is_corrected(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    absent = await send(secretariat, "correct-head-count", correction())
    assert (absent.status_code, code(absent)) == (409, "state-forbids"), absent.text
    await send(secretariat, "enter-head-count", body())
    for fiscal_year, expected in ((2019, "head-count-not-entered"), (2020, "head-count-unchanged")):
        refused = await send(secretariat, "correct-head-count", correction(fiscal_year=fiscal_year), at=2)
        assert (refused.status_code, code(refused)) == (409, expected)


async def test_people_are_those_of_a_member(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    refused = await send(secretariat, "enter-head-count", {**body(), "lg_code": "01100"})
    assert (refused.status_code, code(refused)) == (422, "not-a-member")


@pytest.mark.parametrize("capacity", ["clerk", "manager", "head"])
async def test_an_office_does_not_enter_people(spring: Front, capacity: str) -> None:
    office = await spring.come_in(capacity, OTHER)
    refused = await send(office, "enter-head-count", {**body(), "lg_code": OTHER})
    assert (refused.status_code, code(refused)) == (403, "not-permitted")
