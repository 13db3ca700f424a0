"""Documents in PostgreSQL: kept once under the SHA-256 of their bytes."""

import hashlib
from typing import TYPE_CHECKING

import asyncpg

from adapters.postgres.connection import refusing
from adapters.postgres.queries import queries
from application.ports import DocumentNotFound, DocumentTooLarge

if TYPE_CHECKING:
    from adapters.postgres.connection import Pool


class PostgresDocuments:
    """文書庫: the port ``Documents`` over one append-only table."""

    def __init__(self, pool: "Pool") -> None:
        self._pool = pool

    async def put(self, content: bytes) -> str:
        """Keep the bytes and give their SHA-256 in hexadecimal; at most 16 MiB, else ``DocumentTooLarge``."""
        try:
            with refusing():
                await self._pool.execute(queries("documents")["put"], content)
        except asyncpg.CheckViolationError as error:
            raise DocumentTooLarge(size=len(content)) from error
        return hashlib.sha256(content).hexdigest()

    async def get(self, sha256: str) -> bytes:
        """Give the bytes back; raises ``DocumentNotFound``, also for what is no digest at all."""
        try:
            digest = bytes.fromhex(sha256)
        except ValueError as error:
            raise DocumentNotFound(sha256=sha256) from error
        with refusing():
            content = await self._pool.fetchval(queries("documents")["get"], digest)
        if content is None:
            raise DocumentNotFound(sha256=sha256)
        return bytes(content)
