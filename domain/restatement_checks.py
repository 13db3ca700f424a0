"""Restatement checks: what looks wrong in restated figures and did not before is asked, and answered with a reason.

A restatement may move a figure a thousandfold, as a slip of unit does. So the checks before a submission are asked here
too, and each figure is held against its own former edition as well. What was answered already of the very same figures
is not asked again, nor what the standing edition raises just so: that is not the restatement's doing.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from domain.emission_checks import CheckWarning, Comparison, WarningCode, warnings
from domain.emissions import Cell
from domain.errors import Refusal, refuse_first
from domain.kernel import Line, Text, Value
from domain.warning_answers import WarningAnswer, WarningNotRaised, WarningReasonMissing, WarningsUnanswered


class RestatementAnswer(Value):
    """再算定の警告への回答: which check about which field is answered, and why the restated figures are right."""

    warning: Annotated[WarningCode, Field(description="警告の種類")]
    field: Annotated[Line, Field(description="警告の対象（例 RES.co2、total）")]
    reason: Annotated[Text, Field(description="その値で正しい理由")]


class RestatementCheck(Value):
    """再算定の点検: what the restated figures are compared with, and what is answered to the checks beforehand."""

    comparison: Comparison
    answers: tuple[RestatementAnswer, ...] = ()


GivenCheck = RestatementCheck | None  # ``None`` compares with what was taken last, and answers nothing


def asked_of_restatement(
    before: Sequence[Cell], after: Sequence[Cell], comparison: Comparison
) -> tuple[CheckWarning, ...]:
    """Give what the checks ask of the figures after a restatement and do not ask of those before, each once."""
    standing = warnings(before, comparison)
    raised = (*warnings(after, comparison), *_against_edition(before, after, comparison))
    return tuple(dict.fromkeys(each for each in raised if each not in standing))


def answers_to_restatement(
    before: Sequence[Cell], after: Sequence[Cell], check: RestatementCheck, explained: Sequence[WarningAnswer], on: date
) -> tuple[WarningAnswer, ...]:
    """Give the answers that go on record with a restatement; raises what stands against it."""
    return _told(asked_of_restatement(before, after, check.comparison), check, explained, on)


def answers_to_entry(cells: Sequence[Cell], check: RestatementCheck, on: date) -> tuple[WarningAnswer, ...]:
    """Give the answers that go on record when figures are entered for the first time; raises what stands against it."""
    return _told(tuple(dict.fromkeys(warnings(cells, check.comparison))), check, (), on)


def _told(
    asked: Sequence[CheckWarning], check: RestatementCheck, explained: Sequence[WarningAnswer], on: date
) -> tuple[WarningAnswer, ...]:
    refuse_first(_blockers(asked, [each.warning for each in explained], check.answers))
    reasons = {(each.warning, each.field): each.reason for each in check.answers}
    told = (
        WarningAnswer(warning=each, reason=reasons[each.code, each.field], answered_on=on)
        for each in asked
        if (each.code, each.field) in reasons
    )
    return tuple(each for each in told if each not in explained)


def _blockers(
    asked: Sequence[CheckWarning], known: Sequence[CheckWarning], answers: Sequence[RestatementAnswer]
) -> Iterator[Refusal]:
    """Yield an answer to what is not asked, one without a reason, then what waits for one."""
    raised = {(each.code, each.field) for each in asked}
    for answer in answers:
        if (answer.warning, answer.field) not in raised:
            yield WarningNotRaised(warning=answer.warning, field=answer.field)
        if not answer.reason:
            yield WarningReasonMissing()
    given = {(each.warning, each.field) for each in answers}
    waiting = [each for each in asked if each not in known and (each.code, each.field) not in given]
    if waiting:
        yield WarningsUnanswered(warnings=[f"{each.code}:{each.field}" for each in waiting])


def _against_edition(before: Sequence[Cell], after: Sequence[Cell], comparison: Comparison) -> Iterator[CheckWarning]:
    """Hold each figure against its former edition: one a thousand times larger or smaller was in the other unit."""
    former = {cell.key: cell.value for cell in before}
    for cell in after:
        stood = former.get(cell.key)
        if cell.value is None or not stood:
            continue
        ratio = cell.value / stood
        slipped = any(not each.holds(ratio) for each in comparison.bounds_of(WarningCode.UNIT_SLIP))
        if slipped and ratio > 0:
            yield CheckWarning(code=WarningCode.UNIT_SLIP, field=cell.name, stated=cell.value, compared=stood)
