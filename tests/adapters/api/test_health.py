"""Alive and ready, and what happens when nobody expected it."""

import pytest
from structlog.testing import capture_logs

from adapters.api.wiring import Readiness
from application.ports import LogUnreachable
from tests.adapters.api.front import Front, code
from tests.domain.office_year import LG


class Surprise(Exception):  # noqa: N818 - something that nobody refused
    """What no part of the service expects."""


async def test_a_service_that_answers_is_alive(front: Front) -> None:
    answer = await front.anyone.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


async def test_it_is_ready_when_every_check_says_so(front: Front) -> None:
    answer = await front.anyone.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)


async def test_it_is_not_ready_when_one_check_does_not(front: Front) -> None:
    front.ready[0] = Readiness("daily-run", ready=False, japanese="本日の定時処理がまだ済んでいません。")
    answer = await front.anyone.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert answer.json()["checks"][0]["name"] == "daily-run"
    assert answer.headers["retry-after"]


async def test_a_check_that_cannot_be_asked_is_not_ready(front: Front) -> None:
    front.ready[0] = LogUnreachable()
    answer = await front.anyone.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == [{"name": "log-unreachable", "ready": False, "japanese": LogUnreachable.japanese}]


async def test_what_nobody_expected_is_told_by_an_id_and_nothing_else(front: Front) -> None:
    front.ready[0] = Surprise("the password of the database")
    with capture_logs() as lines:
        answer = await front.anyone.get("/readyz")
    assert (answer.status_code, code(answer)) == (500, "unexpected-failure")
    assert "password" not in answer.text
    (noted,) = [line for line in lines if line["event"] == "unexpected"]
    assert noted["request_id"] == answer.headers["x-request-id"]
    assert "Surprise" in noted["error"]


async def test_the_log_line_tells_who_asked_what_and_holds_no_secret(front: Front) -> None:
    secret = await front.secret("clerk", LG)
    with capture_logs() as lines:
        await front.client(secret).get("/api/v1/objects/plan%0A:x?cursor=abc")
    (line,) = lines
    assert line["path"] == "/api/v1/objects/plan%0A:x"
    assert (line["person_id"], line["status"]) == (f"clerk-{LG}", 422)
    assert secret not in str(lines)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_health_tells_nothing_of_the_plan(front: Front, path: str) -> None:
    assert set((await front.anyone.get(path)).json()) <= {"alive", "ready", "checks"}
