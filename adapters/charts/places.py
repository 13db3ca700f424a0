"""Where municipalities lie: on a grid of tiles, each next to where it is; small ones are seen as large ones are.

The places are the town halls' own (``data/municipalities.csv``). A tile goes to the nearest free cell, those with the
most people first, and changes with others until none comes nearer; the same members always lie in the same cells.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import ceil, sqrt
from typing import NamedTuple, TypeAlias

from application.reference import MunicipalityRow

TINY = 1e-9
ROOM = 1.6  # cells for each municipality: with fewer the map is a full square, with more it falls apart


Spot: TypeAlias = tuple[float, float]


class Cell(NamedTuple):
    """升目: a column from the west and a row from the north, from 0."""

    column: int
    row: int


def tiles(rows: Sequence[MunicipalityRow]) -> Mapping[str, Cell]:
    """Give the cell of each municipality."""
    if not rows:
        return {}
    side = ceil(sqrt(len(rows) * ROOM))
    west, _, across = _span(float(row.longitude) for row in rows)
    _, north, up = _span(float(row.latitude) for row in rows)
    at = {
        row.lg_code: (
            (float(row.longitude) - west) / across * (side - 1),
            (north - float(row.latitude)) / up * (side - 1),
        )
        for row in sorted(rows, key=lambda row: (-row.population_2015, row.lg_code))
    }
    free = [Cell(column, row) for row in range(side) for column in range(side)]
    found: dict[str, Cell] = {}
    for code, place in at.items():
        found[code] = min(free, key=lambda cell: (_apart(place, cell), cell))
        free.remove(found[code])
    while _improved(found, at, free):
        pass
    return found


def _improved(found: dict[str, Cell], at: Mapping[str, Spot], free: list[Cell]) -> bool:
    """Move one to a free cell, or let two change cells, where that brings them nearer to where they are."""
    for code, cell in found.items():
        for nth, other in enumerate(free):
            if _apart(at[code], other) < _apart(at[code], cell) - TINY:
                found[code], free[nth] = other, cell
                return True
    for one, two in combinations(found, 2):
        now = _apart(at[one], found[one]) + _apart(at[two], found[two])
        if _apart(at[one], found[two]) + _apart(at[two], found[one]) < now - TINY:
            found[one], found[two] = found[two], found[one]
            return True
    return False


def _apart(place: Spot, cell: Cell) -> float:
    return (cell.column - place[0]) ** 2 + (cell.row - place[1]) ** 2


def _span(values: Iterable[float]) -> tuple[float, float, float]:
    """Give where values begin and end, and how far that is; one alone is given some room."""
    told = sorted(values)
    return told[0], told[-1], told[-1] - told[0] or 1.0
