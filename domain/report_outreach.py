"""The report's outreach: what the centres and their members did in the year under review, counted by kind."""

from collections.abc import Iterable, Sequence

from domain.body import BodyId, BodyKind
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Value
from domain.outreach import Activity, ActivityKind, NumberedActivity, Outreach


class KindCount(Value):
    """種別ごとの集計: how often, with how many people where they were counted, and how often nobody counted."""

    kind: ActivityKind
    count: int
    participants: int | None
    uncounted: int


class OutreachLine(Value):
    """センター・推進員ごとの活動: under the name borne in that year."""

    body_id: BodyId
    kind: BodyKind
    name: Line
    counts: tuple[KindCount, ...]
    activities: tuple[NumberedActivity, ...]


class Reached(Value):
    """市町村または施策ごとの回数: how many activities were linked to it."""

    subject: LgCode | StreamId
    count: int


class OutreachTable(Value):
    """啓発・支援活動の表: of one fiscal year; no lines means nothing recorded, not nothing done."""

    fiscal_year: FiscalYear
    lines: tuple[OutreachLine, ...]
    counts: tuple[KindCount, ...]
    municipalities: tuple[Reached, ...]
    measures: tuple[Reached, ...]


def outreach_table(fiscal_year: int, told: Iterable[Outreach]) -> OutreachTable:
    """Set out what was recorded for a fiscal year, body by body."""
    held = sorted(told, key=lambda each: each.body_id)
    activities = [numbered.activity for each in held for numbered in each.content()]
    return OutreachTable(
        fiscal_year=fiscal_year,
        lines=tuple(_line(each) for each in held),
        counts=counted(activities),
        municipalities=_reached(lg_code for each in activities for lg_code in each.lg_codes),
        measures=_reached(measure_id for each in activities for measure_id in each.measures),
    )


def counted(activities: Sequence[Activity]) -> tuple[KindCount, ...]:
    """Count activities by kind; people nobody counted are not counted as nobody."""
    return tuple(_count(kind, [each for each in activities if each.kind is kind]) for kind in ActivityKind)


def _count(kind: ActivityKind, activities: Sequence[Activity]) -> KindCount:
    figures = [each.participants for each in activities if each.participants is not None]
    return KindCount(
        kind=kind,
        count=len(activities),
        participants=sum(figures) if figures else None,
        uncounted=len(activities) - len(figures),
    )


def _line(told: Outreach) -> OutreachLine:
    content = told.content()
    return OutreachLine(
        body_id=told.body_id,
        kind=told.kind,
        name=told.name,
        counts=counted([each.activity for each in content]),
        activities=tuple(_published(each) for each in content),
    )


def _published(told: NumberedActivity) -> NumberedActivity:
    return told.model_copy(update={"activity": told.activity.model_copy(update={"note": None})})


def _reached(subjects: Iterable[str]) -> tuple[Reached, ...]:
    named = list(subjects)
    return tuple(Reached(subject=each, count=named.count(each)) for each in sorted(set(named)))
