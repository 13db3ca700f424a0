"""The charts of a published report: from its own bytes, so that a past year's look as it was published."""

from collections.abc import Mapping, Sequence

from adapters.charts.chart import Chart, ChartName
from adapters.charts.specs import YearFigure, bars, course
from adapters.web.words import fiscal, town
from domain.report import AnnualReport
from domain.report_emissions import SINK, Amount

NAMES = (ChartName.COURSE, ChartName.SECTORS, ChartName.TOWNS)
LACKING = "数値のない市町村・区分あり"


def published_charts(report: AnnualReport) -> Mapping[ChartName, Chart]:
    """Draw what a report holds; one whose form has no target path has no chart of it."""
    told = report.emissions
    year = fiscal(told.emissions_fiscal_year)
    branches = [each for each in told.sectors if each.parent is None and each.sector != SINK]
    sectors = [(each.name, _figure(told.emissions_fiscal_year, each.amount)) for each in branches]
    towns = [(town(each.lg_code), _figure(told.emissions_fiscal_year, each.amount)) for each in told.municipalities]
    found = {
        ChartName.SECTORS: bars(ChartName.SECTORS, f"部門別の排出量　{year}", sectors, report.sample),
        ChartName.TOWNS: bars(ChartName.TOWNS, f"市町村別の排出量　{year}", towns, report.sample),
    }
    if report.targets is None:
        return found
    totals = [YearFigure(each.emissions_fiscal_year, each.tonnes) for each in report.targets.totals]
    return {ChartName.COURSE: course(_with(totals, report), report.targets.lines, (), report.sample), **found}


def _with(totals: Sequence[YearFigure], report: AnnualReport) -> Sequence[YearFigure]:
    """Add the report's own year where it lacks something and so stands among no totals."""
    own = _figure(report.emissions.emissions_fiscal_year, report.emissions.total)
    known = {each.fiscal_year for each in totals}
    return totals if own.fiscal_year in known else sorted([*totals, own], key=lambda each: each.fiscal_year)


def _figure(fiscal_year: int, amount: Amount) -> YearFigure:
    return YearFigure(fiscal_year, amount.tonnes, LACKING if amount.lacks else "")
