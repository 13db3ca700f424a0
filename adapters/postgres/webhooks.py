"""The register of deliveries on PostgreSQL: a move is made from the place that was seen, so two cannot make it."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import datetime
from typing import TYPE_CHECKING

from adapters.postgres.connection import refusing
from adapters.postgres.queries import queries
from application.webhook_ports import Attempt, Place
from domain.webhook_terms import DeliveryFault

if TYPE_CHECKING:
    from asyncpg import Record

    from adapters.postgres.connection import Pool

KEPT = 20  # attempts per webhook


class PostgresDeliveries:
    """配信の控え: two small tables of the area."""

    def __init__(self, pool: "Pool") -> None:
        """Stand on a pool of the application's role."""
        self._pool = pool

    async def places(self) -> Mapping[str, Place]:
        """Give all places by the webhook's id."""
        with refusing():
            rows = await self._pool.fetch(queries("webhooks")["places"])
        return {row["object_id"]: Place(*row) for row in rows}

    async def settle(self, object_id: str, run: int, *, placed_in: int, begins: int) -> Place:
        """Begin a run unless it has begun, and give where the webhook stands."""
        with refusing():
            await self._pool.execute(queries("webhooks")["settle"], object_id, run, begins, placed_in)
            row = await self._pool.fetchrow(queries("webhooks")["place"], object_id)
        return _place(row)

    async def advance(self, place: Place, position: int) -> bool:
        """Move on from exactly this place; false when somebody else has moved it."""
        seen = (place.object_id, place.run, place.position)
        with refusing():
            return bool(await self._pool.fetchval(queries("webhooks")["advance"], *seen, position))

    async def wait(self, place: Place, since: datetime, due_at: datetime) -> bool:
        """Note a failure at exactly this place, and when to try again."""
        seen = (place.object_id, place.run, place.position)
        with refusing():
            return bool(await self._pool.fetchval(queries("webhooks")["wait"], *seen, since, due_at))

    async def tested(self, object_id: str, number: int) -> bool:
        """Take a test for oneself before it is sent; false when somebody else has."""
        with refusing():
            return bool(await self._pool.fetchval(queries("webhooks")["tested"], object_id, number))

    async def note(self, attempt: Attempt) -> None:
        """Keep an attempt, and forget the oldest ones."""
        with refusing():
            await self._pool.execute(queries("webhooks")["note"], *astuple(attempt))
            await self._pool.execute(queries("webhooks")["forget"], attempt.object_id, KEPT)

    async def attempts(self, object_id: str) -> Sequence[Attempt]:
        """Give the last attempts, newest first."""
        with refusing():
            rows = await self._pool.fetch(queries("webhooks")["attempts"], object_id, KEPT)
        return [_attempt(row) for row in rows]


def _place(row: "Record | None") -> Place:
    if row is None:  # nobody deletes a place
        raise LookupError
    return Place(*row)


def _attempt(row: "Record") -> Attempt:
    return Attempt(
        object_id=row["object_id"],
        at=row["attempted_at"],
        first=row["first"],
        last=row["last"],
        status=row["status"],
        fault=next((each for each in DeliveryFault if each == row["fault"]), None),
        milliseconds=row["milliseconds"],
    )
