"""Migrations: from nothing to this code, once, in order, and never over a database that knows more."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from adapters.postgres.migrations import (
    DatabaseNewer,
    DatabaseOlder,
    Migration,
    MigrationChanged,
    known,
    migrate,
    require_current,
)
from tests.adapters.postgres.lane_gate import connected

SCHEMA = """
SELECT format('%s.%s %s %s', c.table_name, c.column_name, c.data_type, c.is_nullable)
FROM information_schema.columns c WHERE c.table_schema IN ('kumamoto', 'kumamoto_views')
UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname IN ('kumamoto', 'kumamoto_views')
UNION ALL SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE pronamespace = 'kumamoto'::regnamespace
UNION ALL SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'kumamoto'::regnamespace AND NOT t.tgisinternal
ORDER BY 1
"""
NEXT = Migration(9999, "next", "CREATE TABLE next_year (n integer)")


@pytest_asyncio.fixture
async def empty(server: Mapping[str, Any]) -> AsyncIterator[Database]:
    """Give a database without anything in it."""
    name = f"empty_{uuid4().hex}"
    everywhere = await asyncpg.connect(**server)
    await everywhere.execute(f"CREATE DATABASE {name}")
    yield Database({**server, "database": name})
    await everywhere.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await everywhere.close()


async def schema(database: Database) -> list[str]:
    async with connected(database) as connection:
        return [row[0] for row in await connection.fetch(SCHEMA)]


def test_the_files_are_numbered_without_a_gap() -> None:
    assert [step.number for step in known()] == [*range(1, len(known()) + 1)]


async def test_the_schema_from_nothing_is_all_migrations_one_after_the_other(
    empty: Database, database: Database
) -> None:
    for upto in range(1, len(known()) + 1):
        assert await migrate(empty, known()[:upto]) == upto
    assert await schema(empty) == await schema(database)
    assert len(await schema(empty)) > 50


async def test_running_again_changes_nothing(database: Database) -> None:
    before = await schema(database)
    assert await migrate(database) == len(known())
    assert await schema(database) == before
    await require_current(database)


async def test_several_at_once_run_each_step_once(empty: Database) -> None:
    assert await asyncio.gather(*(migrate(empty) for _ in range(4))) == [len(known())] * 4
    async with connected(empty) as connection:
        assert await connection.fetchval("SELECT count(*) FROM migration") == len(known())


async def test_a_database_that_knows_more_stops_older_code(database: Database) -> None:
    await migrate(database, [*known(), NEXT])
    with pytest.raises(DatabaseNewer):
        await migrate(database)
    with pytest.raises(DatabaseNewer):
        await require_current(database)


async def test_a_database_that_lags_behind_is_told_before_anything_is_served(empty: Database) -> None:
    with pytest.raises(DatabaseOlder):
        await require_current(empty)
    await migrate(empty, known()[:1])
    with pytest.raises(DatabaseOlder) as refused:
        await require_current(empty)
    assert refused.value.args == ([step.number for step in known()[1:]],)


async def test_a_step_that_was_rewritten_afterwards_is_found(database: Database) -> None:
    first, *rest = known()
    with pytest.raises(MigrationChanged):
        await migrate(database, [replace(first, text=first.text + "\n-- a word more"), *rest])


async def test_a_step_that_fails_leaves_nothing_of_itself(database: Database) -> None:
    before = await schema(database)
    broken = Migration(9999, "broken", "CREATE TABLE half (n integer); SELECT 1 / 0")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(database, [*known(), broken])
    assert await schema(database) == before
    assert await migrate(database) == len(known())


async def test_areas_stand_beside_each_other_and_do_not_see_each_other(database: Database) -> None:
    other = replace(database, area="aso")
    await migrate(other)
    async with connected(other, "shinchoku_app") as connection:
        assert await connection.fetchval("SELECT count(*) FROM event") == 0
        assert await connection.fetchval("SELECT 'event'::regclass::oid <> 'kumamoto.event'::regclass::oid")
