"""Surveys over HTTP: a workbook is taken away, filled in, looked at, and taken in whole, once, or not at all."""

import io
import zipfile
from base64 import b64encode
from datetime import date
from typing import Any

import httpx2
import openpyxl
import pytest

from adapters.workbooks.layout import SHEET
from domain.evaluation import Evaluation
from domain.office import Capacity, Office
from domain.office_plan import OfficePlan
from domain.progress_report import ProgressReport
from domain.survey import SurveyKind
from tests.adapters.api.front import Front, code, key
from tests.application.review_year import OPENING
from tests.domain.office_year import LG, OTHER

REPORT = f"progress-report:{LG}:2025"
PREVIEWS = "/api/v1/survey-previews"
TAKE_IN = "/api/v1/commands/take-in-survey"
NAME = "43100_調査票.xlsx"


async def taken_away(client: httpx2.AsyncClient, kind: str = "progress", lg_code: str = LG) -> bytes:
    answer = await client.get(f"/api/v1/rounds/2025/surveys/{kind}", params={"lg_code": lg_code})
    assert answer.status_code == 200, answer.text
    assert "filename*=UTF-8''" in answer.headers["content-disposition"]
    return answer.content


def filled(content: bytes, **cells: Any) -> bytes:
    """Fill a workbook in as a spreadsheet program would save it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for address, value in cells.items():
        book[SHEET][address] = value
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


async def looked_at(client: httpx2.AsyncClient, content: bytes, name: str = NAME) -> httpx2.Response:
    return await client.post(PREVIEWS, json={"name": name, "content": b64encode(content).decode()})


async def taken_in(client: httpx2.AsyncClient, told: Any, headers: dict[str, str] | None = None) -> httpx2.Response:
    body = {"sha256": told["sha256"], "name": told["file"], "token": told["token"]}
    return await client.post(TAKE_IN, json=body, headers=headers or key())


async def test_a_workbook_begins_the_report_and_states_its_measure_in_one_step(spring: Front) -> None:
    await spring.catch_up()
    clerk = await spring.come_in("clerk", LG)
    content = filled(await taken_away(clerk), E11="実施中", F11="広報紙で周知した。", I11="１２０トン")
    preview = await looked_at(clerk, content)
    assert preview.status_code == 200, preview.text
    told = preview.json()
    assert told["problems"] == []
    assert {(each["heading"], each["before"], each["after"]) for each in told["changes"]} == {
        ("取組状況", "", "実施中"),
        ("取組内容", "", "広報紙で周知した。"),
        ("削減量（t-CO2）", "", "120"),
    }
    assert [(each["address"], each["typed"], each["rules"]) for each in told["readings"]] == [
        ("I11", "１２０トン", ["width", "unit"])
    ]
    assert not await spring.log.stream(REPORT)  # looking records nothing
    head = key()
    done = await taken_in(clerk, told, head)
    assert done.status_code == 201, done.text
    assert done.json()["events"] == ["survey.taken-in"]
    again = await taken_in(clerk, told, head)
    assert (again.status_code, again.json()["repeated"]) == (201, True)
    report = await spring.year.load(ProgressReport, REPORT)
    [statement] = report.statements.values()
    assert (statement.status.value, statement.narrative, str(statement.reduction)) == (
        *("under-way", "広報紙で周知した。", "120"),
    )
    records = [each for each in await spring.log.page(0, 1_000) if each.stream_id in {REPORT, done.json()["object_id"]}]
    assert {each.act.correlation_id for each in records} == {records[0].act.correlation_id}
    await spring.catch_up()
    [row] = (await clerk.get("/api/v1/surveys")).json()["items"]
    assert (row["changes"], row["readings"], row["about"], row["by"]) == (3, 1, REPORT, f"clerk-{LG}")
    kept = await clerk.get(f"/api/v1/documents/{told['sha256']}")
    assert kept.content == content


async def test_the_same_file_is_taken_in_once_and_another_with_nothing_new_not_at_all(spring: Front) -> None:
    await spring.catch_up()
    clerk = await spring.come_in("clerk", LG)
    content = filled(await taken_away(clerk), E11="実施中", F11="周知した。")
    told = (await looked_at(clerk, content)).json()
    assert (await taken_in(clerk, told)).status_code == 201
    again = await taken_in(clerk, told)
    assert (again.status_code, code(again)) == (409, "survey-already-taken-in")
    assert code(await looked_at(clerk, content)) == "survey-already-taken-in"
    await spring.catch_up()
    same = (await looked_at(clerk, filled(await taken_away(clerk)))).json()
    assert (same["changes"], same["problems"], same["token"]) == ([], [], None)


async def test_what_was_looked_at_is_taken_in_or_nothing_is(spring: Front) -> None:
    await spring.catch_up()
    clerk = await spring.come_in("clerk", LG)
    blank = await taken_away(clerk)
    first = (await looked_at(clerk, filled(blank, E11="実施中", F11="周知した。"))).json()
    second = (await looked_at(clerk, filled(blank, E11="検討中", F11="検討した。"))).json()
    assert (await taken_in(clerk, first)).status_code == 201
    stale = await taken_in(clerk, second)
    assert (stale.status_code, code(stale)) == (409, "survey-preview-stale")
    await spring.catch_up()
    seen = (await looked_at(clerk, filled(blank, E11="検討中", F11="検討した。"))).json()
    assert {each["moved"] for each in seen["changes"]} == {True}
    assert [each["before"] for each in seen["changes"]] == ["実施中", "周知した。"]
    forged = await taken_in(clerk, {**seen, "token": "0" * 64})
    assert code(forged) == "survey-preview-stale"
    assert (await taken_in(clerk, seen)).status_code == 201


async def test_one_wrong_cell_keeps_everything_out_and_is_named(spring: Front) -> None:
    await spring.catch_up()
    clerk = await spring.come_in("clerk", LG)
    content = filled(await taken_away(clerk), E11="順調", F11="=1+1", I11="120台")
    told = (await looked_at(clerk, content)).json()
    assert told["token"] is None
    assert [(each["address"], each["code"]) for each in told["problems"]] == [
        ("E11", "survey-choice-unknown"),
        ("F11", "survey-formula-found"),
        ("I11", "survey-figure-unreadable"),
    ]
    assert "実施中" in told["problems"][0]["japanese"]
    unfinished = (await looked_at(clerk, filled(await taken_away(clerk), F11="周知した。"))).json()
    assert [each["code"] for each in unfinished["problems"]] == ["survey-line-incomplete"]
    kept = await clerk.get(f"/api/v1/documents/{told['sha256']}")
    assert kept.status_code == 404  # of what could not be taken in nothing is kept


async def test_emissions_are_stated_cell_by_cell_and_a_dash_is_asked_about(spring: Front) -> None:
    await spring.catch_up()
    clerk = await spring.come_in("clerk", LG)
    blank = await taken_away(clerk, "emissions")
    unclear = (await looked_at(clerk, filled(blank, E11="－"))).json()
    assert [each["code"] for each in unclear["problems"]] == ["survey-dash-unclear"]
    spring.clock.move_to_day(date(2025, 7, 1))
    content = filled(blank, E11="1.5千t-CO2", G11="外部データの取込み", H11="自治体排出量カルテ")
    told = (await looked_at(clerk, content)).json()
    assert told["problems"] == []
    assert [each["after"] for each in told["changes"]] == ["1500.0", "外部データの取込み", "自治体排出量カルテ"]
    assert (await taken_in(clerk, told)).status_code == 201


async def test_who_may_take_away_and_hand_in_what(spring: Front) -> None:
    await spring.catch_up()
    clerk, neighbour = await spring.come_in("clerk", LG), await spring.come_in("clerk", OTHER)
    secretariat, reader = await spring.come_in("secretariat"), await spring.come_in("reader")
    path = "/api/v1/rounds/2025/surveys/progress"
    assert code(await neighbour.get(path, params={"lg_code": LG})) == "not-permitted"
    assert code(await reader.get(path, params={"lg_code": LG})) == "not-permitted"
    assert code(await clerk.get(f"{path}/archive")) == "not-permitted"
    assert code(await clerk.get(path, params={"lg_code": "43999"})) in {"object-not-found", "input-invalid"}
    archive = await secretariat.get(f"{path}/archive")
    with zipfile.ZipFile(io.BytesIO(archive.content)) as held:
        assert sorted(each.split("_")[0] for each in held.namelist()) == [LG, OTHER]
    mine = filled(await taken_away(clerk), E11="実施中", F11="周知した。")
    for other in (neighbour, reader):
        assert code(await looked_at(other, mine)) == "not-permitted"
    told = (await looked_at(clerk, mine)).json()
    stolen = await taken_in(neighbour, told)
    assert code(stolen) == "not-permitted"


async def test_the_secretariat_takes_in_what_an_office_sent_and_the_record_says_so(spring: Front) -> None:
    await spring.catch_up()
    clerk, secretariat = await spring.come_in("clerk", LG), await spring.come_in("secretariat")
    content = filled(await taken_away(clerk), E11="実施中", F11="周知した。")
    told = (await looked_at(secretariat, content)).json()
    assert told["problems"] == []
    nothing_said = await taken_in(secretariat, told)
    assert code(nothing_said) == "acting-for-incomplete"
    assert not await spring.log.stream(REPORT)
    body = {"sha256": told["sha256"], "name": NAME, "token": told["token"], "authority": "mail"}
    done = await secretariat.post(TAKE_IN, json={**body, "effective_on": "2025-04-01"}, headers=key())
    assert done.status_code == 201, done.text
    acts = [each.act for each in await spring.log.stream(REPORT)]
    assert {(each.acting_for, each.authority, each.capacity) for each in acts} == {(LG, "mail", "secretariat")}


async def judging(spring: Front, capacity: str) -> httpx2.AsyncClient:
    """Let the year come to where the office judges itself, with one who holds the capacity at the front end."""
    if spring.clock.today() < date(2025, 9, 1):
        await spring.year.file_parts()
        spring.clock.move_to_day(date(2025, 10, 1))
        await spring.catch_up()
    return await spring.come_in(capacity, LG if capacity != "secretariat" else None)


async def test_every_rank_takes_in_its_own_judgement_and_no_others(spring: Front) -> None:
    await spring.catch_up()
    clerk, manager = await judging(spring, "clerk"), await judging(spring, "manager")
    blank = await taken_away(clerk, "evaluation")
    sheet = openpyxl.load_workbook(io.BytesIO(blank))[SHEET]
    assert [sheet[f"B{row}"].value for row in (11, 12, 13)] == ["担当", "課長", "部局長"]
    assert "取組状況（提出済み）：施策" in str(sheet["C11"].value)
    both = (await looked_at(clerk, filled(blank, E11="A", F11="順調。", E12="B"))).json()
    assert [(each["address"], each["code"]) for each in both["problems"]] == [("課長", "rank-not-held")]
    own = (await looked_at(clerk, filled(blank, E11="Ａ", F11="順調。"))).json()
    assert own["problems"] == []
    assert (await taken_in(clerk, own)).status_code == 201
    await spring.catch_up()
    told = (await looked_at(manager, filled(await taken_away(manager, "evaluation"), E12="B"))).json()
    assert [(each["heading"], each["after"]) for each in told["changes"]] == [("評価", "B")]
    assert (await taken_in(manager, told)).status_code == 201
    made = await spring.year.load(Evaluation, f"evaluation:{LG}:2025")
    assert [(each.rank.value, each.grade, each.comment) for each in made.ratings] == [
        ("clerk", "A", "順調。"),
        ("manager", "B", None),
    ]


async def test_on_behalf_of_an_office_each_rank_is_who_holds_it(spring: Front) -> None:
    await spring.catch_up()
    secretariat = await judging(spring, "secretariat")
    blank = await taken_away(secretariat, "evaluation")
    told = (await looked_at(secretariat, filled(blank, E11="A"))).json()
    assert [each["code"] for each in told["problems"]] == ["acted-person-missing"]  # nobody is placed there yet
    office = Office(slug=LG, region_id="region:kumamoto", name="環境課", opened_on=OPENING, lg_code=LG)
    office.assign_person("p-clerk-7", Capacity.CLERK, OPENING)
    await spring.year.store(office)
    await spring.catch_up()
    told = (await looked_at(secretariat, filled(blank, E11="A"))).json()
    body = {"sha256": told["sha256"], "name": NAME, "token": told["token"], "authority": "mail"}
    done = await secretariat.post(TAKE_IN, json={**body, "effective_on": "2025-10-01"}, headers=key())
    assert done.status_code == 201, done.text
    made = await spring.year.load(Evaluation, f"evaluation:{LG}:2025")
    assert [each.evaluated_by for each in made.ratings] == ["p-clerk-7"]


async def test_own_emissions_are_stated_by_year_and_restated_with_a_reason(spring: Front) -> None:
    await spring.catch_up()
    clerk = await spring.come_in("clerk", LG)
    blank = await taken_away(clerk, "own-emissions")
    sheet = openpyxl.load_workbook(io.BytesIO(blank))[SHEET]
    assert [sheet[f"A{row}"].value for row in range(11, 16)] == ["2024", "2023", "2022", "2021", "2020"]
    content = filled(blank, E11="１，２３４．５t-CO2", F11="庁舎の報告（サンプル）", E13=980, F13="同上")
    told = (await looked_at(clerk, content)).json()
    assert [each["code"] for each in told["problems"]] == ["survey-ditto-unfounded"]
    content = filled(blank, E11="１，２３４．５t-CO2", F11="庁舎の報告（サンプル）", E12=980, F12="同上")
    told = (await looked_at(clerk, content)).json()
    assert told["problems"] == []
    done = await taken_in(clerk, told)
    assert done.status_code == 201, done.text
    plan = await spring.year.load(OfficePlan, f"office-plan:{LG}")
    assert [(each.fiscal_year, str(each.tonnes), each.source) for each in plan.record.emissions] == [
        (2024, "1234.5", "庁舎の報告（サンプル）"),
        (2023, "980", "庁舎の報告（サンプル）"),
    ]
    await spring.catch_up()
    again = await taken_away(clerk, "own-emissions")
    unexplained = (await looked_at(clerk, filled(again, E12=990))).json()
    assert [each["code"] for each in unexplained["problems"]] == ["own-emissions-restatement-unexplained"]
    told = (await looked_at(clerk, filled(again, E12=990, G12="集計の誤り"))).json()
    assert told["problems"] == []
    done = await taken_in(clerk, told)
    assert done.status_code == 201, (done.text, told)
    plan = await spring.year.load(OfficePlan, f"office-plan:{LG}")
    stated = plan.emissions_of(2023)
    assert stated is not None
    assert (str(stated.tonnes), stated.reason) == ("990", "令和5年度：集計の誤り")


async def test_a_workbook_of_another_town_or_number_is_refused_by_its_cell(spring: Front) -> None:
    await spring.catch_up()
    clerk = await spring.come_in("clerk", LG)
    blank = await taken_away(clerk)
    for cells, wanted in (
        ({"B3": OTHER}, "survey-for-other"),
        ({"B2": "様式第2号（第1版）"}, "survey-for-other"),
        ({"B7": "1.1-43100-2025-0-AAAAAAAA"}, "survey-for-other"),
        ({"B5": "令和6年度（2024年度）"}, "survey-for-other"),
    ):
        refused = await looked_at(clerk, filled(blank, E11="実施中", F11="周知した。", **cells))
        assert (refused.status_code, code(refused)) == (422, wanted)
        assert refused.json()["details"]["cell"] == next(iter(cells))
    for name, content in (("a.xlsx", b"PK\x03\x04"), ("a.xls", b"\xd0\xcf\x11\xe0"), ("a.csv", blank)):
        assert (await looked_at(clerk, content, name)).status_code == 422
    assert (await looked_at(clerk, blank + b"\0" * 3_000_000)).status_code == 413


@pytest.mark.parametrize("kind", [each.value for each in SurveyKind])
async def test_what_is_issued_twice_on_one_day_is_the_same_file(spring: Front, kind: str) -> None:
    await spring.catch_up()
    clerk = await spring.come_in("clerk", LG)
    assert await taken_away(clerk, kind) == await taken_away(clerk, kind)
