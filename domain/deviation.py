"""Deviations: what the whole area does outside the month of the yearly schedule, allowed with its reason.

The schedule names a month for the council, the committee and the publication. A second sitting or a late publication is
better than none, so another month is no wall; but nobody leaves the month in silence.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from domain.calendar import Step, Window
from domain.errors import Refusal
from domain.kernel import FiscalYear, Text, Value


class OutsideMonthUnexplained(Refusal):
    """年間日程の月を外れています。理由を記入してください。"""


class Month(Value):
    """工程の月: in which days a joint step of a review year has its place, first and last inclusive."""

    fiscal_year: FiscalYear
    step: Step
    opens_on: date
    closes_on: date

    @classmethod
    def of(cls, fiscal_year: int, window: Window) -> "Month":
        """Take the months of a window to their last day, whether or not that is a closed day."""
        return cls(fiscal_year=fiscal_year, step=window.step, opens_on=window.opens_on, closes_on=window.nominal_due_on)

    def holds(self, day: date) -> bool:
        """Tell whether a day lies inside."""
        return self.opens_on <= day <= self.closes_on


class Deviation(Value):
    """日程の変更: a step carried out on a day outside its month, and why."""

    month: Month
    acted_on: date
    reason: Text


def deviation_blockers(months: Iterable[Month], on: date, reason: str | None) -> Iterator[Refusal]:
    """Yield every month that the day leaves without a reason."""
    for month in months:
        if not month.holds(on) and not reason:
            yield OutsideMonthUnexplained(acted_on=on, **dict(month))


def deviations(months: Iterable[Month], on: date, reason: str | None) -> tuple[Deviation, ...]:
    """Give what leaves its month, with the reason that was asked for."""
    left = (month for month in months if not month.holds(on))
    return tuple(Deviation(month=month, acted_on=on, reason=reason) for month in left if reason)


def without_deviations(state: dict[str, Any]) -> None:
    """Lift a meeting held before months were watched: no reason was asked for."""
    state["deviations"] = []
