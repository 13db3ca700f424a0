"""Commands of the review round: opening, its deadlines and steps, closing and reopening."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from application.emission_years import rounds_about
from application.joint import parts_changed
from application.submission_acts import owing, part_content_changed
from domain.calendar import YEAR, Rolling, Span, Step, closed_days, roll, template_blockers, windows_of
from domain.change_cause import ChangeCause
from domain.compilation import Compilation
from domain.emission_statement import EmissionStatement
from domain.errors import Refusal, refuse_first
from domain.evaluation import Evaluation
from domain.in_house_report import InHouseReport
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Text
from domain.listing import listing_faults, measures_due
from domain.measure import Measure
from domain.plan import Plan
from domain.progress_report import ProgressReport
from domain.publication import Publication
from domain.region import Region
from domain.review_round import ReviewRound
from domain.round_frame import MeasureDue, Publicity, frame_blockers, repetition_blockers
from domain.scale import DEFAULT_SCALE, DEFAULT_SCALE_SOURCE, Grade
from domain.submission import Submission
from domain.timetable import DueDayClosed, Extension, Ground

KINDS: tuple[type[Submission], ...] = (ProgressReport, EmissionStatement, Evaluation, InHouseReport)


class RoundAlreadyOpened(Refusal):
    """この年度の年度点検はすでに開始されています。"""


class RoundAct(Command):
    """年度点検に対する行為: the shared form; only its subclasses can be sent."""

    fiscal_year: Annotated[FiscalYear, Field(description="点検年度")]

    @property
    def object_id(self) -> StreamId:
        """Name the round of the year."""
        return ReviewRound.create_id(self.fiscal_year)

    async def review_round(self, desk: Desk) -> ReviewRound:
        """Load the round."""
        return await desk.load(ReviewRound, self.object_id)


class OpenReviewRound(RoundAct):
    """年度点検を開始する。"""

    OBJECT = ReviewRound
    region_id: StreamId
    plan_id: StreamId
    emissions_fiscal_year: Annotated[FiscalYear, Field(description="排出量の対象年度")]
    scale: tuple[Grade, ...] = DEFAULT_SCALE
    scale_source: Line = DEFAULT_SCALE_SOURCE
    repeats_emissions_year: Annotated[bool, Field(description="点検済みの排出年度を理由を付して再び対象とする")] = False
    template: Annotated[tuple[Span, ...], Field(max_length=99, description="工程ごとの期間のひな型")] = YEAR

    async def decide(self, desk: Desk) -> None:
        """Freeze the members, measures, sectors, windows and scale as they stand on the day."""
        if await desk.find(ReviewRound, self.object_id) is not None:
            raise RoundAlreadyOpened(fiscal_year=self.fiscal_year)
        region = await desk.load(Region, self.region_id)
        plan = await desk.load(Plan, self.plan_id)
        refuse_first(plan.review_blockers(self.fiscal_year - 1))
        on = desk.act.effective_on
        members = tuple(sorted(set(plan.membership.on(on)) & set(region.members_on(on))))
        sectors = tuple(sector.code for sector in plan.leaf_sectors)
        refuse_first(frame_blockers(self.fiscal_year, self.emissions_fiscal_year, members, sectors))
        rounds = await rounds_about(desk, plan.id, self.emissions_fiscal_year)
        meant_because = (self.reason or "") if self.repeats_emissions_year else None
        refuse_first(repetition_blockers(self.emissions_fiscal_year, rounds, meant_because))
        refuse_first(template_blockers(self.template))
        desk.add(
            ReviewRound(
                fiscal_year=self.fiscal_year,
                region_id=region.id,
                plan_id=plan.id,
                members=members,
                measures=measures_due(await desk.every(Measure), plan.id, members, self.fiscal_year - 1, on),
                measures_fiscal_year=self.fiscal_year - 1,
                emissions_fiscal_year=self.emissions_fiscal_year,
                sectors=sectors,
                windows=windows_of(self.fiscal_year, closed_days(desk.holidays), self.template),
                scale=self.scale,
                scale_source=self.scale_source,
                opened_on=on,
            )
        )


class ExtendDeadline(RoundAct):
    """提出期限を延長する。"""

    OBJECT = ReviewRound
    step: Step
    due_on: Annotated[date, Field(description="新しい期限")]
    ground: Ground
    authority: Annotated[Line, Field(description="延長を決めた権限")]
    lg_codes: Annotated[tuple[LgCode, ...], Field(description="対象の市町村。空のときは全構成市町村")] = ()

    async def decide(self, desk: Desk) -> None:
        """Extend for the named municipalities, or for all members."""
        review_round = await self.review_round(desk)
        is_closed = closed_days(desk.holidays)
        if is_closed(self.due_on):
            raise DueDayClosed(due_on=self.due_on, next_open=roll(self.due_on, Rolling.FORWARD, is_closed))
        review_round.extend_deadline(
            Extension(
                lg_codes=tuple(sorted(set(self.lg_codes or review_round.members))),
                step=self.step,
                due_on=self.due_on,
                ground=self.ground,
                authority=self.authority,
                extended_on=desk.act.effective_on,
            )
        )

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List a closed round."""
        return (await desk.load(ReviewRound, object_id)).extend_deadline_blockers()


class ListMeasure(RoundAct):
    """点検の対象に施策を追加する。"""

    OBJECT = ReviewRound
    measure_id: StreamId
    reason: Annotated[Text, Field(description="追加の理由")]

    async def decide(self, desk: Desk) -> None:
        """List the measure in the round and in the reports that its owners have begun."""
        review_round = await self.review_round(desk)
        measure = await desk.load(Measure, self.measure_id)
        refuse_first(listing_faults(measure, review_round.plan_id, review_round.measures_fiscal_year, desk.today))
        owing = tuple(code for code in review_round.members if code in measure.owners)
        due = MeasureDue(measure_id=measure.id, lg_codes=owing or measure.owners, stage=measure.state)
        review_round.list_measure(due, ground=self.reason, on=desk.act.effective_on)
        for lg_code in due.lg_codes:
            report = await desk.find(ProgressReport, ProgressReport.create_id(lg_code, self.fiscal_year))
            if report is not None:
                await _list_in(desk, report, measure.id)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List a closed round."""
        return (await desk.load(ReviewRound, object_id)).list_measure_blockers()


class ProposeClosing(RoundAct):
    """年度点検の終了を発議する。"""

    OBJECT = ReviewRound

    async def decide(self, desk: Desk) -> None:
        """Propose to close; another person confirms."""
        review_round = await self.review_round(desk)
        published, owed = await publicity_of(desk, self.fiscal_year), await owing(desk, review_round)
        review_round.propose_closing(by=desk.actor, on=desk.today, published=published, owed=owed)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List a closed round, steps without an end, days that run, nothing published."""
        review_round = await desk.load(ReviewRound, object_id)
        published, owed = await publicity_of(desk, review_round.fiscal_year), await owing(desk, review_round)
        return review_round.propose_closing_blockers(desk.today, published=published, owed=owed)


class CloseRound(RoundAct):
    """年度点検を終了する。"""

    OBJECT = ReviewRound

    async def decide(self, desk: Desk) -> None:
        """Close on another person's proposal."""
        review_round = await self.review_round(desk)
        published, owed = await publicity_of(desk, self.fiscal_year), await owing(desk, review_round)
        review_round.close(by=desk.actor, on=desk.today, published=published, owed=owed)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against closing, then a missing proposal or the caller's own."""
        review_round = await desk.load(ReviewRound, object_id)
        published, owed = await publicity_of(desk, review_round.fiscal_year), await owing(desk, review_round)
        return review_round.close_blockers(desk.actor, desk.today, published=published, owed=owed)


class ProposeReopening(RoundAct):
    """年度点検の再開を発議する。"""

    OBJECT = ReviewRound
    reason: Annotated[Text, Field(description="再開の理由")]
    authority: Annotated[Line, Field(description="再開の根拠となる権限")]

    async def decide(self, desk: Desk) -> None:
        """Propose to reopen; another person confirms."""
        review_round = await self.review_round(desk)
        review_round.propose_reopening(by=desk.actor, on=desk.today, ground=self.reason, authority=self.authority)


class ReopenRound(RoundAct):
    """年度点検を再開する。"""

    OBJECT = ReviewRound

    async def decide(self, desk: Desk) -> None:
        """Reopen on another person's proposal."""
        (await self.review_round(desk)).reopen(by=desk.actor, on=desk.today)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List an open round, a missing proposal or the caller's own."""
        return (await desk.load(ReviewRound, object_id)).closing.reopen_blockers(desk.actor)


def kind_of(step: Step) -> type[Submission] | None:
    """Give the kind of submission that a step asks for; the joint steps ask for none."""
    return next((kind for kind in KINDS if kind.STEP is step), None)


async def _list_in(desk: Desk, report: ProgressReport, measure_id: str) -> None:
    """List a measure in a report that was begun without it; what rests on an older content falls."""
    before = report.content_version
    report.list_measure(measure_id)
    await part_content_changed(desk, report, ChangeCause.MEASURE_LISTED)
    if report.is_accepted and report.content_version != before:
        await parts_changed(desk, report.id, ChangeCause.MEASURE_LISTED)


async def publicity_of(desk: Desk, fiscal_year: int) -> Publicity:
    """Tell which number of the year's compilation is public, and which is the newest."""
    publication = await desk.find(Publication, Publication.create_id(fiscal_year))
    compilation = await desk.find(Compilation, Compilation.create_id(fiscal_year))
    public = None if publication is None or publication.current is None else publication.current.number
    if compilation is None:
        return Publicity(public=public)
    return Publicity(public=public, newest=compilation.number, lapsed=compilation.lapse is not None)
