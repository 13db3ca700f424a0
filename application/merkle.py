"""The Merkle tree over the leaves of the record, after RFC 6962: what a proof is made of, and how one is checked.

A tree of ``size`` leaves is never held whole. Everything here is made of complete subtrees, each named by its level and
its number there: node ``(level, nth)`` stands over the leaves from ``nth << level`` up to ``(nth + 1) << level``,
counted from 0. Whoever keeps the hashes of those can prove anything; who checks a proof needs no hash but its own.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

Node: TypeAlias = tuple[int, int]
Span: TypeAlias = tuple[int, int]
Hash: TypeAlias = bytes

WIDTH = 32  # bytes of a hash
NOTHING = hashlib.sha256(b"").digest()  # the root of a record without events


def leaf_hash(line: bytes) -> Hash:
    """Hash a line as a leaf: a zero byte in front keeps leaves and inner nodes apart."""
    return hashlib.sha256(b"\x00" + line).digest()


def joined(left: Hash, right: Hash) -> Hash:
    """Hash two subtrees into the one above them."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """Give the largest power of two below a size: how many leaves stand on the left of a tree of more than one."""
    return 1 << (size - 1).bit_length() - 1


def complete(span: Span) -> Iterator[Node]:
    """Cut a span of leaves that begins where a tree may begin into complete subtrees, from the left, widest first."""
    first, end = span
    while first < end:
        level = (end - first).bit_length() - 1
        if first:
            level = min(level, (first & -first).bit_length() - 1)
        yield level, first >> level
        first += 1 << level


def root_of(hashes: Sequence[Hash]) -> Hash:
    """Join the complete subtrees of a span, as ``complete`` gives them, into its root."""
    if not hashes:
        return NOTHING
    *before, root = hashes
    for left in reversed(before):
        root = joined(left, root)
    return root


def inclusion_spans(leaf: int, size: int) -> list[Span]:
    """Name the spans whose roots prove that a leaf stands in a tree of a size, from the leaf upwards."""
    first, end = 0, size
    spans: list[Span] = []
    while end - first > 1:
        middle = first + split(end - first)
        if leaf < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((first, middle))
            first = middle
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """Name the spans whose roots prove that a tree of a size is the beginning of a later one."""
    if not 0 < old < new:
        return []
    first, end, whole = 0, new, True
    spans: list[Span] = []
    while old - first != end - first:
        middle = first + split(end - first)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((first, middle))
            first, whole = middle, False
    return [*([] if whole else [(first, end)]), *reversed(spans)]


def proof_of(spans: Iterable[Span], hashes: Mapping[Node, Hash]) -> list[Hash]:
    """Write a proof from the hashes of complete subtrees."""
    return [root_of([hashes[node] for node in complete(span)]) for span in spans]


def includes(root: Hash, size: int, leaf: Hash, nth: int, proof: Sequence[Hash]) -> bool:
    """Check that a leaf stands at its place in the tree of a root (RFC 9162, 2.1.3.2)."""
    if not 0 <= nth < size:
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


def extends(old_root: Hash, old: int, new_root: Hash, new: int, proof: Sequence[Hash]) -> bool:
    """Check that the tree of a root is the beginning of a later one (RFC 9162, 2.1.4.2)."""
    if old > new or old < 0:
        return False
    if old in {0, new}:
        return not proof and old_root == (NOTHING if old == 0 else new_root)
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


class Growing:
    """伸びる木: takes leaves one after the other and knows its root at any size, in the memory of a few hashes."""

    def __init__(self) -> None:
        """Begin with no leaf."""
        self.size = 0
        self._peaks: list[Hash] = []

    def add(self, leaf: Hash) -> None:
        """Take the next leaf."""
        count = self.size
        while count & 1:
            leaf = joined(self._peaks.pop(), leaf)
            count >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> Hash:
        """Give the root over all leaves so far."""
        return root_of(self._peaks)


class Levels(Mapping[Node, Hash]):
    """木の全体: every complete subtree over leaves at hand, for many proofs at once; 64 bytes for each leaf."""

    def __init__(self, leaves: bytes | bytearray) -> None:
        """Take the leaves one after the other, and join them level by level."""
        self._levels: list[bytes | bytearray] = [leaves]
        while len(below := self._levels[-1]) >= 2 * WIDTH:
            pairs = range(0, len(below) - 2 * WIDTH + 1, 2 * WIDTH)
            self._levels.append(
                b"".join([hashlib.sha256(b"\x01" + below[at : at + 2 * WIDTH]).digest() for at in pairs])
            )

    def __getitem__(self, node: Node) -> Hash:
        """Give the hash of a complete subtree."""
        level, nth = node
        found = bytes(self._levels[level][nth * WIDTH : (nth + 1) * WIDTH]) if level < len(self._levels) else b""
        if len(found) < WIDTH:
            raise KeyError(node)
        return found

    def __iter__(self) -> Iterator[Node]:
        """Name every complete subtree."""
        return ((level, nth) for level, hashes in enumerate(self._levels) for nth in range(len(hashes) // WIDTH))

    def __len__(self) -> int:
        """Count them."""
        return sum(len(hashes) // WIDTH for hashes in self._levels)
