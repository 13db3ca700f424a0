"""The plan: one generation of the joint plan, with its members, policies, initiatives, targets and sector tree."""

from collections.abc import Iterator
from datetime import date

from domain.errors import Refusal, refuse_first
from domain.kernel import Created, Event, FiscalYear, LgCode, Line, StreamId, Text, event
from domain.plan_content import Content, Initiative, Policy, Sector, Target, sector_faults
from domain.plan_generation import Generation
from domain.plan_membership import PlanMembership
from domain.plan_state import (
    PlanPeriodContradicts,
)


class Plan(Generation):
    """実行計画: one generation, living about ten years; its members are its own, not the region's."""

    TOPIC = "plan"

    class Drafted(Created):
        """実行計画の案を作成した。"""

        TOPIC = "plan.drafted"
        slug: str
        region_id: StreamId
        generation: int
        name: Line
        first_fiscal_year: FiscalYear | None = None
        last_fiscal_year: FiscalYear | None = None

    class MunicipalityEntered(Event):
        """市町村が計画に参加した。"""

        TOPIC = "plan.municipality-entered"
        lg_code: LgCode
        entered_on: date

    class MunicipalityLeft(Event):
        """市町村が計画から離脱した。"""

        TOPIC = "plan.municipality-left"
        lg_code: LgCode
        left_on: date
        ground: Text

    class MembershipLeftOpen(Event):
        """参加する市町村を、数のみ判明し内訳は未確認として記録した。"""

        TOPIC = "plan.membership-left-open"
        candidates: tuple[LgCode, ...]
        members_count: int

    class PolicySet(Event):
        """計画の基本方針を定めた。"""

        TOPIC = "plan.policy-set"
        policy: Policy

    class PriorityInitiativeSet(Event):
        """計画の重点取組を定めた。"""

        TOPIC = "plan.priority-initiative-set"
        initiative: Initiative

    class TargetSet(Event):
        """計画の削減目標を定めた。"""

        TOPIC = "plan.target-set"
        target: Target

    class SectorTreeSet(Event):
        """計画の部門分類を定めた。"""

        TOPIC = "plan.sector-tree-set"
        sectors: tuple[Sector, ...]

    class Adopted(Event):
        """実行計画を策定した。"""

        TOPIC = "plan.adopted"
        adopted_on: date
        decision_reference: Line | None

    class Revised(Event):
        """実行計画を改定した。"""

        TOPIC = "plan.revised"
        revised_on: date
        decision_reference: Line
        summary: Text
        content: Content

    class Succeeded(Event):
        """実行計画から次期計画へ移行した。"""

        TOPIC = "plan.succeeded"
        successor_id: StreamId
        succeeded_on: date

    @staticmethod
    def create_id(slug: str) -> str:
        """Name the stream, such as ``plan:kumamoto-1``."""
        return f"plan:{slug}"

    @event(Drafted)
    def __init__(  # noqa: PLR0913, PLR0917 - the fields of the event; the library has no keyword-only defaults
        self,
        slug: str,
        region_id: str,
        generation: int,
        name: str,
        first_fiscal_year: int | None = None,
        last_fiscal_year: int | None = None,
    ) -> None:
        self.slug = slug
        self.region_id = region_id
        self.generation = generation
        self.name = name
        self.first_fiscal_year = first_fiscal_year
        self.last_fiscal_year = last_fiscal_year
        self.membership = PlanMembership()
        self.content = Content()
        self.adopted_on: date | None = None
        self.revised_on: date | None = None
        self.succeeded_on: date | None = None
        self.decision_reference: str | None = None
        self.summary: str | None = None
        self.edition = 0
        self.successor_id: str | None = None

    @staticmethod
    def period_blockers(first_fiscal_year: int | None, last_fiscal_year: int | None) -> Iterator[Refusal]:
        """Refuse a period that ends before it begins; either end may be unknown."""
        if first_fiscal_year and last_fiscal_year and last_fiscal_year < first_fiscal_year:
            yield PlanPeriodContradicts(first_fiscal_year=first_fiscal_year, last_fiscal_year=last_fiscal_year)

    def enter_municipality(self, lg_code: str, entered_on: date) -> None:
        """Let a municipality take part from a day; also settles one that was left open."""
        if any((each.lg_code, each.entered_on) == (lg_code, entered_on) for each in self.membership.entries):
            return
        refuse_first([*self.membership_blockers(), *self.membership.entry_faults(lg_code, entered_on)])
        self._enter_municipality(lg_code=lg_code, entered_on=entered_on)

    @event(MunicipalityEntered)
    def _enter_municipality(self, lg_code: str, entered_on: date) -> None:
        self.membership = self.membership.entered(lg_code, entered_on)

    def record_left(self, lg_code: str, left_on: date, ground: str) -> None:
        """Record that a municipality left the plan; ``left_on`` is its first day outside, earlier rounds keep it."""
        if any(
            (each.lg_code, each.left_on, each.ground) == (lg_code, left_on, ground) for each in self.membership.entries
        ):
            return
        refuse_first([*self.membership_blockers(), *self.membership.leaving_faults(lg_code, left_on)])
        self._record_left(lg_code=lg_code, left_on=left_on, ground=ground)

    @event(MunicipalityLeft)
    def _record_left(self, lg_code: str, left_on: date, ground: str) -> None:
        self.membership = self.membership.left(lg_code, left_on, ground)

    def leave_membership_open(self, candidates: tuple[str, ...], members_count: int) -> None:
        """Record that only the number of members is known, and among which municipalities they are."""
        if (self.membership.candidates, self.membership.members_count) == (candidates, members_count):
            return
        refuse_first([*self.membership_blockers(), *self.membership.count_faults(candidates, members_count)])
        self._leave_membership_open(candidates=candidates, members_count=members_count)

    @event(MembershipLeftOpen)
    def _leave_membership_open(self, candidates: tuple[str, ...], members_count: int) -> None:
        self.membership = self.membership.left_open(candidates, members_count)

    def set_policy(self, policy: Policy) -> None:
        """Set or replace the basic policy of that number."""
        if policy in self.content.policies:
            return
        refuse_first(self.draft_blockers())
        self._set_policy(policy=policy)

    @event(PolicySet)
    def _set_policy(self, policy: Policy) -> None:
        self.content = self.content.with_policy(policy)

    def set_priority_initiative(self, initiative: Initiative) -> None:
        """Set or replace the priority initiative of that number; its name may be unknown."""
        if initiative in self.content.initiatives:
            return
        refuse_first(self.draft_blockers())
        self._set_priority_initiative(initiative=initiative)

    @event(PriorityInitiativeSet)
    def _set_priority_initiative(self, initiative: Initiative) -> None:
        self.content = self.content.with_initiative(initiative)

    def set_target(self, target: Target) -> None:
        """Set or replace the target of that fiscal year; a plan may be without any."""
        if target in self.content.targets:
            return
        refuse_first(self.draft_blockers())
        self._set_target(target=target)

    @event(TargetSet)
    def _set_target(self, target: Target) -> None:
        self.content = self.content.with_target(target)

    def set_sector_tree(self, sectors: tuple[Sector, ...]) -> None:
        """Set the whole tree of sectors in which emissions are stated."""
        if sectors == self.content.sectors:
            return
        refuse_first([*self.draft_blockers(), *sector_faults(sectors)])
        self._set_sector_tree(sectors=sectors)

    @event(SectorTreeSet)
    def _set_sector_tree(self, sectors: tuple[Sector, ...]) -> None:
        self.content = self.content.model_copy(update={"sectors": sectors})

    def adopt(self, adopted_on: date, decision_reference: str | None = None) -> None:
        """Adopt the plan; the reference is ``None`` where it was not found."""
        if self.adopted_on == adopted_on:
            return
        refuse_first(self.adopt_blockers())
        self._adopt(adopted_on=adopted_on, decision_reference=decision_reference)

    @event(Adopted)
    def _adopt(self, adopted_on: date, decision_reference: str | None) -> None:
        self.adopted_on = adopted_on
        self.decision_reference = decision_reference
        self.edition = 1

    def revise(self, revised_on: date, decision_reference: str, summary: str, content: Content) -> None:
        """Replace the content as a whole by a decision; every revision is a new edition."""
        refuse_first([*self.revise_blockers(), *self.revision_faults(revised_on, content)])
        self._revise(revised_on=revised_on, decision_reference=decision_reference, summary=summary, content=content)

    @event(Revised)
    def _revise(self, revised_on: date, decision_reference: str, summary: str, content: Content) -> None:
        self.revised_on = revised_on
        self.decision_reference = decision_reference
        self.summary = summary
        self.content = content
        self.edition += 1

    def succeed(self, successor_id: str, succeeded_on: date) -> None:
        """Hand over to the next generation, which is another plan."""
        if self.successor_id == successor_id:
            return
        refuse_first(self.succeed_blockers(successor_id, succeeded_on))
        self._succeed(successor_id=successor_id, succeeded_on=succeeded_on)

    @event(Succeeded)
    def _succeed(self, successor_id: str, succeeded_on: date) -> None:
        self.successor_id = successor_id
        self.succeeded_on = succeeded_on
