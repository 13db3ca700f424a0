"""Invented factors, uses and allocations, each marked as such; the round figures make every sum readable."""

from datetime import date
from decimal import Decimal

from domain.allocation import Allocation, Share
from domain.emission_checks import Bounds, Comparison, EarlierFigure, WarningCode
from domain.emissions import Activity, EnergyUse, FactorKind, Gas
from domain.energy import SectorUses
from domain.factor_table import FactorTable
from domain.factors import FactorBook, FactorEntry, Finality

SAMPLE = "サンプル（架空値）"
UTILITY = "サンプル電力"
DAY = date(2025, 7, 1)


def entry(fiscal_year: int = 2022, basic: str | None = "0.0005", **changes: object) -> FactorEntry:
    body = {
        "carrier": "electricity",
        "supplier": UTILITY,
        "menu": None,
        "fiscal_year": fiscal_year,
        "unit": "kWh",
        "basic": basic,
        "finality": Finality.FINAL,
        "edition": f"{SAMPLE}{fiscal_year}年度",
        "source": SAMPLE,
        **changes,
    }
    return FactorEntry.model_validate(body)


def kerosene(fiscal_year: int = 2022, basic: str = "2.5") -> FactorEntry:
    return entry(fiscal_year, basic, carrier="kerosene", supplier=None, unit="kL")


def book(*entries: FactorEntry) -> FactorBook:
    return FactorBook(entries=entries)


def electricity(quantity: str = "1000000", unit: str = "kWh", **changes: object) -> EnergyUse:
    activity = Activity(quantity=Decimal(quantity), unit=unit)
    return EnergyUse.model_validate({"carrier": "electricity", "supplier": UTILITY, "activity": activity, **changes})


def heating(quantity: str = "100") -> EnergyUse:
    return EnergyUse(carrier="kerosene", activity=Activity(quantity=Decimal(quantity), unit="kL"))


def uses(*given: EnergyUse, sector: str = "RES", basis: FactorKind = FactorKind.BASIC) -> SectorUses:
    return SectorUses(sector=sector, uses=given, basis=basis, note=SAMPLE)


def allocation(**changes: object) -> Allocation:
    body = {
        "whole_total": Decimal(1000000),
        "whole_activity": Decimal(8000),
        "shares": (Share(name="世帯数", quantity=Decimal(1000)),),
        "activity_name": "世帯数",
        "unit": "世帯",
        "source": SAMPLE,
        **changes,
    }
    return Allocation.model_validate(body)


def comparison(**changes: object) -> Comparison:
    bounds = (
        bound(WarningCode.YEAR_ON_YEAR, "0.7", "1.4"),
        bound(WarningCode.UNIT_SLIP, "0.003", "300"),
        bound(WarningCode.PER_PERSON, "1", "30"),
        bound(WarningCode.PARTS, "0", "1"),
    )
    return Comparison.model_validate({"bounds": bounds, **changes})


def bound(check: WarningCode, low: str, high: str, sector: str | None = None) -> Bounds:
    return Bounds(check=check, sector=sector, low=Decimal(low), high=Decimal(high))


def earlier(value: str, sector: str = "RES", gas: Gas = Gas.CO2) -> EarlierFigure:
    return EarlierFigure(sector=sector, gas=gas, value=Decimal(value))


def table(*entries: FactorEntry, slug: str = "electricity") -> FactorTable:
    return FactorTable(slug=slug, name="サンプル排出係数表", entries=entries)


def propose(made: FactorTable, given: FactorEntry, by: str = "person-1") -> None:
    made.propose_factor(given, by=by, on=DAY, ground=SAMPLE, authority="環境省公表")


HOUSEHOLDS = {  # what the standard method is given for the households
    "sector": "RES",
    "whole_total": "3000000",
    "whole_activity": "700000",
    "unit": "世帯",
    "source": SAMPLE,
    "shares": [{"name": "世帯数", "quantity": "315456"}],
}
