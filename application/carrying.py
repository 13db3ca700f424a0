"""Carrying items over: what a meeting put off goes onto a later agenda without being typed again."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from application.meetings import version_of
from domain.carrying import Carrying, came_from, target_blockers
from domain.errors import Refusal
from domain.kernel import StreamId
from domain.meeting import Meeting


class CarryOverItems(Command):
    """継続審議の議題を後の会議に引き継ぐ。"""

    OBJECT = Meeting
    meeting_id: Annotated[StreamId, Field(description="議題が継続審議となった会議")]
    to_meeting_id: Annotated[StreamId, Field(description="引継ぎ先の会議")]
    forwarded: Annotated[bool, Field(description="別の会議体に回付する")] = False

    @property
    def object_id(self) -> StreamId:
        """Name the meeting that put the items off."""
        return self.meeting_id

    async def decide(self, desk: Desk) -> None:
        """Put each of them before the later meeting, at the newest version of what it is about."""
        carrying = await _carrying(desk, self.meeting_id, forwarded=self.forwarded)
        target = await desk.load(Meeting, self.to_meeting_id)
        about = [item.matter.object_id for item in carrying.items]
        carrying.onto(target, [None if each is None else await version_of(desk, each, None) for each in about])

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List that nothing was put off, or that all of it stands on a later agenda; then no meeting ahead."""
        carrying = await _carrying(desk, object_id, forwarded=False)
        return [*carrying.source_blockers(), *target_blockers(carrying.source, await desk.every(Meeting))]


async def _carrying(desk: Desk, meeting_id: str, *, forwarded: bool) -> Carrying:
    source = await desk.load(Meeting, meeting_id)
    return Carrying(source=source, elsewhere=came_from(await desk.every(Meeting)), forwarded=forwarded)
