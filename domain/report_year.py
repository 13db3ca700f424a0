"""The report's course of the year 点検の経過: when each step ran, how it ended, for whom it was extended, who met."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from domain.body import BodyId, BodyKind
from domain.calendar import OFFICE_STEPS, Step
from domain.compilation import Missing
from domain.kernel import LgCode, Line, Value
from domain.timetable import Extension, StepEnd, Timetable


class StepLine(Value):
    """工程の行: the frozen window of a step, how it ended, and who had not been accepted when it was compiled."""

    step: Step
    opens_on: date
    due_on: date
    ended: Annotated[StepEnd | None, Field(description="工程の終わり方。取りまとめ時に続いていれば空")]
    ended_on: date | None
    outstanding: Annotated[tuple[LgCode, ...], Field(description="取りまとめ時に受理されていない市町村")]


class SittingLine(Value):
    """会議の行: a council that approved, or a committee that heard, the compilation of this report."""

    body_id: BodyId
    kind: BodyKind
    name: Line
    number: int
    held_on: date


class YearTable(Value):
    """点検の経過の表: the steps of the offices in their order, and every extension that was granted."""

    opened_on: date | None
    members: int
    steps: tuple[StepLine, ...]
    extensions: tuple[Extension, ...]


def year_table(
    opened_on: date | None, members: Collection[str], timetable: Timetable | None, missing: Sequence[Missing]
) -> YearTable:
    """Set out how the year went, as the round stood when it was pinned."""
    steps = () if timetable is None else tuple(_line(step, timetable, missing) for step in OFFICE_STEPS)
    extensions = () if timetable is None else timetable.extensions
    return YearTable(opened_on=opened_on, members=len(members), steps=steps, extensions=extensions)


def _line(step: Step, timetable: Timetable, missing: Sequence[Missing]) -> StepLine:
    window, ended = timetable.window(step), timetable.step_end(step)
    completed = [each.completed_on for each in timetable.completions if each.step is step]
    lapsed = [each.lapsed_on for each in timetable.lapses if each.step is step]
    days = completed if ended is StepEnd.COMPLETED else lapsed if ended is StepEnd.LAPSED else []
    return StepLine(
        step=step,
        opens_on=window.opens_on,
        due_on=window.due_on,
        ended=ended,
        ended_on=max(days, default=None),
        outstanding=tuple(each.lg_code for each in missing if each.step is step),
    )
