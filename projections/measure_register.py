"""The measure register 施策台帳: every measure with its course of life, and what was confirmed about it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pydantic import computed_field

from domain.agenda import Origin
from domain.kernel import Event, FiscalYear, LgCode, Line, StreamId, Text, Value
from domain.measure import Measure
from domain.measure_course import Course, MeasureState, Phase
from domain.measure_place import Belonging, Placing, Stay
from domain.measure_standing import led_by
from domain.measure_terms import Indicator, LaunchDecision, YearlyTarget, with_indicator, with_target
from domain.progress_report import MeasureStatement, ProgressReport
from domain.report_reductions import StatedReduction, stated_reduction
from projections.view import Fact, ObjectRow, ObjectView, Place, Row, View, on, opens


class Milestone(Value):
    """節目: one fact of a measure's life; what it means is told by the sentence of its topic."""

    topic: Line
    on: date
    decided_by: Line | None = None
    decision_reference: Line | None = None
    ground: Text | None = None
    object_id: StreamId | None = None
    lg_code: LgCode | None = None
    decided_at: Origin | None = None


class MeasureRow(ObjectRow):
    """施策の行: a measure as it stands, and its timeline; it is listed under the office in the lead."""

    slug: Line
    plan_id: StreamId
    owners: tuple[LgCode, ...]
    name: Line
    description: Text | None
    policy_number: int | None
    initiative_number: int | None
    belonging: Belonging
    course: Course
    launch_decision: LaunchDecision | None = None
    indicators: tuple[Indicator, ...] = ()
    targets: tuple[YearlyTarget, ...] = ()
    merged_into: StreamId | None = None
    timeline: tuple[Milestone, ...] = ()

    def listed_by(self) -> Place:
        """List a measure under its lead."""
        return Place(None, self.owners[0])

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def state(self) -> MeasureState:
        """Give the state of now."""
        return self.course.state

    def alive_in(self, fiscal_year: int) -> bool:
        """Tell whether it must be confirmed for the fiscal year (rule 2)."""
        return self.course.alive_in(fiscal_year)


class MeasureRegister(ObjectView[MeasureRow]):
    """施策台帳: which measures are there, how do they stand, and how did they come to it?"""

    name = "measure-register"
    version = 3
    row = MeasureRow

    @opens(Measure.Proposed)
    def _proposed(self, told: Measure.Proposed, key: str) -> MeasureRow:
        placing = Placing(policy_number=told.policy_number, initiative_number=told.initiative_number)
        return MeasureRow(
            object_id=key,
            belonging=Belonging(stays=(Stay(plan_id=told.plan_id, since=told.proposed_on, placing=placing),)),
            slug=told.slug,
            plan_id=told.plan_id,
            owners=told.owners,
            name=told.name,
            description=told.description,
            policy_number=told.policy_number,
            initiative_number=told.initiative_number,
            course=Course(phases=(Phase(since=told.proposed_on, state=MeasureState.PROPOSED),)),
            timeline=(Milestone(topic=told.TOPIC, on=told.proposed_on),),
        )

    @on(Measure.TakenUp)
    def _taken_up(self, row: MeasureRow, told: Measure.TakenUp) -> MeasureRow:
        milestone = Milestone(
            topic=told.TOPIC, on=told.taken_up_on, decided_by=told.decided_by, decided_at=told.decided_at
        )
        return _entered(row, MeasureState.UNDER_STUDY, milestone)

    @on(Measure.Launched)
    def _launched(self, row: MeasureRow, told: Measure.Launched) -> MeasureRow:
        milestone = Milestone(
            topic=told.TOPIC,
            on=told.launched_on,
            decided_by=told.decision.decided_by,
            decision_reference=told.decision.decision_reference,
            ground=told.decision.reason,
            decided_at=told.decision.decided_at,
        )
        return _entered(row, MeasureState.UNDER_WAY, milestone, launch_decision=told.decision)

    @on(Measure.IndicatorSet)
    def _indicator_set(self, row: MeasureRow, told: Measure.IndicatorSet) -> MeasureRow:
        return row.model_copy(update={"indicators": with_indicator(row.indicators, told.indicator)})

    @on(Measure.YearlyTargetSet)
    def _yearly_target_set(self, row: MeasureRow, told: Measure.YearlyTargetSet) -> MeasureRow:
        return row.model_copy(update={"targets": with_target(row.targets, told.target)})

    @on(Measure.JointOwnerAdded)
    def _joint_owner_added(self, row: MeasureRow, told: Measure.JointOwnerAdded) -> MeasureRow:
        milestone = Milestone(topic=told.TOPIC, on=told.joined_on, lg_code=told.lg_code)
        return _marked(row, milestone, owners=(*row.owners, told.lg_code))

    @on(Measure.JointOwnerRemoved)
    def _joint_owner_removed(self, row: MeasureRow, told: Measure.JointOwnerRemoved) -> MeasureRow:
        milestone = Milestone(
            topic=told.TOPIC, on=told.left_on, lg_code=told.lg_code, decided_by=told.decided_by, ground=told.ground
        )
        return _marked(row, milestone, owners=tuple(each for each in row.owners if each != told.lg_code))

    @on(Measure.LeadHandedOver)
    def _lead_handed_over(self, row: MeasureRow, told: Measure.LeadHandedOver) -> MeasureRow:
        day, by, why = told.handed_over_on, told.decided_by, told.ground
        milestone = Milestone(topic=told.TOPIC, on=day, lg_code=told.lg_code, decided_by=by, ground=why)
        return _marked(row, milestone, owners=led_by(told.lg_code, row.owners))

    @on(Measure.Suspended)
    def _suspended(self, row: MeasureRow, told: Measure.Suspended) -> MeasureRow:
        milestone = Milestone(topic=told.TOPIC, on=told.suspended_on, ground=told.ground)
        return _entered(row, MeasureState.SUSPENDED, milestone)

    @on(Measure.Resumed)
    def _resumed(self, row: MeasureRow, told: Measure.Resumed) -> MeasureRow:
        return _entered(row, row.course.suspended_state, Milestone(topic=told.TOPIC, on=told.resumed_on))

    @on(Measure.Completed)
    def _completed(self, row: MeasureRow, told: Measure.Completed) -> MeasureRow:
        return _entered(row, MeasureState.COMPLETED, Milestone(topic=told.TOPIC, on=told.completed_on))

    @on(Measure.Discontinued)
    def _discontinued(self, row: MeasureRow, told: Measure.Discontinued) -> MeasureRow:
        milestone = Milestone(
            topic=told.TOPIC,
            on=told.discontinued_on,
            decision_reference=told.decision_reference,
            ground=told.ground,
        )
        return _entered(row, MeasureState.DISCONTINUED, milestone)

    @on(Measure.Merged)
    def _merged(self, row: MeasureRow, told: Measure.Merged) -> MeasureRow:
        milestone = Milestone(topic=told.TOPIC, on=told.merged_on, ground=told.ground, object_id=told.into_id)
        return _entered(row, MeasureState.MERGED, milestone, merged_into=told.into_id)

    @on(Measure.MovedToPlan)
    def _moved_to_plan(self, row: MeasureRow, told: Measure.MovedToPlan) -> MeasureRow:
        milestone = Milestone(topic=told.TOPIC, on=told.moved_on, object_id=told.plan_id)
        belonging = row.belonging.moved(told.plan_id, told.moved_on, told.placing)
        return _marked(row, milestone, plan_id=told.plan_id, belonging=belonging, **belonging.now.placing.model_dump())


def _entered(row: MeasureRow, state: MeasureState, milestone: Milestone, **facts: Any) -> MeasureRow:
    return _marked(row, milestone, course=row.course.entered(state, milestone.on), **facts)


def _marked(row: MeasureRow, milestone: Milestone, **facts: Any) -> MeasureRow:
    return row.model_copy(update={"timeline": (*row.timeline, milestone), **facts})


def alive(register: Iterable[MeasureRow], fiscal_year: int) -> tuple[MeasureRow, ...]:
    """Tell which measures must be confirmed for a fiscal year, studies too (rule 2)."""
    return tuple(row for row in register if row.alive_in(fiscal_year))


class ConfirmationRow(Row):
    """確認の行: what one municipality last wrote about one measure in one round, filed or not."""

    measure_id: Line
    fiscal_year: FiscalYear
    lg_code: LgCode
    statement: MeasureStatement

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def stated_reduction(self) -> StatedReduction | None:
        """Give the reduction with what it rests on; a figure without a formula is a direct entry and says so."""
        return stated_reduction(self.statement)


STATING = (ProgressReport.MeasureReported, ProgressReport.ConfirmedUnchanged, ProgressReport.Corrected)


class Confirmations(View[ConfirmationRow]):
    """施策の取組状況一覧: what was written about a measure in each round? Rows by measure, then review year."""

    name = "confirmations"
    version = 3
    row = ConfirmationRow

    def keys(self, fact: Fact) -> tuple[str, ...]:
        """Name a row per measure, review year and municipality."""
        _, lg_code, fiscal_year = fact.stream_id.split(":")
        return tuple(f"{stated.measure_id}:{fiscal_year}:{lg_code}" for stated in _stated(fact.event))

    @opens(*STATING)
    def _reported(self, told: Event, key: str) -> ConfirmationRow:
        measure_id, fiscal_year, lg_code = key.rsplit(":", 2)
        statement = {stated.measure_id: stated for stated in _stated(told)}[measure_id]
        return ConfirmationRow(
            measure_id=measure_id, fiscal_year=int(fiscal_year), lg_code=lg_code, statement=statement
        )


def _stated(told: object) -> tuple[MeasureStatement, ...]:
    if isinstance(told, ProgressReport.MeasureReported):
        return (told.statement,)
    return told.statements if isinstance(told, ProgressReport.ConfirmedUnchanged | ProgressReport.Corrected) else ()


def by_fiscal_year(confirmations: Iterable[ConfirmationRow], measure_id: str) -> Mapping[int, list[ConfirmationRow]]:
    """Give what was written about one measure, review year by review year: last year's values beside this year's."""
    years: dict[int, list[ConfirmationRow]] = {}
    for row in confirmations:
        if row.measure_id == measure_id:
            years.setdefault(row.fiscal_year, []).append(row)
    return dict(sorted(years.items()))
