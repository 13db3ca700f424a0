"""Bad days of webhooks: a real service is killed while delivering, two others go on, and nothing is missing."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.settings import Settings, only_here
from application.authority import Caller
from application.webhook_office import Terms, WebhookOffice, WebhookWanted
from bootstrap import House, open_house
from domain.office import Capacity
from tests.scheduler.receiver import Receiver, receiving

ROOT = Path(__file__).parents[2]
HEAD = Caller("p-head", "office:secretariat", None, Capacity.SECRETARIAT_HEAD.value, "k-head")
KILLS = 2


@contextmanager
def worker(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a worker as people run it, allowed to deliver to this very machine."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHINCHOKU_")}
    environment |= {"SHINCHOKU_DATA_DIRECTORY": str(folder), "SHINCHOKU_WEBHOOK_LOOPBACK": "true", "PYTHONUTF8": "1"}
    running = subprocess.Popen([sys.executable, "-m", "cli", "worker"], cwd=ROOT, env=environment)
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(60)


async def register(house: House, settings: Settings, address: str) -> str:
    office = WebhookOffice(house.counter, house.log, settings.sealer(), settings.address_rules())
    wanted = WebhookWanted(
        slug="board",
        name="サンプル（架空値）の配信先",
        address=address,
        capacity=Capacity.AUDITOR,
        after=0,
        reason="障害の試験",
    )
    sealed = await office.register(wanted, HEAD, Terms("register", 0, dry_run=False))
    assert sealed.secret is not None
    return sealed.secret


async def until(receiver: Receiver, position: int) -> None:
    async with asyncio.timeout(90):
        while position not in receiver.positions():  # noqa: ASYNC110 - what comes over a wire is looked for
            await asyncio.sleep(0.02)


@pytest.mark.faults
async def test_a_service_killed_while_delivering_loses_nothing_and_two_others_deliver_the_rest_once(
    tmp_path: Path,
) -> None:
    settings = only_here(tmp_path).model_copy(update={"webhook_loopback": True})
    async with receiving() as receiver, open_house(settings) as house:
        secret = await register(house, settings, receiver.address)
        head = await house.log.head()
        receiver.pause = 0.02
        for kill in range(1, KILLS + 1):
            with worker(tmp_path) as running:
                await until(receiver, kill * head // (KILLS + 1))
                running.send_signal(signal.SIGKILL)
                running.wait(60)
        killed = len(receiver.got)
        with worker(tmp_path), worker(tmp_path):
            await until(receiver, head)
        positions = receiver.positions()
        assert [each for each in dict.fromkeys(positions) if each <= head] == [*range(1, head + 1)]
        assert all(later - earlier in {0, 1} for earlier, later in pairwise(positions))
        assert len(positions[killed:]) - len(set(positions[killed:])) == 0
        assert len(positions) - len(set(positions)) <= KILLS
        ids = {(each.told["data"]["position"], each.headers["webhook-id"]) for each in receiver.got}
        assert len(ids) == len(set(positions))
        assert all(each.signed_with(secret) for each in receiver.got)
