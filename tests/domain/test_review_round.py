"""The review round: frozen at its opening, moved only by extensions, closed and reopened by two persons."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import OFFICE_STEPS, Step, closed_days, windows_of
from domain.errors import Refusal
from domain.review_round import ReviewRound
from domain.round_closing import (
    ClosingNotProposed,
    ConfirmedByProposer,
    ReopeningAuthorityMissing,
    ReopeningGroundMissing,
    ReopeningNotProposed,
    RoundClosed,
    RoundNotClosed,
    RoundState,
)
from domain.round_frame import (
    EmissionsYearNotPast,
    EmissionsYearRepeated,
    ListingGroundMissing,
    MeasureDue,
    NewerCompilationUnpublished,
    PublicationOutstanding,
    Publicity,
    PublishedCompilationLapsed,
    RepetitionGroundMissing,
    RoundWithoutMembers,
    RoundWithoutSectors,
    frame_blockers,
    repetition_blockers,
)
from domain.scale import DEFAULT_SCALE, DEFAULT_SCALE_SOURCE
from domain.timetable import (
    ActsFallenSinceCompletion,
    DeadlineStillRuns,
    DueDayNotLater,
    DueDayNotPassed,
    Extension,
    Ground,
    ListedMeasuresUnconfirmed,
    NotARoundMember,
    NothingMissing,
    StepAlreadyCompleted,
    StepEnd,
    StepIncomplete,
    StepNotOfOffices,
    StepNotOpen,
    StepsUnfinished,
)
from tests.domain.office_year import AFTER, DUE, LG, OTHER, SECTORS, codes, review_round
from tests.domain.replay import assert_replays

STRANGER = "43204"
CONFIRMATION = Step.PROGRESS_CONFIRMATION
JULY = date(2025, 7, 31)
MARCH = date(2026, 3, 20)
LAST = date(2026, 3, 31)
PUBLIC = Publicity(public=1, newest=1)


def measure(number: int = 1, *lg_codes: str) -> MeasureDue:
    return MeasureDue(measure_id=f"measure:43100-000{number}", lg_codes=lg_codes or (LG,), stage="under-way")


def extension(*lg_codes: str, due_on: date = JULY, step: Step = CONFIRMATION) -> Extension:
    return Extension(
        lg_codes=lg_codes or (LG,),
        step=step,
        due_on=due_on,
        ground=Ground.DISASTER,
        authority="事務局長",
        extended_on=DUE,
    )


def finished() -> ReviewRound:
    made = review_round()
    for step in OFFICE_STEPS:
        made.complete_step(step, outstanding=(), on=MARCH)
    return made


def closed() -> ReviewRound:
    made = finished()
    made.propose_closing(by="person-1", on=MARCH, published=PUBLIC)
    made.close(by="person-2", on=LAST, published=PUBLIC)
    return made


def test_a_round_freezes_what_it_was_opened_with() -> None:
    made = review_round([measure(1), measure(2, OTHER, LG)])
    assert made.id == "review-round:2025"
    assert (made.measures_fiscal_year, made.emissions_fiscal_year) == (2024, 2022)
    assert made.members == (LG, OTHER)
    assert (made.region_id, made.plan_id) == ("region:kumamoto", "plan:kumamoto-1")
    assert (made.sectors, made.opened_on) == (SECTORS, date(2025, 4, 1))
    assert (made.scale, made.scale_source) == (DEFAULT_SCALE, DEFAULT_SCALE_SOURCE)
    assert made.windows == windows_of(2025, closed_days(lambda _: False))
    assert made.measures_of(LG) == (measure(1), measure(2, OTHER, LG))
    assert made.measures_of(OTHER) == (measure(2, OTHER, LG),)
    assert made.is_open
    assert made.state is RoundState.OPEN


def test_a_round_is_not_opened_without_members_sectors_or_past_emissions() -> None:
    assert list(frame_blockers(2025, 2025, (), ())) == [
        RoundWithoutMembers(fiscal_year=2025),
        RoundWithoutSectors(fiscal_year=2025),
        EmissionsYearNotPast(emissions_fiscal_year=2025, fiscal_year=2025),
    ]
    assert list(frame_blockers(2025, 2024, (LG,), ("RES",))) == []


def test_an_emission_year_is_repeated_only_when_it_is_meant_and_with_a_ground() -> None:
    rounds = ["review-round:2023", "review-round:2024"]
    assert list(repetition_blockers(2022, [], None)) == []
    assert list(repetition_blockers(2022, [], "")) == []
    assert list(repetition_blockers(2022, rounds, None)) == [
        EmissionsYearRepeated(emissions_fiscal_year=2022, rounds=rounds)
    ]
    assert list(repetition_blockers(2022, rounds, "")) == [RepetitionGroundMissing()]
    assert list(repetition_blockers(2022, rounds, "統計の公表の遅れ")) == []


def test_a_municipality_that_joined_later_has_no_part_in_the_round() -> None:
    made = review_round()
    assert list(made.timetable.member_blockers([STRANGER, LG])) == [NotARoundMember(lg_codes=[STRANGER])]
    with pytest.raises(NotARoundMember):
        made.extend_deadline(extension(STRANGER))
    with pytest.raises(NotARoundMember):
        made.list_measure(measure(1, STRANGER), ground="記載漏れ", on=DUE)
    assert made.measures == ()


def test_a_step_is_worked_on_from_its_first_day() -> None:
    made = review_round()
    first = date(2025, 7, 1)
    assert made.window(Step.EMISSIONS_CALCULATION).opens_on == first
    assert list(made.filing_blockers(Step.EMISSIONS_CALCULATION, first)) == []
    assert list(made.filing_blockers(Step.EMISSIONS_CALCULATION, date(2025, 6, 30))) == [
        StepNotOpen(step=Step.EMISSIONS_CALCULATION, opens_on=first)
    ]


def test_a_forgotten_measure_is_listed_with_its_ground_and_once() -> None:
    made = review_round([measure(1)])
    with pytest.raises(ListingGroundMissing):
        made.list_measure(measure(2), ground="", on=DUE)
    made.list_measure(measure(2), ground="記載漏れ", on=DUE)
    assert made.measures == (measure(1), measure(2))
    version = made.version
    made.list_measure(measure(2), ground="記載漏れ", on=DUE)
    assert made.version == version
    made.list_measure(measure(1, OTHER), ground="共同実施", on=DUE)
    assert made.measures_of(OTHER) == (measure(1, LG, OTHER),)
    assert made.measures_of(LG) == (measure(2), measure(1, LG, OTHER))


def test_the_guards_of_a_listing_stand_in_order() -> None:
    made = closed()
    assert codes(made.list_measure_blockers()) == ["round-closed"]
    assert codes(made.list_measure_blockers(measure(1, STRANGER))) == [
        "round-closed",
        "listing-ground-missing",
        "not-a-round-member",
    ]


def test_an_extension_moves_the_due_day_of_those_it_names() -> None:
    made = review_round()
    assert made.due_on(LG, CONFIRMATION) == DUE
    made.extend_deadline(extension(LG))
    assert made.due_on(LG, CONFIRMATION) == JULY
    assert made.due_on(OTHER, CONFIRMATION) == DUE
    assert made.due_on(LG, Step.EVALUATION) == made.window(Step.EVALUATION).due_on
    later = extension(LG, OTHER, due_on=date(2025, 8, 1))
    made.extend_deadline(later)
    assert made.due_on(LG, CONFIRMATION) == made.due_on(OTHER, CONFIRMATION) == date(2025, 8, 1)
    assert made.timetable.extension_of(OTHER, CONFIRMATION) == later
    assert made.timetable.extension_of(OTHER, Step.EVALUATION) is None


def test_a_due_day_moves_only_to_a_later_day() -> None:
    made = review_round()
    with pytest.raises(DueDayNotLater) as refused:
        made.extend_deadline(extension(LG, OTHER, due_on=DUE))
    assert refused.value.details == {"lg_codes": [LG, OTHER], "due_on": DUE}
    made.extend_deadline(extension(LG, due_on=AFTER))
    assert list(made.extend_deadline_blockers(extension(LG, due_on=AFTER))) == [
        DueDayNotLater(lg_codes=[LG], due_on=AFTER)
    ]


@pytest.mark.parametrize("already", [AFTER, date(2025, 7, 15)])
def test_a_day_given_to_all_takes_nothing_from_who_has_it_or_a_later_one(already: date) -> None:
    made = review_round()
    made.extend_deadline(extension(LG, due_on=already))
    assert list(made.extend_deadline_blockers(extension(LG, OTHER, due_on=AFTER))) == []
    made.extend_deadline(extension(LG, OTHER, due_on=AFTER))
    assert (made.due_on(LG, CONFIRMATION), made.due_on(OTHER, CONFIRMATION)) == (already, AFTER)
    fact = made.pending_events[-1]
    assert isinstance(fact, ReviewRound.DeadlineExtended)
    assert fact.extension.lg_codes == (OTHER,)
    assert codes(made.extend_deadline_blockers(extension(LG, OTHER, due_on=AFTER))) == ["due-day-not-later"]


def test_only_the_steps_of_the_offices_are_extended_completed_or_lapsed() -> None:
    made = review_round()
    assert codes(made.extend_deadline_blockers(extension(STRANGER, step=Step.PUBLICATION))) == [
        "step-not-of-offices",
        "not-a-round-member",
        "due-day-not-later",
    ]
    with pytest.raises(StepNotOfOffices) as refused:
        made.complete_step(Step.PUBLICATION, outstanding=(), on=MARCH)
    assert refused.value.details == {"step": Step.PUBLICATION}
    with pytest.raises(StepNotOfOffices) as lapse:
        made.lapse_step(Step.COMPILATION, missing=[LG], on=MARCH)
    assert lapse.value.details == {"step": Step.COMPILATION}


def test_measures_listed_after_acceptance_hold_a_step_open_and_the_refusal_names_them_and_the_act() -> None:
    made = review_round()
    late = {OTHER: ("measure:b",), LG: ("measure:a",)}
    with pytest.raises(ListedMeasuresUnconfirmed) as refused:
        made.complete_step(CONFIRMATION, outstanding=(LG, OTHER), unconfirmed=late, on=DUE)
    assert refused.value.details == {
        "step": CONFIRMATION,
        "measures": {LG: ["measure:a"], OTHER: ["measure:b"]},
        "act": "correct-progress-report",
    }
    assert list(refused.value.details["measures"]) == [LG, OTHER]  # type: ignore[call-overload]  # a mapping
    both = made.timetable.completion_blockers(CONFIRMATION, (LG, OTHER), {LG: ("measure:a",)})
    assert codes(both) == ["step-incomplete", "listed-measures-unconfirmed"]


def test_a_step_is_completed_when_nobody_is_outstanding() -> None:
    made = review_round()
    with pytest.raises(StepIncomplete) as refused:
        made.complete_step(CONFIRMATION, outstanding=(OTHER, LG), on=DUE)
    assert refused.value.details == {"step": CONFIRMATION, "lg_codes": [LG, OTHER]}
    assert made.step_end(CONFIRMATION) is None
    made.complete_step(CONFIRMATION, outstanding=(), on=DUE)
    assert made.step_end(CONFIRMATION) is StepEnd.COMPLETED
    assert made.step_end(Step.EVALUATION) is None
    assert made.timetable.completions[0].completed_on == DUE
    with pytest.raises(StepAlreadyCompleted) as again:
        made.complete_step(CONFIRMATION, outstanding=(), on=DUE)
    assert again.value.details == {"step": CONFIRMATION}
    with pytest.raises(StepAlreadyCompleted) as lapse:
        made.lapse_step(CONFIRMATION, missing=[], on=AFTER)
    assert lapse.value.details == {"step": CONFIRMATION}
    with pytest.raises(StepAlreadyCompleted):
        made.extend_deadline(extension(LG))


def test_a_lapse_names_the_missing_and_only_after_their_due_day() -> None:
    made = review_round()
    with pytest.raises(NothingMissing) as nobody:
        made.lapse_step(CONFIRMATION, missing=(), on=AFTER)
    assert nobody.value.details == {"step": CONFIRMATION}
    with pytest.raises(DueDayNotPassed) as early:
        made.lapse_step(CONFIRMATION, missing=(OTHER, LG), on=DUE)
    assert early.value.details == {"step": CONFIRMATION, "lg_codes": [LG, OTHER]}
    with pytest.raises(NotARoundMember):
        made.lapse_step(CONFIRMATION, missing=(STRANGER,), on=AFTER)
    made.lapse_step(CONFIRMATION, missing=(LG,), on=AFTER)
    assert made.step_end(CONFIRMATION) is StepEnd.LAPSED
    assert made.step_end(Step.EVALUATION) is None
    assert made.timetable.lapsed_for(CONFIRMATION) == (LG,)
    assert made.timetable.lapsed_for(Step.EVALUATION) == ()
    assert made.timetable.lapses[0].lapsed_on == AFTER


def test_those_with_an_extension_are_missing_only_after_it() -> None:
    made = review_round()
    made.extend_deadline(extension(OTHER))
    with pytest.raises(DueDayNotPassed) as early:
        made.lapse_step(CONFIRMATION, missing=(LG, OTHER), on=AFTER)
    assert early.value.details["lg_codes"] == [OTHER]
    made.lapse_step(CONFIRMATION, missing=(LG,), on=AFTER)
    version = made.version
    made.lapse_step(CONFIRMATION, missing=(LG,), on=AFTER)
    assert made.version == version
    made.lapse_step(CONFIRMATION, missing=(LG, OTHER), on=date(2025, 8, 1))
    assert [each.missing for each in made.timetable.lapses] == [(LG,), (OTHER,)]
    assert made.timetable.lapsed_for(CONFIRMATION) == (LG, OTHER)


@pytest.mark.parametrize("due_on", [AFTER, date(2025, 7, 2), JULY])
def test_a_step_that_lapsed_is_open_again_for_who_is_given_more_time(due_on: date) -> None:
    made = review_round()
    made.lapse_step(CONFIRMATION, missing=(LG,), on=AFTER)
    made.extend_deadline(extension(LG, due_on=due_on))
    assert made.timetable.lapsed_for(CONFIRMATION) == ()
    assert made.step_end(CONFIRMATION) is None
    assert CONFIRMATION in made.timetable.unfinished
    made.lapse_step(CONFIRMATION, missing=(LG,), on=date(2025, 8, 1))
    assert made.step_end(CONFIRMATION) is StepEnd.LAPSED
    assert [each.missing for each in made.timetable.lapses] == [(LG,), (LG,)]
    assert_replays(ReviewRound, made.collect(), made)


def test_a_step_stays_lapsed_for_the_others_and_where_the_later_day_was_over_already() -> None:
    made = review_round()
    made.lapse_step(CONFIRMATION, missing=(LG, OTHER), on=date(2025, 7, 10))
    made.extend_deadline(extension(OTHER, due_on=date(2025, 7, 9)))
    assert made.timetable.lapsed_for(CONFIRMATION) == (LG, OTHER)
    made.extend_deadline(extension(OTHER, due_on=date(2025, 7, 10)))
    assert made.timetable.lapsed_for(CONFIRMATION) == (LG,)
    assert made.step_end(CONFIRMATION) is StepEnd.LAPSED


@pytest.mark.parametrize(("on", "runs"), [(JULY, True), (date(2025, 8, 1), False)])
def test_a_round_is_not_closed_while_an_extended_day_runs_for_who_still_owes(on: date, runs: bool) -> None:  # noqa: FBT001 - a row
    made = review_round()
    for step in OFFICE_STEPS[1:]:
        made.complete_step(step, outstanding=(), on=DUE)
    made.lapse_step(CONFIRMATION, missing=(LG, OTHER), on=AFTER)
    made.extend_deadline(extension(OTHER, due_on=JULY))
    expected = [DeadlineStillRuns(due_on={CONFIRMATION: {OTHER: JULY}})] if runs else []
    owed = {CONFIRMATION: (OTHER, LG)}
    assert list(made.propose_closing_blockers(on, published=PUBLIC, owed=owed)) == expected
    assert list(made.propose_closing_blockers(on, published=PUBLIC, owed={CONFIRMATION: (LG,)})) == []
    made.propose_closing(by="person-1", on=on, published=PUBLIC)
    assert list(made.close_blockers("person-2", on, published=PUBLIC, owed=owed)) == expected
    if runs:
        with pytest.raises(DeadlineStillRuns):
            made.propose_closing(by="person-3", on=on, published=PUBLIC, owed=owed)
        with pytest.raises(DeadlineStillRuns):
            made.close(by="person-2", on=on, published=PUBLIC, owed=owed)


def test_a_lapsed_step_that_was_filled_up_later_is_completed_and_the_record_keeps_both() -> None:
    made = review_round()
    made.lapse_step(CONFIRMATION, missing=(LG,), on=AFTER)
    made.complete_step(CONFIRMATION, outstanding=(), on=JULY)
    assert made.step_end(CONFIRMATION) is StepEnd.COMPLETED
    assert made.timetable.lapsed_for(CONFIRMATION) == (LG,)


def test_a_round_is_not_closed_before_every_step_has_ended_and_the_report_is_public() -> None:
    made = review_round()
    assert list(made.propose_closing_blockers(MARCH, published=Publicity())) == [
        StepsUnfinished(steps=list(OFFICE_STEPS)),
        PublicationOutstanding(fiscal_year=2025),
    ]
    made.complete_step(CONFIRMATION, outstanding=(), on=DUE)
    assert list(made.propose_closing_blockers(MARCH, published=PUBLIC)) == [
        StepsUnfinished(steps=list(OFFICE_STEPS[1:]))
    ]
    with pytest.raises(StepsUnfinished):
        made.propose_closing(by="person-1", on=MARCH, published=PUBLIC)
    assert list(finished().propose_closing_blockers(MARCH, published=PUBLIC)) == []
    with pytest.raises(PublicationOutstanding):
        finished().propose_closing(by="person-1", on=MARCH, published=Publicity())


def test_closing_takes_two_different_persons() -> None:
    made = finished()
    with pytest.raises(ClosingNotProposed):
        made.close(by="person-2", on=LAST, published=PUBLIC)
    made.propose_closing(by="person-1", on=MARCH, published=PUBLIC)
    assert made.state is RoundState.CLOSING_PROPOSED
    assert made.is_open
    version = made.version
    made.propose_closing(by="person-3", on=MARCH, published=PUBLIC)
    assert made.version == version
    with pytest.raises(ConfirmedByProposer) as refused:
        made.close(by="person-1", on=LAST, published=PUBLIC)
    assert refused.value.details == {"proposed_by": "person-1"}
    with pytest.raises(PublicationOutstanding):
        made.close(by="person-1", on=LAST, published=Publicity())
    made.close(by="person-2", on=LAST, published=PUBLIC)
    assert made.closing.closing is not None
    assert (made.closing.closing.proposed_by, made.closing.closing.proposed_on) == ("person-1", MARCH)
    assert made.closing.closed is not None
    assert (made.closing.closed.confirmed_by, made.closing.closed.confirmed_on) == ("person-2", LAST)


@pytest.mark.parametrize(
    ("publicity", "refusal"),
    [
        (Publicity(newest=1), PublicationOutstanding(fiscal_year=2025)),
        (Publicity(newest=2, lapsed=True), PublicationOutstanding(fiscal_year=2025)),
        (Publicity(public=1, newest=2), NewerCompilationUnpublished(published=1, newest=2)),
        (Publicity(public=1, newest=2, lapsed=True), NewerCompilationUnpublished(published=1, newest=2)),
        (Publicity(public=1, newest=1, lapsed=True), PublishedCompilationLapsed(number=1)),
    ],
)
def test_a_round_is_not_closed_while_the_newest_compilation_is_not_what_is_public(
    publicity: Publicity, refusal: Refusal
) -> None:
    made = finished()
    assert list(made.propose_closing_blockers(MARCH, published=publicity)) == [refusal]
    made.propose_closing(by="person-1", on=MARCH, published=PUBLIC)
    with pytest.raises(type(refusal)) as refused:
        made.close(by="person-2", on=LAST, published=publicity)
    assert refused.value == refusal


@pytest.mark.parametrize("publicity", [PUBLIC, Publicity(public=2, newest=2), Publicity(public=1)])
def test_a_round_is_closed_once_the_newest_compilation_is_public(publicity: Publicity) -> None:
    assert list(finished().propose_closing_blockers(MARCH, published=publicity)) == []


CHANGES: tuple[Callable[[ReviewRound], None], ...] = (
    lambda made: made.list_measure(measure(9), ground="記載漏れ", on=LAST),
    lambda made: made.extend_deadline(extension(LG)),
    lambda made: made.complete_step(CONFIRMATION, outstanding=(), on=LAST),
    lambda made: made.lapse_step(CONFIRMATION, missing=[LG], on=LAST),
    lambda made: made.propose_closing(by="person-3", on=LAST, published=PUBLIC),
    lambda made: made.close(by="person-3", on=LAST, published=PUBLIC),
)


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_changes_in_a_closed_round(change: Callable[[ReviewRound], None]) -> None:
    made = closed()
    assert made.state is RoundState.CLOSED
    assert not made.is_open
    with pytest.raises(RoundClosed) as refused:
        change(made)
    assert refused.value.details == {"closed_on": LAST}
    assert codes(made.extend_deadline_blockers()) == ["round-closed"]
    assert codes(made.filing_blockers(CONFIRMATION, date(2025, 1, 1))) == ["round-closed", "step-not-open"]


def test_reopening_needs_a_ground_a_named_authority_and_two_different_persons() -> None:
    made = closed()
    assert list(made.propose_reopening_blockers("", "")) == [ReopeningGroundMissing(), ReopeningAuthorityMissing()]
    with pytest.raises(ReopeningGroundMissing):
        made.propose_reopening(by="person-1", on=LAST, ground="", authority="連絡会議")
    with pytest.raises(ReopeningNotProposed):
        made.reopen(by="person-2", on=LAST)
    made.propose_reopening(by="person-1", on=LAST, ground="誤りの判明", authority="連絡会議")
    assert made.state is RoundState.REOPENING_PROPOSED
    version = made.version
    made.propose_reopening(by="person-2", on=LAST, ground="別の理由", authority="連絡会議")
    assert made.version == version
    with pytest.raises(RoundClosed):
        made.extend_deadline(extension(LG))
    with pytest.raises(ConfirmedByProposer):
        made.reopen(by="person-1", on=LAST)
    made.reopen(by="person-2", on=LAST)
    assert made.is_open
    (reopening,) = made.closing.reopenings
    assert reopening.proposal.model_dump() == {
        "proposed_by": "person-1",
        "proposed_on": LAST,
        "ground": "誤りの判明",
        "authority": "連絡会議",
    }
    assert (reopening.confirmation.confirmed_by, reopening.confirmation.confirmed_on) == ("person-2", LAST)


def test_an_open_round_is_not_reopened() -> None:
    made = review_round()
    assert list(made.propose_reopening_blockers("理由", "連絡会議")) == [RoundNotClosed(state=RoundState.OPEN)]
    assert list(made.closing.reopen_blockers("person-1")) == [
        RoundNotClosed(state=RoundState.OPEN),
        ReopeningNotProposed(),
    ]
    with pytest.raises(RoundNotClosed):
        made.reopen(by="person-1", on=LAST)
    with pytest.raises(RoundNotClosed):
        made.propose_reopening(by="person-1", on=LAST, ground="理由", authority="連絡会議")


def test_a_reopened_round_is_closed_again_by_a_new_proposal() -> None:
    made = closed()
    made.propose_reopening(by="person-1", on=LAST, ground="誤りの判明", authority="連絡会議")
    made.reopen(by="person-2", on=LAST)
    assert made.state is RoundState.OPEN
    with pytest.raises(ClosingNotProposed):
        made.close(by="person-2", on=LAST, published=PUBLIC)
    made.propose_closing(by="person-2", on=LAST, published=PUBLIC)
    made.close(by="person-1", on=LAST, published=PUBLIC)
    made.propose_reopening(by="person-1", on=LAST, ground="再度", authority="連絡会議")
    made.reopen(by="person-2", on=LAST)
    assert [each.proposal.ground for each in made.closing.reopenings] == ["誤りの判明", "再度"]


ACTS = (
    *CHANGES,
    lambda made: made.propose_reopening(by="person-1", on=LAST, ground="理由", authority="連絡会議"),
    lambda made: made.reopen(by="person-2", on=LAST),
    lambda made: made.close(by="person-1", on=LAST, published=PUBLIC),
    *(lambda made, step=step: made.complete_step(step, outstanding=(), on=LAST) for step in OFFICE_STEPS),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(ACTS), max_size=30))
def test_any_sequence_of_acts_replays_to_the_same_round(acts: list[Callable[[ReviewRound], None]]) -> None:
    made = review_round([measure(1)])
    for act in acts:
        before = made.version
        try:
            act(made)
        except Refusal:
            assert made.version == before
    assert_replays(ReviewRound, made.collect(), made)


def test_acts_that_fell_after_their_step_was_complete_stand_against_closing_until_filed_anew_or_lapsed() -> None:
    made = finished()
    owed = {CONFIRMATION: [OTHER, LG]}
    fallen = ActsFallenSinceCompletion(lg_codes={CONFIRMATION: [LG, OTHER]})
    assert list(made.propose_closing_blockers(MARCH, published=PUBLIC, owed=owed)) == [fallen]
    with pytest.raises(ActsFallenSinceCompletion):
        made.propose_closing(by="person-1", on=MARCH, published=PUBLIC, owed=owed)
    made.lapse_step(CONFIRMATION, missing=[OTHER, LG], on=MARCH)
    assert made.timetable.step_end(CONFIRMATION) is StepEnd.LAPSED
    assert not list(made.propose_closing_blockers(MARCH, published=PUBLIC, owed=owed))
    made.complete_step(CONFIRMATION, outstanding=(), on=LAST)
    assert made.timetable.step_end(CONFIRMATION) is StepEnd.COMPLETED
    with pytest.raises(StepAlreadyCompleted):
        made.lapse_step(CONFIRMATION, missing=(), on=LAST)
    assert_replays(ReviewRound, made.collect(), made)
