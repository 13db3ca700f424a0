"""Commands of the measure: proposal, study, launch, indicators, and how it goes on or ends."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from application.measure_decisions import approving, council_approved
from domain.agenda import Origin
from domain.errors import Refusal, refuse_first
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Text
from domain.measure import Measure
from domain.measure_course import day_faults
from domain.measure_place import Placing
from domain.measure_terms import Indicator, LaunchDecision, MeasureSlug, YearlyTarget
from domain.office import Capacity
from domain.plan import Plan

MeasureId = Annotated[StreamId, Field(description="施策の識別子 例 measure:43100-0001")]

OF_SECRETARIAT = frozenset({Capacity.SECRETARIAT.value, Capacity.SECRETARIAT_HEAD.value})


class MergedUnderAnotherLead(Refusal):
    """主担当の異なる施策への統合は、事務局が記録します。"""


async def ask_plan(desk: Desk, plan_id: str, owners: Iterable[str]) -> Plan:
    """Load a plan in which all of these municipalities take part."""
    plan = await desk.load(Plan, plan_id)
    refuse_first(plan.membership.participation_blockers(owners))
    return plan


class MeasureAct(Command):
    """施策に対する操作。"""

    measure_id: MeasureId

    @property
    def object_id(self) -> StreamId:
        """Name the measure."""
        return self.measure_id

    async def measure(self, desk: Desk, day: date) -> Measure:
        """Load the measure for an act of a day, which must have come: what is recorded holds from then on."""
        refuse_first(day_faults(day, desk.today))
        return await desk.load(Measure, self.measure_id)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against any change: most acts need no more than a measure not at its end."""
        return (await desk.load(Measure, object_id)).course.blockers()


class ProposeMeasure(Command):
    """施策を提案する。"""

    OBJECT = Measure
    slug: MeasureSlug
    plan_id: StreamId
    owners: Annotated[tuple[LgCode, ...], Field(min_length=1, description="実施団体。先頭が主担当")]
    name: Line
    proposed_on: date
    description: Text | None = None
    policy_number: Annotated[int | None, Field(ge=1)] = None
    initiative_number: Annotated[int | None, Field(ge=1)] = None

    @property
    def object_id(self) -> StreamId:
        """Name the measure to be."""
        return Measure.create_id(self.slug)

    async def decide(self, desk: Desk) -> None:
        """Make the measure of municipalities that take part in the plan, in a place that the plan has."""
        refuse_first([*day_faults(self.proposed_on, desk.today), *Measure.owner_faults(self.owners)])
        plan = await ask_plan(desk, self.plan_id, self.owners)
        placing = Placing(policy_number=self.policy_number, initiative_number=self.initiative_number)
        refuse_first(plan.content.placing_faults(placing))
        stated = self.model_dump(include=set(Measure.Proposed.model_fields))
        desk.add(Measure(**stated))


class TakeUpMeasure(MeasureAct):
    """施策を検討事業として取り上げる。"""

    OBJECT = Measure
    taken_up_on: date
    decided_by: Line
    decided_at: Annotated[Origin | None, Field(description="決定した連絡会議の議題。会議によらないときは省略")] = None

    async def decide(self, desk: Desk) -> None:
        """Ask the measure; where a meeting is named, the council must have approved the proposal as it stands."""
        measure = await self.measure(desk, self.taken_up_on)
        if self.decided_at is not None:
            await council_approved(desk, measure, self.decided_at, self.taken_up_on)
        measure.take_up(self.taken_up_on, self.decided_by, self.decided_at)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against it."""
        return (await desk.load(Measure, object_id)).take_up_blockers()


class LaunchMeasure(MeasureAct):
    """施策を実施事業として事業化する。"""

    OBJECT = Measure
    launched_on: date
    decided_by: Annotated[Line, Field(description="決定した者または会議")]
    decision_reference: Annotated[Line, Field(description="決定の文書番号等")]
    budget_fiscal_year: Annotated[FiscalYear, Field(description="予算年度")]
    reason: Text
    decided_at: Annotated[Origin | None, Field(description="決定した会議の議題。会議によらないときは省略")] = None

    async def decide(self, desk: Desk) -> None:
        """Ask the measure, with the decision that rule 3 demands; a meeting that is named must have approved it."""
        measure = await self.measure(desk, self.launched_on)
        if self.decided_at is not None:
            await approving(desk, measure, self.decided_at, self.launched_on)
        decision = LaunchDecision(
            decided_by=self.decided_by,
            decision_reference=self.decision_reference,
            budget_fiscal_year=self.budget_fiscal_year,
            reason=self.reason,
            decided_at=self.decided_at,
        )
        measure.launch(self.launched_on, decision)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against the launch."""
        return (await desk.load(Measure, object_id)).launch_blockers()


class SetIndicator(MeasureAct):
    """施策の指標を定める。"""

    OBJECT = Measure
    indicator: Indicator

    async def decide(self, desk: Desk) -> None:
        """Ask the measure."""
        (await desk.load(Measure, self.measure_id)).set_indicator(self.indicator)


class SetYearlyTarget(MeasureAct):
    """施策の指標の年度目標を定める。"""

    OBJECT = Measure
    target: YearlyTarget

    async def decide(self, desk: Desk) -> None:
        """Ask the measure."""
        (await desk.load(Measure, self.measure_id)).set_yearly_target(self.target)


class SuspendMeasure(MeasureAct):
    """施策を休止する。"""

    OBJECT = Measure
    suspended_on: date
    ground: Text

    async def decide(self, desk: Desk) -> None:
        """Ask the measure."""
        (await self.measure(desk, self.suspended_on)).suspend(self.suspended_on, self.ground)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against it."""
        return (await desk.load(Measure, object_id)).suspend_blockers()


class ResumeMeasure(MeasureAct):
    """施策を再開する。"""

    OBJECT = Measure
    resumed_on: date

    async def decide(self, desk: Desk) -> None:
        """Ask the measure."""
        (await self.measure(desk, self.resumed_on)).resume(self.resumed_on)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against it."""
        return (await desk.load(Measure, object_id)).resume_blockers()


class CompleteMeasure(MeasureAct):
    """施策を完了する。"""

    OBJECT = Measure
    completed_on: date

    async def decide(self, desk: Desk) -> None:
        """Ask the measure."""
        (await self.measure(desk, self.completed_on)).complete(self.completed_on)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against it."""
        return (await desk.load(Measure, object_id)).complete_blockers()


class DiscontinueMeasure(MeasureAct):
    """施策を廃止する。"""

    OBJECT = Measure
    discontinued_on: date
    decision_reference: Line
    ground: Text

    async def decide(self, desk: Desk) -> None:
        """Ask the measure."""
        measure = await self.measure(desk, self.discontinued_on)
        measure.discontinue(self.discontinued_on, self.decision_reference, self.ground)


class MergeMeasure(MeasureAct):
    """施策を他の施策へ統合する。"""

    OBJECT = Measure
    merged_on: date
    into_id: Annotated[MeasureId, Field(description="統合先。同じ計画の検討事業または実施事業")]
    ground: Text

    async def decide(self, desk: Desk) -> None:
        """Merge into an active measure of the same plan; every owner of the one that goes becomes its joint owner.

        Nobody loses a measure, and nobody in the lead of one brings owners into another's: that takes the secretariat.
        """
        measure, into = await self.measure(desk, self.merged_on), await desk.load(Measure, self.into_id)
        if into.lead != measure.lead and desk.act.capacity not in OF_SECRETARIAT:
            raise MergedUnderAnotherLead(lead=into.lead)
        measure.merge(self.merged_on, into, self.ground)
        into.take_in(measure, self.merged_on)


class MoveMeasureToPlan(MeasureAct):
    """施策を次の計画へ移す。"""

    OBJECT = Measure
    plan_id: Annotated[StreamId, Field(description="現在の計画から移行した次期計画")]
    moved_on: date
    policy_number: Annotated[
        int | None, Field(ge=1, description="次期計画の基本方針の番号。基本方針が未登録の計画では省略")
    ] = None
    initiative_number: Annotated[int | None, Field(ge=1, description="次期計画の重点取組の番号")] = None

    async def decide(self, desk: Desk) -> None:
        """Ask both plans and the measure: it goes to the successor alone, with its owners, to a place named there."""
        measure = await self.measure(desk, self.moved_on)
        placing = Placing(policy_number=self.policy_number, initiative_number=self.initiative_number)
        if (self.plan_id, placing) != (measure.plan_id, measure.belonging.now.placing):
            plan = await ask_plan(desk, self.plan_id, measure.owners)
            refuse_first((await desk.load(Plan, measure.plan_id)).move_blockers(plan.id, self.moved_on))
            refuse_first(plan.content.arrival_faults(placing))
        measure.move_to_plan(self.plan_id, self.moved_on, placing)
