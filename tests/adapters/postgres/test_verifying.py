"""The verification of a live record: what is changed from below is found, and where; an honest one is left alone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from adapters.postgres.verifying import Verdict, verify_record
from adapters.signing.ed25519 import verify
from application.verification import Fault
from tests.adapters.postgres.seals import signer
from tests.adapters.postgres.test_tree import Sealed, opened

if TYPE_CHECKING:
    from adapters.postgres.connection import Connection, Pool

EVENTS, FORGED = 40, 60
TEXTS = ("actor", "capacity", "topic", "reason", "authority", "acting_for", "request_id")


@dataclass
class Record:
    """A sealed record of forty events, and every right over it."""

    sealed: Sealed
    pool: "Pool"
    below: "Connection"

    async def verdict(self) -> Verdict:
        """Verify it."""
        return await verify_record(self.pool, self.sealed.seals.keys, verify)


@pytest_asyncio.fixture
async def record(database: Database) -> AsyncIterator[Record]:
    below = await database.connect(role=None)
    async with opened(database) as sealed, await database.pool() as pool:
        for _ in range(4):
            await sealed.write(EVENTS // 4)
            await sealed.seals.seal("daily")
        for table in ("event", "checkpoint"):
            await below.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        yield Record(sealed, pool, below)
    await below.close()


async def test_an_honest_record_holds_with_every_checkpoint(record: Record) -> None:
    verdict = await record.verdict()
    assert (verdict.events, verdict.checkpoints, verdict.findings) == (EVENTS, 4, [])
    assert verdict.root == await record.sealed.tree.root(EVENTS)


async def test_whatever_is_changed_in_one_event_is_found_at_its_place(record: Record) -> None:
    dice = Random(7)  # noqa: S311 - the same forgeries every time
    for _ in range(FORGED):
        position = dice.randint(1, EVENTS)
        changed = dice.choice(
            [
                *(f"{column} = coalesce({column}, '') || '!'" for column in TEXTS),
                "recorded_at = recorded_at + interval '1 microsecond'",
                "effective_on = effective_on + 1",
                "schema_version = schema_version + 1",
                "body = replace(body::text, '{', '{ ')::json",
                "event_id = gen_random_uuid()",
                "corrects = gen_random_uuid()",
                "leaf = sha256(leaf)",
            ]
        )
        forgery = f"UPDATE event SET {changed} WHERE position = $1"  # noqa: S608 - of the list above
        assert await record.below.execute(forgery, position) == "UPDATE 1"
        verdict = await record.verdict()
        assert verdict.findings, changed
        assert (verdict.findings[0].position, verdict.findings[0].fault) == (position, Fault.LEAF), changed
        await record.below.execute("TRUNCATE event, checkpoint, subtree, trail")
        for _ in range(4):
            await record.sealed.write(EVENTS // 4)
            await record.sealed.seals.seal("daily")
        assert (await record.verdict()).findings == []


async def test_a_history_that_was_hashed_again_is_found_by_the_checkpoint_after_it(record: Record) -> None:
    await record.below.execute("UPDATE event SET reason = 'another' WHERE position = 13")
    line = await record.below.fetchval(
        """
        UPDATE event SET leaf = sha256('\\x00'::bytea || convert_to(canonical_line(acting_for, actor, authority,
            body::text, capacity, causation_id, corrects, correlation_id, effective_on, event_id, position, reason,
            recorded_at, request_id, schema_version, stream_id, topic, version), 'UTF8'))
        WHERE position = 13 RETURNING position
        """
    )
    assert line == 13
    verdict = await record.verdict()
    assert [(each.fault, each.position) for each in verdict.findings] == [(Fault.ROOT, size) for size in (20, 30, 40)]


@pytest.mark.parametrize(
    ("forgery", "first"),
    [
        ("DELETE FROM event WHERE position > 35", (Fault.SHORT, 35)),
        ("DELETE FROM event WHERE position = 17", (Fault.POSITION, 17)),
        ("UPDATE event SET position = position + 1000 WHERE position = 40", (Fault.POSITION, 40)),
        ("UPDATE checkpoint SET note = replace(note, 'test', 'text') WHERE size = 20", (Fault.SIGNATURE, 20)),
        ("UPDATE checkpoint SET size = 21 WHERE size = 20", (Fault.SIGNATURE, 21)),
        ("UPDATE checkpoint SET note = 'x' WHERE size = 20", (Fault.NOTE, 20)),
    ],
)
async def test_what_is_missing_or_was_never_signed_is_found(
    record: Record, forgery: str, first: tuple[Fault, int]
) -> None:
    await record.below.execute(forgery)
    found = (await record.verdict()).findings[0]
    assert (found.fault, found.position) == first


async def test_swapped_events_are_found(record: Record) -> None:
    await record.below.execute("ALTER TABLE event DROP CONSTRAINT event_pkey, DROP CONSTRAINT event_position_check")
    await record.below.execute("UPDATE event SET position = 13 - position WHERE position IN (6, 7)")
    found = (await record.verdict()).findings[0]
    assert (found.fault, found.position) == (Fault.LEAF, 6)


async def test_a_root_that_came_another_way_is_held_against_the_record(record: Record) -> None:
    keys, at = record.sealed.seals.keys, {17: await record.sealed.tree.root(17)}
    assert (await verify_record(record.pool, keys, verify, at)).findings == []
    for outside, fault in ((17, Fault.OUTSIDE), (EVENTS + 1, Fault.SHORT)):
        verdict = await verify_record(record.pool, keys, verify, {outside: b"0" * 32})
        assert [(each.fault, each.position) for each in verdict.findings] == [(fault, min(outside, EVENTS))]


async def test_checkpoints_of_a_key_that_is_not_known_do_not_count(record: Record) -> None:
    verdict = await verify_record(record.pool, [signer().key], verify)
    assert [each.fault for each in verdict.findings] == [Fault.SIGNATURE] * 4
    assert verdict.checkpoints == 0


def test_every_kind_of_fault_is_told_in_both_languages() -> None:
    assert len({fault.japanese for fault in Fault}) == len({fault.english for fault in Fault}) == len(Fault)
