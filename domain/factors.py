"""Emission factors: entries of the published tables, and which of them counts for a year.

A factor appears one to two years after the year that it is of. Until then an older one stands in, or what the company
reported in advance, and says so (暫定).
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator

from domain.emissions import Carrier, EnergyUse, Factor, FactorKind
from domain.errors import Refusal
from domain.kernel import FiscalYear, Line, Value
from domain.labels import Labelled

FactorValue = Annotated[Decimal, Field(ge=0, max_digits=20, decimal_places=12, allow_inf_nan=False)]


class Finality(Labelled):
    """確定状況: how far a published value is settled."""

    FINAL = "final", "確定", "final"
    REPORTED = "reported", "国公表前の会社報告値", "reported by the company, not yet by the state"
    UNCONFIRMED = "unconfirmed", "原典未確認", "taken from a secondary source"


class FactorKey(NamedTuple):
    """係数の見出し: of which energy, from whom, under which menu, and of which fiscal year a factor is."""

    carrier: str
    supplier: str | None
    menu: str | None
    fiscal_year: int


class FactorEntry(Value):
    """排出係数の行: t-CO2 per unit as published for one fiscal year, with its edition and source."""

    carrier: Carrier
    supplier: Line | None = None
    menu: Line | None = None
    fiscal_year: FiscalYear
    unit: Line
    basic: FactorValue | None = None
    adjusted: FactorValue | None = None
    finality: Finality
    edition: Line
    source: Line

    @model_validator(mode="after")
    def _some_value(self) -> Self:
        if self.basic is None and self.adjusted is None:
            msg = "基礎排出係数か調整後排出係数の少なくとも一方を記入してください。"
            raise ValueError(msg)
        return self

    @property
    def key(self) -> FactorKey:
        """The heading under which the entry stands; a correction stands under the same one."""
        return FactorKey(self.carrier, self.supplier, self.menu, self.fiscal_year)

    def on(self, basis: FactorKind) -> Decimal | None:
        """Give the value on a basis, ``None`` where none was published."""
        return self.basic if basis is FactorKind.BASIC else self.adjusted


class FactorNotKnown(Refusal):
    """この年度以前の排出係数が登録されていません。"""


class UnitDiffers(Refusal):
    """活動量の単位が排出係数の単位と異なります。"""


class FactorBook(Value):
    """排出係数集: the entries in force, from every table."""

    entries: tuple[FactorEntry, ...] = ()

    def choose(self, use: EnergyUse, fiscal_year: int, basis: FactorKind) -> Factor:
        """Give the factor of the year, else the latest older one, marked as provisional; a later one never counts.

        What a company reports before the state publishes stands in for that publication, so it is provisional too.
        """
        found = [each for each in self._published(use, basis) if each.fiscal_year <= fiscal_year]
        if not found:
            raise FactorNotKnown(
                carrier=use.carrier, supplier=use.supplier, menu=use.menu, fiscal_year=fiscal_year, basis=basis
            )
        entry = max(found, key=lambda each: each.fiscal_year)
        if entry.unit != use.activity.unit:
            raise UnitDiffers(carrier=use.carrier, unit=use.activity.unit, factor_unit=entry.unit)
        return Factor(
            value=entry.on(basis) or Decimal(0),
            edition=entry.edition,
            provisional=entry.fiscal_year != fiscal_year or entry.finality is Finality.REPORTED,
            fiscal_year=entry.fiscal_year,
        )

    def _published(self, use: EnergyUse, basis: FactorKind) -> Iterable[FactorEntry]:
        wanted = (use.carrier, use.supplier, use.menu)
        return (each for each in self.entries if each.key[:3] == wanted and each.on(basis) is not None)
