"""Accountability and its cost: the leaf in every append, and the verification of a record, exported or live."""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import uvloop
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.export.exporting import export_record
from adapters.postgres.audit import PostgresAudit
from adapters.postgres.event_log import open_event_log
from adapters.postgres.event_mapper import EventMapper
from adapters.postgres.tree import PostgresCheckpoints, PostgresTree
from adapters.postgres.verifying import verify_record
from adapters.signing.ed25519 import Ed25519Signer, verify
from application.sealing import Seals
from benchmarks.appending import appends
from benchmarks.book import EVENTS, book
from benchmarks.row import Row, alternate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.postgres.connection import Database, Pool
    from adapters.postgres.event_log import PostgresEventLog
    from benchmarks.place import Place

WRITERS = 32
MAY_COST = 0.85  # of the appends that would be possible without leaves
PROGRAM = files("data").joinpath("export", "verify.py")
EXPORTED, EXPORTED_QUICK, BOOK = 1_000_000, 5_000, 100
LONGEST = 60.0  # seconds that the standalone verifier may take for a million events
LEAFLESS = r"""
DO $do$
DECLARE
    definition text := pg_get_functiondef('append_batch'::regproc);
BEGIN
    EXECUTE regexp_replace(definition, 'sha256\(''\\x00''::bytea \|\| convert_to\(canonical_line\(.*?\), ''UTF8''\)\)',
        '''\\x00''::bytea');
END
$do$
"""


class Noon:
    """正午: a clock that stands still."""

    def now(self) -> datetime:
        """Give the instant."""
        return datetime(2026, 11, 26, 3, tzinfo=UTC)

    def today(self) -> date:
        """Give the day."""
        return self.now().date()


def rows(place: "Place") -> Iterator[Row]:
    """Measure what leaves cost, and how long a record of a million events takes to be verified."""
    yield _leaf_cost(place)
    yield from _verifications(place)


def _leaf_cost(place: "Place") -> Row:
    rounds, seconds = (1, 1.0) if place.quick else (7, 2.0)
    hashed, leafless = place.log("bench_hashed"), place.log("bench_leafless")
    asyncio.run(_without_leaves(leafless))
    speed = alternate(
        rounds,
        {
            "hashed": lambda: uvloop.run(appends(hashed, WRITERS, seconds)),
            "leafless": lambda: uvloop.run(appends(leafless, WRITERS, seconds)),
        },
    )
    return Row(
        f"append with its leaf, {WRITERS} writers",
        "the same without leaves",
        speed["hashed"],
        speed["leafless"],
        MAY_COST,
        "events/s",
    )


async def _without_leaves(database: "Database") -> None:
    connection = await database.connect(role=None)
    try:
        await connection.execute(LEAFLESS)
        definition = await connection.fetchval("SELECT pg_get_functiondef('append_batch'::regproc)")
        assert "canonical_line" not in definition
    finally:
        await connection.close()


def _verifications(place: "Place") -> Iterator[Row]:
    events = EXPORTED_QUICK if place.quick else EXPORTED
    database = place.log("bench_verified")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "export.zip"
        live, exporting = uvloop.run(_filled(database, events, file))
        began = time.perf_counter()
        command = [sys.executable, "-I", str(PROGRAM), str(file)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own program
        alone = time.perf_counter() - began
    allowed = LONGEST * events / EXPORTED
    work = f"{events:,} events"
    yield Row(f"verify an export of {work}, alone", "what it may take", alone, allowed, 1, "s", less_is_better=True)
    yield Row(f"verify a live record of {work}", "what it may take", live, allowed, None, "s", less_is_better=True)
    yield Row(f"export {work}", "what it may take", exporting, allowed, None, "s", less_is_better=True)


async def _filled(database: "Database", events: int, file: Path) -> tuple[float, float]:
    """Fill a log, verify it and export it, and give the seconds of both."""
    async with _opened(database) as (log, pool):
        for number in range(events // BOOK):
            await log.append(book(str(number), BOOK))
        signer = Ed25519Signer("benchmark.example", Ed25519PrivateKey.generate())
        seals = Seals(
            log=log,
            tree=PostgresTree(pool),
            checkpoints=PostgresCheckpoints(pool),
            signer=signer,
            former=(),
            verify=verify,
            clock=Noon(),
        )
        await seals.seal("daily")
        began = time.perf_counter()
        verdict = await verify_record(pool, [signer.key], verify)
        verified = time.perf_counter()
        assert (verdict.events, verdict.checkpoints, list(verdict.findings)) == (events, 1, [])
        await export_record(pool, PostgresAudit(pool, EventMapper(EVENTS)), seals, Noon(), file=file)
        return verified - began, time.perf_counter() - verified


@asynccontextmanager
async def _opened(database: "Database") -> "AsyncIterator[tuple[PostgresEventLog, Pool]]":
    async with open_event_log(database, EVENTS) as log, await database.pool() as pool:
        yield log, pool
