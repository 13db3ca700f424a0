"""The recalculations: which statements rest on provisional factors, what is proposed to them, and what would change."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from domain.emissions import Cell, Total, total
from domain.energy import recalculated
from domain.factors import FactorBook
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Text, Value
from domain.recalculation import Recalculation, RecalculationState, RecalculationWay
from projections.emission_series import StatementRow
from projections.factor_tables import FactorTableRow


class Proposed(Value):
    """再計算の提案の状況: one proposal with what the statement's total is with it."""

    number: int
    state: RecalculationState
    ground: Text
    proposed_on: date
    cells: tuple[Cell, ...]
    total_with_it: Total


class TouchedStatement(Value):
    """影響を受ける算定: one statement whose figures rest on factors that were provisional, published or corrected."""

    object_id: StreamId
    fiscal_year: FiscalYear
    lg_code: LgCode
    emissions_fiscal_year: FiscalYear
    total: Total
    provisional: Annotated[tuple[Line, ...], Field(description="暫定の係数による欄")]
    touched: Annotated[tuple[Line, ...], Field(description="いまの係数では値の変わる欄")]
    way: Annotated[RecalculationWay, Field(description="再計算の進め方。年度点検の終了後は何も書き込まれない")]
    proposals: tuple[Proposed, ...]


def book_of_rows(tables: Iterable[FactorTableRow]) -> FactorBook:
    """Bind the entries in force of the tables as they are read."""
    return FactorBook(entries=tuple(entry for table in tables for entry in table.current))


def touched_statements(
    rows: Iterable[StatementRow], book: FactorBook, *, closed: Collection[int]
) -> tuple[TouchedStatement, ...]:
    """Name the statements that rest on provisional factors, would come out otherwise, or have had a proposal.

    ``closed`` are the review years into which nothing is written any more: what is touched there stays open.
    """
    told = (
        _told(row, row.fiscal_year, book, closed=row.fiscal_year in closed)
        for row in rows
        if row.fiscal_year is not None
    )
    return tuple(each for each in told if each.provisional or each.touched or each.proposals)


def _told(row: StatementRow, fiscal_year: int, book: FactorBook, *, closed: bool) -> TouchedStatement:
    changed = recalculated(row.cells, book, row.emissions_fiscal_year)
    return TouchedStatement(
        object_id=row.object_id,
        fiscal_year=fiscal_year,
        lg_code=row.lg_code,
        emissions_fiscal_year=row.emissions_fiscal_year,
        total=total(row.cells, row.emissions_fiscal_year),
        provisional=tuple(cell.name for cell in row.cells if cell.provisional_in(row.emissions_fiscal_year)),
        touched=tuple(cell.name for cell in changed),
        way=RecalculationWay.AFTER_CLOSING if closed else RecalculationWay.IN_ROUND,
        proposals=tuple(_proposed(row, proposal) for proposal in row.recalculations.proposals),
    )


def _proposed(row: StatementRow, proposal: Recalculation) -> Proposed:
    with_it = {cell.key: cell for cell in row.cells} | {cell.key: cell for cell in proposal.cells}
    return Proposed(
        number=proposal.number,
        state=row.recalculations.state_of(proposal.number) or RecalculationState.SUPERSEDED,
        ground=proposal.ground,
        proposed_on=proposal.proposed_on,
        cells=proposal.cells,
        total_with_it=total(with_it.values(), row.emissions_fiscal_year),
    )
