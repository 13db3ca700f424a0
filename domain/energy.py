"""Energy: emissions from what was used of each energy, with the factor of the year, or an older one that says so.

The same uses can be multiplied by the factors of one fixed year: what changes then is what people did, and the rest of
the change is what the power plants did.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Annotated, Any

from pydantic import Field

from domain.allocation import DIGITS, GRAIN
from domain.emissions import Cell, EnergyPart, EnergyUse, Factor, FactorKind, Gas, Method
from domain.errors import Refusal
from domain.factors import FactorBook, FactorNotKnown
from domain.kernel import LONGEST_TEXT, FiscalYear, Text, Tonnes, Value
from domain.plan_content import SectorCode

LIMIT = Decimal(10) ** 14  # tonnes are stored with fourteen digits before the point


class EnergyUseMissing(Refusal):
    """エネルギー使用量が一つも記入されていません。"""


class EnergyUseTwice(Refusal):
    """同じエネルギー・供給者・メニューの使用量が重複しています。"""


class FormulaTooLong(Refusal):
    """一つの部門の使用量が多すぎて算定式を記録できません。部門ごとに合算してから入力してください。"""


class FigureTooLarge(Refusal):
    """計算した排出量が記録できる桁数を超えています。単位を確認してください。"""


class SectorUses(Value):
    """部門のエネルギー使用量: everything of which the CO2 of one sector is computed."""

    sector: SectorCode
    uses: tuple[EnergyUse, ...]
    basis: FactorKind = FactorKind.BASIC
    note: Text | None = None


def tonnes_of(quantity: Decimal, factor: Decimal) -> Decimal:
    """Multiply, and cut to a gram, half up."""
    with localcontext() as exact:
        exact.prec = DIGITS
        tonnes = (quantity * factor).quantize(GRAIN, rounding=ROUND_HALF_UP)
    if abs(tonnes) >= LIMIT:
        raise FigureTooLarge(quantity=quantity, factor=factor)
    return tonnes


def calculated(given: SectorUses, book: FactorBook, fiscal_year: int) -> Cell:
    """Compute the CO2 of a sector from its uses; activity and factor stay with the figure."""
    headings = [(use.carrier, use.supplier, use.menu) for use in given.uses]
    if not headings:
        raise EnergyUseMissing(sector=given.sector)
    if len(headings) != len(set(headings)):
        raise EnergyUseTwice(sector=given.sector)
    parts = tuple(_part(use, book, fiscal_year, given.basis) for use in given.uses)
    return Cell(sector=given.sector, gas=Gas.CO2, method=Method.OWN, note=given.note, **_computed(parts))


def recalculated(cells: Iterable[Cell], book: FactorBook, fiscal_year: int) -> tuple[Cell, ...]:
    """Give the cells that come out otherwise with the factors in force now; a factor that is gone changes nothing."""
    return tuple(anew for cell in cells if cell.parts and (anew := _anew(cell, book, fiscal_year)) != cell)


def _anew(cell: Cell, book: FactorBook, fiscal_year: int) -> Cell:
    try:
        parts = tuple(_part(part.use, book, fiscal_year, part.basis) for part in cell.parts)
    except FactorNotKnown:
        return cell
    return cell.model_copy(update=_computed(parts))


def _part(use: EnergyUse, book: FactorBook, fiscal_year: int, basis: FactorKind) -> EnergyPart:
    factor = book.choose(use, fiscal_year, basis)
    return EnergyPart(use=use, basis=basis, factor=factor, tonnes=tonnes_of(use.activity.quantity, factor.value))


def _computed(parts: tuple[EnergyPart, ...]) -> dict[str, Any]:
    value = Decimal(sum(part.tonnes for part in parts))
    if abs(value) >= LIMIT:
        raise FigureTooLarge(total=value)
    formula = " + ".join(_told(part) for part in parts)
    if len(formula) > LONGEST_TEXT:
        raise FormulaTooLong(length=len(formula), uses=len(parts))
    return {"value": value, "parts": parts, "formula": formula}


def _told(part: EnergyPart) -> str:
    used, factor = part.use.activity, part.factor
    name = " ".join(filter(None, (part.use.carrier, part.use.supplier, part.use.menu)))
    standing = f"暫定 {factor.fiscal_year}年度" if factor.provisional else f"{factor.fiscal_year}年度"
    return f"{name} {used.quantity:,} {used.unit} × {factor.value} t-CO2/{used.unit}（{standing}、{factor.edition}）"


class FixedCell(Value):
    """固定係数の欄: a figure as it is, and as it would be with the factors of the fixed year; ``None`` if unknown."""

    sector: SectorCode
    actual: Tonnes
    fixed: Tonnes | None
    unknown: Annotated[tuple[Text, ...], Field(description="固定年度の係数が見つからないエネルギー")] = ()


def fixed_cells(cells: Iterable[Cell], book: FactorBook, base_fiscal_year: int) -> tuple[FixedCell, ...]:
    """Recompute every cell that was computed from uses with the factors of one year, and no older ones."""
    return tuple(
        _fixed(cell, cell.value, book, base_fiscal_year) for cell in cells if cell.parts and cell.value is not None
    )


def _fixed(cell: Cell, actual: Decimal, book: FactorBook, base_fiscal_year: int) -> FixedCell:
    factors = [(part.use, _factor_of(part, book, base_fiscal_year)) for part in cell.parts]
    unknown = tuple(use.carrier for use, factor in factors if factor is None)
    amounts = [tonnes_of(use.activity.quantity, factor.value) for use, factor in factors if factor is not None]
    fixed = None if unknown else Decimal(sum(amounts))
    return FixedCell(sector=cell.sector, actual=actual, fixed=fixed, unknown=unknown)


def _factor_of(part: EnergyPart, book: FactorBook, base_fiscal_year: int) -> Factor | None:
    """Give the base year's own factor: one that only stands in for it would blur what the view is for."""
    try:
        factor = book.choose(part.use, base_fiscal_year, part.basis)
    except FactorNotKnown:
        return None
    return factor if factor.fiscal_year == base_fiscal_year else None


class FixedYear(Value):
    """固定係数による一年: what changed since the base year, told apart into effort and grid; ``None`` if unknown."""

    fiscal_year: FiscalYear
    actual: Tonnes | None
    fixed: Tonnes | None
    effort: Annotated[Tonnes | None, Field(description="取組による増減（固定係数での基準年度比）")] = None
    grid: Annotated[Tonnes | None, Field(description="係数による増減（実際の値と固定係数の値の差）")] = None
    unknown: tuple[Text, ...] = ()
    other: Annotated[tuple[SectorCode, ...], Field(description="使用量によらない算定のため分けられない部門")] = ()


def fixed_years(
    years: Iterable[tuple[int, Sequence[Cell]]], book: FactorBook, base_fiscal_year: int
) -> tuple[FixedYear, ...]:
    """Lay the years side by side; the base year itself must be among them for the effort to be known."""
    found = [_year(fiscal_year, cells, book, base_fiscal_year) for fiscal_year, cells in sorted(years)]
    base = next((each.fixed for each in found if each.fiscal_year == base_fiscal_year), None)
    return tuple(each.model_copy(update={"effort": _less(each.fixed, base)}) for each in found)


def _year(fiscal_year: int, cells: Sequence[Cell], book: FactorBook, base_fiscal_year: int) -> FixedYear:
    lines = fixed_cells(cells, book, base_fiscal_year)
    unknown = tuple(dict.fromkeys(carrier for line in lines for carrier in line.unknown))
    actual = Decimal(sum(line.actual for line in lines)) if lines else None
    known = [line.fixed for line in lines if line.fixed is not None]
    fixed = Decimal(sum(known)) if lines and not unknown else None
    return FixedYear(
        fiscal_year=fiscal_year,
        actual=actual,
        fixed=fixed,
        grid=_less(actual, fixed),
        unknown=unknown,
        other=tuple(dict.fromkeys(cell.sector for cell in cells if cell.value is not None and not cell.parts)),
    )


def _less(whole: Decimal | None, part: Decimal | None) -> Decimal | None:
    return None if whole is None or part is None else whole - part
