"""Every screen in a real browser: nothing that axe finds wrong, nothing cut off when small, nothing from elsewhere."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Served, Visit

OFFICE = (
    ("home-office", "/home"),
    ("board", "/rounds/2025"),
    ("board-filtered", "/rounds/2025?state=lapsed"),
    ("sheet", "/sheets/2025/43100"),
    ("object", "/objects/progress-report:43100:2025"),
    ("object-as-of", "/objects/progress-report:43100:2025?as_of=900"),
    ("absent", "/objects/evaluation:43100:2025"),
    ("act", "/acts/begin-evaluation?object=evaluation:43100:2025"),
    ("measure", "/objects/measure:43100-0001"),
    ("account", "/account"),
    ("capacities", "/account/capacity"),
    ("nowhere", "/nowhere"),
    ("surveys", "/surveys"),
    ("deadlines", "/deadlines"),
    ("area", "/area"),
    ("registers", "/registers"),
    ("register-measures", "/registers/measures"),
)
SECRETARIAT = (
    ("home-secretariat", "/home"),
    ("persons", "/persons"),
    ("code", "/persons/p-43100-clerk/code"),
    ("round", "/objects/review-round:2025"),
    ("act-extend", "/acts/extend-deadline?object=review-round:2025"),
    ("act-return", "/acts/return-progress-report?object=progress-report:43100:2025"),
    ("plan", "/objects/plan:kumamoto-1"),
    ("office", "/objects/office:43100"),
    ("surveys-secretariat", "/surveys"),
    ("deadlines-secretariat", "/deadlines?all=1"),
    ("mail", "/mail"),
    ("records", "/records"),
    ("register-notices", "/registers/notices"),
    ("register-advice", "/registers/advice"),
    ("register-meetings", "/registers/meetings"),
    ("area-secretariat", "/area"),
)
OPEN = (
    *(("sign-in", "/sign-in"), ("begin", "/begin"), ("set-up", "/set-up"), ("sign-in-ended", "/sign-in?ended=1")),
    *(("reports-empty", "/reports"), ("accessibility", "/reports/accessibility"), ("terms", "/reports/terms")),
)
WIDTHS = {"desk": 1280, "zoomed": 640, "telephone": 360}  # 640 is what a desk's 1280 shows at 200 %

Keep = Callable[[Page, str], None]
Begin = Callable[..., Visit]


def faults(page: Page) -> list[tuple[str, str]]:
    """Let axe look at a page."""
    found = Axe().run(page)
    return [(each["id"], node["html"][:160]) for each in found.response["violations"] for node in each["nodes"][:3]]


@pytest.mark.parametrize("season", ["spring", "autumn"])
@pytest.mark.parametrize(
    ("who", "screens"), [("p-43100-clerk", OFFICE), ("p-secretariat-head", SECRETARIAT)], ids=["office", "secretariat"]
)
def test_axe_finds_nothing_wrong_with_any_screen(  # noqa: PLR0913, PLR0917 - the season, the person and the tools
    season: str,
    who: str,
    screens: tuple[tuple[str, str], ...],
    request: pytest.FixtureRequest,
    visit: Begin,
    keep: Keep,
) -> None:
    served: Served = request.getfixturevalue(season)
    visiting = visit(served)
    visiting.sign_in(who)
    wrong = {}
    for name, path in screens:
        page = visiting.open(path)
        keep(page, name if season == "autumn" else f"{season}-{name}")
        wrong[name] = faults(page)
    assert {name: told for name, told in wrong.items() if told} == {}


def test_axe_finds_nothing_wrong_before_the_door(autumn: Served, visit: Begin, keep: Keep) -> None:
    visiting = visit(autumn)
    wrong = {}
    for name, path in OPEN:
        page = visiting.open(path)
        keep(page, name)
        wrong[name] = faults(page)
    assert {name: told for name, told in wrong.items() if told} == {}


def test_axe_finds_nothing_wrong_with_what_everybody_may_read(march: Served, visit: Begin, keep: Keep) -> None:
    visiting = visit(march)
    wrong = {}
    for name, path in (("reports", "/reports"), ("report", "/reports/2025")):
        page = visiting.open(path)
        keep(page, name)
        wrong[name] = faults(page)
    assert {name: told for name, told in wrong.items() if told} == {}
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_no_screen_is_wider_than_the_window(autumn: Served, visit: Begin, keep: Keep, width: int) -> None:
    wide: dict[str, int] = {}
    for who, screens in (("p-43100-clerk", OFFICE), ("p-secretariat-head", SECRETARIAT)):
        visiting = visit(autumn, viewport={"width": width, "height": 800})
        visiting.sign_in(who)
        for name, path in screens:
            page = visiting.open(path)
            wide[name] = page.evaluate("document.documentElement.scrollWidth")
            if width == WIDTHS["telephone"]:
                keep(page, f"telephone-{name}")
    assert {name: told for name, told in wide.items() if told > width} == {}


def test_the_focus_can_be_seen_and_leads_past_the_head_first(autumn: Served, visit: Begin) -> None:
    visiting = visit(autumn)
    page = visiting.sign_in("p-43100-clerk")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "本文へ移動"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "4px"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
