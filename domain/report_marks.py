"""The marks of the report's amounts: which figures in a sum are too small (過少), and which are provisional (暫定)."""

from collections.abc import Iterable

from domain.emissions import Cell, Gas, Mark, beside
from domain.kernel import LgCode, Line, Value
from domain.plan_content import SectorCode

MARKING = "過少は秘匿値を0とした値を、暫定は公表前の排出係数に代えて前の年度などの係数を用いた値を含むことを示します。"


class MarkedFigure(Value):
    """印のある値: one municipality's figure that a mark is about."""

    lg_code: LgCode
    sector: SectorCode
    gas: Gas


class Marks(Value):
    """量の印: the figures of each mark in a sum, and the words to print beside it, such as 過少・暫定."""

    understated: tuple[MarkedFigure, ...]
    provisional: tuple[MarkedFigure, ...]
    label: Line | None


def marks_of(stated: Iterable[tuple[str, Cell]], fiscal_year: int) -> Marks:
    """Give the marks of a sum over cells, each with its municipality, of an emission year."""
    held = list(stated)
    understated = tuple(_figure(lg_code, cell) for lg_code, cell in held if cell.understated)
    provisional = tuple(_figure(lg_code, cell) for lg_code, cell in held if cell.provisional_in(fiscal_year))
    named = {Mark.UNDERSTATED: understated, Mark.PROVISIONAL: provisional}
    label = beside(mark for mark, found in named.items() if found)
    return Marks(understated=understated, provisional=provisional, label=label)


def _figure(lg_code: str, cell: Cell) -> MarkedFigure:
    return MarkedFigure(lg_code=lg_code, sector=cell.sector, gas=cell.gas)
