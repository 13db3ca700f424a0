"""Accounts over HTTP: the secretariat lets people in, a browser's session opens the API, and no other site uses it."""

import json

import httpx2
import pytest

from adapters.api.door import COOKIE
from application.organisation import AssignPerson, OpenOffice
from domain.office import Capacity
from tests.adapters.api.front import Front, code, key
from tests.application.review_year import CHIEF
from tests.domain.office_year import LG

PERSON, PASSWORD = "p-clerk", "みどりの椿がゆれる朝"
GROUND = {"ground": "内線へ折り返し電話して確認した"}
OWN = {"Origin": "http://api"}


async def placed(front: Front) -> httpx2.AsyncClient:
    """Place a clerk in the office of a town, and come as the head of the secretariat."""
    office = {"slug": LG, "region_id": "region:kumamoto", "name": "環境課", "opened_on": "2021-04-01", "lg_code": LG}
    await front.year.ask(CHIEF, OpenOffice.model_validate(office))
    here = {"office_id": f"office:{LG}", "person_id": PERSON, "assigned_on": "2021-04-01", "capacity": Capacity.CLERK}
    await front.year.ask(CHIEF, AssignPerson.model_validate(here))
    head = await front.come_in("secretariat-head")
    opened = await head.post(
        "/api/v1/commands/open-account", json={"person_id": PERSON, "office_id": f"office:{LG}"}, headers=key()
    )
    assert opened.status_code == 201, opened.text
    return head


async def browser(front: Front) -> dict[str, str]:
    """Let the clerk sign in, and give what a browser sends along."""
    head = await placed(front)
    version = {**key(), "If-Match": '"1"'}
    issued = await head.post(
        "/api/v1/commands/issue-access-code", json={"person_id": PERSON, **GROUND}, headers=version
    )
    assert issued.status_code == 200, issued.text
    entered = await front.app.state.services.sign_in.choose_password(PERSON, issued.json()["code"], PASSWORD, "Edge")
    return {"Cookie": f"{COOKIE}={entered.token}"}


async def test_a_code_is_shown_once_and_stands_nowhere_else(spring: Front) -> None:
    head = await placed(spring)
    headers, body = {**key(), "If-Match": '"1"'}, {"person_id": PERSON, **GROUND}
    tried = await head.post("/api/v1/commands/issue-access-code?dry_run=1", json=body, headers=headers)
    assert (tried.status_code, tried.json()["code"]) == (200, None)
    issued = await head.post("/api/v1/commands/issue-access-code", json=body, headers=headers)
    shown = issued.json()["code"]
    assert len(shown) == 23
    again = await head.post("/api/v1/commands/issue-access-code", json=body, headers=headers)
    assert (again.status_code, code(again)) == (409, "secret-shown-once")
    await spring.catch_up()
    for path in ("accounts", f"objects/account:{PERSON}", f"objects/account:{PERSON}/events", "audit-timeline"):
        assert shown not in (await head.get(f"/api/v1/{path}")).text
    (listed,) = (await head.get("/api/v1/accounts")).json()["items"]
    assert (listed["person_id"], listed["code_issued_on"], listed["password_set_on"]) == (PERSON, "2025-04-01", None)


@pytest.mark.parametrize("capacity", ["clerk", "manager", "head", "council-chair", "committee-member", "auditor"])
async def test_only_the_secretariat_lets_people_in(spring: Front, capacity: str) -> None:
    await placed(spring)
    await spring.catch_up()
    other = await spring.come_in(capacity, LG if capacity in {"clerk", "manager", "head"} else None)
    for act in ("open-account", "issue-access-code", "suspend-account", "restore-account", "note-password"):
        body = {"person_id": PERSON, "office_id": f"office:{LG}", **GROUND, "by_code": True}
        wanted = {"open-account": ("person_id", "office_id"), "note-password": ("person_id", "by_code")}
        sent = {name: body[name] for name in wanted.get(act, ("person_id", "ground"))}
        answer = await other.post(f"/api/v1/commands/{act}", json=sent, headers=key())
        assert (answer.status_code, code(answer)) == (403, "not-permitted"), act
    readable = 200 if capacity == "auditor" else 403
    assert (await other.get("/api/v1/accounts")).status_code == readable


async def test_a_session_opens_what_its_capacity_may_read_and_do(spring: Front) -> None:
    cookie = await browser(spring)
    await spring.catch_up()
    assert (await spring.anyone.get("/api/v1/rounds/2025/board", headers=cookie)).status_code == 200
    assert (await spring.anyone.get("/api/v1/accounts", headers=cookie)).status_code == 403
    begun = await spring.anyone.post(
        "/api/v1/commands/begin-progress-report",
        json={"lg_code": LG, "fiscal_year": 2025},
        headers={**cookie, **OWN, **key()},
    )
    assert begun.status_code == 201, begun.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://api.evil.example"},
        {"Origin": "http://api", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://api", "Sec-Fetch-Site": "same-site"},
        {"Origin": "http://api", "Sec-Fetch-Site": "none"},
    ],
    ids=json.dumps,
)
async def test_what_another_site_lets_the_browser_send_is_refused(spring: Front, headers: dict[str, str]) -> None:
    cookie = await browser(spring)
    before = await spring.log.head()
    answer = await spring.anyone.post(
        "/api/v1/commands/begin-progress-report",
        json={"lg_code": LG, "fiscal_year": 2025},
        headers={**cookie, **headers, **key()},
    )
    assert (answer.status_code, code(answer)) == (403, "cross-site-refused")
    assert await spring.log.head() == before


async def test_a_browser_that_tells_where_from_is_believed_without_an_origin(spring: Front) -> None:
    cookie = await browser(spring)
    answer = await spring.anyone.post(
        "/api/v1/commands/begin-progress-report",
        json={"lg_code": LG, "fiscal_year": 2025},
        headers={**cookie, "Sec-Fetch-Site": "same-origin", **key()},
    )
    assert answer.status_code == 201


async def test_a_key_needs_no_origin_even_where_a_cookie_comes_along(spring: Front) -> None:
    cookie = await browser(spring)
    clerk = await spring.come_in("clerk", LG)
    body = {"lg_code": LG, "fiscal_year": 2025}
    answer = await clerk.post("/api/v1/commands/begin-progress-report", json=body, headers={**cookie, **key()})
    assert answer.status_code == 201


@pytest.mark.parametrize("cookie", [f"{COOKIE}=", f"{COOKIE}=x", f"{COOKIE}={'a' * 43}", f"{COOKIE}=a; {COOKIE}=b"])
async def test_a_cookie_that_is_no_session_opens_nothing(spring: Front, cookie: str) -> None:
    answer = await spring.anyone.get("/api/v1/plans", headers={"Cookie": cookie})
    assert answer.status_code == 401
    assert code(answer) in {"key-required", "session-not-open"}


async def test_who_is_suspended_is_refused_by_the_very_next_request(spring: Front) -> None:
    cookie = await browser(spring)
    head = await spring.come_in("secretariat-head")
    await spring.catch_up()
    assert (await spring.anyone.get("/api/v1/plans", headers=cookie)).status_code == 200
    suspended = await head.post(
        "/api/v1/commands/suspend-account",
        json={"person_id": PERSON, "ground": "休職"},
        headers={**key(), "If-Match": '"3"'},
    )
    assert suspended.status_code == 200, suspended.text
    assert code(await spring.anyone.get("/api/v1/plans", headers=cookie)) == "session-not-open"
