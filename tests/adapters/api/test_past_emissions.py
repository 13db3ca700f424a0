"""The base year over HTTP: entered with its source by the secretariat, restated, compared; nobody else may."""

from typing import Any

import httpx2
import pytest

from tests.adapters.api.front import Front, code, key, version
from tests.domain.emission_samples import SAMPLE
from tests.domain.office_year import LG, OTHER, cell

PLAN = "plan:kumamoto-1"


def body(lg_code: str = LG, year: int = 2013, residential: str = "2000", **changes: Any) -> dict[str, Any]:
    cells = [cell("RES", value=residential), cell("COM", value="1000")]
    told = {"lg_code": lg_code, "emissions_fiscal_year": year, "plan_id": PLAN, "source": SAMPLE}
    return {**told, "cells": [each.model_dump(mode="json") for each in cells], **changes}


async def send(
    client: httpx2.AsyncClient, command: str, asked: dict[str, Any], at: int | None = None
) -> httpx2.Response:
    headers = key() if at is None else version(at)
    return await client.post(f"/api/v1/commands/{command}", json=asked, headers=headers)


def explained(*fields: str) -> list[dict[str, str]]:
    """Answer what looks like a slip of unit in these fields: the figures of the samples are tiny for a city."""
    return [{"warning": "unit-slip", "field": field, "reason": SAMPLE} for field in fields]


async def enter(client: httpx2.AsyncClient, asked: dict[str, Any]) -> httpx2.Response:
    """Enter the figures of a year and explain whatever the checks ask: the samples are tiny for a city."""
    first = await send(client, "enter-past-emissions", asked)
    if code(first) != "warnings-unanswered":
        return first
    told = [each.split(":") for each in first.json()["details"]["warnings"]]
    answers = [{"warning": warning, "field": field, "reason": SAMPLE} for warning, field in told]
    return await send(client, "enter-past-emissions", {**asked, "answers": answers})


async def at_now(client: httpx2.AsyncClient, lg_code: str = LG, year: int = 2013) -> int:
    return int((await client.get(f"/api/v1/objects/past-emissions:{lg_code}:{year}")).json()["version"])


async def restate(client: httpx2.AsyncClient, residential: str, *fields: str) -> httpx2.Response:
    asked = body(residential=residential, reason="統計の改訂", authority="事務局長", effect="基準年度の値が減る")
    asked["answers"] = explained(*fields)
    del asked["plan_id"]
    return await send(client, "restate-past-emissions", asked, at=await at_now(client))


async def test_the_base_year_is_entered_restated_and_compared_by_edition(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    for lg_code, year, residential in ((LG, 2013, "2000"), (OTHER, 2013, "500"), (LG, 2021, "1400")):
        sent = await enter(secretariat, body(lg_code, year, residential))
        assert sent.status_code == 201, sent.text
        answered = len(sent.json()["events"]) - 1
        assert sent.json()["events"] == ["past-emissions.entered", *["past-emissions.warning-answered"] * answered]
    sent = await restate(secretariat, "1900", "total", "RES")
    assert sent.status_code == 200, sent.text
    await spring.catch_up()
    reader = await spring.come_in("reader")
    query = {"lg_code": LG, "base_fiscal_year": "2013"}
    compared = (await reader.get("/api/v1/base-year-comparison", params=query)).json()["comparisons"]
    assert [(each["emissions_fiscal_year"], each["base_edition"], each["percent"]) for each in compared] == [
        (2021, 1, "-20.0"),
        (2021, 2, "-17.2"),
    ]
    shown = (await reader.get(f"/api/v1/objects/past-emissions:{LG}:2013")).json()
    assert shown["content"]["source"] == SAMPLE
    assert [each["edition"] for each in shown["content"]["earlier_editions"]] == [1]
    area = (await reader.get("/api/v1/area-emissions")).json()
    base = next(each for each in area["years"] if each["emissions_fiscal_year"] == 2013)
    assert (base["emitted"]["total"]["value"], base["missing"], base["sample"]) == ("4400", [], True)


async def test_a_past_year_restated_a_thousandfold_is_asked_about_and_taken_with_a_reason(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    wrong = body(residential="1481644000")
    wrong["cells"][1]["value"] = "1481644000"
    assert (await enter(secretariat, wrong)).status_code == 201
    of = {"reason": "単位の誤り", "authority": "事務局長", "effect": "千分の一になる"}
    asked = {**body(residential="1481644"), **of, "cells": body(residential="1481644")["cells"][:1]}
    del asked["plan_id"]
    at = await at_now(secretariat)
    tried = await secretariat.post(
        "/api/v1/commands/restate-past-emissions", params={"dry_run": 1}, json=asked, headers=version(at)
    )
    refused = await send(secretariat, "restate-past-emissions", asked, at=at)
    for each in (tried, refused):
        assert (each.status_code, code(each)) == (409, "warnings-unanswered"), each.text
    told = refused.json()["details"]["warnings"]
    assert "unit-slip:RES.co2" in told
    answers = [dict(zip(("warning", "field"), each.split(":"), strict=True), reason=SAMPLE) for each in told]
    taken = await send(secretariat, "restate-past-emissions", {**asked, "answers": answers}, at=at)
    assert taken.status_code == 200, taken.text
    assert taken.json()["events"] == [*["past-emissions.warning-answered"] * len(told), "past-emissions.restated"]
    await spring.catch_up()
    reader = await spring.come_in("reader")
    shown = (await reader.get(f"/api/v1/objects/past-emissions:{LG}:2013")).json()
    assert {each["reason"] for each in shown["content"]["answers"]} == {SAMPLE}
    assert len(shown["content"]["answers"]) > len(told)


async def test_figures_that_look_wrong_are_asked_about_when_a_past_year_is_first_entered(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    refused = await send(secretariat, "enter-past-emissions", body(residential="1481644000"))
    assert (refused.status_code, code(refused)) == (409, "warnings-unanswered")
    assert "unit-slip:RES" in refused.json()["details"]["warnings"]
    stray = {"warning": "year-on-year", "field": "RES.co2", "reason": SAMPLE}
    refused = await send(secretariat, "enter-past-emissions", {**body(), "answers": [stray]})
    assert (refused.status_code, code(refused)) == (409, "warning-not-raised")
    taken = await enter(secretariat, body(residential="1481644000"))
    assert taken.json()["events"][:2] == ["past-emissions.entered", "past-emissions.warning-answered"]


async def test_a_year_that_a_round_covers_is_left_to_the_round(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    refused = await send(secretariat, "enter-past-emissions", body(year=2022))
    assert (refused.status_code, code(refused)) == (409, "year-under-review")


async def test_a_year_is_entered_once(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    await enter(secretariat, body())
    again = await send(secretariat, "enter-past-emissions", body(residential="1"), at=1)
    assert (again.status_code, code(again)) == (409, "state-forbids")


@pytest.mark.parametrize(
    ("changes", "status", "expected"),
    [
        ({"cells": []}, 422, "past-cells-missing"),
        ({"lg_code": "01100"}, 422, "not-a-member"),
        ({"plan_id": "plan:none"}, 404, "object-not-found"),
        ({"source": ""}, 422, "input-invalid"),
    ],
)
async def test_what_cannot_be_entered_is_told(
    spring: Front, changes: dict[str, Any], status: int, expected: str
) -> None:
    secretariat = await spring.come_in("secretariat")
    refused = await send(secretariat, "enter-past-emissions", body(**changes))
    assert (refused.status_code, code(refused)) == (status, expected), refused.text


async def test_the_same_figures_again_are_no_restatement(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    await enter(secretariat, body())
    refused = await restate(secretariat, "2000")
    assert (refused.status_code, code(refused)) == (409, "past-cells-unchanged")


@pytest.mark.parametrize("capacity", ["clerk", "manager", "head"])
async def test_an_office_does_not_enter_past_emissions(spring: Front, capacity: str) -> None:
    office = await spring.come_in(capacity, LG)
    refused = await send(office, "enter-past-emissions", body())
    assert (refused.status_code, code(refused)) == (403, "not-permitted")


async def test_the_editions_of_a_year_stand_side_by_side(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    await enter(secretariat, body())
    await restate(secretariat, "1900", "total", "RES")
    await send(secretariat, "enter-past-emissions", body(OTHER))
    await spring.catch_up()
    reader = await spring.come_in("reader")
    query = {"lg_code": LG, "emissions_fiscal_year": "2013"}
    found = (await reader.get("/api/v1/emission-editions", params=query)).json()
    assert (found["lg_code"], found["emissions_fiscal_year"]) == (LG, 2013)
    first, second = found["editions"]
    assert (first["object_id"], first["fiscal_year"], first["source"], first["reason"]) == (
        f"past-emissions:{LG}:2013",
        None,
        SAMPLE,
        None,
    )
    assert (first["total"]["value"], first["difference"], first["sample"]) == ("3000", None, True)
    assert (second["edition"], second["total"]["value"], second["difference"]) == (2, "2900", "-100")
    assert [second[name] for name in ("reason", "authority", "effect")] == [
        "統計の改訂",
        "事務局長",
        "基準年度の値が減る",
    ]
    assert second["since"] >= first["since"]
    nothing = (await reader.get("/api/v1/emission-editions", params={**query, "emissions_fiscal_year": "2012"})).json()
    assert nothing["editions"] == []
    without_year = await reader.get("/api/v1/emission-editions", params={"lg_code": LG})
    assert without_year.status_code == 422
