"""The target path: where a straight line from the base to the target year runs, and what pace is needed from now on."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Annotated

from pydantic import Field

from domain.allocation import DIGITS, GRAIN
from domain.kernel import FiscalYear, Tonnes, Value
from domain.labels import Labelled
from domain.plan_content import Percent, Target

HUNDRED = Decimal(100)


class Unknown(Labelled):
    """不明な点: what a path cannot tell, and why."""

    TARGET = "target-not-known", "計画の削減目標が登録されていない", "the plan has no target on record"
    BASE = "base-not-known", "基準年度の排出量が全構成団体分そろっていない", "the base year is not complete"
    MEMBERS = "members-not-known", "計画に参加する市町村が確定していない", "it is not known who takes part in the plan"
    LATEST = "latest-not-known", "目標年度までに全構成団体分そろった年度がない", "no complete year before the target"


class PathPoint(Value):
    """経路上の点: the straight line in one fiscal year, and what was emitted then where that is known."""

    fiscal_year: FiscalYear
    path: Tonnes
    actual: Tonnes | None


class TargetPath(Value):
    """目標経路: base, target and the line between them; paces are t-CO2 a year, a fall counted as positive."""

    base_fiscal_year: FiscalYear
    target_fiscal_year: FiscalYear
    reduction_percent: Percent
    base: Tonnes | None = None
    target: Tonnes | None = None
    linear_pace: Annotated[Tonnes | None, Field(description="基準年度から直線で減らす場合の年間削減量")] = None
    points: tuple[PathPoint, ...] = ()
    latest_fiscal_year: FiscalYear | None = None
    latest: Tonnes | None = None
    above_path: Annotated[Tonnes | None, Field(description="最新年度の値と経路の差。正は経路より多い")] = None
    needed_pace: Annotated[Tonnes | None, Field(description="最新年度の翌年度から目標年度までに必要な年間削減量")] = (
        None
    )
    unknown: tuple[Unknown, ...] = ()


def target_path(target: Target, totals: Mapping[int, Decimal]) -> TargetPath:
    """Lay the line over what was emitted; ``totals`` holds the complete years alone."""
    plain = TargetPath(**target.model_dump())
    if target.target_fiscal_year <= target.base_fiscal_year:
        return plain.model_copy(update={"unknown": (Unknown.TARGET,)})
    base = totals.get(target.base_fiscal_year)
    if base is None:
        return plain.model_copy(update={"unknown": (Unknown.BASE,)})
    goal = _grams(base * (HUNDRED - target.reduction_percent), HUNDRED)
    years = Decimal(target.target_fiscal_year - target.base_fiscal_year)
    laid = plain.model_copy(
        update={
            "base": base,
            "target": goal,
            "linear_pace": _grams(base - goal, years),
            "points": tuple(
                PathPoint(fiscal_year=each, path=_on_line(each, target, base, goal), actual=totals.get(each))
                for each in range(target.base_fiscal_year, target.target_fiscal_year + 1)
            ),
        }
    )
    return _from_now(laid, target, totals, goal)


def _from_now(laid: TargetPath, target: Target, totals: Mapping[int, Decimal], goal: Decimal) -> TargetPath:
    latest = max(fiscal_year for fiscal_year in totals if fiscal_year < target.target_fiscal_year)
    if latest == target.base_fiscal_year:
        return laid.model_copy(update={"unknown": (Unknown.LATEST,)})
    emitted = totals[latest]
    on_line = next(point.path for point in laid.points if point.fiscal_year == latest)
    return laid.model_copy(
        update={
            "latest_fiscal_year": latest,
            "latest": emitted,
            "above_path": emitted - on_line,
            "needed_pace": _grams(emitted - goal, Decimal(target.target_fiscal_year - latest)),
        }
    )


def _on_line(fiscal_year: int, target: Target, base: Decimal, goal: Decimal) -> Decimal:
    gone = Decimal(fiscal_year - target.base_fiscal_year)
    left = Decimal(target.target_fiscal_year - fiscal_year)
    return _grams(base * left + goal * gone, gone + left)


def _grams(amount: Decimal, divided_by: Decimal) -> Decimal:
    with localcontext() as exact:
        exact.prec = DIGITS
        return (amount / divided_by).quantize(GRAIN, rounding=ROUND_HALF_UP)
