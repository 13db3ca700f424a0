"""The pages of the year: what each person owes and sees, the sheet that loses nothing, and acts as forms."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from adapters.api.lists import listings
from adapters.documents.annual_report import chapters
from adapters.documents.blocks import Heading, Paragraph, Table
from adapters.postgres.connection import Database
from adapters.tables import harmless
from adapters.web.acts import BY_CODE
from adapters.web.choices import TOWNS
from adapters.web.form_fields import folded, maker
from adapters.web.forms import number
from adapters.web.registers import COLUMNS, GROUPS
from adapters.web.words import field_word
from application.act import Counter
from application.authority import Caller
from application.command import Command
from application.survey_form import FORMS
from domain.publication import Channel, Content, Edition, Publication, Standing
from domain.report import AnnualReport
from domain.survey import SurveyKind
from domain.topics import all_events
from tests.adapters.api.front import open_front
from tests.adapters.api.secrets_of_a_year import STAGES
from tests.adapters.documents.printed_samples import edition as printed_edition
from tests.domain.office_year import LG, OTHER
from tests.web.desk import PEOPLE, Desk

GOLDEN_REPORTS = Path(__file__).parents[1] / "golden_reports"
STANDING = Standing(number=1, approved_on=date(2026, 2, 6), heard_on=date(2026, 2, 20))
MEASURE = "measure:43100-0001"
REPORT = f"progress-report:{LG}:2025"
SHEET = f"/sheets/2025/{LG}"
STATED = f"emission-statement:{LG}:2025"
STATEMENT = f"/statements/2025/{LG}"
PLACES = (
    *(
        "/",
        "/home",
        "/rounds",
        "/rounds/2025",
        SHEET,
        f"/sheets/2025/{OTHER}",
        STATEMENT,
        "/account",
        "/account/capacity",
    ),
    *("/persons", f"/objects/{REPORT}", "/objects/review-round:2025", "/objects/plan:kumamoto-1"),
    *("/objects/region:kumamoto", f"/objects/office:{LG}", "/objects/measure:43100-0001", "/objects/account:clerk"),
    *("/mail", "/records", "/reports", "/reports/2025"),
    *("/registers", *(f"/registers/{name}" for name in COLUMNS)),
    *("/acts/extend-deadline?object=review-round:2025", "/acts/propose-measure", "/acts/convene-meeting"),
)


async def begun(desk: Desk, who: str = "clerk") -> Any:
    browser = await desk.sign_in(who)
    page = await browser.open(f"/acts/begin-progress-report?object={REPORT}")
    await browser.send("/acts/begin-progress-report", page.form("/acts/begin-progress-report").inputs)
    assert browser.at == SHEET
    return browser


@pytest.mark.parametrize("who", PEOPLE)
async def test_every_page_answers_everybody_in_words_and_never_fails(desk: Desk, who: str) -> None:
    browser = await desk.sign_in(who)
    for path in PLACES:
        answer = await browser.client.get(path, follow_redirects=True)
        assert answer.status_code in {200, 403, 404}, (path, answer.status_code)
        await browser.open(path, answer.status_code)


async def test_the_clerk_finds_what_is_owed_and_the_neighbours_is_not_among_it(desk: Desk) -> None:
    page = await (await desk.sign_in("clerk")).open("/home")
    assert "あなたの宿題" in page.text
    assert "施策の取組状況の確認" in page.text
    assert "あと90日 令和7年6月30日（月）まで" in page.text
    assert "サンプル（架空値）で動いています" in page.text
    assert f"/sheets/2025/{LG}" in page.links()
    assert not [each for each in page.links() if OTHER in each]


async def test_the_secretariat_sees_what_was_filed_and_accepts_or_returns_it_from_there(desk: Desk) -> None:
    await desk.front.year.file_parts()
    await desk.front.catch_up()
    browser = await desk.sign_in("secretariat")
    page = await browser.open("/home")
    assert "受理または差戻しを待つもの 2件" in page.text
    page = await browser.open(f"/acts/return-progress-report?object={REPORT}")
    form = page.form("/acts/return-progress-report")
    told = form.filled(**{"comments.0.field": MEASURE, "comments.0.comment": "具体的に記入してください。"})
    page = await browser.send("/acts/return-progress-report", told)
    assert "記録しました。" in page.text
    page = await (await desk.sign_in("clerk")).open("/home")
    assert "差し戻されました。" in page.text
    assert "サンプル施策：具体的に記入してください。" in page.text


async def test_the_board_shows_every_town_by_a_word_and_filters_and_gives_a_table(desk: Desk) -> None:
    await begun(desk)
    browser = await desk.sign_in("reader")
    page = await browser.open("/rounds/2025")
    assert {"受付中", "作成中", "開始前"} <= {each for each in page.words if each in {"受付中", "作成中", "開始前"}}
    assert page.text.count("★") == len(re.findall("★は", page.text)) + 9
    page = await browser.open("/rounds/2025?state=draft")
    rows = [told for told in page.all("td") if told.get("data-step") == "施策の取組状況の確認"]
    assert len(rows) == 1
    page = await browser.open("/rounds/2025?silent=1")
    assert len([told for told in page.all("td") if told.get("data-step") == "施策の取組状況の確認"]) == 1
    answer = await browser.client.get("/rounds/2025/board.csv")
    assert answer.content.startswith("\ufeff".encode())
    table = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(table) == 8
    assert table[0]["状態"] == "作成中"
    assert table[0]["期限"] == "2025-06-30"


async def test_a_link_to_what_a_neighbour_wrote_stands_only_where_it_may_be_read(desk: Desk) -> None:
    await begun(desk)
    page = await (await desk.sign_in("neighbour")).open("/rounds/2025")
    assert f"/objects/{REPORT}" not in page.links()
    answer = await (await desk.sign_in("neighbour")).client.get(SHEET)
    assert answer.status_code == 403
    assert (await (await desk.sign_in("neighbour")).client.get(f"/objects/{REPORT}")).status_code == 404


async def test_the_sheet_saves_what_was_changed_and_nothing_else(desk: Desk) -> None:
    browser = await begun(desk)
    page = await browser.open(SHEET)
    assert "記入済み 0 / 2件" in page.text
    told = page.forms[-1].filled(**{"m.0.status": "under-way", "m.0.narrative": "　設備を更新した。"})
    page = await browser.send(SHEET, told)
    assert "保存しました（施策 1件）。" in page.text
    assert "記入済み 1 / 2件" in page.text
    before = await desk.front.log.head()
    page = await browser.send(SHEET, page.forms[-1].inputs)
    assert "変わったところはありませんでした。" in page.text
    assert await desk.front.log.head() == before


async def test_the_same_form_sent_twice_is_recorded_once(desk: Desk) -> None:
    browser = await begun(desk)
    page = await browser.open(SHEET)
    told = page.forms[-1].filled(**{"m.0.status": "under-way", "m.0.narrative": "設備を更新した。"})
    await browser.send(SHEET, told)
    before = await desk.front.log.head()
    await browser.send(SHEET, told)
    assert await desk.front.log.head() == before


async def test_what_is_wrong_with_one_measure_keeps_everything_that_was_entered(desk: Desk) -> None:
    browser = await begun(desk)
    page = await browser.open(SHEET)
    entered = {
        "m.0.status": "under-way",
        "m.0.narrative": "設備を更新した。",
        "m.0.reduction": "たくさん",
        "m.1.status": "under-way",
        "m.1.narrative": "検討した。",
        "m.1.reduction": "１，２３４．５",
    }
    before = await desk.front.log.head()
    page = await browser.send(SHEET, page.forms[-1].filled(**entered), 422)
    assert "数値で入力してください。" in page.text
    kept = dict(page.forms[-1].inputs)
    assert {name: kept[name] for name in entered} == {**entered, "m.1.reduction": "1234.5"}
    assert await desk.front.log.head() == before
    page = await browser.send(SHEET, page.forms[-1].filled(**{"m.0.reduction": "△2"}))
    assert "保存しました（施策 2件）。" in page.text
    kept = dict(page.forms[-1].inputs)
    assert (kept["m.0.reduction"], kept["m.1.reduction"]) == ("-2", "1234.5")


async def test_a_measure_without_a_word_is_refused_by_the_domain_beside_its_row(desk: Desk) -> None:
    browser = await begun(desk)
    page = await browser.open(SHEET)
    page = await browser.send(SHEET, page.forms[-1].filled(**{"m.0.status": "under-way"}), 422)
    assert page.text.count("取組内容を記入するか、「変更なし」を明示してください。") == 2


async def test_two_people_at_one_sheet_see_each_others_words_and_overwrite_nothing_unseen(desk: Desk) -> None:
    browser = await begun(desk)
    first, second = await browser.open(SHEET), await browser.open(SHEET)
    mine = {"m.0.status": "under-way", "m.0.narrative": "一人目が書いた。"}
    await browser.send(SHEET, first.forms[-1].filled(**mine))
    theirs = {"m.0.status": "completed", "m.0.narrative": "二人目が書いた。"}
    page = await browser.send(SHEET, second.forms[-1].filled(**theirs), 412)
    assert "ほかの人が先に保存しました。いま記録されている内容：実施中「一人目が書いた。」" in page.text
    assert dict(page.forms[-1].inputs)["m.0.narrative"] == "二人目が書いた。"
    page = await browser.send(SHEET, page.forms[-1].inputs)
    assert "保存しました（施策 1件）。" in page.text


async def test_who_may_not_write_a_sheet_reads_it(desk: Desk) -> None:
    await desk.front.year.file_parts(accept=True)
    await desk.front.catch_up()
    for who in ("secretariat", "clerk", "auditor"):
        page = await (await desk.sign_in(who)).open(SHEET)
        assert not [name for form in page.forms for name, _ in form.inputs if name.endswith(".narrative")], who


async def test_the_statement_takes_figures_or_reasons_and_shows_what_the_checks_ask(desk: Desk) -> None:
    desk.front.clock.move_to_day(date(2025, 7, 1))
    browser = await desk.sign_in("clerk")
    page = await browser.open(STATEMENT)
    assert "まだ始めていません。" in page.text
    page = await browser.open(f"/acts/begin-emission-statement?object={STATED}")
    page = await browser.send("/acts/begin-emission-statement", page.form("/acts/begin-emission-statement").inputs)
    assert browser.at == STATEMENT
    entered = {"RES.co2.value": "１,２３４", "RES.co2.method": "direct", "COM.co2.notation": "not-estimated"}
    page = await browser.send(STATEMENT, page.forms[-2].filled(**entered), 422)
    assert "数値には出典・根拠" in page.text or "備考" in page.text
    told = {**entered, "RES.co2.note": "サンプル（架空値）の電力会社の資料"}
    page = await browser.send(STATEMENT, page.forms[-2].filled(**told))
    assert "保存しました（2欄）。" in page.text
    kept = dict(page.forms[-2].inputs)
    assert (kept["RES.co2.value"], kept["COM.co2.notation"]) == ("1234", "not-estimated")
    assert "合計 1,234 t-CO2" in page.text
    before = await desk.front.log.head()
    page = await browser.send(STATEMENT, page.forms[-2].inputs)
    assert "変わったところはありませんでした。" in page.text
    page = await browser.send(STATEMENT, page.forms[-2].filled(**{"COM.co2.value": "5"}), 422)
    assert "どちらか一方だけ" in page.text or "値が正しくありません" in page.text
    assert await desk.front.log.head() == before
    page = await browser.open(f"{STATEMENT}?add=RES.ch4")
    assert "RES.ch4.value" in dict(page.forms[-2].inputs)
    links = [each for each in page.links() if each.startswith("/acts/answer-warning")]
    if links:
        form = (await browser.open(links[0])).form("/acts/answer-warning")
        page = await browser.send("/acts/answer-warning", form.filled(reason="サンプル（架空値）のため"))
        assert "記録しました。" in page.text
    await (await desk.sign_in("neighbour")).open(STATEMENT, 404)
    await browser.open("/statements/2025/99999", 404)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        *(("１２３", "123"), ("1,234", "1234"), ("１，２３４．５", "1234.5"), ("△5", "-5"), ("▲0.5", "-0.5")),
        *(
            ("−3", "-3"),
            ("－３", "-3"),
            ("1 234", "1234"),
            ("", ""),
            ("約3", "約3"),
            ("12,34", "12,34"),
            ("1.2.3", "1.2.3"),
        ),
        *(("3t", "3t"), ("-7", "-7"), ("―", "-")),
    ],
)
def test_numbers_are_read_as_offices_type_them_and_nothing_is_guessed(typed: str, read: str) -> None:
    assert number(typed) == read


async def test_what_happened_to_an_object_is_told_with_who_when_and_as_it_was_then(desk: Desk) -> None:
    browser = await begun(desk)
    page = await browser.open(SHEET)
    told = page.forms[-1].filled(**{"m.0.status": "under-way", "m.0.narrative": "設備を更新した。"})
    await browser.send(SHEET, told)
    page = await browser.open(f"/objects/{REPORT}")
    assert "施策の取組状況を記入した。 サンプル clerk 担当" in page.text
    first = next(each for each in reversed(page.links()) if "as_of=" in each)
    then = await browser.open(first)
    assert "件目までの姿です。" in then.text
    assert "設備を更新した。" not in then.text
    assert not [form for form in then.forms if form.action.startswith("/acts/")]
    await browser.open(f"/objects/{REPORT}?as_of=zero", 422)
    noted = await desk.front.app.state.services.accesses.page(2**62, 1)
    assert (noted[0].person_id, noted[0].operation) == ("clerk", "ListObjectEvents")


async def test_the_secretariat_sees_what_goes_out_tomorrow_to_whom_and_why(desk: Desk) -> None:
    browser = await desk.sign_in("secretariat")
    page = await browser.open("/mail")
    assert "令和7年4月2日（水）に送るもの" in page.text
    await browser.open("/mail?on=2025-06-27")
    for wrong in ("tomorrow", "2020-01-01", "2099-01-01"):
        await browser.open(f"/mail?on={wrong}", 422)
    await (await desk.sign_in("clerk")).open("/mail", 403)


async def test_the_record_is_followed_by_filters_and_pages_and_looking_is_noted(desk: Desk) -> None:
    await begun(desk)
    browser = await desk.sign_in("auditor")
    page = await browser.open("/records?kind=progress-report&capacity=clerk")
    assert "施策の取組状況の確認を始めた。" in page.text
    assert "サンプル clerk" in page.text
    noted = await desk.front.app.state.services.accesses.page(2**62, 1)
    assert (noted[0].operation, noted[0].asked) == (
        "ListAuditTimeline",
        {"kind": "progress-report", "capacity": "clerk"},
    )
    page = await browser.open("/records")
    seen, following = 0, "/records"
    while following:
        page = await browser.open(following)
        seen += len([1 for tag, told in page.elements if tag == "th" and told.get("scope") == "row"])
        following = next((each for each in page.links() if "before=" in each), "")
    assert seen == await desk.front.log.head()
    for wrong in ("before=x", "lg_code=x", "fiscal_year=1", "actor=%00"):
        await browser.open(f"/records?{wrong}", 422)
    await (await desk.sign_in("clerk")).open("/records", 403)


def untold(form: Path, nth: int, page: str) -> list[str]:
    """Name what the printed report of these bytes says and the page does not."""
    told = form.read_bytes()
    made = chapters(
        AnnualReport.model_validate_json(told), printed_edition(told, nth, "誤記を改めた" if nth > 1 else None)
    )
    said: list[str] = []
    for chapter in made:
        said.append(chapter.title)
        for block in chapter.blocks:
            match block:
                case Heading(_, text) | Paragraph(text, _):
                    said.append(text)
                case Table():
                    rows = [zip(block.columns, row, strict=True) for group in block.groups for row in group.rows]
                    said += [block.caption, *(cell for row in rows for column, cell in row if column.kind != "bar")]
    squeezed = "".join(page.split())
    return [each for each in said if "".join(each.split()) not in squeezed]


async def test_anybody_reads_what_was_published_in_each_edition_and_nothing_that_was_not(desk: Desk) -> None:
    citizen = desk.browser()
    page = await citizen.open("/reports")
    assert "公表された報告書はまだありません。" in page.text
    await citizen.open("/reports/2025", 404)
    page = await citizen.open("/reports/accessibility")
    assert "JIS X 8341-3:2016" in page.text
    assert "「準拠」とは表示しません" in page.text
    forms = sorted(GOLDEN_REPORTS.glob("form-*.json"))
    contents = [
        Content(compilation_id="compilation:2025", number=1, content_hash=await desk.front.year.documents.put(told))
        for told in (each.read_bytes() for each in forms)
    ]
    made = Publication.prepare(2025, contents[0], "person-secret-1", STANDING)
    made.publish((Channel.WEBSITE,), date(2026, 3, 24), "person-secret-2", STANDING)
    for nth, content in enumerate(contents[1:], start=2):
        edition = {"edition": nth, "content": content, "channels": (Channel.WEBSITE,), "by": "person-secret-2"}
        made.correct(
            Edition.model_validate({**edition, "published_on": date(2026, 3, 25), "reason": "誤記を改めた"}), STANDING
        )
    await desk.front.year.store(made)
    await desk.front.catch_up()
    page = await citizen.open("/reports/2025")
    assert citizen.at == f"/reports/2025/editions/{len(forms)}"
    assert "誤記を改めた" in page.text
    for nth, form in enumerate(forms, start=1):
        page = await citizen.open(f"/reports/2025/editions/{nth}")
        assert ("この版は後に訂正されています。" in page.text) == (nth < len(forms))
        assert "温室効果ガス排出量" in page.text
        assert sha256(form.read_bytes()).hexdigest() in page.text
        assert "person-secret" not in page.source
        assert untold(form, nth, page.text) == []
        assert not [each for each in page.links() if each.startswith("/objects/")]
    for wrong, status in (("99", 404), ("x", 404), ("0", 404)):
        await citizen.open(f"/reports/2025/editions/{wrong}", status)
    await citizen.open("/reports/2026", 404)


async def test_a_form_that_lacks_something_says_what_and_keeps_the_rest(desk: Desk) -> None:
    browser = await desk.sign_in("secretariat")
    path = "/acts/extend-deadline"
    page = await browser.open(f"{path}?object=review-round:2025")
    form = page.form(path)
    page = await browser.send(path, form.filled(authority="局長"), 422)
    assert "期限：必須の項目です。" in page.text
    assert dict(page.form(path).inputs)["authority"] == "局長"
    told = {"authority": "局長", "step": "progress-confirmation", "due_on": "2025-07-07", "ground": "disaster"}
    page = await browser.send(path, [*page.form(path).filled(**told), ("lg_codes", LG)])
    assert "記録しました。" in page.text
    page = await (await desk.sign_in("clerk")).open("/home")
    assert "令和7年7月7日（月）まで（延長後）" in page.text


async def test_a_form_over_a_version_that_has_passed_is_refused_with_what_was_entered(desk: Desk) -> None:
    browser = await desk.sign_in("secretariat")
    path = "/acts/extend-deadline"
    page = await browser.open(f"{path}?object=review-round:2025")
    told = {"authority": "局長", "step": "progress-confirmation", "due_on": "2025-07-07", "ground": "disaster"}
    await browser.send(path, page.form(path).filled(**told))
    again = (await browser.open(f"{path}?object=review-round:2025")).form(path)
    stale = [(name, "1" if name == "version" else value) for name, value in again.filled(**told)]
    page = await browser.send(path, stale, 412)
    assert "最新の状態を読み直してください" in page.text
    assert dict(page.form(path).inputs)["due_on"] == "2025-07-07"


async def test_more_rows_are_given_without_a_script_and_without_recording_anything(desk: Desk) -> None:
    await desk.front.year.file_parts()
    await desk.front.catch_up()
    browser = await desk.sign_in("secretariat")
    path = "/acts/return-progress-report"
    page = await browser.open(f"{path}?object={REPORT}")
    before, head = page.source.count("件目</legend>"), await desk.front.log.head()
    told = {f"comments.{nth}.comment": "x" for nth in range(before)}
    page = await browser.send(path, page.form(path).filled(**told, more="comments"))
    assert page.source.count("件目</legend>") == before + 1
    assert dict(page.form(path).inputs)["comments.0.comment"] == "x"
    assert await desk.front.log.head() == head


async def test_the_secretariat_registers_a_person_and_reads_out_a_code_once(desk: Desk) -> None:
    browser = await desk.sign_in("chief")
    page = await browser.open("/persons")
    form = next(each for each in page.forms if ("person_id", "manager") in each.inputs)
    page = await browser.send("/persons/open", form.inputs)
    assert "利用者として登録しました。" in page.text
    page = await browser.open("/persons/manager/code")
    page = await browser.send("/persons/manager/code", page.form("/persons/manager/code").filled(ground=""), 422)
    told = page.form("/persons/manager/code").filled(ground="内線で確認した")
    shown = await browser.send("/persons/manager/code", told)
    code = re.search(r"<code>([A-Z0-9]{5}(?:-[A-Z0-9]{5}){3})</code>", shown.source)
    assert code
    page = await browser.send("/persons/manager/code", told, 409)
    assert code[1] not in page.source
    fresh = desk.browser()
    await fresh.send(
        "/begin",
        {"person_id": "manager", "code": code[1], "password": "椿と石垣の春の朝に", "again": "椿と石垣の春の朝に"},
    )
    assert fresh.at == "/home"


async def test_only_who_may_list_accounts_sees_the_persons(desk: Desk) -> None:
    for who in ("clerk", "reader", "councillor"):
        await (await desk.sign_in(who)).open("/persons", 403)
        await (await desk.sign_in(who)).open("/persons/manager/code", 403)
    page = await (await desk.sign_in("auditor")).open("/persons")
    assert not [form for form in page.forms if form.action.startswith("/persons")]


def test_every_list_of_the_api_is_a_register_with_columns_that_it_has() -> None:
    paths = [each.path for each in listings()]
    assert sorted(COLUMNS) == sorted(paths) == sorted(name for names in GROUPS.values() for name in names)
    for listing in listings():
        for column in COLUMNS[listing.path]:
            head = column.split(".", maxsplit=1)[0]
            assert head in {*listing.view.row.model_fields, *listing.view.row.model_computed_fields}, column
            assert not field_word(column.rpartition(".")[2]).isascii(), column


async def test_a_register_is_narrowed_followed_and_saved_and_shows_nobody_too_much(desk: Desk) -> None:
    await desk.front.year.file_parts()
    await desk.front.catch_up()
    page = await (await desk.sign_in("secretariat")).open("/registers/filings?fiscal_year=2025&lg_code=43100")
    assert f"/objects/{REPORT}" in page.links()
    browser = await desk.sign_in("neighbour")
    page = await browser.open(f"/registers/filings?lg_code={LG}")
    assert f"/objects/{REPORT}" not in page.links()
    assert "当てはまるものはありません。" in page.text
    answer = await browser.client.get(f"/registers/filings/table.csv?lg_code={LG}")
    assert REPORT not in answer.text
    await browser.open("/registers/accounts", 403)
    assert (await browser.client.get("/registers/accounts/table.csv")).status_code == 403
    await browser.open("/registers/filings?lg_code=x", 422)
    await browser.open("/registers/filings?fiscal_year=1", 422)
    await browser.open("/registers/nothing", 404)
    page = await browser.open("/registers")
    assert "/registers/accounts" not in page.links()
    assert "/registers/measures" in page.links()


async def test_a_register_offers_what_one_may_begin_and_a_table_for_excel(desk: Desk) -> None:
    browser = await desk.sign_in("secretariat")
    page = await browser.open("/registers/meetings")
    assert "/acts/convene-meeting" in page.links()
    page = await (await desk.sign_in("reader")).open("/registers/measures")
    assert not [each for each in page.links() if each.startswith("/acts/")]
    answer = await browser.client.get("/registers/measures/table.csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0] == ["対象", "名称", "実施主体の市町村", "状態", "基本方針の番号", "重点取組の番号", "更新日"]
    assert rows[1][:2] == ["measure:43100-0001", "サンプル施策"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "'x"])
def test_what_excel_would_compute_is_marked_and_can_be_had_back(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless(cell)[1:] == cell
    assert harmless("1-1") == "1-1"


def test_every_field_of_every_command_has_a_japanese_word_and_a_control() -> None:
    wordless: list[tuple[str, str]] = []
    for command in Command.catalogue.values():
        making, schema = maker(command, {name: [(LG, "熊本市")] for name in TOWNS}, {})
        fields = making.fields(schema, {})
        while fields:
            each = fields.pop()
            if each.label.isascii():
                wordless.append((command.__name__, each.name))
            assert each.kind in {"line", "text", "date", "integer", "number", "flag", "choice", "choices"} | {
                "lines",
                "group",
                "rows",
            }
            assert each.kind not in {"choice", "choices"} or each.choices, (command.__name__, each.name)
            assert all(not label.isascii() or value == label for value, label in each.choices)
            fields += [*each.parts, *(cell for row in each.rows for cell in row)]
    assert wordless == []


def test_every_field_that_can_be_told_of_has_a_japanese_word() -> None:
    names = {name for fact in all_events().values() for name in fact.model_fields}
    assert [name for name in sorted(names) if field_word(name).isascii()] == []


def flat(value: Any, path: str = "") -> Mapping[str, Sequence[str]]:
    """Write a command as the inputs of its form: what is no or nothing is not said."""
    if isinstance(value, dict):
        told: dict[str, Sequence[str]] = {}
        for name, each in value.items():
            told |= flat(each, f"{path}.{name}" if path else name)
        return told
    if isinstance(value, list):
        if value and not isinstance(value[0], dict):
            return {path: ["\n".join(map(str, value))]}
        return {name: each for nth, row in enumerate(value) for name, each in flat(row, f"{path}.{nth}").items()}
    if value is None or value is False:
        return {}
    return {path: ["true" if value is True else str(value)]}


async def test_what_was_ever_asked_in_a_year_can_be_asked_on_a_form(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Command] = {}
    performing = Counter.perform

    async def noted(self: Counter, command: Command, caller: Caller, **more: Any) -> Any:
        asked[json.dumps([type(command).__name__, command.model_dump(mode="json")])] = command
        return await performing(self, command, caller, **more)

    monkeypatch.setattr(Counter, "perform", noted)
    async with open_front(database) as front:
        await front.found()
        for stage in STAGES:
            await stage(front)
    assert len({type(each) for each in asked.values()}) > 25
    for command in asked.values():
        kind = BY_CODE[type(command).code()]
        making, schema = maker(kind, {}, {})
        sent = {name: list(each) for name, each in flat(command.model_dump(mode="json")).items()}
        assert kind.model_validate(folded(sent, making, schema)) == command, type(command).__name__


def test_a_sheet_has_the_columns_of_its_workbook_so_that_a_block_of_it_can_be_pasted() -> None:
    templates = Path("adapters/web/templates")
    for template, kind in (("sheet.html", SurveyKind.PROGRESS), ("statement.html", SurveyKind.EMISSIONS)):
        columns = " ".join(each.name for each in FORMS[kind].columns)
        assert f'data-columns="{columns}"' in (templates / template).read_text(encoding="utf-8")
