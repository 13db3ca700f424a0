"""The report's outreach: what the centres and their members did in the year under review, counted by kind."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from domain.body import BodyId, BodyKind
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Value
from domain.outreach import Activity, ActivityKind, NumberedActivity, Outreach


class Told(Protocol):
    """記録: what the table of the cooperation asks of a record of one body and year, or of its row."""

    @property
    def body_id(self) -> str:
        """Name the body."""

    def content(self) -> tuple[NumberedActivity, ...]:
        """Give the activities that stand, by number."""

    def partners_of(self, number: int) -> tuple[str, ...]:
        """Name the other bodies of an activity."""


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


class JointActivity(Value):
    """共同の活動: an activity of one body's record and the others with which it was held."""

    body_id: BodyId
    number: int
    title: Line
    partners: tuple[BodyId, ...]


class CooperationLine(Value):
    """団体ごとの連携: how many activities a body recorded, how many of them jointly, and how many it joined."""

    body_id: BodyId
    recorded: int
    together: int
    joined: int


class CooperationTable(Value):
    """連携の表: of one fiscal year; ``activities`` counts each activity once, whoever took part in it."""

    fiscal_year: FiscalYear
    activities: int
    together: int
    lines: tuple[CooperationLine, ...]
    joint: tuple[JointActivity, ...]


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


def cooperation_table(fiscal_year: int, told: Iterable[Told]) -> CooperationTable:
    """Set out who held what together; a body that only joined has its line too."""
    held = sorted(told, key=lambda each: each.body_id)
    joint = tuple(
        JointActivity(body_id=each.body_id, number=numbered.number, title=numbered.activity.title, partners=partners)
        for each in held
        for numbered in each.content()
        if (partners := each.partners_of(numbered.number))
    )
    recorded = {each.body_id: len(each.content()) for each in held}
    bodies = sorted({*recorded, *(partner for each in joint for partner in each.partners)})
    return CooperationTable(
        fiscal_year=fiscal_year,
        activities=sum(recorded.values()),
        together=len(joint),
        lines=tuple(
            CooperationLine(
                body_id=body_id,
                recorded=recorded.get(body_id, 0),
                together=sum(each.body_id == body_id for each in joint),
                joined=sum(body_id in each.partners for each in joint),
            )
            for body_id in bodies
        ),
        joint=joint,
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
