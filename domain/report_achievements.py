"""The report's achievements: how far each indicator came, and by which formula each reduction was computed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.achievement import RULE as ACHIEVEMENT_RULE
from domain.achievement import achievement, indicator_of
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Text, Value
from domain.measure_terms import Direction, Indicator, IndicatorCode, YearlyTarget
from domain.measure_variation import Variation, target_of
from domain.progress_report import MeasureStatement
from domain.reduction import RULE as REDUCTION_RULE
from domain.reduction import ReductionMethod
from domain.report_emissions import Figure
from domain.report_measures import ListedMeasure


@dataclass(frozen=True, slots=True)
class Terms:
    """施策の条件: the indicators and targets of a measure, and what single municipalities do otherwise."""

    indicators: tuple[Indicator, ...] = ()
    targets: tuple[YearlyTarget, ...] = ()
    variations: Mapping[str, Variation] = field(default_factory=dict)


class IndicatorResult(Value):
    """指標の達成状況: the actual beside its target, and the achievement in percent where it can be told."""

    indicator: IndicatorCode
    name: Line
    unit: Line
    direction: Direction
    baseline: Figure | None
    baseline_fiscal_year: FiscalYear | None
    target: Figure | None
    actual: Figure | None
    achievement: Figure | None


class ReductionSource(Value):
    """削減量の根拠: the formula beside the figure, with the edition of its factor."""

    tonnes: Figure
    method: ReductionMethod
    activity: Figure | None
    activity_unit: Line | None
    factor: Figure | None
    factor_edition: Line | None
    ground: Text | None


class AchievementLine(Value):
    """達成状況の行: one municipality in one measure; without a source its reduction rests on no stated formula."""

    measure_id: StreamId
    lg_code: LgCode
    own_name: Line | None
    result: IndicatorResult | None
    reduction: ReductionSource | None
    formula_missing: bool


class AchievementTable(Value):
    """達成状況の表: of the fiscal year under review, with the rules by which it was computed."""

    fiscal_year: FiscalYear
    lines: tuple[AchievementLine, ...]
    achievement_rule: Line
    reduction_rule: Line


def achievement_table(
    fiscal_year: int,
    listed: Iterable[ListedMeasure],
    reports: Mapping[str, Sequence[MeasureStatement]],
    terms: Mapping[str, Terms],
) -> AchievementTable:
    """Set beside every statement what it achieved and on what its reduction rests, in the order of the measures."""
    return AchievementTable(
        fiscal_year=fiscal_year,
        lines=tuple(
            _line(fiscal_year, lg_code, statement, terms.get(measure.measure_id, Terms()))
            for measure in listed
            for lg_code in measure.lg_codes
            for statement in reports.get(lg_code, ())
            if statement.measure_id == measure.measure_id
        ),
        achievement_rule=ACHIEVEMENT_RULE,
        reduction_rule=REDUCTION_RULE,
    )


def _line(fiscal_year: int, lg_code: str, statement: MeasureStatement, terms: Terms) -> AchievementLine:
    variation = terms.variations.get(lg_code)
    source = _source(statement)
    return AchievementLine(
        measure_id=statement.measure_id,
        lg_code=lg_code,
        own_name=None if variation is None else variation.name,
        result=result_of(fiscal_year, statement, terms, variation),
        reduction=source,
        formula_missing=statement.reduction is not None and source is None,
    )


def result_of(
    fiscal_year: int, statement: MeasureStatement, terms: Terms, variation: Variation | None
) -> IndicatorResult | None:
    """Give what a statement says of an indicator, ``None`` where it cannot be told of which."""
    indicator = indicator_of(statement.indicator, terms.indicators)
    if indicator is None:
        return None
    target = target_of(terms.targets, variation, indicator.code, fiscal_year)
    actual = statement.indicator_actual
    return IndicatorResult(
        indicator=indicator.code,
        name=indicator.name,
        unit=indicator.unit,
        direction=indicator.direction,
        baseline=indicator.baseline,
        baseline_fiscal_year=indicator.baseline_fiscal_year,
        target=target,
        actual=actual,
        achievement=achievement(indicator.direction, target, actual),
    )


def _source(statement: MeasureStatement) -> ReductionSource | None:
    formula = statement.reduction_formula
    if formula is None or statement.reduction is None:
        return None
    return ReductionSource(tonnes=statement.reduction, **dict(formula))
