"""Energy: the factor of the year, or an older one that says so; and what people did apart from what the grid did."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.allocation import GRAIN
from domain.emissions import Cell, FactorKind, Gas, Method
from domain.energy import (
    LIMIT,
    EnergyUseMissing,
    EnergyUseTwice,
    FigureTooLarge,
    FixedYear,
    FormulaTooLong,
    calculated,
    fixed_cells,
    fixed_years,
    recalculated,
    tonnes_of,
)
from domain.factors import FactorBook, FactorNotKnown, Finality, UnitDiffers
from domain.kernel import LONGEST_TEXT
from tests.domain.emission_samples import SAMPLE, UTILITY, book, electricity, entry, heating, kerosene, uses
from tests.domain.refusal import refuses

BOOK = book(entry(2020, "0.0006"), entry(2021, "0.0007"), entry(2024, "0.0004"), kerosene(2022))


def cell_of(fiscal_year: int = 2022, found: FactorBook = BOOK) -> Cell:
    return calculated(uses(electricity(), heating()), found, fiscal_year)


def test_the_factor_of_the_year_counts_and_is_not_provisional() -> None:
    factor = BOOK.choose(electricity(), 2021, FactorKind.BASIC)
    assert (factor.value, factor.fiscal_year, factor.provisional) == (Decimal("0.0007"), 2021, False)
    assert factor.edition == f"{SAMPLE}2021年度"


def test_without_the_factor_of_the_year_the_latest_older_one_stands_in_and_says_of_which_year_it_is() -> None:
    factor = BOOK.choose(electricity(), 2023, FactorKind.BASIC)
    assert (factor.value, factor.fiscal_year, factor.provisional) == (Decimal("0.0007"), 2021, True)


def test_a_later_factor_never_stands_in_for_an_earlier_year() -> None:
    asked = {"carrier": "electricity", "supplier": UTILITY, "menu": None, "fiscal_year": 2019}
    with refuses(FactorNotKnown(**asked, basis=FactorKind.BASIC)):
        BOOK.choose(electricity(), 2019, FactorKind.BASIC)


@pytest.mark.parametrize(
    "other", [{"supplier": "別の電力"}, {"supplier": None}, {"menu": "メニューB"}, {"carrier": "heat"}]
)
def test_the_factor_of_another_utility_or_menu_never_stands_in(other: dict[str, str | None]) -> None:
    asked = {"carrier": "electricity", "supplier": UTILITY, "menu": None, "fiscal_year": 2022, **other}
    with refuses(FactorNotKnown(**asked, basis=FactorKind.BASIC)):
        BOOK.choose(electricity().model_copy(update=other), 2022, FactorKind.BASIC)


def test_each_basis_has_its_own_factor_and_one_without_it_is_passed_over() -> None:
    found = book(entry(2021, "0.0007", adjusted="0.0003"), entry(2022, None, adjusted="0"))
    assert found.choose(electricity(), 2022, FactorKind.BASIC).fiscal_year == 2021
    adjusted = found.choose(electricity(), 2022, FactorKind.ADJUSTED)
    assert (adjusted.value, adjusted.provisional) == (Decimal(0), False)


def test_an_activity_in_another_unit_than_the_factor_is_refused() -> None:
    with pytest.raises(UnitDiffers) as refused:
        BOOK.choose(electricity(unit="MWh"), 2022, FactorKind.BASIC)
    assert refused.value.details == {"carrier": "electricity", "unit": "MWh", "factor_unit": "kWh"}


def test_an_entry_without_any_value_is_none() -> None:
    with pytest.raises(ValidationError) as refused:
        entry(2022, None)
    assert [str(each["ctx"]["error"]) for each in refused.value.errors()] == [
        "基礎排出係数か調整後排出係数の少なくとも一方を記入してください。"
    ]
    assert entry(2022, None, adjusted="0", finality=Finality.REPORTED).on(FactorKind.BASIC) is None


def test_a_cell_is_the_sum_of_its_uses_with_activity_factor_and_edition_beside_it() -> None:
    cell = cell_of()
    assert (cell.sector, cell.gas, cell.method, cell.note) == ("RES", Gas.CO2, Method.OWN, SAMPLE)
    assert cell.value == Decimal(950)
    assert [(part.use, part.tonnes, part.basis) for part in cell.parts] == [
        (electricity(), Decimal(700), FactorKind.BASIC),
        (heating(), Decimal(250), FactorKind.BASIC),
    ]
    assert cell.provisional_in(2022)
    assert cell.formula == (
        f"electricity {UTILITY} 1,000,000 kWh × 0.0007 t-CO2/kWh（暫定 2021年度、{SAMPLE}2021年度）"
        f" + kerosene 100 kL × 2.5 t-CO2/kL（2022年度、{SAMPLE}2022年度）"
    )
    assert Cell.model_validate_json(cell.model_dump_json()) == cell


def test_a_cell_of_published_factors_alone_is_not_provisional() -> None:
    assert not calculated(uses(heating()), BOOK, 2022).provisional_in(2022)
    assert not cell_of(2022, book(entry(2022), kerosene(2022))).provisional_in(2022)


def test_a_sector_needs_a_use_and_each_use_once() -> None:
    with refuses(EnergyUseMissing(sector="RES")):
        calculated(uses(), BOOK, 2022)
    with refuses(EnergyUseTwice(sector="RES")):
        calculated(uses(electricity(), electricity("5")), BOOK, 2022)
    two_menus = book(entry(2022), entry(2022, menu="A"))
    assert len(calculated(uses(electricity(), electricity(menu="A")), two_menus, 2022).parts) == 2


@given(st.decimals(min_value=0, max_value=10**9, places=6), st.decimals(min_value=0, max_value=10, places=12))
def test_a_product_is_exact_to_the_gram(quantity: Decimal, factor: Decimal) -> None:
    tonnes = tonnes_of(quantity, factor)
    whole, part = int(quantity.scaleb(6)), int(factor.scaleb(12))
    assert int(tonnes.scaleb(6)) == (whole * part + 5 * 10**11) // 10**12


def test_half_a_gram_counts_as_a_whole_one() -> None:
    assert tonnes_of(GRAIN, Decimal("0.5")) == GRAIN
    assert tonnes_of(GRAIN, Decimal("-0.5")) == -GRAIN


def test_a_figure_that_no_record_could_hold_is_refused() -> None:
    assert tonnes_of(LIMIT - 1, Decimal(1)) == LIMIT - 1
    for sign in (1, -1):
        with refuses(FigureTooLarge(quantity=LIMIT * sign, factor=Decimal(1))):
            tonnes_of(LIMIT * sign, Decimal(1))


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_sum_that_no_record_could_hold_is_refused_though_each_of_its_uses_could_be(sign: str) -> None:
    found = book(entry(2022, "1"), kerosene(2022, "1"))
    most = calculated(uses(electricity(f"{sign}{LIMIT - 1}"), heating(f"{sign}0.999999")), found, 2022)
    assert abs(most.value or 0) == LIMIT - GRAIN
    with refuses(FigureTooLarge(total=Decimal(f"{sign}{LIMIT}"))):
        calculated(uses(electricity(f"{sign}{LIMIT - 1}"), heating(f"{sign}1")), found, 2022)


def test_a_formula_too_long_for_the_record_is_refused_with_its_length() -> None:
    menus = [f"{number:03}{'あ' * 150}" for number in range(100)]
    found = book(*(entry(2022, "1", menu=menu) for menu in menus))
    told = [electricity("1", menu=menu) for menu in menus]
    length = len(calculated(uses(told[0]), found, 2022).formula or "")
    most = (LONGEST_TEXT + 3) // (length + 3)
    assert len(calculated(uses(*told[:most]), found, 2022).formula or "") == most * (length + 3) - 3
    with refuses(FormulaTooLong(length=(most + 1) * (length + 3) - 3, uses=most + 1)):
        calculated(uses(*told[: most + 1]), found, 2022)


def test_a_published_factor_changes_the_cells_that_used_an_older_one() -> None:
    before = cell_of()
    published = book(*BOOK.entries, entry(2022, "0.0005"))
    (after,) = recalculated([before], published, 2022)
    assert (before.value, after.value) == (Decimal(950), Decimal(750))
    assert (before.provisional_in(2022), after.provisional_in(2022)) == (True, False)
    assert after.note == SAMPLE
    assert "（2022年度、" in (after.formula or "")
    assert recalculated([after], published, 2022) == ()


def test_a_factor_published_with_the_same_value_still_ends_the_provisional_use() -> None:
    (after,) = recalculated([cell_of()], book(*BOOK.entries, entry(2022, "0.0007")), 2022)
    assert after.value == Decimal(950)
    assert not after.provisional_in(2022)


def test_cells_that_were_not_computed_from_uses_are_never_recalculated() -> None:
    stated = Cell(sector="COM", gas=Gas.CO2, value=Decimal(5), method=Method.DIRECT)
    assert recalculated([stated], BOOK, 2022) == ()


def test_a_factor_that_is_gone_changes_nothing() -> None:
    assert recalculated([cell_of()], book(kerosene(2022)), 2022) == ()


def test_the_fixed_view_multiplies_the_same_uses_by_the_factors_of_one_year() -> None:
    found = book(entry(2020, "0.0006"), entry(2022, "0.0005"))
    (line,) = fixed_cells([calculated(uses(electricity()), found, 2022)], found, 2020)
    assert (line.sector, line.actual, line.fixed, line.unknown) == ("RES", Decimal(500), Decimal(600), ())


def test_a_factor_that_only_stands_in_for_the_base_year_is_unknown_to_the_fixed_view() -> None:
    (line,) = fixed_cells([cell_of(2021, book(*BOOK.entries, kerosene(2021)))], BOOK, 2020)
    assert (line.fixed, line.unknown) == (None, ("kerosene",))
    (stood_in,) = fixed_cells([cell_of(2021, book(*BOOK.entries, kerosene(2020)))], BOOK, 2022)
    assert (stood_in.fixed, stood_in.unknown) == (None, ("electricity",))


def test_effort_and_grid_are_told_apart_over_the_years() -> None:
    found = book(entry(2020, "0.0006"), entry(2022, "0.0005"))
    years = [
        (2022, [calculated(uses(electricity("900000")), found, 2022)]),
        (2020, [calculated(uses(electricity()), found, 2020)]),
    ]
    base, later = fixed_years(years, found, 2020)
    assert (base.fiscal_year, base.actual, base.fixed, base.effort, base.grid) == (
        2020,
        Decimal(600),
        Decimal(600),
        Decimal(0),
        Decimal(0),
    )
    assert (later.fiscal_year, later.actual, later.fixed) == (2022, Decimal(450), Decimal(540))
    assert (later.effort, later.grid) == (Decimal(-60), Decimal(-90))
    assert (later.actual or 0) - (base.actual or 0) == (later.effort or 0) + (later.grid or 0)


def test_without_the_base_year_the_effort_is_unknown_and_not_zero() -> None:
    found = book(entry(2020, "0.0006"), entry(2022, "0.0005"))
    (later,) = fixed_years([(2022, [calculated(uses(electricity()), found, 2022)])], found, 2020)
    assert (later.fixed, later.effort, later.grid) == (Decimal(600), None, Decimal(-100))


def test_what_cannot_be_told_apart_is_named() -> None:
    stated = Cell(sector="COM", gas=Gas.CO2, value=Decimal(5), method=Method.DIRECT)
    (nothing,) = fixed_years([(2022, [stated, stated])], BOOK, 2020)
    assert nothing == FixedYear(fiscal_year=2022, actual=None, fixed=None, other=("COM",))
    (partly,) = fixed_years([(2022, [cell_of(), stated])], BOOK, 2020)
    assert (partly.actual, partly.fixed, partly.grid) == (Decimal(950), None, None)
    assert (partly.unknown, partly.other) == (("kerosene",), ("COM",))


def test_a_formula_that_just_fits_the_record_is_kept() -> None:
    shortest = calculated(uses(electricity("1", menu="あ")), book(entry(2022, "1", menu="あ")), 2022).formula or ""
    others = len(shortest) - 1 + len(" + ")  # of each use, besides the name of its menu
    count = -(-(LONGEST_TEXT + len(" + ")) // (others + 150))
    each, left = divmod(LONGEST_TEXT + len(" + ") - count * others, count)
    menus = [f"{number:03}".ljust(each + (number < left), "あ") for number in range(count)]
    told = calculated(
        uses(*(electricity("1", menu=menu) for menu in menus)),
        book(*(entry(2022, "1", menu=menu) for menu in menus)),
        2022,
    )
    assert len(told.formula or "") == LONGEST_TEXT
