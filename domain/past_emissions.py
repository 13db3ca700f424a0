"""Past emissions: a municipality's emissions of a year that no round covers, above all of the base year.

They stand in the plan or in an earlier report, and are entered with that source. A restatement makes a new edition and
leaves the earlier ones as they were, as it does for what the rounds bring.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain import warning_answers
from domain.emission_content import (
    EmissionContent,
    RestatementEffectMissing,
    SectorsUnstated,
    cell_blockers,
    differences,
    marked,
    ordered,
)
from domain.emissions import Cell
from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, FiscalYear, LgCode, Line, Text, Value, event
from domain.plan_content import SectorCode
from domain.restatement_checks import RestatementCheck, answers_to_entry, answers_to_restatement
from domain.warning_answers import WarningAnswer


class PastCellsMissing(Refusal):
    """過年度の排出量が一つも記入されていません。"""


class PastCellsUnchanged(Refusal):
    """記録されている値と同じです。改める値を記入してください。"""


class Restatement(Value):
    """再算定の記録: which edition was made when, why, and with which effect."""

    edition: int
    restated_on: date
    reason: Text
    effect: Text


class PastEmissions(Aggregate):
    """過年度の排出量: one municipality's emissions of one year from before the rounds, with where they are written."""

    TOPIC = "past-emissions"

    class Entered(Created):
        """点検の対象となる前の年度の排出量を、出典とともに記録した。"""

        TOPIC = "past-emissions.entered"
        lg_code: LgCode
        emissions_fiscal_year: FiscalYear
        sectors: tuple[SectorCode, ...]
        cells: tuple[Cell, ...]
        source: Text
        entered_on: date

    class Restated(Event):
        """点検の対象となる前の年度の排出量を改めた。"""

        TOPIC = "past-emissions.restated"
        edition: Annotated[int, Field(ge=2)]
        cells: tuple[Cell, ...]
        source: Text
        reason: Text
        authority: Line
        effect: Text
        restated_on: date

    class WarningAnswered(warning_answers.Answered):
        """過年度の排出量の点検の警告に理由を回答した。"""

        TOPIC = "past-emissions.warning-answered"

    @staticmethod
    def create_id(lg_code: str, emissions_fiscal_year: int) -> str:
        """Name the stream, such as ``past-emissions:43100:2013``."""
        return f"past-emissions:{lg_code}:{emissions_fiscal_year}"

    @event(Entered)
    def __init__(  # noqa: PLR0913, PLR0917 - what the fact holds
        self,
        lg_code: str,
        emissions_fiscal_year: int,
        sectors: tuple[str, ...],
        cells: tuple[Cell, ...],
        source: str,
        entered_on: date,
    ) -> None:
        self.lg_code = lg_code
        self.emissions_fiscal_year = emissions_fiscal_year
        self.sectors = sectors
        self.source = source
        self.entered_on = entered_on
        self.edition = 1
        self.cells = cells
        self.earlier_editions: tuple[EmissionContent, ...] = ()
        self.answers: tuple[WarningAnswer, ...] = ()
        self.restatements: tuple[Restatement, ...] = ()

    @classmethod
    def enter(  # noqa: PLR0913 - what the fact holds
        cls,
        *,
        lg_code: str,
        emissions_fiscal_year: int,
        sectors: Sequence[str],
        cells: Sequence[Cell],
        source: str,
        on: date,
        check: RestatementCheck,
    ) -> "PastEmissions":
        """Enter what is written about a year: every sector of the plan, by a value or a notation, each cell once.

        What looks wrong has to be answered with a reason in the same act.
        """
        if not cells:
            raise PastCellsMissing(lg_code=lg_code, emissions_fiscal_year=emissions_fiscal_year)
        refuse_first(cell_blockers(cells, sectors))
        if unstated := sorted(set(sectors) - {cell.sector for cell in cells}):
            raise SectorsUnstated(sectors=unstated)
        told = ordered(marked(cells, emissions_fiscal_year), sectors)
        answers = answers_to_entry(told, check, on)
        made = cls(
            lg_code=lg_code,
            emissions_fiscal_year=emissions_fiscal_year,
            sectors=tuple(sectors),
            cells=told,
            source=source,
            entered_on=on,
        )
        for answer in answers:
            made._warning_answered(answer=answer)
        return made

    def restate(  # noqa: PLR0913 - what the fact holds
        self,
        cells: Sequence[Cell],
        *,
        source: str,
        on: date,
        reason: str,
        authority: str,
        effect: str,
        check: RestatementCheck,
    ) -> None:
        """Put other figures in the place of some or all, with source, reason, authority and effect.

        What looks wrong in them and did not before has to be answered with a reason first.
        """
        told = marked(cells, self.emissions_fiscal_year)
        refuse_first(self._restate_blockers(told, effect))
        changed = tuple(cell for cell in ordered(told, self.sectors) if cell not in self.cells)
        for answer in answers_to_restatement(self.cells, self.laid_over(changed), check, self.answers, on):
            self._warning_answered(answer=answer)
        self._restated(
            edition=self.edition + 1,
            cells=changed,
            source=source,
            reason=reason,
            authority=authority,
            effect=effect,
            restated_on=on,
        )

    def _restate_blockers(self, cells: Sequence[Cell], effect: str) -> Iterator[Refusal]:
        yield from cell_blockers(cells, self.sectors)
        if all(cell in self.cells for cell in cells):
            yield PastCellsUnchanged(object_id=self.id)
        if not effect.strip():
            yield RestatementEffectMissing()

    @event(Restated)
    def _restated(  # noqa: PLR0913 - the fields of the event
        self,
        *,
        edition: int,
        cells: tuple[Cell, ...],
        source: str,
        reason: str,
        authority: str,
        effect: str,
        restated_on: date,
    ) -> None:
        del authority  # stays in the record
        self.restatements += (Restatement(edition=edition, restated_on=restated_on, reason=reason, effect=effect),)
        self.earlier_editions += (self.content(),)
        self.cells = self.laid_over(cells)
        self.edition = edition
        self.source = source

    @event(WarningAnswered)
    def _warning_answered(self, answer: WarningAnswer) -> None:
        self.answers += (answer,)

    def laid_over(self, cells: Sequence[Cell]) -> tuple[Cell, ...]:
        """Give the content with other cells in the place of some, as a restatement would leave it."""
        held = {cell.key: cell for cell in (*self.cells, *cells)}
        return ordered(held.values(), self.sectors)

    def content(self) -> EmissionContent:
        """Give the newest edition."""
        at = {"emissions_fiscal_year": self.emissions_fiscal_year, "edition": self.edition}
        return EmissionContent(**at, sectors=self.sectors, cells=self.cells)

    def differences(self) -> Mapping[int, Decimal | None]:
        """Give how far each later edition's total is from the edition before; ``None`` if unknown."""
        return differences((*self.earlier_editions, self.content()))
