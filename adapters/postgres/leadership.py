"""Leadership on PostgreSQL: an advisory lock of the session, on a direct connection of its own.

A pooler in transaction mode would hand the same session to several workers, so the lock must not stand on the pool.

The kernel of a machine keeps the connection of a process that merely stands still. So the server itself ends the
session of a leader from whom nothing comes for ``IDLE_SECONDS``; a living one asks more often than that.
"""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from adapters.postgres.connection import LOST, refusing
from adapters.postgres.queries import queries

if TYPE_CHECKING:
    from adapters.postgres.connection import Connection, Database


IDLE_SECONDS = 20.0


class PostgresLeadership:
    """当番: one of all workers of an area leads; the database lets go when its connection dies or falls silent."""

    def __init__(self, database: "Database", idle_seconds: float = IDLE_SECONDS) -> None:
        """Stand on a database; no connection is opened before the lead is wanted."""
        self._database = database
        self._idle_milliseconds = int(idle_seconds * 1000)
        self._connection: Connection | None = None
        self._leads = False
        self._turn = asyncio.Lock()

    async def hold(self) -> bool:
        """Take the lead or make sure that it is still held; raises ``LogUnreachable`` when nobody answers."""
        async with self._turn:
            return await self._hold()

    async def _hold(self) -> bool:
        with refusing():
            try:
                return await self._ask()
            except LOST:  # the lead went with the session; whoever else has it now keeps it
                await self.release()
                return await self._ask()

    async def _ask(self) -> bool:
        if self._connection is None or self._connection.is_closed():
            self._leads = False
            self._connection = await self._database.connect()
            await self._connection.execute(queries("leadership")["silence"], str(self._idle_milliseconds))
        self._leads = bool(await self._connection.fetchval(queries("leadership")[self._question]))
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
