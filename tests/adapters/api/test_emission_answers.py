"""Emissions over HTTP: what the checks ask, what a factor touches, fixed factors, the area, target and base year."""

from datetime import date
from typing import Any

import httpx2
import pytest_asyncio

from application.factors import OpenFactorTable
from application.reckoning import CalculateEnergyEmissions
from application.submissions import BeginEmissionStatement, StateCells
from domain.emission_checks import Comparison
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell
from domain.energy import calculated
from domain.plan import Plan
from domain.plan_content import Sector, Target
from tests.adapters.api.front import Front, code, key, version
from tests.application.emission_year import OF, STATEMENT, calculate_provisionally, close_round, file, publish
from tests.application.review_year import CHIEF, CLERK, JULY, SINCE
from tests.domain import office_year
from tests.domain.emission_samples import SAMPLE, book, electricity, entry, uses
from tests.domain.office_year import LG, OTHER, cell

QUERY = {"lg_code": LG, "fiscal_year": "2025"}


@pytest_asyncio.fixture
async def summer(spring: Front) -> Front:
    """Give the API in July, with the factor tables open and the statement begun."""
    for slug in ("electricity", "fuel"):
        await spring.year.ask(CHIEF, OpenFactorTable.model_validate({"slug": slug}))
    spring.clock.move_to_day(JULY)
    await spring.year.ask(CLERK, BeginEmissionStatement.model_validate(OF))
    return spring


async def answer(client: httpx2.AsyncClient, path: str, **query: str) -> Any:
    found = await client.get(f"/api/v1/{path}", params=query)
    assert found.status_code == 200, found.text
    return found.json()


async def accept(front: Front, lg_code: str, emissions_fiscal_year: int, *cells: Cell) -> None:
    """Put an accepted statement of another round on the record."""
    made = EmissionStatement(
        lg_code=lg_code,
        fiscal_year=emissions_fiscal_year + 3,
        emissions_fiscal_year=emissions_fiscal_year,
        sectors=("RES", "COM"),
        begun_on=date(2020, 7, 1),
    )
    made.take_comparison(Comparison())
    made.state_cells(cells)
    office_year.accepted(made)
    await front.year.store(made)


async def test_the_warnings_of_a_statement_are_listed_with_label_and_answer(summer: Front) -> None:
    await summer.year.ask(CLERK, StateCells.model_validate({**OF, "cells": (cell("RES"), cell("COM"))}))
    clerk = await summer.come_in("clerk", LG)
    before = await answer(clerk, "emission-warnings", **QUERY)
    assert (before["object_id"], before["unanswered"]) == (STATEMENT, 2)
    assert before["comparison"]["population"] == 740822
    first = before["warnings"][0]
    assert (first["label"], first["warning"]["field"], first["answer"]) == (
        "単位の取違えのおそれ（tと千t）",
        "total",
        None,
    )
    body = {**OF, "warning": first["warning"]["code"], "field": "total", "reason": SAMPLE}
    held = await clerk.get(f"/api/v1/objects/{STATEMENT}")
    sent = await clerk.post("/api/v1/commands/answer-warning", json=body, headers=version(held.json()["version"]))
    assert sent.status_code == 200, sent.text
    after = await answer(clerk, "emission-warnings", **QUERY)
    assert (after["unanswered"], after["warnings"][0]["answer"]["reason"]) == (1, SAMPLE)


async def test_a_submission_with_open_warnings_is_refused_as_a_conflict_that_names_them(summer: Front) -> None:
    await summer.year.ask(CLERK, StateCells.model_validate({**OF, "cells": (cell("RES"), cell("COM"))}))
    manager, clerk = await summer.come_in("manager", LG), await summer.come_in("clerk", LG)
    approval = {**OF, "rank": "manager", "decision_number": "決裁1"}
    approved = await manager.post("/api/v1/commands/approve-emission-statement", json=approval, headers=version(2))
    assert approved.status_code == 200, approved.text
    refused = await clerk.post("/api/v1/commands/submit-emission-statement", json=OF, headers=version(3))
    assert (refused.status_code, code(refused)) == (409, "warnings-unanswered")
    assert "unit-slip:total" in refused.text


async def test_the_warnings_of_another_office_are_not_shown(summer: Front) -> None:
    neighbour = await summer.come_in("clerk", OTHER)
    for path in ("emission-warnings", "recalculations"):
        refused = await neighbour.get(f"/api/v1/{path}", params=QUERY)
        assert (refused.status_code, code(refused)) == (403, "not-permitted")
    secretariat = await summer.come_in("secretariat")
    missing = await secretariat.get("/api/v1/emission-warnings", params={**QUERY, "lg_code": OTHER})
    assert (missing.status_code, code(missing)) == (404, "object-not-found")


async def test_a_computed_figure_goes_in_and_comes_out_with_its_formula(summer: Front) -> None:
    clerk = await summer.come_in("clerk", LG)
    given = {
        "sector": "RES",
        "whole_total": "3000000",
        "whole_activity": "700000",
        "unit": "世帯",
        "source": SAMPLE,
        "shares": [{"name": "A", "quantity": "7000"}, {"name": "B"}],
    }
    sent = await clerk.post(
        "/api/v1/commands/allocate-emissions", json={**OF, "allocations": [given]}, headers=version(1)
    )
    assert sent.status_code == 200, sent.text
    shown = (await clerk.get(f"/api/v1/objects/{STATEMENT}")).json()
    assert "秘匿X B を0として算定" in str(shown["content"])
    none = {**given, "sector": "IND"}
    refused = await clerk.post(
        "/api/v1/commands/allocate-emissions", json={**OF, "allocations": [none]}, headers=version(2)
    )
    assert (refused.status_code, code(refused)) == (422, "sector-without-standard-method")


async def test_the_factor_tables_are_listed_with_editions_and_sources(summer: Front) -> None:
    await summer.catch_up()
    reader = await summer.come_in("reader")
    found = (await answer(reader, "factor-tables"))["items"]
    assert [row["slug"] for row in found] == ["electricity", "fuel"]
    entries = [editions["editions"][-1] for editions in found[0]["factors"]]
    assert all(each["source"] and each["edition"] for each in entries)


async def test_a_factor_over_http_takes_two_persons(summer: Front) -> None:
    secretariat, head = await summer.come_in("secretariat"), await summer.come_in("secretariat-head")
    body = {
        "slug": "electricity",
        "entry": entry(2022).model_dump(mode="json"),
        "reason": SAMPLE,
        "authority": "環境省公表",
    }
    proposed = await secretariat.post("/api/v1/commands/propose-factor", json=body, headers=version(1))
    assert proposed.status_code == 200, proposed.text
    confirm = {"slug": "electricity", "number": 1}
    own = await secretariat.post("/api/v1/commands/publish-factor", json=confirm, headers=version(2))
    assert (own.status_code, code(own)) == (403, "confirmed-by-proposer")
    assert (await head.post("/api/v1/commands/publish-factor", json=confirm, headers=version(2))).status_code == 200


async def test_an_older_factor_typed_in_is_provisional_and_electricity_says_the_year_of_its_factor(
    summer: Front,
) -> None:
    clerk = await summer.come_in("clerk", LG)
    factor = {"value": "0.0005", "edition": SAMPLE}
    typed = {"sector": "RES", "gas": "co2", "value": "10", "method": "own", "factor": factor}
    typed["activity"] = {"quantity": "20000", "unit": "kWh"}
    body = {**OF, "cells": [typed]}
    refused = await clerk.post("/api/v1/commands/state-cells", json=body, headers=version(1))
    assert (refused.status_code, code(refused)) == (422, "factor-year-missing"), refused.text
    dated = {**OF, "cells": [{**typed, "factor": {**factor, "fiscal_year": 2021}}]}
    taken = await clerk.post("/api/v1/commands/state-cells", json=dated, headers=version(1))
    assert taken.status_code == 200, taken.text
    [held] = (await clerk.get(f"/api/v1/objects/{STATEMENT}")).json()["content"]["cells"].values()
    assert held["factor"]["provisional"] is True
    await summer.catch_up()
    (told,) = (await answer(clerk, "recalculations"))["statements"]
    assert (told["provisional"], told["total"]["provisional"]) == (["RES.co2"], ["RES.co2"])


async def test_statements_that_a_published_factor_touches_are_listed(summer: Front) -> None:
    await calculate_provisionally(summer.year)
    await summer.catch_up()
    clerk = await summer.come_in("clerk", LG)
    (before,) = (await answer(clerk, "recalculations"))["statements"]
    assert (before["provisional"], before["touched"], before["proposals"]) == (["RES.co2"], [], [])
    await publish(summer.year, entry(2022), 2)
    await summer.catch_up()
    secretariat = await summer.come_in("secretariat")
    (after,) = (await answer(secretariat, "recalculations", fiscal_year="2025"))["statements"]
    assert (after["touched"], after["way"]) == (["RES.co2"], "in-round")
    assert (after["proposals"][0]["state"], after["total"]["value"]) == ("proposed", "700.000000")
    assert after["proposals"][0]["total_with_it"]["value"] == "500.000000"
    assert (await answer(secretariat, "recalculations", fiscal_year="2024"))["statements"] == []


async def test_what_a_factor_touches_after_the_closing_is_listed_as_open_and_without_a_proposal(summer: Front) -> None:
    await calculate_provisionally(summer.year)
    await file(summer.year)
    await close_round(summer.year)
    await publish(summer.year, entry(2022), 2)
    await summer.catch_up()
    secretariat = await summer.come_in("secretariat")
    (told,) = (await answer(secretariat, "recalculations"))["statements"]
    assert (told["touched"], told["way"], told["proposals"]) == (["RES.co2"], "after-closing", [])


async def test_the_fixed_factor_view_tells_effort_and_grid_apart(summer: Front) -> None:
    await publish(summer.year, entry(2019, "0.0006"), 1)
    await publish(summer.year, entry(2022, "0.0005"), 2)
    base = calculated(uses(electricity()), book(entry(2019, "0.0006")), 2019)
    await accept(summer, LG, 2019, base, cell("COM"))
    await summer.year.ask(
        CLERK, CalculateEnergyEmissions.model_validate({**OF, "sectors": [uses(electricity("900000"))]})
    )
    await file(summer.year)
    await summer.catch_up()
    clerk = await summer.come_in("clerk", LG)
    found = await answer(clerk, "fixed-factor-view", lg_code=LG, base_fiscal_year="2019")
    later = found["years"][-1]
    assert (later["fiscal_year"], later["other"]) == (2022, ["COM"])
    assert [float(later[name]) for name in ("actual", "fixed", "effort", "grid")] == [450, 540, -60, -90]
    refused = await clerk.get("/api/v1/fixed-factor-view", params={"lg_code": OTHER, "base_fiscal_year": "2019"})
    assert (refused.status_code, code(refused)) == (403, "not-permitted")


async def test_the_area_is_told_per_head_with_the_missing_named(summer: Front) -> None:
    await file(summer.year, cell("RES", value="740822"), cell("COM", value="740822"))
    await summer.catch_up()
    found = await answer(await summer.come_in("reader"), "area-emissions")
    (only,) = found["years"]
    assert only["missing"] == [OTHER]
    assert only["emitted"]["heads"]["used"] == [
        {
            "fiscal_year": 2015,
            "source": "国勢調査 2015",
            "lg_codes": [LG],
            "label": "人口・世帯数は2015年度（国勢調査 2015）",
        }
    ]
    assert float(only["emitted"]["heads"]["per_person"]) == 2
    assert (only["emitted"]["thousand_tonnes"], only["emitted"]["label"]) == ("1482", None)
    assert only["municipalities"][0]["lg_code"] == LG


async def test_a_plan_without_a_target_says_that_its_path_is_not_known(summer: Front) -> None:
    await summer.catch_up()
    found = await answer(await summer.come_in("reader"), "target-path")
    assert (found["paths"], found["unknown"], found["incomplete"]) == ([], ["target-not-known"], [])
    missing = await (await summer.come_in("reader")).get("/api/v1/target-path", params={"plan_id": "plan:none"})
    assert (missing.status_code, code(missing)) == (404, "object-not-found")


async def test_the_target_path_runs_over_the_complete_years_alone(summer: Front) -> None:
    plan = Plan(slug="sample-9", region_id="region:kumamoto", generation=9, name=SAMPLE)
    plan.set_sector_tree((Sector(code="RES", parent=None, name="家庭"), Sector(code="COM", parent=None, name="業務")))
    plan.enter_municipality(LG, SINCE)
    plan.set_target(
        Target.model_validate({"base_fiscal_year": 2013, "target_fiscal_year": 2030, "reduction_percent": 50})
    )
    plan.adopt(SINCE)
    await summer.year.store(plan)
    await accept(summer, LG, 2013, cell("RES", value="1700"), cell("COM", value="1700"))
    await accept(summer, LG, 2019, cell("RES", value="1700"), cell("COM", value=None))
    hidden = cell("RES", value="1400").model_copy(update={"understated": True})
    await accept(summer, LG, 2020, hidden, cell("COM", value="1700"))
    await summer.catch_up()
    found = await answer(await summer.come_in("reader"), "target-path")
    (path,) = found["paths"]
    assert found["marked"] == [{"emissions_fiscal_year": 2020, "label": "過少"}]
    assert (found["plan_id"], found["incomplete"], path["latest_fiscal_year"]) == ("plan:sample-9", [2019], 2020)
    assert [float(path[name]) for name in ("base", "target", "linear_pace", "needed_pace", "above_path")] == [
        3400,
        1700,
        100,
        140,
        400,
    ]


async def test_of_whom_it_is_not_known_whether_they_take_part_is_named_beside_every_figure_and_path(
    summer: Front,
) -> None:
    plan = Plan(slug="sample-9", region_id="region:kumamoto", generation=9, name=SAMPLE)
    plan.set_sector_tree((Sector(code="RES", parent=None, name="家庭"), Sector(code="COM", parent=None, name="業務")))
    plan.enter_municipality(LG, SINCE)
    plan.leave_membership_open((LG, OTHER, "43204"), 2)
    plan.set_target(
        Target.model_validate({"base_fiscal_year": 2013, "target_fiscal_year": 2030, "reduction_percent": 50})
    )
    plan.adopt(SINCE)
    await summer.year.store(plan)
    await accept(summer, LG, 2013, cell("RES", value="1700"), cell("COM", value="1700"))
    await accept(summer, OTHER, 2020, cell("RES", value="1400"), cell("COM", value="1700"))
    await summer.catch_up()
    reader = await summer.come_in("reader")
    open_ones = ["43204", OTHER]
    area = await answer(reader, "area-emissions")
    assert area["not_known"] == open_ones
    assert [(each["emissions_fiscal_year"], each["not_known"]) for each in area["years"]] == [
        (2013, open_ones),
        (2020, open_ones),
    ]
    heads = area["years"][1]["emitted"]["heads"]
    assert (area["years"][1]["emitted"]["total"]["value"], heads["population"], heads["per_person"]) == (None,) * 3
    path = await answer(reader, "target-path")
    assert (path["not_known"], path["unknown"], path["incomplete"]) == (open_ones, ["members-not-known"], [2013, 2020])
    assert path["paths"][0]["unknown"] == ["base-not-known"]
    series = await answer(reader, "emission-series")
    assert (series["not_known"], [each["not_known"] for each in series["totals"]]) == (open_ones, [open_ones] * 2)
    own = await answer(reader, "emission-series", lg_code=LG)
    assert (own["not_known"], [each["not_known"] for each in own["totals"]]) == ([], [[]])


async def test_years_are_held_against_the_base_year_by_edition(summer: Front) -> None:
    await accept(summer, LG, 2013, cell("RES", value="100"), cell("COM", value="100"))
    await accept(summer, LG, 2020, cell("RES", value="100"), cell("COM", value="50"))
    await summer.catch_up()
    found = await answer(await summer.come_in("reader"), "base-year-comparison", lg_code=LG, base_fiscal_year="2013")
    (only,) = found["comparisons"]
    assert (only["edition"], only["base_edition"], only["percent"]) == (1, 1, "-25.0")


async def test_a_query_without_its_municipality_is_named_field_by_field(summer: Front) -> None:
    refused = await (await summer.come_in("reader")).get("/api/v1/base-year-comparison")
    assert (refused.status_code, code(refused)) == (422, "input-invalid")
    unknown = await (await summer.come_in("clerk", LG)).post(
        "/api/v1/commands/answer-warning", json={**OF, "warning": "no-such", "field": "x", "reason": "y"}, headers=key()
    )
    assert (unknown.status_code, code(unknown)) == (422, "input-invalid")
