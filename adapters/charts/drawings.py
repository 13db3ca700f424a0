"""The drawings behind the charts, as Vega-Lite: which marks stand where, on which scales, in which look."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.charts.chart import INK, KEY, LINE, PALE, PAPER, QUIET, TARGET

ACTUAL, PARTIAL, PATH, PACE = "実績", "実績（欠けのある年度・白抜き）", "目標までの直線", "これから必要なペース"
KINDS = (ACTUAL, PARTIAL, PATH, PACE)
WIDTH, HEIGHT, SMALL = 640, 300, (180, 90)
COLUMNS = 3
UNIT = "千t-CO2"
TILE, GAP = 78, 4  # pixels of a tile's side, and between two
Data = Sequence[Mapping[str, Any]]
ACROSS = {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": -40}}
UP = {"field": "value", "type": "quantitative", "title": UNIT, "scale": {"zero": True}}


def lines(values: Data, breaks: Data) -> dict[str, Any]:
    """Draw lines by kind (``year``, ``value``, ``kind``), points where something was emitted, and named breaks."""
    data = {"values": [*values]}
    colour = {"field": "kind", "type": "nominal", "scale": {"domain": KINDS, "range": [KEY, KEY, TARGET, QUIET]}}
    dashes = {"domain": KINDS, "range": [[1, 0], [1, 0], [6, 4], [2, 3]]}
    at = {"x": ACROSS, "y": UP, "color": colour}
    line = {
        "data": data,
        "transform": [_only(ACTUAL, PATH, PACE)],
        "mark": {"type": "line", "strokeWidth": 2.5},
        "encoding": {**at, "strokeDash": {"field": "kind", "type": "nominal", "scale": dashes}},
    }
    full = {"test": f"datum.kind === '{ACTUAL}'", "value": KEY}
    points = {
        "data": data,
        "transform": [_only(ACTUAL, PARTIAL)],
        "mark": {"type": "point", "size": 70, "strokeWidth": 2},
        "encoding": {**at, "fill": {"condition": full, "value": PAPER}},
    }
    return {"width": WIDTH, "height": HEIGHT, "layer": [line, points, _breaks(breaks)]}


def _only(*kinds: str) -> dict[str, Any]:
    return {"filter": {"field": "kind", "oneOf": kinds}}


def _breaks(breaks: Data) -> dict[str, Any]:
    words = {"type": "text", "align": "left", "dx": 4, "y": 8, "color": QUIET, "fontSize": 11}
    return {
        "data": {"values": [*breaks]},
        "encoding": {"x": ACROSS},
        "layer": [
            {"mark": {"type": "rule", "color": LINE, "strokeDash": [3, 3]}},
            {"mark": words, "encoding": {"text": {"field": "label", "type": "nominal"}}},
        ],
    }


def small_bars(values: Data, parts: Sequence[str]) -> dict[str, Any]:
    """Draw a small chart of bars by year for each part, each on a scale of its own; ``lacking`` ones are pale."""
    return {
        "data": {"values": [*values]},
        "facet": {"field": "part", "type": "nominal", "sort": [*parts]},
        "columns": COLUMNS,
        "spec": {
            "width": SMALL[0],
            "height": SMALL[1],
            "mark": {"type": "bar", "stroke": KEY, "strokeWidth": 1.5},
            "encoding": {"x": ACROSS, "y": {**UP, "axis": {"tickCount": 3}}, "fill": _pale_where_lacking()},
        },
        "resolve": {"scale": {"y": "independent"}, "axis": {"x": "independent"}},
    }


def long_bars(values: Data) -> dict[str, Any]:
    """Draw a bar for each part below the other, with its figure behind it."""
    down = {"field": "part", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 240}}
    return {
        "data": {"values": [*values]},
        "width": WIDTH - 160,
        "height": {"step": 26},
        "encoding": {"y": down, "x": {**UP, "axis": {"tickCount": 6}}},
        "layer": [
            {
                "mark": {"type": "bar", "stroke": KEY, "strokeWidth": 1.5, "height": {"band": 0.7}},
                "encoding": {"fill": _pale_where_lacking()},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "color": INK, "fontSize": 12},
                "encoding": {"text": {"field": "shown", "type": "nominal"}},
            },
        ],
    }


def _pale_where_lacking() -> dict[str, Any]:
    return {"condition": {"test": "datum.lacking", "value": PALE}, "value": KEY}


def tile_squares(values: Data, side: int) -> dict[str, Any]:
    """Draw a square at ``x`` and ``y`` for each, the darker the higher its ``value``, with ``name`` and ``shown``."""
    dark = "datum.value !== null && datum.value > domain('fill')[1] * 0.6"
    text = {"condition": {"test": dark, "value": PAPER}, "value": INK}
    fill = {
        "condition": {"test": "datum.value === null", "value": PAPER},
        "field": "value",
        "type": "quantitative",
        "scale": {"range": [PALE, KEY], "zero": True},
        "legend": None,
    }
    ends = {"x": _at("x", side), "x2": {"field": "x2"}, "y": _at("y", side), "y2": {"field": "y2"}}
    words: Sequence[tuple[dict[str, Any], str]] = [({"dy": -8, "fontWeight": "bold"}, "name"), ({"dy": 11}, "shown")]
    return {
        "width": side,
        "height": side,
        "data": {"values": [*values]},
        "transform": [
            {"calculate": f"datum.{axis} + {add}", "as": f"{axis}{name}"}
            for axis in "xy"
            for name, add in (("2", TILE - GAP), ("m", TILE / 2))
        ],
        "encoding": {"x": _at("xm", side), "y": _at("ym", side)},
        "layer": [
            {"mark": {"type": "rect", "stroke": LINE, "invalid": "show"}, "encoding": {**ends, "fill": fill}},
            *(
                {
                    "mark": {"type": "text", "fontSize": 13, **look},
                    "encoding": {"text": {"field": name, "type": "nominal"}, "color": text},
                }
                for look, name in words
            ),
        ],
    }


def _at(name: str, side: int) -> dict[str, Any]:
    """Place by pixels, from the upper left."""
    scale = {"domain": [0, side], "reverse": name.startswith("y")}
    return {"field": name, "type": "quantitative", "axis": None, "scale": scale}
