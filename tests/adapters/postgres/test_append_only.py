"""Append-only below the application: whoever comes, by whatever way, what is stored stays as it is."""

from dataclasses import replace
from typing import TYPE_CHECKING

import asyncpg
import pytest

from adapters.postgres.connection import APPLICATION, Database
from adapters.postgres.event_log import PostgresEventLog
from tests.adapters.postgres.lane_gate import assert_whole, call, connected
from tests.adapters.postgres.ledger import filled, opened

if TYPE_CHECKING:
    from adapters.postgres.connection import Connection

CHANGES = {
    "update": "UPDATE event SET actor = 'someone-else'",
    "update of nothing": "UPDATE event SET actor = 'someone-else' WHERE false",
    "delete": "DELETE FROM event WHERE position = 1",
    "truncate": "TRUNCATE event",
    "truncate cascade": "TRUNCATE event CASCADE",
    "merge": "MERGE INTO event e USING (SELECT 1 AS p) n ON e.position = n.p WHEN MATCHED THEN DELETE",
}
WRITES = {
    **CHANGES,
    "insert": "INSERT INTO event SELECT * FROM event",
    "copy": "COPY event FROM STDIN",
    "drop": "DROP TABLE event",
    "alter": "ALTER TABLE event DISABLE TRIGGER append_only",
    "answer": "UPDATE request SET answer = 'another'",
    "forget": "DELETE FROM request",
    "shadow": "CREATE FUNCTION sha256(text) RETURNS bytea LANGUAGE sql AS $$ SELECT '\\x00'::bytea $$",
    "ledger": "DELETE FROM migration",
}


async def stored(log: PostgresEventLog) -> None:
    """Have something to protect."""
    await log.append(filled("a", 2))


@pytest.mark.parametrize("role", ["shinchoku_owner", None])
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("mode", ["origin", "replica"])
async def test_neither_owner_nor_superuser_can_change_what_is_stored(  # noqa: PLR0913, PLR0917 - the fixtures and the case
    database: Database, log: PostgresEventLog, superuser: "Connection", role: str | None, change: str, mode: str
) -> None:
    await stored(log)
    before = await superuser.fetch("SELECT * FROM event ORDER BY position")
    async with connected(replace(database, settings={"session_replication_role": mode}), role) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await connection.execute(CHANGES[change])
    assert await superuser.fetch("SELECT * FROM event ORDER BY position") == before


@pytest.mark.parametrize("write", WRITES)
async def test_the_application_can_only_append(database: Database, log: PostgresEventLog, write: str) -> None:
    await stored(log)
    async with connected(database, APPLICATION) as connection:
        await connection.execute(f"SET search_path = {database.area}")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(WRITES[write])
        assert await assert_whole(connection) == 3


async def test_a_stranger_in_the_database_can_neither_append_nor_read(
    database: Database, superuser: "Connection"
) -> None:
    await superuser.execute("DROP ROLE IF EXISTS stranger_to_the_log; CREATE ROLE stranger_to_the_log NOLOGIN")
    try:
        async with connected(database, "stranger_to_the_log") as stranger:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await stranger.fetch(f"TABLE {database.area}.event")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await stranger.fetch(f"SELECT {database.area}.append_batch('{{}}', '{{}}', '{{}}', '{{}}')")
    finally:
        await superuser.execute("DROP ROLE stranger_to_the_log")


async def test_temporary_objects_of_a_session_cannot_stand_in_for_the_log(
    database: Database, superuser: "Connection"
) -> None:
    async with connected(database, APPLICATION) as connection:
        await connection.execute("CREATE TEMP TABLE event (LIKE event)")
        await connection.execute("CREATE TEMP TABLE request (LIKE request)")
        await connection.execute(f"SET search_path = pg_temp, {database.area}")
        await call(connection, opened("a"))
        assert await connection.fetchval("SELECT count(*) FROM pg_temp.event") == 0
    assert await assert_whole(superuser) == 1


async def test_the_roles_of_the_log_cannot_log_in_and_own_nothing_else(superuser: "Connection") -> None:
    roles = await superuser.fetch(
        "SELECT rolname, rolcanlogin, rolsuper FROM pg_roles WHERE rolname LIKE 'shinchoku\\_%'"
    )
    assert {(row["rolname"], row["rolcanlogin"], row["rolsuper"]) for row in roles} >= {
        ("shinchoku_owner", False, False),
        ("shinchoku_app", False, False),
    }
    definer, settings = await superuser.fetchrow(
        "SELECT prosecdef, proconfig FROM pg_proc WHERE oid = 'append_batch'::regproc"
    ) or (False, [])
    assert definer
    assert "search_path=kumamoto, pg_temp" in settings
