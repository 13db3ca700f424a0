"""What changed since a compilation, part by part, and nothing else."""

from datetime import date

import pytest

from domain.calendar import Step
from domain.filing import SubmissionState
from domain.pin import Pin
from projections.compilation_changes import ChangedGround, ChangedPart, PartChange, changes, numbered
from projections.compilations import CompilationRow, Numbered
from projections.filings import FilingRow
from projections.view import ObjectRow

A, B, C = "progress-report:43100:2025", "evaluation:43210:2025", "emission-statement:43211:2025"


def number(nth: int, **versions: int) -> Numbered:
    ids = {"a": A, "b": B, "c": C}
    parts = tuple(Pin(stream_id=ids[name], version=version, leaf="") for name, version in versions.items())
    return Numbered(number=nth, parts=parts, missing=(), basis=(), form=1)


def filing(object_id: str, version: int, state: SubmissionState = SubmissionState.ACCEPTED) -> FilingRow:
    return FilingRow(
        object_id=object_id,
        version=version,
        fiscal_year=2025,
        lg_code=object_id.split(":")[1],
        step=Step.EVALUATION,
        begun_on=date(2025, 4, 1),
        state=state,
    )


ROW = CompilationRow(
    object_id="compilation:2025", fiscal_year=2025, numbers=(number(1, a=5, b=4), number(2, a=7, b=4, c=9))
)


def test_against_a_later_number_every_part_that_came_or_moved_is_named_with_its_versions() -> None:
    told = changes(ROW, ROW.numbers[0], ROW.numbers[1], (), ())
    assert (told.since, told.until, told.unchanged) == (1, 2, 1)
    assert told.parts == (
        ChangedPart(
            lg_code="43211",
            step=Step.EMISSIONS_CALCULATION,
            object_id=C,
            change=PartChange.CAME_IN,
            before=None,
            after=9,
        ),
        ChangedPart(
            lg_code="43100",
            step=Step.PROGRESS_CONFIRMATION,
            object_id=A,
            change=PartChange.MOVED,
            before=5,
            after=7,
        ),
    )


def test_against_today_only_what_is_accepted_counts() -> None:
    now = [filing(A, 7), filing(B, 6, SubmissionState.RETURNED), filing(C, 10)]
    told = changes(ROW, ROW.current, None, now, ())
    assert told.until is None
    assert {part.object_id: (part.change, part.before, part.after) for part in told.parts} == {
        B: (PartChange.WENT, 4, None),
        C: (PartChange.MOVED, 9, 10),
    }
    assert told.unchanged == 1


def test_nothing_changed_is_said_as_such() -> None:
    told = changes(ROW, ROW.current, None, [filing(A, 7), filing(B, 4), filing(C, 9)], ())
    assert (told.parts, told.unchanged, told.grounds) == ((), 3, ())


@pytest.mark.parametrize("nth", [1, 2])
def test_a_compilation_is_found_by_its_number(nth: int) -> None:
    found = numbered(ROW, nth)
    assert found is not None
    assert found.number == nth
    assert numbered(ROW, 3) is None


def resting_on(nth: int, **versions: int) -> Numbered:
    basis = tuple(Pin(stream_id=f"{kind}:1", version=version, leaf="") for kind, version in versions.items())
    return number(nth, a=5).model_copy(update={"basis": basis})


def test_what_else_a_compilation_rests_on_is_told_when_it_moved_came_or_is_gone() -> None:
    first, second = resting_on(1, plan=3, measure=4), resting_on(2, plan=3, measure=6, outreach=2)
    row = ROW.model_copy(update={"numbers": (first, second)})
    assert changes(row, first, second, (), ()).grounds == (
        ChangedGround(object_id="measure:1", before=4, after=6),
        ChangedGround(object_id="outreach:1", before=None, after=2),
    )
    now = [ObjectRow(object_id="plan:1", version=3), ObjectRow(object_id="measure:1", version=7)]
    assert changes(row, second, None, (), now).grounds == (
        ChangedGround(object_id="measure:1", before=6, after=7),
        ChangedGround(object_id="outreach:1", before=2, after=None),
    )
