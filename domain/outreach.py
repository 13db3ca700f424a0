"""Outreach: what a centre, its members or the officers' meeting did in a year to inform, support and advise people."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field

from domain.body import BodyId, BodyKind
from domain.calendar import fiscal_year_of
from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, FiscalYear, LgCode, Line, StreamId, Text, Value, event
from domain.labels import Labelled

HOLDERS = frozenset({BodyKind.PROMOTION_CENTRE, BodyKind.PROMOTION_MEMBERS, BodyKind.OFFICERS_MEETING})
Participants = Annotated[int, Field(ge=0, le=10_000_000)]


class OutreachState(Labelled):
    """啓発・支援活動の記録の状態: a year's record stays open, since word of an activity may come late."""

    OPEN = "open", "記録中", "open"


class ActivityKind(Labelled):
    """活動の種別: the three kinds that the law and the plan name."""

    AWARENESS = "awareness", "啓発", "raising awareness"
    SUPPORT = "support", "支援", "support"
    COUNSEL = "counsel", "助言", "counsel"


class BodyWithoutOutreach(Refusal):
    """啓発・支援活動を記録できるのは、推進センター、推進員、担当者会議だけです。"""


class ActivityOutsideYear(Refusal):
    """活動の日がこの年度に入っていません。"""


class ActivityNotYetHeld(Refusal):
    """活動の日が未来の日付です。"""


class ActivityUnknown(Refusal):
    """その番号の活動は記録されていません。"""


class PartnerIsItself(Refusal):
    """活動を共に行った団体に、記録する団体自身が含まれています。"""


class ActivityToldElsewhere(Refusal):
    """共に行った同じ活動が、相手の団体の記録にすでにあります。共同の活動は一度だけ数えます。"""


class Activity(Value):
    """活動: one activity; ``participants`` is ``None`` where nobody counted, no municipality means the whole area.

    The note stays with those who keep the record; it is not published.
    """

    held_on: date
    kind: ActivityKind
    title: Line
    participants: Participants | None = None
    lg_codes: tuple[LgCode, ...] = ()
    measures: tuple[StreamId, ...] = ()
    note: Text | None = None


class NumberedActivity(Value):
    """記録された活動: an activity under its number, which is never given twice."""

    number: int
    activity: Activity


class Outreach(Aggregate):
    """啓発・支援活動: the activities of one centre, of its members or of the officers' meeting, in one fiscal year.

    What was held together with other bodies stands in one record only, which names them: so it counts once.
    """

    TOPIC = "outreach"

    class Opened(Created):
        """啓発・支援活動の年度の記録を始めた。"""

        TOPIC = "outreach.opened"
        body_id: BodyId
        fiscal_year: FiscalYear
        kind: BodyKind
        name: Line

    class ActivityRecorded(Event):
        """啓発・支援活動を記録した。"""

        TOPIC = "outreach.activity-recorded"
        number: int
        activity: Activity

    class ActivityCorrected(Event):
        """啓発・支援活動の記録を訂正した。"""

        TOPIC = "outreach.activity-corrected"
        number: int
        activity: Activity
        reason: Text

    class ActivityStruck(Event):
        """誤って記録した啓発・支援活動を取り消した。"""

        TOPIC = "outreach.activity-struck"
        number: int
        reason: Text

    class PartnersNamed(Event):
        """啓発・支援活動を共に行った団体を記録した。"""

        TOPIC = "outreach.partners-named"
        number: int
        partners: tuple[BodyId, ...]

    @staticmethod
    def create_id(body_id: str, fiscal_year: int) -> str:
        """Name the stream, such as ``outreach:city-promotion-centre:2025``."""
        return f"outreach:{body_id}:{fiscal_year}"

    @event(Opened)
    def __init__(self, body_id: str, fiscal_year: int, kind: BodyKind, name: str) -> None:
        self.body_id = body_id
        self.fiscal_year = fiscal_year
        self.kind = kind
        self.name = name
        self.last_number = 0
        self.activities: dict[int, Activity] = {}
        self.partners: dict[int, tuple[str, ...]] = {}

    def record_activity(self, activity: Activity, today: date) -> None:
        """Record an activity under the next number; the very same one is not recorded twice."""
        if activity in self.activities.values():
            return
        refuse_first(self._activity_blockers(activity, today))
        self._record_activity(number=self.last_number + 1, activity=activity)

    def _activity_blockers(self, activity: Activity, today: date) -> Iterator[Refusal]:
        if fiscal_year_of(activity.held_on) != self.fiscal_year:
            yield ActivityOutsideYear(held_on=activity.held_on, fiscal_year=self.fiscal_year)
        if activity.held_on > today:
            yield ActivityNotYetHeld(held_on=activity.held_on)

    @event(ActivityRecorded)
    def _record_activity(self, number: int, activity: Activity) -> None:
        self.last_number = number
        self.activities[number] = activity

    def correct_activity(self, number: int, activity: Activity, reason: str, today: date) -> None:
        """Replace what was recorded under a number; what stands there already is nothing new."""
        refuse_first(self.number_blockers(number))
        if self.activities[number] == activity:
            return
        refuse_first(self._activity_blockers(activity, today))
        self._correct_activity(number=number, activity=activity, reason=reason)

    def number_blockers(self, number: int) -> Iterator[Refusal]:
        """Yield that nothing stands under a number."""
        if number not in self.activities:
            yield ActivityUnknown(number=number)

    @event(ActivityCorrected)
    def _correct_activity(self, number: int, activity: Activity, reason: str) -> None:
        del reason  # stays in the record
        self.activities[number] = activity

    def strike_activity(self, number: int, reason: str) -> None:
        """Strike what never took place; its number is not given again."""
        refuse_first(self.number_blockers(number))
        self._strike_activity(number=number, reason=reason)

    @event(ActivityStruck)
    def _strike_activity(self, number: int, reason: str) -> None:
        del reason  # stays in the record
        del self.activities[number]
        self.partners.pop(number, None)

    def name_partners(self, number: int, partners: tuple[str, ...]) -> None:
        """Name the other bodies with which an activity was held; the same ones again are nothing new."""
        refuse_first(self.partner_blockers(number, partners))
        named = tuple(sorted(set(partners)))
        if self.partners.get(number, ()) != named:
            self._name_partners(number=number, partners=named)

    def partner_blockers(self, number: int, partners: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield that nothing stands under the number, then the body itself among those it was held with."""
        yield from self.number_blockers(number)
        if self.body_id in partners:
            yield PartnerIsItself(body_id=self.body_id)

    @event(PartnersNamed)
    def _name_partners(self, number: int, partners: tuple[str, ...]) -> None:
        self.partners[number] = partners

    def double_blockers(self, body_id: str, activity: Activity, partners: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield that what another body wants to record stands here already, as something the two held together.

        It is the same when day, kind and title are, and one of the two names the other.
        """
        for number, told in sorted(self.activities.items()):
            together = self.body_id in partners or body_id in self.partners.get(number, ())
            if together and _occasion(told) == _occasion(activity):
                yield ActivityToldElsewhere(body_id=self.body_id, number=number)

    def number_of(self, activity: Activity) -> int:
        """Give the number under which an activity stands; raises ``ActivityUnknown``."""
        for number, told in self.activities.items():
            if told == activity:
                return number
        raise ActivityUnknown(title=activity.title)

    @property
    def state(self) -> OutreachState:
        """Give the state: a year's record stays open."""
        return OutreachState.OPEN

    def partners_of(self, number: int) -> tuple[str, ...]:
        """Name the other bodies with which an activity was held."""
        return self.partners.get(number, ())

    def content(self) -> tuple[NumberedActivity, ...]:
        """Give the activities that stand, by number."""
        return tuple(
            NumberedActivity(number=number, activity=activity) for number, activity in sorted(self.activities.items())
        )


def _occasion(activity: Activity) -> tuple[date, ActivityKind, str]:
    return (activity.held_on, activity.kind, activity.title)
