"""Deadlines over HTTP: as a board for those who have a key, and as a calendar under an address that holds a secret."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.asking import Question, enter_questions
from adapters.api.boards import board_of
from adapters.api.commands import Performed, enter_one, performed
from adapters.api.conditions import DryRun, IdempotencyKey
from adapters.api.documents import frozen
from adapters.api.lists import OfOffice
from adapters.api.problems import problems
from adapters.api.waiting import AfterPosition, wait
from adapters.api.wiring import Asker, Need, Services, base_of
from adapters.calendars.ics import calendar_of
from application.authority import NotPermitted
from application.calendar_feeds import FeedWanted, OpenCalendarFeed
from application.desk import ObjectNotFound
from domain.calendar_feed import CalendarFeed
from domain.kernel import Value
from projections.deadlines import Bodies, Deadline, of_area, of_body, of_capacity, of_office
from projections.meeting_pack import MeetingPack
from projections.organisation import Offices, Regions
from projections.rounds import Rounds

PATH = "/api/v1/calendars/{secret}"
CALENDAR = "text/calendar; charset=utf-8"
HOST = "shinchoku.invalid"  # when no address of the pages is configured; RFC 2606
YEARS = 2  # this review year and the one before: what is older is no appointment any more


class DeadlineBoard(Value):
    """期限の一覧: by day, of one office or of the whole area."""

    today: date
    items: tuple[Deadline, ...]


class CalendarFeedOpened(Performed):
    """始めた予定の配信: what was recorded, and the address, which is shown this once."""

    address: Annotated[
        str | None, Field(description="カレンダーに登録するアドレス。この回答でしか見られない。試行では null")
    ]


def enter(router: APIRouter) -> None:
    """Enter the routes."""
    enter_one(router, OpenCalendarFeed, open_feed, answer=CalendarFeedOpened)
    enter_questions(
        router,
        Question(
            "deadlines", list_deadlines, "ListDeadlines", "期限・予定の一覧（担当部局または圏域全体）", DeadlineBoard
        ),
    )
    router.add_api_route(
        PATH,
        show_calendar,
        operation_id="GetCalendar",
        summary="予定の配信（iCalendar）",
        description="予定の配信を始めたときに一度だけ示されるアドレス。鍵は要りません。",
        tags=["public"],
        response_class=Response,
        responses={
            200: {"content": {CALENDAR: {"schema": {"type": "string"}}}},
            304: {"description": "変わっていません。"},
            **problems(404, 422),
        },
    )


async def open_feed(  # noqa: PLR0913, PLR0917 - what a front end sends, and what answers
    body: FeedWanted,
    request: Request,
    needed: Need,
    asker: Asker,
    idempotency_key: IdempotencyKey,
    dry_run: DryRun = False,  # noqa: FBT002 - a query parameter
) -> Response:
    """Open a feed; its address is told in this answer alone."""
    issued = await needed.calendars.open(body, asker, key=idempotency_key, dry_run=dry_run)
    return performed(issued.outcome, created=True, address=address_of(request, issued.secret))


def address_of(request: Request, secret: str | None) -> str | None:
    """Give the address that a secret opens; ``None`` where there is no secret to tell."""
    return None if secret is None else f"{base_of(request)}{PATH.format(secret=f'{secret}.ics')}"


async def list_deadlines(  # noqa: PLR0913 - the parameters of the query
    needed: Need,
    asker: Asker,
    *,
    lg_code: OfOffice = None,
    due_from: Annotated[date | None, Query(description="この日から")] = None,
    due_until: Annotated[date | None, Query(description="この日まで")] = None,
    after_position: AfterPosition = None,
) -> Response:
    """Give the days to keep: of an office, one's own for who sees no other, or of the whole area."""
    reach = needed.reader.reach("ListDeadlines", asker)
    if lg_code is not None and not reach.covers(lg_code):
        raise NotPermitted(command="ListDeadlines", capacity=asker.capacity)
    await wait(needed, after_position)
    found = await deadlines_of(needed, FeedWanted(lg_code=lg_code or reach.lg_code))
    items = tuple(each for each in found if (due_from or each.on) <= each.on <= (due_until or each.on))
    return JSONResponse(DeadlineBoard(today=needed.clock.today(), items=items).model_dump(mode="json"))


async def show_calendar(
    secret: Annotated[str, Path(description="アドレスに含まれる秘密", max_length=100)],
    request: Request,
    needed: Need,
) -> Response:
    """Give the calendar of an address; a wrong, closed or unknown one is simply not found."""
    feed = await needed.calendars.find(secret.removesuffix(".ics"))
    if feed is None:
        raise ObjectNotFound(object_id=CalendarFeed.TOPIC)
    wanted = FeedWanted(lg_code=feed.lg_code, body_id=feed.body_id, capacity=feed.capacity)
    found = await deadlines_of(needed, wanted)
    host = urlsplit(needed.settings.public_address or "").hostname or HOST
    content = calendar_of(await _name(needed, wanted), found, host)
    return frozen(request, content, sha256(content).hexdigest(), CALENDAR, "private, max-age=300")


async def deadlines_of(needed: Services, wanted: FeedWanted) -> Sequence[Deadline]:
    """Give the days that somebody keeps, of this review year and the one before."""
    rows = sorted([row async for row in needed.views.every(Rounds())], key=lambda row: row.fiscal_year)[-YEARS:]
    rounds = [(row, await board_of(needed, row)) for row in rows]
    if wanted.lg_code is not None and wanted.capacity is None:
        return of_office(rounds, wanted.lg_code)
    meetings = [row async for row in needed.views.every(MeetingPack())]
    bodies = await _bodies(needed)
    if wanted.capacity is not None:
        return of_capacity(rounds, meetings, bodies, wanted.capacity, wanted.lg_code)
    if wanted.body_id is not None:
        return of_body(rounds, meetings, bodies, wanted.body_id)
    return of_area(rounds, meetings, bodies)


async def _name(needed: Services, wanted: FeedWanted) -> str:
    if wanted.body_id is not None:
        body = (await _bodies(needed)).get(wanted.body_id)
        return f"会議（{body.name_on(needed.clock.today()) if body else wanted.body_id}）"
    whose = [] if wanted.capacity is None else [wanted.capacity.japanese]
    if wanted.lg_code is not None:
        names = [row.name async for row in needed.views.every(Offices(), lg_code=wanted.lg_code)]
        whose.insert(0, names[0] if names else wanted.lg_code)
    return f"年度点検の期限（{'・'.join(whose) or '圏域全体'}）"


async def _bodies(needed: Services) -> Bodies:
    return {body.body_id: body async for row in needed.views.every(Regions()) for body in row.bodies}
