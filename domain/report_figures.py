"""The report's figures 排出量の明細: every stated cell with its method, the editions of its factors, and its marks."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from domain.emissions import Cell, Gas, Method, Notation
from domain.kernel import FiscalYear, LgCode, Line, Value
from domain.plan_content import SectorCode
from domain.report_emissions import Figure


class StatedFigure(Value):
    """排出量の欄: a figure in t-CO2 or the notation in its place, and on what it rests."""

    sector: SectorCode
    gas: Gas
    tonnes: Figure | None
    notation: Notation | None
    method: Method | None
    factors: Annotated[tuple[Line, ...], Field(description="用いた排出係数の版")]
    warming_potential: Annotated[Line | None, Field(description="用いた地球温暖化係数の版")]
    source: Annotated[Line | None, Field(description="按分に用いた統計")]
    understated: bool
    provisional: bool


class FigureLine(Value):
    """市町村の明細: the edition of a municipality's statement and its cells."""

    lg_code: LgCode
    edition: int
    figures: tuple[StatedFigure, ...]


class FigureTable(Value):
    """排出量の明細の表: of one emission year, municipality by municipality; who stated nothing has no line."""

    emissions_fiscal_year: FiscalYear
    lines: tuple[FigureLine, ...]


def figure_table(
    fiscal_year: int, members: Sequence[str], statements: Mapping[str, Sequence[Cell]], editions: Mapping[str, int]
) -> FigureTable:
    """Set out what was stated, in the order of the members and of their statements."""
    return FigureTable(
        emissions_fiscal_year=fiscal_year,
        lines=tuple(
            FigureLine(
                lg_code=lg_code,
                edition=editions.get(lg_code, 1),
                figures=tuple(_figure(cell, fiscal_year) for cell in statements[lg_code]),
            )
            for lg_code in members
            if lg_code in statements
        ),
    )


def _figure(cell: Cell, fiscal_year: int) -> StatedFigure:
    return StatedFigure(
        sector=cell.sector,
        gas=cell.gas,
        tonnes=cell.value,
        notation=cell.notation,
        method=cell.method,
        factors=tuple(sorted({factor.edition for factor in cell.factors})),
        warming_potential=None if cell.warming_potential is None else cell.warming_potential.edition,
        source=None if cell.allocation is None else cell.allocation.source,
        understated=cell.understated,
        provisional=cell.provisional_in(fiscal_year),
    )
