"""Upkeep: the log while it is vacuumed and indexed, after a dump and restore elsewhere, and as the planner reads it."""

import asyncio
import json
import os
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from adapters.embedded import lease
from adapters.embedded.binaries import bin_directories
from adapters.postgres.batch import Batch
from adapters.postgres.connection import Database
from adapters.postgres.event_log import PostgresEventLog, open_event_log
from adapters.postgres.event_mapper import EventMapper
from adapters.postgres.migrations import migrate, require_current
from adapters.postgres.queries import queries
from application.ports import Request
from tests.adapters.postgres.lane_gate import assert_whole, connected, held_lane
from tests.adapters.postgres.ledger import EVENTS, entered, filled, opened

if TYPE_CHECKING:
    from adapters.postgres.connection import Connection

UPKEEP = {
    "vacuum": "VACUUM (ANALYZE) event",
    "vacuum full": "VACUUM FULL event",
    "an index": "CREATE INDEX CONCURRENTLY upkeep ON event (capacity)",
    "indexes made anew": "REINDEX TABLE CONCURRENTLY event",
    "a cluster by position": "CLUSTER event USING event_pkey",
}
INDEX_ENTRIES_READ = "SELECT sum(idx_tup_read)::bigint FROM pg_stat_user_indexes WHERE relname IN ('event', 'request')"
MANY_REQUESTS = "INSERT INTO request SELECT 'person', i::text, '?', 1, 1, now(), '' FROM generate_series(1, 10000) i"
CHECKED = """
SELECT canonical_line(acting_for, actor, authority, body::text, capacity, causation_id, corrects, correlation_id,
    effective_on, event_id, position, reason, recorded_at, request_id, schema_version, stream_id, topic, version), leaf
FROM event ORDER BY position
"""


@pytest.mark.parametrize("upkeep", UPKEEP)
async def test_upkeep_neither_stops_appends_nor_is_stopped_by_them(
    database: Database, log: PostgresEventLog, superuser: "Connection", upkeep: str
) -> None:
    await log.append(filled("before", 500))
    stop = asyncio.Event()

    async def append_on(writer: int) -> int:
        done = 0
        while not stop.is_set():
            await log.append(opened(f"w{writer}-{done}"))
            done += 1
        return done

    writing = [asyncio.create_task(append_on(writer)) for writer in range(4)]
    async with connected(database) as keeper:
        await keeper.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        for _ in range(3):
            await keeper.execute(UPKEEP[upkeep].replace("upkeep", f"upkeep_{_}"))
    stop.set()
    done = await asyncio.gather(*writing)
    assert await assert_whole(superuser) == 501 + sum(done)
    assert min(done) > 0


async def test_a_vacuum_does_not_wait_for_whoever_holds_the_lane(
    database: Database, log: PostgresEventLog, superuser: "Connection"
) -> None:
    await log.append(filled("before", 10))
    async with held_lane(database):
        await superuser.execute("SET lock_timeout = '2s'")
        await superuser.execute("VACUUM event")


def tool(name: str) -> Path:
    return next(Path(directory) / name for directory in bin_directories())


def run_tool(name: str, parameters: dict[str, Any], *words: str, given: bytes | None = None) -> bytes:
    """Run a program of the server's own on a database; the place is told by the environment."""
    place = {"PGHOST": str(parameters["host"]), "PGPORT": str(parameters["port"]), "PGUSER": str(parameters["user"])}
    surroundings = {**os.environ, **place, "PGDATABASE": str(parameters["database"])}
    done = subprocess.run([tool(name), *words], input=given, env=surroundings, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


async def lines(database: Database) -> list[tuple[str, bytes]]:
    async with connected(database) as connection:
        return [(row[0], row[1]) for row in await connection.fetch(CHECKED)]


async def test_a_dump_restored_into_a_fresh_cluster_is_the_same_log_and_goes_on(
    database: Database, log: PostgresEventLog, tmp_path: Path
) -> None:
    if "dsn" in database.parameters:
        pytest.skip("the dump needs the programs of the server that is tested, which only the embedded one brings")
    await log.append(filled("a", 40))
    await log.append(entered("a", 42))
    before = await lines(database)
    dump = await asyncio.to_thread(run_tool, "pg_dump", dict(database.parameters), "--format=custom")
    with lease(tmp_path / "postgresql") as server:
        everywhere = await asyncpg.connect(**server.parameters)
        await everywhere.execute("CREATE DATABASE restored")
        await everywhere.execute("CREATE ROLE shinchoku_owner NOLOGIN; CREATE ROLE shinchoku_app NOLOGIN")
        await everywhere.close()
        fresh = Database({**server.parameters, "database": "restored"})
        await asyncio.to_thread(run_tool, "pg_restore", dict(fresh.parameters), "--dbname=restored", given=dump)
        await require_current(fresh)
        assert await lines(fresh) == before
        async with open_event_log(fresh, EVENTS) as restored:
            assert (await restored.append(entered("a", 43))).first == len(before) + 1
            assert [recorded.position for recorded in await restored.page(0, 100)] == [*range(1, len(before) + 2)]
        async with connected(fresh) as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
                await connection.execute("DELETE FROM event")
        assert await migrate(fresh)


def nodes(plan: dict[str, Any]) -> Iterable[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


@pytest.mark.parametrize(
    ("name", "arguments", "index"),
    [
        ("page", (7_000, 100), "event_pkey"),
        ("stream", ("sample-ledger:l-3", 0, 2**31 - 1), "event_stream_id_version_key"),
        ("streams", ("sample-other",), "event_stream_id_version_key"),
        ("head", (), "event_pkey"),
        ("stream_ids", ("sample-ledger",), "event_stream_id_version_key"),
    ],
)
@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
async def test_loads_and_pages_are_index_scans_of_nothing_but_what_they_give(  # noqa: PLR0913, PLR0917 - fixtures and case
    log: PostgresEventLog, superuser: "Connection", name: str, arguments: tuple[Any, ...], index: str, mode: str
) -> None:
    for number in range(10):
        await log.append(filled(f"l-{number}", 999))
    await superuser.execute("ANALYZE event")
    await superuser.execute(f"SET plan_cache_mode = {mode}")
    explained = await superuser.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {queries('log')[name]}", *arguments)
    scans = [node for node in nodes(json.loads(explained)[0]["Plan"]) if "Scan" in node["Node Type"]]
    assert all(node["Node Type"] != "Seq Scan" for node in scans)
    assert {node["Index Name"] for node in scans if "Index Name" in node} == {index}
    assert not any(node.get("Rows Removed by Filter", 0) > 0 for node in scans)


async def test_what_an_append_reads_does_not_grow_with_the_log(
    database: Database, log: PostgresEventLog, superuser: "Connection"
) -> None:
    """The plans of the function are made while the log is small and kept by the connection that appends."""
    mapper = EventMapper(EVENTS)
    await log.append(opened("read"))

    async def read_by(connection: "Connection", name: str) -> int:
        asked = replace(opened(name), reads={"sample-ledger:read": 1}, request=Request("person", name, b"?"), answer="")
        before = await superuser.fetchval(INDEX_ENTRIES_READ)
        await connection.fetch(queries("log")["append"], *Batch.of(mapper.entry(asked)).arguments())
        await connection.execute("SELECT pg_stat_force_next_flush()")
        read: int = await superuser.fetchval(INDEX_ENTRIES_READ) - before
        return read

    async with connected(database) as connection:
        small = [await read_by(connection, f"early-{number}") for number in range(12)]
        for number in range(10):
            await log.append(filled(f"l-{number}", 999))
        await superuser.execute(MANY_REQUESTS)
        assert await read_by(connection, "late") <= max(small) + 2
