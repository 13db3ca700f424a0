"""The factors and potentials of the data: what was found with its source, and what was not found left out."""

from decimal import Decimal

import pytest

from application.emission_reference import (
    CENSUS,
    UNITS,
    ElectricityFactorRow,
    FuelFactorRow,
    SectorWithoutStandardMethod,
    WarmingPotentialNotKnown,
    WarmingPotentialRow,
    allocation_activity,
    allocation_wholes,
    bounds,
    entries,
    head_counts,
    prefecture_wholes,
    warming_potential,
)
from application.reference import MunicipalityRow, PrefectureEmissionRow, SectorRow, read
from domain.allocation import Whole
from domain.emission_checks import WarningCode
from domain.emissions import FactorKind, Gas
from domain.factors import FactorBook, Finality
from domain.plan_content import Sector, leaves
from tests.domain.emission_samples import SAMPLE, electricity


def test_a_factor_that_was_not_found_is_seen_in_the_data_and_gets_into_no_table() -> None:
    rows = read(ElectricityFactorRow)
    gaps = [row for row in rows if row.status == "not found"]
    assert [row.fiscal_year for row in gaps] == [2013, 2014, 2015, 2016, 2019, 2020, 2021, 2023]
    assert all((row.basic, row.adjusted, row.finality) == (None, None, None) for row in gaps)
    assert len(list(entries(ElectricityFactorRow))) == len(rows) - len(gaps)


def test_the_companys_factor_of_2022_is_from_before_the_states_and_says_that_it_is_provisional() -> None:
    rows = [row for row in read(ElectricityFactorRow) if row.finality is Finality.REPORTED]
    assert {(row.supplier, row.menu, row.fiscal_year) for row in rows} == {
        ("九州電力(株)", "事業者全体", 2022),
        ("九州電力(株)", "メニューB", 2022),
    }
    assert all("暫定" in (row.note or "") and "国公表前" in (row.edition or "") for row in rows)
    book = FactorBook(entries=tuple(entries(ElectricityFactorRow)))
    use = electricity(supplier="九州電力(株)", menu="事業者全体")
    told = {year: book.choose(use, year, FactorKind.BASIC).provisional for year in (2018, 2022, 2024)}
    assert told == {2018: False, 2022: True, 2024: False}


@pytest.mark.parametrize("kind", [ElectricityFactorRow, FuelFactorRow])
def test_every_factor_stands_once_under_its_heading_with_source_and_edition(
    kind: type[ElectricityFactorRow] | type[FuelFactorRow],
) -> None:
    found = list(entries(kind))
    assert len({entry.key for entry in found}) == len(found)
    assert all(entry.source and entry.edition for entry in found)
    assert len({(entry.carrier, entry.unit) for entry in found}) == len({entry.carrier for entry in found})


def test_every_leaf_sector_has_an_activity_by_which_the_standard_method_shares_it_out() -> None:
    tree = tuple(Sector(code=row.code, parent=row.parent, name=row.name) for row in read(SectorRow) if row.counted)
    assert all(allocation_activity(sector.code) for sector in leaves(tree))
    for sector in ("IND", "SINK", "NONE"):
        with pytest.raises(SectorWithoutStandardMethod):
            allocation_activity(sector)


@pytest.mark.parametrize(
    ("fiscal_year", "value"), [(1990, 21), (2014, 21), (2015, 25), (2023, 25), (2024, 28), (2030, 28)]
)
def test_the_edition_of_the_potentials_goes_by_the_fiscal_year(fiscal_year: int, value: int) -> None:
    gas, potential = warming_potential("CH4", fiscal_year)
    assert (gas, potential.value) == (Gas.CH4, Decimal(value))
    assert ("unverified" in potential.edition) == (fiscal_year > 2023)


def test_a_potential_that_was_not_transcribed_is_not_known() -> None:
    assert warming_potential("HFC-32", 2020)[0] is Gas.HFCS
    assert {row.substance for row in read(WarmingPotentialRow) if row.value is None} >= {"SF6", "NF3"}
    for substance in ("SF6", "HFCs (others)", "X"):
        with pytest.raises(WarmingPotentialNotKnown):
            warming_potential(substance, 2020)


def test_people_are_those_of_the_census_until_others_are_entered_and_unknown_elsewhere() -> None:
    (found,) = head_counts("43100", ())
    assert (found.fiscal_year, found.population, found.households, found.source) == (2015, 740822, 315456, CENSUS)
    assert head_counts("99999", ()) == ()
    assert all(head_counts(row.lg_code, ()) for row in read(MunicipalityRow))
    same, later = (found.model_copy(update={"fiscal_year": year, "population": 400000}) for year in (2015, 2020))
    assert head_counts("43100", (later,)) == (found, later)
    assert head_counts("43100", (later, same)) == (same, later)


def test_every_check_with_bounds_has_them_in_the_data() -> None:
    assert {each.check for each in bounds()} == set(WarningCode) - {
        WarningCode.SECTOR_MISSING,
        WarningCode.WHOLE_TOTAL,
        WarningCode.WHOLE_ACTIVITY,
    }
    assert all(each.low < each.high for each in bounds())


def test_the_whole_that_the_standard_method_shares_out_is_known_where_it_was_found() -> None:
    wholes = allocation_wholes()
    assert wholes == dict.fromkeys(("IND_MFG", "IND_CONST", "IND_AGRI", "COM"), Whole.PREFECTURE)
    assert wholes.keys() <= {row.code for row in read(SectorRow) if row.allocation_activity}


def test_what_the_prefecture_published_of_a_sector_is_compared_in_its_year_in_tonnes() -> None:
    (row, *_) = read(PrefectureEmissionRow)
    assert list(prefecture_wholes(row.fiscal_year, (row,))) == []
    sector = {"sector": "RES", "fiscal_year": 2022, "source": SAMPLE}
    thousands = row.model_copy(update={**sector, "amount": Decimal("1.5")})
    tonnes = thousands.model_copy(update={"unit": "t-CO2", "sector": "COM"})
    other_year = thousands.model_copy(update={"fiscal_year": 2021})
    told = list(prefecture_wholes(2022, (thousands, tonnes, other_year)))
    assert [(each.sector, each.whole, each.whole_total, each.whole_activity, each.stated_by) for each in told] == [
        ("RES", Whole.PREFECTURE, Decimal(1500), None, (SAMPLE,)),
        ("COM", Whole.PREFECTURE, Decimal("1.5"), None, (SAMPLE,)),
    ]


def test_every_unit_of_the_prefectures_figures_is_known() -> None:
    assert {row.unit for row in read(PrefectureEmissionRow)} <= set(UNITS)
