"""Commands of the rosters: who is appointed to a body for which term, who resigned, who sits on a day and is called."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from domain.advice import AdviserCapacity
from domain.attendance import Attendance, Member, RosterAsConvened, RosterMissing, Seat, proxy_blockers, seated_blockers
from domain.body import Body, BodyId
from domain.errors import Refusal, refuse_first
from domain.kernel import StreamId, Text
from domain.meeting import Meeting
from domain.office import Office
from domain.region import Region
from domain.review_round import ReviewRound
from domain.roster import OF_OFFICES, OFFICE, Roster


async def seats_of(desk: Desk, body: Body, review: ReviewRound, day: date) -> tuple[Seat, ...]:
    """Give who sits on a body on a day: those appointed; on a body of offices, else those of the round's members."""
    roster = await desk.find(Roster, Roster.create_id(body.body_id))
    seats = () if roster is None else roster.seats_on(day)
    if seats or body.kind not in OF_OFFICES:
        return seats
    return tuple(Seat(member=f"{OFFICE}{lg_code}") for lg_code in review.members)


async def called(
    desk: Desk, body: Body, review: ReviewRound, day: date, named: Sequence[Seat] | None
) -> tuple[Seat, ...]:
    """Give who is called to a meeting: those named, who must have a seat on the day, or else everybody who has one."""
    seats = await seats_of(desk, body, review, day)
    if not seats:
        raise RosterMissing(body_id=body.body_id)
    members = {seat.member for seat in (seats if named is None else named)}
    refuse_first(seated_blockers(members, seats, day))
    return tuple(seat for seat in seats if seat.member in members)


async def admission_blockers(desk: Desk, meeting: Meeting, attendance: Attendance) -> Sequence[Refusal]:
    """List who was convened and has lost the seat by the day, then proxies whom the record does not know on it."""
    if meeting.attendance == attendance:
        return ()
    day = attendance.held_on
    review = await desk.load(ReviewRound, ReviewRound.create_id(meeting.fiscal_year))
    body = (await desk.load(Region, review.region_id)).bodies[meeting.body_id]
    seats = await seats_of(desk, body, review, day)
    convened = attendance.represented & {seat.member for seat in meeting.roster}
    offices = await desk.every(Office) if attendance.proxies else ()
    posted = {each.person_id for office in offices for each in office.assignments if each.covers(day)}
    return [
        *seated_blockers(convened, seats, day),
        *proxy_blockers(attendance.proxies, posted | {seat.member for seat in seats}, day),
    ]


class _RosterAct(Command):
    """構成員名簿に対する操作。"""

    body_id: Annotated[BodyId, Field(description="会議体の識別名")]

    @property
    def object_id(self) -> StreamId:
        """Name the body's roster."""
        return Roster.create_id(self.body_id)


class AppointMember(_RosterAct):
    """構成員を委嘱する。"""

    OBJECT = Roster
    region_id: StreamId
    member: Annotated[Member, Field(description="個人の識別子、または担当部局（office:43100）")]
    capacity: Annotated[AdviserCapacity | None, Field(description="委員の資格。担当部局のときは省略")] = None
    from_on: Annotated[date, Field(description="任期の初日")]
    until_on: Annotated[date | None, Field(description="任期の末日。後任で省略すると前任者の残任期間")] = None
    succeeds: Annotated[int | None, Field(ge=1, description="後任のとき、前任者の議席番号")] = None

    async def decide(self, desk: Desk) -> None:
        """Appoint to a body that stands when the term begins; a seat of an office needs the office."""
        region = await desk.load(Region, self.region_id)
        body = region.body_on(self.body_id, self.from_on)
        if self.member.startswith(OFFICE):
            await desk.load(Office, self.member)
        roster = await desk.find(Roster, self.object_id) or desk.add(
            Roster(body_id=self.body_id, region_id=region.id, kind=body.kind)
        )
        roster.appoint_member(
            self.member,
            self.from_on,
            until_on=self.until_on,
            capacity=self.capacity,
            succeeds=self.succeeds,
        )


class RecordMemberResigned(_RosterAct):
    """構成員の辞任を記録する。"""

    OBJECT = Roster
    seat: Annotated[int, Field(ge=1, description="議席番号")]
    resigned_on: Annotated[date, Field(description="構成員でなくなる最初の日")]

    async def decide(self, desk: Desk) -> None:
        """Ask the roster."""
        (await desk.load(Roster, self.object_id)).record_member_resigned(self.seat, self.resigned_on)


class ReviseMeetingRoster(Command):
    """会議に招集する構成員を改める。"""

    OBJECT = Meeting
    meeting_id: StreamId
    roster: Annotated[
        tuple[Seat, ...] | None,
        Field(description="招集する構成員（操作の日に議席のある者に限る）。省略時は操作の日の名簿のすべて"),
    ] = None
    reason: Annotated[Text, Field(description="改める理由。例 委員の交代")]

    @property
    def object_id(self) -> StreamId:
        """Name the meeting."""
        return self.meeting_id

    async def decide(self, desk: Desk) -> None:
        """Call whoever has a seat on the day of the act: successors and new members come, who left goes."""
        meeting = await desk.load(Meeting, self.meeting_id)
        review = await desk.load(ReviewRound, ReviewRound.create_id(meeting.fiscal_year))
        body = (await desk.load(Region, review.region_id)).bodies[meeting.body_id]
        roster = await called(desk, body, review, desk.act.effective_on, self.roster)
        meeting.revise_roster(roster, self.reason)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List a meeting that was held, then a body that has the same members as were called."""
        meeting = await desk.load(Meeting, object_id)
        review = await desk.load(ReviewRound, ReviewRound.create_id(meeting.fiscal_year))
        body = (await desk.load(Region, review.region_id)).bodies[meeting.body_id]
        same = await seats_of(desk, body, review, desk.today) == meeting.roster
        return [*meeting.revise_roster_blockers(), *([RosterAsConvened()] if same else [])]
