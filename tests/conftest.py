"""One real PostgreSQL for the whole run, and a database of its own for every test, copied from a migrated template."""

import asyncio
import hashlib
import os
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, settings

from adapters.embedded import lease
from adapters.postgres.connection import Database
from adapters.postgres.migrations import known, migrate

TEMPLATE = f"shinchoku_template_{hashlib.sha256(b''.join(step.checksum for step in known())).hexdigest()[:12]}"

settings.register_profile(  # for --hypothesis-profile=deep: thousands of new years; a failure prints how to repeat it
    "deep",
    max_examples=3000,
    stateful_step_count=100,
    deadline=None,
    print_blob=True,
    suppress_health_check=tuple(HealthCheck),
)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Any]]:
    """Give the parameters of a superuser's connection; the workers of a run share one embedded server."""
    url = os.environ.get("SHINCHOKU_DATABASE_URL")
    if url:
        yield {"dsn": url}
        return
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    with lease(shared / "postgresql") as embedded:
        yield embedded.parameters


@pytest.fixture(scope="session")
def template(server: Mapping[str, Any]) -> str:
    """Give the name of a migrated database to copy; it is named for its migrations, so a rerun finds it ready."""
    asyncio.run(_make_template(server))
    return TEMPLATE


@pytest.fixture
def database(server: Mapping[str, Any], template: str) -> Iterator[Database]:
    """Give an empty, migrated database that belongs to this test alone."""
    yield from _fresh(server, template)


@pytest.fixture
def another_database(server: Mapping[str, Any], template: str) -> Iterator[Database]:
    """Give a second one, for a test that holds two records against each other."""
    yield from _fresh(server, template)


def _fresh(server: Mapping[str, Any], template: str) -> Iterator[Database]:
    name = f"test_{uuid4().hex}"
    asyncio.run(_maintain(server, f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield Database({**server, "database": name})
    asyncio.run(_maintain(server, f"DROP DATABASE {name} WITH (FORCE)"))


async def _make_template(server: Mapping[str, Any]) -> None:
    connection = await asyncpg.connect(**server)
    try:
        await connection.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", TEMPLATE)
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", TEMPLATE):
            await connection.execute(f"CREATE DATABASE {TEMPLATE}")
        await migrate(Database({**server, "database": TEMPLATE}))
    finally:
        await connection.close()


async def _maintain(server: Mapping[str, Any], statement: str) -> None:
    connection = await asyncpg.connect(**server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
