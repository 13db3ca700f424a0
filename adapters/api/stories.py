"""Stories over HTTP: from a published figure back to what an office entered, read from the record itself."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.boards import TheOffice, Year
from adapters.api.problems import problems
from adapters.api.wiring import Asker, Need
from application.authority import NotPermitted
from application.desk import ObjectNotFound
from domain.advice import Advice
from domain.meeting import Meeting
from domain.publication import Publication
from projections.story import Sources, Story, content_of, edition_of, parts_of, story

Edition = Annotated[Annotated[int, Field(ge=1, le=10_000)] | None, Query(description="版。省略すると最新の版")]


def enter(router: APIRouter) -> None:
    """Enter the route."""
    router.add_api_route(
        "/api/v1/publications/{fiscal_year}/story",
        show_story,
        operation_id="GetStory",
        summary="公表された数値の来歴",
        tags=["queries"],
        response_model=Story,
        responses=problems(403, 404, 422),
    )


async def show_story(
    fiscal_year: Year, needed: Need, asker: Asker, lg_code: TheOffice, edition: Edition = None
) -> JSONResponse:
    """Tell how an edition came about, as far as one municipality; raises ``EditionNotFound`` and ``NotPermitted``."""
    if not needed.reader.reach("GetStory", asker).covers(lg_code):
        raise NotPermitted(command="GetStory", capacity=asker.capacity)
    asked = {"fiscal_year": fiscal_year, "lg_code": lg_code, "edition": edition}
    await needed.accesses.note(asker, "GetStory", asked, needed.clock.now())
    object_id = Publication.create_id(fiscal_year)
    publication = await needed.log.stream(object_id)
    if not publication:
        raise ObjectNotFound(object_id=object_id)
    published = edition_of(publication, edition)
    content = content_of(published)
    compilation = await needed.log.stream(content.compilation_id)
    pins = parts_of(compilation, content.number, lg_code)
    sources = Sources(
        publication=publication,
        compilation=compilation,
        meetings=list((await needed.log.streams(Meeting.TOPIC)).values()),
        advice=list((await needed.log.streams(Advice.TOPIC)).values()),
        parts={pin.stream_id: await needed.log.stream(pin.stream_id) for pin in pins},
    )
    told = story(lg_code, published, sources, lambda each: needed.reader.sees(each, asker))
    return JSONResponse(told.model_dump(mode="json"))
