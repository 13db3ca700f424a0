"""The measure sheet on a page: 施策点検票. Every measure in one form, with last year beside it, saved all or none.

What was entered stays on the page whatever stands against it. What somebody else wrote meanwhile is shown beside what
was entered, and nothing is overwritten unseen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from adapters.api.boards import round_of, sheet_of
from adapters.api.refusals import InputInvalid
from adapters.api.statuses import status_of
from adapters.api.waiting import wait
from adapters.api.wiring import Need, Services
from adapters.web.board import year_of
from adapters.web.form_fields import errors_of
from adapters.web.forms import key_of, number, sent, version_of
from adapters.web.rendering import show
from adapters.web.words import town
from application.act import Asked, BundleRefused, VersionStale
from application.authority import Caller, NotPermitted
from application.command import Command
from application.desk import ObjectNotFound
from application.entering import MEASURE_INPUTS, entered_measure, stated_measure
from domain.errors import Refusal
from domain.progress_report import MeasureStatus, ProgressReport
from projections.measure_sheet import MeasureSheet, SheetLine
from projections.rounds import RoundRow

TITLE = "施策点検票"


@dataclass(slots=True)
class Row:
    """記入の行: one measure: what stands, what was entered, and what is wrong with it."""

    line: SheetLine
    entered: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None
    differs: bool = False


def enter(router: APIRouter) -> None:
    """Enter the pages."""
    router.add_api_route("/sheets/{fiscal_year}/{lg_code}", show_sheet)
    router.add_api_route("/sheets/{fiscal_year}/{lg_code}", save, methods=["POST"])


async def show_sheet(fiscal_year: str, lg_code: str, request: Request, needed: Need) -> Response:
    """Show the sheet of a municipality; to whom it is not to be written, to be read."""
    row, sheet = await _sheet(needed, request.state.caller, fiscal_year, lg_code)
    rows = [Row(line, stated_measure(line.this)) for line in sheet.lines]
    return await _page(request, needed, row, sheet, rows, saved=request.query_params.get("saved"))


async def save(fiscal_year: str, lg_code: str, request: Request, needed: Need) -> Response:
    """Save what was changed, every measure of it or none."""
    row, sheet = await _sheet(needed, request.state.caller, fiscal_year, lg_code)
    told = await sent(request)
    rows = [Row(line, _entered(told, nth, line)) for nth, line in enumerate(sheet.lines)]
    commands = [(each, made) for each in rows if (made := _command(row, lg_code, each)) is not None]
    if any(each.errors for each in rows):
        return await _page(request, needed, row, sheet, rows, refusal=InputInvalid())
    if not commands:
        return RedirectResponse(f"{request.url.path}?saved=0", status_code=303)
    asked = [Asked(command, version_of(told)) for _, command in commands]
    try:
        done = await needed.counter.perform_all(asked, request.state.caller, key=key_of(told))
    except BundleRefused as refused:
        commands[refused.nth][0].refusal = refused.refusal
        if isinstance(refused.refusal, VersionStale):
            commands[refused.nth][0].refusal = None
            _mark_differing(rows)
        return await _page(request, needed, row, sheet, rows, refusal=refused.refusal)
    except Refusal as refusal:
        return await _page(request, needed, row, sheet, rows, refusal=refusal)
    await wait(needed, done[-1].position)
    return RedirectResponse(f"{request.url.path}?saved={len(commands)}", status_code=303)


def _entered(told: Mapping[str, str], nth: int, line: SheetLine) -> Mapping[str, str]:
    """Read the inputs of a measure; a sheet that has become longer meanwhile leaves the new measures as they are."""
    if told.get(f"m.{nth}.measure_id") != line.measure_id:
        return stated_measure(line.this)
    names = (*MEASURE_INPUTS, "no_change")
    cells = {name: told.get(f"m.{nth}.{name}", "").replace("\r\n", "\n").strip() for name in names}
    for name in ("indicator_actual", "reduction"):
        cells[name] = number(cells[name])
    return {name: value for name, value in cells.items() if value}


def _command(row: RoundRow, lg_code: str, entry: Row) -> Command | None:
    """Give the act that a row asks for, if it asks for any; what is wrong with it is written beside it."""
    line, of = entry.line, {"lg_code": lg_code, "fiscal_year": row.fiscal_year}
    unchanged = line.may_be_confirmed_unchanged
    try:
        return entered_measure(of, line.measure_id, line.this, entry.entered, may_be_confirmed_unchanged=unchanged)
    except ValidationError as error:
        entry.errors = errors_of(error)
        return None


def _mark_differing(rows: Sequence[Row]) -> None:
    for each in rows:
        each.differs = each.line.this is not None and stated_measure(each.line.this) != each.entered


async def _sheet(needed: Services, caller: Caller, fiscal_year: str, lg_code: str) -> tuple[RoundRow, MeasureSheet]:
    row = await round_of(needed, year_of(fiscal_year))
    if lg_code not in row.members:
        raise ObjectNotFound(object_id=f"{ProgressReport.TOPIC}:{lg_code[:5]}:{row.fiscal_year}")
    if not needed.reader.reach("GetMeasureSheet", caller).covers(lg_code):
        raise NotPermitted(command="GetMeasureSheet", capacity=caller.capacity)
    return row, await sheet_of(needed, row, lg_code)


async def _page(  # noqa: PLR0913 - what the page shows
    request: Request,
    needed: Services,
    row: RoundRow,
    sheet: MeasureSheet,
    rows: Sequence[Row],
    *,
    refusal: Refusal | None = None,
    saved: str | None = None,
) -> Response:
    object_id = ProgressReport.create_id(sheet.lg_code, row.fiscal_year)
    actions = await needed.counter.available_actions(object_id, request.state.caller)
    own = {each.command: each for each in actions if each.acting_for is None}
    begun = await _version(needed, object_id, request.state.caller)
    reporting = own.get("ReportMeasure")
    return await show(
        request,
        "sheet.html",
        f"{TITLE}　{town(sheet.lg_code)}",
        status=200 if refusal is None else status_of(refusal.code),
        sheet=sheet,
        rows=rows,
        object_id=object_id,
        version=begun,
        writable=begun > 0 and reporting is not None and reporting.open,
        begin=own.get("BeginProgressReport") if begun == 0 else None,
        submit=own.get("SubmitProgressReport"),
        statuses=tuple(MeasureStatus),
        grades=row.scale,
        key=uuid4().hex,
        refusal=refusal,
        saved=saved,
        errors=[(each.line.title, text) for each in rows for text in each.errors.values()],
    )


async def _version(needed: Services, object_id: str, caller: Caller) -> int:
    """Give the version of the report, 0 before it is begun or where it may not be seen."""
    try:
        return (await needed.reader.object(object_id, caller)).version
    except ObjectNotFound:
        return 0
