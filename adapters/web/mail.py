"""Letters on a page: 督促の状況. What goes out on a day, to whom and why, what did not arrive, and what waits."""

from datetime import date, timedelta

from fastapi import APIRouter, Request
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from adapters.api.refusals import InputInvalid
from adapters.api.wiring import Need
from adapters.web.home import newest_round
from adapters.web.rendering import show
from projections.letters import MailPauses
from projections.notices import Notices, failed

TITLE = "督促の状況"
DAY = TypeAdapter(date)
AHEAD = timedelta(days=400)


def enter(router: APIRouter) -> None:
    """Enter the page."""
    router.add_api_route("/mail", show_mail)


async def show_mail(request: Request, needed: Need) -> Response:
    """Show the letters of a day, tomorrow's where none is named, as if nothing more were filed until then."""
    needed.reader.reach("ShowMailOutlook", request.state.caller)
    today = needed.clock.today()
    day = _day(request.query_params.get("on"), today)
    round_now = await newest_round(needed)
    year = None if round_now is None else round_now.fiscal_year
    notices = [row async for row in needed.views.every(Notices(), fiscal_year=year)] if year is not None else []
    sent = sorted((row for row in notices if row.state.value == "sent"), key=lambda row: row.updated_on, reverse=True)
    return await show(
        request,
        "mail.html",
        TITLE,
        day=day,
        outlook=await needed.outlook.on(day),
        failed=failed(notices),
        sent=sent[:50],
        pauses=[row async for row in needed.views.every(MailPauses()) if row.lifted_on is None],
    )


def _day(told: str | None, today: date) -> date:
    if not told:
        return today + timedelta(days=1)
    try:
        day = DAY.validate_python(told)
    except ValidationError as error:
        raise InputInvalid from error
    if not today <= day <= today + AHEAD:
        raise InputInvalid
    return day
