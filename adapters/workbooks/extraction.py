"""Reading the words of a survey: the sheet is found by its labels, the columns by their headings, lines by their keys.

So a form is known again that another program saved, of which the hidden sheet was taken out, or whose rows were moved.
What is read is given in the shape of ``RawSurvey``, as plain as JSON: this runs in a child that is to start quickly.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

import openpyxl
from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from adapters.workbooks.layout import CODE, FORM, KEY_HEADING, REFERENCE, YEAR
from application.survey_file import SurveyNotFound, WorkbookBloated, WorkbookDamaged, WorkbookEncrypted

HEAD_ROWS, MOST_LINES, MOST_COLUMNS = 40, 2_000, 60
SEAL = '{"reference"'
LABELS = {"form": FORM, "lg_code": CODE, "fiscal_year": YEAR, "reference": REFERENCE}
Cell: TypeAlias = int | float | str | bool | time | date | datetime | timedelta
Grid: TypeAlias = Sequence[Sequence[Cell]]
Spot: TypeAlias = tuple[int, int]
Told: TypeAlias = dict[str, Any]


def extract(content: bytes) -> Told:
    """Read a workbook that was inspected; raises ``SurveyNotFound`` and what is wrong with the file."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = [(name, *_grid(book.get_sheet_by_name(name))) for name in book.sheet_names]
        sealed = next(((str(grid[0][0]), _text(grid[1][0])) for _, grid, _ in grids if _is_seal(grid)), None)
        name, grid, merged = next(each for each in grids if _label(each[1], FORM) is not None)
    except StopIteration:
        raise SurveyNotFound from None
    except CalamineError as error:
        raise WorkbookEncrypted if "assword" in type(error).__name__ else WorkbookDamaged from error
    top = next((nth for nth, row in enumerate(grid[:HEAD_ROWS]) if _text(_at(row, 0)) == KEY_HEADING), None)
    if top is None:
        raise SurveyNotFound
    headings = {_text(each): nth for nth, each in enumerate(grid[top]) if _text(each)}
    return {
        **{name: _label(grid, label) or "" for name, label in LABELS.items()},
        "places": {label: _address(spot) for label in LABELS.values() if (spot := _beside(grid, label))},
        "sealed": sealed[0] if sealed else None,
        "signature": sealed[1] if sealed else None,
        "headings": {heading: _address((top, nth)) for heading, nth in headings.items()},
        "lines": list(_lines(grid, top, headings, merged, _formulas(content, name))),
    }


def _grid(sheet: CalamineSheet) -> tuple[Grid, Sequence[tuple[Spot, Spot]]]:
    if sheet.total_height > MOST_LINES + HEAD_ROWS or sheet.total_width > MOST_COLUMNS:
        raise WorkbookBloated(rows=sheet.total_height, columns=sheet.total_width)
    return sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or []


def _is_seal(grid: Grid) -> bool:
    return len(grid) > 1 and bool(grid[0]) and bool(grid[1]) and str(grid[0][0]).startswith(SEAL)


def _label(grid: Grid, label: str) -> str | None:
    """Give what stands to the right of a label; ``None`` where there is no such label."""
    spot = _beside(grid, label)
    return None if spot is None else _text(_at(grid[spot[0]], spot[1]))


def _beside(grid: Grid, label: str) -> Spot | None:
    """Tell where the first words to the right of a label stand, or would stand."""
    for nth, row in enumerate(grid[:HEAD_ROWS]):
        words = [_text(each) for each in row]
        if label in words:
            at = words.index(label) + 1
            return nth, next((column for column in range(at, len(words)) if words[column]), at)
    return None


def _lines(
    grid: Grid,
    top: int,
    headings: Mapping[str, int],
    merged: Sequence[tuple[Spot, Spot]],
    formulas: frozenset[Spot],
) -> Iterator[Told]:
    spread = {
        (row, column)
        for first, last in merged
        for row in range(first[0] + 1, last[0] + 1)
        for column in range(first[1], last[1] + 1)
    }
    for nth, row in enumerate(grid[top + 1 :], start=top + 1):
        key = _text(_at(row, 0))
        if key:
            spots = {heading: (nth, column) for heading, column in headings.items()}
            cells = {name: _cell(_at(row, spot[1]), spot, spread, formulas) for name, spot in spots.items()}
            yield {"key": key, "address": _address((nth, 0)), "cells": cells}


def _cell(value: Cell, spot: Spot, spread: set[Spot], formulas: frozenset[Spot]) -> Told:
    return {
        "address": _address(spot),
        "typed": _text(value) or None,
        "number": isinstance(value, (int, float)) and not isinstance(value, bool),
        "formula": spot in formulas,
        "spread": spot in spread,
    }


def _formulas(content: bytes, name: str) -> frozenset[Spot]:
    """Find the cells that are reckoned: calamine tells their last value only, and a value that nobody typed is none."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        rows = book[name].iter_rows(max_row=MOST_LINES + HEAD_ROWS, max_col=MOST_COLUMNS)
        return frozenset((cell.row - 1, cell.column - 1) for row in rows for cell in row if cell.data_type == "f")
    finally:
        book.close()


def _at(row: Sequence[Cell], nth: int) -> Cell:
    return row[nth] if nth < len(row) else ""


def _text(value: Cell) -> str:
    """Spell a cell: a whole number without a point, others as short as they are exact, a day by itself."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(int(value)) if value.is_integer() else Decimal(repr(value)), "f")
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, (date, time)) else str(value).strip()


def _address(spot: Spot) -> str:
    return f"{get_column_letter(spot[1] + 1)}{spot[0] + 1}"
