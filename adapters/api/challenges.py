"""The challenge ledger over HTTP: the open ones first, over all years or as they were alive in one."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.asking import Question, enter_questions
from adapters.api.lists import OfOffice
from adapters.api.waiting import AfterPosition, wait
from adapters.api.wiring import Asker, Need
from domain.calendar import fiscal_year_of
from domain.kernel import FiscalYear, StreamId, Value
from projections.challenge_ledger import ChallengeLedger, ChallengeRow, Wanted, ordered

AliveIn = Annotated[FiscalYear | None, Query(description="この年度に課題であったもの。省略時はすべての年度")]
OfMeasure = Annotated[StreamId | None, Query(description="対象または対応に結び付けられた施策")]


class Challenges(Value):
    """課題の一覧: how many are open, which of them still wait for the review of the year, and all, the open first."""

    fiscal_year: Annotated[FiscalYear, Field(description="点検の有無を見た年度。指定がなければ今日の年度")]
    open: Annotated[int, Field(description="解決も取下げもされていない課題の数")]
    unreviewed: Annotated[tuple[StreamId, ...], Field(description="その年度の点検がまだない課題")]
    items: tuple[ChallengeRow, ...]


def enter(router: APIRouter) -> None:
    """Enter the route."""
    enter_questions(
        router, Question("challenges", list_challenges, "ListChallenges", "課題台帳（未解決のものから）", Challenges)
    )


async def list_challenges(  # noqa: PLR0913 - the filters of the ledger
    needed: Need,
    asker: Asker,
    *,
    fiscal_year: AliveIn = None,
    lg_code: OfOffice = None,
    measure_id: OfMeasure = None,
    after_position: AfterPosition = None,
) -> Response:
    """Tell which challenges there are, and which of the open ones nobody has reviewed in the year."""
    needed.reader.reach("ListChallenges", asker)
    await wait(needed, after_position)
    ledger = [row async for row in needed.views.every(ChallengeLedger())]
    items = ordered(ledger, Wanted(fiscal_year, lg_code, measure_id))
    reviewed = fiscal_year or fiscal_year_of(needed.clock.today())
    answer = Challenges(
        fiscal_year=reviewed,
        open=sum(row.course.is_open for row in items),
        unreviewed=tuple(row.object_id for row in items if row.course.awaits_review_in(reviewed)),
        items=items,
    )
    return JSONResponse(answer.model_dump(mode="json"))
