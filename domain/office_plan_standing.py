"""How the duty to have an office plan stands on a day: deduced from terms and preparations, never stored."""

from collections.abc import Collection
from datetime import date
from typing import Annotated

from pydantic import Field

from domain.calendar import last_day
from domain.kernel import FiscalYear, LgCode, Line, Text, Tonnes, Value
from domain.labels import Labelled

DUTY = "地球温暖化対策の推進に関する法律 第21条"


class OfficePlanStanding(Labelled):
    """事務事業編の策定状況: how the duty to have a plan stands on a day."""

    NOT_KNOWN = "not-known", "未確認", "not found out yet"
    NOT_YET = "not-yet", "未策定", "not adopted yet"
    IN_PREPARATION = "in-preparation", "策定中", "being prepared"
    ADOPTED = "adopted", "策定済み", "adopted"
    LAPSED = "lapsed", "期間満了", "lapsed"

    @property
    def is_owed(self) -> bool:
        """Tell whether the municipality is known to be without a plan that holds."""
        return self not in {OfficePlanStanding.NOT_KNOWN, OfficePlanStanding.ADOPTED}


class PlanTerm(Value):
    """計画期間: one adopted plan: its title if known, the day of its adoption, and its fiscal years."""

    title: Line | None = None
    adopted_on: date
    first_fiscal_year: FiscalYear
    last_fiscal_year: FiscalYear
    decision_reference: Line | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the plan was there on a day: adopted, and not yet at its end."""
        return self.adopted_on <= day <= last_day(self.last_fiscal_year)

    @property
    def is_possible(self) -> bool:
        """Tell whether it ends neither before it begins nor before it was adopted."""
        return self.first_fiscal_year <= self.last_fiscal_year and self.holds_on(self.adopted_on)

    def follows(self, earlier: "PlanTerm") -> bool:
        """Tell whether it was adopted after an earlier one and lasts longer."""
        return self.adopted_on > earlier.adopted_on and self.last_fiscal_year > earlier.last_fiscal_year


class OwnEmissions(Value):
    """事務事業に伴う排出量: of one fiscal year in t-CO2, with its source, and why it replaces an earlier figure."""

    fiscal_year: FiscalYear
    tonnes: Annotated[Tonnes, Field(ge=0)]
    source: Line
    reason: Text | None = None


class OfficePlanRecord(Value):
    """事務事業編の経過: what is known of one municipality's plans: entered, begun, adopted, and what it emitted."""

    lg_code: LgCode
    entered_on: date
    preparations: tuple[date, ...] = ()
    terms: tuple[PlanTerm, ...] = ()
    emissions: tuple[OwnEmissions, ...] = ()

    @property
    def in_preparation(self) -> bool:
        """Tell whether a plan is being prepared that has not been adopted."""
        return bool(self.preparations) and all(term.adopted_on < self.preparations[-1] for term in self.terms)

    def standing_on(self, day: date) -> OfficePlanStanding:
        """Deduce the standing of a day: a plan that holds, then a preparation, then a plan that has run out.

        A plan adopted before its municipality was entered was there all the same.
        """
        if any(term.holds_on(day) for term in self.terms):
            return OfficePlanStanding.ADOPTED
        if any(self._prepared_on(day, begun_on) for begun_on in self.preparations):
            return OfficePlanStanding.IN_PREPARATION
        if any(term.adopted_on <= day for term in self.terms):
            return OfficePlanStanding.LAPSED
        return OfficePlanStanding.NOT_YET if self.entered_on <= day else OfficePlanStanding.NOT_KNOWN

    def _prepared_on(self, day: date, begun_on: date) -> bool:
        return begun_on <= day and not any(begun_on <= term.adopted_on <= day for term in self.terms)

    def term_on(self, day: date) -> PlanTerm | None:
        """Give the plan that holds on a day, the newest where two overlap."""
        return next((term for term in reversed(self.terms) if term.holds_on(day)), None)

    def emissions_of(self, fiscal_year: int) -> OwnEmissions | None:
        """Give the last figure stated for a fiscal year; the earlier ones stay in the record."""
        return next((each for each in reversed(self.emissions) if each.fiscal_year == fiscal_year), None)


class OfficePlanDuty(Value):
    """事務事業編の策定義務: how one municipality stands on a day, and the plan that holds then."""

    lg_code: LgCode
    standing: OfficePlanStanding
    term: PlanTerm | None = None


def duties_on(day: date, members: Collection[str], records: Collection[OfficePlanRecord]) -> tuple[OfficePlanDuty, ...]:
    """Tell how the duty of each of these municipalities stands on a day; who was never entered is not known."""
    known = {record.lg_code: record for record in records}
    return tuple(
        OfficePlanDuty(lg_code=lg_code, standing=known[lg_code].standing_on(day), term=known[lg_code].term_on(day))
        if lg_code in known
        else OfficePlanDuty(lg_code=lg_code, standing=OfficePlanStanding.NOT_KNOWN)
        for lg_code in sorted(members)
    )
