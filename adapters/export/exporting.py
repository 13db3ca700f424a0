"""Exporting: the record as it is signed now, read from the database and written as one file."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.export.writing import Export, Extent, write
from adapters.postgres.audit import PostgresAudit
from adapters.postgres.connection import refusing
from adapters.postgres.queries import queries
from adapters.postgres.tree import raw_pages
from adapters.postgres.verifying import every_checkpoint
from application.merkle import Levels
from application.ports import Clock
from application.sealing import Seals
from domain.record import Recorded
from domain.topics import all_events
from projections.audit_timeline import Asked

if TYPE_CHECKING:
    from adapters.postgres.connection import Pool

CAUSE = "export"
LEAVES = 20_000  # read at a time
PAGE = 1_000


class NothingToExport(Exception):  # noqa: N818 - named like the refusals
    """書き出す記録がまだありません。"""


@dataclass(frozen=True, slots=True)
class Written:
    """書き出しの結果: how many events are in the file, and how many the signed record has."""

    events: int
    size: int


async def export_record(  # noqa: PLR0913 - what the record is read from, and where it goes
    pool: "Pool", audit: PostgresAudit, seals: Seals, clock: Clock, *, file: Path, fiscal_year: int | None = None
) -> Written:
    """Sign the record as it stands and write it, or what of it belongs to a fiscal year; raises ``NothingToExport``."""
    last = await seals.seal(CAUSE)
    if last is None:
        raise NothingToExport
    export = Export(
        extent=Extent(last.size, fiscal_year),
        exported_at=clock.now(),
        keys=seals.keys,
        checkpoints=[each for each in await every_checkpoint(pool) if each.size <= last.size],
        leaves=Levels(await _leaves(pool, last.size)),
        events=all_events(),
    )
    whole = raw_pages(pool, last.size)
    records = whole if fiscal_year is None else _of_year(audit, fiscal_year, last.size)
    return Written(await write(file, export, records), last.size)


async def _of_year(audit: PostgresAudit, fiscal_year: int, size: int) -> AsyncIterator[Sequence[Recorded]]:
    after = 0
    while page := await audit.oldest(Asked(fiscal_year=fiscal_year, as_of=size), after=after, limit=PAGE):
        yield page
        after = page[-1].position


async def _leaves(pool: "Pool", size: int) -> bytearray:
    found = bytearray()
    for first in range(0, size, LEAVES):
        with refusing():
            rows = await pool.fetch(queries("tree")["leaves"], first, min(first + LEAVES, size))
        for row in rows:
            found += row[0]
    return found
