"""Emission statement: the greenhouse gases of one municipality in one year, by sector and gas.

Figures are revised for years: a restatement makes a new edition and leaves the earlier ones as they were published.
"""

from collections.abc import Iterator
from datetime import date

from domain import emission_content, filing, recalculation, warning_answers
from domain.approval import FallCause
from domain.calendar import Step
from domain.emission_checks import Comparison
from domain.emission_content import EmissionContent, RestatementEffectMissing
from domain.emission_standing import StatementStanding
from domain.emissions import Cell, Gas
from domain.energy import recalculated
from domain.errors import Refusal, refuse_first
from domain.factors import FactorBook
from domain.kernel import Created, FiscalYear, LgCode, event
from domain.plan_content import SectorCode
from domain.recalculation import Recalculation, Recalculations, RecalculationState
from domain.restatement_checks import GivenCheck, RestatementCheck, answers_to_restatement
from domain.submission import Submission
from domain.warning_answers import Checks, WarningAnswer


class EmissionStatement(StatementStanding, Submission):
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

    class CellsStated(emission_content.Stated):
        """部門とガスごとの排出量を記入した。"""

        TOPIC = "emission-statement.cells-stated"

    class ComparisonTaken(warning_answers.Taken):
        """前年度の排出量と人口を、提出前の点検の比較対象とした。"""

        TOPIC = "emission-statement.comparison-taken"

    class WarningAnswered(warning_answers.Answered):
        """点検の警告に理由を回答した。"""

        TOPIC = "emission-statement.warning-answered"

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

    class Restated(emission_content.Restated):
        """受理後に排出量を再算定した。"""

        TOPIC = "emission-statement.restated"

    class RecalculationProposed(recalculation.Proposed):
        """公表または訂正された排出係数による再計算を提案した。"""

        TOPIC = "emission-statement.recalculation-proposed"

    class RecalculationAccepted(recalculation.Accepted):
        """提案された再計算を受け入れた。"""

        TOPIC = "emission-statement.recalculation-accepted"

    class RecalculationDeclined(recalculation.Declined):
        """提案された再計算を理由を付して見送った。"""

        TOPIC = "emission-statement.recalculation-declined"

    class RecalculationLapsed(recalculation.Lapsed):
        """再計算の提案は、前提となる係数または排出量が変わり、不要となった。"""

        TOPIC = "emission-statement.recalculation-lapsed"

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
        self.checks = Checks()
        self.recalculations = Recalculations()

    def state_cells(self, cells: tuple[Cell, ...]) -> None:
        """State figures or notations, each replacing what its cell held; what is repeated is nothing new."""
        refuse_first(self.state_cells_blockers(cells))
        changed = self.changed(emission_content.marked(cells, self.emissions_fiscal_year))
        if changed:
            self._cells_stated(cells=changed)
            self.let_fall(FallCause.CONTENT_CHANGED)

    def state_cells_blockers(self, cells: tuple[Cell, ...] = ()) -> Iterator[Refusal]:
        """Yield what stands against stating; the cells are checked when they are given."""
        yield from self.edit_blockers()
        yield from emission_content.stated_blockers(cells, self.sectors)

    @event(CellsStated)
    def _cells_stated(self, cells: tuple[Cell, ...]) -> None:
        self._change()
        self.cells = self.cells | {cell.key: cell for cell in cells}

    def take_comparison(self, comparison: Comparison) -> None:
        """Take what the figures are compared with; the same again is nothing new."""
        if self.checks.comparison != comparison:
            self._comparison_taken(comparison=comparison)

    @event(ComparisonTaken)
    def _comparison_taken(self, comparison: Comparison) -> None:
        self.checks = self.checks.taken(comparison)

    def answer_warning(self, code: str, field: str, *, reason: str, on: date) -> None:
        """Answer a warning with the reason why its figures are right; it holds for these very figures."""
        refuse_first(self.answer_warning_blockers(code, field, reason))
        for warning in self.checks.asking(self.ordered_cells(), code, field):
            answer = WarningAnswer(warning=warning, reason=reason, answered_on=on)
            if answer not in self.checks.answers:
                self._warning_answered(answer=answer)

    def answer_warning_blockers(self, code: str, field: str, reason: str) -> Iterator[Refusal]:
        """Yield what stands against this answer: the state, then no such warning, then no reason."""
        yield from self.edit_blockers()
        yield from self.checks.answer_blockers(self.ordered_cells(), code, field, reason)

    @event(WarningAnswered)
    def _warning_answered(self, answer: WarningAnswer) -> None:
        self.checks = self.checks.answered(answer)

    def submit_blockers(self) -> Iterator[Refusal]:
        """Yield what stands against a submission, and last the warnings that nobody has answered."""
        yield from super().submit_blockers()
        yield from self.checks.submit_blockers(self.ordered_cells())

    def restate(  # noqa: PLR0913 - what the fact holds, and the check before it
        self, cells: tuple[Cell, ...], *, on: date, reason: str, authority: str, effect: str, check: GivenCheck = None
    ) -> None:
        """Restate accepted figures as a new edition, once the checks are answered; the earlier one stays as it was."""
        refuse_first(self.restate_blockers(cells, reason, authority, effect))
        changed = self.changed(emission_content.marked(cells, self.emissions_fiscal_year))
        if changed:
            self._check_restatement(changed, check, on)
            grounds = {"reason": reason, "authority": authority, "effect": effect}
            self._restated(edition=self.edition + 1, cells=changed, restated_on=on, **grounds)
            self.let_fall(FallCause.CORRECTED)

    def _check_restatement(self, changed: tuple[Cell, ...], given: GivenCheck, on: date) -> None:
        check = given or RestatementCheck(comparison=self.checks.needed())
        told = answers_to_restatement(self.ordered_cells(), self.laid_over(changed), check, self.checks.answers, on)
        self.take_comparison(check.comparison)
        for answer in told:
            self._warning_answered(answer=answer)

    def restate_blockers(self, cells: tuple[Cell, ...], reason: str, authority: str, effect: str) -> Iterator[Refusal]:
        """Yield what stands against this restatement: what every correction needs, the effect, then the cells."""
        yield from self.correct_blockers(reason, authority)
        if not effect:
            yield RestatementEffectMissing()
        yield from emission_content.stated_blockers(cells, self.sectors)

    @event(Restated)
    def _restated(  # noqa: PLR0913 - the fields of the event
        self, *, edition: int, cells: tuple[Cell, ...], reason: str, authority: str, effect: str, restated_on: date
    ) -> None:
        self.earlier_editions += (self.content(),)
        self.effects += (effect,)
        self._correct(reason, authority, restated_on)
        self.edition = edition
        self.cells = self.cells | {cell.key: cell for cell in cells}

    def propose_recalculation(self, book: FactorBook, *, on: date, ground: str) -> None:
        """Propose what comes out otherwise with the factors in force now; what nothing bears out any more lapses."""
        cells = recalculated(self.ordered_cells(), book, self.emissions_fiscal_year)
        following = self.recalculations.following(cells, self.content_version, ground, on)
        stale = self.recalculations.open
        if following is not None:
            self._recalculation_proposed(recalculation=following)
        elif stale is not None and not cells:
            self._recalculation_lapsed(number=stale.number, ground=ground, lapsed_on=on)

    @event(RecalculationProposed)
    def _recalculation_proposed(self, recalculation: Recalculation) -> None:
        self.recalculations = self.recalculations.proposed(recalculation)

    @event(RecalculationLapsed)
    def _recalculation_lapsed(self, number: int, ground: str, lapsed_on: date) -> None:
        self.recalculations = self.recalculations.settled(number, RecalculationState.LAPSED, lapsed_on, ground)

    def accept_recalculation(
        self, number: int, *, on: date, reason: str, authority: str, check: GivenCheck = None
    ) -> None:
        """Take the proposed cells over: into the draft, or into a new edition once the statement is accepted."""
        refuse_first(self.accept_recalculation_blockers(number, reason, authority))
        cells = self.recalculations.proposals[number - 1].cells
        if self.is_accepted:
            effect = emission_content.effect_of(self.cells, cells)
            self.restate(cells, on=on, reason=reason, authority=authority, effect=effect, check=check)
        else:
            self.state_cells(cells)
        self._recalculation_accepted(number=number, accepted_on=on)

    def accept_recalculation_blockers(self, number: int | None, reason: str, authority: str) -> Iterator[Refusal]:
        """Yield what stands against it: not open, outdated, then what stands against changing the content."""
        yield from self.recalculations.accept_blockers(number, self.content_version)
        yield from self.correct_blockers(reason, authority) if self.is_accepted else self.edit_blockers()

    @event(RecalculationAccepted)
    def _recalculation_accepted(self, number: int, accepted_on: date) -> None:
        self.recalculations = self.recalculations.settled(number, RecalculationState.ACCEPTED, accepted_on)

    def decline_recalculation(self, number: int, *, on: date, reason: str) -> None:
        """Leave the figures as they are, with a reason."""
        refuse_first(self.recalculations.decline_blockers(number, reason))
        self._recalculation_declined(number=number, reason=reason, declined_on=on)

    @event(RecalculationDeclined)
    def _recalculation_declined(self, number: int, reason: str, declined_on: date) -> None:
        self.recalculations = self.recalculations.settled(number, RecalculationState.DECLINED, declined_on, reason)
