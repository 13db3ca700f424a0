"""Deadlines on a page: 期限・予定, and the addresses under which a calendar program reads them."""

from collections.abc import Sequence
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from adapters.api.calendars import address_of, deadlines_of
from adapters.api.refusals import InputInvalid
from adapters.api.statuses import status_of
from adapters.api.waiting import wait
from adapters.api.wiring import Need, Services
from adapters.web.forms import key_of, sent
from adapters.web.names import names_of
from adapters.web.rendering import show
from adapters.web.words import town
from application.authority import Caller, NotPermitted
from application.calendar_feeds import FeedWanted, OpenCalendarFeed
from domain.calendar_feed import OF_A_MUNICIPALITY, STEPS_OF
from domain.errors import Refusal
from domain.office import Capacity
from projections.calendar_feeds import CalendarFeedRow, CalendarFeeds
from projections.deadlines import MEETING_STEPS
from projections.organisation import Regions

TITLE = "期限・予定"
ALL = "all"


def enter(router: APIRouter) -> None:
    """Enter the pages."""
    router.add_api_route("/deadlines", show_deadlines)
    router.add_api_route("/deadlines/feeds", open_feed, methods=["POST"])


async def show_deadlines(request: Request, needed: Need) -> Response:
    """Show the days to keep that are ahead or unmet; ``?all=1`` shows the others too."""
    return await _page(request, needed)


async def open_feed(request: Request, needed: Need) -> Response:
    """Open a feed and show its address, this once."""
    told = await sent(request)
    try:
        issued = await needed.calendars.open(_wanted(told.get("whose", "")), request.state.caller, key=key_of(told))
    except Refusal as refusal:
        return await _page(request, needed, refusal=refusal)
    await wait(needed, issued.outcome.position)
    return await _page(request, needed, address=address_of(request, issued.secret))


def _wanted(told: str) -> FeedWanted:
    """Read whose feed is wanted, as the choices spell it; raises ``InputInvalid``."""
    try:
        return FeedWanted.model_validate(
            {} if told == ALL else dict(part.split("=", 1) for part in told.split("&")), strict=False
        )
    except ValueError as error:
        raise InputInvalid from error


async def _choices(needed: Services, caller: Caller) -> Sequence[tuple[str, str]]:
    """Give whose feeds somebody may open: one's own office's, or, for who keeps the year, everybody's."""
    if caller.lg_code is not None:
        return _of_town(caller.lg_code)
    if needed.matrix.refusal(OpenCalendarFeed.__name__, caller, (), "absent") is not None:
        return ()
    today = needed.clock.today()
    regions = [row async for row in needed.views.every(Regions())]
    bodies = [each for row in regions for each in row.bodies if each.kind in MEETING_STEPS]
    others = [each for each in STEPS_OF if each not in OF_A_MUNICIPALITY]
    return (
        (ALL, "圏域全体のすべての期限と会議"),
        *((f"capacity={each.value}", each.japanese) for each in others),
        *((f"body_id={each.body_id}", f"{each.name_on(today)}の会議") for each in bodies),
        *(choice for row in regions for code in row.members_on(today) for choice in _of_town(code)),
    )


def _of_town(lg_code: str) -> Sequence[tuple[str, str]]:
    own = [each for each in Capacity if each in OF_A_MUNICIPALITY]
    return (
        *((f"lg_code={lg_code}&capacity={each.value}", f"{town(lg_code)}　{each.japanese}の予定") for each in own),
        (f"lg_code={lg_code}", f"{town(lg_code)}　提出期限のみ"),
    )


async def _feeds(needed: Services, caller: Caller) -> Sequence[CalendarFeedRow]:
    """Give the open feeds that somebody may know of; nobody's for who may not ask."""
    try:
        reach = needed.reader.reach("ListCalendarFeeds", caller)
    except NotPermitted:
        return ()
    every = needed.views.every(CalendarFeeds(), lg_code=reach.lg_code)
    return [row async for row in every if row.closed_on is None]


async def _page(
    request: Request, needed: Services, *, refusal: Refusal | None = None, address: str | None = None
) -> Response:
    caller: Caller = request.state.caller
    reach = needed.reader.reach("ListDeadlines", caller)
    found = await deadlines_of(needed, FeedWanted(lg_code=reach.lg_code))
    everything = "all" in request.query_params
    choices, feeds = await _choices(needed, caller), await _feeds(needed, caller)
    return await show(
        request,
        "deadlines.html",
        TITLE,
        status=200 if refusal is None else status_of(refusal.code),
        deadlines=[each for each in found if everything or not each.done],
        hidden=0 if everything else sum(each.done for each in found),
        everything=everything,
        choices=choices,
        feeds=feeds,
        makers=await names_of(needed, *feeds),
        address=address,
        refusal=refusal,
        key=uuid4().hex,
    )
