"""The press: every published edition gets its files once, after its seal, and the record names them by hash."""

from collections.abc import AsyncIterator
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import pytest_asyncio

from adapters.documents.printing import print_files
from adapters.documents.typesetting import TypesettingFailed
from adapters.postgres.connection import Database
from adapters.postgres.documents import PostgresDocuments
from adapters.postgres.tree import PostgresCheckpoints
from application.authority import NotPermitted, system
from application.checkpoints import Checkpoint, note_of
from application.ports import Act, Append, DocumentNotFound, Documents, NewEvent
from application.press import Press
from application.publications import KeepPublishedFiles as Keep
from domain.publication import Channel, Content, Edition, Publication, Standing
from domain.published_files import (
    EditionFiles,
    EditionNotPublished,
    PublishedFile,
    PublishedFileKind,
    PublishedFilesAlreadyKept,
    PublishedFilesIncomplete,
)
from tests.adapters.documents.printed_samples import content
from tests.adapters.postgres.seals import seals_over
from tests.application.counter_room import HEAD, CounterRoom, counter_room

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.postgres.connection import Pool
    from application.sealing import Seals
    from domain.errors import Refusal

DAY = date(2026, 3, 24)
WORKER = system("scheduler")
STANDING = Standing(number=3, approved_on=date(2026, 2, 6), heard_on=date(2026, 2, 20))


class House:
    """A record in which reports are published, sealed and printed."""

    def __init__(self, room: CounterRoom, pool: "Pool") -> None:
        self.room = room
        self.documents: Documents = PostgresDocuments(pool)
        self.seals: Seals = seals_over(room.log, pool, room.clock)
        self.checkpoints = PostgresCheckpoints(pool)
        self.failing: Refusal | None = None
        self.printed: list[int] = []
        self.press = Press(room.log, self.documents, self.checkpoints, self.print)

    def print(self, content: bytes, edition: Edition, checkpoint: Checkpoint) -> "Mapping[PublishedFileKind, bytes]":
        """Print with the real printer, or fail for the first edition when told to."""
        if self.failing is not None and edition.edition == 1:
            raise self.failing
        self.printed.append(edition.edition)
        return print_files(content, edition, checkpoint)

    async def run(self) -> list[int]:
        """Let the press work as the scheduler does; tell which editions got files."""

        async def keep(command: Keep) -> object:
            return await self.room.ask(command, WORKER)

        return [due.edition.edition for due in await self.press.run(keep)]

    async def publication(self) -> Publication:
        """Read the publication."""
        return await self.room.load(Publication, "publication:2025")

    async def publish(self, told: bytes) -> None:
        """Publish these bytes as the first edition."""
        made = Publication.prepare(2025, await self.put(told), "person-1", STANDING)
        made.publish((Channel.WEBSITE,), DAY, "person-2", STANDING)
        await self.store(made)

    async def correct(self, told: bytes) -> None:
        """Publish these bytes as the second edition."""
        made = await self.publication()
        edition = {"content": await self.put(told), "channels": (Channel.WEBSITE,), "by": "person-2"}
        made.correct(Edition.model_validate({**edition, "edition": 2, "published_on": DAY, "reason": "誤記"}), STANDING)
        await self.store(made)

    async def put(self, told: bytes) -> Content:
        """Put bytes into the store and name them."""
        return Content(compilation_id="compilation:2025", number=3, content_hash=await self.documents.put(told))

    async def store(self, made: Publication) -> None:
        """Record what was decided."""
        act = Act(actor="somebody", capacity="secretariat", effective_on=DAY)
        await self.room.log.append(Append([NewEvent(uuid4(), fact) for fact in made.collect()], act))


@pytest_asyncio.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with counter_room(database, DAY) as room, await database.pool() as pool:
        yield House(room, pool)


async def test_nothing_is_made_before_the_publication_is_sealed(house: House) -> None:
    await house.publish(content())
    assert await house.run() == []
    await house.seals.run()
    assert await house.run() == [1]
    assert await house.run() == []
    assert house.printed == [1]


async def test_what_was_made_is_kept_by_its_hash_and_shows_the_first_checkpoint_over_the_publication(
    house: House,
) -> None:
    await house.publish(content())
    first = await house.seals.run()
    assert first is not None
    await house.correct(content(comment="誤記を改めた。"))
    await house.seals.run()
    assert await house.run() == [1, 2]
    made = await house.publication()
    assert made.files[1].checkpoint == note_of(first.note).checkpoint().shown()
    assert made.files[2].checkpoint != made.files[1].checkpoint
    for kept in made.files.values():
        assert sorted(each.kind for each in kept.files) == sorted(PublishedFileKind)
        for each in kept.files:
            held = await house.documents.get(each.sha256)
            assert (sha256(held).hexdigest(), len(held)) == (each.sha256, each.size)


async def test_a_correction_gets_files_of_its_own_and_leaves_the_earlier_ones(house: House) -> None:
    await house.publish(content())
    await house.seals.run()
    await house.run()
    before = (await house.publication()).files[1]
    await house.correct(content(comment="誤記を改めた。"))
    await house.seals.run()
    assert await house.run() == [2]
    after = (await house.publication()).files
    assert after[1] == before
    assert after[2].of(PublishedFileKind.REPORT).sha256 != before.of(PublishedFileKind.REPORT).sha256


async def test_an_edition_that_cannot_be_printed_does_not_hold_up_the_next_and_is_tried_again(house: House) -> None:
    await house.publish(content())
    await house.correct(content(comment="誤記を改めた。"))
    await house.seals.run()
    house.failing = TypesettingFailed(problem="書体がない")
    with pytest.raises(TypesettingFailed):
        await house.run()
    assert sorted((await house.publication()).files) == [2]
    house.failing = None
    assert await house.run() == [1]


def kept(sha256_of_all: str, edition: int = 1, kinds: tuple[PublishedFileKind, ...] = tuple(PublishedFileKind)) -> Keep:
    files = tuple(PublishedFile(kind=each, sha256=sha256_of_all, size=1) for each in kinds)
    return Keep(fiscal_year=2025, kept=EditionFiles(edition=edition, checkpoint="1:x", files=files))


async def test_kept_files_are_never_replaced_and_nobody_but_the_system_keeps_any(house: House) -> None:
    await house.publish(content())
    await house.seals.run()
    await house.run()
    known, other = await house.documents.put(b"x"), "a" * 64
    with pytest.raises(PublishedFilesAlreadyKept):
        await house.room.ask(kept(known), WORKER)
    with pytest.raises(NotPermitted):
        await house.room.ask(kept(known), HEAD)
    with pytest.raises(DocumentNotFound):
        await house.room.ask(kept(other, 2), WORKER)
    with pytest.raises(EditionNotPublished):
        await house.room.ask(kept(known, 2), WORKER)
    same = Keep(fiscal_year=2025, kept=(await house.publication()).files[1])
    assert (await house.room.ask(same, WORKER)).events == ()


async def test_a_set_of_files_that_is_not_whole_is_refused(house: House) -> None:
    await house.publish(content())
    known = await house.documents.put(b"x")
    with pytest.raises(PublishedFilesIncomplete):
        await house.room.ask(kept(known, kinds=(PublishedFileKind.REPORT,)), WORKER)
