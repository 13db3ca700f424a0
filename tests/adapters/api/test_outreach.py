"""Outreach over HTTP: a key of a centre's office, its own record alone, what is planned, and who held what together."""

from datetime import date

import httpx2
import pytest_asyncio

from tests.adapters.api.front import Front, code, key, version
from tests.domain.office_year import LG

REGION, CENTRE, MEMBERS = "region:kumamoto", "city-centre", "city-members"
KINDS = {CENTRE: "promotion-centre", MEMBERS: "promotion-members"}
ACTIVITY = {"held_on": "2025-04-01", "kind": "counsel", "title": "サンプル（架空値）"}
PLAN_ID = f"outreach-plan:{CENTRE}:2025:1"


@pytest_asyncio.fixture
async def head(front: Front) -> httpx2.AsyncClient:
    """Give the head of the secretariat, over an area with a centre and its members, each with an office."""
    await front.found()
    client = await front.come_in("secretariat-head")
    for body_id, kind in KINDS.items():
        stands_at = (await client.get(f"/api/v1/objects/{REGION}")).json()["version"]
        body = {"region_id": REGION, "body_id": body_id, "kind": kind, "name": "推進"}
        await done(client, "establish-body", body, version(stands_at))
        office = {"slug": body_id, "region_id": REGION, "name": "推進", "opened_on": "2025-04-01", "body_id": body_id}
        await done(client, "open-office", office, key())
    return client


async def done(client: httpx2.AsyncClient, command: str, body: object, headers: dict[str, str]) -> None:
    answer = await client.post(f"/api/v1/commands/{command}", json=body, headers=headers)
    assert answer.is_success, answer.text


async def promoter(front: Front, head: httpx2.AsyncClient, body_id: str) -> httpx2.AsyncClient:
    """Give a client of somebody who was put into the office of a body and got a key there."""
    held = {"office_id": f"office:{body_id}", "person_id": f"p-{body_id}", "capacity": "promoter"}
    await done(head, "assign-person", {**held, "assigned_on": "2025-04-01"}, version(1))
    wanted = {**held, "expires_on": "2026-03-31"}
    issued = await head.post("/api/v1/commands/issue-api-key", json=wanted, headers=key())
    assert issued.status_code == 201, issued.text
    return front.client(issued.json()["secret"])


def of(body_id: str, **facts: object) -> dict[str, object]:
    return {"region_id": REGION, "body_id": body_id, **facts}


async def test_a_centre_records_with_its_own_key_and_sees_its_own_record_alone(
    front: Front, head: httpx2.AsyncClient
) -> None:
    own, others = [await promoter(front, head, each) for each in (CENTRE, MEMBERS)]
    await done(own, "record-activity", of(CENTRE, activity=ACTIVITY, together_with=[MEMBERS]), key())
    await done(others, "record-activity", of(MEMBERS, activity={**ACTIVITY, "title": "別の講座"}), key())
    foreign = await own.post(
        "/api/v1/commands/record-activity", json=of(MEMBERS, activity=ACTIVITY), headers=version(2)
    )
    assert (foreign.status_code, code(foreign)) == (403, "not-permitted")
    twice = await others.post(
        "/api/v1/commands/record-activity", json=of(MEMBERS, activity=ACTIVITY), headers=version(2)
    )
    assert (twice.status_code, code(twice)) == (409, "activity-told-elsewhere")
    await front.catch_up()
    for client, bodies in ((own, [CENTRE]), (others, [MEMBERS]), (head, [CENTRE, MEMBERS])):
        rows = (await client.get("/api/v1/outreach", params={"fiscal_year": 2025})).json()["items"]
        assert [row["body_id"] for row in rows] == bodies
    assert rows[0]["partners"] == {"1": [MEMBERS]}
    together = (await head.get("/api/v1/outreach-cooperation", params={"fiscal_year": 2025})).json()
    assert (together["activities"], together["together"]) == (2, 1)
    assert [(each["body_id"], each["recorded"], each["joined"]) for each in together["lines"]] == [
        (CENTRE, 1, 0),
        (MEMBERS, 1, 1),
    ]
    for path in ("measures", "regions"):
        assert (await own.get(f"/api/v1/{path}")).json()["items"]
    for path in ("filings", "challenges", "rounds", "outreach-cooperation?fiscal_year=2025", "rounds/2025/initiatives"):
        assert (await own.get(f"/api/v1/{path}")).status_code == 403, path
    assert (await own.get(f"/api/v1/objects/outreach:{MEMBERS}:2025")).status_code == 404
    shown = (await own.get(f"/api/v1/objects/outreach:{CENTRE}:2025")).json()
    assert {each["command"] for each in shown["available_actions"]} == {
        "RecordActivity",
        "CorrectActivity",
        "StrikeActivity",
    }


async def test_what_is_planned_and_past_its_day_without_outcome_is_listed(
    front: Front, head: httpx2.AsyncClient
) -> None:
    own, others = [await promoter(front, head, each) for each in (CENTRE, MEMBERS)]
    for day in ("2025-04-20", "2025-04-10"):
        intention = {"planned_for": day, "kind": "awareness", "title": day, "lg_codes": [LG]}
        await done(own, "plan-activity", of(CENTRE, intention=intention), key())
    await front.catch_up()
    told = (await own.get("/api/v1/outreach-plans", params={"on": "2025-04-11"})).json()
    assert [each["intention"]["planned_for"] for each in told["items"]] == ["2025-04-10", "2025-04-20"]
    assert told["overdue"] == [f"outreach-plan:{CENTRE}:2025:2"]
    assert (await head.get("/api/v1/outreach-plans")).json()["overdue"] == []
    assert (await others.get("/api/v1/outreach-plans")).json()["items"] == []
    foreign = await others.get("/api/v1/outreach-plans", params={"body_id": CENTRE})
    assert (foreign.status_code, code(foreign)) == (403, "not-permitted")
    assert (await head.get("/api/v1/outreach-plans", params={"fiscal_year": 2026})).json()["items"] == []
    front.clock.move_to_day(date(2025, 4, 21))
    held = {"outreach_plan_id": PLAN_ID, "region_id": REGION, "held_on": "2025-04-20", "participants": 12}
    await done(own, "hold-planned-activity", held, version(1))
    await front.catch_up()
    late = (await head.get("/api/v1/outreach-plans", params={"body_id": CENTRE})).json()
    assert (late["on"], late["overdue"]) == ("2025-04-21", [f"outreach-plan:{CENTRE}:2025:2"])
    assert [each["state"] for each in late["items"]] == ["planned", "held"]
    [row] = (await head.get("/api/v1/outreach")).json()["items"]
    assert row["counts"][0] == {"kind": "awareness", "count": 1, "participants": 12, "uncounted": 0}
