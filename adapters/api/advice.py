"""Advice over HTTP: what of it stands in a year, so that nothing carried over is forgotten on the way to the agenda."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from adapters.api.asking import Question, enter_questions
from adapters.api.waiting import AfterPosition, wait
from adapters.api.wiring import Asker, Need
from domain.kernel import FiscalYear, Value
from projections.advice_ledger import AdviceLedger, AdviceRow, open_in, standing_in

OfYear = Annotated[FiscalYear, Query(description="年度")]


class StandingAdvice(Value):
    """年度に残る意見: given in the year or before, not settled, and not carried into a later one."""

    fiscal_year: FiscalYear
    awaiting_answer: int
    items: tuple[AdviceRow, ...]


def enter(router: APIRouter) -> None:
    """Enter the route."""
    enter_questions(
        router,
        Question(
            "standing-advice",
            list_standing_advice,
            "ListStandingAdvice",
            "その年度に残る意見（前年度までからの継続を含む）",
            StandingAdvice,
            "終結しておらず、後の年度へ継続されていない意見を、意見を受けた順に返します。",
        ),
    )


async def list_standing_advice(
    fiscal_year: OfYear, needed: Need, asker: Asker, after_position: AfterPosition = None
) -> Response:
    """List what stands in a year, whichever year it was given in."""
    needed.reader.reach("ListStandingAdvice", asker)
    await wait(needed, after_position)
    ledger = [each async for each in needed.views.every(AdviceLedger())]
    found = StandingAdvice(
        fiscal_year=fiscal_year,
        awaiting_answer=len(open_in(ledger, fiscal_year)),
        items=standing_in(ledger, fiscal_year),
    )
    return JSONResponse(found.model_dump(mode="json"))
