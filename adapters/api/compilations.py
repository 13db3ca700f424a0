"""Compilations over HTTP: what has changed since one, so that nobody compares two lists by eye."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.boards import Year
from adapters.api.problems import problems
from adapters.api.waiting import AfterPosition, wait
from adapters.api.wiring import Asker, Need
from adapters.postgres.views import PostgresViews
from application.desk import ObjectNotFound
from domain.compilation import Compilation
from domain.measure_variation import MeasureVariation
from domain.review_round import ReviewRound
from projections.compilation_changes import CompilationChanges, changes, numbered
from projections.compilations import CompilationRow, Compilations, Numbered
from projections.filings import Filings
from projections.measure_register import MeasureRegister
from projections.measure_variations import MeasureVariations
from projections.outreach import OutreachRegister
from projections.plans import Plans
from projections.rounds import Rounds
from projections.view import ObjectRow

PATH = "/api/v1/compilations/{fiscal_year}/changes"
Since = Annotated[
    Annotated[int, Field(ge=1, le=100_000)] | None, Query(description="この番号の取りまとめから。省略時は最新の番号。")
]
Until = Annotated[
    Annotated[int, Field(ge=1, le=100_000)] | None,
    Query(description="この番号の取りまとめまで。省略時は現在の状況。"),
]


def enter(router: APIRouter) -> None:
    """Enter the route."""
    router.add_api_route(
        PATH,
        show_changes,
        operation_id="GetCompilationChanges",
        summary="取りまとめの後に変わった部分",
        tags=["queries"],
        response_model=CompilationChanges,
        responses=problems(403, 404, 422),
    )


async def show_changes(  # noqa: PLR0913, PLR0917 - the parameters of the query
    fiscal_year: Year,
    needed: Need,
    asker: Asker,
    since: Since = None,
    until: Until = None,
    after_position: AfterPosition = None,
) -> JSONResponse:
    """Compare a compilation with a later one, or with what is accepted now."""
    needed.reader.reach("GetCompilationChanges", asker)
    await wait(needed, after_position)
    row = await needed.views.get(Compilations(), Compilation.create_id(fiscal_year))
    if row is None:
        raise ObjectNotFound(object_id=Compilation.create_id(fiscal_year))
    first = row.current if since is None else _found(row, since)
    last = None if until is None else _found(row, until)
    filings = [each async for each in needed.views.every(Filings(), fiscal_year=fiscal_year)]
    standing = [each async for each in _standing(needed.views, fiscal_year)]
    return JSONResponse(changes(row, first, last, filings, standing).model_dump(mode="json"))


async def _standing(views: PostgresViews, fiscal_year: int) -> AsyncIterator[ObjectRow]:
    """Give what a compilation of the year would rest on now, beside the offices' parts."""
    review = await views.get(Rounds(), ReviewRound.create_id(fiscal_year))
    if review is None:
        return
    yield review
    plan = await views.get(Plans(), review.plan_id)
    measures = [await views.get(MeasureRegister(), due.measure_id) for due in review.measures]
    shared = [MeasureVariation.create_id(due.measure_id, code) for due in review.measures for code in due.lg_codes]
    variations = [await views.get(MeasureVariations(), each) for each in shared]
    for found in (plan, *measures, *variations):
        if found is not None:
            yield found
    async for told in views.every(OutreachRegister(), fiscal_year=review.measures_fiscal_year):
        yield told


def _found(row: CompilationRow, number: int) -> Numbered:
    found = numbered(row, number)
    if found is None:
        raise ObjectNotFound(object_id=row.object_id, number=number)
    return found
