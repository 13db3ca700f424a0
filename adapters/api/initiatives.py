"""The priority initiatives over HTTP: how each of them goes in a round, by municipality and with what lacks named."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from adapters.api.asking import Question, enter_questions
from adapters.api.boards import Year
from adapters.api.waiting import AfterPosition, wait
from adapters.api.wiring import Asker, Need
from application.desk import ObjectNotFound
from domain.review_round import ReviewRound
from projections.filings import Filings
from projections.initiative_progress import InitiativeProgress, Known, initiative_progress
from projections.measure_register import Confirmations, MeasureRegister
from projections.measure_variations import MeasureVariations
from projections.plans import Plans
from projections.rounds import Rounds


def enter(router: APIRouter) -> None:
    """Enter the route."""
    enter_questions(
        router,
        Question(
            "rounds/{fiscal_year}/initiatives",
            show_initiatives,
            "GetInitiativeProgress",
            "重点取組ごとの進み具合",
            InitiativeProgress,
        ),
    )


async def show_initiatives(
    fiscal_year: Year, needed: Need, asker: Asker, after_position: AfterPosition = None
) -> Response:
    """Group what was accepted in a round by the initiatives of its plan."""
    needed.reader.reach("GetInitiativeProgress", asker)
    await wait(needed, after_position)
    round_id = ReviewRound.create_id(fiscal_year)
    row = await needed.views.get(Rounds(), round_id)
    plan = None if row is None else await needed.views.get(Plans(), row.plan_id)
    if row is None or plan is None:
        raise ObjectNotFound(object_id=round_id)
    known = Known(
        measures={each.object_id: each async for each in needed.views.every(MeasureRegister())},
        variations=[each async for each in needed.views.every(MeasureVariations())],
        confirmations=[each async for each in needed.views.every(Confirmations(), fiscal_year=fiscal_year)],
        filings=[each async for each in needed.views.every(Filings(), fiscal_year=fiscal_year)],
    )
    return JSONResponse(initiative_progress(row, plan, known).model_dump(mode="json"))
