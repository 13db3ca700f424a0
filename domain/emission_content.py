"""Emission content: the cells of one edition, what can be wrong with them, and how editions differ."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, ClassVar

from pydantic import Field

from domain.allocation import Whole, WholeNotOfMethod
from domain.emissions import Cell, Gas, Method, total
from domain.errors import Refusal
from domain.kernel import Event, FiscalYear, Line, Text, Value
from domain.plan_content import SectorCode


class EmissionContent(Value):
    """排出量の内容: the cells of one edition, ordered by sector and gas."""

    emissions_fiscal_year: FiscalYear
    edition: Annotated[int, Field(ge=1)]
    sectors: tuple[SectorCode, ...]
    cells: tuple[Cell, ...]


class SectorNotInPlan(Refusal):
    """計画の部門にない部門です。"""


class CellStatedTwice(Refusal):
    """同じ部門・ガスの欄が重複しています。"""


class FigureWithoutSource(Refusal):
    """外部データの取込み・実測・独自の算定による値には、備考に出典または根拠を記入してください。"""


class AllocationMissing(Refusal):
    """標準的手法による値には、按分元の排出量と活動量が必要です。按分済みの値の引用は「外部データの取込み」としてください。"""


class FactorYearMissing(Refusal):
    """電気の排出係数には、何年度の実績の係数かを記入してください。対象年度より前の係数は暫定として扱います。"""


class SectorsUnstated(Refusal):
    """値も注記記号も記入されていない部門があります。"""


class RestatementEffectMissing(Refusal):
    """再算定には影響の説明が必要です。"""


class Stated(Event):
    """The shape of stating cells; since its second version cells tell how they were computed."""

    class_version: ClassVar[int] = 2
    cells: tuple[Cell, ...]

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Lift stored cells from the time before; what they did not know stays unknown."""
        for cell in state["cells"]:
            cell.update(warming_potential=None, allocation=None, parts=[], formula=None, understated=False)
            if cell["factor"] is not None:
                cell["factor"]["fiscal_year"] = None


class Restated(Stated):
    """The shape of a restatement: a new edition with its reason and its effect."""

    edition: Annotated[int, Field(ge=2)]
    reason: Text
    authority: Line
    effect: Text
    restated_on: date


def cell_blockers(cells: Sequence[Cell], sectors: Sequence[str]) -> Iterator[Refusal]:
    """Yield the sectors that are none of the round's, then the cells that are stated twice."""
    unknown = sorted({cell.sector for cell in cells} - set(sectors))
    if unknown:
        yield SectorNotInPlan(sectors=unknown)
    names = [cell.name for cell in cells]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        yield CellStatedTwice(cells=twice)


def stated_blockers(cells: Sequence[Cell], sectors: Sequence[str]) -> Iterator[Refusal]:
    """Yield what is wrong with cells of a statement, and last the figures that do not say where they come from.

    Past emissions are not asked for the latter: each edition of theirs names its source as a whole. A figure said to be
    by the standard method says it by what was shared out, so that anybody can share it out again.
    """
    yield from cell_blockers(cells, sectors)
    silent = sorted(cell.name for cell in cells if not cell.accounted)
    if silent:
        yield FigureWithoutSource(cells=silent)
    bare = sorted(cell.name for cell in cells if cell.method is Method.STANDARD and cell.allocation is None)
    if bare:
        yield AllocationMissing(cells=bare)
    undated = sorted(cell.name for cell in cells if any(each.fiscal_year is None for each in cell.grid_factors))
    if undated:
        yield FactorYearMissing(cells=undated)


def marked(cells: Iterable[Cell], fiscal_year: int) -> tuple[Cell, ...]:
    """Mark every factor that stands in for the one of the emission year, so that the figure tells it by itself."""
    return tuple(_marked(cell, fiscal_year) for cell in cells)


def _marked(cell: Cell, fiscal_year: int) -> Cell:
    parts = tuple(part.model_copy(update={"factor": part.factor.told_in(fiscal_year)}) for part in cell.parts)
    factor = None if cell.factor is None else cell.factor.told_in(fiscal_year)
    return cell.model_copy(update={"parts": parts, "factor": factor})


def whole_blockers(cells: Iterable[Cell], used: Mapping[str, Whole]) -> Iterator[Refusal]:
    """Yield each cell that shares out the total of another whole than the standard method uses for its sector.

    ``used`` names the wholes that are on record; a sector of which none is known may share out either.
    """
    for cell in cells:
        known = used.get(cell.sector)
        if cell.allocation is not None and known is not None and cell.allocation.whole is not known:
            yield WholeNotOfMethod(cell=cell.name, whole=cell.allocation.whole, used=known)


def ordered(cells: Iterable[Cell], sectors: Sequence[str]) -> tuple[Cell, ...]:
    """Order cells by the sectors of the round, then by the gases of the law."""
    places = {sector: place for place, sector in enumerate(sectors)}
    gases = {gas: place for place, gas in enumerate(Gas)}
    return tuple(sorted(cells, key=lambda cell: (places[cell.sector], gases[cell.gas])))


def differences(editions: Sequence[EmissionContent]) -> Mapping[int, Decimal | None]:
    """Give, for each edition after the first, how far its total is from the edition before; ``None`` if unknown."""
    totals = [total(content.cells, None).value for content in editions]
    return {
        number: None if after is None or before is None else after - before
        for number, (before, after) in enumerate(pairwise(totals), start=2)
    }


def effect_of(held: Mapping[tuple[str, Gas], Cell], anew: Iterable[Cell]) -> str:
    """Say in one sentence what new cells do to the total."""
    before = total(held.values(), None).value
    after = total(({**held} | {cell.key: cell for cell in anew}).values(), None).value
    if before is None or after is None:
        return "合計への影響は、欠けている値があるため不明。"
    return f"合計 {before:,} t-CO2 から {after:,} t-CO2 へ（差 {after - before:+,} t-CO2）。"
