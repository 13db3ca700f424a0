"""The measure sheet 施策点検票: last year's statement of each measure beside this year's, with target and result."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from domain.filing import SubmissionState
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Value
from domain.measure_terms import Indicator, YearlyTarget
from domain.measure_variation import Variation
from domain.progress_report import MeasureStatement
from domain.report_achievements import IndicatorResult, Terms, result_of
from domain.report_reductions import StatedReduction, stated_reduction
from domain.round_frame import MeasureDue
from projections.filings import FilingRow
from projections.measure_register import ConfirmationRow, MeasureRow
from projections.measure_variations import VariationRow
from projections.rounds import RoundRow


class SheetLine(Value):
    """点検票の行: one measure; what can be confirmed as unchanged has an accepted statement of last year."""

    measure_id: StreamId
    title: Line
    stage: Line
    indicators: tuple[Indicator, ...]
    targets: tuple[YearlyTarget, ...]
    variation: Variation | None
    last: MeasureStatement | None
    this: MeasureStatement | None
    last_result: IndicatorResult | None
    this_result: IndicatorResult | None
    last_reduction: StatedReduction | None
    this_reduction: StatedReduction | None
    may_be_confirmed_unchanged: bool


class MeasureSheet(Value):
    """施策点検票: what one municipality has to confirm in one round, and what it said a year ago."""

    fiscal_year: FiscalYear
    measures_fiscal_year: FiscalYear
    lg_code: LgCode
    last_state: SubmissionState | None
    lines: tuple[SheetLine, ...]


class Known(NamedTuple):
    """点検票の材料: what the views know of the measures, the statements of both years, and last year's filing."""

    measures: Mapping[str, MeasureRow]
    variations: Iterable[VariationRow]
    confirmations: Iterable[ConfirmationRow]
    last_filing: FilingRow | None


def measure_sheet(round_row: RoundRow, lg_code: str, known: Known) -> MeasureSheet:
    """Lay out what a municipality has to confirm; only what was accepted last year stands there as last year's."""
    last_state = None if known.last_filing is None else known.last_filing.state
    own = {each.measure_id: each.variation for each in known.variations if each.lg_code == lg_code}
    stated = {
        (each.measure_id, each.fiscal_year): each.statement for each in known.confirmations if each.lg_code == lg_code
    }
    accepted = stated if last_state is SubmissionState.ACCEPTED else {}
    lines = (
        _line(
            due,
            known.measures.get(due.measure_id),
            own.get(due.measure_id),
            accepted.get((due.measure_id, round_row.fiscal_year - 1)),
            stated.get((due.measure_id, round_row.fiscal_year)),
            round_row.measures_fiscal_year,
        )
        for due in round_row.measures_of(lg_code)
    )
    return MeasureSheet(
        fiscal_year=round_row.fiscal_year,
        measures_fiscal_year=round_row.measures_fiscal_year,
        lg_code=lg_code,
        last_state=last_state,
        lines=tuple(lines),
    )


def _line(  # noqa: PLR0913, PLR0917 - one line of the sheet, column by column
    due: MeasureDue,
    measure: MeasureRow | None,
    variation: Variation | None,
    last: MeasureStatement | None,
    this: MeasureStatement | None,
    reviewed: int,
) -> SheetLine:
    terms = Terms() if measure is None else Terms(indicators=measure.indicators, targets=measure.targets)
    return SheetLine(
        measure_id=due.measure_id,
        title=due.measure_id if measure is None else measure.name,
        stage=due.stage,
        indicators=terms.indicators,
        targets=tuple(each for each in terms.targets if each.fiscal_year == reviewed),
        variation=variation,
        last=last,
        this=this,
        last_result=None if last is None else result_of(reviewed - 1, last, terms, variation),
        this_result=None if this is None else result_of(reviewed, this, terms, variation),
        last_reduction=None if last is None else stated_reduction(last),
        this_reduction=None if this is None else stated_reduction(this),
        may_be_confirmed_unchanged=last is not None,
    )
