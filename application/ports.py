"""What the application needs from outside: the event log, the register of people, the clock.

The values here are the whole vocabulary between ``application`` and the adapters that fill the ports.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, NamedTuple, Protocol
from uuid import UUID

from domain.errors import Refusal
from domain.kernel import Event
from domain.record import Act, Recorded

__all__ = [
    "Act",
    "Answered",
    "Append",
    "Appended",
    "Clock",
    "Contact",
    "Contacts",
    "DocumentNotFound",
    "DocumentTooLarge",
    "Documents",
    "EventLog",
    "LogBusy",
    "LogUnreachable",
    "NewEvent",
    "PayloadRefused",
    "Recorded",
    "Request",
    "RequestKeyReused",
    "StreamMoved",
]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """新しい出来事: one event on its way into the log; ``version`` is its place in its stream, from 1."""

    event_id: UUID
    event: Event


@dataclass(frozen=True, slots=True)
class Request:
    """依頼: an idempotent request; the same key gets the first answer again, with another fingerprint it is refused.

    ``key`` is the caller's Idempotency-Key within ``scope`` (the caller); ``fingerprint`` is the SHA-256 of the body.
    """

    scope: str
    key: str
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Append:
    """追記: events that are stored together or not at all.

    ``events`` carry the versions at which they must land (several streams are fine). ``reads`` names streams that the
    decision rests on without changing them, with the version seen (0 for a stream that does not exist): if one has
    moved, the append conflicts. ``answer`` is the JSON text that a repeated request gets back.
    """

    events: Sequence[NewEvent]
    act: Act
    reads: Mapping[str, int] = field(default_factory=dict)
    request: Request | None = None
    answer: str | None = None


class Appended(NamedTuple):
    """追記の結果: the positions of an append, first and last inclusive; both are the head if nothing was to be stored.

    ``repeated`` is true when the log had stored these very events before, and nothing was written now.
    """

    first: int
    last: int
    recorded_at: datetime
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """既回答: what an earlier request with the same scope and key was asked and got."""

    fingerprint: bytes
    last: int
    answer: str | None


class StreamMoved(Refusal):
    """他の更新が先に記録されました。最新の状態を読み直してください。"""

    retry_by_reload: ClassVar[bool] = True


class RequestKeyReused(Refusal):
    """同じ受付キーで異なる内容が送られました。"""


class LogBusy(Refusal):
    """混み合っています。しばらくしてからもう一度お試しください。"""


class LogUnreachable(Refusal):
    """記録装置に接続できません。結果は不明です。同じ受付キーで送り直してください。"""


class PayloadRefused(Refusal):
    """記録できない文字または大きさの内容です。"""


class EventLog(Protocol):
    """出来事の記録: the one write path. Positions are gapless from 1, in commit order."""

    async def append(self, append: Append) -> Appended:
        """Store all events of the append or none.

        An answer means that they are durable. Raises ``StreamMoved`` when a version is taken or a read stream has
        moved, ``RequestKeyReused``, ``PayloadRefused``, ``LogBusy`` when the queue is full (nothing was written), and
        ``LogUnreachable`` when the outcome is unknown.
        """

    async def answered(self, scope: str, key: str) -> Answered | None:
        """Look up what an earlier request with this key was asked and got."""

    async def stream(self, stream_id: str, *, after: int = 0, upto: int | None = None) -> Sequence[Recorded]:
        """Read one stream by version, oldest first; ``upto`` is inclusive."""

    async def stream_ids(self, kind: str) -> Sequence[str]:
        """List the ids of all streams of a kind, such as ``measure``, in the order of their names."""

    async def streams(self, kind: str) -> Mapping[str, Sequence[Recorded]]:
        """Read all streams of a kind whole, in the order of their names: one question instead of one for each."""

    async def page(self, after: int, limit: int) -> Sequence[Recorded]:
        """Read the log by position, oldest first; positions in the answer are contiguous, or the log is damaged."""

    async def head(self) -> int:
        """Give the last position, 0 for an empty log."""

    def follow(self, after: int) -> AsyncGenerator[Sequence[Recorded], None]:
        """Yield pages for ever; wakes on a hint from the database and by a poll every two seconds."""


@dataclass(frozen=True, slots=True)
class Contact:
    """連絡先: what a person or office is called and where mail reaches it; kept outside the events, erasable.

    ``charset`` is the encoding that its mail system needs: ``utf-8``, or ``iso-2022-jp`` for an old one.
    """

    contact_id: str
    name: str
    mail: str | None = None
    telephone: str | None = None
    sample: bool = False
    charset: str = "utf-8"


class Contacts(Protocol):
    """連絡先簿: the erasable register of names and addresses; events carry only the ids."""

    async def put(self, contact: Contact) -> None:
        """Write or replace one contact."""

    async def get(self, contact_ids: Sequence[str]) -> Mapping[str, Contact]:
        """Read contacts by id; unknown ids are missing from the answer."""


class DocumentNotFound(Refusal):
    """文書が見つかりません。"""


class DocumentTooLarge(Refusal):
    """文書が大きすぎます。"""


class Documents(Protocol):
    """文書庫: documents by content; what is put once stays byte-identical for ever."""

    async def put(self, content: bytes) -> str:
        """Keep the bytes and give their SHA-256 in hexadecimal; putting the same bytes again changes nothing."""

    async def get(self, sha256: str) -> bytes:
        """Give the bytes back; raises ``DocumentNotFound``."""


class Clock(Protocol):
    """時計: the instant, which tests and the demonstration may move."""

    def now(self) -> datetime:
        """Give the instant, in UTC."""

    def today(self) -> date:
        """Give the day in Japan (Asia/Tokyo)."""
