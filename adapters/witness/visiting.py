"""Visiting: one look at the record of a service, held against the last look, and written down."""

import base64
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx2

from adapters.signing.ed25519 import Ed25519Signer, signer_at, verify
from application.checkpoints import COSIGNATURE, Checkpoint, Note, VerifierKey, cosignature, note_of
from application.witnessing import RecordTurnedBack, goes_on, seen_of

PUBLIC = "/api/v1/public"
SEEN, KEY = "seen.txt", "witness.key"
TIMEOUT = 30.0  # seconds


class ServiceUnanswered(Exception):  # noqa: N818 - named like the refusals
    """サービスから答えが得られませんでした。時間をおいてやり直してください。"""


@dataclass(frozen=True, slots=True)
class Visit:
    """訪問: what was seen before, what is seen now, and the note with the witness's own signature below it."""

    before: Checkpoint | None
    now: Checkpoint
    note: Note


class Witness:
    """立会人: a name, a folder for what it saw, and the keys of the record, which come another way than the record."""

    def __init__(self, name: str, folder: Path, keys: Sequence[VerifierKey]) -> None:
        """Keep the key and the last note in a folder; the key is made at the first visit."""
        self._folder = folder
        self._keys = keys
        signer = signer_at(name, folder / KEY)
        self._signer: Ed25519Signer = signer
        self.key = VerifierKey(name, signer.key.public, COSIGNATURE)

    def visit(self, service: httpx2.Client, now: Callable[[], datetime]) -> Visit:
        """Look at the record, and keep what was seen; raises what is alarming, and then keeps what it had.

        The first visit has nothing to hold the record against, and takes it as it is under a known key.
        """
        note = note_of(_text(service, "checkpoint"))
        after = seen_of(note, self._keys, verify)
        before = self._seen()
        if before is not None:
            goes_on(before, after, _proof(service, before, after))
        signed = cosignature(self.key, note.text, int(now().timestamp()), self._signer.sign)
        seen = Note(note.text, (*note.signatures, signed))
        self._keep(seen)
        return Visit(before, after, seen)

    def _seen(self) -> Checkpoint | None:
        file = self._folder / SEEN
        if not file.exists():
            return None
        return seen_of(note_of(file.read_text(encoding="utf-8")), [self.key], verify)

    def _keep(self, note: Note) -> None:
        handle, unfinished = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(note.written())
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).replace(self._folder / SEEN)


def _proof(service: httpx2.Client, before: Checkpoint, after: Checkpoint) -> list[bytes]:
    if before.size > after.size:
        raise RecordTurnedBack(before=before.size, after=after.size)
    if before.size == after.size:
        return []
    answer = _get(service, "proofs/consistency", {"old": str(before.size), "new": str(after.size)})
    try:
        return [base64.b64decode(each, validate=True) for each in answer.json()["proof"]]
    except (ValueError, KeyError, TypeError) as error:
        raise ServiceUnanswered from error


def _text(service: httpx2.Client, path: str) -> str:
    return _get(service, path, {}).text


def _get(service: httpx2.Client, path: str, asked: dict[str, str]) -> httpx2.Response:
    try:
        answer = service.get(f"{PUBLIC}/{path}", params=asked, timeout=TIMEOUT)
    except httpx2.HTTPError as error:
        raise ServiceUnanswered(str(error)) from error
    if answer.status_code != httpx2.codes.OK:
        raise ServiceUnanswered(answer.status_code)
    return answer
