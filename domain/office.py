"""The office: the lasting body that does the work of a municipality or of a body of the region; persons hold it."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import StringConstraints

from domain.body import BodyId
from domain.errors import Refusal, refuse_first
from domain.handover import HandedOverToOneself, OpenMatters, without_challenges, without_coordination, without_excerpts
from domain.kernel import Aggregate, Created, Event, LgCode, Line, PersonId, StreamId, Text, Value, event
from domain.labels import Labelled

OfficeSlug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
ContactId = PersonId  # what the register of contacts knows: a code, never a name or an address


class Capacity(Labelled):
    """資格: in which capacity a person acts. The authority matrix is written in these."""

    CLERK = "clerk", "担当", "clerk"
    MANAGER = "manager", "課長", "manager"
    HEAD = "head", "部局長", "head of department"
    SECRETARIAT = "secretariat", "事務局", "secretariat"
    SECRETARIAT_HEAD = "secretariat-head", "事務局長", "head of the secretariat"
    COUNCIL_MEMBER = "council-member", "連絡会議構成員", "council member"
    COUNCIL_CHAIR = "council-chair", "連絡会議議長", "council chair"
    COMMITTEE_MEMBER = "committee-member", "意見聴取委員", "committee member"
    PROMOTER = "promoter", "推進センター・推進員", "promoter"
    SYSTEM = "system", "システム", "system"
    AUDITOR = "auditor", "監査", "auditor"
    READER = "reader", "閲覧", "reader"


class Cadence(Labelled):
    """通知の頻度: how often an office wants mail."""

    AT_ONCE = "at-once", "都度", "immediately"
    DAILY = "daily", "日次まとめ", "daily digest"
    WEEKLY = "weekly", "週次まとめ", "weekly digest"


class OfficeState(Labelled):
    """担当部局の状態: an office lasts once it is opened."""

    OPEN = "open", "設置済み", "open"


class AlreadyAssigned(Refusal):
    """この職員はすでに同じ資格で配置されています。"""


class NotAssigned(Refusal):
    """この職員は、その資格では配置されていません。"""


class AssignmentDatesContradict(Refusal):
    """配置日または離任日が、すでに記録された日付と矛盾します。"""


class Assignment(Value):
    """配置: a person holds a capacity; ``released_on`` is the first day on which no longer."""

    person_id: PersonId
    capacity: Capacity
    assigned_on: date
    released_on: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the person held the capacity on a day."""
        return self.assigned_on <= day and (self.released_on is None or day < self.released_on)


class Handover(Value):
    """人事異動の引継ぎ: who hands which capacity to whom from which day on, and what was open when it was written."""

    from_person: PersonId
    to_person: PersonId
    capacity: Capacity
    handed_over_on: date
    open_matters: OpenMatters
    notes: Text | None = None


class Office(Aggregate):
    """担当部局: of a municipality (``lg_code``) or of a body of the region (``body_id``)."""

    TOPIC = "office"

    class Opened(Created):
        """担当部局を設けた。"""

        TOPIC = "office.opened"
        slug: OfficeSlug
        region_id: StreamId
        name: Line
        opened_on: date
        lg_code: LgCode | None = None
        body_id: BodyId | None = None

    class ContactSet(Event):
        """担当部局の連絡先と通知の頻度を定めた。"""

        TOPIC = "office.contact-set"
        contact_id: ContactId
        cadence: Cadence

    class ClosedDaysAdded(Event):
        """担当部局の独自の閉庁日を加えた。"""

        TOPIC = "office.closed-days-added"
        days: tuple[date, ...]
        ground: Line

    class PersonAssigned(Event):
        """担当部局に職員を配置した。"""

        TOPIC = "office.person-assigned"
        person_id: PersonId
        capacity: Capacity
        assigned_on: date

    class PersonReleased(Event):
        """職員が担当部局を離れた。"""

        TOPIC = "office.person-released"
        person_id: PersonId
        capacity: Capacity
        released_on: date

    class HandedOver(Event):
        """担当部局の職務の引継ぎを記録した。"""

        TOPIC = "office.handed-over"
        class_version = 4
        handover: Handover
        upcast_v1_v2: ClassVar[Any] = staticmethod(without_challenges)
        upcast_v2_v3: ClassVar[Any] = staticmethod(without_coordination)
        upcast_v3_v4: ClassVar[Any] = staticmethod(without_excerpts)

    @staticmethod
    def create_id(slug: str) -> str:
        """Name the stream, such as ``office:43100`` or ``office:secretariat``."""
        return f"office:{slug}"

    @event(Opened)
    def __init__(  # noqa: PLR0913, PLR0917 - the fields of the event; the library has no keyword-only defaults
        self,
        slug: str,
        region_id: str,
        name: str,
        opened_on: date,
        lg_code: str | None = None,
        body_id: str | None = None,
    ) -> None:
        self.slug = slug
        self.region_id = region_id
        self.name = name
        self.opened_on = opened_on
        self.lg_code = lg_code
        self.body_id = body_id
        self.contact_id: str | None = None
        self.cadence = Cadence.AT_ONCE
        self.closed_days: frozenset[date] = frozenset()
        self.assignments: tuple[Assignment, ...] = ()
        self.handovers: tuple[Handover, ...] = ()

    def set_contact(self, contact_id: str, cadence: Cadence) -> None:
        """Set where the office is reached, by the code of the register, and how often it wants mail."""
        if (self.contact_id, self.cadence) != (contact_id, cadence):
            self._set_contact(contact_id=contact_id, cadence=cadence)

    @event(ContactSet)
    def _set_contact(self, contact_id: str, cadence: Cadence) -> None:
        self.contact_id = contact_id
        self.cadence = cadence

    def add_closed_days(self, days: tuple[date, ...], ground: str) -> None:
        """Add days on which the office is closed by its municipality's ordinance or by what happened there."""
        new = tuple(sorted(set(days) - self.closed_days))
        if new:
            self._add_closed_days(days=new, ground=ground)

    @event(ClosedDaysAdded)
    def _add_closed_days(self, days: tuple[date, ...], ground: str) -> None:
        del ground  # stays in the record
        self.closed_days |= frozenset(days)

    def assign_person(self, person_id: str, capacity: Capacity, assigned_on: date) -> None:
        """Put a person into a capacity from a day on."""
        if Assignment(person_id=person_id, capacity=capacity, assigned_on=assigned_on) in self.assignments:
            return
        refuse_first(self.assign_person_blockers(person_id, capacity, assigned_on))
        self._assign_person(person_id=person_id, capacity=capacity, assigned_on=assigned_on)

    def assign_person_blockers(self, person_id: str, capacity: Capacity, assigned_on: date) -> Iterator[Refusal]:
        """Refuse one who holds it, and a day before the office or inside an earlier time."""
        earlier = self._held_by(person_id, capacity)
        if any(each.released_on is None for each in earlier):
            yield AlreadyAssigned(person_id=person_id, capacity=capacity.value)
        if assigned_on < self.opened_on or any(each.released_on and assigned_on < each.released_on for each in earlier):
            yield AssignmentDatesContradict(person_id=person_id, assigned_on=assigned_on)

    @event(PersonAssigned)
    def _assign_person(self, person_id: str, capacity: Capacity, assigned_on: date) -> None:
        new = Assignment(person_id=person_id, capacity=capacity, assigned_on=assigned_on)
        self.assignments = (*self.assignments, new)

    def release_person(self, person_id: str, capacity: Capacity, released_on: date) -> None:
        """Let a person leave a capacity; ``released_on`` is the first day without it."""
        if any(each.released_on == released_on for each in self._held_by(person_id, capacity)):
            return
        refuse_first(self.release_person_blockers(person_id, capacity, released_on))
        self._release_person(person_id=person_id, capacity=capacity, released_on=released_on)

    def release_person_blockers(self, person_id: str, capacity: Capacity, released_on: date) -> Iterator[Refusal]:
        """Refuse one who does not hold it, and a day not after the assignment."""
        holding = [each for each in self._held_by(person_id, capacity) if each.released_on is None]
        if not holding:
            yield NotAssigned(person_id=person_id, capacity=capacity.value)
        if any(released_on <= each.assigned_on for each in holding):
            yield AssignmentDatesContradict(person_id=person_id, released_on=released_on)

    @event(PersonReleased)
    def _release_person(self, person_id: str, capacity: Capacity, released_on: date) -> None:
        self.assignments = tuple(
            each.model_copy(update={"released_on": released_on})
            if (each.person_id, each.capacity, each.released_on) == (person_id, capacity, None)
            else each
            for each in self.assignments
        )

    def hand_over(self, handover: Handover) -> None:
        """Let one person follow another in a capacity: release, assignment and what was open, all or none.

        The same handover again is nothing new, whatever has become of what was open.
        """
        if any(each.model_copy(update={"open_matters": handover.open_matters}) == handover for each in self.handovers):
            return
        refuse_first(self.hand_over_blockers(handover))
        leaving, coming, day = handover.from_person, handover.to_person, handover.handed_over_on
        self._release_person(person_id=leaving, capacity=handover.capacity, released_on=day)
        self._assign_person(person_id=coming, capacity=handover.capacity, assigned_on=day)
        self._hand_over(handover=handover)

    def hand_over_blockers(self, handover: Handover) -> Iterator[Refusal]:
        """Refuse a handover to oneself, then what stands against the release, then against the assignment."""
        capacity, day = handover.capacity, handover.handed_over_on
        if handover.from_person == handover.to_person:
            yield HandedOverToOneself(person_id=handover.to_person)
        yield from self.release_person_blockers(handover.from_person, capacity, day)
        yield from self.assign_person_blockers(handover.to_person, capacity, day)

    @event(HandedOver)
    def _hand_over(self, handover: Handover) -> None:
        self.handovers = (*self.handovers, handover)

    def holding_blockers(self, person_id: str, capacity: Capacity, day: date) -> Iterator[Refusal]:
        """Refuse a person who does not hold the capacity here on a day."""
        if capacity not in self.capacities_of(person_id, day):
            yield NotAssigned(person_id=person_id, capacity=capacity.value)

    def _held_by(self, person_id: str, capacity: Capacity) -> list[Assignment]:
        return [each for each in self.assignments if (each.person_id, each.capacity) == (person_id, capacity)]

    @property
    def state(self) -> OfficeState:
        """Give the state: an office lasts."""
        return OfficeState.OPEN

    def persons_on(self, day: date, capacity: Capacity | None = None) -> tuple[str, ...]:
        """List the persons who held a capacity, or any, on a day, by id."""
        held = {each.person_id for each in self.assignments if each.covers(day) and capacity in (None, each.capacity)}
        return tuple(sorted(held))

    def has_released(self, person_id: str, capacity: Capacity, day: date) -> bool:
        """Tell whether a person who once held a capacity here does not hold it on a day."""
        held = self._held_by(person_id, capacity)
        return bool(held) and not any(each.covers(day) for each in held)

    def capacities_of(self, person_id: str, day: date) -> tuple[Capacity, ...]:
        """List the capacities that a person held on a day, in the order of their assignment."""
        return tuple(each.capacity for each in self.assignments if each.person_id == person_id and each.covers(day))
