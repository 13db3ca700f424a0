"""The register of accesses on PostgreSQL: one append-only table beside the log."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from adapters.postgres.connection import refusing
from adapters.postgres.queries import queries
from application.accesses import Access
from application.authority import Caller

if TYPE_CHECKING:
    from adapters.postgres.connection import Pool


class PostgresAccesses:
    """閲覧記録簿: the port ``Accesses``."""

    def __init__(self, pool: "Pool") -> None:
        """Read and write through a pool."""
        self._pool = pool

    async def note(self, reader: Caller, operation: str, asked: Mapping[str, object], read_at: datetime) -> None:
        """Write down a reading, before it is answered."""
        who = (reader.person_id, reader.capacity, reader.office_id, reader.key_id)
        written = json.dumps(asked, ensure_ascii=False, default=str)
        with refusing():
            await self._pool.execute(queries("accesses")["note"], read_at, *who, operation, written)

    async def page(self, before: int, limit: int) -> Sequence[Access]:
        """List readings before a number, newest first."""
        with refusing():
            rows = await self._pool.fetch(queries("accesses")["before"], before, limit)
        return [Access(*(*row[:-1], json.loads(row[-1]))) for row in rows]
