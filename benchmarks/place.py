"""The place of the measurements: one durable PostgreSQL for ours and the peers, and a fresh database for each."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from adapters.embedded import lease
from adapters.embedded.binaries import bin_directories
from adapters.postgres.connection import Database
from adapters.postgres.migrations import migrate


@dataclass(frozen=True, slots=True)
class Place:
    """場所: a server in which every measurement gets a database of its own."""

    parameters: dict[str, Any]
    pgbench: Path
    quick: bool

    def fresh(self, name: str) -> dict[str, Any]:
        """Make an empty database and give its parameters."""
        self.execute(self.parameters, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
        return {**self.parameters, "database": name}

    def log(self, name: str) -> Database:
        """Make an empty database with our log in it."""
        database = Database(self.fresh(name))
        asyncio.run(migrate(database))
        return database

    def execute(self, parameters: dict[str, Any], *statements: str) -> None:
        """Run statements in a database."""
        asyncio.run(_execute(parameters, statements))


@contextmanager
def place(*, quick: bool) -> Iterator[Place]:
    """Start the embedded server in a temporary folder, or use ``SHINCHOKU_DATABASE_URL``."""
    pgbench = next(Path(directory) / "pgbench" for directory in bin_directories())
    url = os.environ.get("SHINCHOKU_DATABASE_URL")
    if url:
        yield Place({"dsn": url}, pgbench, quick)
        return
    folder = Path(tempfile.mkdtemp(prefix="shinchoku-bench-"))
    try:
        with lease(folder / "postgresql", settings={"max_connections": "160"}) as server:
            yield Place(dict(server.parameters), pgbench, quick)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _execute(parameters: dict[str, Any], statements: Iterable[str]) -> None:
    connection = await asyncpg.connect(**parameters)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
