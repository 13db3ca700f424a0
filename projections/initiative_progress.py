"""The progress of the priority initiatives 重点取組: what the offices had accepted, grouped by initiative."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from domain.calendar import Step
from domain.filing import SubmissionState
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Value
from domain.progress_report import MeasureStatement
from domain.report_achievements import Terms, achievement_table
from domain.report_initiatives import InitiativeTable, initiative_table
from domain.report_measures import ListedMeasure, measure_table
from domain.round_frame import MeasureDue
from projections.filings import FilingRow
from projections.measure_register import ConfirmationRow, MeasureRow
from projections.measure_variations import VariationRow
from projections.plans import PlanRow
from projections.rounds import RoundRow


class InitiativeProgress(Value):
    """重点取組の進み具合: of one round, over what was accepted in it; whoever is not yet accepted is named."""

    fiscal_year: FiscalYear
    measures_fiscal_year: FiscalYear
    plan_id: StreamId
    scale_source: Line
    outstanding: tuple[LgCode, ...]
    table: InitiativeTable


class Known(NamedTuple):
    """一覧の材料: what the views know of the measures, of what was written about them, and of its filing."""

    measures: Mapping[str, MeasureRow]
    variations: Iterable[VariationRow]
    confirmations: Iterable[ConfirmationRow]
    filings: Iterable[FilingRow]


def initiative_progress(round_row: RoundRow, plan: PlanRow, known: Known) -> InitiativeProgress:
    """Group the accepted statements of a round by the initiatives of its plan; drafts are nobody's business here."""
    accepted = {
        row.lg_code
        for row in known.filings
        if row.step is Step.PROGRESS_CONFIRMATION and row.state is SubmissionState.ACCEPTED
    }
    listed = [_listed(due, known.measures.get(due.measure_id)) for due in round_row.measures]
    reports = _reports(known.confirmations, accepted)
    reviewed = round_row.measures_fiscal_year
    belonging = {measure_id: row.belonging.initiative_in(plan.object_id) for measure_id, row in known.measures.items()}
    table = initiative_table(
        plan.content.initiatives,
        belonging,
        round_row.members,
        measure_table(listed, reports, round_row.scale, round_row.scale_source),
        achievement_table(reviewed, listed, reports, _terms(known)),
    )
    return InitiativeProgress(
        fiscal_year=round_row.fiscal_year,
        measures_fiscal_year=reviewed,
        plan_id=plan.object_id,
        scale_source=round_row.scale_source,
        outstanding=tuple(lg_code for lg_code in round_row.members if lg_code not in accepted),
        table=table,
    )


def _listed(due: MeasureDue, measure: MeasureRow | None) -> ListedMeasure:
    title = due.measure_id if measure is None else measure.name
    return ListedMeasure(measure_id=due.measure_id, title=title, stage=due.stage, lg_codes=due.lg_codes)


def _reports(confirmations: Iterable[ConfirmationRow], accepted: set[str]) -> Mapping[str, list[MeasureStatement]]:
    reports: dict[str, list[MeasureStatement]] = {}
    for row in confirmations:
        if row.lg_code in accepted:
            reports.setdefault(row.lg_code, []).append(row.statement)
    return reports


def _terms(known: Known) -> Mapping[str, Terms]:
    variations = list(known.variations)
    return {
        measure_id: Terms(
            indicators=row.indicators,
            targets=row.targets,
            variations={
                each.lg_code: each.variation
                for each in variations
                if each.measure_id == measure_id and each.variation is not None
            },
        )
        for measure_id, row in known.measures.items()
    }
