"""Reminders: which stage of reminding has come for an obligation, computed from its days and never remembered.

A stage that was missed while nothing ran is not made up for: only the newest stage that has come counts, so ten days of
downtime collapse into one correct notice.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from domain.calendar import Rolling, roll
from domain.kernel import Line, Value
from domain.labels import Labelled

StageCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class Anchor(Labelled):
    """起算日: the day from which a stage is counted."""

    OPENING = "opening", "開始日", "opening"
    DUE = "due", "期限", "due day"


class Unit(Labelled):
    """日数の数え方: every day, or the days on which offices are open."""

    DAYS = "days", "日", "days"
    WORKING_DAYS = "working-days", "開庁日", "working days"


class Stage(Value):
    """督促の段階: when it comes, whether it comes again, and under which text it is written."""

    code: StageCode
    anchor: Anchor
    offset: Annotated[int, Field(ge=-250, le=250)]
    unit: Unit
    again_after_days: Annotated[int, Field(ge=1, le=366)] | None = None
    text: StageCode
    label: Line


class Term(Value):
    """期間: the days of one obligation; ``opens_on`` is not before the day on which it came into the world."""

    opens_on: date
    due_on: date


class Occurrence(Value):
    """督促の時期: one coming of a stage. The number counts the comings of a stage that comes again."""

    stage: StageCode
    number: int
    on: date
    due_on: date | None

    @property
    def code(self) -> str:
        """Name the coming, so that a moved deadline makes another one and a holiday declared later does not."""
        return ".".join([self.stage, *([] if self.due_on is None else [self.due_on.isoformat()]), str(self.number)])


def newest_due(
    stages: Iterable[Stage], term: Term, today: date, is_closed: Callable[[date], bool]
) -> Occurrence | None:
    """Give the newest stage that has come by a day, or ``None``; of two on one day the later in the list counts."""
    come = [each for stage in stages for each in _occurrences(stage, term, today, is_closed) if each.on <= today]
    return max(enumerate(come), key=lambda each: (each[1].on, each[0]))[1] if come else None


def _occurrences(stage: Stage, term: Term, today: date, is_closed: Callable[[date], bool]) -> Iterator[Occurrence]:
    opening = roll(term.opens_on, Rolling.FORWARD, is_closed)
    if stage.anchor is Anchor.OPENING:
        yield Occurrence(stage=stage.code, number=1, on=_counted(stage, opening, is_closed), due_on=None)
        return
    nominal, number = _counted(stage, term.due_on, is_closed), 1
    while nominal <= today:
        on = roll(nominal, Rolling.FORWARD, is_closed)
        if on > opening:  # what would have come before the request is not made up for
            yield Occurrence(stage=stage.code, number=number, on=on, due_on=term.due_on)
        if stage.again_after_days is None:
            return
        nominal, number = nominal + timedelta(days=stage.again_after_days), number + 1


def _counted(stage: Stage, anchor: date, is_closed: Callable[[date], bool]) -> date:
    if stage.unit is Unit.DAYS:
        return anchor + timedelta(days=stage.offset)
    return working_days_from(anchor, stage.offset, is_closed)


def working_days_from(day: date, offset: int, is_closed: Callable[[date], bool]) -> date:
    """Count open days forwards or backwards; the day itself is not counted."""
    stride = timedelta(days=1 if offset > 0 else -1)
    for _ in range(abs(offset)):
        day += stride
        while is_closed(day):
            day += stride
    return day
