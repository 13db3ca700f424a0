"""What changed since a compilation: part by part, against a later number or against what is accepted now."""

from collections.abc import Iterable, Mapping

from domain.calendar import Step
from domain.filing import SubmissionState
from domain.kernel import FiscalYear, LgCode, StreamId, Value
from domain.labels import Labelled
from projections.compilations import CompilationRow, Numbered
from projections.filings import STEPS, FilingRow


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


class CompilationChanges(Value):
    """取りまとめ後の変化: against ``until``, a later number, or against what is accepted now where it is ``None``."""

    fiscal_year: FiscalYear
    since: int
    until: int | None
    parts: tuple[ChangedPart, ...]
    unchanged: int


def numbered(row: CompilationRow, number: int) -> Numbered | None:
    """Find a compilation by its number."""
    return next((each for each in row.numbers if each.number == number), None)


def changes(
    row: CompilationRow, since: Numbered, until: Numbered | None, filings: Iterable[FilingRow]
) -> CompilationChanges:
    """Compare part by part; only what is accepted is a part."""
    before = _pinned(since)
    after = _accepted(filings) if until is None else _pinned(until)
    differing = [each for each in sorted({*before, *after}) if before.get(each) != after.get(each)]
    return CompilationChanges(
        fiscal_year=row.fiscal_year,
        since=since.number,
        until=None if until is None else until.number,
        parts=tuple(_changed(each, before.get(each), after.get(each)) for each in differing),
        unchanged=len(before.keys() & after.keys() - set(differing)),
    )


def _pinned(compilation: Numbered) -> Mapping[str, int]:
    return {pin.stream_id: pin.version for pin in compilation.parts}


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
