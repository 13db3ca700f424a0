"""Computed cells: the figure, its inputs and its formula stand together."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from domain.allocation import Share
from domain.computed_cells import GasMass, allocated, converted
from domain.emissions import Activity, Cell, Gas, Method, WarmingPotential, total
from tests.domain.emission_samples import SAMPLE, allocation
from tests.domain.office_year import cell


def test_an_allocated_cell_holds_its_allocation_and_what_came_of_it() -> None:
    made = allocated("RES", allocation(), SAMPLE)
    assert (made.sector, made.gas, made.method, made.note) == ("RES", Gas.CO2, Method.STANDARD, SAMPLE)
    assert (made.value, made.understated) == (Decimal(125000), False)
    assert made.activity == Activity(quantity=Decimal(1000), unit="世帯")
    assert made.allocation == allocation()
    assert made.formula is not None
    assert made.formula.endswith("= 125,000.000000 t-CO2")


def test_an_understated_cell_says_so_in_every_sum() -> None:
    hidden = allocation(shares=(Share(name="A", quantity=Decimal(8)), Share(name="B")))
    made = allocated("RES", hidden)
    assert made.understated
    assert total([made, cell("COM")], 2022).understated == ("RES.co2",)


def test_nobody_states_an_allocation_with_hidden_values_as_if_it_were_whole() -> None:
    hidden = allocated("RES", allocation(shares=(Share(name="B"),))).model_dump()
    whole = allocated("RES", allocation()).model_dump()
    for body in ({**hidden, "understated": False}, {**whole, "understated": True}):
        with pytest.raises(ValidationError) as refused:
            Cell.model_validate(body)
        assert [str(each["ctx"]["error"]) for each in refused.value.errors()] == [
            "秘匿値を0とした按分には、過少であることの表示が必要です。"
        ]


def test_a_mass_is_converted_by_its_potential_with_the_edition() -> None:
    potential = WarmingPotential(value=Decimal(25), edition=SAMPLE)
    made = converted(GasMass(sector="COM", substance="CH4", tonnes=Decimal("1000.5"), note=SAMPLE), Gas.CH4, potential)
    assert (made.sector, made.gas, made.method, made.note) == ("COM", Gas.CH4, Method.OWN, SAMPLE)
    assert made.value == Decimal("25012.5")
    assert made.activity == Activity(quantity=Decimal("1000.5"), unit="t CH4")
    assert made.warming_potential == potential
    assert made.formula == f"CH4 1,000.5 t × 25（{SAMPLE}） = 25,012.500000 t-CO2"
