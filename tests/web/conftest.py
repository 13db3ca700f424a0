"""The pages over an area on 1 April."""

from collections.abc import AsyncIterator

import pytest_asyncio

from adapters.postgres.connection import Database
from tests.web.desk import Desk, open_desk


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    """Give the pages, with the round open and everybody placed."""
    async with open_desk(database) as opened:
        yield opened
