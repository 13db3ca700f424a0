"""Waiting: a read may ask that the views have come to a position, so that people read their own writes."""

from typing import Annotated

from fastapi import Query

from adapters.api.refusals import PositionAhead, PositionNotReached
from adapters.api.wiring import Services

AfterPosition = Annotated[
    int | None,
    Query(
        ge=0, le=2**62, description="この位置までの記録が反映されるのを待ってから答える。操作の回答の position を渡す。"
    ),
]


async def wait(needed: Services, position: int | None) -> None:
    """Wait for the views, within the limit of the settings; raises ``PositionNotReached`` and ``PositionAhead``."""
    if position and not await needed.views.wait_for(position, timeout=0):
        head = await needed.log.head()
        if position > head:
            raise PositionAhead(position=position, head=head)
        if not await needed.views.wait_for(position, timeout=needed.settings.wait_seconds):
            raise PositionNotReached(position=position)
