"""A survey in a browser: taken away, filled in by another program, looked at, and taken in."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from adapters.workbooks.layout import SHEET
from tests.browser.conftest import Served, Visit
from tests.browser.test_screens import faults

Keep = Callable[[Page, str], None]
Begin = Callable[..., Visit]
WHO = "p-43210-clerk"


def test_a_clerk_hands_in_a_workbook_and_sees_what_it_will_change(
    spring: Served, visit: Begin, keep: Keep, tmp_path: Path
) -> None:
    visiting = visit(spring)
    page = visiting.sign_in(WHO)
    page.get_by_role("link", name="調査票", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="取得").first.click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    book = openpyxl.load_workbook(file)
    for address, value in (("E11", "実施 中"), ("F11", "サンプル（架空値）の取組内容"), ("I11", "約１，２００ｔ")):
        book[SHEET][address] = value
    book.save(file)
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="内容を確かめる").click()
    expect(page.get_by_role("heading", name="変わる内容")).to_be_visible()
    keep(page, "survey-checked")
    assert faults(page) == []
    page.get_by_role("button", name="この内容を取り込む").click()
    expect(page.get_by_role("status")).to_contain_text("保存しました")
    wrong = tmp_path / "直していない調査票.xlsx"
    book[SHEET]["E11"] = "順調"
    book.save(wrong)
    visiting.open("/surveys")
    page.locator("#file").set_input_files(wrong)
    page.get_by_role("button", name="内容を確かめる").click()
    expect(page.get_by_role("alert")).to_contain_text("直すべき箇所が1件")
    keep(page, "survey-wrong")
    assert faults(page) == []
