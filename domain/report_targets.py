"""The report's target path 目標経路: the plan's targets, laid over the years of which nothing is missing."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain.emissions import Cell, total
from domain.kernel import FiscalYear, Line, Value
from domain.plan_content import Target
from domain.report_emissions import SINK, Amount, Figure
from domain.target_path import TargetPath, target_path


class KnownTotal(Value):
    """年度の合計: the area's emissions of a year without any lack, sinks left out, and where they stand."""

    emissions_fiscal_year: FiscalYear
    tonnes: Figure
    origin: Annotated[Line, Field(description="値のある所 例 2024年度年次報告書 第1版")]


class TargetTable(Value):
    """目標経路の表: a path for each target of the plan, and every total that it could be laid over, oldest first."""

    lines: tuple[TargetPath, ...]
    totals: tuple[KnownTotal, ...]


def target_table(targets: Sequence[Target], totals: Iterable[KnownTotal]) -> TargetTable:
    """Lay each target over what is known; of two totals of a year the later one given stands."""
    known = {each.emissions_fiscal_year: each for each in totals}
    figures = {fiscal_year: each.tonnes for fiscal_year, each in known.items()}
    return TargetTable(
        lines=tuple(target_path(each, figures) for each in targets),
        totals=tuple(known[fiscal_year] for fiscal_year in sorted(known)),
    )


def total_of(fiscal_year: int, amount: Amount, origin: str) -> KnownTotal | None:
    """Give the total of a year as a report has it, ``None`` where it lacks anything."""
    if amount.tonnes is None or amount.lacks:
        return None
    return KnownTotal(emissions_fiscal_year=fiscal_year, tonnes=amount.tonnes, origin=origin)


def past_total(
    fiscal_year: int, members: Sequence[str], stated: Mapping[str, Sequence[Cell]], origin: str
) -> KnownTotal | None:
    """Sum a year that no round covers, ``None`` where a member or a figure is missing."""
    if not set(members) <= stated.keys():
        return None
    cells = [cell for lg_code in members for cell in stated[lg_code] if cell.sector != SINK]
    found = total(cells, fiscal_year)
    if found.value is None or not found.complete:
        return None
    return KnownTotal(emissions_fiscal_year=fiscal_year, tonnes=Decimal(found.value), origin=origin)
