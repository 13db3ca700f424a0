"""Gates for the tests of the lane: hold it, see who waits for it, and speak to the append function directly."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from adapters.postgres.batch import Batch
from adapters.postgres.connection import Database
from adapters.postgres.event_mapper import EventMapper
from adapters.postgres.queries import queries
from application.ports import Append, Appended
from tests.adapters.postgres.ledger import EVENTS

if TYPE_CHECKING:
    from adapters.postgres.connection import Connection

TAKE_LANE = "SELECT pg_advisory_xact_lock((x'53484e43'::bigint << 32) | 'event'::regclass::oid::bigint)"
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - what happens in the database rings no bell here
            await asyncio.sleep(0.005)


async def call(connection: "Connection", append: Append) -> Appended:
    """Append by one direct call of the function, in whatever transaction the connection has open."""
    batch = Batch.of(EventMapper(EVENTS).entry(append))
    (row,) = await connection.fetch(queries("log")["append"], *batch.arguments())
    (outcome,) = batch.outcomes(row)
    if not isinstance(outcome, Appended):
        raise outcome
    return outcome


async def waiting(connection: "Connection") -> int:
    """Count the sessions of this database that wait for a lock of any kind."""
    count: int = await connection.fetchval(WAITING)
    return count


@asynccontextmanager
async def connected(database: Database, role: str | None = None) -> AsyncIterator["Connection"]:
    """Give a connection for a block, the superuser's unless another role is named."""
    connection = await database.connect(role)
    try:
        yield connection
    finally:
        connection.terminate()


@asynccontextmanager
async def held_lane(database: Database) -> AsyncIterator["Connection"]:
    """Hold the lane in an open transaction and give the holder's connection."""
    async with connected(database) as connection:
        await connection.execute("BEGIN")
        await connection.execute(TAKE_LANE)
        yield connection


async def assert_whole(connection: "Connection") -> int:
    """Assert the one-line completeness audit and give the head."""
    count, head = await connection.fetchrow("SELECT count(*), coalesce(max(position), 0) FROM event") or (0, 0)
    assert count == head
    return int(head)
