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
from domain.notice_terms import Stage

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class Anchor(Labelled):
    """起算日: the day from which a stage is counted."""

    OPENING = "opening", "開始日", "opening"
    RETURN = "return", "差戻し", "return"
    DUE = "due", "期限", "due day"


class Unit(Labelled):
    """日数の数え方: every day, or the days on which offices are open."""

    DAYS = "days", "日", "days"
    WORKING_DAYS = "working-days", "開庁日", "working days"


class Audience(Labelled):
    """通知先の段: who is written to; the ladder by which an obligation that nobody meets climbs."""

    OFFICE = "office", "担当", "the office"
    MANAGER = "manager", "課長", "the manager"
    SECRETARIAT = "secretariat", "事務局", "the secretariat"


class Enclosed(Labelled):
    """同封するもの: what goes out with the letters of a stage."""

    SURVEY = "survey", "調査票（Excel）", "survey workbook"


class StageRule(Value):
    """督促の段階の定め: when a stage comes, whether it comes again, and under which text it is written.

    ``text_when_passed`` takes the place of the text where the letter is written after the deadline of what it asks for,
    as after days on which nothing ran: what says 本日 would be untrue by then.
    """

    stage: Stage
    anchor: Anchor
    offset: Annotated[int, Field(ge=-250, le=250)]
    unit: Unit
    again_after_days: Annotated[int, Field(ge=1, le=366)] | None = None
    text: Slug
    text_when_passed: Slug | None = None
    heading: Line
    audience: Audience = Audience.OFFICE
    encloses: Enclosed | None = None


class Term(Value):
    """期間: the days of one obligation, from the day it came into the world to its deadline as it holds now.

    ``returns`` are the days on which what was filed was returned 差戻し, while it still is.
    """

    opens_on: date
    first_due_on: date
    due_on: date
    extensions: Annotated[int, Field(ge=0)] = 0
    returns: tuple[date, ...] = ()


class Coming(Value):
    """督促の時期: one coming of a stage. ``turn`` tells apart what a week or a moved deadline brings again."""

    stage: Stage
    turn: Annotated[int, Field(ge=1)]
    on: date


def newest_due(rules: Iterable[StageRule], term: Term, today: date, is_closed: Callable[[date], bool]) -> Coming | None:
    """Give the newest coming by a day, or ``None``; of two on one day the later in the list counts."""
    come = [each for rule in rules for each in _comings(rule, term, today, is_closed) if each.on <= today]
    return max(enumerate(come), key=lambda each: (each[1].on, each[0]))[1] if come else None


def _comings(rule: StageRule, term: Term, today: date, is_closed: Callable[[date], bool]) -> Iterator[Coming]:
    opening = roll(term.opens_on, Rolling.FORWARD, is_closed)
    if rule.anchor is Anchor.OPENING:
        yield Coming(stage=rule.stage, turn=1, on=_counted(rule, opening, is_closed))
        return
    if rule.anchor is Anchor.RETURN:
        if term.returns:
            yield Coming(stage=rule.stage, turn=len(term.returns), on=_counted(rule, term.returns[-1], is_closed))
        return
    nominal = _counted(rule, term.due_on, is_closed)
    while nominal <= today:
        on = roll(nominal, Rolling.FORWARD, is_closed)
        if on > opening:  # what would have come before the request is not made up for
            yield Coming(stage=rule.stage, turn=_turn(rule, term, nominal), on=on)
        if rule.again_after_days is None:
            return
        nominal += timedelta(days=rule.again_after_days)


def _turn(rule: StageRule, term: Term, nominal: date) -> int:
    """Give the number of a coming, so that a moved deadline makes another one, and a holiday declared later does not.

    What comes again is numbered from the first deadline: a later deadline can only move it to a later week.
    """
    if rule.again_after_days is None:
        return 1 + term.extensions
    return max(1, (nominal - term.first_due_on).days // rule.again_after_days)


def _counted(rule: StageRule, anchor: date, is_closed: Callable[[date], bool]) -> date:
    if rule.unit is Unit.DAYS:
        return anchor + timedelta(days=rule.offset)
    return working_days_from(anchor, rule.offset, is_closed)


def working_days_from(day: date, offset: int, is_closed: Callable[[date], bool]) -> date:
    """Count open days forwards or backwards; the day itself is not counted."""
    stride = timedelta(days=1 if offset > 0 else -1)
    for _ in range(abs(offset)):
        day += stride
        while is_closed(day):
            day += stride
    return day
