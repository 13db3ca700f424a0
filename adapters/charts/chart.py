"""A chart: what it is called, what it says in words, how it is drawn, and the table of everything that it shows."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from domain.kernel import Line, Text, Value
from domain.labels import Labelled

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # names the language; nothing is fetched from there
INK, QUIET, LINE, GRID, PAPER = "#1a1a1a", "#4d4d4d", "#999999", "#e6e6e6", "#ffffff"
KEY, TARGET, PALE = "#0017c1", "#b3261e", "#e8f1fe"  # of the デジタル庁デザインシステム: blue 900, a red, blue 50
FONT = "Noto Sans CJK JP, Noto Sans JP, sans-serif"


class ChartName(Labelled):
    """図の種類: what of the area's emissions is shown."""

    COURSE = "course", "排出量の推移と目標経路", "emissions and the path to the target"
    SECTORS = "sectors", "部門別の排出量", "emissions by sector"
    TOWNS = "towns", "市町村別の排出量", "emissions by municipality"
    TILES = "tiles", "市町村の一人当たり排出量（配置図）", "emissions per person, by place"


class Chart(Value):
    """図: a Vega-Lite specification with its data in it, a title, a description, and the same as a table.

    ``marked`` is what stands beside the figures, such as 過少・暫定 or サンプル（架空値）; no picture is without it.
    """

    name: ChartName
    title: Line
    description: Text
    marked: Annotated[Line | None, Field(description="図に添える印 例 サンプル（架空値）")] = None
    headings: tuple[Line, ...]
    rows: tuple[tuple[str, ...], ...]
    specification: Annotated[dict[str, Any], Field(description="Vega-Liteの仕様。データを含む")]


def drawn(chart: Mapping[str, Any], title: str, marked: str | None) -> dict[str, Any]:
    """Give a whole specification: what is drawn, under its title, in one look for all charts."""
    subtitle = {"subtitle": marked, "subtitleColor": TARGET, "subtitleFontWeight": "bold"} if marked else {}
    return {
        "$schema": SCHEMA,
        "title": {"text": title, "anchor": "start", "fontSize": 15, "color": INK, "offset": 14, **subtitle},
        **chart,
        "background": PAPER,
        "padding": 12,
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {
                "labelColor": INK,
                "titleColor": INK,
                "labelFontSize": 12,
                "titleFontSize": 12,
                "gridColor": GRID,
            },
            "header": {"labelColor": INK, "labelFontSize": 12, "title": None},
            "legend": {
                "labelColor": INK,
                "labelFontSize": 12,
                "title": None,
                "orient": "top",
                "symbolSize": 200,
                "labelLimit": 300,
            },
        },
    }
