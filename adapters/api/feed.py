"""The live feed: what is recorded, as it is recorded, over server-sent events; each event's id is its position.

A reader who was cut off comes back with ``Last-Event-ID`` and misses nothing. A feed ends by itself after a while, so
that its key is looked at again; the browser's own ``EventSource`` reconnects without being told.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import Annotated

from anyio import CancelScope
from fastapi import APIRouter, Header, Query
from fastapi.sse import EventSourceResponse, format_sse_event
from starlette.responses import StreamingResponse

from adapters.api.problems import problems
from adapters.api.refusals import FeedPositionAhead, FeedsExhausted, LastEventIdMalformed
from adapters.api.wiring import Asker, Need, Services
from application.authority import Caller
from domain.record import Recorded
from projections.audit_timeline import entry

PATH = "/api/v1/feed"
RETRY_MILLISECONDS = 2_000
LastEventId = Annotated[
    str | None, Header(alias="Last-Event-ID", max_length=200, description="最後に受け取った位置。その次から送る。")
]
After = Annotated[int | None, Query(ge=0, lt=2**62, description="この位置の次から送る。省略時はいまから後だけ。")]
STREAM = {
    "description": "記録された出来事（id は位置、event は出来事の種類、data は ListAuditTimeline の一件と同じ形）",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}


def enter(router: APIRouter) -> None:
    """Enter the route."""
    router.add_api_route(
        PATH,
        follow,
        operation_id="FollowRecord",
        summary="記録を生中継で受け取る（Server-Sent Events）。",
        description=(
            "閲覧できる対象の出来事だけを送ります。15分で切れるので、Last-Event-ID を付けてつなぎ直します。"
            "記録の末尾より先の位置は feed-position-ahead で断ります。"
        ),
        tags=["queries"],
        response_class=StreamingResponse,
        responses={**problems(400, 409, 422), 200: STREAM},
    )


async def follow(
    needed: Need, asker: Asker, after: After = None, last_event_id: LastEventId = None
) -> StreamingResponse:
    """Send what the caller may read of everything after a position, for as long as a feed lasts.

    A position beyond the end was read from another record, such as one before a restore: silence would hide that.
    """
    asked = after if (told := _position(last_event_id)) is None else told
    head = await needed.log.head()
    if asked is not None and asked > head:
        raise FeedPositionAhead(position=asked, head=head)
    start = head if asked is None else asked
    if needed.feeds.locked():
        raise FeedsExhausted
    return EventSourceResponse(_sent(needed, asker, start), headers={"X-Accel-Buffering": "no"})


async def _sent(needed: Services, asker: Caller, after: int) -> AsyncIterator[bytes]:
    limits, ends = needed.settings, time.monotonic() + needed.settings.feed_seconds
    async with (
        needed.feeds,
        aclosing(needed.log.follow(after)) as pages,
        aclosing(_until(pages, ends, limits.feed_beat)) as coming,
    ):
        yield format_sse_event(retry=RETRY_MILLISECONDS)
        async for page in coming:
            if page is None:
                yield format_sse_event(comment="beat")
                continue
            for recorded in page:
                if needed.reader.sees(recorded.stream_id, asker):
                    yield _told(recorded)


async def _until(
    pages: AsyncGenerator[Sequence[Recorded], None], ends: float, beat: float
) -> AsyncGenerator[Sequence[Recorded] | None, None]:
    """Give the pages as they come, and ``None`` in the pauses, so that nobody on the way thinks the line dead."""
    coming: asyncio.Future[Sequence[Recorded]] | None = None
    try:
        while time.monotonic() < ends:
            coming = coming or asyncio.ensure_future(anext(pages))
            done, _ = await asyncio.wait({coming}, timeout=min(beat, max(0.0, ends - time.monotonic())))
            if done:
                yield coming.result()
                coming = None
            else:
                yield None
    finally:
        if coming is not None:
            coming.cancel()
            with CancelScope(shield=True):  # who hung up cancels again and again, and the pages cannot close while read
                await asyncio.wait({coming})


def _told(recorded: Recorded) -> bytes:
    return format_sse_event(id=str(recorded.position), event=recorded.topic, data_str=entry(recorded).model_dump_json())


def _position(last_event_id: str | None) -> int | None:
    if last_event_id is None:
        return None
    if not (last_event_id.isascii() and last_event_id.isdigit() and len(last_event_id) < 19):  # noqa: PLR2004 - a bigint
        raise LastEventIdMalformed
    return int(last_event_id)
