"""The round board on a page: 進捗状況一覧, members by steps, and the year's schedule with today in it."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from adapters.api.boards import board_of, round_of
from adapters.api.refusals import InputInvalid
from adapters.api.wiring import Need
from adapters.tables import BOM
from adapters.web.forms import whole
from adapters.web.home import newest_round, object_of, years_of
from adapters.web.rendering import show
from adapters.web.words import town
from domain.calendar import MONTHS, OFFICE_STEPS, Step, Window
from domain.obligations import ObligationState
from projections.obligations import counts, silent
from projections.round_board import Square
from projections.rounds import RoundRow

TITLE = "進捗状況一覧"
YEARS = range(2000, 2100)


class Month(NamedTuple):
    """月: one month of the schedule: open in it, its deadline in it, now in it."""

    number: int
    open: bool
    due: bool
    now: bool


class Line(NamedTuple):
    """日程の行: one step of the year, month by month."""

    step: Step
    opens_on: date
    due_on: date
    months: Sequence[Month]


def enter(router: APIRouter) -> None:
    """Enter the pages."""
    router.add_api_route("/rounds", show_newest)
    router.add_api_route("/rounds/{fiscal_year}", show_board)
    router.add_api_route("/rounds/{fiscal_year}/board.csv", give_csv)


async def show_newest(request: Request, needed: Need) -> Response:
    """Lead to the newest year."""
    row = await newest_round(needed)
    if row is None:
        return await show(request, "no_round.html", TITLE)
    return RedirectResponse(f"/rounds/{row.fiscal_year}", status_code=303)


async def show_board(fiscal_year: str, request: Request, needed: Need) -> Response:
    """Show how the year stands today: who owes what, who is silent, and what the whole area does."""
    needed.reader.reach("GetRoundBoard", request.state.caller)
    row = await round_of(needed, year_of(fiscal_year))
    board = await board_of(needed, row)
    wanted, quiet = _state(request.query_params.get("state")), "silent" in request.query_params
    hushed = {each.obligation.lg_code for each in silent(board)}
    members = [
        code
        for code in board.members
        if (wanted is None or any(each.obligation.state is wanted for each in board.of_office(code)))
        and (not quiet or code in hushed)
    ]
    return await show(
        request,
        "board.html",
        TITLE,
        board=board,
        years=await years_of(needed),
        steps=OFFICE_STEPS,
        rows=[(code, [(each, object_of(each, row.fiscal_year)) for each in board.of_office(code)]) for code in members],
        counts=[(state, number) for state, number in counts(board).items() if number],
        wanted=wanted,
        quiet=quiet,
        silent=len(hushed),
        schedule=schedule(row, needed.clock.today()),
        months=MONTHS,
    )


async def give_csv(fiscal_year: str, request: Request, needed: Need) -> Response:
    """Give the board as a table for Excel, one row per municipality and step."""
    needed.reader.reach("GetRoundBoard", request.state.caller)
    board = await board_of(needed, await round_of(needed, year_of(fiscal_year)))
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(("団体コード", "市町村", "工程", "状態", "期限", "延長", "期限後", "期限超過", "差戻し回数", "不足"))
    table.writerows(_cells(each) for each in board.squares)
    return Response(
        BOM + written.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="board-{board.fiscal_year}-{board.today}.csv"'},
    )


def schedule(row: RoundRow, today: date) -> Sequence[Line]:
    """Draw the year as the seed draws it: a row per step, a column per month from April."""
    return [
        Line(each.step, each.opens_on, each.due_on, [_month(row, each, number, today) for number in MONTHS])
        for each in row.timetable.windows
    ]


def year_of(told: str) -> int:
    """Read the year of an address."""
    read = whole(told)
    if read is None or read not in YEARS:
        raise InputInvalid
    return read


def _month(row: RoundRow, window: Window, number: int, today: date) -> Month:
    first = date(row.fiscal_year + (number < MONTHS[0]), number, 1)
    here = _of(first)
    return Month(
        number,
        open=_of(window.opens_on) <= here <= _of(window.due_on),
        due=_of(window.due_on) == here,
        now=_of(today) == here,
    )


def _of(day: date) -> tuple[int, int]:
    return (day.year, day.month)


def _state(told: str | None) -> ObligationState | None:
    return next((each for each in ObligationState if each.value == told), None)


def _cells(square: Square) -> Sequence[str]:
    owed = square.obligation
    flags = ("○" if each else "" for each in (owed.extended, owed.late, owed.overdue))
    missing = "・".join(square.missing)
    return (
        *(owed.lg_code, town(owed.lg_code), owed.step.japanese, owed.state.japanese, owed.due_on.isoformat()),
        *flags,
        *(str(square.returned_times), missing),
    )
