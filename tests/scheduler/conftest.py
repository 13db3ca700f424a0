"""One founded house per test, on 1 April 2025."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest_asyncio

from adapters.postgres.connection import Database
from tests.scheduler.house import House, founded


@pytest_asyncio.fixture
async def house(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    async with founded(database, tmp_path, date(2025, 4, 1)) as opened:
        yield opened
