"""Emissions over HTTP: a fuel by the factor of its year, and figures that are restated without being overwritten."""

from typing import Any

from application.factors import OpenFactorTable
from tests.acceptance.asking import ask, done, shown
from tests.adapters.api.front import Front, code
from tests.application.review_year import CHIEF, JULY
from tests.domain.office_year import LG

OF: dict[str, Any] = {"lg_code": LG, "fiscal_year": 2025}
STATEMENT = f"emission-statement:{LG}:2025"
FUEL: dict[str, Any] = {
    "carrier": "kerosene",
    "fiscal_year": 2022,
    "unit": "kL",
    "basic": "2.5",
    "finality": "final",
    "edition": "サンプル（架空値）の版",
    "source": "サンプル（架空値）",
}


async def test_a_fuel_is_computed_once_the_factor_of_its_year_was_published(spring: Front) -> None:
    await spring.year.ask(CHIEF, OpenFactorTable.model_validate({"slug": "fuel"}))
    spring.clock.move_to_day(JULY)
    clerk = await spring.come_in("clerk", LG)
    at = await done(clerk, "begin-emission-statement", **OF)
    use = {"carrier": "kerosene", "activity": {"quantity": "100", "unit": "kL"}}
    sectors = [{"sector": "RES", "uses": [use]}]
    refused = await ask(clerk, "calculate-energy-emissions", at, **OF, sectors=sectors)
    assert (refused.status_code, code(refused)) == (422, "factor-not-known")
    secretariat, head = await spring.come_in("secretariat"), await spring.come_in("secretariat-head")
    table = await done(
        secretariat, "propose-factor", 1, slug="fuel", entry=FUEL, reason="サンプル（架空値）", authority="環境省公表"
    )
    await done(head, "publish-factor", table, slug="fuel", number=1)
    await done(clerk, "calculate-energy-emissions", at, **OF, sectors=sectors)
    [cell] = (await shown(clerk, STATEMENT))["content"]["cells"].values()
    assert (float(cell["value"]), cell["parts"][0]["factor"]["provisional"]) == (250, False)
    assert "kerosene 100 kL × 2.5 t-CO2/kL（2022年度、サンプル（架空値）の版）" in cell["formula"]


async def test_a_restated_figure_is_a_new_edition_with_its_reason_and_the_earlier_one_stays_readable(
    spring: Front,
) -> None:
    await spring.year.file_parts(accept=True)
    head = await spring.come_in("head", LG)
    before = (await shown(head, STATEMENT))["version"]
    restated = {"sector": "RES", "gas": "co2", "value": "2000", "method": "own", "note": "サンプル（架空値）"}
    because: dict[str, Any] = {"reason": "統計の改訂", "authority": "課長", "effect": "家庭部門が増加"}
    refused = await ask(head, "restate-emission-statement", before, **OF, cells=[restated], **because)
    assert (refused.status_code, code(refused)) == (409, "warnings-unanswered")
    answers = [{"warning": "unit-slip", "field": field, "reason": "サンプル（架空値）"} for field in ("total", "RES")]
    await done(head, "restate-emission-statement", before, **OF, cells=[restated], answers=answers, **because)
    content = (await shown(head, STATEMENT))["content"]
    (earlier,) = content["earlier_editions"]
    assert (earlier["edition"], content["edition"]) == (1, 2)
    assert {each["sector"]: float(each["value"]) for each in earlier["cells"]} == {"RES": 1234.5, "COM": 1234.5}
    assert {each["sector"]: float(each["value"]) for each in content["cells"].values()} == {"RES": 2000, "COM": 1234.5}
    history = (await head.get(f"/api/v1/objects/{STATEMENT}/events")).json()["items"]
    [told] = [each["body"] for each in history if each["topic"] == "emission-statement.restated"]
    assert {name: told[name] for name in because} == because
