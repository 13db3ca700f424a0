"""Forgeries: what somebody with the file in hand could do to an export, each in one place drawn at random."""

import base64
import json
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from random import Random
from typing import TypeAlias

Files: TypeAlias = dict[str, bytes]
EVENTS, PROOFS = "events.jsonl", "proofs.jsonl"


def unpacked(archive: bytes) -> Files:
    """Read every file of an export."""
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """Write files as an export."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def packed_tightly(files: Mapping[str, bytes]) -> bytes:
    """Write files as an export, deflated."""
    return packed(files, zipfile.ZIP_DEFLATED)


def lines(files: Files, name: str = EVENTS) -> list[bytes]:
    """Give the lines of a file."""
    return files[name].splitlines(keepends=True)


def changed_text(files: Files, dice: Random) -> None:
    """Change one letter somewhere in one line."""
    rows = lines(files)
    nth = dice.randrange(len(rows))
    row = bytearray(rows[nth])
    at = dice.randrange(len(row) - 1)
    row[at] ^= 1 << dice.randrange(7)
    rows[nth] = bytes(row).replace(b"\n", b"~") + b"\n"
    files[EVENTS] = b"".join(rows)


def changed_field(files: Files, dice: Random) -> None:
    """Change who acted, when, why, on what: a line that is still well formed."""
    rows = lines(files)
    nth = dice.randrange(len(rows))
    told = json.loads(rows[nth])
    field = dice.choice(["actor", "capacity", "reason", "recorded_at", "effective_on", "authority", "topic", "version"])
    told[field] = dice.choice(["somebody-else", "2025-04-02", "secretariat", 7])
    rows[nth] = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    files[EVENTS] = b"".join(rows)


def changed_body(files: Files, dice: Random) -> None:
    """Change what was decided."""
    rows = lines(files)
    nth = dice.randrange(len(rows))
    told = json.loads(rows[nth])
    told["body"]["note"] = "書き換え" + str(dice.random())
    rows[nth] = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    files[EVENTS] = b"".join(rows)


def swapped(files: Files, dice: Random) -> None:
    """Let two events change places."""
    rows = lines(files)
    one, two = dice.sample(range(len(rows)), 2)
    rows[one], rows[two] = rows[two], rows[one]
    files[EVENTS] = b"".join(rows)


def cut_tail(files: Files, dice: Random) -> None:
    """Leave out the last events."""
    rows = lines(files)
    files[EVENTS] = b"".join(rows[: -dice.randint(1, len(rows) - 1)])


def left_out(files: Files, dice: Random) -> None:
    """Leave out one event, and its proof."""
    nth = dice.randrange(len(lines(files)))
    for name in (EVENTS, PROOFS):
        if name in files:
            rows = lines(files, name)
            del rows[nth]
            files[name] = b"".join(rows)


def inserted(files: Files, dice: Random) -> None:
    """Put in an event that never was, with somebody else's proof."""
    nth = dice.randrange(len(lines(files)))
    for name in (EVENTS, PROOFS):
        if name in files:
            rows = lines(files, name)
            rows.insert(nth, rows[nth].replace(b"person-1", b"person-2", 1))
            files[name] = b"".join(rows)


def another_root(files: Files, dice: Random) -> None:
    """Change what was signed."""
    name = dice.choice([each for each in files if each.startswith("checkpoints/")])
    text, below = files[name].decode().split("\n\n")
    origin, size, root = text.split("\n")
    if dice.random() < 0.5:
        root = base64.b64encode(dice.randbytes(32)).decode()
    else:
        size = str(int(size) + 1)
    files[name] = f"{origin}\n{size}\n{root}\n\n{below}".encode()


def another_signature(files: Files, dice: Random) -> None:
    """Change a signature."""
    name = dice.choice([each for each in files if each.startswith("checkpoints/")])
    before, dash, rest = files[name].decode().rpartition("— ")
    origin, encoded = rest.rstrip("\n").split(" ")
    body = bytearray(base64.b64decode(encoded))
    body[dice.randrange(4, len(body))] ^= 1 << dice.randrange(8)
    files[name] = f"{before}{dash}{origin} {base64.b64encode(body).decode()}\n".encode()


def broken_proof(files: Files, dice: Random) -> None:
    """Change a hash of a proof."""
    name = dice.choice([each for each in (PROOFS, "consistency.jsonl") if files.get(each)])
    rows = lines(files, name)
    nth = dice.randrange(len(rows))
    told = json.loads(rows[nth])
    hashes = told["proof"]
    if hashes:
        hashes[dice.randrange(len(hashes))] = base64.b64encode(dice.randbytes(32)).decode()
    else:
        hashes.append(base64.b64encode(dice.randbytes(32)).decode())
    rows[nth] = json.dumps(told).encode() + b"\n"
    files[name] = b"".join(rows)


def no_checkpoint(files: Files, dice: Random) -> None:
    """Leave out the last checkpoint, or the proof between two."""
    if dice.random() < 0.5:
        del files[max(each for each in files if each.startswith("checkpoints/"))]
    else:
        rows = lines(files, "consistency.jsonl")
        del rows[dice.randrange(len(rows))]
        files["consistency.jsonl"] = b"".join(rows)


FORGERIES: tuple[Callable[[Files, Random], None], ...] = (
    *(changed_text, changed_field, changed_body, swapped, cut_tail, left_out, inserted),
    *(another_root, another_signature, broken_proof, no_checkpoint),
)
