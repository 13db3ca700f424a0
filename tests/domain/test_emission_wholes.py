"""The whole that a sector shares out: the same for every office, or the checks ask why; and the method's own."""

from decimal import Decimal

import pytest

from domain.allocation import Allocation, Whole, WholeNotOfMethod
from domain.computed_cells import allocated
from domain.emission_checks import (
    CheckWarning,
    Comparison,
    StatedWhole,
    WarningCode,
    stated_wholes,
    warnings,
    wholes_compared,
)
from domain.emission_content import whole_blockers
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell
from domain.warning_answers import WarningsUnanswered
from tests.domain.emission_samples import DAY, SAMPLE, allocation
from tests.domain.office_year import BEFORE, DUE, LG, OTHER, approved, cell, empty_statement
from tests.domain.replay import assert_replays

TOTAL, ACTIVITY = WarningCode.WHOLE_TOTAL, WarningCode.WHOLE_ACTIVITY
MILLION = Decimal(1000000)


def shared(sector: str = "RES", **changes: object) -> Cell:
    return allocated(sector, allocation(**changes))


def told(by: str = OTHER, **changes: object) -> StatedWhole:
    (found,) = stated_wholes(by, [shared(**changes)])  # type: ignore[arg-type]  # the sector is no change
    return found


def raised(*wholes: StatedWhole, cells: tuple[Cell, ...] = (shared(),)) -> list[CheckWarning]:
    found = warnings(cells, Comparison(wholes=wholes))
    return [each for each in found if each.code in {TOTAL, ACTIVITY}]


def warning(code: WarningCode, stated: str, compared: str) -> CheckWarning:
    return CheckWarning(code=code, field="RES.co2", stated=Decimal(stated), compared=Decimal(compared))


def test_what_a_cell_shares_out_is_told_with_who_says_so() -> None:
    assert list(stated_wholes(OTHER, [cell("COM"), shared()])) == [
        StatedWhole(
            sector="RES",
            whole=Whole.PREFECTURE,
            whole_total=MILLION,
            whole_activity=Decimal(8000),
            unit="世帯",
            stated_by=(OTHER,),
        )
    ]


def test_the_same_whole_stated_alike_is_asked_about_by_nobody() -> None:
    assert raised(told(), told(whole_total=Decimal("1000000.00"))) == []
    assert raised() == []


def test_another_total_or_activity_of_the_same_whole_is_asked_about() -> None:
    assert raised(told(whole_total=MILLION + 1)) == [warning(TOTAL, "1000000", "1000001")]
    assert raised(told(whole_total=MILLION - 1)) == [warning(TOTAL, "1000000", "999999")]
    assert raised(told(whole_activity=Decimal(8001))) == [warning(ACTIVITY, "8000", "8001")]
    assert raised(told(unit="千世帯")) == [warning(ACTIVITY, "8000", "8000")]
    both = raised(told(whole_total=Decimal(1), whole_activity=Decimal(2000)))
    assert both == [warning(TOTAL, "1000000", "1"), warning(ACTIVITY, "8000", "2000")]


def test_each_other_value_is_asked_about_once() -> None:
    one, two = told(whole_total=Decimal(1)), told(whole_total=Decimal(2))
    twin = told(LG, whole_total=Decimal(1), whole_activity=Decimal(9000))
    assert raised(one, two, twin) == [
        warning(TOTAL, "1000000", "1"),
        warning(TOTAL, "1000000", "2"),
        warning(ACTIVITY, "8000", "9000"),
    ]


def test_another_sector_another_whole_and_a_figure_without_an_allocation_are_not_compared() -> None:
    off = Decimal(1)
    assert raised(told(sector="COM", whole_total=off)) == []
    assert raised(told(whole=Whole.NATION, whole_total=off)) == []
    assert raised(told(whole_total=off), cells=(cell("RES"),)) == []
    later = (cell("COM"), shared())
    assert raised(told(whole_total=off), cells=later) == [warning(TOTAL, "1000000", "1")]


def test_a_total_published_without_an_activity_is_compared_by_its_total_alone() -> None:
    published = StatedWhole(sector="RES", whole=Whole.PREFECTURE, whole_total=Decimal(5), stated_by=(SAMPLE,))
    assert raised(published) == [warning(TOTAL, "1000000", "5")]


def test_a_value_is_kept_once_with_all_who_state_it_and_only_for_what_is_shared_out_here() -> None:
    given = (
        told(),
        told("43211"),
        told(whole_total=Decimal(1)),
        told(whole_activity=Decimal(9000)),
        told(unit="戸"),
        told(sector="COM"),
        told(whole=Whole.NATION),
    )
    kept = wholes_compared([cell("COM"), shared()], given)
    assert kept == (
        told().model_copy(update={"stated_by": (OTHER, "43211")}),
        told(whole_total=Decimal(1)),
        told(whole_activity=Decimal(9000)),
        told(unit="戸"),
    )
    assert wholes_compared([cell("RES")], given) == ()


def test_a_quantity_as_long_as_an_allocation_takes_can_be_asked_about() -> None:
    longest = Decimal("999999999999999999.999999")
    (found,) = raised(told(whole_activity=longest))
    assert found.compared == longest


def test_another_total_wants_a_reason_before_the_submission() -> None:
    made = empty_statement()
    made.state_cells((shared(), cell("COM")))
    made.take_comparison(Comparison(wholes=(told(whole_total=Decimal(1)), told(whole_total=Decimal(2)))))
    approved(made)
    with pytest.raises(WarningsUnanswered) as refused:
        made.submit(on=BEFORE, due_on=DUE)
    assert refused.value.details == {"warnings": ["whole-total:RES.co2", "whole-total:RES.co2"]}
    made.answer_warning(TOTAL, "RES.co2", reason="確定値による", on=DAY)
    assert len(made.checks.answers) == 2
    made.submit(on=BEFORE, due_on=DUE)
    assert_replays(EmissionStatement, made.collect(), made)


def test_a_comparison_from_the_time_before_is_lifted_with_neither_year_nor_wholes() -> None:
    state = {"comparison": {"population": 1}}
    EmissionStatement.ComparisonTaken.upcast_v1_v2(state)
    assert state == {"comparison": {"population": 1, "population_fiscal_year": None, "wholes": []}}


def nation(**changes: object) -> Allocation:
    return allocation(whole=Whole.NATION, **changes)


def test_the_whole_is_the_one_that_the_method_uses_where_that_is_known() -> None:
    known = {"COM": Whole.PREFECTURE, "RES": Whole.NATION}
    cells = (cell("COM"), shared("COM"), shared("RES"), shared("WASTE", whole=Whole.NATION))
    assert list(whole_blockers(cells, known)) == [
        WholeNotOfMethod(cell="RES.co2", whole=Whole.PREFECTURE, used=Whole.NATION)
    ]
    assert list(whole_blockers([allocated("RES", nation())], known)) == []
    (refused,) = whole_blockers([allocated("COM", nation())], known)
    assert refused.details == {"cell": "COM.co2", "whole": Whole.NATION, "used": Whole.PREFECTURE}
