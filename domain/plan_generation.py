"""The generation: what can be asked of a plan, whatever has happened to it. The events are the plan's own."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from domain.calendar import first_day
from domain.errors import Refusal
from domain.kernel import Aggregate
from domain.plan_content import Content, Sector, leaves
from domain.plan_state import (
    NotTheSuccessor,
    PlanAlreadySucceeded,
    PlanDatesContradict,
    PlanNoLongerReviewed,
    PlanNotAdopted,
    PlanNotDraft,
    PlanState,
    PlanWithoutMembers,
    PlanWithoutSectors,
    SuccessorIsItself,
)

if TYPE_CHECKING:
    from domain.plan_membership import PlanMembership


class Generation(Aggregate):
    """計画の世代: the questions and the guards of a plan, apart from the acts themselves."""

    if TYPE_CHECKING:  # an annotation at run time would make the library turn the class into a dataclass
        membership: PlanMembership
        content: Content
        adopted_on: date | None
        revised_on: date | None
        last_fiscal_year: int | None
        succeeded_on: date | None
        successor_id: str | None

    def membership_blockers(self) -> Iterator[Refusal]:
        """Refuse after the succession."""
        if self.successor_id:
            yield PlanAlreadySucceeded(successor_id=self.successor_id)

    def draft_blockers(self) -> Iterator[Refusal]:
        """Refuse to set content in place once adopted: from then on it changes by revision."""
        if self.state != PlanState.DRAFT:
            yield PlanNotDraft(state=self.state.value)

    def adopt_blockers(self) -> Iterator[Refusal]:
        """Refuse twice, without members, and without sectors; unknown members are no obstacle, unknown is a fact."""
        yield from self.draft_blockers()
        if not self.membership.entries and not self.membership.candidates:
            yield PlanWithoutMembers()
        if not self.content.sectors:
            yield PlanWithoutSectors()

    def revise_blockers(self) -> Iterator[Refusal]:
        """Refuse before the adoption and after the succession."""
        if self.state != PlanState.ADOPTED:
            yield PlanNotAdopted(state=self.state.value)

    def revision_faults(self, revised_on: date, content: Content) -> Iterator[Refusal]:
        """Refuse a day before the last change, and content that is without sectors or does not hold together."""
        last = self.revised_on or self.adopted_on
        if last and revised_on < last:
            yield PlanDatesContradict(revised_on=revised_on, last=last)
        if not content.sectors:
            yield PlanWithoutSectors()
        yield from content.faults()

    def succeed_blockers(self, successor_id: str | None = None, succeeded_on: date | None = None) -> Iterator[Refusal]:
        """Refuse unless adopted, by itself, and on a day before the adoption."""
        yield from self.revise_blockers()
        if successor_id == self.id:
            yield SuccessorIsItself(successor_id=self.id)
        if succeeded_on and self.adopted_on and succeeded_on < self.adopted_on:
            yield PlanDatesContradict(succeeded_on=succeeded_on, last=self.adopted_on)

    def move_blockers(self, plan_id: str, moved_on: date) -> Iterator[Refusal]:
        """Refuse to let a measure go anywhere but to the successor, and before the succession."""
        if self.successor_id != plan_id:
            yield NotTheSuccessor(plan_id=plan_id, successor_id=self.successor_id)
        elif self.succeeded_on and moved_on < self.succeeded_on:
            yield PlanDatesContradict(moved_on=moved_on, last=self.succeeded_on)

    def review_blockers(self, reviewed_fiscal_year: int) -> Iterator[Refusal]:
        """Refuse a round on a draft, and on a plan that was succeeded before the reviewed year began.

        The last round of a plan reviews the last year in which it still held on some day.
        """
        if self.state is PlanState.DRAFT:
            yield PlanNotAdopted(state=self.state.value)
        if self.succeeded_on and self.succeeded_on <= first_day(reviewed_fiscal_year):
            yield PlanNoLongerReviewed(succeeded_on=self.succeeded_on, reviewed_fiscal_year=reviewed_fiscal_year)

    def ends_in_or_after(self, fiscal_year: int) -> bool:
        """Tell whether the end of the plan is known and was not before a year: then its round reviews that year."""
        if self.succeeded_on:
            return first_day(fiscal_year) < self.succeeded_on
        return self.state is PlanState.ADOPTED and self.last_fiscal_year == fiscal_year

    @property
    def state(self) -> PlanState:
        """Give the state, which follows from adoption and succession."""
        if self.successor_id:
            return PlanState.SUCCEEDED
        return PlanState.DRAFT if self.adopted_on is None else PlanState.ADOPTED

    @property
    def members(self) -> tuple[str, ...]:
        """List the municipalities known to take part and not known to leave, by code."""
        return self.membership.members

    @property
    def sectors(self) -> tuple[Sector, ...]:
        """Give the sector tree, parents before children."""
        return self.content.sectors

    @property
    def leaf_sectors(self) -> tuple[Sector, ...]:
        """Give the sectors in which figures are stated: those without parts."""
        return leaves(self.content.sectors)
