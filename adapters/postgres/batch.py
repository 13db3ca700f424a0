"""A batch: appends that may share one statement, laid out in columns, and the outcomes read back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from uuid import UUID

from application.ports import Act, Appended, Request, RequestKeyReused, StreamMoved
from domain.errors import Refusal

if TYPE_CHECKING:
    from asyncpg import Record

STORED, REPEATED, MOVED, REUSED = range(4)
ROW_BYTES = 200  # what a row carries besides its body, roughly


class NewRow(NamedTuple):
    """新しい行: one event as the table takes it, its body already canonical JSON."""

    event_id: UUID
    stream_id: str
    version: int
    topic: str
    schema_version: int
    body: str


class Entry(NamedTuple):
    """一件の追記: one append, checked for contradictions in itself and ready to be laid out."""

    rows: Sequence[tuple[Any, ...]]
    written: Mapping[str, int]
    read: Mapping[str, int]
    event_ids: frozenset[UUID]
    request: Request | None
    answer: str | None
    size: int


def entry(
    rows: Sequence[NewRow],
    act: Act,
    reads: Mapping[str, int] | None = None,
    request: Request | None = None,
    answer: str | None = None,
) -> Entry:
    """Prepare one append; raises ``StreamMoved`` when it can never fit, whatever is stored."""
    reads = reads or {}
    written = _written(rows, reads)
    ids = frozenset([row.event_id for row in rows])
    if len(ids) < len(rows):
        raise StreamMoved(event_id="repeated within the append")
    by = (
        act.actor,
        act.capacity,
        act.effective_on,
        act.acting_for,
        act.authority,
        act.reason,
        act.corrects,
        act.causation_id,
        act.correlation_id,
        act.request_id,
    )
    return Entry(
        rows=[(row.version == written[row.stream_id] + 1, *row, *by) for row in rows],
        written=written,
        read={stream: version for stream, version in reads.items() if stream not in written} if reads else {},
        event_ids=ids,
        request=request,
        answer=answer,
        size=sum([len(row.body) for row in rows]) + ROW_BYTES * len(rows) + len(answer or ""),
    )


def _written(rows: Sequence[NewRow], reads: Mapping[str, int]) -> Mapping[str, int]:
    """Give the version at which each written stream must stand; the versions of an append must follow one another."""
    before: dict[str, int] = {}
    last: dict[str, int] = {}
    for row in rows:
        stream = row.stream_id
        if stream not in last:
            before[stream] = row.version - 1
        elif row.version != last[stream] + 1:
            raise StreamMoved(stream_id=stream)
        last[stream] = row.version
    for stream, version in before.items():
        if reads.get(stream, version) != version:
            raise StreamMoved(stream_id=stream)
    return before


class Batch:
    """一括: appends gathered while the one before commits; none of them depends on another."""

    def __init__(self) -> None:
        """Start empty."""
        self.entries: list[Entry] = []
        self.size = 0
        self._written: set[str] = set()
        self._read: set[str] = set()
        self._event_ids: set[UUID] = set()
        self._keys: set[tuple[str, str]] = set()

    @classmethod
    def of(cls, one: Entry) -> Self:
        """Make a batch of one append."""
        batch = cls()
        batch.admit(one)
        return batch

    def touches(self, one: Entry) -> bool:
        """Tell whether an append shares a stream, an event id or a request key with one that is in."""
        return not (
            self._written.isdisjoint(one.written)
            and self._read.isdisjoint(one.written)
            and self._written.isdisjoint(one.read)
            and self._event_ids.isdisjoint(one.event_ids)
            and (one.request is None or (one.request.scope, one.request.key) not in self._keys)
        )

    def admit(self, one: Entry) -> None:
        """Take in an append that the batch does not touch."""
        self._written |= one.written.keys()
        self._read |= one.read.keys()
        self._event_ids |= one.event_ids
        if one.request:
            self._keys.add((one.request.scope, one.request.key))
        self.entries.append(one)
        self.size += one.size

    def arguments(self) -> Sequence[Sequence[Any]]:
        """Lay the batch out as the arguments of the append function: counts, events, reads, requests."""
        counts: list[int] = []
        events: list[tuple[Any, ...]] = []
        reads: list[tuple[int, str, int]] = []
        requests: list[tuple[int, str, str, bytes, str | None]] = []
        for nth, one in enumerate(self.entries, 1):
            counts.append(len(one.rows))
            events += [(nth, *row) for row in one.rows]
            reads += [(nth, stream, version) for stream, version in one.read.items()]
            if one.request:
                asked = one.request
                requests.append((nth, asked.scope, asked.key, asked.fingerprint, one.answer))
        return counts, events, reads, requests

    def outcomes(self, answer: "Record") -> Iterable[Appended | Refusal]:
        """Read the function's answer: what became of each append, in the order in which they came in."""
        head, stamped_at, outcomes, firsts, lasts, stamps = answer
        for index, (one, outcome) in enumerate(zip(self.entries, outcomes, strict=True)):
            if outcome == STORED:
                count = len(one.rows)
                yield Appended(head + 1 if count else head, head + count, stamped_at)
                head += count
            elif outcome == REPEATED:
                yield Appended(firsts[index], lasts[index], stamps[index], repeated=True)
            elif outcome == MOVED:
                yield StreamMoved(streams=tuple(one.written) + tuple(one.read))
            else:
                yield RequestKeyReused()
