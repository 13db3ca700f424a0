"""The register of the entrance on PostgreSQL: codes of the console and the last use of each key."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from adapters.postgres.connection import refusing
from adapters.postgres.queries import queries

if TYPE_CHECKING:
    from adapters.postgres.connection import Pool


class PostgresEntranceRegister:
    """入口の控え: two small tables of the area."""

    def __init__(self, pool: "Pool") -> None:
        """Stand on a pool of the application's role."""
        self._pool = pool

    async def put_code(self, sha256: bytes, expires_at: datetime, now: datetime) -> None:
        """Keep the hash of a code, and forget those that have expired."""
        with refusing():
            await self._pool.execute(queries("entrance")["drop_codes"], now)
            await self._pool.execute(queries("entrance")["put_code"], sha256, expires_at)

    async def code_known(self, sha256: bytes, now: datetime) -> bool:
        """Tell whether a code was printed and has not expired."""
        with refusing():
            return bool(await self._pool.fetchval(queries("entrance")["code_known"], sha256, now))

    async def note_use(self, key_id: str, used_at: datetime) -> None:
        """Remember that a key was used."""
        with refusing():
            await self._pool.execute(queries("entrance")["note_use"], key_id, used_at)

    async def last_uses(self, key_ids: Sequence[str]) -> Mapping[str, datetime]:
        """Give when keys were last used; keys never used are missing from the answer."""
        with refusing():
            rows = await self._pool.fetch(queries("entrance")["last_uses"], list(key_ids))
        return {row["key_id"]: row["used_at"] for row in rows}
