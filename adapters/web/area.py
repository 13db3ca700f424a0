"""The shape of the area: 圏域の姿. Emissions against the path to the target, by sector, by municipality, by place."""

from asyncio import to_thread
from collections.abc import Iterable, Sequence
from hashlib import sha256

from fastapi import APIRouter, Request
from starlette.responses import Response

from adapters.api.charts import charts_for, published_chart
from adapters.api.documents import frozen
from adapters.api.public import FOR_EVER
from adapters.api.refusals import RouteNotFound
from adapters.api.wiring import Need
from adapters.charts.chart import Chart, ChartName
from adapters.charts.rendering import size_of, svg_of
from adapters.web.board import year_of
from adapters.web.forms import whole
from adapters.web.rendering import show

TITLE = "圏域の姿"
SVG = "image/svg+xml"
OF_ANYBODY = {"Cross-Origin-Resource-Policy": "cross-origin"}  # towns show the public pictures on sites of their own


def enter(router: APIRouter) -> None:
    """Enter the page and the pictures."""
    router.add_api_route("/area", show_area)
    router.add_api_route("/area/{chart}.svg", show_picture)
    router.add_api_route("/reports/{fiscal_year}/editions/{edition}/{chart}.svg", show_published_picture)


async def show_area(request: Request, needed: Need) -> Response:
    """Show every chart of the newest plan, each with its description and its table."""
    charts = await charts_for(needed, request.state.caller, ChartName)
    return await show(request, "area.html", TITLE, charts=await with_sizes(charts))


async def with_sizes(charts: Iterable[Chart]) -> Sequence[tuple[Chart, tuple[int, int]]]:
    """Give each chart with the size of its picture, which is drawn for that and kept."""
    return [(each, size_of(await to_thread(svg_of, each.specification))) for each in charts]


async def show_picture(chart: str, request: Request, needed: Need) -> Response:
    """Give the picture of a chart."""
    [found] = await charts_for(needed, request.state.caller, [_named(chart)])
    return await _picture(request, found, "private, no-cache")


async def show_published_picture(
    fiscal_year: str, edition: str, chart: str, request: Request, needed: Need
) -> Response:
    """Give the picture of a chart of a published edition, to whoever wants to show it."""
    found = await published_chart(needed, year_of(fiscal_year), whole(edition) or 0, _named(chart))
    answer = await _picture(request, found, FOR_EVER)
    answer.headers.update(OF_ANYBODY)
    return answer


async def _picture(request: Request, chart: Chart, caching: str) -> Response:
    picture = await to_thread(svg_of, chart.specification)
    return frozen(request, picture, sha256(picture).hexdigest(), SVG, caching)


def _named(told: str) -> ChartName:
    found = next((each for each in ChartName if each.value == told), None)
    if found is None:
        raise RouteNotFound
    return found
