"""The register of contacts on PostgreSQL: names and addresses, erasable, outside the events."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING

from adapters.postgres.connection import refusing
from adapters.postgres.queries import queries
from application.ports import Contact

if TYPE_CHECKING:
    from adapters.postgres.connection import Pool


class PostgresContacts:
    """連絡先簿: contacts in one table of the area."""

    def __init__(self, pool: "Pool") -> None:
        """Stand on a pool of the application's role."""
        self._pool = pool

    async def put(self, contact: Contact) -> None:
        """Write or replace one contact."""
        with refusing():
            await self._pool.execute(queries("contacts")["put"], *astuple(contact))

    async def get(self, contact_ids: Sequence[str]) -> Mapping[str, Contact]:
        """Read contacts by id; unknown ids are missing from the answer."""
        with refusing():
            rows = await self._pool.fetch(queries("contacts")["get"], list(contact_ids))
        return {row["contact_id"]: Contact(*row) for row in rows}
