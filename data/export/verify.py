#!/usr/bin/env python3
"""進捗の記録の検証: python3 verify.py 記録.zip [--key 検証鍵] [--checkpoint ファイル] [--root 検証値] [--json]

Checks an export of Shinchoku with nothing but Python ≥ 3.8. It reckons every hash and every signature itself and needs
neither the service nor the network. Exit status 0: everything holds; 1: something does not; 2: the file cannot be read.

What it shows depends on what is trusted from elsewhere: give the key (--key) or a checkpoint (--checkpoint) that came
another way, from a witness, or the root (--root) at the foot of a mail, and the export is held against that.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

    Point: TypeAlias = tuple[int, int, int, int]

FORMAT = "shinchoku-export-1"
LONGEST_PROOF = 64  # hashes; a record of 2^64 events needs no more
HASH, SIGNATURE, KEY_ID = 32, 64, 4  # bytes
SHOWN = 20  # faults; the first ones say where to look
DAMAGED = (OSError, zipfile.BadZipFile, zlib.error, ValueError, KeyError, TypeError, EOFError, AttributeError)


class Unreadable(Exception):  # noqa: N818 - an answer to a person
    """書き出しファイルを読み取れません。"""


class Note(NamedTuple):
    """署名付きのチェックポイント: its text, what it says, and the signatures by name and key id."""

    text: str
    size: int
    root: bytes
    signatures: list[tuple[str, bytes, bytes]]


def sha256(*parts: bytes) -> bytes:
    """Hash parts that stand one after the other."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def leaf_hash(line: bytes) -> bytes:
    """Hash a line of the record as a leaf (RFC 6962)."""
    return sha256(b"\x00", line)


def joined(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into the one above them."""
    return sha256(b"\x01", left, right)


def root_of(peaks: list[bytes]) -> bytes:
    """Join complete subtrees from the right."""
    if not peaks:
        return sha256()
    root = peaks[-1]
    for left in reversed(peaks[:-1]):
        root = joined(left, root)
    return root


def includes(root: bytes, size: int, leaf: bytes, nth: int, proof: list[bytes]) -> bool:
    """Check that a leaf stands at its place in the tree of a root (RFC 9162, 2.1.3.2)."""
    if not 0 <= nth < size or len(proof) > LONGEST_PROOF:
        return False
    at, last, reckoned = nth, size - 1, leaf
    for other in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            reckoned = joined(other, reckoned)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            reckoned = joined(reckoned, other)
        at, last = at >> 1, last >> 1
    return last == 0 and reckoned == root


def extends(old_root: bytes, old: int, new_root: bytes, new: int, proof: list[bytes]) -> bool:
    """Check that the tree of a root is the beginning of a later one (RFC 9162, 2.1.4.2)."""
    if old > new or old <= 0 or len(proof) > LONGEST_PROOF + 1:
        return False
    if old == new:
        return not proof and old_root == new_root
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    reckoned_old = reckoned_new = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            reckoned_old, reckoned_new = joined(other, reckoned_old), joined(other, reckoned_new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            reckoned_new = joined(reckoned_new, other)
        at, last = at >> 1, last >> 1
    return last == 0 and reckoned_old == old_root and reckoned_new == new_root


# Ed25519 (RFC 8032), for checking only: nothing here is secret, so nothing needs to take the same time.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def recovered_x(y: int, sign: int) -> int | None:
    """Find the x of a point by its y, or None."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def point(encoded: bytes) -> Point | None:
    """Read a point, or None."""
    if len(encoded) != HASH:
        return None
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = recovered_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def plus(one: Point, two: Point) -> Point:
    """Add two points in extended coordinates."""
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, one: Point) -> Point:
    """Multiply a point."""
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = plus(found, one)
        one = plus(one, one)
        number >>= 1
    return found


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recovered_x(BASE_Y, 0) or 0
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def signature_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether an Ed25519 signature holds."""
    if len(public) != HASH or len(signature) != SIGNATURE:
        return False
    key, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = times(s, BASE), plus(r, times(k, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def read_key(written: str) -> tuple[str, bytes, bytes]:
    """Read a verifier key: its name, its id and the public key."""
    name, _, rest = written.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    body = unwritten(encoded)
    public = body[1:]
    if body[:1] != b"\x01" or len(public) != HASH or sha256(name.encode(), b"\n", body)[:4].hex() != key_id:
        raise Unreadable(f"key: {written[:80]}")
    return name, bytes.fromhex(key_id), public


def read_note(written: str) -> Note:
    """Read a signed checkpoint: its text, origin, size, root and signatures."""
    text, found, below = written.rpartition("\n\n")
    if not found or "\r" in written:
        raise Unreadable(f"checkpoint: {written[:80]!r}")
    text += "\n"
    _, size, root, *_ = [*text.split("\n"), "", "", ""]
    if not size.isdigit() or len(unwritten(root)) != HASH:
        raise Unreadable(f"checkpoint: {text[:80]!r}")
    signatures: list[tuple[str, bytes, bytes]] = []
    for line in below.splitlines():
        dash, name, encoded, *more = [*line.split(" "), "", "", ""]
        body = unwritten(encoded)
        if dash != "—" or not name or any(more) or len(body) <= KEY_ID:
            raise Unreadable(f"signature: {line[:80]!r}")
        signatures.append((name, body[:4], body[4:]))
    return Note(text, int(size), unwritten(root), signatures)


def read_root(written: str) -> tuple[int, bytes]:
    """Read a root as it stands at the foot of a mail: how many events there were, and the root over them."""
    size, _, root = written.strip().partition(":")
    if not size.isdigit() or len(unwritten(root)) != HASH:
        raise Unreadable(f"root: {written[:80]}")
    return int(size), unwritten(root)


def unwritten(encoded: str) -> bytes:
    """Read base64; what is none becomes nothing."""
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError:
        return b""


def hashes(encoded: list[str]) -> list[bytes]:
    """Read the hashes of a proof."""
    return [unwritten(each) for each in encoded]


class Verifier:
    """検証: reads one export and collects what does not hold."""

    def __init__(self, archive: zipfile.ZipFile, keys: Iterable[str], given: Iterable[tuple[int, bytes]]) -> None:
        """Take the archive, and what is trusted from elsewhere."""
        self.archive = archive
        self.given_keys = [read_key(each) for each in keys]
        self.given = list(given)
        self.faults: list[dict[str, Any]] = []
        self.said: list[str] = []
        self.roots: dict[int, bytes] = {}
        self.compared: set[int] = set()

    def run(self) -> None:
        """Check everything, in the order in which one thing rests on the other."""
        manifest = json.loads(self.text("manifest.json"))
        if manifest.get("format") != FORMAT:
            raise Unreadable(f"format: {manifest.get('format')!r}")
        size = int(manifest["size"])
        self.check_checkpoints(manifest)
        root = self.roots.get(size)
        if root is None:
            self.fault("checkpoint", size, "書き出しの件数に署名済みのチェックポイントがありません。")
            return
        if manifest["scope"] == "whole":
            self.check_whole(size, root)
        else:
            self.check_part(size, root, int(manifest["events"]))
        for known, its_root in self.roots.items():
            self.check_given(known, its_root)
        self.check_all_given()

    def check_checkpoints(self, manifest: dict[str, Any]) -> None:
        """Check every signature, and that each checkpoint goes on from the one before."""
        keys = self.given_keys or [read_key(each) for each in manifest["keys"]]
        known = {(name, key_id): public for name, key_id, public in keys}
        notes = [read_note(self.text(name)) for name in sorted(self.names("checkpoints/"))]
        for note in notes:
            held = [
                signature_holds(known[name, key_id], signature, note.text.encode())
                for name, key_id, signature in note.signatures
                if (name, key_id) in known
            ]
            if not held or not all(held):
                self.fault("signature", note.size, "チェックポイントの署名が正しくありません。")
            elif note.size in self.roots:
                self.fault("checkpoint", note.size, "同じ件数のチェックポイントが二つあります。")
            else:
                self.roots[note.size] = note.root
        self.say(f"チェックポイント {len(self.roots)}件の署名")
        self.check_consistency()

    def check_consistency(self) -> None:
        """Check the proofs between neighbouring checkpoints; every pair must have one."""
        proofs = {(told["old"], told["new"]): told["proof"] for told in self.lines("consistency.jsonl")}
        sizes = sorted(self.roots)
        for old, new in zip(sizes, sizes[1:]):
            proof = proofs.get((old, new))
            if proof is None or not extends(self.roots[old], old, self.roots[new], new, hashes(proof)):
                self.fault("consistency", new, f"{old}件の記録が{new}件の記録に続いていません。")
        self.say(f"チェックポイント間の一貫性 {max(len(sizes) - 1, 0)}組")

    def check_whole(self, size: int, root: bytes) -> None:
        """Build the tree over all lines; the first line that differs is found by the checkpoint after it."""
        peaks: list[bytes] = []
        count = 0
        for line in self.raw_lines("events.jsonl"):
            count += 1
            self.check_position(line, count)
            leaf, at = leaf_hash(line), count - 1
            while at & 1:
                leaf, at = joined(peaks.pop(), leaf), at >> 1
            peaks.append(leaf)
            if count not in self.roots and any(its_size == count for its_size, _ in self.given):
                self.check_given(count, root_of(peaks))
            if count in self.roots and self.roots[count] != root_of(peaks):
                self.fault("root", count, "ここまでの記録が、署名済みのものと一致しません。")
                return
        if count != size:
            self.fault("events", min(count, size) + 1, f"記録が{count}件で、署名済みの{size}件と一致しません。")
        elif root_of(peaks) != root:
            self.fault("root", size, "記録全体が署名済みのものと一致しません。")
        self.say(f"記録 {count}件すべて")

    def check_part(self, size: int, root: bytes, events: int) -> None:
        """Check each line against its own proof; the order of the record must be kept."""
        proofs = self.lines("proofs.jsonl")
        count = before = 0
        for line in self.raw_lines("events.jsonl"):
            count += 1
            told = next(proofs, None)
            position = told["position"] if told else 0
            self.check_position(line, position)
            if position <= before:
                self.fault("position", position, "記録の順序が正しくありません。")
            before = max(before, position)
            if not told or not includes(root, size, leaf_hash(line), position - 1, hashes(told["proof"])):
                self.fault("inclusion", position, "この記録は、署名済みの記録の中にありません。")
        if count != events or next(proofs, None) is not None:
            self.fault("events", before, f"記録が{count}件で、目録の{events}件と一致しません。")
        self.say(f"記録 {count}件（{size}件のうち）")

    def check_position(self, line: bytes, position: int) -> None:
        """Check that a line says of itself where it stands."""
        try:
            said = json.loads(line)["position"]
        except (ValueError, KeyError, TypeError):
            said = None
        if said != position:
            self.fault("position", position, "記録が自分の位置と異なる位置にあります。")

    def check_given(self, size: int, root: bytes) -> None:
        """Hold one state of the record against the checkpoints of that size that came another way."""
        for its_size, its_root in self.given:
            if its_size != size:
                continue
            self.compared.add(size)
            if its_root == root:
                self.say(f"手元の検証値（{size}件）との一致")
            else:
                self.fault("outside", size, "手元の検証値と一致しません。記録が作り直されています。")

    def check_all_given(self) -> None:
        """Find the checkpoints that came another way and could be held against nothing."""
        for its_size, _ in self.given:
            if its_size not in self.compared:
                self.fault("outside", its_size, "手元の検証値の件数が、この書き出しにありません。")

    def fault(self, kind: str, position: int, japanese: str) -> None:
        """Note what does not hold."""
        self.faults.append({"fault": kind, "position": position, "japanese": japanese})

    def say(self, checked: str) -> None:
        """Note what was checked."""
        self.said.append(checked)

    def names(self, prefix: str) -> list[str]:
        """Name the files below a folder."""
        return [name for name in self.archive.namelist() if name.startswith(prefix)]

    def text(self, name: str) -> str:
        """Read a small file."""
        try:
            return self.archive.read(name).decode()
        except (KeyError, UnicodeDecodeError) as error:
            raise Unreadable(name) from error

    def raw_lines(self, name: str) -> Iterator[bytes]:
        """Read lines as they were hashed."""
        try:
            file = self.archive.open(name)
        except KeyError as error:
            raise Unreadable(name) from error
        with file:
            for line in file:
                yield line[:-1] if line.endswith(b"\n") else line

    def lines(self, name: str) -> Iterator[Any]:
        """Read lines of JSON."""
        for line in self.raw_lines(name):
            yield json.loads(line)


def checked(
    path: str, keys: Iterable[str] = (), checkpoints: Iterable[str] = (), roots: Iterable[str] = ()
) -> tuple[list[str], list[dict[str, Any]]]:
    """Check an export and give what was checked and what does not hold."""
    notes = [read_note(each) for each in checkpoints]
    given = [*((note.size, note.root) for note in notes), *(read_root(each) for each in roots)]
    try:
        with zipfile.ZipFile(path) as archive:
            verifier = Verifier(archive, keys, given)
            verifier.run()
    except DAMAGED as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error
    return verifier.said, verifier.faults


def main() -> int:
    """Check the file that was named and say what was found."""
    parser = argparse.ArgumentParser(description="進捗の記録の検証")
    parser.add_argument("file", help="書き出した zip ファイル")
    parser.add_argument("--key", action="append", default=[], help="別の経路で受け取った検証鍵")
    parser.add_argument(
        "--checkpoint", action="append", default=[], help="別の経路で受け取ったチェックポイントのファイル"
    )
    parser.add_argument("--root", action="append", default=[], help="通知の末尾にある検証値（件数:値）")
    parser.add_argument("--json", action="store_true", help="結果を JSON で表示する")
    asked = parser.parse_args()
    try:
        notes = [Path(name).read_text(encoding="utf-8") for name in asked.checkpoint]
        said, faults = checked(asked.file, asked.key, notes, asked.root)
    except (Unreadable, OSError) as error:
        print(f"読み取れません: {error}", file=sys.stderr)
        return 2
    if asked.json:
        print(json.dumps({"checked": said, "faults": faults}, ensure_ascii=False))
    else:
        for each in said:
            print(f"調べたもの: {each}")
        for fault in faults[:SHOWN]:
            print(f"不一致: {fault['position']}件目 {fault['japanese']}")
        print("不一致があります。" if faults else "すべて一致しました。")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
