"""Emissions: what a cell of an emission statement holds, and sums over cells.

A figure that does not exist carries a notation key instead of a zero, and every sum names what it lacks (rule 6). Sums
are exact; rounding to 千t-CO2, half up, happens at publication only.
"""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Self
from unicodedata import normalize

from pydantic import Field, StringConstraints, model_validator

from domain.allocation import Allocation
from domain.kernel import FiscalYear, Line, Text, Tonnes, Value
from domain.labels import Labelled
from domain.plan_content import SectorCode

ELECTRICITY = "electricity"  # as a carrier, and as the name of its factor table
Carrier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
ROUNDING = "千t-CO2 は公表時にのみ四捨五入した値です。内訳の和と合計は一致しないことがあります。"


class Gas(Labelled):
    """温室効果ガス: the seven gases of the law."""

    CO2 = "co2", "二酸化炭素", "carbon dioxide"
    CH4 = "ch4", "メタン", "methane"
    N2O = "n2o", "一酸化二窒素", "nitrous oxide"
    HFCS = "hfcs", "ハイドロフルオロカーボン類", "hydrofluorocarbons"
    PFCS = "pfcs", "パーフルオロカーボン類", "perfluorocarbons"
    SF6 = "sf6", "六ふっ化硫黄", "sulphur hexafluoride"
    NF3 = "nf3", "三ふっ化窒素", "nitrogen trifluoride"


class Method(Labelled):
    """算定方法: how a figure came about."""

    STANDARD = "standard", "標準的手法（按分）", "standard method (allocation)"
    OWN = "own", "独自の算定", "own calculation"
    DIRECT = "direct", "実測・直接把握", "direct"
    IMPORTED = "imported", "外部データの取込み", "imported"


class Notation(Labelled):
    """注記記号: why a cell holds no figure."""

    NOT_OCCURRING = "not-occurring", "未発生", "not occurring"
    NOT_ESTIMATED = "not-estimated", "未推計", "not estimated"
    CONFIDENTIAL = "confidential", "秘匿", "confidential"
    INCLUDED_ELSEWHERE = "included-elsewhere", "他で計上", "included elsewhere"


class Mark(Labelled):
    """値の印: what has to be said beside a figure, and beside every sum that holds it."""

    UNDERSTATED = "understated", "過少", "understated"
    PROVISIONAL = "provisional", "暫定", "provisional"


class Activity(Value):
    """活動量: a quantity and the unit in which it is counted."""

    quantity: Annotated[Decimal, Field(max_digits=24, decimal_places=6, allow_inf_nan=False)]
    unit: Line

    @property
    def electric(self) -> bool:
        """Whether it is counted in a unit of electricity: kWh, or a multiple of it however it is spelt."""
        return normalize("NFKC", self.unit).casefold().strip().endswith("wh")


class Factor(Value):
    """排出係数: a factor in t-CO2 per unit of activity, with the edition of the table it was taken from."""

    value: Annotated[Decimal, Field(max_digits=20, decimal_places=12, allow_inf_nan=False)]
    edition: Line
    provisional: Annotated[bool, Field(description="暫定: an older factor standing in for one not yet published")] = (
        False
    )
    fiscal_year: Annotated[FiscalYear | None, Field(description="係数の実績年度")] = None

    def stands_in(self, fiscal_year: int | None) -> bool:
        """Whether it stands in for the factor of a year (暫定): because it says so, or because it is of an older year.

        Who entered it makes no difference. Without a year to compare with, only what says so itself stands in.
        """
        if self.fiscal_year is None or fiscal_year is None:
            return self.provisional
        return self.provisional or self.fiscal_year < fiscal_year

    def told_in(self, fiscal_year: int) -> Self:
        """Give the same factor with its mark, as one that an emission year is computed with."""
        return self.model_copy(update={"provisional": self.stands_in(fiscal_year)})


class FactorKind(Labelled):
    """係数の種別: the two factors that a utility publishes for a year."""

    BASIC = "basic", "基礎排出係数", "basic"
    ADJUSTED = "adjusted", "調整後排出係数", "adjusted"


class EnergyUse(Value):
    """エネルギー使用量: how much of which energy, from whom and under which menu."""

    carrier: Carrier
    supplier: Line | None = None
    menu: Line | None = None
    activity: Activity


class EnergyPart(Value):
    """エネルギー別の内訳: one use with the factor it was multiplied by, and the emissions that came of it."""

    use: EnergyUse
    basis: FactorKind
    factor: Factor
    tonnes: Tonnes


class WarmingPotential(Value):
    """地球温暖化係数: how many tonnes of CO2 a tonne of a gas counts for, with the edition of the list."""

    value: Annotated[Decimal, Field(gt=0, max_digits=8, decimal_places=2, allow_inf_nan=False)]
    edition: Line


class Cell(Value):
    """排出量の欄: one sector and gas, holding a figure in t-CO2 with its method, or the reason why there is none."""

    sector: SectorCode
    gas: Gas
    value: Tonnes | None = None
    notation: Notation | None = None
    method: Method | None = None
    activity: Activity | None = None
    factor: Factor | None = None
    warming_potential: WarmingPotential | None = None
    allocation: Allocation | None = None
    parts: tuple[EnergyPart, ...] = ()
    formula: Annotated[Text | None, Field(description="算定式")] = None
    understated: Annotated[bool, Field(description="秘匿値を0としたため過少")] = False
    note: Text | None = None

    @model_validator(mode="after")
    def _figure_or_notation(self) -> Self:
        if (self.value is None) == (self.notation is None):
            msg = "値か注記記号のどちらか一方だけを記入してください。"
            raise ValueError(msg)
        if (self.value is None) != (self.method is None):
            msg = "算定方法は値があるときに限り、必ず記入してください。"
            raise ValueError(msg)
        if self.allocation is not None and self.understated != self.allocation.understated:
            msg = "秘匿値を0とした按分には、過少であることの表示が必要です。"
            raise ValueError(msg)
        return self

    @property
    def factors(self) -> tuple[Factor, ...]:
        """Every factor that its figure was multiplied by."""
        return (*(part.factor for part in self.parts), *((self.factor,) if self.factor else ()))

    @property
    def grid_factors(self) -> tuple[Factor, ...]:
        """The factors of electricity among them, which change every year: by the carrier, or by a unit of its own."""
        parts = tuple(part.factor for part in self.parts if part.use.carrier == ELECTRICITY)
        counted = self.activity is not None and self.activity.electric
        return (*parts, self.factor) if counted and self.factor is not None else parts

    def provisional_in(self, fiscal_year: int | None) -> bool:
        """Whether a factor in it stands in for one not yet published (暫定), as the figure of an emission year."""
        return any(factor.stands_in(fiscal_year) for factor in self.factors)

    @property
    def accounted(self) -> bool:
        """Whether it says where its figure comes from: in words, or by what it was reckoned from.

        A figure taken over from elsewhere, or measured, can say so in words alone.
        """
        if self.value is None or self.method is Method.STANDARD or (self.note or "").strip():
            return True
        return self.method is Method.OWN and bool(self.parts or self.activity or self.formula)

    @property
    def key(self) -> tuple[str, Gas]:
        """The place of the cell in its statement."""
        return (self.sector, self.gas)

    @property
    def name(self) -> str:
        """The place of the cell as people cite it, such as ``IND_MFG.co2``."""
        return f"{self.sector}.{self.gas}"


class Gap(Value):
    """欠けている欄: a cell without a figure, and why."""

    sector: SectorCode
    gas: Gas
    notation: Notation


class Total(Value):
    """合計: an exact sum, ``None`` when there is no figure at all, and the cells it lacks. 未発生 lacks nothing."""

    value: Decimal | None
    gaps: tuple[Gap, ...]
    understated: Annotated[tuple[Line, ...], Field(description="秘匿値を0としたため過少な欄")] = ()
    provisional: Annotated[tuple[Line, ...], Field(description="暫定の係数による欄")] = ()

    @property
    def label(self) -> str | None:
        """The words to print beside the sum, such as 過少・暫定; ``None`` where there is nothing to say."""
        named = {Mark.UNDERSTATED: self.understated, Mark.PROVISIONAL: self.provisional}
        return beside(mark for mark, found in named.items() if found)

    @property
    def complete(self) -> bool:
        """Tell whether every cell that has emissions has a figure."""
        return not self.gaps


def beside(marks: Iterable[Mark]) -> str | None:
    """Give the words to print beside a figure with these marks, ``None`` without any."""
    return "・".join(mark.japanese for mark in marks) or None


def total(cells: Iterable[Cell], fiscal_year: int | None) -> Total:
    """Sum the cells of an emission year; what does not occur adds nothing and lacks nothing.

    Without a year, as where only the value is asked for, what is provisional is what says so itself.
    """
    held = list(cells)
    figures = [cell.value for cell in held if cell.value is not None]
    occurring = [cell for cell in held if cell.notation is not Notation.NOT_OCCURRING]
    gaps = tuple(
        Gap(sector=cell.sector, gas=cell.gas, notation=cell.notation) for cell in occurring if cell.notation is not None
    )
    none_occur = bool(held) and not occurring
    return Total(
        value=Decimal(sum(figures)) if figures or none_occur else None,
        gaps=gaps,
        understated=tuple(cell.name for cell in held if cell.understated),
        provisional=tuple(cell.name for cell in held if cell.provisional_in(fiscal_year)),
    )


def by_sector(cells: Iterable[Cell], fiscal_year: int | None) -> Mapping[str, Total]:
    """Sum over gases, sector by sector, in the order in which the sectors first appear."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(cell.sector, []).append(cell)
    return {sector: total(group, fiscal_year) for sector, group in groups.items()}


def by_gas(cells: Iterable[Cell], fiscal_year: int | None) -> Mapping[Gas, Total]:
    """Sum over sectors, gas by gas, in the order of the law."""
    held = list(cells)
    stated = {cell.gas for cell in held}
    return {gas: total((cell for cell in held if cell.gas is gas), fiscal_year) for gas in Gas if gas in stated}


def thousand_tonnes(value: Decimal) -> Decimal:
    """Give t-CO2 in whole 千t-CO2, half up and away from zero; for publication only."""
    return value.scaleb(-3).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def rounding_difference(parts: Iterable[Decimal], whole: Decimal) -> Decimal:
    """Give how far the published parts are from the published whole, to be shown beside them (rule 6)."""
    return thousand_tonnes(whole) - sum(map(thousand_tonnes, parts))
