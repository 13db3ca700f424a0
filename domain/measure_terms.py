"""The terms of a measure: its indicators with yearly targets, and the decision to launch it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from domain.agenda import Origin
from domain.calendar import first_day
from domain.errors import Refusal
from domain.kernel import FiscalYear, Line, Text, Value
from domain.labels import Labelled

MeasureSlug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
IndicatorCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
Amount = Annotated[Decimal, Field(max_digits=20, decimal_places=6, allow_inf_nan=False)]


class LaunchedBeforeBudget(Refusal):
    """事業化の日が、予算年度の開始より前です。"""


class UnknownIndicator(Refusal):
    """この指標は施策に定められていません。"""


class Direction(Labelled):
    """指標の向き: which way is better."""

    INCREASE = "increase", "増加が望ましい", "more is better"
    DECREASE = "decrease", "減少が望ましい", "less is better"


class LaunchDecision(Value):
    """事業化の決定: who decided, under which reference, with which fiscal year's budget, and why (rule 3).

    ``decided_at`` names the item of a meeting, where it was decided in one.
    """

    decided_by: Line
    decision_reference: Line
    budget_fiscal_year: FiscalYear
    reason: Text
    decided_at: Origin | None = None

    def day_blockers(self, launched_on: date) -> Iterator[Refusal]:
        """Refuse a launch before the fiscal year whose budget pays for it."""
        if launched_on < first_day(self.budget_fiscal_year):
            yield LaunchedBeforeBudget(launched_on=launched_on, budget_fiscal_year=self.budget_fiscal_year)


class Indicator(Value):
    """指標: what is counted, in which unit, which way is better, and where it started if that is known."""

    code: IndicatorCode
    name: Line
    unit: Line
    direction: Direction
    baseline: Amount | None = None
    baseline_fiscal_year: FiscalYear | None = None


class YearlyTarget(Value):
    """年度目標: the value to reach of an indicator in a fiscal year."""

    indicator: IndicatorCode
    fiscal_year: FiscalYear
    amount: Amount


def with_indicator(indicators: tuple[Indicator, ...], new: Indicator) -> tuple[Indicator, ...]:
    """Set or replace the indicator of that code."""
    return (*(each for each in indicators if each.code != new.code), new)


def with_target(targets: tuple[YearlyTarget, ...], new: YearlyTarget) -> tuple[YearlyTarget, ...]:
    """Set or replace the target of that indicator and fiscal year."""
    same = (new.indicator, new.fiscal_year)
    return (*(each for each in targets if (each.indicator, each.fiscal_year) != same), new)


def target_blockers(target: YearlyTarget, indicators: tuple[Indicator, ...]) -> Iterator[Refusal]:
    """Refuse a target of what is not an indicator."""
    if target.indicator not in {each.code for each in indicators}:
        yield UnknownIndicator(indicator=target.indicator)


def decided_nowhere(state: dict[str, Any]) -> None:
    """Lift what was decided before a meeting could be named."""
    state["decided_at"] = None


def launched_nowhere(state: dict[str, Any]) -> None:
    """Lift a launch of before a meeting could be named."""
    decided_nowhere(state["decision"])
