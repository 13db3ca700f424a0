"""The registers: every list of the area on a page, to be narrowed, followed to its objects, and saved as CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from adapters.api.lists import Listing, listings
from adapters.api.paging import LONGEST
from adapters.api.refusals import CursorUnreadable, InputInvalid, RouteNotFound
from adapters.api.wiring import Need, Services
from adapters.tables import BOM, harmless
from adapters.web.board import year_of
from adapters.web.home import may, years_of
from adapters.web.names import names_of
from adapters.web.rendering import show
from adapters.web.telling import Teller, Told, headings
from adapters.web.words import called
from application.authority import ABSENT, Caller, NotPermitted
from application.command import Command
from domain.topics import AGGREGATES

TITLE = "台帳・一覧"
LG_DIGITS = 5
SEVERAL = 1_000  # rows of a table for Excel that are read at once
GROUPS: Mapping[str, Sequence[str]] = {
    "点検評価": ("rounds", "filings", "confirmations", "surveys", "compilations", "publications"),
    "計画と施策": ("plans", "measures", "measure-variations", "factor-tables", "office-plans", "outreach"),
    "会議と意見": ("meetings", "advice", "excerpts", "rosters"),
    "督促・通知": ("notices", "announcements", "mail-pauses", "letter-wordings", "calendar-feeds"),
    "組織": ("regions", "offices", "accounts"),
}
COLUMNS: Mapping[str, Sequence[str]] = {
    "regions": ("name", "established_on"),
    "offices": ("name", "lg_code", "cadence", "opened_on"),
    "accounts": ("person_id", "opened_on", "code_issued_on", "password_set_on", "suspended_on"),
    "plans": ("title", "generation", "state", "first_fiscal_year", "last_fiscal_year", "adopted_on"),
    "rounds": ("fiscal_year", "state", "measures_fiscal_year", "emissions_fiscal_year", "plan_id"),
    "measures": ("name", "owners", "state", "policy_number", "initiative_number", "updated_on"),
    "measure-variations": ("measure_id", "lg_code", "state", "set_on"),
    "confirmations": (
        *("measure_id", "lg_code", "fiscal_year", "statement.status", "statement.indicator_actual"),
        *("statement.reduction", "statement.grade", "statement.no_change"),
    ),
    "filings": ("lg_code", "fiscal_year", "step", "state", "filing.submitted_on", "acceptance.accepted_on"),
    "factor-tables": ("name", "updated_on"),
    "notices": ("lg_code", "fiscal_year", "occasion.step", "occasion.stage", "due_on", "state", "attempts", "told_on"),
    "announcements": ("subject", "fiscal_year", "state", "made_on", "by"),
    "mail-pauses": ("ground", "state", "from_on", "until_on", "lifted_on", "reason"),
    "letter-wordings": ("text", "updated_on"),
    "calendar-feeds": ("lg_code", "body_id", "capacity", "state", "opened_on", "by", "closed_on"),
    "surveys": ("lg_code", "fiscal_year", "kind", "file.name", "changes", "readings", "taken_in_on", "by"),
    "compilations": ("fiscal_year", "state", "updated_on"),
    "meetings": ("body_id", "fiscal_year", "number", "meets_on", "place", "state"),
    "excerpts": ("lg_code", "fiscal_year", "meeting_id", "item", "state"),
    "advice": ("number", "fiscal_year", "opinion.text", "opinion.sense", "state", "answer.response", "answer.text"),
    "publications": ("fiscal_year", "state", "updated_on"),
    "office-plans": ("lg_code", "record.entered_on", "updated_on"),
    "outreach": ("title", "fiscal_year", "kind", "body_id", "updated_on"),
    "rosters": ("body_id", "kind", "updated_on"),
}


def enter(router: APIRouter) -> None:
    """Enter the pages."""
    router.add_api_route("/registers", show_registers)
    router.add_api_route("/registers/{name}", show_register)
    router.add_api_route("/registers/{name}/table.csv", give_csv)


async def show_registers(request: Request, needed: Need) -> Response:
    """List the registers that one may read."""
    known = {each.path: each for each in listings()}
    groups = [
        (group, [known[name] for name in names if _may(needed, known[name], request.state.caller)])
        for group, names in GROUPS.items()
    ]
    return await show(request, "registers.html", TITLE, groups=[(group, some) for group, some in groups if some])


async def show_register(name: str, request: Request, needed: Need) -> Response:
    """Show a page of a register."""
    listing = _listing(name)
    fiscal_year, lg_code = _filters(request)
    rows, following = await _rows(
        needed, listing, request, fiscal_year, lg_code, after=request.query_params.get("after", "")
    )
    told = {"fiscal_year": fiscal_year, "lg_code": lg_code}
    narrowed = [(key, str(value)) for key, value in told.items() if value is not None]
    teller = Teller(await names_of(needed, rows))
    return await show(
        request,
        "register.html",
        listing.summary,
        name=name,
        headings=headings([tuple(each.split(".")) for each in COLUMNS[name]]),
        rows=[(_link(row), [_cell(teller, row, column) for column in COLUMNS[name]]) for row in rows],
        years=await years_of(needed),
        by_year="fiscal_year" in listing.view.row.model_fields,
        by_town="lg_code" in listing.view.row.model_fields or name == "measures",
        towns=await _towns(needed),
        year=fiscal_year,
        lg_code=lg_code,
        following=None if following is None else urlencode([*narrowed, ("after", following)]),
        query=urlencode(narrowed),
        making=_making(needed, listing, request.state.caller),
    )


async def give_csv(name: str, request: Request, needed: Need) -> Response:
    """Give a whole register as a table for Excel; what would be taken for a formula is marked as text."""
    listing = _listing(name)
    fiscal_year, lg_code = _filters(request)
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(["対象", *headings([tuple(each.split(".")) for each in COLUMNS[name]])])
    after: str | None = ""
    while after is not None:
        rows, after = await _rows(needed, listing, request, fiscal_year, lg_code, after=after, limit=SEVERAL)
        teller = Teller(await names_of(needed, rows))
        for row in rows:
            told = (_text(_cell(teller, row, column)) for column in COLUMNS[name])
            table.writerow([getattr(row, "object_id", ""), *map(harmless, told)])
    return Response(
        BOM + written.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-{needed.clock.today()}.csv"'},
    )


def _listing(name: str) -> Listing:
    found = next((each for each in listings() if each.path == name), None)
    if found is None:
        raise RouteNotFound
    return found


def _may(needed: Services, listing: Listing, caller: Caller) -> bool:
    if not listing.by_body:
        return may(needed, listing.query, caller)
    try:
        needed.reader.of_body(listing.query, caller)
    except NotPermitted:
        return False
    return True


async def _rows(  # noqa: PLR0913 - what narrows a list
    needed: Services,
    listing: Listing,
    request: Request,
    fiscal_year: int | None,
    lg_code: str | None,
    *,
    after: str = "",
    limit: int = LONGEST,
) -> tuple[Sequence[Any], str | None]:
    """Read rows as far as whoever asks may see them; raises ``NotPermitted``."""
    caller: Caller = request.state.caller
    own_body = needed.reader.of_body(listing.query, caller) if listing.by_body else None
    own = None if listing.by_body else needed.reader.reach(listing.query, caller).lg_code
    if len(after) > LONGEST:
        raise CursorUnreadable
    page = await needed.views.list(
        listing.view, fiscal_year=fiscal_year, lg_code=own or lg_code, after=after, limit=limit
    )
    return [row for row in page.rows if own_body is None or row.body_id == own_body], page.after


def _filters(request: Request) -> tuple[int | None, str | None]:
    fiscal_year, lg_code = (request.query_params.get(name) or None for name in ("fiscal_year", "lg_code"))
    if lg_code is not None and not (lg_code.isascii() and lg_code.isdecimal() and len(lg_code) == LG_DIGITS):
        raise InputInvalid
    return None if fiscal_year is None else year_of(fiscal_year), lg_code


async def _towns(needed: Services) -> Sequence[str]:
    regions = [row async for row in needed.views.every(_listing("regions").view)]
    return sorted({code for row in regions for code in row.members_on(needed.clock.today())})


def _making(needed: Services, listing: Listing, caller: Caller) -> Sequence[type[Command]]:
    """Name the acts by which somebody makes a new object of a register."""
    kinds = {topic.partition(".")[0] for topic in listing.view.topics}
    owned = tuple(caller.own) or ("-",)
    return [
        command
        for command in Command.catalogue.values()
        if command.OBJECT.TOPIC in kinds
        and command.OBJECT in AGGREGATES
        and needed.matrix.refusal(command.__name__, caller, owned, ABSENT) is None
    ]


def _link(row: Any) -> tuple[str, str] | None:
    object_id = getattr(row, "object_id", None)
    return None if object_id is None else (f"/objects/{object_id}", called(object_id))


def _cell(teller: Teller, row: Any, column: str) -> Told:
    value = row
    for name in column.split("."):
        value = None if value is None else getattr(value, name)
    return teller.tell(value, column.rpartition(".")[2])


def _text(told: Told) -> str:
    return "" if told.text == "―" else told.text
