"""The press: makes the files of every published edition once, keeps them, and has the record name them by hash.

An edition waits for the first checkpoint over its publication, which its files show. What is due follows from the
record alone, so an outage only delays it, and what was kept is never made again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from application.checkpoints import Checkpoint, note_of
from application.desk import replay
from application.ports import Documents, EventLog, Recorded
from application.publications import KeepPublishedFiles
from application.sealing import Checkpoints
from domain.errors import Refusal, refuse_first
from domain.publication import Edition, Publication
from domain.published_files import EditionFiles, PublishedFile, PublishedFileKind


class Printer(Protocol):
    """組版: makes the files of an edition; the same input gives the same bytes."""

    def __call__(self, content: bytes, edition: Edition, checkpoint: Checkpoint) -> Mapping[PublishedFileKind, bytes]:
        """Make every kind of file from the frozen bytes of a report."""


class Due(NamedTuple):
    """作成待ち: an edition without files, and where its publication stands in the record."""

    fiscal_year: int
    edition: Edition
    position: int


Keep = Callable[[KeepPublishedFiles], Awaitable[object]]


class Press:
    """印刷所: prints what is due, oldest first."""

    def __init__(self, log: EventLog, documents: Documents, checkpoints: Checkpoints, printer: Printer) -> None:
        self._log = log
        self._documents = documents
        self._checkpoints = checkpoints
        self._printer = printer

    async def due(self) -> Sequence[Due]:
        """List the published editions that have no files yet."""
        streams = await self._log.streams(Publication.TOPIC)
        return [each for records in streams.values() for each in _due(records)]

    async def run(self, keep: Keep) -> Sequence[Due]:
        """Make and keep what is due and already sealed, and tell what was.

        What cannot be made does not hold up the rest; the first refusal is raised in the end.
        """
        made, refused = [], []
        for due in await self.due():
            sealed = await self._checkpoints.first(due.position)
            if sealed is None:
                continue
            try:
                await keep(await self._print(due, note_of(sealed.note).checkpoint()))
            except Refusal as refusal:
                refused.append(refusal)
            else:
                made.append(due)
        refuse_first(refused)
        return made

    async def _print(self, due: Due, checkpoint: Checkpoint) -> KeepPublishedFiles:
        content = await self._documents.get(due.edition.content.content_hash)
        printed = await asyncio.to_thread(self._printer, content, due.edition, checkpoint)
        files = [
            PublishedFile(kind=kind, sha256=await self._documents.put(made), size=len(made))
            for kind, made in printed.items()
        ]
        kept = EditionFiles(edition=due.edition.edition, checkpoint=checkpoint.shown(), files=tuple(files))
        return KeepPublishedFiles(fiscal_year=due.fiscal_year, kept=kept)


def _due(records: Sequence[Recorded]) -> Iterator[Due]:
    publication = replay(Publication, [record.event for record in records])
    if publication is None:
        return
    for record in records:
        told = record.event
        if not isinstance(told, Publication.Published | Publication.Corrected):
            continue
        if told.edition.edition not in publication.files:
            yield Due(publication.fiscal_year, told.edition, record.position)
