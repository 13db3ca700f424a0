"""Commands of the four office acts, each kind's own: what is begun, stated, evaluated, recorded and corrected."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

from pydantic import Field

from application.comparing import check_of_restatement
from application.confirming import indicators_known
from application.desk import Desk
from application.emission_reference import allocation_wholes
from application.joint import year_of
from application.submission_acts import (
    SubmissionAct,
    accepted_content_changed,
    acted_on,
    evaluation_changed,
    part_content_changed,
    person_in,
)
from domain.approval import Rank
from domain.change_cause import ChangeCause
from domain.emission_content import whole_blockers
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell
from domain.errors import Refusal, refuse_first
from domain.evaluation import EvaluatedPartsNotFiled, Evaluation, Rating
from domain.filing import FilingNotSubmitted
from domain.in_house_report import InHouseReport, PolicyMeeting, Receipt
from domain.kernel import Line, PersonId, Text
from domain.progress_report import MeasureStatement, ProgressReport
from domain.restatement_checks import RestatementAnswer
from domain.submission import Submission


class CorrectionAct(SubmissionAct):
    """受理後に訂正する: the form of every correction, which needs a reason and an authority."""

    reason: Annotated[Text, Field(description="訂正の理由")]
    authority: Annotated[Line, Field(description="訂正の根拠となる権限")]

    @classmethod
    def own_blockers(cls, submission: Submission) -> Iterator[Refusal]:
        """Yield that nothing was accepted yet: until then there is nothing to correct."""
        yield from submission.accepted_blockers()


class BeginProgressReport(SubmissionAct):
    """施策の取組状況の確認を始める。"""

    OBJECT = ProgressReport

    async def decide(self, desk: Desk) -> None:
        """Freeze what the round asks of the office; begun once."""
        review_round = await self.open_round(desk)
        if await desk.find(ProgressReport, self.object_id) is None:
            desk.add(
                ProgressReport(
                    lg_code=self.lg_code,
                    fiscal_year=self.fiscal_year,
                    measures=tuple(due.measure_id for due in review_round.measures_of(self.lg_code)),
                    grades=tuple(grade.code for grade in review_round.scale),
                    begun_on=acted_on(desk),
                )
            )


class ReportMeasure(SubmissionAct):
    """施策の取組状況を記入する。"""

    OBJECT = ProgressReport
    statement: MeasureStatement

    async def decide(self, desk: Desk) -> None:
        """State how one measure went; an evaluation that rested on the older content falls."""
        await self.open_round(desk)
        report = await desk.load(ProgressReport, self.object_id)
        await indicators_known(desk, [self.statement])
        report.report(self.statement)
        await part_content_changed(desk, report)


class CorrectProgressReport(CorrectionAct):
    """受理後に施策の取組状況を訂正する。"""

    OBJECT = ProgressReport
    statements: Annotated[tuple[MeasureStatement, ...], Field(min_length=1)]

    async def decide(self, desk: Desk) -> None:
        """Correct, and let fall whatever rested on the accepted content."""
        await self.open_round(desk)
        report = await desk.load(ProgressReport, self.object_id)
        await indicators_known(desk, self.statements)
        report.correct(self.statements, on=acted_on(desk), reason=self.reason, authority=self.authority)
        await part_content_changed(desk, report)
        await accepted_content_changed(desk, report, ChangeCause.PART_CORRECTED)


class BeginEmissionStatement(SubmissionAct):
    """温室効果ガス排出量の算定を始める。"""

    OBJECT = EmissionStatement

    async def decide(self, desk: Desk) -> None:
        """Freeze the year and the sectors of the round; begun once."""
        review_round = await self.open_round(desk)
        if await desk.find(EmissionStatement, self.object_id) is None:
            desk.add(
                EmissionStatement(
                    lg_code=self.lg_code,
                    fiscal_year=self.fiscal_year,
                    emissions_fiscal_year=review_round.emissions_fiscal_year,
                    sectors=review_round.sectors,
                    begun_on=acted_on(desk),
                )
            )


class StateCells(SubmissionAct):
    """部門とガスごとの排出量を記入する。"""

    OBJECT = EmissionStatement
    cells: Annotated[tuple[Cell, ...], Field(min_length=1)]

    async def decide(self, desk: Desk) -> None:
        """State figures or notations; an evaluation that rested on the older content falls."""
        await self.open_round(desk)
        refuse_first(whole_blockers(self.cells, allocation_wholes()))
        statement = await desk.load(EmissionStatement, self.object_id)
        statement.state_cells(self.cells)
        await part_content_changed(desk, statement, ChangeCause.PART_RESTATED)


class RestateEmissionStatement(CorrectionAct):
    """受理後に排出量を再算定する。"""

    OBJECT = EmissionStatement
    cells: Annotated[tuple[Cell, ...], Field(min_length=1)]
    effect: Annotated[Text, Field(description="再算定の影響")]
    answers: Annotated[tuple[RestatementAnswer, ...], Field(description="点検の警告への回答")] = ()

    async def decide(self, desk: Desk) -> None:
        """Ask the checks, make a new edition, and let fall whatever rested on the accepted one."""
        await self.open_round(desk)
        refuse_first(whole_blockers(self.cells, allocation_wholes()))
        statement = await desk.load(EmissionStatement, self.object_id)
        statement.restate(
            self.cells,
            on=acted_on(desk),
            reason=self.reason,
            authority=self.authority,
            effect=self.effect,
            check=await check_of_restatement(desk, statement, self.cells, self.answers),
        )
        await part_content_changed(desk, statement, ChangeCause.PART_RESTATED)
        await accepted_content_changed(desk, statement, ChangeCause.PART_RESTATED)


class BeginEvaluation(SubmissionAct):
    """点検評価を始める。"""

    OBJECT = Evaluation
    ranks: Annotated[tuple[Rank, ...], Field(min_length=1, description="評価する職位")] = tuple(Rank)

    async def decide(self, desk: Desk) -> None:
        """Pin the two reports that the office has filed; begun once."""
        review_round = await self.open_round(desk)
        if await desk.find(Evaluation, self.object_id) is None:
            report, statement = await filed_parts(desk, self.lg_code, self.fiscal_year)
            desk.add(
                Evaluation(
                    lg_code=self.lg_code,
                    fiscal_year=self.fiscal_year,
                    progress_report=desk.pin(report),
                    emission_statement=desk.pin(statement),
                    ranks=tuple(rank for rank in Rank if rank in self.ranks),
                    grades=tuple(grade.code for grade in review_round.scale),
                    begun_on=acted_on(desk),
                )
            )

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what the round does not allow, then a report on which the evaluation is to rest."""
        unfiled: tuple[Refusal, ...] = ()
        try:
            await filed_parts(desk, object_id.split(":")[1], year_of(object_id))
        except EvaluatedPartsNotFiled as missing:
            unfiled = (missing,)
        return [*await super().blockers(desk, object_id), *unfiled]


class EvaluateYear(SubmissionAct):
    """点検評価を行う。"""

    OBJECT = Evaluation
    rank: Rank
    grade: Line
    comment: Text | None = None
    evaluated_by: Annotated[PersonId | None, Field(description="代行のときの評価者")] = None

    async def decide(self, desk: Desk) -> None:
        """Rate in one rank; after a part changed, its newer filed version is pinned first."""
        await self.open_round(desk)
        evaluation = await desk.load(Evaluation, self.object_id)
        before = evaluation.content_version
        evaluated_by = person_in(desk, self.rank, self.evaluated_by)
        if evaluation.changed_parts:
            report, statement = await filed_parts(desk, self.lg_code, self.fiscal_year)
            evaluation.pin_parts(desk.pin(report), desk.pin(statement))
        evaluation.evaluate(Rating(rank=self.rank, evaluated_by=evaluated_by, grade=self.grade, comment=self.comment))
        await evaluation_changed(desk, evaluation, before, ChangeCause.PART_CORRECTED)


class CorrectEvaluation(CorrectionAct):
    """受理後に点検評価を訂正する。"""

    OBJECT = Evaluation
    ratings: Annotated[tuple[Rating, ...], Field(min_length=1)]

    async def decide(self, desk: Desk) -> None:
        """Correct, and let fall whatever rested on the accepted content."""
        await self.open_round(desk)
        evaluation = await desk.load(Evaluation, self.object_id)
        before = evaluation.content_version
        evaluation.correct(self.ratings, on=acted_on(desk), reason=self.reason, authority=self.authority)
        await accepted_content_changed(desk, evaluation, ChangeCause.PART_CORRECTED)
        await evaluation_changed(desk, evaluation, before, ChangeCause.PART_CORRECTED)


class RecordInHouseReport(SubmissionAct):
    """庁内の政策会議への報告を記録する。"""

    OBJECT = InHouseReport
    meeting: PolicyMeeting

    async def decide(self, desk: Desk) -> None:
        """Record a first meeting, or a later one in its place."""
        await self.open_round(desk)
        meeting = received(self.meeting, desk)
        report = await desk.find(InHouseReport, self.object_id)
        if report is not None:
            refuse_first(await _unfiled(desk, report))
            report.record_anew(meeting, on=desk.today)
            return
        desk.add(
            InHouseReport.record(lg_code=self.lg_code, fiscal_year=self.fiscal_year, meeting=meeting, on=desk.today)
        )

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what the round and the report do not allow, then an evaluation that changed and is not filed again."""
        report = await desk.find(InHouseReport, object_id)
        unfiled = () if report is None else await _unfiled(desk, report)
        return [*await super().blockers(desk, object_id), *unfiled]


class CorrectInHouseReport(CorrectionAct):
    """受理後に庁内報告を訂正する。"""

    OBJECT = InHouseReport
    meeting: PolicyMeeting

    async def decide(self, desk: Desk) -> None:
        """Correct, and let fall whatever rested on the accepted content."""
        await self.open_round(desk)
        report = await desk.load(InHouseReport, self.object_id)
        report.correct(self.meeting, on=desk.today, reason=self.reason, authority=self.authority)
        await accepted_content_changed(desk, report, ChangeCause.PART_CORRECTED)


async def _unfiled(desk: Desk, report: InHouseReport) -> Sequence[Refusal]:
    """Name the changed evaluation while it is not filed again: there is nothing yet that a meeting could be told."""
    if report.fall is None:
        return ()
    evaluation = await desk.load(Evaluation, report.fall.part)
    return () if evaluation.is_filed else (FilingNotSubmitted(state=evaluation.state, object_id=evaluation.id),)


async def filed_parts(desk: Desk, lg_code: str, fiscal_year: int) -> tuple[ProgressReport, EmissionStatement]:
    """Give the two reports that an evaluation rests on; both must stand filed."""
    report = await desk.find(ProgressReport, ProgressReport.create_id(lg_code, fiscal_year))
    statement = await desk.find(EmissionStatement, EmissionStatement.create_id(lg_code, fiscal_year))
    if report is None or not report.is_filed:
        raise EvaluatedPartsNotFiled(step=ProgressReport.STEP)
    if statement is None or not statement.is_filed:
        raise EvaluatedPartsNotFiled(step=EmissionStatement.STEP)
    return report, statement


def received(meeting: PolicyMeeting, desk: Desk) -> PolicyMeeting:
    """Note how word of the meeting came in, when the secretariat enters it for an office (rule 8)."""
    if desk.act.acting_for is None or desk.act.authority is None or meeting.receipt is not None:
        return meeting
    receipt = Receipt.model_validate({"source": desk.act.authority, "received_on": desk.act.effective_on})
    return meeting.model_copy(update={"receipt": receipt})
