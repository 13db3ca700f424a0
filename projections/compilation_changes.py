"""What changed since a compilation: against a later number, or against what is accepted and stands now.

A compilation rests on the parts of the offices, and beside them on round, plan, measures with their variations and
the outreach of the year: a change of any of these makes a new number when it is compiled again.
"""

from collections.abc import Iterable, Mapping

from domain.calendar import Step
from domain.filing import SubmissionState
from domain.kernel import FiscalYear, LgCode, StreamId, Value
from domain.labels import Labelled
from domain.pin import Pin
from projections.compilations import CompilationRow, Numbered
from projections.filings import STEPS, FilingRow
from projections.view import ObjectRow


class PartChange(Labelled):
    """部分の変化: what became of an office's part since the compilation."""

    CAME_IN = "came-in", "新たに受理", "accepted since"
    MOVED = "moved", "版が変わった", "another version"
    WENT = "went", "受理が解けた", "no longer accepted"


class ChangedPart(Value):
    """変わった部分: one office's part, with the versions before and after; ``None`` where it was or is no part."""

    lg_code: LgCode
    step: Step
    object_id: StreamId
    change: PartChange
    before: int | None
    after: int | None


class ChangedGround(Value):
    """変わった前提: round, plan, measure, variation or outreach, before and after; ``None`` where it was not there."""

    object_id: StreamId
    before: int | None
    after: int | None


class CompilationChanges(Value):
    """取りまとめ後の変化: against ``until``, a later number, or against what is accepted now where it is ``None``."""

    fiscal_year: FiscalYear
    since: int
    until: int | None
    parts: tuple[ChangedPart, ...]
    unchanged: int
    grounds: tuple[ChangedGround, ...]


def numbered(row: CompilationRow, number: int) -> Numbered | None:
    """Find a compilation by its number."""
    return next((each for each in row.numbers if each.number == number), None)


def changes(
    row: CompilationRow,
    since: Numbered,
    until: Numbered | None,
    filings: Iterable[FilingRow],
    standing: Iterable[ObjectRow],
) -> CompilationChanges:
    """Compare part by part, then what else it rests on; ``filings`` and ``standing`` are how things are now."""
    before = _versions(since.parts)
    after = _accepted(filings) if until is None else _versions(until.parts)
    differing = _differing(before, after)
    return CompilationChanges(
        fiscal_year=row.fiscal_year,
        since=since.number,
        until=None if until is None else until.number,
        parts=tuple(_changed(each, before.get(each), after.get(each)) for each in differing),
        unchanged=len(before.keys() & after.keys() - set(differing)),
        grounds=_grounds(
            _versions(since.basis),
            {each.object_id: each.version for each in standing} if until is None else _versions(until.basis),
        ),
    )


def _versions(pins: Iterable[Pin]) -> Mapping[str, int]:
    return {pin.stream_id: pin.version for pin in pins}


def _differing(before: Mapping[str, int], after: Mapping[str, int]) -> list[str]:
    return [each for each in sorted({*before, *after}) if before.get(each) != after.get(each)]


def _grounds(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[ChangedGround, ...]:
    return tuple(
        ChangedGround(object_id=each, before=before.get(each), after=after.get(each))
        for each in _differing(before, after)
    )


def _accepted(filings: Iterable[FilingRow]) -> Mapping[str, int]:
    return {each.object_id: each.version for each in filings if each.state is SubmissionState.ACCEPTED}


def _changed(object_id: str, before: int | None, after: int | None) -> ChangedPart:
    kind, lg_code, _ = object_id.split(":")
    lost = PartChange.WENT if after is None else PartChange.MOVED
    return ChangedPart(
        lg_code=lg_code,
        step=STEPS[kind],
        object_id=object_id,
        change=PartChange.CAME_IN if before is None else lost,
        before=before,
        after=after,
    )
