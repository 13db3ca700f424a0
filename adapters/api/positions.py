"""Positions over HTTP: where the record stood at an instant or when a body met, and the checkpoint that covers it."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, Field

from adapters.api.problems import problems
from adapters.api.refusals import PositionUnasked
from adapters.api.wiring import Asker, Need
from application.positions import position_at, position_of_meeting
from domain.kernel import StreamId, Value


class PositionShown(Value):
    """位置: how far the record had come, and the size of the newest checkpoint within it, ``None`` before one."""

    position: Annotated[int, Field(description="as_of に使う位置。記録が始まる前は 0")]
    checkpoint: Annotated[int | None, Field(description="その位置までに署名された最後のチェックポイントの件数")]


At = Annotated[AwareDatetime | None, Query(description="この時刻までに記録された位置")]
Held = Annotated[StreamId | None, Query(description="この会議の開催が記録された位置")]


def enter(router: APIRouter) -> None:
    """Enter the route."""
    router.add_api_route(
        "/api/v1/position",
        show_position,
        operation_id="GetPosition",
        summary="ある時点の記録の位置",
        tags=["queries"],
        response_model=PositionShown,
        responses=problems(403, 404, 422),
    )


async def show_position(needed: Need, asker: Asker, at: At = None, meeting_id: Held = None) -> JSONResponse:
    """Say where the record stood; exactly one of the two must be asked for, else ``PositionUnasked``."""
    needed.reader.reach("GetPosition", asker)
    if (at is None) == (meeting_id is None):
        raise PositionUnasked
    if meeting_id is not None:
        await needed.reader.object(meeting_id, asker)
        position = await position_of_meeting(needed.log, meeting_id)
    else:
        position = await position_at(needed.log, at) if at is not None else 0
    covering = await needed.checkpoints.page(position + 1, 1)
    shown = PositionShown(position=position, checkpoint=covering[0].size if covering else None)
    return JSONResponse(shown.model_dump(mode="json"))
