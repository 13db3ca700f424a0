"""Emission checks: what looks wrong in a statement before it is submitted. A warning asks for a reason; it is no wall.

What the figures are compared with is brought in and kept beside them, so that a warning can be explained years later.
How a warning is answered stands in ``domain.warning_answers``.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from math import prod
from typing import Annotated

from pydantic import Field

from domain.allocation import Allocation, Quantity, Whole, allocate, allocation_blockers
from domain.emissions import Cell, Gas, total
from domain.energy import tonnes_of
from domain.kernel import FiscalYear, Line, Tonnes, Value
from domain.labels import Labelled
from domain.plan_content import SectorCode

WHOLE = "total"
THOUSAND = Decimal(1000)
SINK = "SINK"  # what forests take up is not what people emit


Compared = Annotated[Decimal, Field(max_digits=24, decimal_places=6, allow_inf_nan=False)]  # t-CO2, or an activity


class WarningCode(Labelled):
    """警告の種類: the checks before submission."""

    YEAR_ON_YEAR = "year-on-year", "前年度からの急変", "year-on-year jump"
    PARTS = "parts", "内訳・算定根拠との不一致", "differs from its own parts"
    SECTOR_MISSING = "sector-missing", "前年度に値のあった部門の欠落", "a sector that had a figure has none"
    UNIT_SLIP = "unit-slip", "単位の取違えのおそれ（tと千t）", "possible slip of unit (t and 1,000 t)"
    PER_PERSON = "per-person", "人口に比べた外れ値", "outlier against the population"
    WHOLE_TOTAL = "whole-total", "按分元の排出量が他と相違", "total shared out differs from others"
    WHOLE_ACTIVITY = "whole-activity", "按分元の活動量が他と相違", "activity of the whole differs from others"


class CheckWarning(Value):
    """点検の警告: which check asks, about which field, and the two figures that do not fit together."""

    code: WarningCode
    field: Line
    stated: Compared | None
    compared: Annotated[Compared | None, Field(description="前年度の値、内訳の和、人口、または他の按分元の値")]


class Bounds(Value):
    """点検の範囲: between which values nothing is asked; for one sector, or for whatever the check looks at."""

    check: WarningCode
    sector: SectorCode | None = None
    low: Annotated[Decimal, Field(ge=0, max_digits=20, decimal_places=6)]
    high: Annotated[Decimal, Field(ge=0, max_digits=20, decimal_places=6)]

    def holds(self, value: Decimal) -> bool:
        """Tell whether a value lies within."""
        return self.low <= value <= self.high


class EarlierFigure(Value):
    """前年度の値: what stood in a cell the year before."""

    sector: SectorCode
    gas: Gas
    value: Tonnes


class StatedWhole(Value):
    """按分元の値: what others say of the whole whose total a sector shares out, and who says so."""

    sector: SectorCode
    whole: Whole
    whole_total: Tonnes
    whole_activity: Annotated[Quantity | None, Field(description="不明のときは空")] = None
    unit: Line | None = None
    stated_by: Annotated[tuple[Line, ...], Field(min_length=1, description="団体コードまたは出典")]

    @property
    def said(self) -> tuple[str, Whole, Decimal, Decimal | None, str | None]:
        """What is said, whoever says it."""
        return (self.sector, self.whole, self.whole_total, self.whole_activity, self.unit)

    def is_of(self, cell: Cell) -> bool:
        """Tell whether a cell shares out the same whole for the same sector."""
        return cell.allocation is not None and (cell.sector, cell.allocation.whole) == (self.sector, self.whole)


class Comparison(Value):
    """比較対象: last year's figures, the people, what others say of the wholes, and the bounds; unknown is absent."""

    earlier_fiscal_year: FiscalYear | None = None
    earlier: tuple[EarlierFigure, ...] = ()
    population: Annotated[int | None, Field(gt=0)] = None
    population_source: Line | None = None
    population_fiscal_year: Annotated[FiscalYear | None, Field(description="人口の年度")] = None
    wholes: tuple[StatedWhole, ...] = ()
    bounds: tuple[Bounds, ...] = ()

    def bounds_of(self, code: WarningCode) -> tuple[Bounds, ...]:
        """Give the bounds of a check."""
        return tuple(each for each in self.bounds if each.check is code)


def earlier_figures(cells: Iterable[Cell]) -> tuple[EarlierFigure, ...]:
    """Keep of a year's cells what the next year is compared with."""
    return tuple(
        EarlierFigure(sector=cell.sector, gas=cell.gas, value=cell.value) for cell in cells if cell.value is not None
    )


def stated_wholes(stated_by: str, cells: Iterable[Cell]) -> Iterator[StatedWhole]:
    """Yield what the cells of somebody say of the wholes that they share out."""
    for cell in cells:
        if cell.allocation is not None:
            yield StatedWhole(
                sector=cell.sector,
                whole=cell.allocation.whole,
                whole_total=cell.allocation.whole_total,
                whole_activity=cell.allocation.whole_activity,
                unit=cell.allocation.unit,
                stated_by=(stated_by,),
            )


def wholes_compared(cells: Sequence[Cell], told: Iterable[StatedWhole]) -> tuple[StatedWhole, ...]:
    """Keep what was told of the wholes that these cells share out, each value once, with all who state it."""
    kept: dict[object, StatedWhole] = {}
    for each in told:
        if any(each.is_of(cell) for cell in cells):
            before = kept.get(each.said)
            by = each.stated_by if before is None else (*before.stated_by, *each.stated_by)
            kept[each.said] = each.model_copy(update={"stated_by": by})
    return tuple(kept.values())


def warnings(cells: Sequence[Cell], comparison: Comparison) -> tuple[CheckWarning, ...]:
    """Ask every check, in the order of the cells."""
    return (
        *_against_earlier(cells, comparison),
        *_against_parts(cells, comparison),
        *_missing(cells, comparison),
        *_against_people(cells, comparison),
        *_against_wholes(cells, comparison),
    )


def _against_earlier(cells: Sequence[Cell], comparison: Comparison) -> Iterator[CheckWarning]:
    earlier = {(each.sector, each.gas): each.value for each in comparison.earlier}
    for cell in cells:
        before = earlier.get(cell.key)
        if cell.value is None or before is None:
            continue
        code = _jump(cell.value, before, comparison)
        if code is not None:
            yield CheckWarning(code=code, field=cell.name, stated=cell.value, compared=before)


def _jump(value: Decimal, before: Decimal, comparison: Comparison) -> WarningCode | None:
    if value == before:
        return None
    if not before:
        return WarningCode.YEAR_ON_YEAR
    ratio = value / before
    for code in (WarningCode.UNIT_SLIP, WarningCode.YEAR_ON_YEAR):
        sudden = any(not each.holds(ratio) for each in comparison.bounds_of(code))
        if sudden and (code is WarningCode.YEAR_ON_YEAR or ratio > 0):
            return code
    return None


def _against_parts(cells: Sequence[Cell], comparison: Comparison) -> Iterator[CheckWarning]:
    for cell in cells:
        for expected in _expected(cell):
            apart = abs((cell.value or Decimal(0)) - expected)
            if any(not each.holds(apart) for each in comparison.bounds_of(WarningCode.PARTS)):
                yield CheckWarning(code=WarningCode.PARTS, field=cell.name, stated=cell.value, compared=expected)


def _expected(cell: Cell) -> Iterator[Decimal]:
    """Yield what a figure should be by each account that it gives of itself."""
    if cell.value is None:
        return
    if cell.parts:
        yield Decimal(sum(part.tonnes for part in cell.parts))
    if cell.allocation is not None and not any(allocation_blockers(cell.allocation)):
        yield allocate(cell.allocation).value
    multipliers = [each.value for each in (cell.factor, cell.warming_potential) if each is not None]
    if cell.activity is not None and multipliers:
        yield tonnes_of(cell.activity.quantity, Decimal(prod(multipliers)))


def _missing(cells: Sequence[Cell], comparison: Comparison) -> Iterator[CheckWarning]:
    held = {cell.sector for cell in cells if cell.value is not None}
    for sector in dict.fromkeys(each.sector for each in comparison.earlier):
        if sector not in held:
            before = Decimal(sum(each.value for each in comparison.earlier if each.sector == sector))
            yield CheckWarning(code=WarningCode.SECTOR_MISSING, field=sector, stated=None, compared=before)


def _against_people(cells: Sequence[Cell], comparison: Comparison) -> Iterator[CheckWarning]:
    if comparison.population is None:
        return
    people = Decimal(comparison.population)
    for bounds in comparison.bounds_of(WarningCode.PER_PERSON):
        concerned = [cell for cell in cells if cell.sector == bounds.sector or (bounds.sector is None)]
        whole = total((cell for cell in concerned if cell.sector != SINK), None)
        code = None if whole.value is None else _outlier(whole.value / people, bounds, complete=whole.complete)
        if code is not None:
            yield CheckWarning(code=code, field=bounds.sector or WHOLE, stated=whole.value, compared=people)


def _outlier(per_person: Decimal, bounds: Bounds, *, complete: bool) -> WarningCode | None:
    """Tell a slip of unit from an outlier; an incomplete sum may be small without anything being wrong."""
    if bounds.holds(per_person if complete else max(per_person, bounds.low)):
        return None
    slipped = bounds.holds(per_person * THOUSAND) or bounds.holds(per_person / THOUSAND)
    return WarningCode.UNIT_SLIP if slipped else WarningCode.PER_PERSON


def _against_wholes(cells: Sequence[Cell], comparison: Comparison) -> Iterator[CheckWarning]:
    """Ask once about each other value that somebody states of the same whole: the same total has one source."""
    for cell in cells:
        others = [each for each in comparison.wholes if each.is_of(cell)]
        if cell.allocation is not None:
            yield from dict.fromkeys(_other_wholes(cell.name, cell.allocation, others))


def _other_wholes(name: str, given: Allocation, others: Sequence[StatedWhole]) -> Iterator[CheckWarning]:
    """Yield what differs: the total, and the activity, which differs by its unit too."""
    total_code, activity_code = WarningCode.WHOLE_TOTAL, WarningCode.WHOLE_ACTIVITY
    for each in others:
        stated, compared = given.whole_total, each.whole_total
        if stated != compared:
            yield CheckWarning(code=total_code, field=name, stated=stated, compared=compared)
    for each in others:
        measured, told = given.whole_activity, each.whole_activity
        if told is not None and (measured, given.unit) != (told, each.unit):
            yield CheckWarning(code=activity_code, field=name, stated=measured, compared=told)
