"""The standing of a measure: what can be asked of it, and what is refused. The events are the measure's own."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from domain.errors import Refusal
from domain.kernel import Aggregate
from domain.measure_course import (
    WORKING_STATES,
    Course,
    MeasureDatesContradict,
    MeasureState,
    MergedIntoInactive,
    MergedIntoItself,
    MergedIntoOtherPlan,
)
from domain.measure_terms import LaunchDecision

if TYPE_CHECKING:
    from domain.measure_place import Belonging


class LeadOwnerStays(Refusal):
    """主担当の団体は、施策の実施団体から外せません。先に主担当を他の実施団体へ移してください。"""


class NotAnOwner(Refusal):
    """この市町村は施策の実施団体ではありません。"""


class AlreadyInLead(Refusal):
    """この市町村はすでに施策の主担当です。"""


class NoJointOwner(Refusal):
    """施策に共同実施団体がありません。先に共同実施団体を加えてください。"""


class OwnerNamedTwice(Refusal):
    """同じ市町村が実施団体として二度記入されています。"""


def led_by(lg_code: str, owners: Sequence[str]) -> tuple[str, ...]:
    """Put one of the owners first, which is the lead; the others keep their order."""
    return (lg_code, *(each for each in owners if each != lg_code))


class MeasureStanding(Aggregate):
    """施策の現況: the questions and the guards of a measure, apart from the acts themselves."""

    if TYPE_CHECKING:  # an annotation at run time would make the library turn the class into a dataclass
        plan_id: str
        owners: tuple[str, ...]
        joined_on: dict[str, date]
        course: Course
        belonging: Belonging

    @staticmethod
    def owner_faults(owners: Sequence[str]) -> Iterator[Refusal]:
        """Refuse a municipality that is named twice."""
        for lg_code in sorted({each for each in owners if owners.count(each) > 1}):
            yield OwnerNamedTwice(lg_code=lg_code)

    def take_up_blockers(self, taken_up_on: date | None = None) -> Iterator[Refusal]:
        """Refuse unless it is a proposal."""
        yield from self.course.blockers(MeasureState.PROPOSED, day=taken_up_on)

    def launch_blockers(
        self, launched_on: date | None = None, decision: LaunchDecision | None = None
    ) -> Iterator[Refusal]:
        """Refuse unless it is a proposal or 検討事業, and before the fiscal year whose budget pays it."""
        yield from self.course.blockers(MeasureState.PROPOSED, MeasureState.UNDER_STUDY, day=launched_on)
        if launched_on and decision:
            yield from decision.day_blockers(launched_on)

    def remove_owner_blockers(self, lg_code: str, left_on: date) -> Iterator[Refusal]:
        """Refuse at the end of the measure, for a stranger and for the lead, and a day before the joining."""
        yield from self.course.blockers()
        if lg_code not in self.owners:
            yield NotAnOwner(measure_id=self.id, lg_code=lg_code)
        elif lg_code == self.lead:
            yield LeadOwnerStays(lg_code=lg_code)
        elif left_on < self.joined_on[lg_code]:
            yield MeasureDatesContradict(day=left_on, last=self.joined_on[lg_code])

    def hand_over_blockers(self, lg_code: str | None = None, handed_over_on: date | None = None) -> Iterator[Refusal]:
        """Refuse at the end of the measure and where nobody shares it; then a stranger, the lead, an earlier day."""
        yield from self.course.blockers()
        if len(self.owners) == 1:
            yield NoJointOwner(measure_id=self.id)
        if lg_code is None or handed_over_on is None:
            return
        if lg_code not in self.owners:
            yield NotAnOwner(measure_id=self.id, lg_code=lg_code)
        elif lg_code == self.lead:
            yield AlreadyInLead(lg_code=lg_code)
        elif handed_over_on < self.joined_on[lg_code]:
            yield MeasureDatesContradict(day=handed_over_on, last=self.joined_on[lg_code])

    def suspend_blockers(self, suspended_on: date | None = None) -> Iterator[Refusal]:
        """Refuse unless it is 検討事業 or 実施事業."""
        yield from self.course.blockers(*WORKING_STATES, day=suspended_on)

    def resume_blockers(self, resumed_on: date | None = None) -> Iterator[Refusal]:
        """Refuse unless it is suspended."""
        yield from self.course.blockers(MeasureState.SUSPENDED, day=resumed_on)

    def complete_blockers(self, completed_on: date | None = None) -> Iterator[Refusal]:
        """Refuse unless it is 実施事業."""
        yield from self.course.blockers(MeasureState.UNDER_WAY, day=completed_on)

    def merge_blockers(self, merged_on: date, into: "MeasureStanding") -> Iterator[Refusal]:
        """Refuse at its end, into itself, into another plan's, and into what is not active now and on the day."""
        yield from self.course.blockers(day=merged_on)
        if into.id == self.id:
            yield MergedIntoItself(into_id=into.id)
        if into.plan_id != self.plan_id:
            yield MergedIntoOtherPlan(into_id=into.id, plan_id=into.plan_id)
        if not {into.state, into.state_on(merged_on)} <= set(WORKING_STATES):
            yield MergedIntoInactive(into_id=into.id, state=into.state.value)

    def move_blockers(self, moved_on: date) -> Iterator[Refusal]:
        """Refuse at its end, and a day before the last one on record."""
        yield from self.course.blockers(day=moved_on)
        if moved_on < self.belonging.now.since:
            yield MeasureDatesContradict(day=moved_on, last=self.belonging.now.since)

    @property
    def lead(self) -> str:
        """Name the municipality in the lead."""
        return self.owners[0]

    @property
    def policy_number(self) -> int | None:
        """Give the 基本方針 of the plan of now under which it stands."""
        return self.belonging.now.placing.policy_number

    @property
    def initiative_number(self) -> int | None:
        """Give the 重点取組 of the plan of now to which it belongs."""
        return self.belonging.now.placing.initiative_number

    @property
    def state(self) -> MeasureState:
        """Give the state of now."""
        return self.course.state

    def state_on(self, day: date) -> MeasureState | None:
        """Give the state of a day; ``None`` before the proposal."""
        return self.course.state_on(day)

    def alive_in(self, fiscal_year: int) -> bool:
        """Tell whether it must be confirmed for the fiscal year (rule 2)."""
        return self.course.alive_in(fiscal_year)
