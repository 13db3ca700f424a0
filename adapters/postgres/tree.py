"""The Merkle tree on PostgreSQL: complete subtrees of 256 leaves beside the log; what lies between is joined here."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from adapters.postgres.collector import uncollected
from adapters.postgres.connection import refusing
from adapters.postgres.event_mapper import ACT_FROM
from adapters.postgres.queries import queries
from application.merkle import (
    Hash,
    Node,
    Span,
    complete,
    consistency_spans,
    inclusion_spans,
    joined,
    proof_of,
    root_of,
)
from application.sealing import CheckpointNotFound, Kept, ProofOutOfReach
from domain.record import Act, Recorded

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.pool import PoolConnectionProxy

    from adapters.postgres.connection import Connection, Pool

KEPT = 8  # every so many levels the roots are kept; 256 hashes at most are read for one that is not
STRIDE = 64  # subtrees completed in one transaction
PAGE = 2_000
UNREAD: Any = None  # in place of an event that nobody made from its body


class PostgresTree:
    """記録の木: the port ``Tree`` over the leaves of the log."""

    def __init__(self, pool: "Pool") -> None:
        """Read from a pool."""
        self._pool = pool

    async def size(self) -> int:
        """Give how many events there are."""
        with refusing():
            head: int = await self._pool.fetchval(queries("log")["head"])
        return head

    async def root(self, size: int) -> Hash:
        """Give the root over the first events; raises ``ProofOutOfReach``."""
        nodes = list(complete((0, size)))
        hashes = await self._hashes(nodes, size)
        return root_of([hashes[node] for node in nodes])

    async def inclusion(self, position: int, size: int) -> tuple[Hash, Sequence[Hash]]:
        """Give the leaf at a position and the proof that it stands in the tree of a size; ``ProofOutOfReach``."""
        if not 1 <= position <= size:
            raise ProofOutOfReach(position=position, size=size)
        spans = inclusion_spans(position - 1, size)
        leaf = (0, position - 1)
        hashes = await self._hashes([leaf, *_nodes(spans)], size)
        return hashes[leaf], proof_of(spans, hashes)

    async def consistency(self, old: int, new: int) -> Sequence[Hash]:
        """Give the proof that the tree of a size is the beginning of a later one; raises ``ProofOutOfReach``."""
        if not 0 <= old <= new:
            raise ProofOutOfReach(old=old, new=new)
        spans = consistency_spans(old, new)
        return proof_of(spans, await self._hashes(list(_nodes(spans)), new))

    async def _hashes(self, nodes: Iterable[Node], size: int) -> Mapping[Node, Hash]:
        with refusing():
            async with self._pool.acquire() as connection:
                head = await connection.fetchval(queries("log")["head"])
                if size > head:
                    raise ProofOutOfReach(size=size, head=head)
                await extend_tree(connection, head)
                return {node: await _hash(connection, node) for node in nodes}


async def extend_tree(connection: "Connection | PoolConnectionProxy[Record]", head: int) -> None:
    """Complete the subtrees up to a position."""
    while await connection.fetchval(queries("tree")["extend"], STRIDE) + (1 << KEPT) <= head:
        pass


async def _hash(connection: "PoolConnectionProxy[Record]", node: Node) -> Hash:
    """Read the root of a complete subtree, or join it from those that are kept below it."""
    level, nth = node
    kept = level // KEPT * KEPT
    first, end = nth << (level - kept), (nth + 1) << (level - kept)
    if kept:
        rows = await connection.fetch(queries("tree")["subtrees"], kept, first, end)
    else:
        rows = await connection.fetch(queries("tree")["leaves"], first, end)
    hashes = [bytes(row[0]) for row in rows]
    while len(hashes) > 1:
        hashes = [joined(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def _nodes(spans: Iterable[Span]) -> Iterable[Node]:
    return (node for span in spans for node in complete(span))


class PostgresCheckpoints:
    """チェックポイントの控え: the port ``Checkpoints`` over one append-only table."""

    def __init__(self, pool: "Pool") -> None:
        """Read and write through a pool."""
        self._pool = pool

    async def last(self) -> Kept | None:
        """Give the newest one."""
        with refusing():
            row = await self._pool.fetchrow(queries("tree")["last"])
        return Kept(*row) if row else None

    async def get(self, size: int) -> Kept:
        """Give the one of a size; raises ``CheckpointNotFound``."""
        with refusing():
            row = await self._pool.fetchrow(queries("tree")["get"], size)
        if row is None:
            raise CheckpointNotFound(size=size)
        return Kept(*row)

    async def first(self, position: int) -> Kept | None:
        """Give the smallest one that holds the event at a position, ``None`` while nothing after it was signed."""
        with refusing():
            row = await self._pool.fetchrow(queries("tree")["first"], position)
        return Kept(*row) if row else None

    async def page(self, before: int, limit: int) -> Sequence[Kept]:
        """List those below a size, newest first."""
        with refusing():
            rows = await self._pool.fetch(queries("tree")["before"], before, limit)
        return [Kept(*row) for row in rows]

    async def keep(self, kept: Kept, root: Hash) -> None:
        """Keep one; of two of a size the first stays."""
        with refusing():
            await self._pool.execute(queries("tree")["keep"], kept.size, root, kept.made_at, kept.cause, kept.note)


async def raw_pages(pool: "Pool", upto: int, after: int = 0) -> AsyncIterator[list[Recorded]]:
    """Read the log as it is stored, unvalidated and with its holes, in pages; the events themselves are not made."""
    while after < upto:
        with refusing(), uncollected():
            rows = await pool.fetch(queries("log")["page"], after, PAGE)
            page = [_raw(row) for row in rows if row[0] <= upto]
        if not page:
            return
        yield page
        after = page[-1].position


def _raw(row: "Record") -> Recorded:
    return Recorded(*(*row[:ACT_FROM], Act(*row[ACT_FROM:]), UNREAD))
