"""Challenges 課題: raised by an office, the secretariat or a meeting, and followed from year to year until they end."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk, ObjectNotFound
from application.joint import NOT_DRAWN, draw
from domain.challenge import (
    Challenge,
    ChallengeOrigin,
    Concern,
    Provenance,
    RaisedInAnotherName,
)
from domain.challenge_course import Undertaking, YearlyReview
from domain.errors import Refusal, refuse_first
from domain.evaluation import Evaluation
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Text
from domain.measure import Measure
from domain.meeting import Meeting
from domain.office import Capacity, Office
from domain.plan import Plan
from domain.region import NotAMember, Region

OF_SECRETARIAT = frozenset({Capacity.SECRETARIAT.value, Capacity.SECRETARIAT_HEAD.value})


class RaiseChallenge(Command):
    """課題を提起する。"""

    OBJECT = Challenge
    region_id: StreamId
    fiscal_year: Annotated[FiscalYear, Field(description="課題を提起する点検年度")]
    lg_code: Annotated[LgCode | None, Field(description="市町村の課題の場合の団体コード。省略時は圏域全体")] = None
    title: Line
    text: Text
    concern: Annotated[Concern, Field(description="対象の施策・部門・重点取組")] = Concern()
    origin: Annotated[ChallengeOrigin, Field(description="出どころ")]

    @property
    def object_id(self) -> StreamId:
        """Name the challenge; its number is not drawn yet."""
        return Challenge.create_id(self.fiscal_year, NOT_DRAWN)

    async def decide(self, desk: Desk) -> None:
        """Raise it once everything that it names is there; its number is drawn from the series of the year."""
        if self.origin.provenance is Provenance.SECRETARIAT and desk.act.capacity not in OF_SECRETARIAT:
            raise RaisedInAnotherName(capacity=desk.act.capacity)
        region = await desk.load(Region, self.region_id)
        if self.lg_code is not None and not region.is_member(self.lg_code, desk.today):
            raise NotAMember(lg_code=self.lg_code, day=desk.today)
        refuse_first(Challenge.raise_blockers(self.lg_code, self.concern, self.origin))
        await _known(desk, self.concern)
        await _told(desk, self.origin)
        number = await draw(desk, f"challenge-{self.fiscal_year}", self.title)
        desk.add(
            Challenge(
                fiscal_year=self.fiscal_year,
                number=number,
                lg_code=self.lg_code,
                title=self.title,
                text=self.text,
                concern=self.concern,
                origin=self.origin,
            )
        )


async def _known(desk: Desk, concern: Concern) -> None:
    if concern.measure_id is not None:
        await desk.load(Measure, concern.measure_id)
    if concern.plan_id is None:
        return
    content = (await desk.load(Plan, concern.plan_id)).content
    if concern.sector is not None and concern.sector not in {each.code for each in content.sectors}:
        raise ObjectNotFound(object_id=concern.plan_id, sector=concern.sector)
    if concern.initiative is not None and concern.initiative not in {each.number for each in content.initiatives}:
        raise ObjectNotFound(object_id=concern.plan_id, initiative=concern.initiative)


async def _told(desk: Desk, origin: ChallengeOrigin) -> None:
    if origin.object_id is None:
        return
    if origin.provenance is Provenance.EVALUATION:
        await desk.load(Evaluation, origin.object_id)
        return
    meeting = await desk.load(Meeting, origin.object_id)
    if origin.item is not None:
        meeting.agenda.item(origin.item)


class _OfChallenge(Command):
    """課題に対する操作。"""

    challenge_id: StreamId

    @property
    def object_id(self) -> StreamId:
        """Name the challenge."""
        return self.challenge_id


class TakeUpChallenge(_OfChallenge):
    """課題に取り組むこととする。"""

    OBJECT = Challenge
    undertaking: Annotated[Undertaking, Field(description="対応する担当部局と、結び付ける施策または議題")]

    async def decide(self, desk: Desk) -> None:
        """Ask the challenge, once office, measure and item are there."""
        challenge = await desk.load(Challenge, self.challenge_id)
        office = await desk.load(Office, self.undertaking.office_id)
        if self.undertaking.measure_id is not None:
            await desk.load(Measure, self.undertaking.measure_id)
        item = self.undertaking.agenda_item
        if item is not None:
            (await desk.load(Meeting, item.meeting_id)).agenda.item(item.item)
        challenge.take_up(self.undertaking, office.lg_code)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids taking it up."""
        return list((await desk.load(Challenge, object_id)).take_up_blockers())


class ReviewChallenge(_OfChallenge):
    """課題の年度の状況を点検する。"""

    OBJECT = Challenge
    fiscal_year: FiscalYear
    text: Text

    async def decide(self, desk: Desk) -> None:
        """Ask the challenge."""
        review = YearlyReview(fiscal_year=self.fiscal_year, text=self.text)
        (await desk.load(Challenge, self.challenge_id)).review(review)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids a review."""
        return list((await desk.load(Challenge, object_id)).review_blockers())


class CarryOverChallenge(_OfChallenge):
    """課題を次の年度に引き継ぐ。"""

    OBJECT = Challenge
    to_fiscal_year: FiscalYear

    async def decide(self, desk: Desk) -> None:
        """Ask the challenge."""
        (await desk.load(Challenge, self.challenge_id)).carry_over(self.to_fiscal_year)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids carrying over."""
        return list((await desk.load(Challenge, object_id)).carry_over_blockers())


class SettleChallenge(_OfChallenge):
    """課題を解決済みとする。"""

    OBJECT = Challenge
    outcome: Annotated[Text, Field(description="結果")]

    async def decide(self, desk: Desk) -> None:
        """Ask the challenge."""
        (await desk.load(Challenge, self.challenge_id)).settle(self.outcome)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids settling."""
        return list((await desk.load(Challenge, object_id)).settle_blockers())


class WithdrawChallenge(_OfChallenge):
    """課題を取り下げる。"""

    OBJECT = Challenge
    ground: Annotated[Text, Field(description="取下げの理由")]

    async def decide(self, desk: Desk) -> None:
        """Ask the challenge."""
        (await desk.load(Challenge, self.challenge_id)).withdraw(self.ground)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids withdrawing."""
        return list((await desk.load(Challenge, object_id)).ended_blockers())
