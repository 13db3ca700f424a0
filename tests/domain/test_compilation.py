"""The compilation: exact versions are pinned, the missing are named, and it lapses when a pinned part changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import Step
from domain.change_cause import ChangeCause
from domain.compilation import (
    Compilation,
    CompilationLapsed,
    CompilationNotCurrent,
    CompilationNotFinalised,
    CompilationState,
    Finalisation,
    Lapse,
    Missing,
    PartChange,
)
from domain.errors import Refusal
from domain.filing import SubmissionState
from domain.kernel import stored_name
from domain.pin import Pin
from tests.domain.replay import assert_replays

REPORT = "progress-report:43100:2025"
STATEMENT = "emission-statement:43100:2025"
LEAF = "ab" * 32


def pin(stream_id: str, version: int) -> Pin:
    return Pin(stream_id=stream_id, version=version, leaf=LEAF)


def missing(lg_code: str = "43210", step: Step = Step.EVALUATION) -> Missing:
    return Missing(lg_code=lg_code, step=step, state=SubmissionState.RETURNED)


def compiled() -> Compilation:
    return Compilation.compile(2025, [pin(REPORT, 8), pin(STATEMENT, 6)], [missing()], [pin("plan:kumamoto-1", 3)])


def finalised() -> Compilation:
    made = compiled()
    made.finalise(1, "clerk-1")
    return made


def told(made: Compilation) -> list[str]:
    return [stored_name(fact) for fact in made.collect()]


def test_the_first_compilation_of_a_year_has_number_one() -> None:
    made = compiled()
    assert (made.id, made.fiscal_year, made.number) == ("compilation:2025", 2025, 1)
    assert made.state is CompilationState.COMPILED
    assert (made.finalised, made.lapse) == (None, None)


def test_parts_are_kept_in_one_order_whatever_the_order_of_finding_them() -> None:
    made = Compilation.compile(
        2025,
        [pin(REPORT, 8), pin(STATEMENT, 6)],
        [missing("43210", Step.IN_HOUSE_REPORT), missing("43210"), missing("43100", Step.IN_HOUSE_REPORT)],
        [pin("review-round:2025", 2), pin("plan:kumamoto-1", 3)],
    )
    assert [each.stream_id for each in made.parts] == [STATEMENT, REPORT]
    assert [(each.lg_code, each.step) for each in made.missing] == [
        ("43100", Step.IN_HOUSE_REPORT),
        ("43210", Step.EVALUATION),
        ("43210", Step.IN_HOUSE_REPORT),
    ]
    assert [each.stream_id for each in made.basis] == ["plan:kumamoto-1", "review-round:2025"]


def test_a_compilation_without_a_basis_stands_on_its_parts_alone() -> None:
    made = Compilation.compile(2025, [pin(REPORT, 8)], [])
    assert made.basis == ()
    made.compile_anew([pin(REPORT, 8)], [])
    assert made.number == 1


def test_compiling_again_when_nothing_changed_adds_no_event() -> None:
    made = compiled()
    made.compile_anew([pin(STATEMENT, 6), pin(REPORT, 8)], [missing()], [pin("plan:kumamoto-1", 3)])
    assert told(made) == ["compilation.compiled"]


@pytest.mark.parametrize(
    ("parts", "absent", "basis"),
    [
        ([pin(REPORT, 9), pin(STATEMENT, 6)], [missing()], [pin("plan:kumamoto-1", 3)]),
        ([pin(REPORT, 8), pin(STATEMENT, 6)], [], [pin("plan:kumamoto-1", 3)]),
        ([pin(REPORT, 8), pin(STATEMENT, 6)], [missing()], [pin("plan:kumamoto-1", 4)]),
    ],
)
def test_what_changed_is_compiled_anew_under_the_next_number(
    parts: list[Pin], absent: list[Missing], basis: list[Pin]
) -> None:
    made = finalised()
    made.compile_anew(parts, absent, basis)
    assert (made.number, made.state, made.finalised) == (2, CompilationState.COMPILED, None)
    assert (set(made.parts), set(made.missing), set(made.basis)) == (set(parts), set(absent), set(basis))


def test_a_lapsed_compilation_is_compiled_anew_even_from_the_same_versions() -> None:
    made = compiled()
    made.changed(REPORT, ChangeCause.ROUND_REOPENED)
    made.compile_anew(made.parts, made.missing, made.basis)
    assert (made.number, made.lapse, made.state) == (2, None, CompilationState.COMPILED)


def test_the_current_compilation_is_finalised_once() -> None:
    made = finalised()
    made.finalise(1, "clerk-2")
    assert made.state is CompilationState.FINALISED
    assert made.finalised == Finalisation(number=1, by="clerk-1")
    assert told(made) == ["compilation.compiled", "compilation.finalised"]


def test_only_the_current_number_can_be_finalised() -> None:
    made = compiled()
    with pytest.raises(CompilationNotCurrent) as refused:
        made.finalise(2, "clerk-1")
    assert refused.value.details == {"number": 2, "current": 1}
    assert refused.value.code == "compilation-not-current"
    assert list(made.finalise_blockers()) == []


def test_a_lapsed_compilation_cannot_be_finalised_and_says_why_first() -> None:
    made = compiled()
    made.changed(REPORT, ChangeCause.PART_CORRECTED)
    lapsed = CompilationLapsed(number=1, cause=ChangeCause.PART_CORRECTED, stream_id=REPORT)
    assert list(made.finalise_blockers(7)) == [lapsed, CompilationNotCurrent(number=7, current=1)]
    with pytest.raises(CompilationLapsed):
        made.finalise(1, "clerk-1")
    assert made.finalised is None


def test_a_compilation_lapses_with_the_coded_cause_when_a_pinned_part_changes() -> None:
    made = finalised()
    made.changed(STATEMENT, ChangeCause.PART_RESTATED)
    assert made.state is CompilationState.LAPSED
    assert made.lapse == Lapse(number=1, cause=ChangeCause.PART_RESTATED, stream_id=STATEMENT)


def test_a_part_that_is_not_pinned_changes_nothing() -> None:
    made = finalised()
    made.changed("progress-report:43210:2025", ChangeCause.PART_CORRECTED)
    made.changed("plan:kumamoto-1", ChangeCause.PART_CORRECTED)
    assert made.state is CompilationState.FINALISED
    assert made.pins(REPORT)
    assert not made.pins("plan:kumamoto-1")


def test_a_compilation_lapses_once() -> None:
    made = compiled()
    made.changed(REPORT, ChangeCause.PART_CORRECTED)
    made.changed(STATEMENT, ChangeCause.PART_RESTATED)
    assert told(made) == ["compilation.compiled", "compilation.lapsed"]


def test_nothing_may_rest_on_a_compilation_that_is_not_finalised_or_lapsed_or_old() -> None:
    made = compiled()
    assert list(made.unusable(1)) == [CompilationNotFinalised(number=1)]
    made.changed(REPORT, ChangeCause.PART_CORRECTED)
    assert [each.code for each in made.unusable(2)] == [
        "compilation-not-finalised",
        "compilation-lapsed",
        "compilation-not-current",
    ]
    assert list(finalised().unusable(1)) == []


def test_what_changed_since_the_compilation_is_one_question() -> None:
    made = compiled()
    later = [pin(REPORT, 9), pin("evaluation:43210:2025", 4)]
    assert made.changed_since(later) == (
        PartChange(stream_id=STATEMENT, pinned=6, now=None),
        PartChange(stream_id="evaluation:43210:2025", pinned=None, now=4),
        PartChange(stream_id=REPORT, pinned=8, now=9),
    )
    assert made.changed_since(made.parts) == ()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("compile"), st.integers(1, 3)),
            st.tuples(st.just("finalise"), st.integers(1, 3)),
            st.tuples(st.just("change"), st.sampled_from(ChangeCause)),
        ),
        max_size=12,
    )
)
def test_any_sequence_of_acts_replays_to_an_equal_compilation(acts: list[tuple[str, int | ChangeCause]]) -> None:
    made = compiled()
    numbers = [made.number]
    for act, with_ in acts:
        try:
            if isinstance(with_, ChangeCause):
                made.changed(REPORT, with_)
            elif act == "compile":
                made.compile_anew([pin(REPORT, with_)], [missing()])
            else:
                made.finalise(with_, "clerk-1")
        except Refusal:
            continue
        numbers.append(made.number)
    assert numbers == sorted(numbers)
    assert_replays(Compilation, made.collect(), made)
