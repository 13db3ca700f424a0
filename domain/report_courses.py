"""The report's courses of measures 検討から実施へ: what was taken up, launched or ended since the year began."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.calendar import first_day
from domain.kernel import FiscalYear, Line, StreamId, Text, Value
from domain.measure_course import Course, MeasureState
from domain.measure_terms import LaunchDecision


@dataclass(frozen=True, slots=True)
class Gone:
    """施策の歩み: the phases of a measure, and the decision on its launch where there was one."""

    course: Course
    launch: LaunchDecision | None = None


class CourseChange(Value):
    """段階の変更: from which state into which, since when; a launch with the decision that it rests on."""

    measure_id: StreamId
    before: MeasureState
    after: MeasureState
    since: date
    decision_reference: Line | None = None
    budget_fiscal_year: FiscalYear | None = None
    reason: Text | None = None


class CourseTable(Value):
    """段階の変更の表: every change from the first day of the fiscal year under review on, oldest first."""

    since: date
    changes: tuple[CourseChange, ...]


def course_table(fiscal_year: int, measures: Sequence[str], courses: Mapping[str, Gone]) -> CourseTable:
    """List the changes of the measures of a round since a fiscal year began, up to what was pinned."""
    since = first_day(fiscal_year)
    changes = [
        _change(measure_id, gone, nth)
        for measure_id in measures
        if (gone := courses.get(measure_id)) is not None
        for nth in range(1, len(gone.course.phases))
        if gone.course.phases[nth].since >= since
    ]
    return CourseTable(since=since, changes=tuple(sorted(changes, key=lambda each: each.since)))


def _change(measure_id: str, gone: Gone, nth: int) -> CourseChange:
    before, phase = gone.course.phases[nth - 1], gone.course.phases[nth]
    launched = phase.state is MeasureState.UNDER_WAY and before.state is MeasureState.UNDER_STUDY
    decision = gone.launch if launched else None
    told = (
        {} if decision is None else decision.model_dump(include={"decision_reference", "budget_fiscal_year", "reason"})
    )
    return CourseChange(measure_id=measure_id, before=before.state, after=phase.state, since=phase.since, **told)
