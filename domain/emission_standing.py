"""The standing of an emission statement: what can be asked of it. The events are the statement's own."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from domain import emission_content
from domain.emission_content import EmissionContent, SectorsUnstated
from domain.emissions import Cell, Gas, Total, total
from domain.errors import Refusal


class StatementStanding:
    """排出量算定の現況: the questions of a statement, apart from the acts themselves."""

    if TYPE_CHECKING:  # an annotation at run time would make the library turn the class into a dataclass
        emissions_fiscal_year: int
        sectors: tuple[str, ...]
        edition: int
        cells: dict[tuple[str, Gas], Cell]
        earlier_editions: tuple[EmissionContent, ...]

    def content_blockers(self) -> Iterator[Refusal]:
        """Yield the sectors about which nothing was stated, neither a figure nor a notation."""
        stated = {cell.sector for cell in self.cells.values()}
        missing = [sector for sector in self.sectors if sector not in stated]
        if missing:
            yield SectorsUnstated(sectors=missing)

    def changed(self, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """Give those of some cells that differ from what is stated."""
        return tuple(cell for cell in cells if self.cells.get(cell.key) != cell)

    def fields(self) -> Collection[str]:
        """Name each sector, and each cell of it as ``<sector>.<gas>``."""
        return {*self.sectors, *(f"{sector}.{gas}" for sector in self.sectors for gas in Gas)}

    def content(self) -> EmissionContent:
        """Give the edition as it stands now."""
        at = {"emissions_fiscal_year": self.emissions_fiscal_year, "edition": self.edition}
        return EmissionContent(**at, sectors=self.sectors, cells=self.ordered_cells())

    def total(self) -> Total:
        """Sum the edition as it stands now."""
        return total(self.ordered_cells(), self.emissions_fiscal_year)

    def differences(self) -> Mapping[int, Decimal | None]:
        """Give how far each later edition's total is from the edition before; ``None`` if unknown."""
        return emission_content.differences((*self.earlier_editions, self.content()))

    def laid_over(self, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """Give the content with other cells in the place of some, as a restatement would leave it."""
        return emission_content.ordered((self.cells | {cell.key: cell for cell in cells}).values(), self.sectors)

    def ordered_cells(self) -> tuple[Cell, ...]:
        """Give the cells in the order of the plan's sectors."""
        return self.laid_over(())
