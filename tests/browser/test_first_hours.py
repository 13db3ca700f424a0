"""The first hours: every numbered step of ``docs/first-hours.md``, done in a browser as it is written there."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Served, Visit

GUIDE = Path(__file__).parents[2] / "docs" / "first-hours.md"
SECTION = re.compile(r"^## (.+?)（(春|公表後)、`([a-z0-9-]+)`）$", re.MULTILINE)
STEP = re.compile(r"^\d+\. (.+)$", re.MULTILINE)
DOING = re.compile(
    r"「(?P<into>[^」]+)」に「(?P<typed>[^」]+)」と入力"
    r"|「(?P<of>[^」]+)」で「(?P<choice>[^」]+)」を選"
    r"|「(?P<link>[^」]+)」を選"
    r"|「(?P<button>[^」]+)」を押"
    r"|「(?P<shown>[^」]+)」と表示"
    r"|(?P<it>それを選)"
)
SEASONS = {"春": "spring", "公表後": "march"}


def sections() -> list[tuple[str, str, list[str]]]:
    """Read the season, the person and the steps of every section."""
    text = GUIDE.read_text(encoding="utf-8")
    found = list(SECTION.finditer(text))
    ends = [*(each.start() for each in found[1:]), len(text)]
    return [(each[2], each[3], STEP.findall(text[each.end() : end])) for each, end in zip(found, ends, strict=True)]


def first(page: Page, words: str) -> Locator:
    """Find the first input under a label that ends in these words."""
    return page.get_by_label(re.compile(f"{re.escape(words)}$")).first


def do(page: Page, step: str) -> int:
    """Do what a step says, in the order in which it says so, and count what was done."""
    shown, done = "", 0
    for doing in DOING.finditer(step):
        done += 1
        if doing["into"]:
            first(page, doing["into"]).fill(doing["typed"])
        elif doing["of"]:
            first(page, doing["of"]).select_option(label=doing["choice"])
        elif doing["link"]:
            page.get_by_role("link", name=doing["link"], exact=True).first.click()
        elif doing["button"]:
            page.get_by_role("button", name=doing["button"], exact=True).first.click()
        elif doing["it"]:
            page.get_by_role("link", name=shown, exact=True).first.click()
        else:
            shown = doing["shown"]
            expect(page.get_by_text(shown).filter(visible=True).first).to_be_visible()
    return done


@pytest.mark.parametrize(("season", "who", "steps"), sections(), ids=[who for _, who, _ in sections()])
def test_every_step_of_the_guide_can_be_done_as_it_is_written(
    season: str, who: str, steps: list[str], request: pytest.FixtureRequest, visit: Callable[..., Visit]
) -> None:
    served: Served = request.getfixturevalue(SEASONS[season])
    page = visit(served).sign_in(who)
    assert len(steps) > 3
    for step in steps:
        assert do(page, step), step
