"""Boards: answers that are deduced from several views for the day of asking: the year, who owes what, the emissions."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.asking import Question, enter_questions
from adapters.api.lists import OfOffice
from adapters.api.waiting import AfterPosition, wait
from adapters.api.wiring import Asker, Need, Services
from application.authority import NotPermitted
from application.desk import ObjectNotFound
from domain.compilation import Compilation
from domain.kernel import FiscalYear, LgCode, StreamId, Value
from domain.progress_report import ProgressReport
from domain.publication import Publication
from domain.review_round import ReviewRound
from projections import emission_series, obligations
from projections.compilations import Compilations
from projections.emission_series import AreaTotal, Break, EmissionSeries, Figure, StatementRow
from projections.filings import Filings
from projections.measure_register import Confirmations, MeasureRegister
from projections.measure_sheet import Known, MeasureSheet, measure_sheet
from projections.measure_variations import MeasureVariations
from projections.meeting_pack import MeetingPack
from projections.organisation import Regions
from projections.plans import PlanRow, Plans
from projections.publication import Publications
from projections.round_board import Board, Joint, Square, board
from projections.rounds import RoundRow, Rounds

Year = Annotated[FiscalYear, Path(description="点検年度")]
TheOffice = Annotated[LgCode, Query(description="市町村の団体コード")]
OfPlan = Annotated[StreamId | None, Query(description="実行計画。省略すると最新の世代")]
StandingOn = Annotated[date | None, Query(description="この日に有効だった版で見る")]


class Obligations(Value):
    """提出義務: who owes what on the day; for one municipality, what is coming as well."""

    fiscal_year: int
    today: date
    lg_code: LgCode | None
    owed: Annotated[tuple[Square, ...], Field(description="いま提出を要するもの（期限の近い順）")]
    coming: Annotated[tuple[Square, ...], Field(description="これから始まるもの（市町村を指定したとき）")]
    overdue: Annotated[tuple[Square, ...], Field(description="期限を過ぎたもの")]
    silent: Annotated[tuple[Square, ...], Field(description="着手もされていないもの")]


class EmissionAnswer(Value):
    """排出量の推移: exact totals per year with what they lack, and the breaks between plan generations."""

    plan_id: StreamId
    members: tuple[LgCode, ...]
    not_known: Annotated[tuple[LgCode, ...], Field(description="計画への参加が未確認の市町村")]
    totals: tuple[AreaTotal, ...]
    breaks: tuple[Break, ...]
    figures: Annotated[tuple[Figure, ...], Field(description="市町村を指定したときの、有効な値のすべて")]


def enter(router: APIRouter) -> None:
    """Enter the routes."""
    enter_questions(
        router,
        Question("rounds/{fiscal_year}/board", show_board, "GetRoundBoard", "進捗状況一覧（市町村×工程）", Board),
        Question(
            "rounds/{fiscal_year}/obligations",
            list_obligations,
            "ListObligations",
            "提出義務（誰が何を負うか）",
            Obligations,
        ),
        Question(
            "rounds/{fiscal_year}/measure-sheet",
            show_measure_sheet,
            "GetMeasureSheet",
            "施策点検票（前年度の内容と並べて見る）",
            MeasureSheet,
        ),
        Question("emission-series", show_emissions, "GetEmissionSeries", "排出量の推移", EmissionAnswer),
    )


async def show_board(fiscal_year: Year, needed: Need, asker: Asker, after_position: AfterPosition = None) -> Response:
    """Lay out the year for today."""
    needed.reader.reach("GetRoundBoard", asker)
    await wait(needed, after_position)
    return JSONResponse((await _board(needed, fiscal_year)).model_dump(mode="json"))


async def list_obligations(
    fiscal_year: Year, needed: Need, asker: Asker, lg_code: OfOffice = None, after_position: AfterPosition = None
) -> Response:
    """Tell who owes what today."""
    needed.reader.reach("ListObligations", asker)
    await wait(needed, after_position)
    laid_out = await _board(needed, fiscal_year)
    codes = laid_out.members if lg_code is None else (lg_code,)
    owed = [square for code in codes for square in obligations.owed_by(laid_out, code)]
    answer = Obligations(
        fiscal_year=fiscal_year,
        today=laid_out.today,
        lg_code=lg_code,
        owed=tuple(sorted(owed, key=lambda square: square.obligation.due_on)),
        coming=() if lg_code is None else obligations.coming_for(laid_out, lg_code),
        overdue=_of(codes, obligations.overdue(laid_out)),
        silent=_of(codes, obligations.silent(laid_out)),
    )
    return JSONResponse(answer.model_dump(mode="json"))


async def show_emissions(  # noqa: PLR0913 - the parameters of the query
    needed: Need,
    asker: Asker,
    *,
    plan_id: OfPlan = None,
    lg_code: OfOffice = None,
    on: StandingOn = None,
    after_position: AfterPosition = None,
) -> Response:
    """Sum what was accepted; drafts are nobody's business here."""
    needed.reader.reach("GetEmissionSeries", asker)
    await wait(needed, after_position)
    plans = [row async for row in needed.views.every(Plans())]
    plan = chosen(plans, plan_id)
    members = plan.membership.members if lg_code is None else (lg_code,)
    not_known = plan.membership.not_known if lg_code is None else ()
    rows: list[StatementRow] = [row async for row in needed.views.every(EmissionSeries(), lg_code=lg_code)]
    figures = emission_series.figures(rows, on=on)
    answer = EmissionAnswer(
        plan_id=plan.object_id,
        members=members,
        not_known=not_known,
        totals=emission_series.area_totals(
            figures, plan.membership.owing_in if lg_code is None else lambda _: members, not_known
        ),
        breaks=emission_series.breaks(plans),
        figures=() if lg_code is None else tuple(emission_series.newest(figures).values()),
    )
    return JSONResponse(answer.model_dump(mode="json"))


async def show_measure_sheet(
    fiscal_year: Year, needed: Need, asker: Asker, lg_code: TheOffice, after_position: AfterPosition = None
) -> Response:
    """Lay this year's statements of a municipality beside what was accepted of it last year."""
    if not needed.reader.reach("GetMeasureSheet", asker).covers(lg_code):
        raise NotPermitted(command="GetMeasureSheet", capacity=asker.capacity)
    await wait(needed, after_position)
    sheet = await sheet_of(needed, await round_of(needed, fiscal_year), lg_code)
    return JSONResponse(sheet.model_dump(mode="json"))


def chosen(plans: list[PlanRow], plan_id: str | None) -> PlanRow:
    """Choose the plan that was asked for, else the newest generation that was adopted."""
    found = [row for row in plans if row.object_id == plan_id or (plan_id is None and row.adopted_on is not None)]
    if not found:
        raise ObjectNotFound(object_id=plan_id or "plan")
    return max(found, key=lambda row: row.generation)


def _of(codes: tuple[str, ...], squares: tuple[Square, ...]) -> tuple[Square, ...]:
    return tuple(square for square in squares if square.obligation.lg_code in codes)


async def _board(needed: Services, fiscal_year: int) -> Board:
    return await board_of(needed, await round_of(needed, fiscal_year))


async def board_of(needed: Services, row: RoundRow) -> Board:
    """Lay out a round for today from the views that know it."""
    filings = [filing async for filing in needed.views.every(Filings(), fiscal_year=row.fiscal_year)]
    return board(row, filings, await _joint(needed, row), needed.clock.today())


async def round_of(needed: Services, fiscal_year: int) -> RoundRow:
    """Give the round of a year; raises ``ObjectNotFound``."""
    round_id = ReviewRound.create_id(fiscal_year)
    row = await needed.views.get(Rounds(), round_id)
    if row is None:
        raise ObjectNotFound(object_id=round_id)
    return row


async def sheet_of(needed: Services, row: RoundRow, lg_code: str) -> MeasureSheet:
    """Lay out the measure sheet of a municipality from the views that know it."""
    due = [each.measure_id for each in row.measures_of(lg_code)]
    known = Known(
        measures={each.object_id: each for each in await needed.views.some(MeasureRegister(), due)},
        variations=[each async for each in needed.views.every(MeasureVariations(), lg_code=lg_code)],
        confirmations=[
            each
            for reviewed in (row.fiscal_year - 1, row.fiscal_year)
            async for each in needed.views.every(Confirmations(), fiscal_year=reviewed, lg_code=lg_code)
        ],
        last_filing=await needed.views.get(Filings(), ProgressReport.create_id(lg_code, row.fiscal_year - 1)),
    )
    return measure_sheet(row, lg_code, known)


async def _joint(needed: Services, row: RoundRow) -> Joint:
    region = await needed.views.get(Regions(), row.region_id)
    return Joint(
        bodies=region.bodies if region is not None else (),
        compilation=await needed.views.get(Compilations(), Compilation.create_id(row.fiscal_year)),
        meetings=tuple([meeting async for meeting in needed.views.every(MeetingPack(), fiscal_year=row.fiscal_year)]),
        publication=await needed.views.get(Publications(), Publication.create_id(row.fiscal_year)),
    )
