"""The office plan: a municipality's plan for its own offices and works, which every municipality owes by law.

Whether it has run out follows from the day and is therefore deduced, never stored.
"""

from collections.abc import Iterator
from datetime import date

from domain.calendar import last_day
from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, LgCode, event
from domain.labels import Labelled
from domain.office_plan_standing import OfficePlanRecord, OfficePlanStanding, OwnEmissions, PlanTerm


class OfficePlanState(Labelled):
    """事務事業編の状態: what may be recorded next, whatever the day."""

    NOT_YET = "not-yet", "未策定", "not adopted yet"
    IN_PREPARATION = "in-preparation", "策定中", "being prepared"
    ADOPTED = "adopted", "策定済み", "adopted"


class OfficePlanAlreadyAdopted(Refusal):
    """事務事業編はすでに策定されています。次の期間の分は改定として記録してください。"""


class OfficePlanNotAdopted(Refusal):
    """事務事業編はまだ策定されていません。"""


class OfficePlanDatesContradict(Refusal):
    """事務事業編の日付または計画期間が、すでに記録された内容と矛盾します。"""


class OwnEmissionsRestatementUnexplained(Refusal):
    """この年度の排出量はすでに記録されています。改める理由を記入してください。"""


class OwnEmissionsYearNotOver(Refusal):
    """年度が終わっていないため、排出量を記録できません。"""


class OfficePlan(Aggregate):
    """事務事業編: one municipality's plan for its own offices, generation after generation, and its own emissions."""

    TOPIC = "office-plan"

    class Entered(Created):
        """事務事業編の台帳に市町村を載せた。"""

        TOPIC = "office-plan.entered"
        lg_code: LgCode
        entered_on: date

    class Begun(Event):
        """事務事業編の策定に着手した。"""

        TOPIC = "office-plan.begun"
        begun_on: date

    class Adopted(Event):
        """事務事業編を策定した。"""

        TOPIC = "office-plan.adopted"
        term: PlanTerm

    class Renewed(Event):
        """事務事業編を改定した。"""

        TOPIC = "office-plan.renewed"
        term: PlanTerm

    class EmissionsStated(Event):
        """事務事業に伴う排出量を記録した。"""

        TOPIC = "office-plan.emissions-stated"
        emissions: OwnEmissions

    @staticmethod
    def create_id(lg_code: str) -> str:
        """Name the stream, such as ``office-plan:43100``."""
        return f"office-plan:{lg_code}"

    @event(Entered)
    def __init__(self, lg_code: str, entered_on: date) -> None:
        self.lg_code = lg_code
        self.record = OfficePlanRecord(lg_code=lg_code, entered_on=entered_on)

    def begin(self, begun_on: date) -> None:
        """Begin to prepare the plan, or the next one; what is being prepared is not begun again."""
        if not self.record.in_preparation:
            refuse_first(self._begin_blockers(begun_on))
            self._begin(begun_on=begun_on)

    def _begin_blockers(self, begun_on: date) -> Iterator[Refusal]:
        if self.terms and begun_on <= self.terms[-1].adopted_on:
            yield OfficePlanDatesContradict(begun_on=begun_on, last=self.terms[-1].adopted_on)

    @event(Begun)
    def _begin(self, begun_on: date) -> None:
        self.record = self.record.model_copy(update={"preparations": (*self.record.preparations, begun_on)})

    def adopt(self, term: PlanTerm) -> None:
        """Adopt the first plan; the very same one again is nothing new."""
        if self.terms == (term,):
            return
        refuse_first(self.adopt_blockers(term))
        self._adopt(term=term)

    def adopt_blockers(self, term: PlanTerm | None = None) -> Iterator[Refusal]:
        """Yield what stands against a first plan: that there was one; then, given it, its dates."""
        if self.terms:
            yield OfficePlanAlreadyAdopted(adopted_on=self.terms[-1].adopted_on)
        if term is not None:
            yield from self._term_blockers(term)

    @event(Adopted)
    def _adopt(self, term: PlanTerm) -> None:
        self._hold(term)

    def renew(self, term: PlanTerm) -> None:
        """Adopt the next plan, before the one in force ends or after; the very same one again is nothing new."""
        if self.terms[1:] and self.terms[-1] == term:
            return
        refuse_first(self.renew_blockers(term))
        self._renew(term=term)

    def renew_blockers(self, term: PlanTerm | None = None) -> Iterator[Refusal]:
        """Yield what stands against a next plan: that there was none; then, given it, its dates."""
        if not self.terms:
            yield OfficePlanNotAdopted(lg_code=self.lg_code)
        if term is not None:
            yield from self._term_blockers(term)

    @event(Renewed)
    def _renew(self, term: PlanTerm) -> None:
        self._hold(term)

    def _hold(self, term: PlanTerm) -> None:
        self.record = self.record.model_copy(update={"terms": (*self.terms, term)})

    def _term_blockers(self, term: PlanTerm) -> Iterator[Refusal]:
        premature = any(term.adopted_on < begun_on for begun_on in self.record.preparations)
        if premature or not term.is_possible or not all(term.follows(earlier) for earlier in self.terms):
            yield OfficePlanDatesContradict(adopted_on=term.adopted_on, last_fiscal_year=term.last_fiscal_year)

    def state_emissions(self, emissions: OwnEmissions, today: date) -> None:
        """State what the municipality itself emitted in a fiscal year; an earlier figure is replaced with a reason."""
        if emissions == self.emissions_of(emissions.fiscal_year):
            return
        refuse_first(self._emissions_blockers(emissions, today))
        self._state_emissions(emissions=emissions)

    def _emissions_blockers(self, emissions: OwnEmissions, today: date) -> Iterator[Refusal]:
        if today <= last_day(emissions.fiscal_year):
            yield OwnEmissionsYearNotOver(fiscal_year=emissions.fiscal_year)
        if self.emissions_of(emissions.fiscal_year) is not None and emissions.reason is None:
            yield OwnEmissionsRestatementUnexplained(fiscal_year=emissions.fiscal_year)

    @event(EmissionsStated)
    def _state_emissions(self, emissions: OwnEmissions) -> None:
        self.record = self.record.model_copy(update={"emissions": (*self.record.emissions, emissions)})

    @property
    def terms(self) -> tuple[PlanTerm, ...]:
        """List the plans adopted, oldest first."""
        return self.record.terms

    @property
    def state(self) -> OfficePlanState:
        """Tell how far the record has come; that a plan has run out depends on the day."""
        if self.record.in_preparation:
            return OfficePlanState.IN_PREPARATION
        return OfficePlanState.ADOPTED if self.terms else OfficePlanState.NOT_YET

    def standing_on(self, day: date) -> OfficePlanStanding:
        """Tell how the duty stands on a day."""
        return self.record.standing_on(day)

    def emissions_of(self, fiscal_year: int) -> OwnEmissions | None:
        """Give the figure that stands for a fiscal year, ``None`` where none was stated."""
        return self.record.emissions_of(fiscal_year)
