"""Surveys on pages: taken away with a link, handed in with a form, looked at before anything is recorded."""

import io

import openpyxl

from adapters.workbooks.layout import SHEET as SURVEY
from tests.domain.office_year import LG, OTHER
from tests.web.desk import HOST, Browser, Desk, examine
from tests.web.page import Page

WORKBOOK = f"/surveys/2025/progress/{LG}.xlsx"
SHEET = f"/sheets/2025/{LG}"


async def filled(browser: Browser, **cells: str) -> bytes:
    answer = await browser.client.get(WORKBOOK)
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    for address, value in cells.items():
        book[SURVEY][address] = value
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


async def handed_in(browser: Browser, content: bytes, status: int = 200, name: str = "調査票.xlsx") -> Page:
    answer = await browser.client.post("/surveys/check", files={"file": (name, content)}, headers={"Origin": HOST})
    assert answer.status_code == status, Page(answer.text).text[-300:]
    page = Page(answer.text)
    examine(answer, page)
    return page


async def test_a_clerk_fills_in_a_workbook_looks_at_what_it_changes_and_takes_it_in(desk: Desk) -> None:
    await desk.front.catch_up()
    clerk = await desk.sign_in("clerk")
    page = await clerk.open("/surveys")
    assert WORKBOOK in page.links()
    assert not [each for each in page.links() if OTHER in each]
    page = await handed_in(clerk, await filled(clerk, E11="実施中", F11="広報紙で周知した。", I11="約１２０"))
    assert "変わる内容3欄" in page.text.replace(" ", "")
    assert "全角の数字・記号を半角とした、「約」等を外した" in page.text
    await desk.front.catch_up()
    page = await clerk.send("/surveys/take-in", page.form("/surveys/take-in").inputs)
    assert clerk.at == f"{SHEET}?saved=2"  # begun, and one measure stated
    assert "広報紙で周知した。" in page.source


async def test_what_is_wrong_is_told_cell_by_cell_and_nothing_can_be_taken_in(desk: Desk) -> None:
    await desk.front.catch_up()
    clerk = await desk.sign_in("clerk")
    page = await handed_in(clerk, await filled(clerk, E11="順調", F11="周知した。"))
    assert "直すべき箇所が1件あるため、取り込めません。" in page.text
    assert "E11" in page.text
    assert "選択肢：未着手、検討中、実施中、休止中、完了、廃止" in page.text
    assert "取り込む" not in [each.strip() for each in page.text.split()]
    page = await handed_in(clerk, b"PK\x03\x04 nothing", 422)
    assert "添付できるのは" in page.text
    page = await handed_in(clerk, await filled(clerk), 422, name="調査票.xls")
    nothing = await clerk.client.post("/surveys/check", data={"file": ""}, headers={"Origin": HOST})
    assert nothing.status_code == 422


async def test_the_secretariat_takes_all_of_them_away_and_takes_in_what_an_office_sent(desk: Desk) -> None:
    await desk.front.catch_up()
    secretariat = await desk.sign_in("secretariat")
    page = await secretariat.open("/surveys")
    assert "/surveys/2025/progress/all.zip" in page.links()
    assert "記入した調査票を取り込む" in page.text
    archive = await secretariat.client.get("/surveys/2025/progress/all.zip")
    assert (archive.status_code, archive.headers["content-type"]) == (200, "application/zip")
    page = await handed_in(secretariat, await filled(secretariat, E11="実施中", F11="周知した。"))
    form = page.form("/surveys/take-in")
    await secretariat.send("/surveys/take-in", form.filled(authority="paper"))
    assert secretariat.at == f"{SHEET}?saved=2"
    assert "記入した調査票を取り込む" not in (await (await desk.sign_in("reader")).open("/surveys", 403)).text
    clerk = await desk.sign_in("clerk")
    await clerk.open("/surveys/2025/progress/all.zip", 403)
    await clerk.open(f"/surveys/2025/progress/{OTHER}.xlsx", 403)
    await clerk.open(f"/surveys/2025/nothing/{LG}.xlsx", 422)


async def test_what_is_not_what_was_shown_is_not_taken_in(desk: Desk) -> None:
    await desk.front.catch_up()
    clerk = await desk.sign_in("clerk")
    page = await handed_in(clerk, await filled(clerk, E11="実施中", F11="周知した。"))
    told = dict(page.form("/surveys/take-in").inputs)
    await clerk.send("/surveys/take-in", {**told, "token": "0" * 64}, 409)
    await clerk.send("/surveys/take-in", {**told, "token": "nothing"}, 422)
    page = await clerk.send("/surveys/take-in", told)
    page = await clerk.send("/surveys/take-in", told)  # sent twice: answered once
    assert clerk.at.startswith(SHEET)
