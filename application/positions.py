"""Positions: how far the record had come at an instant, or when a body met, so that one can look at it from there."""

from datetime import datetime

from application.desk import ObjectNotFound
from application.ports import EventLog
from domain.meeting import Meeting


async def position_at(log: EventLog, instant: datetime) -> int:
    """Give the last position that was recorded by an instant, 0 before the first; times never go back in the record."""
    low, high = 0, await log.head()
    while low < high:
        middle = (low + high + 1) // 2
        (record,) = await log.page(middle - 1, 1)
        if record.recorded_at <= instant:
            low = middle
        else:
            high = middle - 1
    return low


async def position_of_meeting(log: EventLog, meeting_id: str) -> int:
    """Give the position at which it was recorded that a meeting was held; raises ``ObjectNotFound``."""
    for record in await log.stream(meeting_id):
        if isinstance(record.event, Meeting.Held):
            return record.position
    raise ObjectNotFound(object_id=meeting_id)
