"""Entering: from the inputs of a form, on a page or in a workbook, to the act that they ask for.

Inputs are texts by name, empty ones left out. What is repeated asks for nothing; members of a statement or cell that no
form shows are kept as they are. What is wrong with an input is a ``ValidationError``, which names the field.
"""

from collections.abc import Mapping
from typing import Any

from application.command import Command
from application.confirming import ConfirmUnchanged
from application.submissions import ReportMeasure
from domain.emissions import Cell, Gas
from domain.progress_report import MeasureStatement

MEASURE_INPUTS = ("status", "narrative", "indicator_actual", "indicator", "reduction", "grade")
CELL_INPUTS = ("value", "notation", "method", "note")
UNCHANGED = {"no_change": "true"}
Inputs = Mapping[str, str]


def stated_measure(statement: MeasureStatement | None) -> Inputs:
    """Write a statement as it stands in the inputs."""
    if statement is None:
        return {}
    told = statement.model_dump(mode="json", include={*MEASURE_INPUTS, "no_change"})
    written = {name: str(value) for name, value in told.items() if value not in {None, False}}
    return {name: "true" if name == "no_change" else value for name, value in written.items()}


def entered_measure(
    of: Mapping[str, object],
    measure_id: str,
    standing: MeasureStatement | None,
    entered: Inputs,
    *,
    may_be_confirmed_unchanged: bool,
) -> Command | None:
    """Give the act of a municipality and year (``of``) that the inputs of a measure ask for, or ``None``.

    Nothing but the mark 変更なし, where last year's statement was accepted, confirms that one.
    """
    if entered == stated_measure(standing) or not entered:
        return None
    if entered == UNCHANGED and may_be_confirmed_unchanged:
        return ConfirmUnchanged.model_validate({**of, "measures": (measure_id,)})
    base: dict[str, Any] = {} if standing is None else standing.model_dump(exclude={*MEASURE_INPUTS, "no_change"})
    statement = MeasureStatement.model_validate({**base, **entered, "measure_id": measure_id})
    return ReportMeasure.model_validate({**of, "statement": statement})


def stated_cell(cell: Cell | None) -> Inputs:
    """Write a cell of emissions as it stands in the inputs."""
    told = {} if cell is None else cell.model_dump(mode="json", include=set(CELL_INPUTS))
    return {name: str(value) for name, value in told.items() if value is not None}


def entered_cell(sector: str, gas: Gas, standing: Cell | None, entered: Inputs) -> Cell | None:
    """Give the cell that the inputs ask for, or ``None``; how a figure was reckoned goes with the figure alone."""
    if entered == stated_cell(standing) or not entered:
        return None
    keeps = standing is not None and entered.get("value") == stated_cell(standing).get("value")
    base: dict[str, Any] = standing.model_dump(exclude=set(CELL_INPUTS)) if keeps and standing is not None else {}
    return Cell.model_validate({**base, **entered, "sector": sector, "gas": gas})
