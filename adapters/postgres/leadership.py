"""Leadership on PostgreSQL: an advisory lock of the session, on a direct connection of its own.

A pooler in transaction mode would hand the same session to several workers, so the lock must not stand on the pool.
"""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from adapters.postgres.connection import LOST, refusing
from adapters.postgres.queries import queries

if TYPE_CHECKING:
    from adapters.postgres.connection import Connection, Database


class PostgresLeadership:
    """当番: one of all workers of an area leads; the kernel of the database lets go when its connection dies."""

    def __init__(self, database: "Database") -> None:
        """Stand on a database; no connection is opened before the lead is wanted."""
        self._database = database
        self._connection: Connection | None = None
        self._leads = False
        self._turn = asyncio.Lock()

    async def hold(self) -> bool:
        """Take the lead or make sure that it is still held; raises ``LogUnreachable`` when nobody answers."""
        async with self._turn:
            return await self._hold()

    async def _hold(self) -> bool:
        with refusing():
            if self._connection is None or self._connection.is_closed():
                self._leads = False
                self._connection = await self._database.connect()
            try:
                self._leads = bool(await self._connection.fetchval(queries("leadership")[self._question]))
            except LOST:
                await self.release()
                raise
        return self._leads

    @property
    def _question(self) -> str:
        return "leads" if self._leads else "lead"

    async def release(self) -> None:
        """Let another one lead, by closing the connection."""
        connection, self._connection, self._leads = self._connection, None, False
        if connection is not None:
            with suppress(*LOST):
                await connection.close(timeout=5)
