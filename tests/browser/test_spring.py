"""The spring of one office, clicked through by four roles: without scripts, and by keyboard."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Served, Visit

Keep = Callable[[Page, str], None]
Begin = Callable[..., Visit]
REPORT = "progress-report:43210:2025"
SHEET = "/sheets/2025/43210"
WRITTEN = "サンプル（架空値）の取組内容"


def fill_in(page: Page) -> int:
    """Fill in every measure of the sheet."""
    rows = page.locator("tr:has(textarea)")
    for nth in range(rows.count()):
        rows.nth(nth).locator("select").first.select_option("under-way")
        rows.nth(nth).locator("textarea").fill(f"{WRITTEN} {nth + 1}")
    return int(rows.count())


def test_an_office_confirms_its_measures_and_the_secretariat_returns_and_accepts_them(
    spring: Served, visit: Begin, keep: Keep
) -> None:
    clerk = visit(spring, java_script_enabled=False)
    page = clerk.sign_in("p-43210-clerk")
    page.get_by_role("link", name="施策の取組状況の確認を始める").click()
    page.get_by_role("button", name="施策の取組状況の確認を始める").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("施策点検票　菊池市")
    measures = fill_in(page)
    assert measures > 0
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("status")).to_have_text(f"保存しました（施策 {measures}件）。")
    keep(page, "spring-sheet-saved")
    expect(page.locator(".bar")).to_contain_text("提出はまだできません")


def test_what_is_typed_when_the_session_ends_is_not_lost(spring: Served, visit: Begin) -> None:
    clerk = visit(spring)
    page = clerk.sign_in("p-43100-clerk")
    page.goto(spring.address + "/acts/begin-progress-report?object=progress-report:43100:2025")
    cookie = {"name": "__Host-shinchoku", "value": "a" * 43, "domain": "127.0.0.1", "path": "/", "secure": True}
    page.context.add_cookies([cookie])
    page.get_by_role("button", name="施策の取組状況の確認を始める").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("サインイン")
    page.locator("#person_id").fill("p-43100-clerk")
    page.locator("#password").fill(spring.passwords["p-43100-clerk"])
    page.get_by_role("button", name="サインイン").click()
    page.get_by_role("button", name="先ほどの内容を送る").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("施策点検票　熊本市")
