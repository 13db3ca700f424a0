"""Emission cells and their sums: exact, rounded only to be published, and never zero for what is missing (rule 6)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.emissions import (
    Activity,
    Cell,
    EnergyPart,
    EnergyUse,
    Factor,
    FactorKind,
    Gap,
    Gas,
    Method,
    Notation,
    Total,
    by_gas,
    by_sector,
    rounding_difference,
    thousand_tonnes,
    total,
)


def figure(value: str, sector: str = "RES", gas: Gas = Gas.CO2) -> Cell:
    return Cell(sector=sector, gas=gas, value=Decimal(value), method=Method.OWN)


def blank(notation: Notation, sector: str = "RES", gas: Gas = Gas.CH4) -> Cell:
    return Cell(sector=sector, gas=gas, notation=notation)


def test_there_are_seven_gases() -> None:
    assert [gas.value for gas in Gas] == ["co2", "ch4", "n2o", "hfcs", "pfcs", "sf6", "nf3"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"value": "1", "method": "own", "notation": "confidential"},
        {"value": "1"},
        {"notation": "confidential", "method": "own"},
        {"value": "Infinity", "method": "own"},
        {"value": "1", "method": "own", "sector": "res"},
    ],
)
def test_a_cell_holds_a_figure_with_its_method_or_else_a_notation(body: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Cell.model_validate({"sector": "RES", "gas": "co2", **body})


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "値か注記記号のどちらか一方だけを記入してください。"),
        ({"value": "1"}, "算定方法は値があるときに限り、必ず記入してください。"),
    ],
)
def test_a_refused_cell_says_in_japanese_what_it_lacks(body: dict[str, str], says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Cell.model_validate({"sector": "RES", "gas": "co2", **body})
    assert [str(each["ctx"]["error"]) for each in refused.value.errors()] == [says]


def test_a_cell_keeps_activity_and_factor_with_unit_and_edition() -> None:
    held = Cell(
        sector="RES",
        gas=Gas.CO2,
        value=Decimal(10),
        method=Method.STANDARD,
        activity=Activity(quantity=Decimal(20), unit="kWh"),
        factor=Factor(value=Decimal("0.000463"), edition="令和4年度"),
    )
    assert held.factor is not None
    assert held.factor.provisional is False
    assert (held.key, held.name) == (("RES", Gas.CO2), "RES.co2")


@pytest.mark.parametrize("figure", ["0.1234567", "1234567890123456789.123456", "NaN"])
def test_an_activity_keeps_six_places_and_a_bounded_length(figure: str) -> None:
    with pytest.raises(ValidationError):
        Activity(quantity=Decimal(figure), unit="kWh")
    assert Activity(quantity=Decimal("123456789012345678.123456"), unit="kWh").unit == "kWh"


@pytest.mark.parametrize("figure", ["0.1234567890123", "123456789.123456789012", "NaN"])
def test_a_factor_keeps_twelve_places_and_a_bounded_length(figure: str) -> None:
    with pytest.raises(ValidationError):
        Factor(value=Decimal(figure), edition="令和4年度")
    assert Factor(value=Decimal("12345678.123456789012"), edition="令和4年度").edition == "令和4年度"


def test_a_sum_is_exact_and_names_what_it_lacks() -> None:
    cells = [figure("0.1"), figure("0.2"), blank(Notation.CONFIDENTIAL, "COM"), blank(Notation.NOT_OCCURRING)]
    gap = Gap(sector="COM", gas=Gas.CH4, notation=Notation.CONFIDENTIAL)
    assert total(cells, 2022) == Total(value=Decimal("0.3"), gaps=(gap,))
    assert not total(cells, 2022).complete


def test_a_sum_names_the_cells_that_stand_on_a_provisional_factor() -> None:
    settled = Factor(value=Decimal("0.5"), edition="サンプル（架空値）")
    waiting = settled.model_copy(update={"provisional": True})
    use = EnergyUse(carrier="electricity", activity=Activity(quantity=Decimal(2), unit="kWh"))
    part = EnergyPart(use=use, basis=FactorKind.BASIC, factor=waiting, tonnes=Decimal(1))
    cells = [
        figure("1", "IND").model_copy(update={"factor": waiting}),
        figure("1", "COM").model_copy(update={"factor": settled}),
        figure("1", "RES").model_copy(update={"factor": settled, "parts": (part,)}),
        figure("1", "TRA"),
    ]
    assert [cell.provisional_in(2022) for cell in cells] == [True, False, True, False]
    assert total(cells, 2022).provisional == ("IND.co2", "RES.co2")


def test_every_sum_takes_the_year_of_its_cells_and_gives_the_words_to_print_beside_it() -> None:
    older = figure("1", "RES").model_copy(update={"factor": Factor(value=Decimal(1), edition="版", fiscal_year=2021)})
    low = figure("1", "COM").model_copy(update={"understated": True})
    assert by_sector([older], 2022)["RES"].provisional == by_gas([older], 2022)[older.gas].provisional == (older.name,)
    assert by_sector([older], 2021)["RES"].provisional == by_gas([older], 2021)[older.gas].provisional == ()
    assert total([older, low], 2022).label == "過少・暫定"
    assert [total([each], 2022).label for each in (low, older, figure("1"))] == ["過少", "暫定", None]


def test_nothing_known_sums_to_nothing_and_only_what_does_not_occur_sums_to_zero() -> None:
    assert total([], 2022) == Total(value=None, gaps=())
    assert total([blank(Notation.NOT_ESTIMATED)], 2022).value is None
    assert total([blank(Notation.NOT_OCCURRING), blank(Notation.NOT_ESTIMATED)], 2022).value is None
    assert total([blank(Notation.NOT_OCCURRING)], 2022) == Total(value=Decimal(0), gaps=())
    assert total([blank(Notation.NOT_OCCURRING)], 2022).complete


def test_sums_are_kept_by_sector_and_by_gas_in_order() -> None:
    cells = [figure("1", "COM", Gas.N2O), figure("2", "RES"), figure("3", "COM"), blank(Notation.CONFIDENTIAL)]
    assert list(by_sector(cells, 2022)) == ["COM", "RES"]
    assert by_sector(cells, 2022)["COM"].value == Decimal(4)
    assert by_sector(cells, 2022)["RES"].gaps == (Gap(sector="RES", gas=Gas.CH4, notation=Notation.CONFIDENTIAL),)
    assert list(by_gas(iter(cells), 2022)) == [Gas.CO2, Gas.CH4, Gas.N2O]
    assert by_gas(cells, 2022)[Gas.CO2].value == Decimal(5)
    assert by_gas(cells, 2022)[Gas.CH4].value is None


@pytest.mark.parametrize(
    ("tonnes", "published"),
    [("499.999999", "0"), ("500", "1"), ("1499", "1"), ("1500", "2"), ("2500", "3"), ("-500", "-1"), ("-499", "0")],
)
def test_thousands_of_tonnes_are_rounded_half_up(tonnes: str, published: str) -> None:
    assert thousand_tonnes(Decimal(tonnes)) == Decimal(published)


def test_the_difference_between_published_parts_and_their_whole_is_shown() -> None:
    parts = [Decimal(500), Decimal(500)]
    assert rounding_difference(parts, sum(parts, Decimal(0))) == Decimal(-1)
    assert rounding_difference([Decimal(1000)], Decimal(1000)) == 0


@given(st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=6), min_size=1, max_size=30))
def test_a_total_is_the_same_in_any_order(values: list[Decimal]) -> None:
    cells = [figure(str(value)) for value in values]
    assert total(cells, 2022).value == total(reversed(cells), 2022).value == sum(values)
