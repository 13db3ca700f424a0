"""The log of the sample ledger, and connections to look at it from below."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest_asyncio

from adapters.postgres.connection import Database
from adapters.postgres.event_log import PostgresEventLog, open_event_log
from tests.adapters.postgres.ledger import EVENTS

if TYPE_CHECKING:
    from adapters.postgres.connection import Connection


@pytest_asyncio.fixture
async def log(database: Database) -> AsyncIterator[PostgresEventLog]:
    """Give a log over the sample ledger's events."""
    async with open_event_log(database, EVENTS) as opened:
        yield opened


@pytest_asyncio.fixture
async def superuser(database: Database) -> AsyncIterator["Connection"]:
    """Give a superuser's connection that sees the area's schema."""
    connection = await database.connect(role=None)
    yield connection
    await connection.close()
