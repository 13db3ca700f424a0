"""Witnessing: somebody outside keeps what the record was signed as, and says so only while it goes on from there."""

from collections.abc import Sequence

from application.checkpoints import Checkpoint, CheckpointNotSigned, Note, VerifierKey, Verify
from application.merkle import extends
from domain.errors import Refusal


class RecordTurnedBack(Refusal):
    """記録が、前に見た記録から続いていません。改変または巻き戻しのおそれがあります。"""


class AnotherRecord(Refusal):
    """前に見たものとは別の記録です。接続先と検証鍵を確かめてください。"""


def seen_of(note: Note, keys: Sequence[VerifierKey], verify: Verify) -> Checkpoint:
    """Read a note that a known key of the record signed; raises ``CheckpointNotSigned``."""
    if not note.signed_by(keys, verify):
        raise CheckpointNotSigned(keys=tuple(key.name for key in keys))
    return note.checkpoint()


def goes_on(before: Checkpoint, after: Checkpoint, proof: Sequence[bytes]) -> None:
    """Make sure that a later state goes on from one seen before; raises ``RecordTurnedBack``, ``AnotherRecord``."""
    if before.origin != after.origin:
        raise AnotherRecord(before=before.origin, after=after.origin)
    if not extends(before.root, before.size, after.root, after.size, proof):
        raise RecordTurnedBack(before=before.size, after=after.size)
