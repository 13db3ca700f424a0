"""A desk with a browser: the pages over a real database, and people of an area who sign in on them."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date

import httpx2

from adapters.postgres.connection import Database
from adapters.web.site import Site
from application.accounts import IssueAccessCode, OpenAccount
from application.organisation import AssignPerson, OpenOffice
from application.ports import Contact
from domain.office import Capacity
from tests.adapters.api.front import KEYS, Front, open_front
from tests.application.review_year import CHIEF, OPENING, opening
from tests.domain.office_year import LG, OTHER
from tests.web.page import Page

HOST = "https://api"
PASSWORD = "みどりの椿がゆれる朝"  # noqa: S105 - of nobody real
SINCE = date(2021, 4, 1)
PEOPLE = {
    "clerk": (LG, Capacity.CLERK),
    "manager": (LG, Capacity.MANAGER),
    "head": (LG, Capacity.HEAD),
    "neighbour": (OTHER, Capacity.CLERK),
    "secretariat": ("secretariat", Capacity.SECRETARIAT),
    "chief": ("secretariat", Capacity.SECRETARIAT_HEAD),
    "auditor": ("secretariat", Capacity.AUDITOR),
    "reader": ("secretariat", Capacity.READER),
    "councillor": ("liaison-council", Capacity.COUNCIL_MEMBER),
    "adviser": ("advisory-committee", Capacity.COMMITTEE_MEMBER),
}
OFFICES = {
    LG: ("環境課", {"lg_code": LG}),
    OTHER: ("環境政策課", {"lg_code": OTHER}),
    "secretariat": ("事務局", {}),
    "liaison-council": ("連絡会議", {"body_id": "liaison-council"}),
    "advisory-committee": ("意見聴取委員会", {}),
}
OWN = re.compile(r"/static/|data:|/(area|reports/\d{4}/editions/\d+)/[a-z]+\.svg$")
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\bon[a-z]+=|\bstyle=|javascript:", re.IGNORECASE)


@dataclass
class Browser:
    """ブラウザー: keeps cookies, says where it comes from, follows what leads on, and looks at every page it gets."""

    client: httpx2.AsyncClient
    at: str = ""

    async def open(self, path: str, status: int = 200) -> Page:
        """Open an address and follow to where it leads."""
        return await self._look(await self.client.get(path), status)

    async def send(self, path: str, pairs: Mapping[str, str] | Iterable[tuple[str, str]], status: int = 200) -> Page:
        """Send a form and follow to where it leads."""
        told = list(pairs.items()) if isinstance(pairs, Mapping) else list(pairs)
        fields: dict[str, list[str]] = {}
        for name, value in told:
            fields.setdefault(name, []).append(value)
        return await self._look(await self.client.post(path, data=fields, headers={"Origin": HOST}), status)

    async def _look(self, answer: httpx2.Response, status: int) -> Page:
        while answer.status_code == 303:
            answer = await self.client.get(answer.headers["location"])
        self.at = answer.request.url.raw_path.decode()
        assert answer.status_code == status, (self.at, answer.status_code, Page(answer.text).text[-400:])
        page = Page(answer.text)
        examine(answer, page)
        return page


@dataclass
class Desk:
    """机: the front with pages, and browsers at it."""

    front: Front

    def browser(self) -> Browser:
        """Give a browser of nobody yet."""
        transport = httpx2.ASGITransport(app=self.front.app, client=("127.0.0.1", 1))
        return Browser(httpx2.AsyncClient(transport=transport, base_url=HOST))

    async def sign_in(self, who: str) -> Browser:
        """Let a person of the area sign in; the first time they choose a password by a code."""
        office, _ = PEOPLE[who]
        if not await self.front.log.stream(f"account:{who}"):
            await self.front.year.ask(CHIEF, OpenAccount(person_id=who, office_id=f"office:{office}"))
            code = await self.code(who)
            browser = self.browser()
            told = {"person_id": who, "code": code, "password": PASSWORD, "again": PASSWORD}
            await browser.send("/begin", told)
            return browser
        browser = self.browser()
        await browser.send("/sign-in", {"person_id": who, "password": PASSWORD, "next": ""})
        return browser

    async def code(self, who: str) -> str:
        """Let the secretariat hand over a code."""
        services = self.front.app.state.services
        wanted = IssueAccessCode(person_id=who, ground="電話で確認した")
        _, code = await services.sign_in.issue_code(wanted, CHIEF, key=f"desk-{next(KEYS)}", expected_version=None)
        assert code
        return str(code)


def examine(answer: httpx2.Response, page: Page) -> None:
    """Check what must be true of every page whatever it shows."""
    headers = answer.headers
    assert headers["content-type"] == "text/html; charset=utf-8"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["cache-control"] in {"no-store", "public, no-cache"}
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options" if "x-frame-options" in headers else "content-security-policy"]
    assert not INLINE.search(page.source), INLINE.search(page.source)
    assert page.unclosed == []
    assert [told.get("lang") for told in page.all("html")] == ["ja"]
    assert len(list(page.all("h1"))) == 1
    assert len(list(page.all("main"))) == 1
    _every_control_is_named(page)
    ids = [told["id"] or "" for _, told in page.elements if told.get("id")]
    assert len(ids) == len(set(ids)), sorted({each for each in ids if ids.count(each) > 1})
    for told in (*page.all("link"), *page.all("img"), *page.all("script")):
        address = told.get("href") or told.get("src") or ""
        assert OWN.match(address), address
    assert "shk_" not in page.source
    assert "None" not in page.words


def _every_control_is_named(page: Page) -> None:
    labelled = {told.get("for") for told in page.all("label")}
    inside = 0
    for tag, told in page.elements:
        inside = inside + 1 if tag == "label" else inside
        if tag in {"input", "select", "textarea"} and told.get("type") != "hidden" and "hidden" not in told:
            boxed = told.get("type") in {"checkbox", "radio"}
            assert boxed or told.get("id") in labelled or told.get("aria-label"), (tag, told)


@asynccontextmanager
async def open_desk(database: Database, on: date = OPENING) -> AsyncIterator[Desk]:
    """Open the pages on 1 April, with the round open and everybody placed."""
    async with open_front(database, on=on, pages=Site()) as front:
        await front.found()
        for slug, (name, whose) in OFFICES.items():
            office = {"slug": slug, "region_id": "region:kumamoto", "name": name, "opened_on": SINCE, **whose}
            await front.year.ask(CHIEF, OpenOffice.model_validate(office))
        for who, (slug, capacity) in PEOPLE.items():
            here = {"office_id": f"office:{slug}", "person_id": who, "capacity": capacity, "assigned_on": SINCE}
            await front.year.ask(CHIEF, AssignPerson.model_validate(here))
            await front.app.state.services.contacts.put(Contact(who, f"サンプル {who}", sample=True))
        await front.year.ask(CHIEF, opening())
        projecting = asyncio.create_task(front.projector.run())
        await front.catch_up()
        yield Desk(front)
        projecting.cancel()
        with suppress(asyncio.CancelledError):
            await projecting
