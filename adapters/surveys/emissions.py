"""様式第2号: the greenhouse gas emissions of a municipality by sector and gas, with the year before beside them."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from adapters.surveys.subject import Inputs, Subject, Terms
from adapters.web.words import figure
from application.command import Command
from application.entering import entered_cell, stated_cell
from application.submissions import BeginEmissionStatement, StateCells
from application.survey_form import SurveyLine
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell, Gas
from domain.kernel import Aggregate
from domain.survey import SurveyKind
from projections.emission_series import EmissionSeries, figures, newest
from projections.plans import Plans
from projections.rounds import RoundRow


class EmissionsSubject(Subject):
    """温室効果ガス排出量の調査。"""

    KIND = SurveyKind.EMISSIONS
    ABOUT = EmissionStatement
    STEP = EmissionStatement.STEP
    held: EmissionStatement | None

    @staticmethod
    def asks_of(row: RoundRow) -> int:
        """Name the emission year."""
        return row.emissions_fiscal_year

    @staticmethod
    def entries(held: Aggregate | None, key: str) -> Inputs:
        """Give a cell."""
        return stated_cell(held.cells.get(_cell(key))) if isinstance(held, EmissionStatement) else {}

    async def lines(self) -> Sequence[SurveyLine]:
        """Lay out the carbon dioxide of every sector, and each other gas that is stated or was accepted a year ago."""
        row = self.place.row
        earlier = await self._accepted(row.emissions_fiscal_year - 1)
        stated: Mapping[tuple[str, Gas], Cell] = {} if self.held is None else self.held.cells
        plan = await self.place.needed.views.get(Plans(), row.plan_id)
        names = {} if plan is None else {each.code: each.name for each in plan.content.sectors}
        return [
            SurveyLine(
                key=f"{sector}.{gas.value}",
                shown=(names.get(sector, sector), gas.japanese, _figure(earlier.get((sector, gas)))),
                entries=stated_cell(stated.get((sector, gas))),
            )
            for sector in (row.sectors if self.held is None else self.held.sectors)
            for gas in Gas
            if gas is Gas.CO2 or (sector, gas) in stated or (sector, gas) in earlier
        ]

    async def _accepted(self, emissions_fiscal_year: int) -> Mapping[tuple[str, Gas], Decimal | None]:
        """Give the accepted figures of an emission year."""
        every = self.place.needed.views.every(EmissionSeries(), lg_code=self.place.lg_code)
        rows = [each async for each in every if each.emissions_fiscal_year == emissions_fiscal_year]
        return {each.cell.key: each.cell.value for each in newest(figures(rows)).values()}

    def begin(self, of: Terms) -> Iterable[Command]:
        """Begin the statement."""
        return (BeginEmissionStatement.model_validate(of),)

    def act(self, of: Terms, line: SurveyLine, entered: Inputs) -> Command | None:
        """State one cell."""
        held = None if self.held is None else self.held.cells.get(_cell(line.key))
        cell = entered_cell(*_cell(line.key), held, entered)
        return None if cell is None else StateCells.model_validate({**of, "cells": (cell,)})

    def gathered(self, commands: Sequence[Command]) -> Sequence[Command]:
        """State all cells in one act, as the page does."""
        stated = [each for each in commands if isinstance(each, StateCells)]
        if not stated:
            return ()
        cells = tuple(cell for each in stated for cell in each.cells)
        return (stated[0].model_copy(update={"cells": cells}),)


def _cell(key: str) -> tuple[str, Gas]:
    """Give sector and gas of a line's key; one that no line has is nobody's cell."""
    sector, _, gas = key.rpartition(".")
    return sector, next(each for each in Gas if each.value == gas)


def _figure(value: Decimal | None) -> str:
    return "" if value is None else figure(value)
