"""The event log on PostgreSQL: the port of the application over the event table and the mapper."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import groupby
from typing import TYPE_CHECKING

from adapters.postgres.event_mapper import EventMapper
from adapters.postgres.event_table import EventTable, open_event_table
from adapters.postgres.hint import POLL_SECONDS
from adapters.postgres.stream_memory import StreamMemory
from application.ports import Answered, Append, Appended
from domain.kernel import Event
from domain.record import Recorded

if TYPE_CHECKING:
    from asyncpg import Record

    from adapters.postgres.appender import Limits
    from adapters.postgres.connection import Database

PAGE = 1_000


class PostgresEventLog:
    """出来事の記録: the one write path, in PostgreSQL."""

    def __init__(self, table: EventTable, mapper: EventMapper, memory: StreamMemory) -> None:
        """Stand on a table of rows, a mapper and a memory; ``open_event_log`` makes all three."""
        self._table = table
        self._mapper = mapper
        self._memory = memory

    async def append(self, append: Append) -> Appended:
        """Store all events of the append or none; once in the queue it is stored even if the caller stops waiting."""
        return await self._table.append(self._mapper.entry(append))

    async def answered(self, scope: str, key: str) -> Answered | None:
        """Look up what an earlier request with this key was asked and got."""
        return await self._table.answered(scope, key)

    async def stream(self, stream_id: str, *, after: int = 0, upto: int | None = None) -> Sequence[Recorded]:
        """Read one stream by version, oldest first; ``upto`` is inclusive. Only what is not remembered is read."""
        known = self._memory.recall(stream_id)
        rows = await self._table.stream(stream_id, max(len(known) - 1, 0))
        if known and (not rows or rows[0]["leaf"] != known[-1].leaf):  # another history: the database was restored
            known, rows = (), await self._table.stream(stream_id, 0)
        if since := rows[1:] if known else rows:
            known = (*known, *self._mapper.recorded(since))
            self._memory.remember(stream_id, known)
        return list(known[after:upto])

    async def stream_ids(self, kind: str) -> Sequence[str]:
        """List the ids of all streams of a kind in the order of their names."""
        return await self._table.stream_ids(kind)

    async def streams(self, kind: str) -> Mapping[str, Sequence[Recorded]]:
        """Read all streams of a kind whole, in the order of their names."""
        records = self._mapper.recorded(await self._table.streams(kind))
        return {stream_id: list(each) for stream_id, each in groupby(records, key=lambda record: record.stream_id)}

    async def page(self, after: int, limit: int) -> Sequence[Recorded]:
        """Read the log by position, oldest first; a hole raises ``LogDamaged``."""
        return self._mapper.recorded(await self._table.page(after, limit))

    async def head(self) -> int:
        """Give the last position, 0 for an empty log."""
        return await self._table.head()

    async def follow(self, after: int) -> AsyncGenerator[Sequence[Recorded], None]:
        """Yield pages for ever; the hint only makes it quicker than the poll."""
        ahead: asyncio.Task[Sequence[Record]] | None = None
        try:
            while True:
                news = await self._table.hint.listen()
                rows = await (ahead or self._table.page(after, PAGE))
                ahead = None
                if rows:
                    after = rows[-1]["position"]
                    # the database makes the next page while this one is validated and worked on
                    ahead = asyncio.create_task(self._table.page(after, PAGE))
                    await asyncio.sleep(0)  # the question leaves now, not when all of this page is done
                    yield self._mapper.recorded(rows)
                else:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(news.wait(), POLL_SECONDS)
        finally:
            if ahead is not None:
                ahead.cancel()


@asynccontextmanager
async def open_event_log(
    database: "Database",
    events: Mapping[str, type[Event]],
    limits: "Limits | None" = None,
    memory: StreamMemory | None = None,
) -> AsyncIterator[PostgresEventLog]:
    """Open the log of an area, already migrated; leaving stores what is waiting and closes every connection."""
    async with open_event_table(database, limits) as table:
        yield PostgresEventLog(table, EventMapper(events), memory or StreamMemory())
