"""Advice: what members of the committee say on a version of an object, and how the area answers it."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from application.joint import NOT_DRAWN, draw
from application.meetings import version_of
from domain.advice import (
    Advice,
    AdviceInAnotherName,
    AdviserCapacity,
    AdvisersNotConvened,
    Answer,
    Opinion,
    ResponseClass,
    Sense,
)
from domain.attendance import adviser_blockers
from domain.errors import Refusal, refuse_first
from domain.kernel import FiscalYear, PersonId, StreamId, Text
from domain.meeting import Meeting
from domain.office import Capacity


class GiveAdvice(Command):
    """意見を提出する。"""

    OBJECT = Advice
    fiscal_year: FiscalYear
    member: Annotated[PersonId | None, Field(description="意見者。省略時は本人")] = None
    capacity: Annotated[AdviserCapacity, Field(description="意見者の立場")]
    meeting_id: StreamId
    subject_id: Annotated[StreamId, Field(description="対象")]
    subject_version: Annotated[int | None, Field(ge=1, description="対象の版。取りまとめは番号。省略時は最新")] = None
    sense: Sense
    text: Text

    @property
    def object_id(self) -> StreamId:
        """Name the advice; its number is not drawn yet."""
        return Advice.create_id(self.fiscal_year, NOT_DRAWN)

    async def decide(self, desk: Desk) -> None:
        """Draw the number and record the opinion on the version that was before the meeting."""
        member = self.member or desk.actor
        if desk.act.capacity == Capacity.COMMITTEE_MEMBER and member != desk.actor:
            raise AdviceInAnotherName(member=member)
        meeting = await desk.load(Meeting, self.meeting_id)
        refuse_first(adviser_blockers(meeting.roster, member, self.capacity.japanese))
        opinion = Opinion(
            member=member,
            capacity=self.capacity,
            meeting_id=meeting.id,
            object_id=self.subject_id,
            object_version=await version_of(desk, self.subject_id, self.subject_version),
            sense=self.sense,
            text=self.text,
        )
        number = await draw(desk, f"advice-{self.fiscal_year}", meeting.id)
        desk.add(Advice(fiscal_year=self.fiscal_year, number=number, opinion=opinion))

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List that nobody of that year has been asked for advice yet."""
        fiscal_year = object_id.removeprefix(f"{Advice.TOPIC}:").partition(":")[0]
        meetings = [each for each in await desk.every(Meeting) if str(each.fiscal_year) == fiscal_year]
        asked = any(seat.capacity is not None for each in meetings for seat in each.roster)
        return () if asked else (AdvisersNotConvened(fiscal_year=fiscal_year),)


class _OfAdvice(Command):
    advice_id: StreamId

    @property
    def object_id(self) -> StreamId:
        """Name the advice."""
        return self.advice_id


class AnswerAdvice(_OfAdvice):
    """意見に回答する。"""

    OBJECT = Advice
    response: Annotated[ResponseClass, Field(description="対応1〜対応5")]
    text: Text
    answered_by: Annotated[StreamId, Field(description="回答する担当部局または事務局")] = "office:secretariat"

    async def decide(self, desk: Desk) -> None:
        """Answer in one of the five classes."""
        advice = await desk.load(Advice, self.advice_id)
        advice.answer_with(Answer(response=self.response, text=self.text, office_id=self.answered_by))

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids an answer."""
        return list((await desk.load(Advice, object_id)).answer_blockers())


class CarryOverAdvice(_OfAdvice):
    """意見を次の年度に引き継ぐ。"""

    OBJECT = Advice
    to_fiscal_year: FiscalYear

    async def decide(self, desk: Desk) -> None:
        """Take the matter into a later year."""
        (await desk.load(Advice, self.advice_id)).carry_over(self.to_fiscal_year)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids carrying over."""
        return list((await desk.load(Advice, object_id)).carry_over_blockers())


class FollowUpAdvice(_OfAdvice):
    """意見への対応状況を記録する。"""

    OBJECT = Advice
    text: Text

    async def decide(self, desk: Desk) -> None:
        """Record what was done."""
        (await desk.load(Advice, self.advice_id)).follow_up(self.text)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids a follow-up."""
        return list((await desk.load(Advice, object_id)).follow_up_blockers())


class SettleAdvice(_OfAdvice):
    """意見への対応を終える。"""

    OBJECT = Advice

    async def decide(self, desk: Desk) -> None:
        """Settle what was answered."""
        (await desk.load(Advice, self.advice_id)).settle()

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids settling."""
        return list((await desk.load(Advice, object_id)).settle_blockers())
