"""The sheet as people who live in Excel use it: pasted blocks, Enter to the next row, and nothing typed is lost."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served, Visit, demonstration

Keep = Callable[[Page, str], None]
Begin = Callable[..., Visit]
SHEET = "/sheets/2025/43211"
PASTE = """([name, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const control = document.querySelector(`[name="${name}"]`);
  control.focus();
  control.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def value(page: Page, name: str) -> str:
    return str(page.locator(f'[name="{name}"]').input_value())


def paste(page: Page, name: str, text: str) -> None:
    page.evaluate(PASTE, [name, text])


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a spring in which nobody else has filled anything in."""
    yield from demonstration(tmp_path_factory.mktemp("sheet"), "2025-04-04")


@pytest.fixture
def clerk(fresh: Served, visit: Begin) -> Visit:
    """Give a clerk at a sheet that is begun."""
    visiting = visit(fresh)
    visiting.sign_in("p-43211-clerk")
    page = visiting.open(SHEET)
    if page.get_by_role("link", name="施策の取組状況の確認を始める").count():
        page.get_by_role("link", name="施策の取組状況の確認を始める").click()
        page.get_by_role("button", name="施策の取組状況の確認を始める").click()
    return visiting


def cleared(page: Page) -> None:
    page.evaluate("localStorage.clear()")
    page.reload()


def test_a_block_from_a_spreadsheet_goes_into_its_cells_and_what_does_not_fit_is_told(clerk: Visit, keep: Keep) -> None:
    page = clerk.open(SHEET)
    cleared(page)
    paste(page, "m.0.status", '実施中\t"広報紙で""周知""した。\n二行目"\t\t\t120\nとても順調\t説明会を開いた。\n')
    assert value(page, "m.0.status") == "under-way"
    assert value(page, "m.0.narrative") == '広報紙で"周知"した。\n二行目'
    assert value(page, "m.0.reduction") == "120"
    assert value(page, "m.1.status") == ""
    assert value(page, "m.1.narrative") == "説明会を開いた。"
    expect(page.locator(".draft")).to_contain_text("貼り付けました。　入れられなかったもの：とても順調")
    keep(page, "sheet-pasted")
    page.get_by_role("button", name="貼り付けを元に戻す").click()
    assert [value(page, f"m.0.{name}") for name in ("status", "narrative", "reduction")] == ["", "", ""]


def test_enter_goes_to_the_next_row_and_sends_nothing(clerk: Visit) -> None:
    page = clerk.open(SHEET)
    cleared(page)
    page.locator('[name="m.0.reduction"]').focus()
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "m.1.reduction"
    page.keyboard.press("Shift+Enter")
    assert page.evaluate("document.activeElement.name") == "m.0.reduction"
    page.locator('[name="m.0.narrative"]').focus()
    page.keyboard.type("一行目")
    page.keyboard.press("Enter")
    page.keyboard.type("二行目")
    assert value(page, "m.0.narrative") == "一行目\n二行目"
    page.keyboard.press("Control+Enter")
    assert page.evaluate("document.activeElement.name") == "m.1.narrative"
    assert page.url.endswith(SHEET)


def test_what_was_typed_is_there_again_after_the_line_or_the_window_was_lost(clerk: Visit, keep: Keep) -> None:
    page = clerk.open(SHEET)
    cleared(page)
    page.context.set_offline(True)
    page.locator('[name="m.0.narrative"]').fill("回線が切れた後に入力した。")
    expect(page.locator(".draft")).to_contain_text("下書きをこの端末に保存しました")
    page.context.set_offline(False)
    page.reload()
    assert value(page, "m.0.narrative") == "回線が切れた後に入力した。"
    expect(page.locator(".draft")).to_contain_text("を戻しました。まだ保存されていません。")
    keep(page, "sheet-draft")
    page.get_by_role("button", name="保存する").click()  # refused, since a status is missing: nothing is lost by that
    expect(page.get_by_role("alert")).to_be_visible()
    page.goto(clerk.served.address + SHEET)
    assert value(page, "m.0.narrative") == "回線が切れた後に入力した。"
    page.locator('[name="m.0.status"]').select_option("under-way")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("status")).to_contain_text("保存しました")
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    assert page.locator(".draft").inner_text() == ""


def test_a_draft_from_before_somebody_else_saved_overwrites_nothing_unseen(
    fresh: Served, clerk: Visit, visit: Begin
) -> None:
    page = clerk.open(SHEET)
    cleared(page)
    page.locator('[name="m.1.status"]').select_option("under-way")
    page.locator('[name="m.1.narrative"]').fill("先に書き始めた。")
    expect(page.locator(".draft")).to_contain_text("下書きをこの端末に保存しました")
    other = visit(fresh)
    other.sign_in("p-43211-clerk")
    faster = other.open(SHEET)
    faster.locator('[name="m.1.status"]').select_option("completed")
    faster.locator('[name="m.1.narrative"]').fill("後から書いて先に保存した。")
    faster.get_by_role("button", name="保存する").click()
    expect(faster.get_by_role("status")).to_contain_text("保存しました")
    page.reload()
    expect(page.locator(".draft")).to_contain_text("その後、記録が変わっています。")
    assert value(page, "m.1.narrative") == "後から書いて先に保存した。"
    page.get_by_role("button", name="下書きを戻す").click()
    assert value(page, "m.1.narrative") == "先に書き始めた。"
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text("ほかの人が先に保存しました。")).to_be_visible()
    expect(page.get_by_text("後から書いて先に保存した。")).to_be_visible()
    assert value(page, "m.1.narrative") == "先に書き始めた。"


def test_signing_out_leaves_no_draft_on_the_device(clerk: Visit) -> None:
    page = clerk.open(SHEET)
    cleared(page)
    page.locator('[name="m.2.narrative"]').fill("下書き")
    expect(page.locator(".draft")).to_contain_text("下書きをこの端末に保存しました")
    page.locator("details.me > summary").click()
    page.get_by_role("button", name="サインアウト").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("サインイン")
    assert page.evaluate("localStorage.length") == 0
