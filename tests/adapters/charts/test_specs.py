"""Charts: everything drawn stands in the table exactly, what is lacking is drawn apart, and nothing is fetched."""

import json
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from adapters.charts.chart import SCHEMA, Chart, ChartName
from adapters.charts.drawings import ACTUAL, PACE, PARTIAL, PATH
from adapters.charts.places import Cell
from adapters.charts.rendering import size_of, svg_of
from adapters.charts.specs import NO_FIGURE, Break, YearFigure, bars, course, multiples, tile_map
from domain.plan_content import Target
from domain.target_path import target_path
from tests.domain.emission_samples import SAMPLE

TOTALS = {2013: Decimal("1000000.5"), 2021: Decimal(820_000), 2022: Decimal(800_000)}
TARGET = Target(base_fiscal_year=2013, target_fiscal_year=2030, reduction_percent=Decimal(40))
PART = YearFigure(2020, Decimal("500000.25"), "未提出：高森町")
YEARS = [YearFigure(2013, TOTALS[2013]), PART, YearFigure(2021, TOTALS[2021]), YearFigure(2022, TOTALS[2022])]


def of_course() -> Chart:
    return course(YEARS, [target_path(TARGET, TOTALS)], [Break(2026, "第2次計画")], SAMPLE)


def every() -> list[Chart]:
    parts = [("産業部門", YEARS[:2]), ("家庭部門", [YearFigure(2013, None, "値なし"), YEARS[2]])]
    return [
        of_course(),
        multiples(ChartName.SECTORS, "部門別の排出量", parts, None),
        bars(
            ChartName.TOWNS,
            "市町村別の排出量",
            [("熊本市", YEARS[0]), ("高森町", YearFigure(2013, None, "値なし"))],
            SAMPLE,
        ),
        tile_map(2022, {"43100": Decimal("6.05"), "43428": None}, {"43100": Cell(0, 0), "43428": Cell(1, 1)}, SAMPLE),
        course([], [], [], None),
        tile_map(None, {}, {}, None),
    ]


def test_the_course_tells_every_year_exactly_and_draws_what_lacks_something_apart() -> None:
    made = of_course()
    rows = {row[0]: row[1:] for row in made.rows}
    assert rows["平成25年度（2013年度）"] == ("1,000,000.5", "―", "1,000,000.500000")
    assert rows["令和2年度（2020年度）"][:2] == ("500,000.25", "未提出：高森町")
    assert rows["令和12年度（2030年度）"] == ("―", "―", "600,000.300000")
    drawn = made.specification["layer"][0]["data"]["values"]
    kinds = {kind: [each["year"] for each in drawn if each["kind"] == kind] for kind in (ACTUAL, PARTIAL, PATH, PACE)}
    assert (kinds[ACTUAL], kinds[PARTIAL], kinds[PACE]) == (["2013", "2021", "2022"], ["2020"], ["2022", "2030"])
    assert kinds[PATH] == [str(year) for year in range(2013, 2031)]
    assert "最新は令和4年度（2022年度）の800千t-CO2" in made.description
    assert "直線を" in made.description
    assert "上回って" in made.description
    assert SAMPLE in json.dumps(made.specification, ensure_ascii=False)


def test_who_has_no_figure_is_a_blank_tile_and_a_row_with_words() -> None:
    made = tile_map(2022, {"43100": Decimal("6.05")}, {"43100": Cell(0, 0), "43428": Cell(1, 1)}, None)
    assert made.rows == (("熊本市", "6.05"), ("高森町", "―"))
    told = {each["name"]: (each["shown"], each["value"]) for each in made.specification["data"]["values"]}
    assert told == {"熊本市": ("6.0", 6.05), "高森町": (NO_FIGURE, None)}


@pytest.mark.parametrize("chart", every(), ids=lambda chart: chart.title)
def test_every_chart_becomes_the_same_picture_and_reaches_for_nothing(chart: Chart) -> None:
    picture = svg_of(chart.specification)
    assert svg_of(json.loads(json.dumps(chart.specification))) == picture
    root = ET.fromstring(picture)  # noqa: S314 - our own picture
    assert min(size_of(picture)) > 30
    assert f"{size_of(picture)[0]}" == root.get("width")
    assert b"<script" not in picture
    assert b"<image" not in picture
    assert b"href" not in picture
    told = json.dumps(chart.specification)
    assert told.count("http") == told.count(SCHEMA) == 1
    assert chart.title.split("（")[0] in picture.decode()
    assert len({len(row) for row in chart.rows} | {len(chart.headings)}) == 1


def test_a_picture_that_is_none_has_no_size() -> None:
    with pytest.raises(ValueError, match="nothing"):
        size_of(b"nothing")
