"""Emission statement: the greenhouse gases of one municipality in one year, by sector and gas.

Figures are revised for years: a restatement makes a new edition and leaves the earlier ones as they were published.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from domain import filing
from domain.approval import FallCause
from domain.calendar import Step
from domain.emissions import Cell, Gas, Total, total
from domain.errors import Refusal, refuse_first
from domain.kernel import Created, Event, FiscalYear, LgCode, Line, Text, Value, event
from domain.plan_content import SectorCode
from domain.submission import Submission


class EmissionContent(Value):
    """排出量の内容: the cells of one edition, ordered by sector and gas."""

    emissions_fiscal_year: FiscalYear
    edition: Annotated[int, Field(ge=1)]
    sectors: tuple[SectorCode, ...]
    cells: tuple[Cell, ...]


class SectorNotInPlan(Refusal):
    """計画の部門にない部門です。"""


class CellStatedTwice(Refusal):
    """同じ部門・ガスの欄が重複しています。"""


class SectorsUnstated(Refusal):
    """値も注記記号も記入されていない部門があります。"""


class RestatementEffectMissing(Refusal):
    """再算定には影響の説明が必要です。"""


class EmissionStatement(Submission):
    """排出量算定: the emissions of one municipality, stated by the office for the newest year in the statistics."""

    TOPIC = "emission-statement"
    STEP = Step.EMISSIONS_CALCULATION

    class Begun(Created):
        """温室効果ガス排出量の算定を始めた。"""

        TOPIC = "emission-statement.begun"
        lg_code: LgCode
        fiscal_year: FiscalYear
        emissions_fiscal_year: FiscalYear
        sectors: tuple[SectorCode, ...]
        begun_on: date

    class CellsStated(Event):
        """部門とガスごとの排出量を記入した。"""

        TOPIC = "emission-statement.cells-stated"
        cells: tuple[Cell, ...]

    class Approved(filing.Approved):
        """排出量の算定を庁内で決裁した。"""

        TOPIC = "emission-statement.approved"

    class ApprovalFell(filing.ApprovalFell):
        """排出量の算定の決裁が効力を失った。"""

        TOPIC = "emission-statement.approval-fell"

    class Submitted(filing.Submitted):
        """排出量の算定結果を提出した。"""

        TOPIC = "emission-statement.submitted"

    class Returned(filing.Returned):
        """排出量の算定結果を差し戻した。"""

        TOPIC = "emission-statement.returned"

    class Withdrawn(filing.Withdrawn):
        """排出量の算定結果の提出を取り下げた。"""

        TOPIC = "emission-statement.withdrawn"

    class Accepted(filing.Accepted):
        """排出量の算定結果を受理した。"""

        TOPIC = "emission-statement.accepted"

    class Restated(Event):
        """受理後に排出量を再算定した。"""

        TOPIC = "emission-statement.restated"
        edition: Annotated[int, Field(ge=2)]
        cells: tuple[Cell, ...]
        reason: Text
        authority: Line
        effect: Text
        restated_on: date

    class Lapsed(filing.Lapsed):
        """排出量の算定結果が提出されないまま期限が過ぎた。"""

        TOPIC = "emission-statement.lapsed"

    @staticmethod
    def create_id(lg_code: str, fiscal_year: int) -> str:
        """Name the stream after the office and the review year."""
        return f"emission-statement:{lg_code}:{fiscal_year}"

    @event(Begun)
    def __init__(
        self,
        lg_code: str,
        fiscal_year: int,
        emissions_fiscal_year: int,
        sectors: tuple[str, ...],
        begun_on: date,
    ) -> None:
        self._begin(lg_code, fiscal_year, begun_on)
        self.emissions_fiscal_year = emissions_fiscal_year
        self.sectors = sectors
        self.edition = 1
        self.cells: dict[tuple[str, Gas], Cell] = {}
        self.earlier_editions: tuple[EmissionContent, ...] = ()
        self.effects: tuple[str, ...] = ()

    def state_cells(self, cells: tuple[Cell, ...]) -> None:
        """State figures or notations, each replacing what its cell held; what is repeated is nothing new."""
        refuse_first(self.state_cells_blockers(cells))
        changed = self._changed(cells)
        if changed:
            self._cells_stated(cells=changed)
            self.let_fall(FallCause.CONTENT_CHANGED)

    def state_cells_blockers(self, cells: tuple[Cell, ...] = ()) -> Iterator[Refusal]:
        """Yield what stands against stating; the cells are checked when they are given."""
        yield from self.edit_blockers()
        yield from self._cell_blockers(cells)

    @event(CellsStated)
    def _cells_stated(self, cells: tuple[Cell, ...]) -> None:
        self._change()
        self.cells = self.cells | {cell.key: cell for cell in cells}

    def restate(self, cells: tuple[Cell, ...], *, on: date, reason: str, authority: str, effect: str) -> None:
        """Restate accepted figures as a new edition; the earlier edition stays as it was."""
        refuse_first(self.restate_blockers(cells, reason, authority, effect))
        changed = self._changed(cells)
        if changed:
            self._restated(
                edition=self.edition + 1,
                cells=changed,
                reason=reason,
                authority=authority,
                effect=effect,
                restated_on=on,
            )
            self.let_fall(FallCause.CORRECTED)

    def restate_blockers(self, cells: tuple[Cell, ...], reason: str, authority: str, effect: str) -> Iterator[Refusal]:
        """Yield what stands against this restatement: what every correction needs, the effect, then the cells."""
        yield from self.correct_blockers(reason, authority)
        if not effect:
            yield RestatementEffectMissing()
        yield from self._cell_blockers(cells)

    @event(Restated)
    def _restated(  # noqa: PLR0913 - the fields of the event
        self, *, edition: int, cells: tuple[Cell, ...], reason: str, authority: str, effect: str, restated_on: date
    ) -> None:
        self.earlier_editions += (self.content(),)
        self.effects += (effect,)
        self._correct(reason, authority, restated_on)
        self.edition = edition
        self.cells = self.cells | {cell.key: cell for cell in cells}

    def content_blockers(self) -> Iterator[Refusal]:
        """Yield the sectors about which nothing was stated, neither a figure nor a notation."""
        stated = {cell.sector for cell in self.cells.values()}
        missing = [sector for sector in self.sectors if sector not in stated]
        if missing:
            yield SectorsUnstated(sectors=missing)

    def _cell_blockers(self, cells: tuple[Cell, ...]) -> Iterator[Refusal]:
        unknown = sorted({cell.sector for cell in cells} - set(self.sectors))
        if unknown:
            yield SectorNotInPlan(sectors=unknown)
        names = [cell.name for cell in cells]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            yield CellStatedTwice(cells=twice)

    def _changed(self, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(cell for cell in cells if self.cells.get(cell.key) != cell)

    def fields(self) -> Collection[str]:
        """Name each sector, and each cell of it as ``<sector>.<gas>``."""
        return {*self.sectors, *(f"{sector}.{gas}" for sector in self.sectors for gas in Gas)}

    def content(self) -> EmissionContent:
        """Give the edition as it stands now."""
        places = {sector: place for place, sector in enumerate(self.sectors)}
        gases = {gas: place for place, gas in enumerate(Gas)}
        ordered = sorted(self.cells.values(), key=lambda cell: (places[cell.sector], gases[cell.gas]))
        return EmissionContent(
            emissions_fiscal_year=self.emissions_fiscal_year,
            edition=self.edition,
            sectors=self.sectors,
            cells=tuple(ordered),
        )

    def total(self) -> Total:
        """Sum the edition as it stands now."""
        return total(self.content().cells)

    def differences(self) -> Mapping[int, Decimal | None]:
        """Give, for each edition after the first, how far its total is from the edition before; ``None`` if unknown."""
        totals = [total(content.cells).value for content in (*self.earlier_editions, self.content())]
        return {
            number: None if after is None or before is None else after - before
            for number, (before, after) in enumerate(pairwise(totals), start=2)
        }
