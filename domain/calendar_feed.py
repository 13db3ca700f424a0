"""Calendar feeds: an address under which a calendar program reads deadlines: of an office, a body, a capacity or all.

Whoever has the address reads it, as calendar programs cannot log in. So it holds a 256-bit secret, of which only the
SHA-256 is known here, and it is closed as soon as it has come into wrong hands.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from domain.api_key import SecretHash
from domain.body import BodyId
from domain.calendar import OFFICE_STEPS, Step
from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, LgCode, PersonId, Text, event
from domain.labels import Labelled
from domain.office import Capacity

EXAMINED = frozenset({Step.COMPILATION, Step.LIAISON_COUNCIL, Step.PUBLICATION})
STEPS_OF: Mapping[Capacity, frozenset[Step]] = {
    Capacity.CLERK: frozenset({*OFFICE_STEPS, Step.OFFICERS_MEETING}),
    Capacity.MANAGER: frozenset({*OFFICE_STEPS, Step.LIAISON_COUNCIL}),
    Capacity.HEAD: frozenset({Step.IN_HOUSE_REPORT, Step.LIAISON_COUNCIL}),
    Capacity.SECRETARIAT: frozenset(Step),
    Capacity.SECRETARIAT_HEAD: EXAMINED | {Step.ADVISORY_COMMITTEE},
    Capacity.COUNCIL_MEMBER: EXAMINED,
    Capacity.COUNCIL_CHAIR: EXAMINED,
    Capacity.COMMITTEE_MEMBER: frozenset({Step.ADVISORY_COMMITTEE, Step.PUBLICATION}),
    Capacity.AUDITOR: EXAMINED | {Step.ADVISORY_COMMITTEE},
}
"""資格の予定: whose days are which steps of the year, as the seed gives the bodies their work (図表 推進体制)."""
OF_A_MUNICIPALITY = frozenset({Capacity.CLERK, Capacity.MANAGER, Capacity.HEAD})


class CalendarFeedState(Labelled):
    """予定の配信の状態: whether its address still answers."""

    OPEN = "open", "配信中", "open"
    CLOSED = "closed", "停止", "closed"


class FeedOfNobody(Refusal):
    """配信の対象は、市町村（と資格）、会議体、資格、圏域全体のいずれか一つです。"""


class CapacityHasNoFeed(Refusal):
    """この資格の予定の配信はありません。担当・課長・部局長は市町村とともに、その他の資格は市町村なしで指定してください。"""


class CalendarFeedClosed(Refusal):
    """この予定の配信はすでに停止しています。"""


def of_no_capacity(state: dict[str, Any]) -> None:
    """Lift a feed from before there were those of a capacity."""
    state["capacity"] = None


class CalendarFeed(Aggregate):
    """予定の配信: of a municipality's office, of a body or of a capacity; with none of them, of the whole area."""

    TOPIC = "calendar-feed"

    class Opened(Created):
        """予定の配信を始めた。"""

        TOPIC = "calendar-feed.opened"
        class_version = 2
        feed_id: str
        secret_hash: SecretHash
        lg_code: LgCode | None
        body_id: BodyId | None
        opened_on: date
        by: PersonId
        capacity: Capacity | None
        upcast_v1_v2: ClassVar[Any] = staticmethod(of_no_capacity)

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
        capacity: Capacity | None,
    ) -> None:
        self.feed_id = feed_id
        self.secret_hash = secret_hash
        self.lg_code = lg_code
        self.body_id = body_id
        self.opened_on = opened_on
        self.by = by
        self.capacity = capacity
        self.closed_on: date | None = None

    @staticmethod
    def faults(lg_code: str | None, body_id: str | None, capacity: Capacity | None) -> Iterator[Refusal]:
        """Yield a feed that would be of two, and a capacity that keeps no days or is held somewhere else."""
        if body_id is not None and (lg_code is not None or capacity is not None):
            yield FeedOfNobody(lg_code=lg_code, body_id=body_id, capacity=capacity)
        if capacity is not None and (
            capacity not in STEPS_OF or (capacity in OF_A_MUNICIPALITY) is not (lg_code is not None)
        ):
            yield CapacityHasNoFeed(capacity=capacity, lg_code=lg_code)

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
