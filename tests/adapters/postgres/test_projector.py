"""The projector on real PostgreSQL: exactly once, behind a fence, past poison, and swapped under its readers."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from adapters.postgres.connection import Database
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.projector import Projector
from adapters.postgres.views import PostgresViews
from projections.view import View, fold_all
from tests.adapters.postgres.ledger import filled
from tests.adapters.postgres.ledger_views import Counts, Ledgers

VIEWS = (Ledgers(), Counts())


@pytest_asyncio.fixture
async def pool(database: Database) -> AsyncIterator[Any]:
    """Give a pool to read from."""
    opened_pool = await database.pool(4)
    yield opened_pool
    await opened_pool.close()


async def rows(views: PostgresViews, view: View[Any]) -> dict[str, Any]:
    return {row.object_id: row async for row in views.every(view)}


async def test_rows_follow_the_log(database: Database, log: PostgresEventLog, pool: Any) -> None:
    for name in "abc":
        await log.append(filled(name, 5))
    await Projector(database, log, VIEWS, page=4).catch_up()
    found = await rows(PostgresViews(pool, VIEWS), Ledgers())
    assert found == dict(fold_all(Ledgers(), await log.page(0, 100)))
    assert len(found) == 3
