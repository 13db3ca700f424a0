"""The report's measures: what each municipality confirmed, what it saved, and who has not confirmed (rules 2 and 6)."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from domain.kernel import LgCode, Line, StreamId, Text, Value
from domain.progress_report import MeasureStatement, MeasureStatus
from domain.report_emissions import Figure
from domain.scale import Grade


class ListedMeasure(Value):
    """掲載施策: a measure of the round under its title, its stage then, and the members that owe a statement."""

    measure_id: StreamId
    title: Line
    stage: Line
    lg_codes: tuple[LgCode, ...]


class Confirmation(Value):
    """取組状況: what one municipality confirmed about one measure."""

    lg_code: LgCode
    status: MeasureStatus
    grade: Line | None
    indicator_actual: Figure | None
    reduction: Figure | None
    narrative: Text | None
    no_change: bool


class Reduction(Value):
    """削減量: an exact sum in t-CO2 over the figures there are, and the municipalities without one."""

    tonnes: Figure | None
    lacking: tuple[LgCode, ...]


class MeasureLine(Value):
    """施策の行: a measure, its confirmations in the order of the codes, and who has not confirmed it."""

    measure: ListedMeasure
    confirmations: tuple[Confirmation, ...]
    unconfirmed: tuple[LgCode, ...]
    reduction: Reduction


class GradeCount(Value):
    """評価の集計: how often a grade of the round's scale was given; ``None`` counts confirmations without a grade."""

    grade: Grade | None
    count: int


class MeasureTable(Value):
    """施策の表: all measures of the round, the count of their grades, and what they saved together."""

    lines: tuple[MeasureLine, ...]
    grades: tuple[GradeCount, ...]
    scale_source: Line
    reduction: Reduction


def measure_table(
    listed: Sequence[ListedMeasure],
    reports: Mapping[str, Sequence[MeasureStatement]],
    scale: Sequence[Grade],
    scale_source: str,
) -> MeasureTable:
    """Set the statements of the offices under their measures; who owes one and made none is named."""
    lines = tuple(_line(measure, reports) for measure in listed)
    return MeasureTable(
        lines=lines,
        grades=graded(scale, [each.grade for line in lines for each in line.confirmations]),
        scale_source=scale_source,
        reduction=summed(line.reduction for line in lines),
    )


def graded(scale: Sequence[Grade], given: Sequence[str | None]) -> tuple[GradeCount, ...]:
    """Count how often each grade of the scale was given, and how often none was."""
    counts = [GradeCount(grade=grade, count=given.count(grade.code)) for grade in scale]
    return (*counts, GradeCount(grade=None, count=given.count(None)))


def _line(measure: ListedMeasure, reports: Mapping[str, Sequence[MeasureStatement]]) -> MeasureLine:
    stated = {
        lg_code: statement
        for lg_code in measure.lg_codes
        for statement in reports.get(lg_code, ())
        if statement.measure_id == measure.measure_id
    }
    unconfirmed = tuple(lg_code for lg_code in measure.lg_codes if lg_code not in stated)
    silent = tuple(
        lg_code for lg_code in measure.lg_codes if lg_code not in stated or stated[lg_code].reduction is None
    )
    figures = [each.reduction for each in stated.values() if each.reduction is not None]
    return MeasureLine(
        measure=measure,
        confirmations=tuple(_confirmation(lg_code, statement) for lg_code, statement in stated.items()),
        unconfirmed=unconfirmed,
        reduction=Reduction(tonnes=_known(figures), lacking=silent),
    )


def _confirmation(lg_code: str, statement: MeasureStatement) -> Confirmation:
    return Confirmation(
        lg_code=lg_code,
        status=statement.status,
        grade=statement.grade,
        indicator_actual=statement.indicator_actual,
        reduction=statement.reduction,
        narrative=statement.narrative,
        no_change=statement.no_change,
    )


def summed(reductions: Iterable[Reduction]) -> Reduction:
    """Sum what is known, and name every municipality that lacks a figure somewhere."""
    held = list(reductions)
    figures = [each.tonnes for each in held if each.tonnes is not None]
    lacking = sorted({lg_code for each in held for lg_code in each.lacking})
    return Reduction(tonnes=_known(figures), lacking=tuple(lacking))


def _known(figures: Sequence[Decimal]) -> Decimal | None:
    """Sum the figures there are; of none there is no sum, and not a zero."""
    return sum(figures, Decimal(0)) if figures else None
