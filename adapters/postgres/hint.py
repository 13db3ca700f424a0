"""The hint: a listening connection of its own that says there is news. Readers poll as well, so it may fail."""

import asyncio
import logging
from typing import TYPE_CHECKING

from adapters.postgres.connection import LOST, NOTHING_WRITTEN

if TYPE_CHECKING:
    from adapters.postgres.connection import Connection, Database

logger = logging.getLogger(__name__)
POLL_SECONDS = 2.0


class Hint:
    """合図: wakes those who wait for news of the log; a killed listener is replaced at the next wait."""

    def __init__(self, database: "Database") -> None:
        """Start deaf; the first one to wait makes the connection."""
        self._database = database
        self._channel = f"shinchoku_{database.area}"
        self._connection: Connection | None = None
        self._connecting = asyncio.Lock()
        self._news = asyncio.Event()

    async def listen(self) -> asyncio.Event:
        """Give the event that the next news will set; take it before reading, so that nothing falls between."""
        if self._connection is None or self._connection.is_closed():
            async with self._connecting:
                await self._connect()
        return self._news

    async def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            await self._connection.close()

    async def _connect(self) -> None:
        if self._connection is not None and not self._connection.is_closed():
            return
        try:
            self._connection = await self._database.connect()
            await self._connection.add_listener(self._channel, self._ring)
        except (*LOST, *NOTHING_WRITTEN, TimeoutError) as error:
            logger.warning("no hints from the event log, polling only: %s", error)

    def _ring(self, *_: object) -> None:
        heard, self._news = self._news, asyncio.Event()
        heard.set()
