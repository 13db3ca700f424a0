"""Emission reference: the factors, warming potentials and bounds of checks in ``data/``, as typed rows.

A factor that was not found has a row without values, so that the gap is seen; it never gets into a table.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TypeVar

from application.reference import MunicipalityRow, PrefectureEmissionRow, SectorRow, Sourced, read
from domain.allocation import Whole
from domain.emission_checks import Bounds, StatedWhole, WarningCode
from domain.emissions import Carrier, Gas, WarmingPotential
from domain.errors import Refusal
from domain.factors import FactorEntry, FactorValue, Finality
from domain.kernel import FiscalYear, Line
from domain.people import HeadCount
from domain.plan_content import SectorCode

CENSUS = "国勢調査 2015"
CENSUS_YEAR = 2015
UNITS = {"t-CO2": Decimal(1), "千t-CO2": Decimal(1000)}


class FactorRow(Sourced):
    """排出係数: the factor of one energy, supplier and menu in one fiscal year; without a value it was not found."""

    carrier: Carrier
    supplier: Line | None = None
    menu: Line | None = None
    fiscal_year: FiscalYear
    unit: Line
    basic: FactorValue | None = None
    adjusted: FactorValue | None = None
    finality: Finality | None = None
    edition: Line | None = None
    status: Line
    note: Line | None = None


class ElectricityFactorRow(FactorRow):
    """電気の排出係数: by utility and menu."""

    FILE = "factors_electricity.csv"
    registration_no: Line | None = None


class FuelFactorRow(FactorRow):
    """燃料・都市ガスの排出係数: by fuel."""

    FILE = "factors_fuel.csv"
    name: Line


class WarmingPotentialRow(Sourced):
    """地球温暖化係数: of one substance, in one edition of the list."""

    FILE = "warming_potentials.csv"
    substance: Line
    gas: Gas
    edition: Line
    first_fiscal_year: FiscalYear | None = None
    last_fiscal_year: FiscalYear | None = None
    value: Decimal | None = None
    status: Line

    def holds_in(self, fiscal_year: int) -> bool:
        """Tell whether the edition counts for a fiscal year."""
        first, last = self.first_fiscal_year or fiscal_year, self.last_fiscal_year or fiscal_year
        return self.value is not None and first <= fiscal_year <= last


class EmissionCheckRow(Sourced):
    """点検の範囲: between which values a check asks nothing; ours, not a fact about the world."""

    FILE = "emission_checks.csv"
    check: WarningCode
    sector: SectorCode | None = None
    low: Decimal
    high: Decimal


EMISSION_FACTS: tuple[type[Sourced], ...] = (ElectricityFactorRow, FuelFactorRow, WarmingPotentialRow)
F = TypeVar("F", bound=FactorRow)


class WarmingPotentialNotKnown(Refusal):
    """この物質・年度の地球温暖化係数が登録されていません。"""


class SectorWithoutStandardMethod(Refusal):
    """標準的手法の按分指標が定められていない部門です。"""


def entries(kind: type[F]) -> Iterator[FactorEntry]:
    """Give the factors of a file that were found."""
    for row in read(kind):
        if row.finality is not None and row.edition is not None:
            yield FactorEntry(
                carrier=row.carrier,
                supplier=row.supplier,
                menu=row.menu,
                fiscal_year=row.fiscal_year,
                unit=row.unit,
                basic=row.basic,
                adjusted=row.adjusted,
                finality=row.finality,
                edition=row.edition,
                source=row.source,
            )


def bounds() -> tuple[Bounds, ...]:
    """Give the bounds of all checks."""
    return tuple(
        Bounds(check=row.check, sector=row.sector, low=row.low, high=row.high) for row in read(EmissionCheckRow)
    )


def census() -> Mapping[str, HeadCount]:
    """Give the people of each municipality by the census of 2015: what is known before anyone enters anything."""
    return {
        row.lg_code: HeadCount(
            fiscal_year=CENSUS_YEAR, population=row.population_2015, households=row.households_2015, source=CENSUS
        )
        for row in read(MunicipalityRow)
    }


def head_counts(lg_code: str, entered: Iterable[HeadCount]) -> tuple[HeadCount, ...]:
    """Give every count known of a municipality by year; one that was entered for a year stands before the census."""
    known = census().get(lg_code)
    held = {each.fiscal_year: each for each in (*([known] if known else ()), *entered)}
    return tuple(held[fiscal_year] for fiscal_year in sorted(held))


def warming_potential(substance: str, fiscal_year: int) -> tuple[Gas, WarmingPotential]:
    """Give the gas of a substance and what it counts for in a fiscal year; raises ``WarmingPotentialNotKnown``."""
    for row in read(WarmingPotentialRow):
        if row.substance == substance and row.value is not None and row.holds_in(fiscal_year):
            edition = row.edition if row.status == "sourced" else f"{row.edition}（{row.status}）"
            return row.gas, WarmingPotential(value=row.value, edition=edition)
    raise WarmingPotentialNotKnown(substance=substance, fiscal_year=fiscal_year)


def allocation_wholes() -> Mapping[str, Whole]:
    """Give the whole whose total the standard method shares out, for the sectors of which it is on record."""
    return {row.code: row.allocation_whole for row in read(SectorRow) if row.allocation_whole is not None}


def prefecture_wholes(fiscal_year: int, rows: Iterable[PrefectureEmissionRow]) -> Iterator[StatedWhole]:
    """Yield what the prefecture published of single sectors in a year, in t-CO2."""
    for row in rows:
        if row.sector is not None and row.fiscal_year == fiscal_year:
            yield StatedWhole(
                sector=row.sector,
                whole=Whole.PREFECTURE,
                whole_total=row.amount * UNITS[row.unit],
                stated_by=(row.source,),
            )


def allocation_activity(sector: str) -> str:
    """Name the activity by which the standard method shares out a sector; raises ``SectorWithoutStandardMethod``."""
    for row in read(SectorRow):
        if row.code == sector and row.allocation_activity is not None:
            return str(row.allocation_activity)
    raise SectorWithoutStandardMethod(sector=sector)
