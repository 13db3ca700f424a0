"""The area's figures as several answers and charts need them: a plan, the statements on record, the sums by year."""

from collections.abc import Sequence
from datetime import date

from adapters.api.boards import chosen
from adapters.api.wiring import Services
from application.emission_reference import census, head_counts
from projections.area_emissions import AreaYear, area_years
from projections.emission_series import EmissionSeries, Figure, StatementRow, figures
from projections.people import PeopleByYear
from projections.plans import PlanRow, Plans


async def plan_of(needed: Services, plan_id: str | None) -> PlanRow:
    """Give a plan, the newest where none is named."""
    return chosen([row async for row in needed.views.every(Plans())], plan_id)


async def statements_of(needed: Services, lg_code: str | None = None) -> Sequence[StatementRow]:
    """Give every statement on record, or those of one municipality."""
    return [row async for row in needed.views.every(EmissionSeries(), lg_code=lg_code)]


async def area_of(needed: Services, plan: PlanRow, on: date | None) -> tuple[AreaYear, ...]:
    """Sum what was accepted by a day, year by year, over the members of a plan."""
    return await summed(needed, plan, figures(await statements_of(needed), on=on))


async def summed(needed: Services, plan: PlanRow, found: Sequence[Figure]) -> tuple[AreaYear, ...]:
    """Sum figures that are read already."""
    entered = {row.lg_code: row.counts async for row in needed.views.every(PeopleByYear())}
    counts = {lg_code: head_counts(lg_code, entered.get(lg_code, ())) for lg_code in {*census(), *entered}}
    membership = plan.membership
    return area_years(found, membership.owing_in, counts, membership.not_known)
