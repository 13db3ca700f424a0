"""What webhooks need from outside: a register of how far each has come, and somebody who carries messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.webhook_terms import DeliveryFault

REDIRECTS = range(300, 400)
ACCEPTED = range(200, 300)
GONE = 410


@dataclass(frozen=True, slots=True)
class Place:
    """到達点: how far a webhook has come in its ``run``, and since when and until when it waits after failures."""

    object_id: str
    run: int
    position: int
    tests: int = 0
    failures: int = 0
    failing_since: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """配信の結果: the status that came back, or the fault; ``retry_after`` as it was sent."""

    status: int | None
    fault: DeliveryFault | None
    milliseconds: int
    retry_after: str | None = None

    @property
    def accepted(self) -> bool:
        """Tell whether the message has arrived."""
        return self.fault is None


@dataclass(frozen=True, slots=True)
class Attempt:
    """配信の試み: what was sent, when, and what came of it; ``first`` and ``last`` are positions, 0 for a test."""

    object_id: str
    at: datetime
    first: int
    last: int
    status: int | None
    fault: DeliveryFault | None
    milliseconds: int


class Deliveries(Protocol):
    """配信の控え: no facts of the plan, but what must survive a kill: positions, waits and the last attempts."""

    async def places(self) -> Mapping[str, Place]:
        """Give all places by the webhook's id."""

    async def settle(self, object_id: str, run: int, *, placed_in: int, begins: int) -> Place:
        """Begin a run unless it has begun, at ``begins`` if no run since ``placed_in`` has, else where it stands."""

    async def advance(self, place: Place, position: int) -> bool:
        """Move on from exactly this place; false when somebody else has moved it."""

    async def wait(self, place: Place, since: datetime, due_at: datetime) -> bool:
        """Note a failure at exactly this place, and when to try again."""

    async def tested(self, object_id: str, number: int) -> bool:
        """Take a test for oneself before it is sent, so that it is sent once; false when somebody else has."""

    async def note(self, attempt: Attempt) -> None:
        """Keep an attempt, and forget the oldest ones."""

    async def attempts(self, object_id: str) -> Sequence[Attempt]:
        """Give the last attempts, newest first."""


class Carrier(Protocol):
    """配達人: brings one message to an address, once, and says what came of it; raises nothing of the network."""

    async def carry(self, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Post the message."""
