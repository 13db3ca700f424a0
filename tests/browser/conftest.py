"""A real browser before the demonstration, stopped in spring and in autumn; what people see can be kept as pictures."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from adapters.demo.guests import DESKS

ROOT = Path(__file__).parents[2]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
GUEST = re.compile(r"^    (p-[a-z0-9-]+)\s+([A-Z0-9-]+)　", re.MULTILINE)
READY = "Ctrl-C"
TALLEST = 1600  # pixels of a picture
PATIENCE = 180  # seconds until the demonstration has come to its day


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the folder for pictures."""
    parser.addoption("--screens", type=Path, default=None, help="keep a picture of every screen in this folder")


@dataclass(frozen=True)
class Served:
    """提供中のデモ: where it answers, and who may sign in by which password."""

    address: str
    passwords: dict[str, str]


def demonstration(folder: Path, until: str) -> Iterator[Served]:
    """Show the year up to a day, and serve it until it is not needed any more."""
    told = folder / "told.txt"
    command = [sys.executable, "-m", "cli", "demo", "--until", until, "--port", "0"]
    surroundings = {**os.environ, "SHINCHOKU_DATA_DIRECTORY": str(folder), "COLUMNS": "200"}
    with told.open("wb") as output:
        running = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=output, stderr=subprocess.STDOUT)
    try:
        for _ in range(PATIENCE * 10):
            text = told.read_text(encoding="utf-8", errors="replace")
            if READY in text and len(GUEST.findall(text)) == len(DESKS):
                break
            try:
                running.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            pytest.fail(f"the demonstration ended: {text[-2000:]}")
        else:
            pytest.fail("the demonstration did not come to its day in time")
        address = ADDRESS.search(text)
        assert address
        yield Served(address[0], dict(GUEST.findall(text)))
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(30)


@pytest.fixture(scope="session")
def spring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give the demonstration on 25 April: everything is to be filled in."""
    yield from demonstration(tmp_path_factory.mktemp("spring"), "2025-04-25")


@pytest.fixture(scope="session")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give the demonstration on 15 October: two steps are done, one office has more time."""
    yield from demonstration(tmp_path_factory.mktemp("autumn"), "2025-10-15")


@pytest.fixture(scope="session")
def march(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give the demonstration on 31 March: the report is published."""
    yield from demonstration(tmp_path_factory.mktemp("march"), "2026-03-31")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give Debian's Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.fail("Chromium がありません。「apt install chromium fonts-noto-cjk」で導入できます。")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """訪問: one person's browser, which notes whatever the browser complains of and whatever leaves the house."""

    def __init__(self, context: BrowserContext, served: Served) -> None:
        """Begin with an empty page."""
        self.page: Page = context.new_page()
        self.served = served
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._look)

    def _note(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        if kind in {"error", "warning"} and "status of 4" not in text:
            self.complaints.append(text)

    def _look(self, request: object) -> None:
        url = str(getattr(request, "url", ""))
        if not url.startswith((self.served.address, "data:")):
            self.elsewhere.append(url)

    def open(self, path: str) -> Page:
        """Open a page."""
        self.page.goto(self.served.address + path)
        return self.page

    def sign_in(self, who: str) -> Page:
        """Sign in as somebody of the demonstration, by keyboard alone."""
        page = self.open("/sign-in")
        page.locator("#person_id").focus()
        page.keyboard.type(who)
        page.keyboard.press("Tab")
        page.keyboard.type(self.served.passwords[who])
        page.keyboard.press("Enter")
        page.wait_for_url("**/home")
        return page


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Open browsers of their own; at the end none of them may have complained or gone elsewhere."""
    visits: list[Visit] = []
    contexts: list[BrowserContext] = []

    def begin(served: Served, **how: object) -> Visit:
        told = {"locale": "ja-JP", "timezone_id": "Asia/Tokyo", "viewport": {"width": 1280, "height": 900}, **how}
        contexts.append(chromium.new_context(**told))
        visits.append(Visit(contexts[-1], served))
        return visits[-1]

    yield begin
    for each in visits:
        assert each.complaints == []
        assert each.elsewhere == []
    for context in contexts:
        context.close()


@pytest.fixture
def keep(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a picture of a screen, where a folder was named."""
    folder: Path | None = request.config.getoption("--screens")

    def picture(page: Page, name: str) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            size = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollHeight]")
            clip = {"x": 0, "y": 0, "width": size[0], "height": min(size[1], TALLEST)}
            page.screenshot(path=folder / f"{name}.png", full_page=True, clip=clip)

    return picture
