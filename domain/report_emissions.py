"""The report's emissions: sums by sector and by municipality, exact, each naming what it lacks (rule 6)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import Field, PlainSerializer

from domain.emissions import ROUNDING, Cell, Gas, Notation, rounding_difference, thousand_tonnes, total
from domain.kernel import FiscalYear, LgCode, Line, Value
from domain.plan_content import Sector, SectorCode
from domain.report_marks import MARKING, Marks, marks_of

SINK = "SINK"  # 森林等吸収源 stands beside the emissions: what forests take up is not what the area emits


def plain(figure: Decimal) -> str:
    """Spell a figure in one way only, so that equal figures give equal bytes: no exponent, no trailing zeros."""
    return format(figure.normalize(), "f") if figure else "0"


Figure = Annotated[Decimal, PlainSerializer(plain, return_type=str)]


def _unsaid(value: object) -> bool:
    """Tell what a form before the marks leaves out, so that its bytes stay the same."""
    return value is None


class Lack(Value):
    """欠けている値: a municipality's figure that a sum does not hold; without a notation nothing was stated at all."""

    lg_code: LgCode
    sector: SectorCode
    gas: Gas | None = None
    notation: Notation | None = None


class Amount(Value):
    """量: an exact sum in t-CO2, the same in 千t-CO2 as published, and what it lacks; ``None`` is not zero.

    Since the fifth form it carries its marks: what in it is understated, and what is provisional.
    """

    tonnes: Figure | None
    thousand_tonnes: Figure | None
    lacks: tuple[Lack, ...]
    marks: Annotated[Marks | None, Field(exclude_if=_unsaid)] = None


class SectorAmount(Value):
    """部門別排出量: a node of the sector tree with the sum of the leaves below it."""

    sector: SectorCode
    parent: SectorCode | None
    name: Line
    amount: Amount


class MunicipalAmount(Value):
    """市町村別排出量: what one municipality emits, sinks left out."""

    lg_code: LgCode
    amount: Amount


class EmissionTable(Value):
    """排出量の表: the region's emissions of one year; the differences show how far published parts miss the whole."""

    emissions_fiscal_year: FiscalYear
    total: Amount
    sink: Amount | None
    sectors: tuple[SectorAmount, ...]
    municipalities: tuple[MunicipalAmount, ...]
    rounding: Line
    sector_difference: Figure | None
    municipal_difference: Figure | None
    marking: Annotated[Line | None, Field(exclude_if=_unsaid, description="印（過少・暫定）の意味")] = None


def emission_table(  # noqa: PLR0913 - the year, who and what is summed, and whether the form has marks
    fiscal_year: int,
    members: Sequence[str],
    tree: Sequence[Sector],
    leaves: Collection[str],
    statements: Mapping[str, Sequence[Cell]],
    *,
    marked: bool,
) -> EmissionTable:
    """Sum the statements of the members; a member without a statement lacks every leaf of the tree."""

    def amount(whose: Sequence[str], below: frozenset[str]) -> Amount:
        summed = _amount(whose, below, statements)
        return summed.model_copy(update={"marks": _marks(whose, below, statements, fiscal_year)}) if marked else summed

    emitting = frozenset(leaves) - {SINK}
    lines = tuple(
        SectorAmount(
            sector=sector.code,
            parent=sector.parent,
            name=sector.name,
            amount=amount(members, _below(tree, leaves, sector.code)),
        )
        for sector in tree
    )
    towns = tuple(MunicipalAmount(lg_code=code, amount=amount([code], emitting)) for code in members)
    whole = amount(members, emitting)
    tops = [line.amount for line in lines if line.parent is None and line.sector != SINK]
    return EmissionTable(
        emissions_fiscal_year=fiscal_year,
        total=whole,
        sink=next((line.amount for line in lines if line.sector == SINK), None),
        sectors=lines,
        municipalities=towns,
        rounding=ROUNDING,
        sector_difference=_difference(tops, whole),
        municipal_difference=_difference([town.amount for town in towns], whole),
        marking=MARKING if marked else None,
    )


def _below(tree: Sequence[Sector], leaves: Collection[str], top: str) -> frozenset[str]:
    """Name the leaves below a node, itself included when it is one."""
    own = frozenset({top}) & frozenset(leaves)
    return own.union(*(_below(tree, leaves, sector.code) for sector in tree if sector.parent == top))


def _stated(
    members: Iterable[str], leaves: Collection[str], statements: Mapping[str, Sequence[Cell]]
) -> Iterator[tuple[str, Cell]]:
    for lg_code in members:
        for cell in statements.get(lg_code, ()):
            if cell.sector in leaves:
                yield lg_code, cell


def _marks(
    members: Iterable[str], leaves: Collection[str], statements: Mapping[str, Sequence[Cell]], fiscal_year: int
) -> Marks:
    return marks_of(_stated(members, leaves, statements), fiscal_year)


def _amount(members: Iterable[str], leaves: Collection[str], statements: Mapping[str, Sequence[Cell]]) -> Amount:
    cells: list[Cell] = []
    lacks: list[Lack] = []
    for lg_code in members:
        stated = [cell for cell in statements.get(lg_code, ()) if cell.sector in leaves]
        silent = sorted(set(leaves) - {cell.sector for cell in stated})
        cells += stated
        lacks += [Lack(lg_code=lg_code, sector=sector) for sector in silent]
        lacks += [Lack(lg_code=lg_code, **dict(gap)) for gap in total(stated, None).gaps]
    known = not lacks or any(cell.value is not None for cell in cells)
    tonnes = total(cells, None).value if known else None
    shown = None if tonnes is None else thousand_tonnes(tonnes)
    return Amount(tonnes=tonnes, thousand_tonnes=shown, lacks=tuple(lacks))


def _difference(parts: Iterable[Amount], whole: Amount) -> Decimal | None:
    figures = [part.tonnes for part in parts if part.tonnes is not None]
    return None if whole.tonnes is None else rounding_difference(figures, whole.tonnes)
