"""Surveys on pages: 調査票. Workbooks to take away, and what a filled-in one would change before it is taken in."""

from collections.abc import Sequence
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.responses import RedirectResponse, Response

from adapters.api.refusals import InputInvalid
from adapters.api.statuses import status_of
from adapters.api.surveys import XLSX, ZIP, attached
from adapters.api.waiting import wait
from adapters.api.wiring import Need, Services
from adapters.surveys.content import QUERY, SUBJECTS
from adapters.surveys.desk import PREVIEW, SurveyDesk, SurveyPreview, SurveyTaking
from adapters.web.board import year_of
from adapters.web.forms import key_of, sent
from adapters.web.rendering import show
from adapters.web.words import workplace
from application.authority import Caller, NotPermitted
from application.command import Source
from application.survey_intake import SurveyForOther
from domain.errors import Refusal
from domain.survey import SurveyKind
from projections.rounds import RoundRow, Rounds

TITLE, CHECKED = "調査票（Excel）", "調査票の確認"
ARCHIVE = "GetSurveyArchive"
UPLOAD = "/surveys/check"


def enter(router: APIRouter) -> None:
    """Enter the pages."""
    router.add_api_route("/surveys", show_surveys)
    router.add_api_route(UPLOAD, check, methods=["POST"])
    router.add_api_route("/surveys/take-in", take_in, methods=["POST"])
    router.add_api_route("/surveys/{fiscal_year}/{kind}/all.zip", download_all)
    router.add_api_route("/surveys/{fiscal_year}/{kind}/{lg_code}.xlsx", download)


async def show_surveys(request: Request, needed: Need) -> Response:
    """Show what can be taken away, and where a filled-in one is handed in."""
    return await _page(request, needed)


async def download(fiscal_year: str, kind: str, lg_code: str, request: Request, needed: Need) -> Response:
    """Give the workbook of a municipality."""
    name, content = await SurveyDesk(needed).workbook(
        request.state.caller, _kind(kind), year_of(fiscal_year), lg_code[:5]
    )
    return attached(name, content, XLSX)


async def download_all(fiscal_year: str, kind: str, request: Request, needed: Need) -> Response:
    """Give the workbooks of all members in one archive."""
    caller, year, wanted = request.state.caller, year_of(fiscal_year), _kind(kind)
    if needed.reader.reach(ARCHIVE, caller).lg_code is not None:
        raise NotPermitted(command=ARCHIVE, capacity=caller.capacity)
    members = next((row.members for row in await _open_rounds(needed) if row.fiscal_year == year), ())
    content = await SurveyDesk(needed).workbooks(caller, wanted, year, members)
    return attached(f"調査票_{year}_{wanted.value}.zip", content, ZIP)


async def check(request: Request, needed: Need) -> Response:
    """Show what a workbook would change, with everything that was read otherwise than typed; nothing is recorded."""
    try:
        name, content = await _file(request)
        preview = await SurveyDesk(needed).preview(request.state.caller, name, content)
    except Refusal as refusal:
        return await _page(request, needed, refusal)
    return await _checked(request, preview)


async def take_in(request: Request, needed: Need) -> Response:
    """Take over what was shown, all of it or nothing, and lead to the page of what it is about."""
    told = await sent(request)
    try:
        given = {name: told[name] for name in SurveyTaking.model_fields if told.get(name)}
        taking = SurveyTaking.model_validate(given)
    except ValueError:
        return await _page(request, needed, InputInvalid())
    try:
        done = await SurveyDesk(needed).take_in(request.state.caller, taking, key=key_of(told))
    except Refusal as refusal:
        return await _page(request, needed, refusal)
    await wait(needed, done[0].position)
    changed = sum(len(each.events) for each in done[1:])
    return RedirectResponse(f"{workplace(done[1].object_id)}?saved={changed}", status_code=303)


async def _file(request: Request) -> tuple[str, bytes]:
    """Read the one file that the form carries; raises ``InputInvalid`` where there is none."""
    try:
        async with request.form(max_files=1, max_fields=5) as form:
            given = form.get("file")
            if isinstance(given, UploadFile) and given.filename:
                return given.filename, await given.read()
    except (HTTPException, MultiPartException) as error:
        raise InputInvalid from error
    raise InputInvalid


def _kind(told: str) -> SurveyKind:
    found = next((each for each in SurveyKind if each.value == told), None)
    if found is None:
        raise InputInvalid
    return found


async def _open_rounds(needed: Services) -> Sequence[RoundRow]:
    rows = [row async for row in needed.views.every(Rounds())]
    return sorted((row for row in rows if row.state.value == "open"), key=lambda row: -row.fiscal_year)


def _members(needed: Services, caller: Caller, row: RoundRow) -> Sequence[str]:
    """Name the municipalities whose surveys may be taken away."""
    reach = needed.reader.reach(QUERY, caller)
    return [code for code in row.members if reach.covers(code)]


def _fills_in(needed: Services, caller: Caller) -> bool:
    """Tell whether somebody hands surveys in: an office its own, the secretariat what offices sent."""
    try:
        needed.reader.reach(PREVIEW, caller)
    except NotPermitted:
        return False
    return True


async def _page(request: Request, needed: Services, refusal: Refusal | None = None) -> Response:
    caller: Caller = request.state.caller
    rounds = [(row, _members(needed, caller, row)) for row in await _open_rounds(needed)]
    return await show(
        request,
        "surveys.html",
        TITLE,
        status=200 if refusal is None else status_of(refusal.code),
        rounds=[(row, codes) for row, codes in rounds if codes],
        kinds=tuple(SUBJECTS),
        steps={kind: held.STEP for kind, held in SUBJECTS.items()},
        whole=needed.reader.reach(QUERY, caller).lg_code is None,
        filling=_fills_in(needed, caller),
        refusal=refusal,
        errors=_where(refusal),
    )


def _where(refusal: Refusal | None) -> Sequence[tuple[str, str]]:
    """Say which cell is another's, and what should stand there."""
    if not isinstance(refusal, SurveyForOther):
        return ()
    told = refusal.details
    return [
        (f"{told['label']}（{told['cell']}）", f"「{told['found']}」とありますが、「{told['expected']}」の調査票です。")
    ]


async def _checked(request: Request, preview: SurveyPreview) -> Response:
    caller: Caller = request.state.caller
    sources = tuple(Source) if caller.lg_code is None else ()
    return await show(request, "survey_checked.html", CHECKED, preview=preview, key=uuid4().hex, sources=sources)
