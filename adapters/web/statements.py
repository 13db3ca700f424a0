"""The emission statement on a page: 排出量の算定. Sectors by gases, with last year beside, and what the checks ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import uuid4

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from adapters.api.boards import round_of
from adapters.api.refusals import InputInvalid
from adapters.api.statuses import status_of
from adapters.api.waiting import wait
from adapters.api.wiring import Need, Services
from adapters.web.board import year_of
from adapters.web.choices import called_field
from adapters.web.form_fields import errors_of
from adapters.web.forms import key_of, number, sent, version_of
from adapters.web.names import names_of
from adapters.web.rendering import show
from adapters.web.words import town
from application.act import VersionStale
from application.authority import Caller
from application.comparing import checks_of
from application.desk import ObjectNotFound
from application.entering import CELL_INPUTS, entered_cell, stated_cell
from application.submissions import StateCells
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell, Gas, Method, Notation
from domain.errors import Refusal
from domain.warning_answers import Checks

TITLE = "排出量の算定"
ACTS = ("AllocateEmissions", "CalculateEnergyEmissions", "ConvertGases")  # that reckon a figure from its members


@dataclass(slots=True)
class Row:
    """記入の行: one sector and gas: what stands, what was entered, last year's figure, and what is wrong."""

    sector: str
    gas: Gas
    cell: Cell | None
    earlier: Decimal | None
    entered: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    differs: bool = False

    @property
    def change(self) -> Decimal | None:
        """Give the change against last year in percent, to one decimal."""
        if self.cell is None or self.cell.value is None or not self.earlier:
            return None
        return ((self.cell.value - self.earlier) / self.earlier * 100).quantize(Decimal("0.1"))

    @property
    def reckoned(self) -> bool:
        """Tell whether the figure was reckoned from members that this form does not show."""
        return self.cell is not None and bool(self.cell.allocation or self.cell.parts or self.cell.activity)


def enter(router: APIRouter) -> None:
    """Enter the pages."""
    router.add_api_route("/statements/{fiscal_year}/{lg_code}", show_statement)
    router.add_api_route("/statements/{fiscal_year}/{lg_code}", save, methods=["POST"])


async def show_statement(fiscal_year: str, lg_code: str, request: Request, needed: Need) -> Response:
    """Show the statement of a municipality, to be filled in by who may."""
    statement, object_id = await _statement(needed, request.state.caller, fiscal_year, lg_code)
    rows, checks = await _rows(needed, statement, request.query_params.get("add", ""))
    saved = request.query_params.get("saved")
    return await _page(request, needed, object_id, statement, rows, checks=checks, saved=saved)


async def save(fiscal_year: str, lg_code: str, request: Request, needed: Need) -> Response:
    """Save the figures and notations that were changed, all or none."""
    statement, object_id = await _statement(needed, request.state.caller, fiscal_year, lg_code)
    if statement is None:
        raise ObjectNotFound(object_id=object_id)
    told = await sent(request)
    rows, checks = await _rows(needed, statement, told.get("add", ""))
    for row in rows:
        row.entered = _entered(told, row)
    cells = [cell for row in rows if (cell := _cell(row)) is not None]
    refusal: Refusal | None = InputInvalid() if any(row.errors for row in rows) else None
    if refusal is None and not cells:
        return RedirectResponse(f"{request.url.path}?saved=0", status_code=303)
    if refusal is None:
        command = StateCells(lg_code=statement.lg_code, fiscal_year=statement.fiscal_year, cells=tuple(cells))
        try:
            done = await needed.counter.perform(
                command, request.state.caller, key=key_of(told), expected_version=version_of(told)
            )
        except Refusal as refused:
            refusal = refused
            if isinstance(refused, VersionStale):
                _mark_differing(rows)
        else:
            await wait(needed, done.position)
            return RedirectResponse(f"{request.url.path}?saved={len(cells)}", status_code=303)
    return await _page(request, needed, object_id, statement, rows, checks=checks, refusal=refusal)


def _entered(told: Mapping[str, str], row: Row) -> Mapping[str, str]:
    names = {name: f"{row.sector}.{row.gas}.{name}" for name in CELL_INPUTS}
    if names["value"] not in told:
        return stated_cell(row.cell)
    cells = {name: told.get(path, "").replace("\r\n", "\n").strip() for name, path in names.items()}
    cells["value"] = number(cells["value"])
    return {name: value for name, value in cells.items() if value}


def _cell(row: Row) -> Cell | None:
    """Give the cell that a row asks for, if it asks for another; what is wrong with it is written beside it."""
    try:
        return entered_cell(row.sector, row.gas, row.cell, row.entered)
    except ValidationError as error:
        row.errors = errors_of(error)
        return None


def _mark_differing(rows: Sequence[Row]) -> None:
    for row in rows:
        row.differs = row.cell is not None and row.entered != stated_cell(row.cell)


async def _statement(
    needed: Services, caller: Caller, fiscal_year: str, lg_code: str
) -> tuple[EmissionStatement | None, str]:
    """Give the statement, or nothing before it is begun by who may begin it; raises ``ObjectNotFound``."""
    row = await round_of(needed, year_of(fiscal_year))
    object_id = EmissionStatement.create_id(lg_code if lg_code in row.members else "00000", row.fiscal_year)
    try:
        found = await needed.reader.object(object_id, caller)
    except ObjectNotFound:
        if caller.lg_code == lg_code and lg_code in row.members:
            return None, object_id
        raise
    return found if isinstance(found, EmissionStatement) else None, object_id


async def _rows(needed: Services, statement: EmissionStatement | None, more: str) -> tuple[list[Row], Checks]:
    """Lay out a row for the carbon dioxide of every sector, and one for every other gas that is stated or wanted."""
    if statement is None:
        return [], Checks()
    checks = await checks_of(needed.log, statement)
    known = () if checks.comparison is None else checks.comparison.earlier
    earlier = {(each.sector, each.gas): each.value for each in known}
    wanted = [
        (sector, gas)
        for sector in statement.sectors
        for gas in Gas
        if gas is Gas.CO2 or (sector, gas) in statement.cells or more == f"{sector}.{gas}"
    ]
    cells = statement.cells
    rows = [Row(*key, cells.get(key), earlier.get(key), stated_cell(cells.get(key))) for key in wanted]
    return rows, checks


async def _page(  # noqa: PLR0913 - what the page shows
    request: Request,
    needed: Services,
    object_id: str,
    statement: EmissionStatement | None,
    rows: Sequence[Row],
    *,
    checks: Checks,
    refusal: Refusal | None = None,
    saved: str | None = None,
) -> Response:
    actions = await needed.counter.available_actions(object_id, request.state.caller)
    own = {each.command: each for each in actions if each.acting_for is None}
    words = await names_of(needed)
    cells = () if statement is None else statement.content().cells
    unanswered = checks.unanswered(cells)
    _, lg_code, fiscal_year = object_id.split(":")
    return await show(
        request,
        "statement.html",
        f"{TITLE}　{town(lg_code)}",
        status=200 if refusal is None else status_of(refusal.code),
        fiscal_year=int(fiscal_year),
        statement=statement,
        object_id=object_id,
        rows=rows,
        words=words,
        writable="StateCells" in own and own["StateCells"].open,
        begin=own.get("BeginEmissionStatement") if statement is None else None,
        submit=own.get("SubmitEmissionStatement"),
        reckoning=[own[name] for name in ACTS if name in own and own[name].open],
        warnings=[(each, called_field(each.field, words), each in unanswered) for each in checks.raised(cells)],
        answering="AnswerWarning" in own and own["AnswerWarning"].open,
        notations=tuple(Notation),
        methods=tuple(Method),
        gases=tuple(Gas),
        more=request.query_params.get("add", ""),
        key=uuid4().hex,
        refusal=refusal,
        saved=saved,
        errors=[
            (f"{words.get(row.sector, row.sector)}（{row.gas.japanese}）", text)
            for row in rows
            for text in row.errors.values()
        ],
    )
