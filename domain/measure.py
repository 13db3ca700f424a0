"""The measure: one 施策・事業 of one or several municipalities, from proposal to its end, over plan generations."""

from datetime import date
from typing import Any, ClassVar

from domain import measure_terms
from domain.agenda import Origin
from domain.errors import refuse_first
from domain.kernel import Created, Event, LgCode, Line, StreamId, Text, event
from domain.measure_course import Course, MeasureState, Phase
from domain.measure_place import Belonging, Placing, Stay, placed_nowhere
from domain.measure_standing import MeasureStanding, led_by
from domain.measure_terms import Indicator, LaunchDecision, MeasureSlug, YearlyTarget


class Measure(MeasureStanding):
    """施策・事業: its first owner leads; its states are dated, so that any fiscal year can ask how it stood."""

    TOPIC = "measure"

    class Proposed(Created):
        """施策を提案した。"""

        TOPIC = "measure.proposed"
        slug: MeasureSlug
        plan_id: StreamId
        owners: tuple[LgCode, ...]
        name: Line
        proposed_on: date
        description: Text | None = None
        policy_number: int | None = None
        initiative_number: int | None = None

    class TakenUp(Event):
        """施策を検討事業として取り上げた。"""

        TOPIC = "measure.taken-up"
        class_version = 2
        taken_up_on: date
        decided_by: Line
        decided_at: Origin | None
        upcast_v1_v2: ClassVar[Any] = staticmethod(measure_terms.decided_nowhere)

    class Launched(Event):
        """施策を実施事業として事業化した。"""

        TOPIC = "measure.launched"
        class_version = 2
        launched_on: date
        decision: LaunchDecision
        upcast_v1_v2: ClassVar[Any] = staticmethod(measure_terms.launched_nowhere)

    class IndicatorSet(Event):
        """施策の指標を定めた。"""

        TOPIC = "measure.indicator-set"
        indicator: Indicator

    class YearlyTargetSet(Event):
        """施策の指標の年度目標を定めた。"""

        TOPIC = "measure.yearly-target-set"
        target: YearlyTarget

    class JointOwnerAdded(Event):
        """施策の共同実施団体を加えた。"""

        TOPIC = "measure.joint-owner-added"
        lg_code: LgCode
        joined_on: date

    class JointOwnerRemoved(Event):
        """施策の共同実施団体を外した。"""

        TOPIC = "measure.joint-owner-removed"
        lg_code: LgCode
        left_on: date
        decided_by: Line
        ground: Text

    class LeadHandedOver(Event):
        """施策の主担当を移した。"""

        TOPIC = "measure.lead-handed-over"
        lg_code: LgCode
        handed_over_on: date
        decided_by: Line
        ground: Text

    class Suspended(Event):
        """施策を休止した。"""

        TOPIC = "measure.suspended"
        suspended_on: date
        ground: Text

    class Resumed(Event):
        """施策を再開した。"""

        TOPIC = "measure.resumed"
        resumed_on: date

    class Completed(Event):
        """施策を完了した。"""

        TOPIC = "measure.completed"
        completed_on: date

    class Discontinued(Event):
        """施策を廃止した。"""

        TOPIC = "measure.discontinued"
        discontinued_on: date
        decision_reference: Line
        ground: Text

    class Merged(Event):
        """施策を他の施策へ統合した。"""

        TOPIC = "measure.merged"
        merged_on: date
        into_id: StreamId
        ground: Text

    class MovedToPlan(Event):
        """施策を次の計画へ移した。"""

        TOPIC = "measure.moved-to-plan"
        class_version = 2
        plan_id: StreamId
        moved_on: date
        placing: Placing | None
        upcast_v1_v2: ClassVar[Any] = staticmethod(placed_nowhere)

    @staticmethod
    def create_id(slug: str) -> str:
        """Name the stream, such as ``measure:43100-0001``."""
        return f"measure:{slug}"

    @event(Proposed)
    def __init__(  # noqa: PLR0913, PLR0917 - the fields of the event; the library has no keyword-only defaults
        self,
        slug: str,
        plan_id: str,
        owners: tuple[str, ...],
        name: str,
        proposed_on: date,
        description: str | None = None,
        policy_number: int | None = None,
        initiative_number: int | None = None,
    ) -> None:
        self.slug = slug
        self.plan_id = plan_id
        self.owners = owners
        self.joined_on = dict.fromkeys(owners, proposed_on)
        self.name = name
        self.description = description
        self.course = Course(phases=(Phase(since=proposed_on, state=MeasureState.PROPOSED),))
        placing = Placing(policy_number=policy_number, initiative_number=initiative_number)
        self.belonging = Belonging(stays=(Stay(plan_id=plan_id, since=proposed_on, placing=placing),))
        self.launch_decision: LaunchDecision | None = None
        self.indicators: tuple[Indicator, ...] = ()
        self.targets: tuple[YearlyTarget, ...] = ()
        self.merged_into: str | None = None

    def take_up(self, taken_up_on: date, decided_by: str, decided_at: Origin | None = None) -> None:
        """Take the proposal up as 検討事業: decided by the council, or at the adoption of the plan."""
        refuse_first(self.take_up_blockers(taken_up_on))
        self._take_up(taken_up_on=taken_up_on, decided_by=decided_by, decided_at=decided_at)

    @event(TakenUp)
    def _take_up(self, taken_up_on: date, decided_by: str, decided_at: Origin | None) -> None:
        del decided_by, decided_at  # stay in the record
        self.course = self.course.entered(MeasureState.UNDER_STUDY, taken_up_on)

    def launch(self, launched_on: date, decision: LaunchDecision) -> None:
        """Launch as 実施事業, on any day of the fiscal year (事業化, rule 3)."""
        refuse_first(self.launch_blockers(launched_on, decision))
        self._launch(launched_on=launched_on, decision=decision)

    @event(Launched)
    def _launch(self, launched_on: date, decision: LaunchDecision) -> None:
        self.launch_decision = decision
        self.course = self.course.entered(MeasureState.UNDER_WAY, launched_on)

    def set_indicator(self, indicator: Indicator) -> None:
        """Set or replace the indicator of that code."""
        if indicator not in self.indicators:
            refuse_first(self.course.blockers())
            self._set_indicator(indicator=indicator)

    @event(IndicatorSet)
    def _set_indicator(self, indicator: Indicator) -> None:
        self.indicators = measure_terms.with_indicator(self.indicators, indicator)

    def set_yearly_target(self, target: YearlyTarget) -> None:
        """Set or replace the target of an indicator for a fiscal year."""
        if target not in self.targets:
            refuse_first([*self.course.blockers(), *measure_terms.target_blockers(target, self.indicators)])
            self._set_yearly_target(target=target)

    @event(YearlyTargetSet)
    def _set_yearly_target(self, target: YearlyTarget) -> None:
        self.targets = measure_terms.with_target(self.targets, target)

    def add_joint_owner(self, lg_code: str, joined_on: date) -> None:
        """Let a further municipality own the measure; the first one keeps the lead."""
        if lg_code not in self.owners:
            refuse_first(self.course.blockers())
            self._add_joint_owner(lg_code=lg_code, joined_on=joined_on)

    @event(JointOwnerAdded)
    def _add_joint_owner(self, lg_code: str, joined_on: date) -> None:
        self.joined_on = {**self.joined_on, lg_code: joined_on}
        self.owners = (*self.owners, lg_code)  # rounds freeze the owners at their opening

    def remove_joint_owner(self, lg_code: str, left_on: date, decided_by: str, ground: str) -> None:
        """Take a joint owner off the measure; rounds that were opened before keep it, and the lead cannot go."""
        refuse_first(self.remove_owner_blockers(lg_code, left_on))
        self._remove_joint_owner(lg_code=lg_code, left_on=left_on, decided_by=decided_by, ground=ground)

    @event(JointOwnerRemoved)
    def _remove_joint_owner(self, lg_code: str, left_on: date, decided_by: str, ground: str) -> None:
        del left_on, decided_by, ground  # stay in the record
        self.owners = tuple(each for each in self.owners if each != lg_code)

    def hand_over_lead(self, lg_code: str, handed_over_on: date, decided_by: str, ground: str) -> None:
        """Put another owner in the lead; the one before stays a joint owner until it is taken off."""
        refuse_first(self.hand_over_blockers(lg_code, handed_over_on))
        self._hand_over_lead(lg_code=lg_code, handed_over_on=handed_over_on, decided_by=decided_by, ground=ground)

    @event(LeadHandedOver)
    def _hand_over_lead(self, lg_code: str, handed_over_on: date, decided_by: str, ground: str) -> None:
        del handed_over_on, decided_by, ground  # stay in the record
        self.owners = led_by(lg_code, self.owners)

    def suspend(self, suspended_on: date, ground: str) -> None:
        """Suspend (休止): it stays alive and must still be confirmed every year."""
        refuse_first(self.suspend_blockers(suspended_on))
        self._suspend(suspended_on=suspended_on, ground=ground)

    @event(Suspended)
    def _suspend(self, suspended_on: date, ground: str) -> None:
        del ground  # stays in the record
        self.course = self.course.entered(MeasureState.SUSPENDED, suspended_on)

    def resume(self, resumed_on: date) -> None:
        """Resume in the state that was suspended."""
        refuse_first(self.resume_blockers(resumed_on))
        self._resume(resumed_on=resumed_on)

    @event(Resumed)
    def _resume(self, resumed_on: date) -> None:
        self.course = self.course.entered(self.course.suspended_state, resumed_on)

    def complete(self, completed_on: date) -> None:
        """Complete: only what is under way can be completed."""
        refuse_first(self.complete_blockers(completed_on))
        self._complete(completed_on=completed_on)

    @event(Completed)
    def _complete(self, completed_on: date) -> None:
        self.course = self.course.entered(MeasureState.COMPLETED, completed_on)

    def discontinue(self, discontinued_on: date, decision_reference: str, ground: str) -> None:
        """Discontinue (廃止) by a decision."""
        refuse_first(self.course.blockers(day=discontinued_on))
        self._discontinue(discontinued_on=discontinued_on, decision_reference=decision_reference, ground=ground)

    @event(Discontinued)
    def _discontinue(self, discontinued_on: date, decision_reference: str, ground: str) -> None:
        del decision_reference, ground  # stay in the record
        self.course = self.course.entered(MeasureState.DISCONTINUED, discontinued_on)

    def merge(self, merged_on: date, into: MeasureStanding, ground: str) -> None:
        """Merge (統合) into an active measure of the same plan, which then takes in the owners."""
        refuse_first(self.merge_blockers(merged_on, into))
        self._merge(merged_on=merged_on, into_id=into.id, ground=ground)

    @event(Merged)
    def _merge(self, merged_on: date, into_id: str, ground: str) -> None:
        del ground  # stays in the record
        self.merged_into = into_id
        self.course = self.course.entered(MeasureState.MERGED, merged_on)

    def take_in(self, merged: MeasureStanding, merged_on: date) -> None:
        """Let every owner of a measure that was merged into this one own this one jointly; the lead stays."""
        for lg_code in merged.owners:
            self.add_joint_owner(lg_code, merged_on)

    def move_to_plan(self, plan_id: str, moved_on: date, placing: Placing) -> None:
        """Carry the measure over into the next plan, to its place there; its history stays one."""
        if (plan_id, placing) != (self.plan_id, self.belonging.now.placing):
            refuse_first(self.move_blockers(moved_on))
            self._move_to_plan(plan_id=plan_id, moved_on=moved_on, placing=placing)

    @event(MovedToPlan)
    def _move_to_plan(self, plan_id: str, moved_on: date, placing: Placing | None) -> None:
        self.plan_id = plan_id
        self.belonging = self.belonging.moved(plan_id, moved_on, placing)
