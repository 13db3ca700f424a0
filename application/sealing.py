"""Sealing: checkpoints over the record, made daily and when something was decided that people will come back to.

Nothing is signed unless it goes on from what was signed last: the tree proves it before the key is touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from application.checkpoints import Checkpoint, CheckpointNotSigned, Note, Signature, VerifierKey, Verify, note_of
from application.merkle import extends
from application.ports import Clock, EventLog
from domain.calendar import JAPAN
from domain.errors import Refusal

DAILY = "daily"
PAGE = 1_000
SEALED = frozenset(  # what people come back to: the close of a step, a meeting, a publication, the end of a year
    {
        *("review-round.step-completed", "review-round.step-lapsed", "review-round.closed", "review-round.reopened"),
        *("compilation.finalised", "meeting.held", "meeting.minutes-approved", "meeting.closed"),
        *("publication.published", "publication.corrected"),
    }
)


class RecordContradictsCheckpoint(Refusal):
    """記録が、署名済みのチェックポイントと矛盾しています。改変のおそれがあります。運用者が直ちに調べてください。"""


class CheckpointNotFound(Refusal):
    """この大きさのチェックポイントはありません。"""


class ProofOutOfReach(Refusal):
    """証明を求める位置または大きさが、記録の範囲にありません。"""


class Tree(Protocol):
    """記録の木: gives roots and proofs over the leaves of the record."""

    async def size(self) -> int:
        """Give how many events there are."""

    async def root(self, size: int) -> bytes:
        """Give the root over the first events; raises ``ProofOutOfReach``."""

    async def inclusion(self, position: int, size: int) -> tuple[bytes, Sequence[bytes]]:
        """Give the leaf at a position (from 1) and the proof that it stands in the tree of a size."""

    async def consistency(self, old: int, new: int) -> Sequence[bytes]:
        """Give the proof that the tree of a size is the beginning of a later one."""


@dataclass(frozen=True, slots=True)
class Kept:
    """保管したチェックポイント: with the reason why it was made then."""

    size: int
    made_at: datetime
    cause: str
    note: str


class Checkpoints(Protocol):
    """チェックポイントの控え: nothing in it is ever changed."""

    async def last(self) -> Kept | None:
        """Give the newest one."""

    async def get(self, size: int) -> Kept:
        """Give the one of a size; raises ``CheckpointNotFound``."""

    async def first(self, position: int) -> Kept | None:
        """Give the smallest one that holds the event at a position, ``None`` while nothing after it was signed."""

    async def page(self, before: int, limit: int) -> Sequence[Kept]:
        """List those below a size, newest first."""

    async def keep(self, kept: Kept, root: bytes) -> None:
        """Keep one; of two of a size the first stays."""


class Signer(Protocol):
    """署名者: holds the private key of the record."""

    @property
    def key(self) -> VerifierKey:
        """Give the name and the public key."""

    def sign(self, message: bytes) -> bytes:
        """Sign with Ed25519."""


class Seals:
    """封印: makes checkpoints when they are due."""

    def __init__(  # noqa: PLR0913 - everything that a seal rests on
        self,
        *,
        log: EventLog,
        tree: Tree,
        checkpoints: Checkpoints,
        signer: Signer,
        former: Sequence[VerifierKey],
        verify: Verify,
        clock: Clock,
    ) -> None:
        self._log = log
        self._tree = tree
        self._checkpoints = checkpoints
        self._signer = signer
        self._known = (signer.key, *former)
        self._verify = verify
        self._clock = clock

    @property
    def keys(self) -> Sequence[VerifierKey]:
        """Give the keys that the record signs with now and signed with before."""
        return self._known

    async def last(self) -> Checkpoint | None:
        """Give what the newest checkpoint says."""
        kept = await self._checkpoints.last()
        return note_of(kept.note).checkpoint() if kept else None

    async def run(self) -> Kept | None:
        """Make a checkpoint if one is due, and give it; raises ``RecordContradictsCheckpoint``."""
        cause = await self.due()
        return await self.seal(cause) if cause else None

    async def due(self) -> str | None:
        """Say why a checkpoint is due, or ``None``: what was decided since the last one, or a day gone by."""
        last = await self._checkpoints.last()
        after = last.size if last else 0
        while records := await self._log.page(after, PAGE):
            for record in records:
                if record.topic in SEALED:
                    return record.topic
            after = records[-1].position
        grown = after > (last.size if last else 0)
        late = last is None or last.made_at.astimezone(JAPAN).date() < self._clock.today()
        return DAILY if grown and late else None

    async def seal(self, cause: str) -> Kept | None:
        """Sign the record as it stands; one without a new event is not signed again."""
        last = await self._checkpoints.last()
        size = await self._tree.size()
        if size == (last.size if last else 0):
            return last
        root = await self._tree.root(size)
        if last is not None:
            await self._goes_on(last, size, root)
        text = Checkpoint(self._signer.key.name, size, root).text()
        signature = Signature(self._signer.key.name, self._signer.key.key_id, self._signer.sign(text.encode()))
        kept = Kept(size, self._clock.now(), cause, Note(text, (signature,)).written())
        await self._checkpoints.keep(kept, root)
        return await self._checkpoints.get(size)

    async def _goes_on(self, last: Kept, size: int, root: bytes) -> None:
        note = note_of(last.note)
        before = note.checkpoint()
        if not note.signed_by(self._known, self._verify):
            raise CheckpointNotSigned(size=last.size)
        proof = await self._tree.consistency(before.size, size) if before.size <= size else ()
        if before.size != last.size or not extends(before.root, before.size, root, size, proof):
            raise RecordContradictsCheckpoint(signed=before.size, found=size)
