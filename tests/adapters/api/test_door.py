"""The door: nothing is open without a key but what is meant for everybody, and a key opens what its capacity may do."""

import re
from datetime import date, timedelta

import pytest
from fastapi.routing import APIRoute

from adapters.api.app import bare_app
from adapters.api.wiring import Settings
from application.accounts import OpenAccount, RestoreAccount, SuspendAccount
from domain.office import Capacity, Office
from tests.adapters.api.front import Front, code, key
from tests.application.review_year import CHIEF, OPENING
from tests.domain.office_year import LG, OTHER

ROUTES = [route for route in bare_app(Settings()).routes if isinstance(route, APIRoute)]
MEANT_FOR_ALL = {
    "/healthz",
    "/readyz",
    "/api/v1/openapi.json",
    "/api/v1/reference",
    "/api/v1/reference.css",
    "/api/v1/setup",
    "/api/v1/calendars/{secret}",
    "/api/v1/public/checkpoint",
    "/api/v1/public/checkpoint-keys",
    "/api/v1/public/checkpoints",
    "/api/v1/public/checkpoints/{size}",
    "/api/v1/public/proofs/consistency",
    "/api/v1/public/proofs/inclusion",
    "/api/v1/public/minutes",
    "/api/v1/public/minutes/{body_id}/{fiscal_year}/{number}",
    "/api/v1/public/reports",
    "/api/v1/public/reports/{fiscal_year}",
    "/api/v1/public/reports/{fiscal_year}/editions/{edition}",
    "/api/v1/public/reports/{fiscal_year}/editions/{edition}/charts/{chart}",
    "/api/v1/public/reports/{fiscal_year}/editions/{edition}/files/{file}",
    "/api/v1/public/reports/{fiscal_year}/files/{file}",
    "/api/v1/public/open-data/catalogue",
    "/api/v1/public/open-data/facts.csv",
}
SAMPLES = {
    "kind": "progress",
    "chart": "course",
    "paper": "agenda",
    "object_id": f"progress-report:{LG}:2025",
    "fiscal_year": "2025",
    "edition": "1",
    "file": "facts.csv",
    "sha256": "a" * 64,
    "contact_id": "c-1",
    "office_id": f"office:{LG}",
    "body_id": "liaison-council",
    "slug": "board",
    "number": "1",
    "size": "1",
    "secret": "shf_unknown.ics",
}
OWN_OR_MUNICIPAL = {Capacity.CLERK, Capacity.MANAGER, Capacity.HEAD}


def address(route: APIRoute) -> str:
    return re.sub(r"{(\w+)}", lambda name: SAMPLES[name[1]], route.path)


async def test_every_route_but_those_meant_for_all_needs_a_key(spring: Front) -> None:
    assert len(ROUTES) > 100
    for route in ROUTES:
        for method in route.methods or ():
            answer = await spring.anyone.request(method, address(route), json={})
            if route.path in MEANT_FOR_ALL:
                assert answer.status_code != 401, route.path
            else:
                assert (answer.status_code, code(answer)) == (401, "key-required"), route.path
                assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_what_does_not_exist_looks_like_everything_else_without_a_key(spring: Front) -> None:
    for path in ("/", "/api/v1/objects", "/api/v1/commands/x", "/openapi.json", "/docs", "/api/v1/publicity"):
        assert (await spring.anyone.get(path)).status_code == 401


async def test_every_capacity_gets_an_answer_and_never_a_failure_from_every_route(spring: Front) -> None:
    await spring.catch_up()
    for capacity in Capacity:
        who = await spring.come_in(capacity.value, LG if capacity in OWN_OR_MUNICIPAL else None)
        for route in ROUTES:
            for method in route.methods or ():
                answer = await who.request(method, address(route), json={}, headers=key())
                assert answer.status_code < 500 or route.path == "/readyz", (capacity, route.path, answer.text)
                assert answer.status_code != 401, route.path


async def test_a_capacity_without_a_row_in_the_matrix_is_refused_every_list(spring: Front) -> None:
    reader = await spring.come_in("reader")
    for path in ("meetings", "advice", "compilations", "filings", "confirmations", "notices", "keys", "audit-timeline"):
        answer = await reader.get(f"/api/v1/{path}")
        assert (answer.status_code, code(answer)) == (403, "not-permitted"), path


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic c2hr", "shk_" + "a" * 43, "Token shk_" + "a" * 43],
)
async def test_a_header_that_carries_no_key_is_asked_for_one(spring: Front, header: str) -> None:
    answer = await spring.anyone.get("/api/v1/plans", headers={"Authorization": header})
    assert (answer.status_code, code(answer)) == (401, "key-required")


@pytest.mark.parametrize("secret", ["shk_" + "a" * 43, "shk_", "x" * 47, "shk_" + "a" * 44, "shk_" + "é" * 43, "%00"])
async def test_a_key_that_nobody_was_given_is_not_accepted(spring: Front, secret: str) -> None:
    answer = await spring.anyone.get("/api/v1/plans", headers=[(b"Authorization", f"Bearer {secret}".encode())])
    assert (answer.status_code, code(answer)) == (401, "key-not-accepted")


async def test_a_key_opens_nothing_after_its_last_day(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    spring.clock.move_to_day(OPENING + timedelta(days=365))
    assert (await clerk.get("/api/v1/plans")).status_code != 401
    spring.clock.move_to_day(OPENING + timedelta(days=366))
    assert code(await clerk.get("/api/v1/plans")) == "key-not-accepted"


async def test_a_key_opens_nothing_before_its_first_day(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    spring.clock.move_to_day(date(2025, 3, 31))
    assert code(await clerk.get("/api/v1/plans")) == "key-not-accepted"


async def test_a_key_opens_nothing_while_the_account_of_its_person_is_suspended(spring: Front) -> None:
    clerk, other = await spring.come_in("clerk", LG), await spring.come_in("clerk", OTHER)
    office = Office(slug=LG, region_id="region:kumamoto", name="課", opened_on=date(2021, 4, 1), lg_code=LG)
    office.assign_person(f"clerk-{LG}", Capacity.CLERK, date(2021, 4, 1))
    await spring.year.store(office)
    await spring.year.ask(CHIEF, OpenAccount(person_id=f"clerk-{LG}", office_id=office.id))
    assert (await clerk.get("/api/v1/labels")).status_code == 200
    await spring.year.ask(CHIEF, SuspendAccount(person_id=f"clerk-{LG}", ground="調査中"))
    assert code(await clerk.get("/api/v1/labels")) == "key-not-accepted"
    assert (await other.get("/api/v1/labels")).status_code == 200
    await spring.year.ask(CHIEF, RestoreAccount(person_id=f"clerk-{LG}", ground="調査が終わった"))
    assert (await clerk.get("/api/v1/labels")).status_code == 200


async def test_a_draft_of_another_office_is_not_found_in_the_words_of_what_does_not_exist(spring: Front) -> None:
    clerk, other = await spring.come_in("clerk", LG), await spring.come_in("clerk", OTHER)
    await clerk.post("/api/v1/commands/begin-progress-report", json={"lg_code": LG, "fiscal_year": 2025}, headers=key())
    mine = f"/api/v1/objects/progress-report:{LG}:2025"
    assert (await clerk.get(mine)).status_code == 200
    for part in ("", "/events"):
        hidden = await other.get(mine + part)
        absent = await other.get(f"/api/v1/objects/progress-report:43204:2025{part}")
        assert hidden.status_code == absent.status_code == 404
        told = [{**each.json(), "details": None, "detail": None, "request_id": None} for each in (hidden, absent)]
        assert told[0] == told[1]


async def test_an_act_on_another_offices_object_is_refused_alike_whether_it_exists_or_not(spring: Front) -> None:
    clerk, other = await spring.come_in("clerk", LG), await spring.come_in("clerk", OTHER)
    path, body = "/api/v1/commands/submit-progress-report", {"lg_code": LG, "fiscal_year": 2025}
    absent = await other.post(path, json=body, headers=key())
    await clerk.post("/api/v1/commands/begin-progress-report", json=body, headers=key())
    there = await other.post(path, json=body, headers=key())
    assert [code(each) for each in (absent, there)] == ["not-permitted"] * 2
    assert absent.json()["details"] == there.json()["details"]


async def test_what_is_accepted_may_be_read_by_the_other_offices_but_not_its_history(spring: Front) -> None:
    await spring.year.file_parts(accept=True)
    other = await spring.come_in("clerk", OTHER)
    assert (await other.get(f"/api/v1/objects/progress-report:{LG}:2025")).json()["state"]["code"] == "accepted"
    assert (await other.get(f"/api/v1/objects/progress-report:{LG}:2025/events")).status_code == 404


async def test_what_is_filed_but_not_accepted_is_between_the_office_and_the_secretariat(spring: Front) -> None:
    await spring.year.file_parts()
    path = f"/api/v1/objects/progress-report:{LG}:2025"
    expected = {("clerk", LG): 200, ("secretariat", None): 200, ("auditor", None): 200, ("clerk", OTHER): 404}
    for (capacity, lg_code), status in expected.items():
        assert (await (await spring.come_in(capacity, lg_code)).get(path)).status_code == status, capacity


async def test_a_list_of_filings_shows_an_office_its_own_and_the_secretariat_all(spring: Front) -> None:
    await spring.year.file_parts()
    await spring.catch_up()
    clerk, other = await spring.come_in("clerk", LG), await spring.come_in("clerk", OTHER)
    secretariat = await spring.come_in("secretariat")
    for path, rows in (("filings", 2), ("confirmations", 2)):
        assert len((await clerk.get(f"/api/v1/{path}")).json()["items"]) == rows
        assert len((await secretariat.get(f"/api/v1/{path}")).json()["items"]) == rows
        assert (await other.get(f"/api/v1/{path}")).json()["items"] == []
        assert (await other.get(f"/api/v1/{path}", params={"lg_code": LG})).status_code == 403


async def test_the_emission_series_shows_nothing_of_what_is_not_accepted(spring: Front) -> None:
    await spring.year.file_parts()
    await spring.catch_up()
    secretariat = await spring.come_in("secretariat")
    answer = (await secretariat.get("/api/v1/emission-series", params={"lg_code": LG})).json()
    assert (answer["totals"], answer["figures"]) == ([], [])


async def test_security_headers_stand_on_every_kind_of_answer(front: Front) -> None:
    for path in ("/healthz", "/api/v1/reference", "/api/v1/plans", "/nowhere"):
        headers = (await front.anyone.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]
    assert (await front.anyone.get("/api/v1/plans")).headers["cache-control"] == "no-store"
