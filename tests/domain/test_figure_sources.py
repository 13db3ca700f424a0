"""Where a figure comes from: said in words or by its account, asked of what is newly stated and never of the record."""

from decimal import Decimal

import pytest

from domain.emission_content import AllocationMissing, FigureWithoutSource, stated_blockers
from domain.emission_statement import EmissionStatement
from domain.emissions import Activity, Cell, Gas, Method, Notation
from domain.energy import calculated
from tests.domain.emission_samples import SAMPLE, allocation, book, electricity, entry, uses
from tests.domain.office_year import AFTER, accepted, cell, codes, empty_statement, full_statement
from tests.domain.replay import assert_replays


def figure(method: Method, **changes: object) -> Cell:
    body = {"sector": "RES", "gas": Gas.CO2, "value": Decimal(10), "method": method, **changes}
    return Cell.model_validate(body)


USES = calculated(uses(electricity()), book(entry()), 2022).parts
ACTIVITY = Activity(quantity=Decimal(5), unit="t")
SHARED = allocation()


@pytest.mark.parametrize(
    ("given", "accounted"),
    [
        (figure(Method.IMPORTED), False),
        (figure(Method.IMPORTED, note=" \u3000"), False),
        (figure(Method.IMPORTED, note=SAMPLE), True),
        (figure(Method.IMPORTED, formula="1 + 1", activity=ACTIVITY, parts=USES), False),
        (figure(Method.DIRECT), False),
        (figure(Method.DIRECT, formula="1 + 1"), False),
        (figure(Method.DIRECT, note=SAMPLE), True),
        (figure(Method.OWN), False),
        (figure(Method.OWN, note=SAMPLE), True),
        (figure(Method.OWN, formula="1 + 1"), True),
        (figure(Method.OWN, activity=ACTIVITY), True),
        (figure(Method.OWN, parts=USES), True),
        (figure(Method.STANDARD, allocation=SHARED), True),
        (Cell(sector="RES", gas=Gas.CO2, notation=Notation.CONFIDENTIAL), True),
    ],
)
def test_a_figure_says_where_it_comes_from(given: Cell, *, accounted: bool) -> None:
    assert given.accounted is accounted
    made = empty_statement()
    if accounted:
        made.state_cells((given,))
        assert made.content().cells == (given,)
    else:
        with pytest.raises(FigureWithoutSource) as refused:
            made.state_cells((given, cell("COM"), given.model_copy(update={"gas": Gas.CH4})))
        assert refused.value.details == {"cells": ["RES.ch4", "RES.co2"]}
        assert not made.cells


def test_a_figure_of_the_standard_method_says_what_was_shared_out() -> None:
    made = empty_statement()
    bare = figure(Method.STANDARD, note=SAMPLE, formula="1 + 1", activity=ACTIVITY)
    with pytest.raises(AllocationMissing) as refused:
        made.state_cells((bare, cell("COM"), bare.model_copy(update={"gas": Gas.CH4})))
    assert refused.value.details == {"cells": ["RES.ch4", "RES.co2"]}
    assert not made.cells
    whole = bare.model_copy(update={"allocation": SHARED})
    made.state_cells((whole,))
    assert made.content().cells == (whole,)
    other = figure(Method.IMPORTED, sector="COM")
    assert codes(stated_blockers((other, bare), ("RES", "COM"))) == ["figure-without-source", "allocation-missing"]


def test_a_figure_of_the_standard_method_from_the_time_before_is_still_read_and_submitted() -> None:
    made = empty_statement()
    made.trigger_event(EmissionStatement.CellsStated, cells=(figure(Method.STANDARD), cell("COM")))
    again = assert_replays(EmissionStatement, made.collect())
    assert again.content().cells == (figure(Method.STANDARD), cell("COM"))
    assert "allocation-missing" not in codes(again.submit_blockers())


def test_what_is_wrong_with_the_cells_themselves_is_told_before_their_source() -> None:
    stray = figure(Method.IMPORTED, sector="XXX")
    assert codes(stated_blockers((stray,), ("RES",))) == ["sector-not-in-plan", "figure-without-source"]


def test_a_restatement_says_where_its_figures_come_from_too() -> None:
    made = accepted(full_statement())
    assert isinstance(made, EmissionStatement)
    with pytest.raises(FigureWithoutSource):
        made.restate((figure(Method.IMPORTED),), on=AFTER, reason="改訂", authority="課長", effect="減る")
    assert made.edition == 1


def test_a_figure_without_a_source_from_the_time_before_is_still_read() -> None:
    made = empty_statement()
    made.trigger_event(EmissionStatement.CellsStated, cells=(figure(Method.IMPORTED),))
    again = assert_replays(EmissionStatement, made.collect())
    assert again.content().cells == (figure(Method.IMPORTED),)
