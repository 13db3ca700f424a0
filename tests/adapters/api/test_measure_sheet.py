"""The measure sheet over HTTP: prefilled from last year, and "unchanged" as an act of its own."""

from tests.adapters.api.front import Front, code, key, version
from tests.application.test_confirming import last_year
from tests.domain.office_year import LG, MEASURES, OTHER

SHEET = "/api/v1/rounds/2025/measure-sheet"


async def test_an_office_sees_last_year_beside_this_year_and_confirms_what_has_not_changed(spring: Front) -> None:
    await spring.year.store(last_year())
    clerk = await spring.come_in("clerk", LG)
    of = {"lg_code": LG, "fiscal_year": 2025}
    begun = await clerk.post("/api/v1/commands/begin-progress-report", json=of, headers=key())
    await spring.catch_up()
    first, second = (await clerk.get(SHEET, params={"lg_code": LG})).json()["lines"]
    assert (first["last"]["grade"], first["this"], first["may_be_confirmed_unchanged"]) == ("A", None, True)
    assert (second["last"], second["may_be_confirmed_unchanged"]) == (None, False)
    body = {**of, "measures": [MEASURES[0]]}
    answer = await clerk.post("/api/v1/commands/confirm-unchanged", json=body, headers=version(begun.json()["version"]))
    assert answer.status_code == 200, answer.text
    await spring.catch_up()
    [first, _] = (await clerk.get(SHEET, params={"lg_code": LG})).json()["lines"]
    measured = {"indicator_actual": None, "reduction": None, "reduction_formula": None, "grade": None}
    assert first["this"] == {**first["last"], **measured, "no_change": True}
    assert (first["last_reduction"]["tonnes"], first["this_reduction"]) == ("1", None)
    refused = await clerk.post(
        "/api/v1/commands/confirm-unchanged",
        json={**of, "measures": [MEASURES[1]]},
        headers=version(answer.json()["version"]),
    )
    assert (refused.status_code, code(refused)) == (409, "nothing-to-carry-over")


async def test_the_sheet_of_another_office_is_not_shown(spring: Front) -> None:
    await spring.catch_up()
    clerk = await spring.come_in("clerk", LG)
    answer = await clerk.get(SHEET, params={"lg_code": OTHER})
    assert (answer.status_code, code(answer)) == (403, "not-permitted")
    secretariat = await spring.come_in("secretariat")
    assert (await secretariat.get(SHEET, params={"lg_code": OTHER})).status_code == 200
    missing = await secretariat.get(SHEET.replace("2025", "2024"), params={"lg_code": OTHER})
    assert (missing.status_code, code(missing)) == (404, "object-not-found")


async def test_a_reduction_without_a_formula_is_shown_as_a_direct_entry_on_the_sheet_and_in_the_list(
    spring: Front,
) -> None:
    clerk = await spring.come_in("clerk", LG)
    of = {"lg_code": LG, "fiscal_year": 2025}
    at = (await clerk.post("/api/v1/commands/begin-progress-report", json=of, headers=key())).json()["version"]
    stated = {"status": "under-way", "narrative": "サンプル（架空値）", "reduction": "3.5"}
    measured = {"method": "direct", "ground": "サンプル（架空値）の実測"}
    for measure_id, formula in ((MEASURES[0], None), (MEASURES[1], measured)):
        statement = {**stated, "measure_id": measure_id, "reduction_formula": formula}
        body = {**of, "statement": statement}
        answer = await clerk.post("/api/v1/commands/report-measure", json=body, headers=version(at))
        assert answer.status_code == 200, answer.text
        at = answer.json()["version"]
    await spring.catch_up()
    lines = (await clerk.get(SHEET, params={"lg_code": LG})).json()["lines"]
    assert [(each["this_reduction"]["basis"], each["this_reduction"]["tonnes"]) for each in lines] == [
        ("entered", "3.5"),
        ("ground", "3.5"),
    ]
    assert lines[0]["this_reduction"]["narrative"] == "サンプル（架空値）"
    assert lines[1]["this_reduction"]["ground"] == measured["ground"]
    listed = (await clerk.get("/api/v1/confirmations", params={"lg_code": LG})).json()["items"]
    assert {each["measure_id"]: each["stated_reduction"]["basis"] for each in listed} == {
        MEASURES[0]: "entered",
        MEASURES[1]: "ground",
    }
    labels = (await clerk.get("/api/v1/labels")).json()["codes"]["reduction-basis"]
    assert labels["entered"]["japanese"] == "直接入力"
