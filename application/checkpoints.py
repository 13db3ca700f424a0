"""Checkpoints: a state of the whole record in a few lines, signed, after C2SP tlog-checkpoint and signed-note.

A checkpoint names the record (its origin), how many events it has, and the Merkle root over their leaves. Whoever keeps
one can later prove that nothing before it was changed. Signatures stand below, one in a line; those of keys that
nobody here knows (witnesses, keys of later years) are kept and passed on, never a reason to refuse a note.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from domain.errors import Refusal

ED25519, COSIGNATURE = b"\x01", b"\x04"  # what a key is for: signing a record, or cosigning that of others
ID_BYTES, ROOT_BYTES, KEY_BYTES, TIME_BYTES = 4, 32, 32, 8
MOST_SIGNATURES = 100  # of one note; more is not a note but a flood
NAME = re.compile(r"^[^\s+]+$")
SIZE = re.compile(r"^(0|[1-9][0-9]{0,18})$")
Verify: TypeAlias = Callable[[bytes, bytes, bytes], bool]  # public key, signature, message


class CheckpointMalformed(Refusal):
    """チェックポイントの形式が正しくありません。"""


class CheckpointNotSigned(Refusal):
    """チェックポイントに、知られた鍵による正しい署名がありません。"""


class Checkpoint(NamedTuple):
    """チェックポイント: the record of ``origin`` had ``size`` events, and this was the root over their leaves."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Write the lines that are signed."""
        return f"{self.origin}\n{self.size}\n{_written(self.root)}\n"

    def shown(self) -> str:
        """Write size and root as they stand at the foot of a letter."""
        return f"{self.size}:{_written(self.root)}"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """検証鍵: under which name and Ed25519 key somebody signs."""

    name: str
    public: bytes
    kind: bytes = ED25519

    @property
    def key_id(self) -> bytes:
        """Give the four bytes by which a signature names its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + self.kind + self.public).digest()[:ID_BYTES]

    def written(self) -> str:
        """Write the key as it is handed out: name, id and key."""
        return f"{self.name}+{self.key_id.hex()}+{_written(self.kind + self.public)}"

    @classmethod
    def read(cls, written: str) -> "VerifierKey":
        """Read a key that was handed out; raises ``CheckpointMalformed``."""
        name, _, rest = written.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        body = _read(encoded)
        key = cls(name, body[1:], body[:1])
        if (
            not NAME.match(name)
            or key.kind not in {ED25519, COSIGNATURE}
            or len(key.public) != KEY_BYTES
            or key.key_id.hex() != key_id
        ):
            raise CheckpointMalformed(key=written[:80])
        return key


class Signature(NamedTuple):
    """署名: whose it is, by name and key id, and the signature itself."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """Write the line below the note."""
        return f"— {self.name} {_written(self.key_id + self.signature)}\n"


class Note(NamedTuple):
    """署名付きの覚え: the text that was signed, and every signature."""

    text: str
    signatures: tuple[Signature, ...]

    def written(self) -> str:
        """Write the note as it is kept and handed out."""
        return f"{self.text}\n{''.join(each.line() for each in self.signatures)}"

    def checkpoint(self) -> Checkpoint:
        """Read what the note says; lines after the third are extensions that we pass on unread."""
        origin, size, root, *_ = (*self.text.split("\n"), "", "", "")
        if not origin or not SIZE.match(size) or len(_read(root)) != ROOT_BYTES:
            raise CheckpointMalformed(text=self.text[:200])
        return Checkpoint(origin, int(size), _read(root))

    def signed_by(self, keys: Iterable[VerifierKey], verify: Verify) -> Sequence[str]:
        """Name the known keys whose signatures hold; raises ``CheckpointNotSigned`` when one of theirs does not.

        A signature of an unknown key says nothing. One that claims a known key and fails is a forgery or damage.
        """
        known: Mapping[tuple[str, bytes], VerifierKey] = {(key.name, key.key_id): key for key in keys}
        held: list[str] = []
        for each in self.signatures:
            key = known.get((each.name, each.key_id))
            if key is None:
                continue
            if not _holds(key, each.signature, self.text, verify):
                raise CheckpointNotSigned(name=each.name)
            held.append(each.name)
        return held


def cosigned(text: str, at: int) -> bytes:
    """Give the bytes that a witness signs: when it saw the text (seconds since 1970), and the text (cosignature/v1)."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def cosignature(key: VerifierKey, text: str, at: int, sign: Callable[[bytes], bytes]) -> Signature:
    """Cosign a text that a witness saw at an instant."""
    return Signature(key.name, key.key_id, at.to_bytes(TIME_BYTES, "big") + sign(cosigned(text, at)))


def _holds(key: VerifierKey, signature: bytes, text: str, verify: Verify) -> bool:
    if key.kind == ED25519:
        return verify(key.public, signature, text.encode())
    at, rest = int.from_bytes(signature[:TIME_BYTES], "big"), signature[TIME_BYTES:]
    return verify(key.public, rest, cosigned(text, at))


def note_of(written: str) -> Note:
    """Read a note; raises ``CheckpointMalformed``. The text ends with the last empty line, the signatures follow."""
    text, found, below = written.rpartition("\n\n")
    lines = below.split("\n")
    if not found or lines[-1] or not 1 < len(lines) <= MOST_SIGNATURES + 1 or "\r" in written:
        raise CheckpointMalformed(text=written[:200])
    return Note(f"{text}\n", tuple(_signature(line) for line in lines[:-1]))


def shown_root(written: str) -> Checkpoint:
    """Read what stands at the foot of a letter, size and root, which nobody signed; raises ``CheckpointMalformed``."""
    size, _, root = written.strip().partition(":")
    if not SIZE.match(size) or len(_read(root)) != ROOT_BYTES:
        raise CheckpointMalformed(root=written[:80])
    return Checkpoint("", int(size), _read(root))


def _signature(line: str) -> Signature:
    dash, name, encoded, *more = (*line.split(" "), "", "", "")
    body = _read(encoded)
    if dash != "—" or not NAME.match(name) or any(more) or len(body) <= ID_BYTES:
        raise CheckpointMalformed(signature=line[:200])
    return Signature(name, body[:ID_BYTES], body[ID_BYTES:])


def _written(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _read(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""
