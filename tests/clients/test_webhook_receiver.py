"""The example's receiver of webhooks: it takes what is genuine, once, and says what it was told."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx2
import pytest

from application.webhook_secrets import Sealer, signature
from projections.cloud_events import Source, cloud_event, trial_event
from tests.clients.workshop import Workshop, environment, missing, set_up
from tests.projections import sample_webhooks
from tests.projections.tape import Tape

LACKING = missing()
needs_node = pytest.mark.skipif(LACKING is not None, reason=str(LACKING))
SOURCE = Source("kumamoto", "https://shinchoku.example")
SEALER = Sealer(b"a test's own key of enough bytes")
OLD, NEW, STRANGE = (SEALER.new("webhook:board")[1] for _ in range(3))


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    own = tmp_path_factory.getbasetemp()
    return set_up(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@dataclass(frozen=True)
class Line:
    """The way to a running receiver."""

    http: httpx2.AsyncClient
    said: asyncio.StreamReader

    async def post(self, body: str, *secrets: str, message_id: str = "m-1", off: int = 0, sent: str = "") -> int:
        """Post a message, signed with some secrets as of so many seconds from now; ``sent`` in place of its body."""
        second = int(datetime.now(UTC).timestamp()) + off
        signed = " ".join(signature(each, message_id, second, body.encode()) for each in secrets)
        headers = {"webhook-id": message_id, "webhook-timestamp": str(second), "webhook-signature": signed}
        return (await self.http.post("/", content=(sent or body).encode(), headers=headers)).status_code

    async def told(self) -> str:
        """Give the next thing that it says."""
        async with asyncio.timeout(20):
            return (await self.said.readline()).decode().strip()


@asynccontextmanager
async def running(workshop: Workshop) -> AsyncIterator[Line]:
    """Run the example's receiver, which knows two secrets."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    env = {**environment(), "SHINCHOKU_WEBHOOK_SECRET": f"{OLD},{NEW}", "PORT": str(port)}
    program = ("node", "example/dist/receiver.js")
    receiver = await asyncio.create_subprocess_exec(
        *program, cwd=workshop.folder, env=env, stdout=asyncio.subprocess.PIPE
    )
    assert receiver.stdout is not None
    try:
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=20) as http:
            line = Line(http, receiver.stdout)
            assert await line.told() == "受信できます。"
            yield line
    finally:
        receiver.kill()
        await receiver.communicate()


@needs_node
async def test_the_receiver_takes_what_is_genuine_and_each_event_once(workshop: Workshop) -> None:
    facts = Tape().take(sample_webhooks.webhook()).facts
    body = cloud_event(facts[0], SOURCE).written()
    trial = trial_event("board-test-1", "webhook:board", 1, datetime.now(UTC), SOURCE).written()
    async with running(workshop) as line:
        assert await line.post(body, NEW) == 204
        assert await line.told() == f"{1:019d} webhook.registered webhook:board"
        assert await line.post(f"[{body},{trial}]", STRANGE, OLD, message_id="m-2") == 204
        assert await line.told() == "試験 webhook.test webhook:board"


@needs_node
async def test_the_receiver_takes_nothing_forged_changed_or_stale(workshop: Workshop) -> None:
    trial = trial_event("board-test-1", "webhook:board", 1, datetime.now(UTC), SOURCE).written()
    async with running(workshop) as line:
        assert await line.post(trial, STRANGE) == 400
        assert await line.post(trial) == 400
        assert await line.post(trial, NEW, sent=trial.replace("board", "other")) == 400
        assert await line.post(trial, NEW, off=-310) == 400
        assert await line.post(trial, NEW, off=310) == 400
        assert await line.post(trial, NEW, off=-290) == 204
        assert await line.told() == "試験 webhook.test webhook:board"
