"""The charts of emissions, from figures that were summed elsewhere. Drawn in 千t-CO2, told exactly.

What a figure lacks stands in the table in words and is drawn apart: nobody's silence looks like little emission.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from adapters.charts.chart import Chart, ChartName, drawn
from adapters.charts.drawings import (
    ACTUAL,
    PACE,
    PARTIAL,
    PATH,
    TILE,
    UNIT,
    lines,
    long_bars,
    small_bars,
    tile_squares,
)
from adapters.charts.places import Cell
from adapters.web.words import figure, fiscal, town
from domain.calendar import wareki_fiscal_year
from domain.emissions import thousand_tonnes
from domain.target_path import TargetPath

NO_FIGURE = "値なし"
NOTHING_LACKS = "―"
NO_TARGET = "計画の削減目標は登録されていない。"
LARGEST = 3  # parts that a description names


class YearFigure(NamedTuple):
    """年度の値: of a whole or a part of it in t-CO2; ``lacking`` says in words what it does not hold."""

    fiscal_year: int
    tonnes: Decimal | None
    lacking: str = ""


class Break(NamedTuple):
    """区切り: from which year on the plan or its members are others, and in which words."""

    fiscal_year: int
    label: str


Parts: TypeAlias = Sequence[tuple[str, Sequence[YearFigure]]]


def course(
    years: Sequence[YearFigure], paths: Sequence[TargetPath], breaks: Iterable[Break], marked: str | None
) -> Chart:
    """Draw what was emitted, the straight lines to the targets, and the pace that is needed from now on."""
    told = [each for each in years if each.tonnes is not None]
    on_path = {point.fiscal_year: point.path for path in paths for point in path.points}
    values = [_point(each.fiscal_year, each.tonnes, PARTIAL if each.lacking else ACTUAL) for each in told]
    values += [_point(fiscal_year, tonnes, PATH) for fiscal_year, tonnes in sorted(on_path.items())]
    for path in paths:
        if path.latest_fiscal_year is not None and path.needed_pace is not None:
            values.append(_point(path.latest_fiscal_year, path.latest, PACE))
            values.append(_point(path.target_fiscal_year, path.target, PACE))
    known = {each.fiscal_year: each for each in years}
    turned = [{"year": str(each.fiscal_year), "label": each.label} for each in breaks]
    title = "圏域の温室効果ガス排出量と目標経路"
    return Chart(
        name=ChartName.COURSE,
        title=title,
        description=_course_in_words(told, paths),
        marked=marked,
        headings=("年度", "排出量（t-CO2）", "欠けている値", "目標までの直線（t-CO2）"),
        rows=tuple(
            (*_row(known.get(each, YearFigure(each, None))), figure(on_path.get(each)))
            for each in sorted({*known, *on_path})
        ),
        specification=drawn(lines(values, turned), title, marked),
    )


def _course_in_words(told: Sequence[YearFigure], paths: Sequence[TargetPath]) -> str:
    words = ["年度ごとの排出量を、計画の目標までの直線と並べた折れ線グラフ。"]
    words += [f"最新は{fiscal(each.fiscal_year)}の{_in_words(each.tonnes)}。" for each in told[-1:]]
    for path in paths:
        goal, base = fiscal(path.target_fiscal_year), fiscal(path.base_fiscal_year)
        words.append(f"目標は{goal}に{base}比{figure(path.reduction_percent)}%減。")
        if path.above_path is not None and path.needed_pace is not None:
            side = "上回って" if path.above_path > 0 else "下回って"
            above, pace = _in_words(abs(path.above_path)), _in_words(path.needed_pace)
            words.append(f"直線を{above}{side}おり、年{pace}の削減が必要。")
        words += [f"（{each.japanese}）" for each in path.unknown]
    return "".join(words if paths else [*words, NO_TARGET])


def by_part(name: ChartName, title: str, parts: Parts, marked: str | None) -> Chart:
    """Draw the years of each part side by side or, where there is but one year, the parts below each other."""
    years = {each.fiscal_year for _, told in parts for each in told}
    if len(years) > 1:
        return multiples(name, title, parts, marked)
    of_year = "".join(f"　{fiscal(each)}" for each in years)
    one = [(part, told[0] if told else YearFigure(max(years, default=0), None, NO_FIGURE)) for part, told in parts]
    return bars(name, f"{title}{of_year}", one, marked)


def multiples(name: ChartName, title: str, parts: Parts, marked: str | None) -> Chart:
    """Draw one small chart for each part of the whole, all over the same years, each on its own scale of amounts."""
    last = [(told[-1].tonnes or Decimal(0), part) for part, told in parts if told]
    largest = "、".join(f"{part} {_in_words(tonnes)}" for tonnes, part in sorted(last, reverse=True)[:LARGEST])
    values = [_bar(part, each) for part, told in parts for each in told if each.tonnes is not None]
    drawing = small_bars(values, [part for part, _ in parts])
    return Chart(
        name=name,
        title=title,
        description=f"{title}の棒グラフ。薄い棒は、欠けている値がある年度。最新で大きいもの：{largest or NO_FIGURE}。",
        marked=marked,
        headings=("区分", "年度", "排出量（t-CO2）", "欠けている値"),
        rows=tuple((part, *_row(each)) for part, told in parts for each in told),
        specification=drawn(drawing, f"{title}（縦軸は区分ごと。薄い棒は欠けのある年度）", marked),
    )


def bars(name: ChartName, title: str, parts: Sequence[tuple[str, YearFigure]], marked: str | None) -> Chart:
    """Draw the parts of one year, one bar below the other, each with its figure."""
    drawing = long_bars([_bar(part, each) for part, each in parts])
    return Chart(
        name=name,
        title=title,
        description=f"{title}の横棒グラフ。薄い棒には欠けている値がある。",
        marked=marked,
        headings=("区分", "排出量（t-CO2）", "欠けている値"),
        rows=tuple((part, *_amount(each)) for part, each in parts),
        specification=drawn(drawing, f"{title}（薄い棒は欠けのあるもの）", marked),
    )


def tile_map(
    fiscal_year: int | None, amounts: Mapping[str, Decimal | None], places: Mapping[str, Cell], marked: str | None
) -> Chart:
    """Draw every municipality as a tile where it lies, with what a person of it emits in t-CO2."""
    values = [_tile(code, places[code], amounts.get(code)) for code in sorted(places)]
    of_year = "" if fiscal_year is None else f"{wareki_fiscal_year(fiscal_year)}、"
    title = f"一人当たり排出量（{of_year}t-CO2／人）"
    side = max((max(cell) for cell in places.values()), default=0) + 1
    return Chart(
        name=ChartName.TILES,
        title=title,
        description=f"{title}を、市町村をおおよその位置に並べた配置図で示したもの。色が濃いほど多い。数値は各升目に記載。",
        marked=marked,
        headings=("市町村", "一人当たり排出量（t-CO2／人）"),
        rows=tuple((town(code), figure(amounts.get(code))) for code in sorted(places)),
        specification=drawn(tile_squares(values, side * TILE), title, marked),
    )


def _tile(lg_code: str, cell: Cell, amount: Decimal | None) -> Mapping[str, Any]:
    known = (
        {"shown": NO_FIGURE, "value": None} if amount is None else {"shown": f"{amount:.1f}", "value": float(amount)}
    )
    return {"x": cell.column * TILE, "y": cell.row * TILE, "name": town(lg_code), **known}


def _point(fiscal_year: int, tonnes: Decimal | None, kind: str) -> Mapping[str, Any]:
    return {"year": str(fiscal_year), "value": _thousand(tonnes), "kind": kind}


def _bar(part: str, each: YearFigure) -> Mapping[str, Any]:
    told = {"shown": _in_words(each.tonnes), "lacking": bool(each.lacking)}
    return {"part": part, "year": str(each.fiscal_year), "value": _thousand(each.tonnes) or 0, **told}


def _row(each: YearFigure) -> tuple[str, str, str]:
    return (fiscal(each.fiscal_year), *_amount(each))


def _amount(each: YearFigure) -> tuple[str, str]:
    return figure(each.tonnes), each.lacking or NOTHING_LACKS


def _thousand(tonnes: Decimal | None) -> float | None:
    return None if tonnes is None else float(thousand_tonnes(tonnes))


def _in_words(tonnes: Decimal | None) -> str:
    return NO_FIGURE if tonnes is None else f"{figure(thousand_tonnes(tonnes))}{UNIT}"
