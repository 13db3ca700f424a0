"""Carrying over: what one meeting put off goes onto the agenda of a later one, in one act and with its whole chain."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from domain.agenda import Item, Matter, Origin
from domain.errors import Refusal, refuse_first
from domain.meeting import Meeting


class NothingPostponed(Refusal):
    """継続審議のまま、後の会議に付議されていない議題はありません。"""


class NowhereToCarry(Refusal):
    """引継ぎ先となる後の会議がまだ招集されていません。"""


class CarriedOntoItself(Refusal):
    """同じ会議に引き継ぐことはできません。"""


class CarriedToEarlierMeeting(Refusal):
    """引継ぎ先の会議が、元の会議より前の日です。"""


class CarriedToAnotherBody(Refusal):
    """引継ぎ先は別の会議体の会議です。回付するときはその旨を指定してください。"""


@dataclass(frozen=True, slots=True)
class Carrying:
    """引継ぎ: from which meeting, which items already stand on later agendas, and whether another body is meant."""

    source: Meeting
    elsewhere: Collection[Origin]
    forwarded: bool = False

    @property
    def items(self) -> tuple[Item, ...]:
        """Give the items that were put off and stand on no later agenda."""
        return left_over(self.source.id, self.source.agenda.postponed, self.elsewhere)

    def source_blockers(self) -> Iterator[Refusal]:
        """Yield that there is nothing to carry."""
        if not self.items:
            yield NothingPostponed(meeting_id=self.source.id)

    def blockers(self, target: Meeting) -> Iterator[Refusal]:
        """Yield nothing to carry, the meeting itself, an earlier one, another body's without being forwarded to it."""
        yield from self.source_blockers()
        if target.id == self.source.id:
            yield CarriedOntoItself(meeting_id=target.id)
        if target.day < self.source.day:
            yield CarriedToEarlierMeeting(to=target.day, source=self.source.day)
        if target.body_id != self.source.body_id and not self.forwarded:
            yield CarriedToAnotherBody(body_id=target.body_id, source=self.source.body_id)

    def onto(self, target: Meeting, versions: Sequence[int | None]) -> None:
        """Put every item on the agenda of the target, each about the newest version of its object.

        ``versions`` are those, in the order of ``items``. All are put or none.
        """
        refuse_first(self.blockers(target))
        matters = [self._carried(item, version) for item, version in zip(self.items, versions, strict=True)]
        refuse_first(each for matter in matters for each in target.put_item_blockers(matter))
        for matter in matters:
            target.put_item(matter)

    def _carried(self, item: Item, version: int | None) -> Matter:
        chain = item.forwarded(self.source.id)
        return item.matter.model_copy(update={"origin": chain, "object_version": version})


def target_blockers(source: Meeting, meetings: Collection[Meeting]) -> Iterator[Refusal]:
    """Yield that no other meeting lies ahead, of this body or of one to which the items could be forwarded."""
    if not any(each.id != source.id and each.attendance is None and each.day >= source.day for each in meetings):
        yield NowhereToCarry(meeting_id=source.id)


def left_over(meeting_id: str, items: Collection[Item], elsewhere: Collection[Origin]) -> tuple[Item, ...]:
    """Give the items of a meeting that no other item names as where it came from."""
    return tuple(item for item in items if Origin(meeting_id=meeting_id, item=item.number) not in elsewhere)


def came_from(meetings: Collection[Meeting]) -> frozenset[Origin]:
    """Name the items from which any item of these meetings came directly."""
    return frozenset(
        item.matter.origin[-1] for meeting in meetings for item in meeting.agenda.items if item.matter.origin
    )
