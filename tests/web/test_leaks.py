"""Leaks through pages: what an office wrote is found on no page by whom the matrix denies it, in any state of the year.

It is the test of the API's routes (``tests/adapters/api/test_leaks.py``), with people who are signed in, on all pages.
"""

import re
from collections.abc import AsyncIterator, Iterable, Sequence
from itertools import product

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from adapters.postgres.connection import Database
from adapters.web.acts import BY_CODE
from adapters.web.registers import COLUMNS
from adapters.web.site import FAMILIES, Site
from application.accounts import IssueAccessCode, OpenAccount
from application.authority import Caller
from domain.office import Capacity, Office
from tests.adapters.api.front import Front, open_front
from tests.adapters.api.secrets_of_a_year import STAGES, STRANGERS, Secret
from tests.adapters.api.test_leaks import OBJECTS, open_to, places, readable
from tests.application.review_year import CHIEF
from tests.domain.office_year import LG, OTHER
from tests.web.desk import HOST, PASSWORD, SINCE, Browser, Desk

ACTING = STAGES[-2:]  # stages in which every act is asked for too
VALUES = {
    "fiscal_year": ("2025",),
    "lg_code": (LG, OTHER),
    "person_id": ("stranger", "clerk-43100"),
    "edition": ("1",),
    "paper": ("agenda", "minutes", "advice"),
    "form": ("docx",),
    "chart": ("course", "sectors", "towns", "tiles"),
    "kind": ("progress", "emissions", "evaluation", "own-emissions"),
    "name": tuple(COLUMNS),
}


def routes() -> list[APIRoute]:
    """Give every page that is only looked at."""
    pages = APIRouter()
    for family in FAMILIES:
        family.enter(pages)
    return [each for each in pages.routes if isinstance(each, APIRoute) and "GET" in (each.methods or ())]


def addresses(objects: Sequence[str], *, acts: bool) -> Iterable[str]:
    """Give every address of every page."""
    for route in routes():
        names = re.findall(r"{(\w+)}", route.path)
        known = {**VALUES, "object_id": objects, "code": ()}
        if route.path.startswith("/static/"):
            continue
        for values in product(*(known[name] for name in names)):
            told = dict(zip(names, values, strict=True))
            yield re.sub(r"{(\w+)}", lambda name: told[name[1]], route.path)  # noqa: B023 - called at once
    yield from (f"/registers/{name}?lg_code={LG}" for name in COLUMNS)
    yield from (f"/registers/{name}/table.csv?lg_code={LG}&fiscal_year=2025" for name in COLUMNS)
    for code, command in BY_CODE.items() if acts else ():
        yield from (f"/acts/{code}?object={each}" for each in OBJECTS if each.startswith(f"{command.OBJECT.TOPIC}:"))


async def signed_in(front: Front, capacity: str, lg_code: str | None) -> Browser:
    """Place a stranger in an office of their own, and let them sign in."""
    office = Office(slug="stranger", region_id="region:kumamoto", name="他課", opened_on=SINCE, lg_code=lg_code)
    office.assign_person("stranger", next(each for each in Capacity if each.value == capacity), SINCE)
    await front.year.store(office)
    await front.year.ask(CHIEF, OpenAccount(person_id="stranger", office_id=office.id))
    wanted = IssueAccessCode(person_id="stranger", ground="電話で確認した")
    services = front.app.state.services
    _, code = await services.sign_in.issue_code(wanted, CHIEF, key="stranger", expected_version=None)
    browser = Desk(front).browser()
    told = {"person_id": "stranger", "code": code, "password": PASSWORD, "again": PASSWORD}
    await browser.client.post("/begin", data=told, headers={"Origin": HOST})
    return browser


async def told(browser: Browser, front: Front, *, acts: bool) -> AsyncIterator[tuple[str, str]]:
    """Ask for every page, and give each address with all that came back."""
    everywhere = await places(front)
    for address in addresses(everywhere.values["object_id"], acts=acts):
        answer = await browser.client.get(address)
        assert answer.status_code in {200, 303, 403, 404, 405}, (address, answer.status_code)
        yield address, readable(answer)


def test_every_page_is_asked_for() -> None:
    assert len(routes()) > 25
    assert {name for route in routes() for name in re.findall(r"{(\w+)}", route.path)} <= {*VALUES, "object_id", "code"}


@pytest.mark.parametrize("capacity", STRANGERS)
async def test_no_page_tells_a_stranger_what_the_matrix_denies_in_any_state_of_the_year(
    database: Database, capacity: str
) -> None:
    async with open_front(database, pages=Site()) as front:
        await front.found()
        lg_code = STRANGERS[capacity]
        browser = await signed_in(front, capacity, lg_code)
        caller = Caller("stranger", "office:stranger", lg_code, capacity, "s")
        secrets: list[Secret] = []
        leaks: list[tuple[str, str, str]] = []
        seen: set[str] = set()
        for stage in STAGES:
            secrets += await stage(front)
            await front.catch_up()
            browser = await again(browser, front)
            denied = [each for each in secrets if not await open_to(front, each, caller)]
            async for address, answer in told(browser, front, acts=stage in ACTING):
                seen |= {each.text for each in secrets if each.text in answer}
                leaks += [(stage.__name__, address, each.object_id) for each in denied if each.text in answer]
        assert leaks == [], "\n".join(map(str, leaks))
        if capacity in {"secretariat", "auditor"}:
            assert len(seen) > 4  # else the secrets are not where they would be found


async def again(browser: Browser, front: Front) -> Browser:
    """Sign in once more, since the stages of the year lie months apart."""
    told = {"person_id": "stranger", "password": PASSWORD, "next": ""}
    answer = await browser.client.post("/sign-in", data=told, headers={"Origin": HOST})
    assert answer.status_code == 303, front.clock.today()
    return browser
