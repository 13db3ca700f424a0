"""Projectors as processes, killed without warning: whoever is left goes on, and every fact counts once."""

import asyncio
import json
import random
import sys
from contextlib import suppress
from pathlib import Path

from adapters.postgres.connection import Database
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.views import PostgresViews
from projections.view import fold_all
from tests.adapters.postgres.ledger import entered, opened
from tests.adapters.postgres.ledger_views import Counts, Ledgers

ROOT = Path(__file__).parents[3]
KILLS = 6


async def start(database: Database) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.adapters.postgres.projector_process",
        json.dumps(dict(database.parameters)),
        cwd=ROOT,
    )


async def write(log: PostgresEventLog, done: asyncio.Event) -> int:
    """Write until told that enough was killed."""
    last, version = (await log.append(opened("a"))).last, 1
    while not done.is_set():
        version += 1
        last = (await log.append(entered("a", version))).last
        await asyncio.sleep(0.003)
    return last


async def test_two_processes_killed_at_random_count_every_fact_once(database: Database, log: PostgresEventLog) -> None:
    chance, done = random.Random(7), asyncio.Event()  # noqa: S311 - any order of deaths will do
    writing = asyncio.create_task(write(log, done))
    processes = [await start(database), await start(database)]
    try:
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0.5, 1.0))
            killed = chance.randrange(2)
            processes[killed].kill()
            await processes[killed].wait()
            processes[killed] = await start(database)
        done.set()
        stored = await writing
        pool = await database.pool(2)
        views = PostgresViews(pool, (Ledgers(), Counts()))
        assert await views.wait_for(stored, timeout=30)
        count = await views.get(Counts(), "all")
        assert count is not None
        assert count.count == stored - 1
        rows = {row.object_id: row async for row in views.every(Ledgers())}
        assert rows == dict(fold_all(Ledgers(), await log.page(0, stored)))
        await pool.close()
    finally:
        for process in processes:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
