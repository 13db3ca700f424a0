"""Editions side by side: everything that was ever said of one municipality's emission year, in the order it was said.

What the rounds brought and what was entered of years before them stand in one list; each edition tells its difference
to the one before it. Sinks are left out, as they are in the area's totals.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain.emissions import Total, total
from domain.kernel import FiscalYear, Line, StreamId, Text, Value
from domain.report_emissions import SINK
from projections.emission_series import Edition, StatementRow


class EditionLine(Value):
    """版の行: one edition with its ground, its total in t-CO2 and how far that is from the edition before."""

    object_id: StreamId
    fiscal_year: Annotated[FiscalYear | None, Field(description="点検年度。過年度の排出量のときは空")]
    edition: int
    since: date
    source: Text | None
    reason: Text | None
    authority: Line | None
    effect: Text | None
    total: Total
    difference: Annotated[Decimal | None, Field(description="前の版との差 t-CO2。最初の版、または欠けた値があれば空")]
    sample: bool


def editions_of(rows: Iterable[StatementRow], emissions_fiscal_year: int) -> tuple[EditionLine, ...]:
    """List all editions of an emission year by the day from which they stand; a difference is of complete totals."""
    told = sorted(
        (
            (row, edition)
            for row in rows
            if row.emissions_fiscal_year == emissions_fiscal_year
            for edition in row.editions
        ),
        key=lambda each: (each[1].since, each[0].object_id, each[1].edition),
    )
    totals = [_total(edition, emissions_fiscal_year) for _, edition in told]
    earlier = [None, *totals]
    return tuple(
        _line(row, edition, before, after) for (row, edition), before, after in zip(told, earlier, totals, strict=False)
    )


def _total(edition: Edition, emissions_fiscal_year: int) -> Total:
    return total((cell for cell in edition.cells if cell.sector != SINK), emissions_fiscal_year)


def _line(row: StatementRow, edition: Edition, before: Total | None, after: Total) -> EditionLine:
    return EditionLine(
        object_id=row.object_id,
        fiscal_year=row.fiscal_year,
        edition=edition.edition,
        since=edition.since,
        source=edition.source,
        reason=edition.reason,
        authority=edition.authority,
        effect=edition.effect,
        total=after,
        difference=_difference(before, after),
        sample=row.sample,
    )


def _difference(before: Total | None, after: Total) -> Decimal | None:
    if before is None or before.value is None or after.value is None:
        return None
    return after.value - before.value if before.complete and after.complete else None
