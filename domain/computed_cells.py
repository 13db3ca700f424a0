"""Computed cells: figures that the service reckons itself, each with its inputs and its formula beside it."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain.allocation import Allocation, allocate
from domain.emissions import Activity, Cell, Gas, Method, WarmingPotential
from domain.energy import tonnes_of
from domain.kernel import Line, Text, Value
from domain.plan_content import SectorCode


class GasMass(Value):
    """ガスの質量: how many tonnes of a substance a sector let out."""

    sector: SectorCode
    substance: Annotated[Line, Field(max_length=100, description="CH4、N2O、HFC-32 など")]
    tonnes: Annotated[Decimal, Field(ge=0, max_digits=20, decimal_places=6, description="排出した質量 t")]
    note: Annotated[Text | None, Field(description="質量の根拠")] = None


def allocated(sector: str, allocation: Allocation, note: str | None = None) -> Cell:
    """Give the CO2 of a sector by the standard method; what is hidden in the statistics leaves its mark."""
    result = allocate(allocation)
    return Cell(
        sector=sector,
        gas=Gas.CO2,
        value=result.value,
        method=Method.STANDARD,
        activity=Activity(quantity=allocation.activity, unit=allocation.unit),
        allocation=allocation,
        formula=result.formula,
        understated=result.understated,
        note=note,
    )


def converted(given: GasMass, gas: Gas, potential: WarmingPotential) -> Cell:
    """Give what a mass of a substance counts for in t-CO2, with the edition of the potentials."""
    value = tonnes_of(given.tonnes, potential.value)
    return Cell(
        sector=given.sector,
        gas=gas,
        value=value,
        method=Method.OWN,
        activity=Activity(quantity=given.tonnes, unit=f"t {given.substance}"),
        warming_potential=potential,
        formula=f"{given.substance} {given.tonnes:,} t × {potential.value}（{potential.edition}） = {value:,} t-CO2",
        note=given.note,
    )
