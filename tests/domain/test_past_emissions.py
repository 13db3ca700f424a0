"""Past emissions: entered once with their source, restated as editions, never in a sector unknown to the plan."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from domain.emission_checks import Bounds, Comparison, WarningCode
from domain.emission_content import CellStatedTwice, RestatementEffectMissing, SectorNotInPlan, SectorsUnstated
from domain.emissions import Cell, Gas, Notation
from domain.errors import Refusal
from domain.past_emissions import PastCellsMissing, PastCellsUnchanged, PastEmissions
from domain.restatement_checks import RestatementAnswer, RestatementCheck
from domain.warning_answers import WarningNotRaised, WarningsUnanswered
from tests.domain.office_year import LG, SECTORS, cell
from tests.domain.replay import assert_replays

DAY, LATER = date(2025, 4, 1), date(2025, 5, 1)
SOURCE = "サンプル（架空値）計画書 40頁"


UNCHECKED = RestatementCheck(comparison=Comparison())  # without bounds nothing is asked


def entered(*cells: Cell, check: RestatementCheck = UNCHECKED) -> PastEmissions:
    return PastEmissions.enter(
        lg_code=LG,
        emissions_fiscal_year=2013,
        sectors=SECTORS,
        cells=cells or (cell("COM"), cell("RES")),
        source=SOURCE,
        on=DAY,
        check=check,
    )


def restate(made: PastEmissions, *cells: Cell, effect: str = "減る") -> None:
    named = {"source": "改訂版", "reason": "統計の改訂", "authority": "事務局長", "effect": effect}
    made.restate(cells, on=LATER, check=UNCHECKED, **named)


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


def test_past_emissions_stand_as_the_first_edition_in_the_order_of_the_plan() -> None:
    made = entered()
    assert made.id == "past-emissions:43100:2013"
    assert (made.lg_code, made.emissions_fiscal_year, made.source, made.entered_on) == (LG, 2013, SOURCE, DAY)
    content = made.content()
    assert (content.edition, content.emissions_fiscal_year, content.sectors) == (1, 2013, SECTORS)
    assert [each.sector for each in content.cells] == ["RES", "COM"]
    (fact,) = made.pending_events
    assert [each.sector for each in fact.cells] == ["RES", "COM"]  # type: ignore[attr-defined]  # an Entered
    assert made.earlier_editions == ()


def test_a_restatement_makes_an_edition_and_leaves_the_one_before() -> None:
    made = entered()
    before = made.content()
    restate(made, cell("RES", value="1000"))
    assert made.earlier_editions == (before,)
    assert (made.edition, made.source) == (2, "改訂版")
    assert [each.value for each in made.content().cells] == [Decimal(1000), Decimal("1234.5")]
    assert made.differences() == {2: Decimal("-234.5")}
    restate(made, cell("COM", value=None))
    assert [each.edition for each in made.earlier_editions] == [1, 2]
    assert made.content().edition == made.edition == 3
    assert made.differences()[3] == Decimal("-1234.5")


def test_only_what_differs_is_restated_and_kept_in_order() -> None:
    made = entered()
    restate(made, cell("COM", value="1"), cell("RES"))
    fact = made.pending_events[-1]
    assert isinstance(fact, PastEmissions.Restated)
    assert fact.cells == (cell("COM", value="1"),)
    assert (fact.edition, fact.source, fact.reason, fact.authority, fact.effect, fact.restated_on) == (
        2,
        "改訂版",
        "統計の改訂",
        "事務局長",
        "減る",
        LATER,
    )


def test_a_gas_that_was_not_known_may_be_added_by_a_restatement() -> None:
    made = entered()
    restate(made, cell("RES", Gas.CH4, "3"))
    assert [(each.sector, each.gas) for each in made.content().cells] == [
        ("RES", Gas.CO2),
        ("RES", Gas.CH4),
        ("COM", Gas.CO2),
    ]


def test_nothing_is_not_a_record() -> None:
    refusal = refused(
        lambda: PastEmissions.enter(
            lg_code=LG, emissions_fiscal_year=2013, sectors=SECTORS, cells=(), source=SOURCE, on=DAY, check=UNCHECKED
        )
    )
    assert isinstance(refusal, PastCellsMissing)
    assert refusal.details == {"lg_code": LG, "emissions_fiscal_year": 2013}


def test_cells_lie_in_the_plan_and_are_stated_once() -> None:
    unknown = refused(lambda: entered(cell("XXX")))
    assert isinstance(unknown, SectorNotInPlan)
    assert unknown.details == {"sectors": ["XXX"]}
    assert isinstance(refused(lambda: entered(cell("RES"), cell("RES", value="2"))), CellStatedTwice)
    made = entered()
    assert isinstance(refused(lambda: restate(made, cell("XXX"))), SectorNotInPlan)
    assert made.version == 1


@pytest.mark.parametrize("cells", [(), (cell("RES"),), (cell("RES"), cell("COM"))])
def test_a_restatement_changes_something(cells: tuple[Cell, ...]) -> None:
    made = entered()
    refusal = refused(lambda: restate(made, *cells))
    assert isinstance(refusal, PastCellsUnchanged)
    assert refusal.details == {"object_id": made.id}
    assert made.version == 1


@pytest.mark.parametrize("effect", ["", " ", "\u3000"])
def test_a_restatement_says_what_it_does(effect: str) -> None:
    made = entered()
    assert isinstance(refused(lambda: restate(made, cell("RES", value="1"), effect=effect)), RestatementEffectMissing)
    assert made.version == 1


def test_a_notation_stands_where_no_value_is_known() -> None:
    made = entered(Cell(sector="RES", gas=Gas.CO2, notation=Notation.NOT_ESTIMATED), cell("COM", value=None))
    restate(made, cell("RES", value="5"))
    assert made.differences() == {2: None}


def test_past_emissions_replay() -> None:
    made = entered()
    restate(made, cell("RES", value="1000"))
    assert_replays(PastEmissions, made.collect(), made)


def test_a_sector_of_which_nothing_is_known_says_so_by_a_notation_and_is_never_zero() -> None:
    refusal = refused(lambda: entered(cell("RES")))
    assert isinstance(refusal, SectorsUnstated)
    assert refusal.details == {"sectors": ["COM"]}
    assert entered(cell("RES"), cell("COM", value=None)).content().cells[1].value is None


def test_what_looks_wrong_is_answered_when_it_is_entered_for_the_first_time_too() -> None:
    low = {"check": WarningCode.PER_PERSON, "low": "3", "high": "10"}
    against = Comparison(population=1000, population_source=SOURCE, bounds=(Bounds.model_validate(low),))
    with pytest.raises(WarningsUnanswered) as asked:
        entered(cell("RES", value="1"), cell("COM", value="1"), check=RestatementCheck(comparison=against))
    assert asked.value.details == {"warnings": ["per-person:total"]}
    stray = RestatementAnswer(warning=WarningCode.UNIT_SLIP, field="total", reason="確認済み")
    with pytest.raises(WarningNotRaised):
        entered(check=RestatementCheck(comparison=Comparison(), answers=(stray,)))
    answer = RestatementAnswer(warning=WarningCode.PER_PERSON, field="total", reason="小規模な団体")
    check = RestatementCheck(comparison=against, answers=(answer,))
    made = entered(cell("RES", value="1"), cell("COM", value="1"), check=check)
    assert [(each.warning.code, each.reason, each.answered_on) for each in made.answers] == [
        (WarningCode.PER_PERSON, "小規模な団体", DAY)
    ]
    assert_replays(PastEmissions, made.collect(), made)
