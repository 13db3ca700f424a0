"""The achievement: by the direction that is better, in percent, and unknown where a figure is."""

from decimal import Decimal

import pytest

from domain.achievement import achievement, indicator_of
from domain.measure_terms import Direction, Indicator, YearlyTarget
from domain.measure_variation import Variation
from domain.progress_report import MeasureStatement, MeasureStatus
from domain.report_achievements import AchievementLine, Terms, achievement_table
from domain.report_measures import ListedMeasure

CITY, TOWN = "43100", "43348"
SOLAR = ListedMeasure(measure_id="measure:43100-0001", title="太陽光", stage="under-way", lg_codes=(CITY, TOWN))


def indicator(code: str = "count", direction: Direction = Direction.INCREASE) -> Indicator:
    return Indicator(code=code, name="件数", unit="件", direction=direction, baseline=1, baseline_fiscal_year=2013)


def target(amount: int, fiscal_year: int = 2024) -> YearlyTarget:
    return YearlyTarget(indicator="count", fiscal_year=fiscal_year, amount=Decimal(amount))


def statement(**facts: object) -> MeasureStatement:
    body = {"measure_id": SOLAR.measure_id, "status": MeasureStatus.UNDER_WAY, "no_change": True}
    return MeasureStatement.model_validate({**body, **facts})


def lines(reports: dict[str, list[MeasureStatement]], terms: Terms) -> tuple[AchievementLine, ...]:
    return achievement_table(2024, [SOLAR], reports, {SOLAR.measure_id: terms}).lines


@pytest.mark.parametrize(
    ("direction", "wanted", "reached", "percent"),
    [
        (Direction.INCREASE, "120", "100", "83.3"),
        (Direction.INCREASE, "100", "150", "150.0"),
        (Direction.INCREASE, "100", "0", "0.0"),
        (Direction.INCREASE, "800", "1", "0.1"),
        (Direction.INCREASE, "400", "1", "0.3"),
        (Direction.DECREASE, "80", "100", "80.0"),
        (Direction.DECREASE, "100", "80", "125.0"),
        (Direction.DECREASE, "0", "5", "0.0"),
    ],
)
def test_the_achievement_goes_by_the_direction_that_is_better(
    direction: Direction, wanted: str, reached: str, percent: str
) -> None:
    assert achievement(direction, Decimal(wanted), Decimal(reached)) == Decimal(percent)


@pytest.mark.parametrize(
    ("direction", "wanted", "reached"),
    [
        (Direction.INCREASE, None, "1"),
        (Direction.INCREASE, "1", None),
        (Direction.INCREASE, "0", "1"),
        (Direction.DECREASE, "1", "0"),
        (Direction.INCREASE, "-1", "1"),
        (Direction.DECREASE, "1", "-1"),
    ],
)
def test_where_the_quotient_would_say_nothing_there_is_none(
    direction: Direction, wanted: str | None, reached: str | None
) -> None:
    figures = [None if each is None else Decimal(each) for each in (wanted, reached)]
    assert achievement(direction, figures[0], figures[1]) is None


def test_an_actual_is_of_the_indicator_that_is_named_or_of_the_only_one() -> None:
    first, second = indicator(), indicator("area")
    assert indicator_of(None, (first,)) == first
    assert indicator_of("area", (first, second)) == second
    assert indicator_of(None, (first, second)) is None
    assert indicator_of(None, ()) is None
    assert indicator_of("other", (first,)) is None


def test_the_report_sets_the_actual_beside_the_municipalitys_own_target() -> None:
    terms = Terms(
        indicators=(indicator(),),
        targets=(target(10), target(99, 2025)),
        variations={TOWN: Variation(name="独自の名", targets=(target(4),))},
    )
    city, town = lines({CITY: [statement(indicator_actual="5")], TOWN: [statement(indicator_actual="5")]}, terms)
    assert city.result is not None
    assert (city.result.target, city.result.actual, city.result.achievement) == (
        Decimal(10),
        Decimal(5),
        Decimal("50.0"),
    )
    assert city.result.model_dump() == {
        "indicator": "count",
        "name": "件数",
        "unit": "件",
        "direction": Direction.INCREASE,
        "baseline": "1",
        "baseline_fiscal_year": 2013,
        "target": "10",
        "actual": "5",
        "achievement": "50",
    }
    assert (city.own_name, town.own_name) == (None, "独自の名")
    assert town.result is not None
    assert town.result.achievement == Decimal("125.0")
    assert (city.lg_code, city.measure_id) == (CITY, SOLAR.measure_id)


def test_the_report_tells_of_the_indicator_that_the_statement_names() -> None:
    terms = Terms(indicators=(indicator(), indicator("area")))
    named, unnamed = lines({CITY: [statement(indicator="area")], TOWN: [statement()]}, terms)
    assert named.result is not None
    assert named.result.indicator == "area"
    assert unnamed.result is None


def test_a_reduction_shows_its_formula_or_that_there_is_none() -> None:
    computed = {"method": "activity-and-factor", "activity": "2", "activity_unit": "件", "factor": "0.5"}
    formula = {**computed, "factor_edition": "サンプル（架空値）の版"}
    told = lines(
        {CITY: [statement(reduction="1", reduction_formula=formula)], TOWN: [statement(reduction="1")]}, Terms()
    )
    assert told[0].reduction is not None
    assert told[0].reduction.model_dump(mode="json") == {**formula, "tonnes": "1", "ground": None}
    assert [(each.reduction is None, each.formula_missing, each.result) for each in told] == [
        (False, False, None),
        (True, True, None),
    ]


def test_who_stated_nothing_has_no_line_and_who_stated_no_reduction_misses_no_formula() -> None:
    [city] = lines({CITY: [statement()], "43999": [statement()]}, Terms())
    assert (city.lg_code, city.reduction, city.formula_missing) == (CITY, None, False)
    table = achievement_table(2024, [SOLAR], {}, {})
    assert (table.fiscal_year, table.lines) == (2024, ())
    assert "実績÷目標" in table.achievement_rule
    assert "活動量×係数" in table.reduction_rule


def test_a_measure_without_terms_is_told_all_the_same() -> None:
    assert achievement_table(2024, [SOLAR], {CITY: [statement(indicator_actual="1")]}, {}).lines[0].result is None
