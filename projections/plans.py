"""The plans: the generations of the joint plan, who takes part in each, and what it states."""

from collections.abc import Iterable
from datetime import date

from pydantic import computed_field

from domain.kernel import FiscalYear, LgCode, Line, StreamId, Text, Value
from domain.plan import Plan
from domain.plan_content import Content
from domain.plan_membership import PlanMembership, Standing
from domain.plan_state import PlanState
from projections.view import ObjectRow, ObjectView, on, opens


class Revision(Value):
    """改定: when the content was replaced, on which decision, and what it was about."""

    revised_on: date
    decision_reference: Line
    summary: Text


class Participation(Value):
    """計画への参加: how one municipality stands towards a plan, which may be that it is not known."""

    lg_code: LgCode
    standing: Standing


class PlanRow(ObjectRow):
    """実行計画の行: one generation of the plan."""

    region_id: StreamId
    generation: int
    title: Line
    first_fiscal_year: FiscalYear | None
    last_fiscal_year: FiscalYear | None
    membership: PlanMembership = PlanMembership()
    content: Content = Content()
    adopted_on: date | None = None
    adoption_reference: Line | None = None
    revisions: tuple[Revision, ...] = ()
    successor_id: StreamId | None = None
    succeeded_on: date | None = None

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def state(self) -> PlanState:
        """Give the state, which follows from adoption and succession."""
        if self.successor_id:
            return PlanState.SUCCEEDED
        return PlanState.DRAFT if self.adopted_on is None else PlanState.ADOPTED

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def participation(self) -> tuple[Participation, ...]:
        """Tell of every municipality that takes part, left or may take part how it stands, which may be not known."""
        named = sorted({*self.membership.known, *self.membership.candidates})
        return tuple(Participation(lg_code=each, standing=self.membership.standing(each)) for each in named)


class Plans(ObjectView[PlanRow]):
    """計画一覧: which generations of the plan are there, and what do they state?"""

    name = "plans"
    version = 3
    row = PlanRow

    @opens(Plan.Drafted)
    def _drafted(self, told: Plan.Drafted, key: str) -> PlanRow:
        return PlanRow(
            object_id=key,
            region_id=told.region_id,
            generation=told.generation,
            title=told.name,
            first_fiscal_year=told.first_fiscal_year,
            last_fiscal_year=told.last_fiscal_year,
        )

    @on(Plan.MunicipalityEntered)
    def _entered(self, row: PlanRow, told: Plan.MunicipalityEntered) -> PlanRow:
        return row.model_copy(update={"membership": row.membership.entered(told.lg_code, told.entered_on)})

    @on(Plan.MunicipalityLeft)
    def _municipality_left(self, row: PlanRow, told: Plan.MunicipalityLeft) -> PlanRow:
        return row.model_copy(update={"membership": row.membership.left(told.lg_code, told.left_on, told.ground)})

    @on(Plan.MembershipLeftOpen)
    def _left_open(self, row: PlanRow, told: Plan.MembershipLeftOpen) -> PlanRow:
        return row.model_copy(update={"membership": row.membership.left_open(told.candidates, told.members_count)})

    @on(Plan.PolicySet)
    def _policy_set(self, row: PlanRow, told: Plan.PolicySet) -> PlanRow:
        return row.model_copy(update={"content": row.content.with_policy(told.policy)})

    @on(Plan.PriorityInitiativeSet)
    def _initiative_set(self, row: PlanRow, told: Plan.PriorityInitiativeSet) -> PlanRow:
        return row.model_copy(update={"content": row.content.with_initiative(told.initiative)})

    @on(Plan.TargetSet)
    def _target_set(self, row: PlanRow, told: Plan.TargetSet) -> PlanRow:
        return row.model_copy(update={"content": row.content.with_target(told.target)})

    @on(Plan.SectorTreeSet)
    def _sector_tree_set(self, row: PlanRow, told: Plan.SectorTreeSet) -> PlanRow:
        return row.model_copy(update={"content": row.content.model_copy(update={"sectors": told.sectors})})

    @on(Plan.Adopted)
    def _adopted(self, row: PlanRow, told: Plan.Adopted) -> PlanRow:
        return row.model_copy(update={"adopted_on": told.adopted_on, "adoption_reference": told.decision_reference})

    @on(Plan.Revised)
    def _revised(self, row: PlanRow, told: Plan.Revised) -> PlanRow:
        revision = Revision(
            revised_on=told.revised_on, decision_reference=told.decision_reference, summary=told.summary
        )
        return row.model_copy(update={"content": told.content, "revisions": (*row.revisions, revision)})

    @on(Plan.Succeeded)
    def _succeeded(self, row: PlanRow, told: Plan.Succeeded) -> PlanRow:
        return row.model_copy(update={"successor_id": told.successor_id, "succeeded_on": told.succeeded_on})


def generations(plans: Iterable[PlanRow], region_id: str) -> tuple[PlanRow, ...]:
    """Give the plans of a region in the order of their generations."""
    return tuple(sorted((row for row in plans if row.region_id == region_id), key=lambda row: row.generation))
