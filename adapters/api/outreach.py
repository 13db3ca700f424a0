"""Planned outreach over HTTP, with what has passed its day without word, and who held what together in a year."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.asking import Question, enter_questions
from adapters.api.lists import OfYear
from adapters.api.organisation import OnDay
from adapters.api.waiting import AfterPosition, wait
from adapters.api.wiring import Asker, Need
from application.authority import NotPermitted
from domain.body import BodyId
from domain.kernel import FiscalYear, StreamId, Value
from domain.report_outreach import CooperationTable, cooperation_table
from projections.outreach import OutreachRegister
from projections.outreach_plans import OutreachPlanRow, OutreachPlans, by_day

OfBody = Annotated[BodyId | None, Query(description="推進センター、推進員または担当者会議の識別名")]
TheYear = Annotated[FiscalYear, Query(description="活動の年度")]


class PlannedOutreach(Value):
    """企画の一覧: from the earliest planned day on, and which of it has passed its day without an outcome."""

    on: date
    overdue: Annotated[tuple[StreamId, ...], Field(description="予定の日を過ぎて、実施も中止も記録されていない企画")]
    items: tuple[OutreachPlanRow, ...]


def enter(router: APIRouter) -> None:
    """Enter the routes."""
    enter_questions(
        router,
        Question(
            "outreach-plans", list_outreach_plans, "ListOutreachPlans", "啓発・支援活動の企画の一覧", PlannedOutreach
        ),
        Question(
            "outreach-cooperation",
            show_outreach_cooperation,
            "GetOutreachCooperation",
            "関係者相互の連携（共同の活動は一度だけ数える）",
            CooperationTable,
        ),
    )


async def list_outreach_plans(  # noqa: PLR0913 - the filters of the list
    needed: Need,
    asker: Asker,
    *,
    fiscal_year: OfYear = None,
    body_id: OfBody = None,
    on: OnDay = None,
    after_position: AfterPosition = None,
) -> Response:
    """Tell what is planned, what became of it, and what has passed its day without word; a body's people their own."""
    own_body = needed.reader.of_body("ListOutreachPlans", asker)
    if own_body is not None and body_id not in {None, own_body}:
        raise NotPermitted(command="ListOutreachPlans", capacity=asker.capacity)
    await wait(needed, after_position)
    rows = [row async for row in needed.views.every(OutreachPlans(), fiscal_year=fiscal_year)]
    answer = planned(rows, body_id or own_body, on or needed.clock.today())
    return JSONResponse(answer.model_dump(mode="json"))


def planned(rows: Sequence[OutreachPlanRow], body_id: str | None, on: date) -> PlannedOutreach:
    """Lay out the plans of one body, or of all, as they stand on a day."""
    items = by_day(row for row in rows if body_id in {None, row.body_id})
    return PlannedOutreach(on=on, overdue=tuple(row.object_id for row in items if row.overdue_on(on)), items=items)


async def show_outreach_cooperation(
    needed: Need, asker: Asker, fiscal_year: TheYear, after_position: AfterPosition = None
) -> Response:
    """Tell who held what together in a year; what two bodies held together counts once."""
    needed.reader.reach("GetOutreachCooperation", asker)
    await wait(needed, after_position)
    rows = [row async for row in needed.views.every(OutreachRegister(), fiscal_year=fiscal_year)]
    return JSONResponse(cooperation_table(fiscal_year, rows).model_dump(mode="json"))
