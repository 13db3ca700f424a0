"""Attendance: who had a seat on the day, who came, who sent somebody, and who was absent, which is computed."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from domain.agenda import VOTED, Outcome
from domain.errors import Refusal
from domain.kernel import Line, PersonId, Value

Member = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9:.-]{0,199}$")]


class Seat(Value):
    """議席: a place on the roster, held by an office or a person, by id, in a capacity."""

    member: Member
    capacity: Line | None = None


class Proxy(Value):
    """代理出席: the person who came in a member's place."""

    member: Member
    person: PersonId


class Attendance(Value):
    """出席: the day, who was present and who was represented."""

    held_on: date
    present: tuple[Member, ...]
    proxies: tuple[Proxy, ...] = ()

    def absent(self, roster: Collection[Seat]) -> tuple[str, ...]:
        """Name the members who neither came nor sent anybody, in the order of the roster."""
        return tuple(seat.member for seat in roster if seat.member not in self.represented)

    @property
    def represented(self) -> frozenset[str]:
        """Name the members who came or sent somebody."""
        return frozenset(self.present) | {proxy.member for proxy in self.proxies}


class Quorum(Value):
    """定足数: how many members must have come or sent somebody before a meeting can decide, and where that is written.

    Whether a body has one, and which, is its own rule; without one a meeting decides with whoever came.
    """

    members: Annotated[int, Field(ge=1)]
    source: Line


class ProxyRule(Value):
    """代理の定め: for how many members one person may stand in, and where the body has written that."""

    members_per_person: Annotated[int, Field(ge=1, le=99)]
    source: Line


ONE_EACH = 1  # without a rule of the body's own nobody stands in for more than one member


class QuorumNotReached(Refusal):
    """定足数に達していないため、議決できません。"""


class QuorumTooLarge(Refusal):
    """定足数が構成員の数を超えています。"""


class MeetingAlreadyHeld(Refusal):
    """会議はすでに開催されています。"""


class MeetingNotHeld(Refusal):
    """会議はまだ開催されていません。"""


class RosterMissing(Refusal):
    """この会議体の構成員名簿が指定されていません。"""


class RosterAsConvened(Refusal):
    """会議体の構成員は、招集したときと同じです。"""


class MeetingDayNotReached(Refusal):
    """会議の開催日がまだ来ていません。"""


class NobodyPresent(Refusal):
    """出席者がいません。"""


class NotOnRoster(Refusal):
    """招集した構成員にない出席者が含まれています。招集後に交代があったときは、先に招集する構成員を改めてください。"""


class PresentAndRepresented(Refusal):
    """同じ構成員が本人出席と代理出席の両方に記載されています。"""


class ProxyForTooMany(Refusal):
    """一人の代理人が、定めより多くの構成員を代理しています。"""


class MemberNotSeated(Refusal):
    """その日の構成員ではない者が含まれています。"""


class ProxyUnknown(Refusal):
    """代理人が、その日の担当部局の職員または会議体の構成員として記録されていません。"""


class AdviserNotSeated(Refusal):
    """意見者は、この会議の構成員名簿にありません。"""


class AdviserCapacityDiffers(Refusal):
    """意見者の立場が、構成員名簿の資格と異なります。"""


def adviser_blockers(roster: Collection[Seat], member: str, capacity: str) -> Iterator[Refusal]:
    """Yield an adviser without a seat at the meeting, or one who speaks in another capacity than that of the seat."""
    held = [seat.capacity for seat in roster if seat.member == member]
    if not held:
        yield AdviserNotSeated(member=member)
    elif not {None, capacity} & set(held):
        yield AdviserCapacityDiffers(member=member, seated_as=held[0], capacity=capacity)


def vote_blockers(outcome: Outcome | None, quorum: Quorum | None, attendance: Attendance | None) -> Iterator[Refusal]:
    """Yield a quorum that those who came or sent somebody do not make up, where an outcome was voted on."""
    if outcome in VOTED and quorum and attendance and len(attendance.represented) < quorum.members:
        yield QuorumNotReached(needed=quorum.members, represented=len(attendance.represented))


def quorum_blockers(roster: Collection[Seat], quorum: Quorum | None) -> Iterator[Refusal]:
    """Yield a quorum that even the whole roster could not reach."""
    if quorum is not None and quorum.members > len(roster):
        yield QuorumTooLarge(quorum=quorum.members, members=len(roster))


def seated_blockers(members: Collection[str], seats: Collection[Seat], day: date) -> Iterator[Refusal]:
    """Yield those who have no seat on the body on a day: who does not exist, is not appointed yet or has resigned."""
    unseated = set(members) - {seat.member for seat in seats}
    if unseated:
        yield MemberNotSeated(members=sorted(unseated), day=day)


def proxy_blockers(proxies: Collection[Proxy], known: Collection[str], day: date) -> Iterator[Refusal]:
    """Yield proxies who are not on record on a day, neither with a post in an office nor with a seat on the body."""
    unknown = sorted({proxy.person for proxy in proxies} - set(known))
    if unknown:
        yield ProxyUnknown(persons=unknown, day=day)


def attendance_blockers(
    roster: Collection[Seat], attendance: Attendance, today: date, rule: ProxyRule | None = None
) -> Iterator[Refusal]:
    """Yield what is wrong with an attendance: its day, nobody there, strangers, members counted twice, proxies."""
    if attendance.held_on > today:
        yield MeetingDayNotReached(held_on=attendance.held_on, today=today)
    if not attendance.represented:
        yield NobodyPresent()
    strangers = attendance.represented - {seat.member for seat in roster}
    if strangers:
        yield NotOnRoster(members=sorted(strangers))
    named = [*attendance.present, *(proxy.member for proxy in attendance.proxies)]
    twice = sorted({member for member in named if named.count(member) > 1})
    if twice:
        yield PresentAndRepresented(members=twice)
    limit = ONE_EACH if rule is None else rule.members_per_person
    counts = Counter(proxy.person for proxy in attendance.proxies)
    too_many = sorted(person for person, count in counts.items() if count > limit)
    if too_many:
        yield ProxyForTooMany(persons=too_many, limit=limit)


def without_quorum(state: dict[str, Any]) -> None:
    """Lift a meeting from before one could state its quorum: none was known."""
    state["quorum"] = None


def without_proxy_rule(state: dict[str, Any]) -> None:
    """Lift a meeting from before one could state its rule on proxies: none was known."""
    state["proxy_rule"] = None
