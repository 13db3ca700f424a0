"""Which measures a round asks about: those of its plan that were alive in the year under review (rule 2)."""

from collections.abc import Iterable, Iterator
from datetime import date

from domain.calendar import first_day
from domain.errors import Refusal
from domain.measure import Measure
from domain.round_frame import MeasureDue, MeasureOfAnotherPlan


def listing_faults(measure: Measure, plan_id: str, measures_fiscal_year: int, on: date) -> Iterator[Refusal]:
    """Yield a measure that belonged to another plan all the time from the first day of the year under review."""
    if not measure.belonging.touches(plan_id, first_day(measures_fiscal_year), on):
        yield MeasureOfAnotherPlan(measure_id=measure.id, plan_id=plan_id)


def measures_due(
    measures: Iterable[Measure], plan_id: str, members: tuple[str, ...], measures_fiscal_year: int, opened_on: date
) -> tuple[MeasureDue, ...]:
    """Freeze every measure alive in the year, studies included, with those of its owners that are members.

    It must have belonged to the plan between the first day of the year and the opening: what moved on since is still
    asked by the last round of the old plan, and what has not moved is not asked by a round of the new one.
    """
    owed = ((measure, tuple(code for code in members if code in measure.owners)) for measure in measures)
    return tuple(
        MeasureDue(measure_id=measure.id, lg_codes=owners, stage=measure.state)
        for measure, owners in owed
        if owners
        and measure.alive_in(measures_fiscal_year)
        and measure.belonging.touches(plan_id, first_day(measures_fiscal_year), opened_on)
    )
