"""A worker that stands still: another one leads within half a minute, and the first is a bystander when it goes on."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from adapters.settings import only_here
from bootstrap import open_house

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy as Connection

ROOT = Path(__file__).parents[2]
WITHIN = 30.0  # seconds, as the issue of the reminders has it
LEADS = """
    SELECT pid, client_port FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted
      AND (classid::bigint << 32 | objid::bigint) = hashtextextended('shinchoku leadership kumamoto', 0)
"""  # the lead alone: an append takes a lock of its own for a moment


def worker(folder: Path) -> "subprocess.Popen[bytes]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHINCHOKU_")}
    environment |= {"SHINCHOKU_DATA_DIRECTORY": str(folder), "PYTHONUTF8": "1"}
    return subprocess.Popen([sys.executable, "-m", "cli", "worker"], cwd=ROOT, env=environment)


async def until(connection: "Connection", other_than: int | None, patience: float) -> tuple[int, float]:
    """Wait for another session to lead, and tell which and after how many seconds."""
    begun = time.monotonic()
    async with asyncio.timeout(patience):
        while True:
            leading = [row["pid"] for row in await connection.fetch(LEADS)]
            if leading and leading[0] != other_than:
                return leading[0], time.monotonic() - begun
            await asyncio.sleep(0.2)


@pytest.mark.faults
async def test_a_leader_that_freezes_is_replaced_within_thirty_seconds_and_leads_no_more_when_it_thaws(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = only_here(tmp_path)
    async with open_house(settings) as house, house.pool.acquire() as connection:
        first = worker(tmp_path)
        second: subprocess.Popen[bytes] | None = None
        try:
            led, _ = await until(connection, None, 60)
            second = worker(tmp_path)
            await asyncio.sleep(5)
            first.send_signal(signal.SIGSTOP)
            leads, seconds = await until(connection, led, 60)
            with capsys.disabled():
                print(f"\nfrozen leader replaced after {seconds:.1f} s")  # noqa: T201 - the time is what is asked for
            assert seconds <= WITHIN
            first.send_signal(signal.SIGCONT)
            await asyncio.sleep(10)  # a tick and more of who thaws
            assert [row["pid"] for row in await connection.fetch(LEADS)] == [leads]
            assert first.poll() is None
            assert second.poll() is None
        finally:
            for running in filter(None, (first, second)):
                running.send_signal(signal.SIGCONT)
                running.send_signal(signal.SIGTERM)
                running.wait(60)
