"""Incoming mail: what came back to our letters, as the mailbox tells it. The mail itself stays where it is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.labels import Labelled


class IncomingKind(Labelled):
    """受信の種類: what a mail is in answer to one of ours."""

    BOUNCE = "bounce", "不達の通知", "returned as undeliverable"
    PROGRESS = "progress", "送達状況の通知（遅延など）", "word of a letter on its way"
    AUTOMATIC = "automatic", "自動応答", "automatic answer"
    PERSONAL = "personal", "返信", "answer"


@dataclass(frozen=True, slots=True)
class Incoming:
    """受信したメール: its name in the mailbox, what it is, to which of our letters, and from which day."""

    name: str
    kind: IncomingKind
    refers_to: tuple[str, ...]
    reply: str
    received_on: date
    message_id: str | None = None


class Inbox(Protocol):
    """受信箱: gives each mail until it is settled; what refers to none of our letters is kept apart."""

    def waiting(self, today: date) -> Iterator[Incoming]:
        """Yield what has come, at most as much as one round can deal with."""

    def settle(self, incoming: Incoming, *, known: bool) -> None:
        """Put a mail away: among those dealt with, or among those that a person must read."""
