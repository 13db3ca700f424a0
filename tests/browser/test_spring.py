"""The spring of one office, clicked through by three desks: without scripts, and by keyboard where people type."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Served, Visit

Keep = Callable[[Page, str], None]
Begin = Callable[..., Visit]
SHEET = "/sheets/2025/43100"
REPORT = "/objects/progress-report:43100:2025"
WRITTEN = "サンプル（架空値）の取組内容"
HISTORY = ("施策の取組状況を差し戻した。", "施策の取組状況の決裁が効力を失った。", "施策の取組状況を受理した。")
DECISION = "サンプル（架空値）環第1号"


def fill_in(page: Page) -> int:
    """Fill in every measure of the sheet."""
    rows = page.locator("tr:has(textarea)")
    for nth in range(rows.count()):
        rows.nth(nth).locator("select").first.select_option("under-way")
        rows.nth(nth).locator("textarea").fill(f"{WRITTEN} {nth + 1}")
    return int(rows.count())


def act(page: Page, served: Served, name: str, **fields: str) -> None:
    """Do an act of an object's page by its form."""
    page.goto(served.address + REPORT)
    page.get_by_role("link", name=name, exact=True).click()
    for field, value in fields.items():
        control = page.locator(f'[name="{field.replace("__", ".")}"]')
        if control.evaluate("element => element.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("status")).to_have_text("記録しました。")


def test_an_office_confirms_its_measures_and_the_secretariat_returns_and_accepts_them(
    spring: Served, visit: Begin, keep: Keep
) -> None:
    no_scripts = {"java_script_enabled": False}
    clerk, manager, chief = (visit(spring, **no_scripts) for _ in range(3))
    page = clerk.sign_in("p-43100-clerk")
    page.get_by_role("link", name="施策の取組状況の確認を始める").click()
    page.get_by_role("button", name="施策の取組状況の確認を始める").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("施策点検票　熊本市")
    measures = fill_in(page)
    assert measures > 5
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("status")).to_have_text(f"保存しました（施策 {measures}件）。")
    keep(page, "sheet-saved")
    expect(page.locator(".bar")).to_contain_text("提出はまだできません")

    deciding = manager.sign_in("p-43100-manager")
    act(deciding, spring, "施策の取組状況を決裁する", decision_number=DECISION)
    act(page, spring, "施策の取組状況を提出する")

    desk = chief.sign_in("p-secretariat-head")
    expect(desk.get_by_role("link", name="熊本市")).to_be_visible()
    comment = {"comments__0__field": "measure:43100-0001", "comments__0__comment": "件数を記入してください。"}
    act(desk, spring, "施策の取組状況を差し戻す", **comment)

    page.goto(spring.address + "/home")
    expect(page.locator(".returned")).to_contain_text("件数を記入してください。")
    keep(page, "home-returned")
    page.goto(spring.address + SHEET)
    page.locator('[name="m.0.indicator_actual"]').fill("１２０")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("status")).to_have_text("保存しました（施策 1件）。")
    act(deciding, spring, "施策の取組状況を決裁する", decision_number=DECISION)
    act(page, spring, "施策の取組状況を提出する")
    act(desk, spring, "施策の取組状況を受理する")

    page.goto(spring.address + "/home")
    expect(page.locator("#h-done + table")).to_contain_text("受理済み")
    page.goto(spring.address + SHEET)
    expect(page.get_by_text("いまは閲覧だけです。")).to_be_visible()
    page.goto(spring.address + REPORT)
    keep(page, "object-history")
    for sentence in (
        "施策の取組状況を差し戻した。",
        "施策の取組状況の決裁が効力を失った。",
        "施策の取組状況を受理した。",
    ):
        expect(page.get_by_role("rowheader", name=sentence).first).to_be_visible()


def test_what_is_typed_when_the_session_ends_is_not_lost(spring: Served, visit: Begin) -> None:
    page = visit(spring).sign_in("p-43210-clerk")
    page.goto(spring.address + "/acts/begin-progress-report?object=progress-report:43210:2025")
    cookie = {"name": "__Host-shinchoku", "value": "a" * 43, "domain": "127.0.0.1", "path": "/", "secure": True}
    page.context.add_cookies([cookie])
    page.get_by_role("button", name="施策の取組状況の確認を始める").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("サインイン")
    page.locator("#person_id").fill("p-43210-clerk")
    page.locator("#password").fill(spring.passwords["p-43210-clerk"])
    page.get_by_role("button", name="サインイン").click()
    page.get_by_role("button", name="先ほどの内容を送る").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("施策点検票　菊池市")
