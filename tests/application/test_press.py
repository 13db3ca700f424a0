"""The press: every published edition gets its files once, after its seal, and the record names them by hash."""

from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from adapters.documents.printing import print_files
from adapters.postgres.connection import Database
from adapters.postgres.documents import PostgresDocuments
from adapters.postgres.tree import PostgresCheckpoints
from application.authority import NotPermitted, system
from application.checkpoints import Checkpoint, note_of
from application.ports import DocumentNotFound, Documents
from application.press import Press
from application.publications import KeepPublishedFiles
from domain.errors import Refusal
from domain.publication import Channel, Content, Edition, Publication
from domain.published_files import EditionFiles, PublishedFile, PublishedFileKind, PublishedFilesAlreadyKept
from tests.adapters.documents.printed_samples import content
from tests.adapters.postgres.seals import seals_over
from tests.application.counter_room import HEAD, CounterRoom, counter_room
from tests.domain.test_publication import standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.postgres.connection import Pool
    from application.sealing import Seals

DAY = date(2026, 3, 24)
WORKER = system("scheduler")


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

    def print(
        self, told: bytes, edition: Edition, checkpoint: Checkpoint
    ) -> "Mapping[PublishedFileKind, bytes]":
        if self.failing is not None and edition.edition == 1:
            raise self.failing
        self.printed.append(edition.edition)
        return print_files(told, edition, checkpoint)

    async def run(self) -> list[int]:
        async def keep(command: KeepPublishedFiles) -> object:
            return await self.room.ask(command, WORKER)

        return [due.edition.edition for due in await self.press.run(keep)]

    async def publication(self) -> Publication:
        return await self.room.load(Publication, "publication:2025")

    async def publish(self, told: bytes) -> None:
        made = Publication.prepare(2025, await self.content(told), "person-1", standing())
        made.publish((Channel.WEBSITE,), DAY, "person-2", standing())
        await self.store(made)

    async def correct(self, told: bytes) -> None:
        made = await self.publication()
        edition = {"content": await self.content(told), "channels": (Channel.WEBSITE,), "by": "person-2"}
        made.correct(
            Edition.model_validate({**edition, "edition": 2, "published_on": DAY, "reason": "誤記"}), standing()
        )
        await self.store(made)

    async def content(self, told: bytes) -> Content:
        return Content(compilation_id="compilation:2025", number=3, content_hash=await self.documents.put(told))

    async def store(self, made: Publication) -> None:
        await self.room.store(made)
