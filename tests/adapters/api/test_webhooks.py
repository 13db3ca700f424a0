"""Webhooks over HTTP: registered with a secret that is seen once, listed, looked into, and only by those who may."""

from datetime import UTC, datetime, timedelta

import httpx2

from adapters.postgres.webhooks import PostgresDeliveries
from application.webhook_ports import Attempt
from domain.webhook_terms import DeliveryFault
from tests.adapters.api.front import Front, code, key, version

REGISTER = "/api/v1/commands/register-webhook"
ROTATE = "/api/v1/commands/rotate-webhook-secret"
CHANGE = "/api/v1/commands/change-webhook-address"
TEST = "/api/v1/commands/test-webhook"
ONE = "/api/v1/webhooks/board"
WANTED = {
    "slug": "board",
    "name": "サンプル（架空値）の配信先",
    "address": "https://receiver.example/hook",
    "capacity": "auditor",
    "reason": "掲示板の更新",
}


async def registered(front: Front) -> tuple[httpx2.AsyncClient, str]:
    head = await front.come_in("secretariat-head")
    answer = await head.post(REGISTER, json=WANTED, headers=key())
    assert answer.status_code == 201, answer.text
    await front.catch_up()
    return head, answer.json()["secret"]


async def test_the_secret_is_seen_once_and_stands_in_no_other_answer(spring: Front) -> None:
    head, secret = await registered(spring)
    assert secret.startswith("whsec_")
    addresses = ("/api/v1/webhooks", ONE, "/api/v1/objects/webhook:board", "/api/v1/objects/webhook:board/events")
    for address in addresses:
        answer = await head.get(address)
        assert answer.status_code == 200
        assert "whsec_" not in answer.text
    timeline = await head.get("/api/v1/audit-timeline", params={"object_id": "webhook:board"})
    assert "webhook.registered" in timeline.text
    assert "whsec_" not in timeline.text


async def test_a_repeated_request_is_told_that_the_secret_was_shown(spring: Front) -> None:
    head = await spring.come_in("secretariat-head")
    headers = key()
    assert (await head.post(REGISTER, json=WANTED, headers=headers)).status_code == 201
    again = await head.post(REGISTER, json=WANTED, headers=headers)
    assert (again.status_code, code(again)) == (409, "webhook-secret-shown-once")
    other = await head.post(REGISTER, json=WANTED, headers=key())
    assert (other.status_code, code(other)) == (409, "state-forbids")


async def test_a_secret_is_rotated_at_a_version_that_was_seen(spring: Front) -> None:
    head, secret = await registered(spring)
    body = {"slug": "board", "reason": "更新"}
    blind = await head.post(ROTATE, json=body, headers=key())
    assert (blind.status_code, code(blind)) == (428, "version-required")
    stale = await head.post(ROTATE, json=body, headers=version(7))
    assert (stale.status_code, code(stale)) == (412, "version-stale")
    tried = await head.post(ROTATE, json=body, headers=version(1), params={"dry_run": 1})
    assert (tried.status_code, tried.json()["secret"]) == (200, None)
    rotated = await head.post(ROTATE, json=body, headers=version(1))
    assert rotated.json()["events"] == ["webhook.secret-rotated"]
    assert rotated.json()["secret"] != secret


async def test_an_address_is_changed_only_to_where_it_may_lead(spring: Front) -> None:
    head, _ = await registered(spring)
    body = {"slug": "board", "reason": "移転"}
    for address, status, refusal in (
        ("https://10.0.0.1/hook", 422, "webhook-host-not-allowed"),
        ("https://user:pass@receiver.example/", 422, "webhook-address-with-credentials"),
        ("https://receiver.example/?a=1", 422, "webhook-address-with-query"),
        ("http://receiver.example/", 422, "webhook-address-not-https"),
        ("mailto:somebody", 422, "webhook-address-malformed"),
    ):
        answer = await head.post(CHANGE, json={**body, "address": address}, headers=version(1))
        assert (answer.status_code, code(answer)) == (status, refusal)
    blind = await head.post(CHANGE, json={**body, "address": "https://other.example/"}, headers=key())
    assert (blind.status_code, code(blind)) == (428, "version-required")
    moved = await head.post(CHANGE, json={**body, "address": "https://other.example/"}, headers=version(1))
    assert (moved.status_code, moved.json()["events"]) == (200, ["webhook.address-changed"])


async def test_whoever_looks_finds_position_lag_and_the_last_attempts(spring: Front) -> None:
    head, _ = await registered(spring)
    before = (await head.get(ONE)).json()
    assert (before["position"], before["lag"], before["attempts"], before["due_at"]) == (None, None, [], None)
    at = datetime(2025, 4, 1, tzinfo=UTC)
    async with await spring.database.pool() as pool:
        deliveries = PostgresDeliveries(pool)
        place = await deliveries.settle("webhook:board", 1, placed_in=1, begins=3)
        await deliveries.wait(place, at, at + timedelta(minutes=1))
        await deliveries.note(Attempt("webhook:board", at, 4, 4, 500, DeliveryFault.ANSWER_REFUSED, 12))
    shown = (await head.get(ONE)).json()
    recorded = await spring.log.head()
    assert (shown["head"], shown["position"], shown["lag"]) == (recorded, 3, recorded - 3)
    assert (shown["failures"], shown["failing_since"], shown["due_at"]) == (
        1,
        "2025-04-01T00:00:00Z",
        "2025-04-01T00:01:00Z",
    )
    assert shown["attempts"] == [
        {
            "at": "2025-04-01T00:00:00Z",
            "first": 4,
            "last": 4,
            "status": 500,
            "fault": "answer-refused",
            "milliseconds": 12,
        }
    ]
    assert shown["webhook"]["address"] == WANTED["address"]
    assert "seal" not in shown["webhook"]


async def test_only_the_secretariat_and_the_auditor_look_at_webhooks(spring: Front) -> None:
    await registered(spring)
    for capacity in ("secretariat", "auditor"):
        reader = await spring.come_in(capacity)
        listed = (await reader.get("/api/v1/webhooks")).json()["items"]
        assert [each["slug"] for each in listed] == ["board"]
        denied = await reader.post(TEST, json={"slug": "board"}, headers=version(1))
        assert (denied.status_code, code(denied)) == (403, "not-permitted")
    clerk = await spring.come_in("clerk", "43100")
    for address in ("/api/v1/webhooks", ONE):
        answer = await clerk.get(address)
        assert (answer.status_code, code(answer)) == (403, "not-permitted")


async def test_a_webhook_that_is_not_there_is_not_found(spring: Front) -> None:
    await spring.catch_up()
    head = await spring.come_in("secretariat-head")
    answer = await head.get("/api/v1/webhooks/nothing")
    assert (answer.status_code, code(answer)) == (404, "object-not-found")


async def test_a_secret_cannot_be_had_through_a_bundle(spring: Front) -> None:
    head = await spring.come_in("secretariat-head")
    part = {"command": "register-webhook", "body": WANTED}
    answer = await head.post("/api/v1/bundles", json={"commands": [part]}, headers=key())
    assert answer.status_code == 422
