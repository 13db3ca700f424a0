"""The tree and the checkpoints over a real log: roots and proofs as defined, and nothing signed that does not go on."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from adapters.clock import MovableClock
from adapters.postgres.connection import Database
from adapters.postgres.event_log import PostgresEventLog, open_event_log
from adapters.postgres.tree import PostgresCheckpoints, PostgresTree
from adapters.signing.ed25519 import verify
from application.checkpoints import CheckpointNotSigned, Note, note_of
from application.merkle import Growing, extends, includes
from application.ports import Act, Append, NewEvent
from application.sealing import CheckpointNotFound, Kept, ProofOutOfReach, RecordContradictsCheckpoint, Seals
from domain.topics import all_events
from tests.adapters.postgres.ledger import EVENTS, Ledger
from tests.adapters.postgres.seals import ORIGIN, seals_over, signer

ACT = Act(actor="person-1", capacity="secretariat", effective_on=date(2025, 4, 1))
FIRST = date(2025, 4, 1)


@dataclass
class Sealed:
    """A log, its tree, its checkpoints and who makes them."""

    log: PostgresEventLog
    tree: PostgresTree
    checkpoints: PostgresCheckpoints
    seals: Seals
    clock: MovableClock

    async def write(self, events: int) -> None:
        """Append a stream of so many events, in appends of some hundred."""
        ledger = Ledger(name=uuid4().hex)
        for number in range(events - 1):
            ledger.enter(f"記入{number}", FIRST)
        facts = ledger.collect()
        for start in range(0, len(facts), 400):
            chunk = facts[start : start + 400]
            await self.log.append(Append([NewEvent(uuid4(), fact) for fact in chunk], ACT))

    async def leaves(self) -> list[bytes]:
        """Read every leaf."""
        return [record.leaf for record in await self.log.page(0, 100_000)]


@asynccontextmanager
async def opened(database: Database) -> AsyncIterator[Sealed]:
    """Open a log with seals over it."""
    async with open_event_log(database, {**all_events(), **EVENTS}) as log, await database.pool() as pool:
        clock = MovableClock.on(FIRST)
        yield Sealed(log, PostgresTree(pool), PostgresCheckpoints(pool), seals_over(log, pool, clock), clock)


@pytest_asyncio.fixture
async def sealed(database: Database) -> AsyncIterator[Sealed]:
    async with opened(database) as made:
        yield made


def roots(leaves: Sequence[bytes]) -> list[bytes]:
    """Give the root over every beginning, by definition."""
    growing, found = Growing(), []
    for leaf in leaves:
        growing.add(leaf)
        found.append(growing.root())
    return found


async def test_roots_and_proofs_over_the_log_are_those_of_the_definition(sealed: Sealed) -> None:
    for events in (1, 254, 1, 1, 300, 256, 700):  # below, at and beyond complete subtrees that are kept
        await sealed.write(events)
        leaves = await sealed.leaves()
        known, size = roots(leaves), len(leaves)
        assert await sealed.tree.size() == size
        for some in {1, 255, 256, 257, 511, 512, 513, size - 1, size} & set(range(1, size + 1)):
            assert await sealed.tree.root(some) == known[some - 1]
            proof = await sealed.tree.consistency(some, size)
            assert extends(known[some - 1], some, known[-1], size, proof)
            leaf, path = await sealed.tree.inclusion(some, size)
            assert leaf == leaves[some - 1]
            assert includes(known[-1], size, leaf, some - 1, path)
            assert sum(len(each) for each in path) <= 1024


async def test_the_tree_keeps_subtrees_of_subtrees_over_a_long_log(sealed: Sealed, database: Database) -> None:
    """Written from below, past what the application could: 70,000 leaves of events that do not matter."""
    connection = await database.connect(role=None)
    try:
        await connection.execute(
            """
            INSERT INTO event (position, recorded_at, version, schema_version, effective_on, event_id, stream_id,
                topic, actor, capacity, body, leaf)
            SELECT n, now(), n, 1, '2025-04-01', gen_random_uuid(), 'sample-ledger:long', 'sample-ledger.closed',
                'a', 'c', '{}', sha256(n::text::bytea) FROM generate_series(1, 70000) AS n
            """
        )
        rows = await connection.fetch("SELECT leaf FROM event ORDER BY position")
        known = roots([row[0] for row in rows])
        for size in (65_535, 65_536, 65_537, 70_000):
            assert await sealed.tree.root(size) == known[size - 1]
        proof = await sealed.tree.consistency(65_537, 70_000)
        assert extends(known[65_536], 65_537, known[-1], 70_000, proof)
        kept = await connection.fetch("SELECT level, count(*) FROM subtree GROUP BY level ORDER BY level")
        assert [tuple(row) for row in kept] == [(8, 273), (16, 1)]
    finally:
        await connection.close()


@pytest.mark.parametrize(("position", "size"), [(0, 1), (2, 1), (1, 9)])
async def test_a_proof_about_what_is_not_there_is_refused(sealed: Sealed, position: int, size: int) -> None:
    await sealed.write(3)
    with pytest.raises(ProofOutOfReach):
        await sealed.tree.inclusion(position, size)
    with pytest.raises(ProofOutOfReach):
        await sealed.tree.consistency(3, size + 3)


async def test_a_checkpoint_is_made_of_a_day_and_only_when_there_is_something_new(sealed: Sealed) -> None:
    assert await sealed.seals.run() is None
    await sealed.write(5)
    made = await sealed.seals.run()
    assert made is not None
    assert (made.size, made.cause, made.made_at) == (5, "daily", sealed.clock.now())
    note = note_of(made.note)
    assert note.signed_by(sealed.seals.keys, verify) == [ORIGIN]
    assert note.checkpoint() == (ORIGIN, 5, roots(await sealed.leaves())[-1])
    await sealed.write(1)
    assert await sealed.seals.run() is None  # not a day gone by
    sealed.clock.move_to_day(FIRST + timedelta(days=1))
    assert (await sealed.seals.run() or made).size == 6
    sealed.clock.move_to_day(FIRST + timedelta(days=2))
    assert await sealed.seals.run() is None  # nothing new
    assert [each.size for each in await sealed.checkpoints.page(100, 10)] == [6, 5]


async def test_several_workers_make_one_checkpoint_of_a_size(sealed: Sealed, database: Database) -> None:
    await sealed.write(3)
    async with opened(database) as other:
        one, two = await sealed.seals.seal("daily"), await other.seals.seal("daily")
        assert one == two is not None


async def test_nothing_is_signed_over_a_record_that_does_not_go_on_from_what_was_signed(
    sealed: Sealed, database: Database
) -> None:
    await sealed.write(300)
    await sealed.seals.seal("daily")
    await _rewrite(database, 299)
    await sealed.write(2)
    with pytest.raises(RecordContradictsCheckpoint):
        await sealed.seals.seal("daily")
    assert [each.size for each in await sealed.checkpoints.page(1000, 10)] == [300]


async def test_an_event_that_was_changed_under_a_subtree_is_proven_by_nobody(
    sealed: Sealed, database: Database
) -> None:
    await sealed.write(300)
    made = await sealed.seals.seal("daily")
    assert made is not None
    signed = note_of(made.note).checkpoint()
    await _rewrite(database, 7)
    leaf, proof = await sealed.tree.inclusion(7, 300)
    assert not includes(signed.root, 300, leaf, 6, proof)
    untouched, proof = await sealed.tree.inclusion(300, 300)
    assert includes(signed.root, 300, untouched, 299, proof)


async def test_nothing_is_signed_over_a_record_that_became_shorter(sealed: Sealed, database: Database) -> None:
    await sealed.write(9)
    await sealed.seals.seal("daily")
    connection = await database.connect(role=None)
    try:
        await connection.execute("ALTER TABLE event DISABLE TRIGGER append_only")
        await connection.execute("DELETE FROM event WHERE position > 7")
    finally:
        await connection.close()
    with pytest.raises(RecordContradictsCheckpoint):
        await sealed.seals.seal("daily")


async def test_a_checkpoint_that_nobody_known_signed_stops_the_next_one(database: Database) -> None:
    async with opened(database) as before:
        await before.write(2)
        await before.seals.seal("daily")
        await before.write(1)
        async with opened(database) as after:  # another key, and the old one is not named
            with pytest.raises(CheckpointNotSigned):
                await after.seals.seal("daily")


async def test_a_new_key_goes_on_where_a_former_one_is_named(database: Database) -> None:
    async with opened(database) as before, await database.pool() as pool:
        await before.write(2)
        await before.seals.seal("daily")
        await before.write(1)
        rotated = seals_over(before.log, pool, before.clock, signer(), before.seals.keys)
        made = await rotated.seal("daily")
        assert made is not None
        assert note_of(made.note).signed_by(rotated.keys[:1], verify) == [ORIGIN]


async def test_a_checkpoint_is_never_changed_or_removed(sealed: Sealed, database: Database) -> None:
    await sealed.write(2)
    made = await sealed.seals.seal("daily")
    assert made is not None
    other = Note(note_of(made.note).text, ()).text
    await sealed.checkpoints.keep(Kept(2, made.made_at, "x", other), b"0" * 32)
    assert await sealed.checkpoints.get(2) == made
    for statement in ("UPDATE checkpoint SET cause = 'x'", "DELETE FROM checkpoint", "TRUNCATE checkpoint"):
        for role in ({}, {"role": None}):
            connection = await database.connect(**role)
            try:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)
            finally:
                await connection.close()
    with pytest.raises(CheckpointNotFound):
        await sealed.checkpoints.get(9)


async def test_who_serves_cannot_write_a_subtree(database: Database) -> None:
    connection = await database.connect()
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("INSERT INTO subtree VALUES (8, 0, sha256(''))")
    finally:
        await connection.close()


async def _rewrite(database: Database, position: int) -> None:
    """Change an event from below, with its leaf, as somebody with every right would."""
    connection = await database.connect(role=None)
    try:
        await connection.execute("ALTER TABLE event DISABLE TRIGGER append_only")
        await connection.execute(
            "UPDATE event SET reason = 'another', leaf = sha256('another') WHERE position = $1", position
        )
    finally:
        await connection.close()
