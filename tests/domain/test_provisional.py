"""暫定: a factor of an older year stands in whoever entered it, and electricity says of which year its factor is."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.emission_checks import Comparison
from domain.emission_content import FactorYearMissing, marked, stated_blockers
from domain.emission_statement import EmissionStatement
from domain.emissions import Activity, Cell, EnergyPart, EnergyUse, Factor, FactorKind, Gas, Method, total
from domain.energy import calculated
from domain.factors import Finality
from domain.past_emissions import PastEmissions
from domain.restatement_checks import RestatementCheck
from tests.domain.emission_samples import SAMPLE, book, electricity, entry, uses
from tests.domain.office_year import AFTER, accepted, cell, codes, empty_statement, full_statement
from tests.domain.replay import assert_replays

DAY = date(2025, 7, 1)


def factor(fiscal_year: int | None, **changes: Any) -> Factor:
    return Factor(value=Decimal("0.5"), edition=SAMPLE, fiscal_year=fiscal_year, **changes)


def typed(fiscal_year: int | None, unit: str = "千kWh", **changes: Any) -> Cell:
    """Make a figure as somebody types it in: activity, factor and result, nothing said of 暫定."""
    body: dict[str, Any] = {"sector": "RES", "gas": Gas.CO2, "value": Decimal(10), "method": Method.OWN}
    activity = Activity(quantity=Decimal(20), unit=unit)
    return Cell.model_validate({**body, "activity": activity, "factor": factor(fiscal_year), **changes})


def part(fiscal_year: int | None, carrier: str = "electricity") -> EnergyPart:
    use = EnergyUse(carrier=carrier, activity=Activity(quantity=Decimal(20), unit="GJ"))
    return EnergyPart(use=use, basis=FactorKind.BASIC, factor=factor(fiscal_year), tonnes=Decimal(10))


@pytest.mark.parametrize(
    ("given", "emission_year", "stands_in"),
    [
        (factor(2021), 2022, True),
        (factor(2022), 2022, False),
        (factor(2023), 2022, False),
        (factor(None), 2022, False),
        (factor(2021), None, False),
        (factor(2022, provisional=True), 2022, True),
        (factor(None, provisional=True), 2022, True),
        (factor(2021, provisional=True), None, True),
    ],
)
def test_a_factor_stands_in_when_it_is_of_an_older_year_or_says_so(
    given: Factor, emission_year: int | None, *, stands_in: bool
) -> None:
    assert given.stands_in(emission_year) is stands_in


def test_a_factor_of_an_older_year_typed_into_a_cell_is_marked_when_it_is_stated() -> None:
    made = empty_statement()
    made.state_cells((typed(2021), cell("COM")))
    assert made.cells["RES", Gas.CO2] == typed(2021, factor=factor(2021, provisional=True))
    assert made.total().provisional == ("RES.co2",)
    before = made.version
    made.state_cells((typed(2021),))
    assert made.version == before
    made.state_cells((typed(2022),))
    assert made.total().provisional == ()
    assert made.cells["RES", Gas.CO2] == typed(2022)


def test_parts_typed_with_an_older_factor_are_marked_too_and_the_others_stay() -> None:
    given = typed(2022, parts=(part(2021), part(2022)))
    [told] = marked((given,), 2022)
    assert [each.factor.provisional for each in told.parts] == [True, False]
    assert told == given.model_copy(update={"parts": told.parts})
    plain = cell("COM")
    assert marked((plain,), 2022) == (plain,)


def test_what_was_stored_without_the_mark_is_provisional_all_the_same() -> None:
    made = empty_statement()
    made.trigger_event(EmissionStatement.CellsStated, cells=(typed(2021), cell("COM")))
    again = assert_replays(EmissionStatement, made.collect())
    assert again.content().cells[0] == typed(2021)
    assert again.total().provisional == ("RES.co2",)
    assert total(again.content().cells, 2021).provisional == ()


def test_a_restatement_marks_an_older_factor_too() -> None:
    made = accepted(full_statement())
    assert isinstance(made, EmissionStatement)
    made.restate((typed(2021),), on=AFTER, reason="改訂", authority="課長", effect="減る")
    assert made.total().provisional == ("RES.co2",)
    assert made.cells["RES", Gas.CO2].factor == factor(2021, provisional=True)


def test_past_emissions_mark_an_older_factor_and_ask_no_year() -> None:
    of = {"lg_code": "43100", "emissions_fiscal_year": 2013, "sectors": ("RES", "COM"), "source": SAMPLE, "on": DAY}
    check = RestatementCheck(comparison=Comparison())
    cells = (typed(2012), typed(None, sector="COM"))
    made = PastEmissions.enter(**of, cells=cells, check=check)  # type: ignore[arg-type]  # as named
    assert [each.factor and each.factor.provisional for each in made.cells] == [True, False]
    told = {"source": SAMPLE, "on": DAY, "reason": "改訂", "authority": "課長", "effect": "減る", "check": check}
    made.restate((typed(2013), typed(2011, sector="COM")), **told)  # type: ignore[arg-type]  # as named
    assert [each.factor and each.factor.provisional for each in made.cells] == [False, True]


@pytest.mark.parametrize("unit", ["kWh", "千kWh", "MWh", "ｋＷｈ", "百万 kwh"])
def test_electricity_says_of_which_year_its_factor_is(unit: str) -> None:
    made = empty_statement()
    with pytest.raises(FactorYearMissing) as refused:
        made.state_cells((typed(None, unit, gas=Gas.N2O), typed(None, unit), cell("COM")))
    assert refused.value.details == {"cells": ["RES.co2", "RES.n2o"]}
    assert not made.cells
    made.state_cells((typed(2022, unit),))
    assert made.total().value == Decimal(10)


def test_a_part_of_electricity_says_its_year_whatever_its_unit_and_other_energy_need_not() -> None:
    asked = ("RES", "COM")
    assert codes(stated_blockers((typed(2022, "GJ", parts=(part(None),)),), asked)) == ["factor-year-missing"]
    assert codes(stated_blockers((typed(2022, "GJ", parts=(part(2022),)),), asked)) == []
    assert codes(stated_blockers((typed(None, "kL"),), asked)) == []
    assert codes(stated_blockers((typed(2022, "GJ", parts=(part(None, "kerosene"),)),), asked)) == []
    assert codes(stated_blockers((typed(None, factor=None),), asked)) == []
    assert codes(stated_blockers((typed(None, activity=None, formula="1 + 1"),), asked)) == []


def test_a_companys_value_from_before_the_states_stands_in_for_it() -> None:
    reported = book(entry(2022, finality=Finality.REPORTED))
    made = calculated(uses(electricity()), reported, 2022)
    assert made.provisional_in(2022)
    assert "暫定 2022年度" in (made.formula or "")
    for settled in (Finality.FINAL, Finality.UNCONFIRMED):
        assert not calculated(uses(electricity()), book(entry(2022, finality=settled)), 2022).provisional_in(2022)
