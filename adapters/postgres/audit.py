"""The audit trail on PostgreSQL: asked of the log itself, by position, over an index that is brought up to it first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from adapters.postgres.connection import refusing
from adapters.postgres.event_mapper import EventMapper
from adapters.postgres.queries import queries
from projections.audit_timeline import Asked
from projections.view import Fact

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.pool import PoolConnectionProxy

    from adapters.postgres.connection import Connection, Pool

LAST = 2**63 - 1
STRIDE = 2_000  # events taken into the index of the trail at a time


class PostgresAudit:
    """監査証跡: reads the trail in pages, in either direction."""

    def __init__(self, pool: "Pool", mapper: EventMapper) -> None:
        """Read from a pool, through the mapper that the log itself uses."""
        self._pool = pool
        self._mapper = mapper

    async def oldest(self, asked: Asked, *, after: int = 0, limit: int = 100) -> Sequence[Fact]:
        """Read on from a position, oldest first."""
        return await self._read("oldest", after, limit, asked)

    async def newest(self, asked: Asked, *, before: int = LAST, limit: int = 100) -> Sequence[Fact]:
        """Read back from a position, newest first."""
        return await self._read("newest", before, limit, asked)

    async def _read(self, direction: str, place: int, limit: int, asked: Asked) -> Sequence[Fact]:
        with refusing():
            async with self._pool.acquire() as connection:
                head = await connection.fetchval(queries("log")["head"])
                while await extend_trail(connection) < head:
                    pass
                async with connection.transaction(readonly=True):
                    await connection.execute(queries("audit")["plan_each"])
                    rows = await connection.fetch(queries("audit")[direction], place, limit, *_conditions(asked))
        return self._mapper.recorded(rows)


async def extend_trail(connection: "Connection | PoolConnectionProxy[Record]") -> int:
    """Take the next events into the index of the trail, ``STRIDE`` at most, and give its last position."""
    reached: int = await connection.fetchval(queries("audit")["extend"], STRIDE)
    return reached


def _conditions(asked: Asked) -> tuple[Any, ...]:
    return (
        asked.as_of,
        asked.object_id,
        asked.kind,
        asked.topic,
        asked.lg_code,
        asked.fiscal_year,
        asked.actor,
        asked.capacity,
        asked.correlation_id,
        asked.since,
        asked.until,
    )
