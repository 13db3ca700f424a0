"""The charts of the area as it stands: from what was accepted, for who works with it."""

from collections.abc import Iterable, Sequence
from datetime import date

from adapters.api.area import area_of, plan_of, statements_of
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
from projections.emission_series import breaks, figures
from projections.plans import PlanRow, Plans

NOT_STATED, NOT_ESTIMATED = "未提出：", "数値のない区分あり"


async def area_chart(needed: Services, name: ChartName, plan_id: str | None, on: date | None) -> Chart:
    """Draw one chart of a plan's area, on a day or as it stands."""
    plan = await plan_of(needed, plan_id)
    years = await area_of(needed, plan, on)
    marked = _marked(years)
    if name is ChartName.COURSE:
        return await _course(needed, plan, years, marked)
    if name is ChartName.SECTORS:
        return await _sectors(needed, plan, on, marked)
    return _towns(plan, years, marked) if name is ChartName.TOWNS else _tiles(plan, years, marked)


async def _course(needed: Services, plan: PlanRow, years: Sequence[AreaYear], marked: str | None) -> Chart:
    totals = complete_totals(years)
    told = [_year(each.emissions_fiscal_year, each.emitted.total, each.missing) for each in years]
    plans = [row async for row in needed.views.every(Plans())]
    turns = [Break(each.emissions_fiscal_year, _turn(each.joined, each.left)) for each in breaks(plans)]
    return course(told, [target_path(each, totals) for each in plan.content.targets], turns, marked)


async def _sectors(needed: Services, plan: PlanRow, on: date | None, marked: str | None) -> Chart:
    found = figures(await statements_of(needed), on=on)
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
