"""Appending single events at 1, 8, 32 and 128 writers: durable, ordered, hashed, against the library and pgbench."""

import asyncio
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import uvloop

from adapters.postgres.event_log import open_event_log
from benchmarks import peers
from benchmarks.book import EVENTS, entered
from benchmarks.row import Row, alternate

if TYPE_CHECKING:
    from adapters.postgres.connection import Database
    from adapters.postgres.event_log import PostgresEventLog
    from benchmarks.place import Place

GOALS = {1: (1.8, None), 8: (None, None), 32: (15, 1), 128: (None, None)}


def rows(place: "Place") -> Iterator[Row]:
    """Measure every number of writers."""
    rounds, seconds = (1, 1.0) if place.quick else (5, 2.0)
    ours, library, plain = place.log("bench_ours"), place.fresh("bench_library"), place.fresh("bench_pgbench")
    place.execute(plain, peers.PLAIN)
    for writers, (library_goal, pgbench_goal) in GOALS.items():
        speed = alternate(
            rounds,
            {
                "ours": lambda: uvloop.run(appends(ours, writers, seconds)),  # noqa: B023 - called within the turn
                "library": lambda: peers.library_appends(library, writers, seconds),  # noqa: B023 - the same
                "pgbench": lambda: peers.pgbench_inserts(place.pgbench, plain, writers, seconds),  # noqa: B023 - the same
            },
        )
        work = f"append, {writers} writer{'s' if writers > 1 else ''}"
        yield Row(work, "library recorder", speed["ours"], speed["library"], library_goal, "events/s")
        yield Row(work, "bare pgbench INSERT", speed["ours"], speed["pgbench"], pgbench_goal, "events/s")


async def appends(database: "Database", writers: int, seconds: float) -> float:
    """Append from so many tasks for so long and give events per second."""
    async with open_event_log(database, EVENTS) as log:
        await log.append(entered())
        before, started = await log.head(), time.perf_counter()
        done = sum(await asyncio.gather(*(_write(log, started + seconds) for _ in range(writers))))
        took = time.perf_counter() - started
        assert await log.head() - before == done
    return done / took


async def _write(log: "PostgresEventLog", until: float) -> int:
    done = 0
    while time.perf_counter() < until:
        await log.append(entered())
        done += 1
    return done
