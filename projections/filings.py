"""The filings: how each office's act of each step stands, with what it still lacks and what was sent back and why."""

from datetime import date
from typing import Any, TypeAlias

from pydantic import computed_field

from domain import filing
from domain.approval import Approval, FallCause, FallenApproval
from domain.calendar import Step
from domain.emission_statement import EmissionStatement
from domain.evaluation import Evaluation
from domain.filing import FILED, Acceptance, Correction, Filing, Lapse, Return, SubmissionState
from domain.in_house_report import InHouseReport
from domain.kernel import Event, FiscalYear, LgCode, Line, StreamId
from domain.obligations import FiledFact
from domain.progress_report import ProgressReport
from projections.view import ObjectRow, ObjectView, on, opens

KINDS = (ProgressReport, EmissionStatement, Evaluation, InHouseReport)
STEPS = {
    ProgressReport.TOPIC: Step.PROGRESS_CONFIRMATION,
    EmissionStatement.TOPIC: Step.EMISSIONS_CALCULATION,
    Evaluation.TOPIC: Step.EVALUATION,
    InHouseReport.TOPIC: Step.IN_HOUSE_REPORT,
}
Rectified: TypeAlias = (
    ProgressReport.Corrected | EmissionStatement.Restated | Evaluation.Corrected | InHouseReport.Corrected
)


class FilingRow(ObjectRow):
    """提出の行: one office act of one round: its flow, and how much of what it needs has been stated."""

    fiscal_year: FiscalYear
    lg_code: LgCode
    step: Step
    begun_on: date
    state: SubmissionState = SubmissionState.DRAFT
    content_version: int = 1
    needed: tuple[Line, ...] = ()
    stated: tuple[Line, ...] = ()
    approval: Approval | None = None
    fallen_approvals: tuple[FallenApproval, ...] = ()
    filing: Filing | None = None
    returns: tuple[Return, ...] = ()
    withdrawn_on: date | None = None
    acceptance: Acceptance | None = None
    lapsing: Lapse | None = None
    corrections: tuple[Correction, ...] = ()
    changed_parts: tuple[StreamId, ...] = ()

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def missing(self) -> tuple[Line, ...]:
        """Name what must be stated and is not: measures, sectors or ranks."""
        return tuple(each for each in self.needed if each not in self.stated)

    @property
    def fact(self) -> FiledFact:
        """Give what the deduction of an obligation needs."""
        return FiledFact(state=self.state, late=self.filing is not None and self.filing.late)


class Filings(ObjectView[FilingRow]):
    """提出状況: how does each office's act of each step stand?"""

    name = "filings"
    version = 4
    row = FilingRow

    @opens(ProgressReport.Begun)
    def _confirming(self, told: ProgressReport.Begun, key: str) -> FilingRow:
        return _begun(told, key, told.begun_on, told.measures)

    @opens(EmissionStatement.Begun)
    def _calculating(self, told: EmissionStatement.Begun, key: str) -> FilingRow:
        return _begun(told, key, told.begun_on, told.sectors)

    @opens(Evaluation.Begun)
    def _evaluating(self, told: Evaluation.Begun, key: str) -> FilingRow:
        return _begun(told, key, told.begun_on, told.ranks)

    @opens(InHouseReport.Recorded)
    def _reporting(self, told: InHouseReport.Recorded, key: str) -> FilingRow:
        return _begun(told, key, told.recorded_on, ())

    @on(ProgressReport.MeasureListed)
    def _measure_listed(self, row: FilingRow, told: ProgressReport.MeasureListed) -> FilingRow:
        return _changed(row, told, needed=(*row.needed, told.measure_id))

    @on(ProgressReport.MeasureReported)
    def _measure_reported(self, row: FilingRow, told: ProgressReport.MeasureReported) -> FilingRow:
        return _stated(row, told, told.statement.measure_id)

    @on(ProgressReport.ConfirmedUnchanged)
    def _confirmed_unchanged(self, row: FilingRow, told: ProgressReport.ConfirmedUnchanged) -> FilingRow:
        return _stated(row, told, *(statement.measure_id for statement in told.statements))

    @on(EmissionStatement.CellsStated)
    def _cells_stated(self, row: FilingRow, told: EmissionStatement.CellsStated) -> FilingRow:
        return _stated(row, told, *(cell.sector for cell in told.cells))

    @on(Evaluation.Evaluated)
    def _evaluated(self, row: FilingRow, told: Evaluation.Evaluated) -> FilingRow:
        return _stated(row, told, told.rating.rank)

    @on(Evaluation.PartsPinned)
    def _parts_pinned(self, row: FilingRow, told: Evaluation.PartsPinned) -> FilingRow:
        return _changed(row, told, changed_parts=())

    @on(Evaluation.EvaluationFell)
    def _evaluation_fell(self, row: FilingRow, told: Evaluation.EvaluationFell) -> FilingRow:
        stated = tuple(rank for rank in row.stated if rank not in told.ranks)
        if told.part is None:
            return _changed(row, told, stated=stated)
        state = SubmissionState.RETURNED if row.state in FILED else row.state
        return _changed(row, told, stated=stated, state=state, changed_parts=(*row.changed_parts, told.part))

    @on(InHouseReport.RecordedAnew)
    def _recorded_anew(self, row: FilingRow, told: InHouseReport.RecordedAnew) -> FilingRow:
        return _changed(row, told, changed_parts=())

    @on(InHouseReport.ReportFell)
    def _report_fell(self, row: FilingRow, told: InHouseReport.ReportFell) -> FilingRow:
        state = SubmissionState.RETURNED if row.state in FILED else row.state
        return _changed(row, told, state=state, changed_parts=(told.part,))

    @on(
        EmissionStatement.ComparisonTaken,
        EmissionStatement.WarningAnswered,
        EmissionStatement.RecalculationProposed,
        EmissionStatement.RecalculationAccepted,
        EmissionStatement.RecalculationDeclined,
        EmissionStatement.RecalculationLapsed,
    )
    def _went_on(self, row: FilingRow, told: Event) -> FilingRow:
        """Note only that the object moved: checks and proposals leave the flow as it is."""
        del told
        return row

    @on(*(kind.Approved for kind in KINDS))
    def _approved(self, row: FilingRow, told: filing.Approved) -> FilingRow:
        return row.model_copy(update={"approval": told.approval})

    @on(*(kind.ApprovalFell for kind in KINDS))
    def _approval_fell(self, row: FilingRow, told: filing.ApprovalFell) -> FilingRow:
        return _fell(row, told.cause, told.content_version)

    @on(*(kind.Submitted for kind in KINDS))
    def _submitted(self, row: FilingRow, told: filing.Submitted) -> FilingRow:
        filed = Filing(
            submitted_on=told.submitted_on, due_on=told.due_on, late=told.late, content_version=told.content_version
        )
        return row.model_copy(update={"state": SubmissionState.SUBMITTED, "filing": filed})

    @on(*(kind.Returned for kind in KINDS))
    def _returned(self, row: FilingRow, told: filing.Returned) -> FilingRow:
        returned = Return(returned_on=told.returned_on, comments=told.comments)
        return row.model_copy(update={"state": SubmissionState.RETURNED, "returns": (*row.returns, returned)})

    @on(*(kind.Withdrawn for kind in KINDS))
    def _withdrawn(self, row: FilingRow, told: filing.Withdrawn) -> FilingRow:
        return row.model_copy(update={"state": SubmissionState.WITHDRAWN, "withdrawn_on": told.withdrawn_on})

    @on(*(kind.Accepted for kind in KINDS))
    def _accepted(self, row: FilingRow, told: filing.Accepted) -> FilingRow:
        acceptance = Acceptance(accepted_on=told.accepted_on, content_version=told.content_version)
        return row.model_copy(update={"state": SubmissionState.ACCEPTED, "acceptance": acceptance})

    @on(*(kind.Lapsed for kind in KINDS))
    def _lapsed(self, row: FilingRow, told: filing.Lapsed) -> FilingRow:
        lapse = Lapse(lapsed_on=told.lapsed_on, due_on=told.due_on)
        return row.model_copy(update={"state": SubmissionState.LAPSED, "lapsing": lapse})

    @on(ProgressReport.Corrected)
    def _report_corrected(self, row: FilingRow, told: ProgressReport.Corrected) -> FilingRow:
        confirmed = _stated(row, told, *(statement.measure_id for statement in told.statements))
        return _rectified(confirmed, told, told.corrected_on)

    @on(Evaluation.Corrected, InHouseReport.Corrected)
    def _corrected(self, row: FilingRow, told: Evaluation.Corrected | InHouseReport.Corrected) -> FilingRow:
        return _rectified(row, told, told.corrected_on)

    @on(EmissionStatement.Restated)
    def _restated(self, row: FilingRow, told: EmissionStatement.Restated) -> FilingRow:
        return _rectified(row, told, told.restated_on)


def _begun(
    told: ProgressReport.Begun | EmissionStatement.Begun | Evaluation.Begun | InHouseReport.Recorded,
    key: str,
    begun_on: date,
    needed: tuple[str, ...],
) -> FilingRow:
    return FilingRow(
        object_id=key,
        fiscal_year=told.fiscal_year,
        lg_code=told.lg_code,
        step=STEPS[key.partition(":")[0]],
        begun_on=begun_on,
        needed=needed,
    )


def _changed(row: FilingRow, told: Event, **facts: Any) -> FilingRow:
    return row.model_copy(update={"content_version": told.originator_version, **facts})


def _stated(row: FilingRow, told: Event, *names: str) -> FilingRow:
    return _changed(row, told, stated=tuple(dict.fromkeys((*row.stated, *names))))


def _fell(row: FilingRow, cause: FallCause, content_version: int) -> FilingRow:
    if row.approval is None or row.approval.content_version != content_version:
        return row
    fallen = FallenApproval(approval=row.approval, cause=cause)
    return row.model_copy(update={"approval": None, "fallen_approvals": (*row.fallen_approvals, fallen)})


def _rectified(row: FilingRow, told: Rectified, on_day: date) -> FilingRow:
    correction = Correction(
        reason=told.reason,
        authority=told.authority,
        corrected_on=on_day,
        content_version=told.originator_version,
    )
    return _changed(row, told, corrections=(*row.corrections, correction))
