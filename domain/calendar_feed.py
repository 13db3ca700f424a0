"""Calendar feeds: an address under which a calendar program reads deadlines, of an office, a body or all of the area.

Whoever has the address reads it, as calendar programs cannot log in. So it holds a 256-bit secret, of which only the
SHA-256 is known here, and it is closed as soon as it has come into wrong hands.
"""

from collections.abc import Iterator
from datetime import date

from domain.api_key import SecretHash
from domain.body import BodyId
from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, LgCode, PersonId, Text, event
from domain.labels import Labelled


class CalendarFeedState(Labelled):
    """予定の配信の状態: whether its address still answers."""

    OPEN = "open", "配信中", "open"
    CLOSED = "closed", "停止", "closed"


class FeedOfNobody(Refusal):
    """配信の対象は、市町村、会議体、事務局全体のいずれか一つです。"""


class CalendarFeedClosed(Refusal):
    """この予定の配信はすでに停止しています。"""


class CalendarFeed(Aggregate):
    """予定の配信: of a municipality's office, of a body, or, with neither, of the whole area for the secretariat."""

    TOPIC = "calendar-feed"

    class Opened(Created):
        """予定の配信を始めた。"""

        TOPIC = "calendar-feed.opened"
        feed_id: str
        secret_hash: SecretHash
        lg_code: LgCode | None
        body_id: BodyId | None
        opened_on: date
        by: PersonId

    class Closed(Event):
        """予定の配信を停止した。"""

        TOPIC = "calendar-feed.closed"
        closed_on: date
        reason: Text

    @staticmethod
    def create_id(feed_id: str) -> str:
        """Name the stream, such as ``calendar-feed:f-3f9a``."""
        return f"calendar-feed:{feed_id}"

    @event(Opened)
    def __init__(  # noqa: PLR0913, PLR0917 - the fields of the event; the library has no keyword-only defaults
        self,
        feed_id: str,
        secret_hash: str,
        lg_code: str | None,
        body_id: str | None,
        opened_on: date,
        by: str,
    ) -> None:
        self.feed_id = feed_id
        self.secret_hash = secret_hash
        self.lg_code = lg_code
        self.body_id = body_id
        self.opened_on = opened_on
        self.by = by
        self.closed_on: date | None = None

    @staticmethod
    def faults(lg_code: str | None, body_id: str | None) -> Iterator[Refusal]:
        """Yield a feed that would be of two."""
        if lg_code is not None and body_id is not None:
            yield FeedOfNobody(lg_code=lg_code, body_id=body_id)

    def close(self, reason: str, closed_on: date) -> None:
        """Let the address answer no more."""
        refuse_first(self.close_blockers())
        self._close(reason=reason, closed_on=closed_on)

    def close_blockers(self) -> Iterator[Refusal]:
        """Yield that it was closed before."""
        if self.closed_on is not None:
            yield CalendarFeedClosed(closed_on=self.closed_on)

    @event(Closed)
    def _close(self, reason: str, closed_on: date) -> None:
        del reason  # stays in the record
        self.closed_on = closed_on

    @property
    def state(self) -> CalendarFeedState:
        """Tell whether it answers."""
        return CalendarFeedState.OPEN if self.closed_on is None else CalendarFeedState.CLOSED
