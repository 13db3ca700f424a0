"""Unfinished items: what a meeting put off or left open and no later agenda has taken up, so that nothing is lost."""

from collections.abc import Collection, Iterator
from datetime import date

from domain.agenda import Item, ItemKind, Origin
from domain.body import BodyId
from domain.carrying import left_over
from domain.kernel import Line, StreamId, Value
from domain.labels import Labelled
from projections.meeting_pack import MeetingRow


class Loose(Labelled):
    """未了の理由: why an item needs somebody's hand."""

    POSTPONED = "postponed", "継続審議となったまま", "put off and on no later agenda"
    UNDECIDED = "undecided", "開催後も結果の記録がない", "the meeting was held and nothing is recorded"
    NOT_MET = "not-met", "引継ぎ先の会議が予定日に開かれていない", "carried to a meeting that has not met on its day"


class UnfinishedItem(Value):
    """未了の議題: where it stands, why it is loose, and the chain by which it came there, oldest first."""

    meeting_id: StreamId
    body_id: BodyId
    day: date
    item: int
    kind: ItemKind
    title: Line
    object_id: StreamId | None
    put_by: StreamId | None
    origin: tuple[Origin, ...]
    loose: Loose


def unfinished(meetings: Collection[MeetingRow], today: date) -> tuple[UnfinishedItem, ...]:
    """Tell which items are loose on a day, the oldest meeting first."""
    elsewhere = frozenset(item.matter.origin[-1] for row in meetings for item in row.agenda.items if item.matter.origin)
    found = [
        _told(row, item, loose)
        for row in meetings
        for item, loose in _loose(row, today)
        if left_over(row.object_id, (item,), elsewhere)
    ]
    return tuple(sorted(found, key=lambda each: (each.day, each.meeting_id, each.item)))


def _loose(row: MeetingRow, today: date) -> Iterator[tuple[Item, Loose]]:
    postponed = row.agenda.postponed
    for item in row.agenda.items:
        if item in postponed:
            yield item, Loose.POSTPONED
        elif item.undecided and row.attendance is not None:
            yield item, Loose.UNDECIDED
        elif item.undecided and item.matter.origin and row.meets_on < today:
            yield item, Loose.NOT_MET


def _told(row: MeetingRow, item: Item, loose: Loose) -> UnfinishedItem:
    return UnfinishedItem(
        meeting_id=row.object_id,
        body_id=row.body_id,
        day=row.meets_on if row.attendance is None else row.attendance.held_on,
        item=item.number,
        kind=item.matter.kind,
        title=item.matter.title,
        object_id=item.matter.object_id,
        put_by=item.matter.put_by,
        origin=item.matter.origin,
        loose=loose,
    )
