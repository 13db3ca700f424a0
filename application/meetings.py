"""Meetings of councils and committees: convened under a number drawn once, held on fixed papers, decided by people."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from application.annual_report import report_of
from application.command import Command
from application.desk import Desk, ObjectNotFound
from application.joint import NOT_DRAWN, draw, meeting_series
from application.rosters import admission_blockers, called
from domain.advice import Advice
from domain.agenda import STANDING, ItemKind, Material, Matter, Origin, Outcome, origin_blockers
from domain.attendance import (
    Attendance,
    Member,
    Proxy,
    ProxyRule,
    Quorum,
    Seat,
    quorum_blockers,
)
from domain.body import BodyId, BodyKind
from domain.calendar import Step
from domain.compilation import Compilation, CompilationNotCurrent
from domain.deviation import Month
from domain.errors import Refusal, refuse_first
from domain.kernel import FiscalYear, Line, StreamId
from domain.meeting import Meeting
from domain.office import Office
from domain.region import Region
from domain.review_round import ReviewRound
from domain.topics import AGGREGATES

STEPS = {
    BodyKind.LIAISON_COUNCIL: Step.LIAISON_COUNCIL,
    BodyKind.ADVISORY_COMMITTEE: Step.ADVISORY_COMMITTEE,
}


class ConveneMeeting(Command):
    """会議を招集する。"""

    OBJECT = Meeting
    body_id: BodyId
    fiscal_year: FiscalYear
    meets_on: date
    place: Line
    roster: Annotated[
        tuple[Seat, ...] | None,
        Field(
            description="招集する構成員（開催日に議席のある者に限る）。省略時は開催日の名簿のすべて、"
            "名簿のない連絡会議と担当者会議では年度点検の構成団体の担当部局"
        ),
    ] = None

    quorum: Annotated[Quorum | None, Field(description="定足数とその根拠。定めがなければ省略")] = None
    proxy_rule: Annotated[
        ProxyRule | None,
        Field(description="一人が代理できる構成員の数とその根拠。会議体に定めがなければ省略（一人につき一構成員）"),
    ] = None

    @property
    def object_id(self) -> StreamId:
        """Name the meeting; its number is not drawn yet."""
        return Meeting.create_id(self.body_id, self.fiscal_year, NOT_DRAWN)

    async def decide(self, desk: Desk) -> None:
        """Draw the number and convene the body as it stands on the day.

        What the committee advised in earlier years stands on its agenda by itself, until it is settled.
        """
        review = await desk.load(ReviewRound, ReviewRound.create_id(self.fiscal_year))
        region = await desk.load(Region, review.region_id)
        body = region.body_on(self.body_id, self.meets_on)
        roster = await called(desk, body, review, self.meets_on, self.roster)
        refuse_first(quorum_blockers(roster, self.quorum))
        number = await draw(desk, meeting_series(self.body_id, self.fiscal_year), f"{self.body_id} {self.meets_on}")
        meeting = desk.add(
            Meeting(
                body_id=self.body_id,
                fiscal_year=self.fiscal_year,
                number=number,
                meets_on=self.meets_on,
                place=self.place,
                roster=roster,
                quorum=self.quorum,
                proxy_rule=self.proxy_rule,
            )
        )
        if body.kind is BodyKind.ADVISORY_COMMITTEE:
            for each in await desk.every(Advice):
                if each.is_left_to(self.fiscal_year):
                    title = f"継続意見（{each.fiscal_year}年度 第{each.number}号）"
                    about = {"object_id": each.id, "object_version": each.version}
                    meeting.put_item(Matter.model_validate({"kind": ItemKind.REPORT, "title": title, **about}))

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List a year whose round is not open yet: a body is convened as it stands in a review year."""
        year = object_id.split(":")[2:3]
        if year and year[0].isdigit():
            await desk.load(ReviewRound, ReviewRound.create_id(int(year[0])))
        return ()


class _OfMeeting(Command):
    meeting_id: StreamId

    @property
    def object_id(self) -> StreamId:
        """Name the meeting."""
        return self.meeting_id


class PutItem(_OfMeeting):
    """議題を付議する。"""

    OBJECT = Meeting
    kind: ItemKind
    title: Line
    subject_id: Annotated[StreamId | None, Field(description="対象")] = None
    subject_version: Annotated[int | None, Field(ge=1, description="対象の版。取りまとめは番号。省略時は最新")] = None
    forwarded_from: Annotated[Origin | None, Field(description="付議元の会議と議題")] = None
    put_by: Annotated[
        StreamId | None, Field(description="付議した担当部局（例 office:43100）。議事録の抄本の送付先となる")
    ] = None

    async def decide(self, desk: Desk) -> None:
        """Put the matter with the chain by which it came."""
        meeting = await desk.load(Meeting, self.meeting_id)
        version = None
        if self.put_by is not None:
            await desk.load(Office, self.put_by)
        if self.subject_id is not None:
            version = await version_of(desk, self.subject_id, self.subject_version)
        meeting.put_item(
            Matter(
                kind=self.kind,
                title=self.title,
                object_id=self.subject_id,
                object_version=version,
                origin=await self._origin(desk),
                put_by=self.put_by,
            )
        )

    async def _origin(self, desk: Desk) -> tuple[Origin, ...]:
        if self.forwarded_from is None:
            return ()
        source = await desk.load(Meeting, self.forwarded_from.meeting_id)
        item = source.agenda.item(self.forwarded_from.item)
        refuse_first(origin_blockers(item, self.subject_id))
        return item.forwarded(source.id)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what closes the agenda."""
        return list((await desk.load(Meeting, object_id)).put_item_blockers())


class FixMaterial(_OfMeeting):
    """会議資料を確定する。"""

    OBJECT = Meeting
    fiscal_year: FiscalYear
    number: Annotated[int, Field(ge=1, description="取りまとめの番号")]

    async def decide(self, desk: Desk) -> None:
        """Make the report from the pinned versions, keep its bytes, and write their hash into the record."""
        meeting = await desk.load(Meeting, self.meeting_id)
        compilation = await desk.load(Compilation, Compilation.create_id(self.fiscal_year))
        refuse_first([*meeting.fix_material_blockers(), *compilation.unusable(self.number)])
        content_hash = await desk.documents.put((await report_of(desk, compilation)).canonical())
        meeting.fix_material(Material(compilation_id=compilation.id, number=self.number, content_hash=content_hash))

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids changing the papers, then that no compilation of this year or the last is finalised."""
        meeting = await desk.load(Meeting, object_id)
        years = (meeting.fiscal_year, meeting.fiscal_year - 1)
        found = [await desk.find(Compilation, Compilation.create_id(year)) for year in years]
        of_years = [list(each.unusable(each.number)) for each in found if each is not None]
        missing = [] if of_years else [ObjectNotFound(object_id=Compilation.create_id(meeting.fiscal_year))]
        return [*meeting.fix_material_blockers(), *missing, *(of_years[0] if all(of_years) and of_years else ())]


class HoldMeeting(_OfMeeting):
    """会議の開催を記録する。"""

    OBJECT = Meeting
    present: tuple[Member, ...]
    proxies: tuple[Proxy, ...] = ()

    async def decide(self, desk: Desk) -> None:
        """Record who was there, on the day of the act."""
        meeting = await desk.load(Meeting, self.meeting_id)
        attendance = Attendance(held_on=desk.act.effective_on, present=self.present, proxies=self.proxies)
        refuse_first(meeting.hold_blockers() if meeting.attendance is None else ())
        refuse_first(await admission_blockers(desk, meeting, attendance))
        meeting.hold(attendance, desk.today, await _months(desk, meeting), desk.act.reason)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids holding the meeting."""
        return list((await desk.load(Meeting, object_id)).hold_blockers())


class DecideItem(_OfMeeting):
    """議題の結果を記録する。"""

    OBJECT = Meeting
    item: Annotated[int, Field(ge=1)]
    outcome: Outcome

    async def decide(self, desk: Desk) -> None:
        """Record what people decided; nothing that has lapsed can be approved or heard.

        Nor is a compilation approved whose round is closed: the round would change without being reopened.
        """
        meeting = await desk.load(Meeting, self.meeting_id)
        meeting.decide_item(self.item, self.outcome)
        matter = meeting.agenda.item(self.item).matter
        if self.outcome in STANDING and matter.on_compilation:
            compilation = await desk.load(Compilation, str(matter.object_id))
            refuse_first(compilation.unusable(matter.object_version or 0))
            if self.outcome is Outcome.APPROVED:
                review = await desk.load(ReviewRound, ReviewRound.create_id(compilation.fiscal_year))
                refuse_first(review.closing.change_blockers())

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids any decision."""
        return list((await desk.load(Meeting, object_id)).decide_item_blockers())


class CloseMeeting(_OfMeeting):
    """会議を終了する。"""

    OBJECT = Meeting

    async def decide(self, desk: Desk) -> None:
        """Close the meeting once every item has its outcome."""
        (await desk.load(Meeting, self.meeting_id)).close()

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids closing."""
        return list((await desk.load(Meeting, object_id)).close_blockers())


async def _months(desk: Desk, meeting: Meeting) -> list[Month]:
    """Give the months that the rounds of the compilations on the agenda name for this body; other bodies have none."""
    months = []
    for fiscal_year in meeting.agenda.compiled_years:
        review = await desk.load(ReviewRound, ReviewRound.create_id(fiscal_year))
        kind = (await desk.load(Region, review.region_id)).bodies[meeting.body_id].kind
        if kind in STEPS:
            months.append(Month.of(fiscal_year, review.window(STEPS[kind])))
    return months


async def version_of(desk: Desk, object_id: str, asked: int | None) -> int:
    """Give the version of an object that is put before people: the one asked, which must exist, or the newest."""
    kind = next((each for each in AGGREGATES if object_id.startswith(f"{each.TOPIC}:")), None)
    if kind is None:
        raise ObjectNotFound(object_id=object_id)
    found = await desk.load(kind, object_id)
    if isinstance(found, Compilation):
        if asked not in {None, found.number}:
            raise CompilationNotCurrent(number=asked, current=found.number)
        return found.number
    return found.version if asked is None else (await desk.at(kind, object_id, asked)).version
