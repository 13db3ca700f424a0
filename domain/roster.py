"""The roster: who sits on a body of the region on any day, by appointment for a term, with resignations and successors.

A committee seats persons in a capacity, a council seats offices; persons come and go in those offices by themselves.
"""

from collections.abc import Iterator
from datetime import date

from domain.advice import AdviserCapacity
from domain.attendance import Member, Seat
from domain.body import BodyId, BodyKind
from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, StreamId, Value, event
from domain.labels import Labelled

OF_OFFICES = frozenset({BodyKind.LIAISON_COUNCIL, BodyKind.OFFICERS_MEETING})
OFFICE = "office:"


class RosterState(Labelled):
    """名簿の状態: a roster is kept as long as the body lasts."""

    KEPT = "kept", "作成済み", "kept"


class MemberAlreadySeated(Refusal):
    """この構成員の任期は、すでに記録された任期と重なります。"""


class TermDatesContradict(Refusal):
    """任期または辞任の日付が、すでに記録された日付と矛盾します。"""


class SeatUnknown(Refusal):
    """その番号の議席は名簿にありません。"""


class SeatNotVacant(Refusal):
    """この議席は空席ではないため、後任を委嘱できません。"""


class SeatOfOffice(Refusal):
    """この会議体の構成員は担当部局です。"""


class SeatOfPerson(Refusal):
    """委員には、資格（国・県・有識者・市民・事業者・団体）と個人の指定が必要です。"""


class SuccessorInOtherCapacity(Refusal):
    """後任の資格が前任者の資格と異なります。"""


class Appointment(Value):
    """任期: one seat held by a member; ``until_on`` is its last day, ``resigned_on`` the first day without it."""

    seat: int
    member: Member
    capacity: AdviserCapacity | None = None
    from_on: date
    until_on: date | None = None
    succeeds: int | None = None
    resigned_on: date | None = None

    def runs_on(self, day: date) -> bool:
        """Tell whether the term for which the seat was given includes a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    def covers(self, day: date) -> bool:
        """Tell whether the member held the seat on a day."""
        return self.runs_on(day) and (self.resigned_on is None or day < self.resigned_on)

    def overlaps(self, other: "Appointment") -> bool:
        """Tell whether there is a day on which both are held."""
        return self.covers(other.from_on) or other.covers(self.from_on)


class Roster(Aggregate):
    """名簿: the seats of one body; what was true on a day stays true when members change later."""

    TOPIC = "roster"

    class Opened(Created):
        """会議体の構成員名簿を作成した。"""

        TOPIC = "roster.opened"
        body_id: BodyId
        region_id: StreamId
        kind: BodyKind

    class MemberAppointed(Event):
        """構成員を委嘱した。"""

        TOPIC = "roster.member-appointed"
        appointment: Appointment

    class MemberResigned(Event):
        """構成員が辞任した。"""

        TOPIC = "roster.member-resigned"
        seat: int
        resigned_on: date

    @staticmethod
    def create_id(body_id: str) -> str:
        """Name the stream, such as ``roster:advisory-committee``."""
        return f"roster:{body_id}"

    @event(Opened)
    def __init__(self, body_id: str, region_id: str, kind: BodyKind) -> None:
        self.body_id = body_id
        self.region_id = region_id
        self.kind = kind
        self.appointments: tuple[Appointment, ...] = ()

    def appoint_member(
        self,
        member: str,
        from_on: date,
        *,
        until_on: date | None = None,
        capacity: AdviserCapacity | None = None,
        succeeds: int | None = None,
    ) -> None:
        """Give a member the next seat, or a vacant one for the rest of its term; the same again is nothing new."""
        if until_on is None and succeeds is not None:
            until_on = self._rest_of(succeeds)
        appointment = Appointment(
            seat=len(self.appointments) + 1,
            member=member,
            capacity=capacity,
            from_on=from_on,
            until_on=until_on,
            succeeds=succeeds,
        )
        if self._has(appointment):
            return
        refuse_first(self._appoint_blockers(appointment))
        self._appoint_member(appointment=appointment)

    def _rest_of(self, seat: int) -> date | None:
        return next((each.until_on for each in self.appointments if each.seat == seat), None)

    def _has(self, appointment: Appointment) -> bool:
        as_given = {"seat": appointment.seat, "resigned_on": None}
        return any(each.model_copy(update=as_given) == appointment for each in self.appointments)

    def _appoint_blockers(self, new: Appointment) -> Iterator[Refusal]:
        yield from seat_blockers(self.kind, new.member, new.capacity)
        if new.until_on is not None and new.until_on < new.from_on:
            yield TermDatesContradict(from_on=new.from_on, until_on=new.until_on)
        if any(each.member == new.member and each.overlaps(new) for each in self.appointments):
            yield MemberAlreadySeated(member=new.member)
        if new.succeeds is not None:
            yield from self._succession_blockers(new, new.succeeds)

    def _succession_blockers(self, new: Appointment, seat: int) -> Iterator[Refusal]:
        earlier = next((each for each in self.appointments if each.seat == seat), None)
        if earlier is None:
            yield SeatUnknown(seat=seat)
            return
        if earlier.resigned_on is None or self._successor_of(seat) is not None:
            yield SeatNotVacant(seat=seat)
        elif new.from_on < earlier.resigned_on:
            yield TermDatesContradict(from_on=new.from_on, resigned_on=earlier.resigned_on)
        if new.capacity is not earlier.capacity:
            yield SuccessorInOtherCapacity(seat=seat)

    def _successor_of(self, seat: int) -> Appointment | None:
        return next((each for each in self.appointments if each.succeeds == seat), None)

    @event(MemberAppointed)
    def _appoint_member(self, appointment: Appointment) -> None:
        self.appointments = (*self.appointments, appointment)

    def record_member_resigned(self, seat: int, resigned_on: date) -> None:
        """Record that a member resigned before the end of the term; ``resigned_on`` is the first day without it."""
        if any((each.seat, each.resigned_on) == (seat, resigned_on) for each in self.appointments):
            return
        refuse_first(self._resign_blockers(seat, resigned_on))
        self._record_member_resigned(seat=seat, resigned_on=resigned_on)

    def _resign_blockers(self, seat: int, resigned_on: date) -> Iterator[Refusal]:
        held = next((each for each in self.appointments if each.seat == seat), None)
        if held is None:
            yield SeatUnknown(seat=seat)
        elif held.resigned_on is not None or resigned_on <= held.from_on or not held.runs_on(resigned_on):
            yield TermDatesContradict(seat=seat, resigned_on=resigned_on)

    @event(MemberResigned)
    def _record_member_resigned(self, seat: int, resigned_on: date) -> None:
        self.appointments = resigned(self.appointments, seat, resigned_on)

    @property
    def state(self) -> RosterState:
        """Give the state: a roster is kept."""
        return RosterState.KEPT

    def members_on(self, day: date) -> tuple[Appointment, ...]:
        """Tell who was a member on a day, in the order of the seats."""
        return tuple(each for each in self.appointments if each.covers(day))

    def seats_on(self, day: date) -> tuple[Seat, ...]:
        """Give the roster with which a meeting of that day is convened."""
        return tuple(each_seat(each) for each in self.members_on(day))


def seat_blockers(kind: BodyKind, member: str, capacity: AdviserCapacity | None) -> Iterator[Refusal]:
    """Yield a person on a body of offices, and an office or nobody's capacity on the committee."""
    of_office = member.startswith(OFFICE)
    if kind in OF_OFFICES and not (of_office and capacity is None):
        yield SeatOfOffice(member=member)
    if kind is BodyKind.ADVISORY_COMMITTEE and (of_office or capacity is None):
        yield SeatOfPerson(member=member)


def each_seat(appointment: Appointment) -> Seat:
    """Give the seat of an appointment as a meeting writes it down."""
    capacity = appointment.capacity
    return Seat(member=appointment.member, capacity=None if capacity is None else capacity.japanese)


def resigned(appointments: tuple[Appointment, ...], seat: int, resigned_on: date) -> tuple[Appointment, ...]:
    """Give the appointments with one resignation written in."""
    return tuple(
        each.model_copy(update={"resigned_on": resigned_on}) if each.seat == seat else each for each in appointments
    )


def vacant_on(appointments: tuple[Appointment, ...], day: date) -> tuple[Appointment, ...]:
    """Tell which terms run on a day without a member: resigned, and nobody came after."""
    succeeded = {each.succeeds for each in appointments if each.from_on <= day}
    return tuple(
        each for each in appointments if each.runs_on(day) and not each.covers(day) and each.seat not in succeeded
    )
