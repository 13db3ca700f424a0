"""The factors and potentials of the data: what was found with its source, and what was not found left out."""

from decimal import Decimal

import pytest

from application.emission_reference import (
    CENSUS,
    ElectricityFactorRow,
    FuelFactorRow,
    SectorWithoutStandardMethod,
    WarmingPotentialNotKnown,
    WarmingPotentialRow,
    allocation_activity,
    bounds,
    entries,
    head_counts,
    warming_potential,
)
from application.reference import MunicipalityRow, SectorRow, read
from domain.emission_checks import WarningCode
from domain.emissions import Gas
from domain.plan_content import Sector, leaves


def test_a_factor_that_was_not_found_is_seen_in_the_data_and_gets_into_no_table() -> None:
    rows = read(ElectricityFactorRow)
    gaps = [row for row in rows if row.status == "not found"]
    assert [row.fiscal_year for row in gaps] == [2013, 2014, 2015, 2016, 2019, 2020, 2021, 2023]
    assert all((row.basic, row.adjusted, row.finality) == (None, None, None) for row in gaps)
    assert len(list(entries(ElectricityFactorRow))) == len(rows) - len(gaps)


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
    assert {each.check for each in bounds()} == set(WarningCode) - {WarningCode.SECTOR_MISSING}
    assert all(each.low < each.high for each in bounds())
