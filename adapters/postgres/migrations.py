"""Migrations: numbered SQL files, each run once, in order, in a transaction of its own."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import asyncpg

from adapters.postgres.queries import queries

if TYPE_CHECKING:
    from asyncpg import Record

    from adapters.postgres.connection import Connection, Database


class DatabaseNewer(Exception):  # noqa: N818 - named like the refusals
    """データベースがプログラムより新しい版です。プログラムを更新してください。"""


class MigrationChanged(Exception):  # noqa: N818 - named like the refusals
    """適用済みの移行手順が後から書き換えられています。"""


class DatabaseOlder(Exception):  # noqa: N818 - named like the refusals
    """データベースがプログラムより古い版です。「shinchoku migrate」を実行してください。"""


@dataclass(frozen=True, slots=True)
class Migration:
    """移行: one numbered file."""

    number: int
    name: str
    text: str

    @property
    def checksum(self) -> bytes:
        """Give the SHA-256 of the text, which must never change once it has run anywhere."""
        return hashlib.sha256(self.text.encode()).digest()


def known() -> Sequence[Migration]:
    """List the migrations of this code, oldest first."""
    found = sorted(
        entry.name for entry in files("adapters.postgres.sql.migrations").iterdir() if entry.name.endswith(".sql")
    )
    folder = files("adapters.postgres.sql.migrations")
    return [Migration(int(name[:4]), name[5:-4], folder.joinpath(name).read_text(encoding="utf-8")) for name in found]


async def migrate(database: "Database", migrations: Sequence[Migration] | None = None) -> int:
    """Bring the area up to this code and give the number of its last migration; running it again changes nothing."""
    steps = known() if migrations is None else migrations
    connection = await database.connect(role=None)
    try:
        await connection.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        await connection.execute(queries("area")["lock"])
        await connection.execute("SELECT set_config('shinchoku.area', $1, false)", database.area)
        await connection.execute(queries("area")["prepare"])
        for migration in pending(await _ledger(connection), steps):
            await _apply(connection, migration)
    finally:
        await connection.close()
    return max((step.number for step in steps), default=0)


async def require_current(database: "Database") -> None:
    """Make sure that the area is at the version of this code, without changing anything."""
    connection = await database.connect(role=None)
    try:
        applied = await connection.fetch(queries("area")["applied"])
    except asyncpg.UndefinedTableError:
        applied = []
    finally:
        await connection.close()
    if missing := pending(applied, known()):
        raise DatabaseOlder([step.number for step in missing])


def pending(applied: Sequence["Record"], steps: Sequence[Migration]) -> Sequence[Migration]:
    """Give the steps that have not run; stop when the ledger knows more, or other texts, than this code."""
    ours = {step.number: step for step in steps}
    for number, name, checksum in applied:
        if number not in ours:
            raise DatabaseNewer(number, name)
        if ours[number].checksum != checksum:
            raise MigrationChanged(number, name)
    done = {row["number"] for row in applied}
    return [step for step in steps if step.number not in done]


async def _ledger(connection: "Connection") -> Sequence["Record"]:
    async with connection.transaction():
        await connection.execute(queries("area")["enter"])
        await connection.execute(queries("area")["ledger"])
        return await connection.fetch(queries("area")["applied"])


async def _apply(connection: "Connection", migration: Migration) -> None:
    async with connection.transaction():
        await connection.execute(queries("area")["enter"])
        await connection.execute(migration.text)
        await connection.execute(queries("area")["record"], migration.number, migration.name, migration.checksum)
