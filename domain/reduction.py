"""The reduction of a measure: by which formula the figure came about, so that anybody can compute it again."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Annotated

from pydantic import Field

from domain.errors import Refusal
from domain.kernel import Line, Text, Value
from domain.labels import Labelled

Activity = Annotated[Decimal, Field(max_digits=20, decimal_places=6, allow_inf_nan=False, ge=0)]
Factor = Annotated[Decimal, Field(max_digits=20, decimal_places=12, allow_inf_nan=False)]
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
MICRO_TONNE = Decimal("0.000001")
RULE = "活動量×係数を小数第6位（t-CO2）に四捨五入"


class ReductionMethod(Labelled):
    """削減量の算定方法: by activity and factor, or taken directly from what was measured or published."""

    ACTIVITY_AND_FACTOR = "activity-and-factor", "活動量×係数", "activity × factor"
    DIRECT = "direct", "直接計上", "direct"


class ReductionBasis(Labelled):
    """削減量の根拠: on what a stated figure rests, so that a figure without a formula is shown as what it is."""

    FORMULA = "formula", "算定式", "by a stated formula"
    GROUND = "ground", "直接計上（根拠あり）", "direct, with its ground"
    ENTERED = "entered", "直接入力", "direct entry, without a stated ground"


class ReductionFormulaIncomplete(Refusal):
    """削減量の算定式に必要な項目が記入されていません。"""


class ReductionFigureMissing(Refusal):
    """算定式があるのに、削減量が記入されていません。"""


class ReductionDiffersFromFormula(Refusal):
    """削減量が算定式の結果と一致しません。"""


class ReductionFormula(Value):
    """削減量の算定式: activity × factor with the edition of the factor, or the ground on which a figure was taken."""

    method: ReductionMethod
    activity: Activity | None = None
    activity_unit: Line | None = None
    factor: Annotated[Factor | None, Field(description="単位当たり t-CO2")] = None
    factor_edition: Annotated[Line | None, Field(description="係数の版・出典")] = None
    ground: Annotated[Text | None, Field(description="直接計上の根拠")] = None

    @property
    def result(self) -> Decimal | None:
        """Compute the figure; ``None`` where it is not computed but taken, or cannot be."""
        if self.method is ReductionMethod.DIRECT or self.activity is None or self.factor is None:
            return None
        return EXACT.multiply(self.activity, self.factor).quantize(MICRO_TONNE, context=EXACT)

    def lacking(self) -> tuple[str, ...]:
        """Name the members that the method needs and that are not there."""
        direct = self.method is ReductionMethod.DIRECT
        needed = ("ground",) if direct else ("activity", "activity_unit", "factor", "factor_edition")
        return tuple(name for name in needed if getattr(self, name) is None)

    def blockers(self, reduction: Decimal | None) -> Iterator[Refusal]:
        """Yield what stands between the formula and the figure beside it."""
        if self.lacking():
            yield ReductionFormulaIncomplete(method=self.method, lacking=list(self.lacking()))
        if reduction is None:
            yield ReductionFigureMissing(method=self.method)
        elif self.result is not None and self.result != reduction:
            yield ReductionDiffersFromFormula(reduction=reduction, result=self.result)


def basis_of(formula: ReductionFormula | None) -> ReductionBasis:
    """Tell on what a figure rests that stands beside this formula, or beside none."""
    if formula is None:
        return ReductionBasis.ENTERED
    return ReductionBasis.GROUND if formula.method is ReductionMethod.DIRECT else ReductionBasis.FORMULA
