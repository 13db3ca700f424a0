"""The reductions of the report: every stated figure with what it rests on; a direct entry is shown as one."""

from collections.abc import Iterable, Mapping, Sequence

from domain.kernel import FiscalYear, LgCode, Line, StreamId, Text, Value
from domain.progress_report import MeasureStatement
from domain.reduction import RULE, ReductionBasis, basis_of
from domain.report_emissions import Figure
from domain.report_measures import ListedMeasure


class StatedReduction(Value):
    """削減量の内訳: a figure, on what it rests, the members of its formula where there is one, and what was told."""

    tonnes: Figure
    basis: ReductionBasis
    activity: Figure | None = None
    activity_unit: Line | None = None
    factor: Figure | None = None
    factor_edition: Line | None = None
    ground: Text | None = None
    narrative: Text | None = None


class ReductionLine(Value):
    """削減量の行: what one municipality stated of one measure."""

    measure_id: StreamId
    lg_code: LgCode
    stated: StatedReduction


class BasisCount(Value):
    """削減量の根拠の集計: how many figures rest on what."""

    basis: ReductionBasis
    count: int


class ReductionTable(Value):
    """削減量の表: every figure stated for the fiscal year under review, and on what how many of them rest."""

    fiscal_year: FiscalYear
    lines: tuple[ReductionLine, ...]
    counts: tuple[BasisCount, ...]
    rule: Line


def stated_reduction(statement: MeasureStatement) -> StatedReduction | None:
    """Give the reduction that a statement holds with its basis; ``None`` where it states no figure."""
    if statement.reduction is None:
        return None
    formula = statement.reduction_formula
    members = {} if formula is None else formula.model_dump(exclude={"method"})
    return StatedReduction(
        tonnes=statement.reduction, basis=basis_of(formula), narrative=statement.narrative, **members
    )


def reduction_table(
    fiscal_year: int, listed: Iterable[ListedMeasure], reports: Mapping[str, Sequence[MeasureStatement]]
) -> ReductionTable:
    """List every stated reduction in the order of the measures, then of the municipalities."""
    lines = tuple(
        ReductionLine(measure_id=measure.measure_id, lg_code=lg_code, stated=stated)
        for measure in listed
        for lg_code in measure.lg_codes
        for statement in reports.get(lg_code, ())
        if statement.measure_id == measure.measure_id and (stated := stated_reduction(statement)) is not None
    )
    given = [line.stated.basis for line in lines]
    counts = tuple(BasisCount(basis=basis, count=given.count(basis)) for basis in ReductionBasis)
    return ReductionTable(fiscal_year=fiscal_year, lines=lines, counts=counts, rule=RULE)
