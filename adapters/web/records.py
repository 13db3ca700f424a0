"""The record on a page: 記録をたどる. What was done in the whole area, by whom, when and on what ground."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import Response

from adapters.api.audit import AuditQuery
from adapters.api.paging import LIMIT
from adapters.api.refusals import InputInvalid
from adapters.api.wiring import Need
from adapters.web.forms import whole
from adapters.web.names import names_of
from adapters.web.rendering import show
from adapters.web.words import term_of
from domain.office import Capacity
from domain.topics import AGGREGATES
from projections.audit_timeline import entry
from projections.organisation import Regions

TITLE = "記録をたどる"
FILTERS = ("object_id", "kind", "lg_code", "fiscal_year", "actor", "capacity")


def enter(router: APIRouter) -> None:
    """Enter the page."""
    router.add_api_route("/records", show_records)


async def show_records(request: Request, needed: Need) -> Response:
    """Show what was recorded, the newest first; that it was looked at is written down before it is shown."""
    caller = request.state.caller
    needed.reader.reach("ListAuditTimeline", caller)
    told = {name: value for name in FILTERS if (value := request.query_params.get(name, "").strip())}
    before = request.query_params.get("before", "")
    try:
        query = AuditQuery.model_validate(told)
    except ValidationError as error:
        raise InputInvalid from error
    if before and whole(before) is None:
        raise InputInvalid
    await needed.accesses.note(caller, "ListAuditTimeline", told, needed.clock.now())
    at = {"before": int(before)} if before else {}
    facts = await needed.audit.newest(query.asked(), limit=LIMIT, **at)
    entries = [entry(fact) for fact in facts]
    regions = [row async for row in needed.views.every(Regions())]
    last = entries[-1].position if len(entries) == LIMIT else None
    return await show(
        request,
        "records.html",
        TITLE,
        entries=entries,
        names=await names_of(needed, [{"actor": each.actor, "object_id": each.object_id} for each in entries]),
        told=told,
        kinds=[(each.TOPIC, term_of(each)) for each in AGGREGATES],
        capacities=tuple(Capacity),
        towns=sorted({each.lg_code for row in regions for each in row.memberships}),
        following=None if last is None else urlencode({**told, "before": last}),
        narrowed=query.model_dump(include=set(FILTERS), exclude_none=True),
    )
