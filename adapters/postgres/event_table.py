"""The event table: rows in, rows out; what the rows mean is the mapper's business."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from adapters.postgres.appender import Appender, Limits
from adapters.postgres.collector import uncollected
from adapters.postgres.connection import refusing
from adapters.postgres.hint import Hint
from adapters.postgres.queries import queries
from application.ports import Answered, Appended

if TYPE_CHECKING:
    from asyncpg import Record

    from adapters.postgres.batch import Entry
    from adapters.postgres.connection import Database, Pool

LAST_VERSION = 2**31 - 1


class LogDamaged(Exception):  # noqa: N818 - named like the refusals; nobody may go on over it
    """記録の番号に欠けがあります。運用者が直ちに調べてください。"""


class EventTable:
    """出来事の表: appends through one lane, keyset reads, and a hint of news."""

    def __init__(self, pool: "Pool", appender: Appender, hint: Hint) -> None:
        """Stand on a pool to read with, an appender and a hint; ``open_event_table`` makes all three."""
        self._pool = pool
        self._appender = appender
        self.hint = hint

    async def append(self, entry: "Entry") -> Appended:
        """Store one append."""
        return await self._appender.submit(entry)

    async def page(self, after: int, limit: int) -> Sequence["Record"]:
        """Read rows by position; a hole raises ``LogDamaged``."""
        with refusing(), uncollected():
            rows = await self._pool.fetch(queries("log")["page"], after, limit)
        if rows and rows[-1][0] - after != len(rows):
            missing = next(place for place, row in enumerate(rows, after + 1) if row[0] != place)
            raise LogDamaged(missing)
        return rows

    async def stream(self, stream_id: str, after: int = 0, upto: int | None = None) -> Sequence["Record"]:
        """Read the rows of one stream by version."""
        with refusing():
            return await self._pool.fetch(queries("log")["stream"], stream_id, after, upto or LAST_VERSION)

    async def stream_ids(self, kind: str) -> Sequence[str]:
        """List the streams of a kind by name."""
        with refusing():
            return [row[0] for row in await self._pool.fetch(queries("log")["stream_ids"], kind)]

    async def streams(self, kind: str) -> Sequence["Record"]:
        """Read the rows of all streams of a kind, by name and version."""
        with refusing(), uncollected():
            return await self._pool.fetch(queries("log")["streams"], kind)

    async def head(self) -> int:
        """Give the last position."""
        with refusing():
            head: int = await self._pool.fetchval(queries("log")["head"])
        return head

    async def answered(self, scope: str, key: str) -> Answered | None:
        """Look up an earlier request."""
        with refusing():
            row = await self._pool.fetchrow(queries("log")["answered"], scope, key)
        return Answered(*row) if row else None


@asynccontextmanager
async def open_event_table(database: "Database", limits: Limits | None = None) -> AsyncIterator[EventTable]:
    """Open the table of an area and close it with everything waiting stored."""
    appender, hint = Appender(database, limits or Limits()), Hint(database)
    with refusing():
        pool = await database.pool()
    try:
        await appender.start()
        yield EventTable(pool, appender, hint)
    finally:
        await appender.close()
        await hint.close()
        await pool.close()
