"""The record: an event together with who recorded it, when, and by which authority."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from domain.kernel import Event


@dataclass(frozen=True, slots=True)
class Act:
    """行為: who does something, in which capacity, for whom, by which authority, and why.

    Every member is a code or an id, never a name or an address (rule 11); ``reason`` is what the person wrote.
    ``effective_on`` is the day in Japan on which the act took place, also for acts on paper recorded later.
    """

    actor: str
    capacity: str
    effective_on: date
    acting_for: str | None = None
    authority: str | None = None
    reason: str | None = None
    corrects: UUID | None = None
    causation_id: UUID | None = None
    correlation_id: UUID | None = None
    request_id: str | None = None


class Recorded(NamedTuple):
    """記録: one event as the log holds it, every column of it. A tuple, for whole logs are read in them."""

    position: int
    stream_id: str
    version: int
    topic: str
    schema_version: int
    body: str
    event_id: UUID
    recorded_at: datetime
    leaf: bytes
    act: Act
    event: Event
