"""The home page: あなたの宿題. What is owed by whoever looks, the most urgent first, and the way to each act."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from adapters.api.boards import board_of
from adapters.api.wiring import Need, Services
from adapters.web.choices import called_field
from adapters.web.names import names_of
from adapters.web.rendering import show
from adapters.web.words import workplace
from application.authority import Caller, NotPermitted
from domain.calendar import Step
from domain.emission_statement import EmissionStatement
from domain.evaluation import Evaluation
from domain.filing import FieldComment, Return
from domain.in_house_report import InHouseReport
from domain.labels import Labelled
from domain.obligations import MET, ObligationState
from domain.office import Capacity, Handover
from domain.progress_report import ProgressReport
from domain.review_round import ReviewRound
from projections.filings import Filings
from projections.meeting_pack import MeetingPack, MeetingRow
from projections.notices import Notices, failed
from projections.obligations import coming_for, overdue, owed_by
from projections.organisation import Offices
from projections.round_board import Board, JointState, Square
from projections.rounds import RoundRow, Rounds

KINDS = {
    Step.PROGRESS_CONFIRMATION: ProgressReport,
    Step.EMISSIONS_CALCULATION: EmissionStatement,
    Step.EVALUATION: Evaluation,
    Step.IN_HOUSE_REPORT: InHouseReport,
}
COORDINATING = frozenset({Capacity.SECRETARIAT.value, Capacity.SECRETARIAT_HEAD.value})
NEW_FOR = timedelta(days=60)  # how long a handover greets whoever took over
TITLE = "あなたの宿題"


def enter(router: APIRouter) -> None:
    """Enter the pages."""
    router.add_api_route("/", show_door)
    router.add_api_route("/home", show_home)


async def show_door() -> Response:
    """Lead whoever is in to what they have to do."""
    return RedirectResponse("/home", status_code=303)


async def show_home(request: Request, needed: Need) -> Response:
    """Show what is owed."""
    caller: Caller = request.state.caller
    row = await newest_round(needed)
    shared: dict[str, Any] = {
        "handover": await _handover(needed, caller),
        "meetings": await _meetings(needed, caller),
        "round": row,
    }
    if row is None or not may(needed, "GetRoundBoard", caller):
        return await show(request, "home.html", TITLE, **shared, view="other", board=None)
    board = await board_of(needed, row)
    if caller.lg_code is not None:
        owed = await _office(needed, row, board, caller)
        return await show(request, "home.html", TITLE, **shared, view="office", **owed)
    if caller.capacity in COORDINATING:
        waiting = await _desk(needed, board)
        return await show(request, "home.html", TITLE, **shared, view="secretariat", **waiting)
    return await show(request, "home.html", TITLE, **shared, view="other", board=board)


async def years_of(needed: Services) -> Sequence[int]:
    """List the review years there are, the newest first; a round itself is large and not read for that."""
    ids = await needed.log.stream_ids(ReviewRound.TOPIC)
    return sorted((int(each.rpartition(":")[2]) for each in ids), reverse=True)


async def newest_round(needed: Services) -> RoundRow | None:
    """Give the newest review year there is."""
    years = await years_of(needed)
    return await needed.views.get(Rounds(), ReviewRound.create_id(years[0])) if years else None


def may(needed: Services, query: str, caller: Caller) -> bool:
    """Tell whether the matrix lets somebody ask a query."""
    try:
        needed.reader.reach(query, caller)
    except NotPermitted:
        return False
    return True


def object_of(square: Square, fiscal_year: int) -> str:
    """Name the object that meets an obligation, begun or not."""
    kind: Any = KINDS[square.obligation.step]
    made: str = kind.create_id(square.obligation.lg_code, fiscal_year)
    return square.object_id or made


def page_of(square: Square, fiscal_year: int) -> str:
    """Give the page on which an obligation is worked at."""
    return workplace(object_of(square, fiscal_year))


async def _office(needed: Services, row: RoundRow, board: Board, caller: Caller) -> Mapping[str, Any]:
    lg_code = caller.lg_code or ""
    owed = [(each, await _returned(needed, each)) for each in owed_by(board, lg_code)]
    squares = [square for square, _ in owed]
    names = await names_of(needed, owed)
    done = [each for each in board.of_office(lg_code) if each.obligation.state in MET and each not in squares]
    return {
        "board": board,
        "owed": [
            {
                "square": square,
                "object_id": object_of(square, row.fiscal_year),
                "page": page_of(square, row.fiscal_year),
                "missing": [names.get(name, _rank(name)) for name in square.missing],
                "returned": returned,
                "comments": [(called_field(each.field, names), each.comment) for each in _comments(returned)],
                "open": await _open_acts(needed, object_of(square, row.fiscal_year), caller),
            }
            for square, returned in owed
        ],
        "coming": coming_for(board, lg_code),
        "done": [(each, page_of(each, row.fiscal_year)) for each in done],
    }


def _comments(returned: Return | None) -> Sequence[FieldComment]:
    return () if returned is None else returned.comments


async def _desk(needed: Services, board: Board) -> Mapping[str, Any]:
    """Gather what waits for the secretariat: filings to accept, who is late, joint steps, and letters that failed."""
    filed = [each for each in board.squares if each.obligation.state is ObligationState.SUBMITTED]
    letters = [each async for each in needed.views.every(Notices(), fiscal_year=board.fiscal_year)]
    return {
        "board": board,
        "filed": sorted(filed, key=lambda each: each.updated_on or board.today),
        "late": overdue(board),
        "joint": [each for each in board.joint if each.state in {JointState.OPEN, JointState.OVERDUE}],
        "letters": failed(letters),
    }


async def _open_acts(needed: Services, object_id: str, caller: Caller) -> Sequence[Any]:
    actions = await needed.counter.available_actions(object_id, caller)
    return [each for each in actions if each.open and each.acting_for is None]


async def _returned(needed: Services, square: Square) -> Return | None:
    """Give when and why an act was sent back, while it stands so."""
    if square.object_id is None or square.obligation.state is not ObligationState.RETURNED:
        return None
    filing = await needed.views.get(Filings(), square.object_id)
    return filing.returns[-1] if filing is not None and filing.returns else None


def _rank(name: str) -> str:
    """Write what is missing that is neither a measure nor a sector: a rank that has not judged."""
    kinds = [each for each in Labelled.__subclasses__() if each.__name__ in {"Rank", "Capacity"}]
    words: Iterable[str] = (code.japanese for kind in kinds for code in kind if code.value == name)
    return next(iter(words), name)


async def _handover(needed: Services, caller: Caller) -> Handover | None:
    """Give the handover by which somebody came to their desk, in the first weeks after it."""
    office = await needed.views.get(Offices(), caller.office_id)
    today = needed.clock.today()
    taken = [
        each
        for each in (() if office is None else office.handovers)
        if each.to_person == caller.person_id and each.handed_over_on <= today < each.handed_over_on + NEW_FOR
    ]
    return taken[-1] if taken else None


async def _meetings(needed: Services, caller: Caller) -> Sequence[MeetingRow]:
    """List the sittings ahead, the next first."""
    if not may(needed, "ListMeetings", caller):
        return ()
    today = needed.clock.today()
    ahead = [row async for row in needed.views.every(MeetingPack()) if row.attendance is None and row.meets_on >= today]
    return sorted(ahead, key=lambda row: row.meets_on)
