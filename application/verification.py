"""Verification: the whole record read once, row by row, against itself and against every checkpoint that was signed.

It trusts nothing that it can reckon: neither the leaves that are stored, nor the subtrees that are kept beside the log.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from application.canonical import canonical_line
from application.checkpoints import (
    Checkpoint,
    CheckpointMalformed,
    CheckpointNotSigned,
    Note,
    VerifierKey,
    Verify,
    note_of,
)
from application.merkle import Growing, leaf_hash
from application.sealing import Kept
from domain.labels import Labelled
from domain.record import Recorded


class Fault(Labelled):
    """不一致の種類: what does not hold."""

    POSITION = "position", "位置が連続していません。", "positions do not follow one another"
    LEAF = "leaf", "記録の内容が、記録時の葉と一致しません。", "the content is not what was hashed"
    VERSION = "version", "対象の版が連続していません。", "versions of an object do not follow one another"
    TIME = "time", "記録時刻が前の記録より戻っています。", "the time of recording goes back"
    SHORT = "short", "署名済みのチェックポイントより記録が短くなっています。", "the record is shorter than was signed"
    ROOT = "root", "署名済みのチェックポイントと記録が一致しません。", "the record is not the one that was signed"
    SIGNATURE = "signature", "チェックポイントに正しい署名がありません。", "a checkpoint is not validly signed"
    OUTSIDE = "outside", "手元の検証値と記録が一致しません。", "the record is not the one whose root you were given"
    NOTE = "note", "チェックポイントを読み取れません。", "a checkpoint cannot be read"


@dataclass(frozen=True, slots=True)
class Finding:
    """不一致: what does not hold, and at which position of the record it shows first."""

    fault: Fault
    position: int
    stream_id: str | None = None


@dataclass(slots=True)
class Verification:
    """検証: takes the record in order; the findings come as they are made, the last ones from ``finish``."""

    checkpoints: Mapping[int, Checkpoint]
    outside: Mapping[int, bytes] = field(default_factory=dict)  # roots that came another way, by size
    verified: int = 0  # checkpoints that the record agrees with
    _growing: Growing = field(default_factory=Growing)
    _versions: dict[str, int] = field(default_factory=dict)
    _latest: datetime | None = None

    @property
    def events(self) -> int:
        """Give how many events were read."""
        return self._growing.size

    @property
    def root(self) -> bytes:
        """Give the root over what was read."""
        return self._growing.root()

    def read(self, records: Iterable[Recorded]) -> Iterator[Finding]:
        """Check rows as they come, oldest first."""
        for record in records:
            yield from self._check(record)

    def finish(self) -> Iterator[Finding]:
        """Yield that checkpoints or given roots lie beyond the end: what they stand for is gone."""
        if max((*self.checkpoints, *self.outside), default=0) > self.events:
            yield Finding(Fault.SHORT, self.events)

    def _check(self, record: Recorded) -> Iterator[Finding]:
        position = self._growing.size + 1
        if record.position != position:
            yield Finding(Fault.POSITION, position, record.stream_id)
        leaf = leaf_hash(canonical_line(record))
        if leaf != record.leaf:
            yield Finding(Fault.LEAF, position, record.stream_id)
        version = self._versions.get(record.stream_id, 0) + 1
        if record.version != version:
            yield Finding(Fault.VERSION, position, record.stream_id)
        self._versions[record.stream_id] = record.version
        if self._latest is not None and record.recorded_at < self._latest:
            yield Finding(Fault.TIME, position, record.stream_id)
        self._latest = record.recorded_at
        self._growing.add(leaf)
        if self.events in self.outside and self.outside[self.events] != self.root:
            yield Finding(Fault.OUTSIDE, self.events)
        if (signed := self.checkpoints.get(self.events)) is not None:
            if signed.root == self.root:
                self.verified += 1
            else:
                yield Finding(Fault.ROOT, self.events)


def read_checkpoints(
    kept: Iterable[Kept], keys: Sequence[VerifierKey], verify: Verify
) -> tuple[Mapping[int, Checkpoint], Sequence[Finding]]:
    """Read what was signed, and find what was not: a checkpoint counts only under the signature of a known key."""
    signed: dict[int, Checkpoint] = {}
    findings: list[Finding] = []
    for each in kept:
        try:
            note: Note = note_of(each.note)
            checkpoint = note.checkpoint()
            held = note.signed_by(keys, verify)
        except CheckpointMalformed:
            findings.append(Finding(Fault.NOTE, each.size))
            continue
        except CheckpointNotSigned:
            held = []
        if not held or checkpoint.size != each.size:
            findings.append(Finding(Fault.SIGNATURE, each.size))
            continue
        signed[each.size] = checkpoint
    return signed, findings
