"""The joint phase begins: the secretariat compiles what the offices filed, and whatever rests on it falls with it."""

import re
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk, ObjectNotFound
from application.report_background import background_basis
from domain.calendar import OFFICE_STEPS, Step
from domain.challenge import Challenge
from domain.change_cause import ChangeCause
from domain.compilation import Compilation, Missing
from domain.emission_statement import EmissionStatement
from domain.errors import Refusal, refuse_first
from domain.evaluation import Evaluation
from domain.filing import SubmissionState
from domain.in_house_report import InHouseReport
from domain.kernel import FiscalYear, StreamId
from domain.measure import Measure
from domain.measure_variation import MeasureVariation
from domain.meeting import Meeting
from domain.number_series import NumberSeries
from domain.outreach import HOLDERS, Outreach
from domain.pin import Pin
from domain.plan import Plan
from domain.progress_report import ProgressReport
from domain.region import Region
from domain.review_round import ReviewRound

KINDS: dict[Step, type[ProgressReport | EmissionStatement | Evaluation | InHouseReport]] = {
    Step.PROGRESS_CONFIRMATION: ProgressReport,
    Step.EMISSIONS_CALCULATION: EmissionStatement,
    Step.EVALUATION: Evaluation,
    Step.IN_HOUSE_REPORT: InHouseReport,
}

YEAR_AT_END = re.compile(r":[0-9]{4}$")

NOT_DRAWN = 0  # the place of a number that is drawn only when the command is decided


def year_of(object_id: str) -> int:
    """Read the fiscal year off a stream id that ends with it; raises ``ObjectNotFound`` where none can end so."""
    if YEAR_AT_END.search(object_id) is None:
        raise ObjectNotFound(object_id=object_id)
    return int(object_id[-4:])


class Compile(Command):
    """各団体の点検結果を取りまとめる。"""

    OBJECT = Compilation
    fiscal_year: FiscalYear

    @property
    def object_id(self) -> StreamId:
        """Name the year's compilation."""
        return Compilation.create_id(self.fiscal_year)

    async def decide(self, desk: Desk) -> None:
        """Pin every accepted part; a new number takes the approvals of the old one with it."""
        review = await desk.load(ReviewRound, ReviewRound.create_id(self.fiscal_year))
        refuse_first(review.filing_blockers(Step.COMPILATION, desk.today))
        parts, missing = await _parts(desk, review)
        basis = await _basis(desk, review)
        compilation = await desk.find(Compilation, self.object_id)
        if compilation is None:
            desk.add(Compilation.compile(self.fiscal_year, parts, missing, basis))
            return
        compilation.compile_anew(parts, missing, basis)
        if compilation.pending_events:
            await approvals_fall(desk, self.fiscal_year, [compilation.id], ChangeCause.COMPILED_ANEW)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against compiling: a closed round, a month not yet reached."""
        review = await desk.load(ReviewRound, ReviewRound.create_id(year_of(object_id)))
        return list(review.filing_blockers(Step.COMPILATION, desk.today))


class FinaliseCompilation(Command):
    """取りまとめを確定する。"""

    OBJECT = Compilation
    fiscal_year: FiscalYear
    number: Annotated[int, Field(ge=1, description="確定する取りまとめの番号")]

    @property
    def object_id(self) -> StreamId:
        """Name the year's compilation."""
        return Compilation.create_id(self.fiscal_year)

    async def decide(self, desk: Desk) -> None:
        """Finalise this number and no other, as long as the round may change."""
        review = await desk.load(ReviewRound, ReviewRound.create_id(self.fiscal_year))
        refuse_first(review.filing_blockers(Step.COMPILATION, desk.today))
        compilation = await desk.load(Compilation, self.object_id)
        compilation.finalise(self.number, desk.actor)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List a closed round, then what stands against finalising the current number."""
        review = await desk.load(ReviewRound, ReviewRound.create_id(year_of(object_id)))
        compilation = await desk.load(Compilation, object_id)
        return [*review.filing_blockers(Step.COMPILATION, desk.today), *compilation.finalise_blockers()]


async def parts_changed(desk: Desk, stream_id: str, cause: ChangeCause) -> None:
    """Let fall whatever rests on a part that has changed: the compilation that pins it, its approvals and hearings."""
    compilation = await desk.find(Compilation, Compilation.create_id(year_of(stream_id)))
    fallen = [stream_id]
    if compilation is not None and compilation.pins(stream_id):
        compilation.changed(stream_id, cause)
        fallen.append(compilation.id)
    await approvals_fall(desk, year_of(stream_id), fallen, cause)


async def approvals_fall(desk: Desk, fiscal_year: int, object_ids: Sequence[str], cause: ChangeCause) -> None:
    """Let approvals and hearings of these objects fall in every meeting that may have had them before it (rule 4)."""
    for meeting in await meetings_about(desk, fiscal_year):
        for object_id in object_ids:
            meeting.changed(object_id, cause)


async def meetings_about(desk: Desk, fiscal_year: int) -> Sequence[Meeting]:
    """Give the meetings that could have a compilation of this year before them: of this year and the next."""
    review = await desk.load(ReviewRound, ReviewRound.create_id(fiscal_year))
    region = await desk.load(Region, review.region_id)
    return [
        await desk.load(Meeting, Meeting.create_id(body_id, meeting_year, number))
        for body_id in region.bodies
        for meeting_year in (fiscal_year, fiscal_year + 1)
        for number in await _drawn(desk, meeting_series(body_id, meeting_year))
    ]


async def _drawn(desk: Desk, slug: str) -> range:
    series = await desk.find(NumberSeries, NumberSeries.create_id(slug))
    return range(1, 1 if series is None else series.last + 1)


def meeting_series(body_id: str, fiscal_year: int) -> str:
    """Name the series from which a body draws the numbers of a year's meetings."""
    return f"meeting-{body_id}-{fiscal_year}"


async def draw(desk: Desk, slug: str, purpose: str) -> int:
    """Draw the next number of a series, opening the series with its first number (rule 7)."""
    series = await desk.find(NumberSeries, NumberSeries.create_id(slug)) or desk.add(NumberSeries(slug=slug))
    return series.draw(purpose)


async def _parts(desk: Desk, review: ReviewRound) -> tuple[list[Pin], list[Missing]]:
    parts, missing = [], []
    for lg_code in review.members:
        for step in OFFICE_STEPS:
            kind = KINDS[step]
            part = await desk.find(kind, kind.create_id(lg_code, review.fiscal_year))
            if part is not None and part.state is SubmissionState.ACCEPTED:
                parts.append(desk.pin(part))
            else:
                missing.append(Missing(lg_code=lg_code, step=step, state=None if part is None else part.state))
    return parts, missing


async def _basis(desk: Desk, review: ReviewRound) -> list[Pin]:
    plan = await desk.load(Plan, review.plan_id)
    measures = [await desk.load(Measure, due.measure_id) for due in review.measures]
    told = await _outreach(desk, review)
    read_with = [*await _variations(desk, review), *told, *await _challenges(desk, review)]
    beside = await background_basis(desk, review)
    return [desk.pin(review), desk.pin(plan), *map(desk.pin, measures), *read_with, *beside]


async def _variations(desk: Desk, review: ReviewRound) -> list[Pin]:
    shared = [(due.measure_id, lg_code) for due in review.measures for lg_code in due.lg_codes]
    held = [await desk.find(MeasureVariation, MeasureVariation.create_id(*each)) for each in shared]
    return [desk.pin(each) for each in held if each is not None]


async def _challenges(desk: Desk, review: ReviewRound) -> list[Pin]:
    return [desk.pin(each) for each in await desk.every(Challenge) if each.course.alive_in(review.fiscal_year)]


async def _outreach(desk: Desk, review: ReviewRound) -> list[Pin]:
    region = await desk.load(Region, review.region_id)
    bodies = [body.body_id for body in region.bodies.values() if body.kind in HOLDERS]
    told = [await desk.find(Outreach, Outreach.create_id(each, review.measures_fiscal_year)) for each in bodies]
    return [desk.pin(each) for each in told if each is not None]
