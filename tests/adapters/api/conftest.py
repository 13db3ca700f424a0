"""The API over an empty area, and over an area in the middle of its year."""

from collections.abc import AsyncIterator

import pytest_asyncio

from adapters.postgres.connection import Database
from tests.adapters.api.front import Front, open_front
from tests.application.review_year import CHIEF, opening


@pytest_asyncio.fixture
async def front(database: Database) -> AsyncIterator[Front]:
    """Give the API over an empty area."""
    async with open_front(database) as opened:
        yield opened


@pytest_asyncio.fixture
async def spring(front: Front) -> Front:
    """Give the API on 1 April, with the round open."""
    await front.found()
    await front.year.ask(CHIEF, opening())
    return front
