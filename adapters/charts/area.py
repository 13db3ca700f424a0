"""The charts of the area as it stands: from what was accepted, for who works with it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from adapters.api.area import plan_of, statements_of, summed
from adapters.api.wiring import Services
from adapters.charts.chart import Chart, ChartName
from adapters.charts.places import tiles
from adapters.charts.specs import Break, YearFigure, by_part, course, tile_map
from adapters.web.words import town
from application.letter_text import SAMPLE_MARK
from application.reference import MunicipalityRow, read
from domain.emissions import Total
from domain.target_path import target_path
from projections.area_emissions import AreaYear, Emitted, complete_totals, sector_years
from projections.emission_series import Break as Turn
from projections.emission_series import Figure, breaks, figures
from projections.plans import PlanRow, Plans

NOT_STATED, NOT_ESTIMATED = "未提出：", "数値のない区分あり"


async def area_charts(
    needed: Services, names: Iterable[ChartName], plan_id: str | None = None, on: date | None = None
) -> Sequence[Chart]:
    """Draw charts of a plan's area, on a day or as it stands; what they rest on is read and summed once for all."""
    plan = await plan_of(needed, plan_id)
    found = figures(await statements_of(needed), on=on)
    years = await summed(needed, plan, found)
    turns = breaks([row async for row in needed.views.every(Plans())])
    marked = _marked(years)
    made: Mapping[ChartName, Callable[[], Chart]] = {
        ChartName.COURSE: lambda: _course(plan, years, turns, marked),
        ChartName.SECTORS: lambda: _sectors(plan, found, marked),
        ChartName.TOWNS: lambda: _towns(plan, years, marked),
        ChartName.TILES: lambda: _tiles(plan, years, marked),
    }
    return [made[each]() for each in names]


def _course(plan: PlanRow, years: Sequence[AreaYear], turns: Iterable[Turn], marked: str | None) -> Chart:
    totals = complete_totals(years)
    told = [_year(each.emissions_fiscal_year, each.emitted.total, each.missing) for each in years]
    named = [Break(each.emissions_fiscal_year, _turn(each.joined, each.left)) for each in turns]
    return course(told, [target_path(each, totals) for each in plan.content.targets], named, marked)


def _sectors(plan: PlanRow, found: Sequence[Figure], marked: str | None) -> Chart:
    membership = plan.membership
    told = sector_years(found, membership.owing_in, plan.content.sectors, membership.not_known)
    names = {each.code: each.name for each in plan.content.sectors}
    branches = list(dict.fromkeys(each.sector for each in told))
    parts = [
        (names[branch], [_year(each.fiscal_year, each.total, each.missing) for each in told if each.sector == branch])
        for branch in branches
    ]
    return by_part(ChartName.SECTORS, "部門別の排出量", parts, marked)


def _towns(plan: PlanRow, years: Sequence[AreaYear], marked: str | None) -> Chart:
    parts = []
    for lg_code in plan.membership.members:
        told = [(each.emissions_fiscal_year, _of(each, lg_code)) for each in years]
        known = [_year(year, emitted.total, ()) for year, emitted in told if emitted is not None]
        parts.append((town(lg_code), known))
    return by_part(ChartName.TOWNS, "市町村別の排出量", parts, marked)


def _tiles(plan: PlanRow, years: Sequence[AreaYear], marked: str | None) -> Chart:
    members = set(plan.membership.members)
    places = tiles([row for row in read(MunicipalityRow) if row.lg_code in members])
    newest = next((each for each in reversed(years) if each.municipalities), None)
    amounts = {} if newest is None else {each.lg_code: each.emitted.heads.per_person for each in newest.municipalities}
    return tile_map(None if newest is None else newest.emissions_fiscal_year, amounts, places, marked)


def _of(held: AreaYear, lg_code: str) -> Emitted | None:
    return next((each.emitted for each in held.municipalities if each.lg_code == lg_code), None)


def _year(fiscal_year: int, summed: Total, missing: Sequence[str]) -> YearFigure:
    words = [NOT_STATED + "、".join(map(town, missing))] if missing else []
    words += [NOT_ESTIMATED] if not summed.complete else []
    return YearFigure(fiscal_year, summed.value, "　".join(words))


def _turn(joined: Iterable[str], left: Iterable[str]) -> str:
    told = [f"{len(tuple(each))}団体{word}" for each, word in ((joined, "加入"), (left, "離脱")) if tuple(each)]
    return "・".join(told) or "計画の改定"


def _marked(years: Sequence[AreaYear]) -> str | None:
    words = [SAMPLE_MARK] if any(each.sample for each in years) else []
    words += list(dict.fromkeys(each.emitted.label for each in years if each.emitted.label))
    return "　".join(words) or None
