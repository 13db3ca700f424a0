"""The witness: goes on while the record does, and raises the alarm when it was written anew, by whoever has its key."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from adapters.signing.ed25519 import verify
from adapters.witness.visiting import SEEN, ServiceUnanswered, Visit, Witness
from application.checkpoints import CheckpointMalformed, CheckpointNotSigned, VerifierKey, note_of
from application.witnessing import AnotherRecord, RecordTurnedBack
from tests.adapters.api.front import Front, open_front
from tests.adapters.api.serving import serving
from tests.adapters.postgres.seals import seals_over, signer
from tests.application.review_year import CHIEF, opening

NAME = "witness.example/office-43100"
AT = datetime(2026, 11, 26, 3, tzinfo=UTC)


@dataclass
class Watched:
    """A service behind a real port, the keys of its record, and a witness's folder."""

    front: Front
    address: str
    folder: Path

    @property
    def keys(self) -> list[VerifierKey]:
        """Give the keys of the record."""
        return list(self.front.app.state.services.seals.keys)

    async def seal(self) -> None:
        """Let the record be signed."""
        await self.front.app.state.services.seals.seal("daily")

    async def visit(self, keys: list[VerifierKey] | None = None) -> Visit:
        """Let the witness look."""

        def look() -> Visit:
            with httpx2.Client(base_url=self.address) as client:
                return Witness(NAME, self.folder, keys or self.keys).visit(client, lambda: AT)

        return await asyncio.to_thread(look)


@pytest_asyncio.fixture
async def watched(database: Database, tmp_path: Path) -> AsyncIterator[Watched]:
    async with open_front(database) as front, serving(front.app) as address:
        await front.found()
        yield Watched(front, address, tmp_path / "witness")


async def test_a_witness_goes_on_with_the_record_and_cosigns_what_it_saw(watched: Watched) -> None:
    await watched.seal()
    first = await watched.visit()
    assert first.before is None
    again = await watched.visit()
    assert again.before == again.now == first.now
    await watched.front.year.ask(CHIEF, opening())
    await watched.seal()
    later = await watched.visit()
    assert later.before == first.now
    assert later.now.size == await watched.front.log.head()
    kept = note_of((watched.folder / SEEN).read_text(encoding="utf-8"))
    own = Witness(NAME, watched.folder, watched.keys).key
    assert kept.signed_by([*watched.keys, own], verify) == [watched.keys[0].name, NAME]
    assert VerifierKey.read(own.written()) == own
    assert sorted(each.name for each in watched.folder.iterdir()) == ["seen.txt", "witness.key"]


async def test_a_record_written_anew_under_the_same_key_raises_the_alarm_and_nothing_is_forgotten(
    watched: Watched, database: Database
) -> None:
    await watched.front.year.ask(CHIEF, opening())
    await watched.seal()
    seen = (await watched.visit()).now
    await _forget_everything(database)
    await watched.front.found()
    await watched.seal()
    with pytest.raises(RecordTurnedBack) as shorter:
        await watched.visit()
    assert shorter.value.details["before"] == seen.size
    for _ in range(30):
        await watched.front.come_in("clerk", "43100")
    await watched.seal()
    with pytest.raises(RecordTurnedBack):
        await watched.visit()
    assert note_of((watched.folder / SEEN).read_text(encoding="utf-8")).checkpoint() == seen


async def test_a_record_of_another_key_or_another_name_is_not_taken_for_the_one_that_was_seen(
    watched: Watched,
) -> None:
    await watched.seal()
    with pytest.raises(CheckpointNotSigned):
        await watched.visit([signer().key])
    await watched.visit()
    services = watched.front.app.state.services
    pool = watched.front.app.state.services.checkpoints._pool  # noqa: SLF001 - another service over the same record
    other = signer("another.example/record")
    object.__setattr__(services, "seals", seals_over(watched.front.log, pool, watched.front.clock, other, watched.keys))
    await watched.front.come_in("clerk", "43100")
    await watched.seal()
    with pytest.raises(AnotherRecord):
        await watched.visit()


async def test_a_service_that_does_not_answer_is_no_alarm(watched: Watched) -> None:
    with pytest.raises(ServiceUnanswered):
        await watched.visit()  # nothing signed yet
    gone = Watched(watched.front, "http://127.0.0.1:9", watched.folder)
    with pytest.raises(ServiceUnanswered):
        await gone.visit()


async def test_a_note_that_was_changed_in_the_folder_is_noticed(watched: Watched) -> None:
    await watched.seal()
    await watched.visit()
    file = watched.folder / SEEN
    text = file.read_text(encoding="utf-8")
    size = note_of(text).checkpoint().size
    file.write_text(text.replace(f"\n{size}\n", f"\n{size - 1}\n", 1), encoding="utf-8")
    with pytest.raises(CheckpointNotSigned):
        await watched.visit()
    file.write_text("x", encoding="utf-8")
    with pytest.raises(CheckpointMalformed):
        await watched.visit()


async def _forget_everything(database: Database) -> None:
    connection = await database.connect(role=None)
    try:
        for table in ("event", "checkpoint"):
            await connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        await connection.execute("TRUNCATE event, checkpoint, subtree, trail, request")
    finally:
        await connection.close()
