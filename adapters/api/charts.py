"""Charts over HTTP: specifications for front ends that draw by themselves, of the area now and as it was published."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse

from adapters.api.asking import Question, enter_questions
from adapters.api.boards import OfPlan, StandingOn
from adapters.api.problems import problems
from adapters.api.public import FOR_EVER, PATH, Year, report_of
from adapters.api.waiting import AfterPosition, wait
from adapters.api.wiring import Asker, Need, Services
from adapters.charts.area import area_charts
from adapters.charts.chart import Chart, ChartName
from adapters.charts.published import published_charts
from application.authority import Caller
from application.desk import ObjectNotFound
from domain.publication import Publication

QUERY = "GetAreaChart"
Which = Annotated[ChartName, Path(description="図の種類")]
Number = Annotated[int, Path(ge=1, le=10_000, description="版")]


def enter(router: APIRouter) -> None:
    """Enter the routes."""
    enter_questions(
        router,
        Question("area-charts/{chart}", show_chart, QUERY, "圏域の排出量の図（Vega-Liteの仕様と表）", Chart),
        refused=(403, 404, 422),
    )
    router.add_api_route(
        f"{PATH}/{{fiscal_year}}/editions/{{edition}}/charts/{{chart}}",
        show_published_chart,
        operation_id="GetPublishedChart",
        summary="公表された報告書の図（Vega-Liteの仕様と表）",
        tags=["public"],
        response_model=Chart,
        responses=problems(404, 422),
    )


async def show_chart(  # noqa: PLR0913 - the parameters of the query
    chart: Which,
    needed: Need,
    asker: Asker,
    *,
    plan_id: OfPlan = None,
    on: StandingOn = None,
    after_position: AfterPosition = None,
) -> Response:
    """Give a chart of the area with its data, its description and its table."""
    await wait(needed, after_position)
    [found] = await charts_for(needed, asker, [chart], plan_id, on)
    return JSONResponse(found.model_dump(mode="json"))


async def charts_for(
    needed: Services, asker: Caller, names: Iterable[ChartName], plan_id: str | None = None, on: date | None = None
) -> Sequence[Chart]:
    """Draw charts for who may ask for them."""
    needed.reader.reach(QUERY, asker)
    return await area_charts(needed, names, plan_id, on)


async def show_published_chart(chart: Which, fiscal_year: Year, edition: Number, needed: Need) -> Response:
    """Give a chart of a published edition."""
    found = await published_chart(needed, fiscal_year, edition, chart)
    return JSONResponse(found.model_dump(mode="json"), headers={"Cache-Control": FOR_EVER})


async def published_chart(needed: Services, fiscal_year: int, edition: int, name: ChartName) -> Chart:
    """Draw a chart of an edition; raises ``ObjectNotFound`` for one that its report does not have."""
    found = published_charts(await report_of(needed, fiscal_year, edition)).get(name)
    if found is None:
        raise ObjectNotFound(object_id=Publication.create_id(fiscal_year), edition=edition)
    return found
