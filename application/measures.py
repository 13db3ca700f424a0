"""Commands of the measure: proposal, study, launch, indicators, joint owners, and how it goes on or ends."""

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
from domain.measure_terms import Indicator, LaunchDecision, MeasureSlug, YearlyTarget
from domain.plan import Plan

MeasureId = Annotated[StreamId, Field(description="施策の識別子 例 measure:43100-0001")]


async def _ask_plan(desk: Desk, plan_id: str, owners: Iterable[str]) -> Plan:
    plan = await desk.load(Plan, plan_id)
    refuse_first(plan.membership.participation_blockers(owners))
    return plan


class _MeasureAct(Command):
    """施策に対する操作。"""

    measure_id: MeasureId

    @property
    def object_id(self) -> StreamId:
        """Name the measure."""
        return self.measure_id

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
        """Make the measure of municipalities that take part in the plan."""
        await _ask_plan(desk, self.plan_id, self.owners)
        stated = self.model_dump(include=set(Measure.Proposed.model_fields))
        desk.add(Measure(**stated))


class TakeUpMeasure(_MeasureAct):
    """施策を検討事業として取り上げる。"""

    OBJECT = Measure
    taken_up_on: date
    decided_by: Line
    decided_at: Annotated[Origin | None, Field(description="決定した連絡会議の議題。会議によらないときは省略")] = None

    async def decide(self, desk: Desk) -> None:
        """Ask the measure; where a meeting is named, the council must have approved the proposal as it stands."""
        measure = await desk.load(Measure, self.measure_id)
        if self.decided_at is not None:
            await council_approved(desk, measure, self.decided_at, self.taken_up_on)
        measure.take_up(self.taken_up_on, self.decided_by, self.decided_at)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against it."""
        return (await desk.load(Measure, object_id)).take_up_blockers()


class LaunchMeasure(_MeasureAct):
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
        measure = await desk.load(Measure, self.measure_id)
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


class SetIndicator(_MeasureAct):
    """施策の指標を定める。"""

    OBJECT = Measure
    indicator: Indicator

    async def decide(self, desk: Desk) -> None:
        """Ask the measure."""
        (await desk.load(Measure, self.measure_id)).set_indicator(self.indicator)


class SetYearlyTarget(_MeasureAct):
    """施策の指標の年度目標を定める。"""

    OBJECT = Measure
    target: YearlyTarget

    async def decide(self, desk: Desk) -> None:
        """Ask the measure."""
        (await desk.load(Measure, self.measure_id)).set_yearly_target(self.target)


class AddJointOwner(_MeasureAct):
    """施策の共同実施団体を加える。"""

    OBJECT = Measure
    lg_code: LgCode
    joined_on: date

    async def decide(self, desk: Desk) -> None:
        """Ask the measure; the municipality must take part in the plan."""
        measure = await desk.load(Measure, self.measure_id)
        await _ask_plan(desk, measure.plan_id, [self.lg_code])
        measure.add_joint_owner(self.lg_code, self.joined_on)


class SuspendMeasure(_MeasureAct):
    """施策を休止する。"""

    OBJECT = Measure
    suspended_on: date
    ground: Text

    async def decide(self, desk: Desk) -> None:
        """Ask the measure."""
        (await desk.load(Measure, self.measure_id)).suspend(self.suspended_on, self.ground)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against it."""
        return (await desk.load(Measure, object_id)).suspend_blockers()


class ResumeMeasure(_MeasureAct):
    """施策を再開する。"""

    OBJECT = Measure
    resumed_on: date

    async def decide(self, desk: Desk) -> None:
        """Ask the measure."""
        (await desk.load(Measure, self.measure_id)).resume(self.resumed_on)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against it."""
        return (await desk.load(Measure, object_id)).resume_blockers()


class CompleteMeasure(_MeasureAct):
    """施策を完了する。"""

    OBJECT = Measure
    completed_on: date

    async def decide(self, desk: Desk) -> None:
        """Ask the measure."""
        (await desk.load(Measure, self.measure_id)).complete(self.completed_on)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against it."""
        return (await desk.load(Measure, object_id)).complete_blockers()


class DiscontinueMeasure(_MeasureAct):
    """施策を廃止する。"""

    OBJECT = Measure
    discontinued_on: date
    decision_reference: Line
    ground: Text

    async def decide(self, desk: Desk) -> None:
        """Ask the measure."""
        measure = await desk.load(Measure, self.measure_id)
        measure.discontinue(self.discontinued_on, self.decision_reference, self.ground)


class MergeMeasure(_MeasureAct):
    """施策を他の施策へ統合する。"""

    OBJECT = Measure
    merged_on: date
    into_id: MeasureId
    ground: Text

    async def decide(self, desk: Desk) -> None:
        """Ask the measure; the other one must exist and not be at its end."""
        into = await desk.load(Measure, self.into_id)
        refuse_first(into.course.blockers())
        (await desk.load(Measure, self.measure_id)).merge(self.merged_on, into.id, self.ground)


class MoveMeasureToPlan(_MeasureAct):
    """施策を次の計画へ移す。"""

    OBJECT = Measure
    plan_id: StreamId
    moved_on: date

    async def decide(self, desk: Desk) -> None:
        """Ask the measure; its owners must take part in the other plan."""
        measure = await desk.load(Measure, self.measure_id)
        plan = await _ask_plan(desk, self.plan_id, measure.owners)
        measure.move_to_plan(plan.id, self.moved_on)
