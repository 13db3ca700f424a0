"""The evaluation: rank by rank from the bottom up, on versions that stand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.approval import FallCause, Rank
from domain.errors import Refusal
from domain.evaluation import (
    Evaluation,
    EvaluationContent,
    PinnedPartChanged,
    RankNotNeeded,
    RankOutOfOrder,
    RanksMissing,
)
from domain.filing import FilingNotAccepted, FilingNotEditable, SubmissionState
from domain.scale import GradeUnknown
from tests.domain.office_year import (
    AFTER,
    BEFORE,
    GRADES,
    LG,
    REPORT_ID,
    STATEMENT_ID,
    accepted,
    approved,
    codes,
    empty_evaluation,
    full_evaluation,
    pin,
    rating,
    submitted,
)
from tests.domain.replay import assert_replays


def test_a_rank_rates_only_after_all_ranks_below() -> None:
    made = empty_evaluation()
    assert list(made.evaluate_blockers()) == []
    assert list(made.evaluate_blockers(rating(Rank.HEAD))) == [
        RankOutOfOrder(rank=Rank.HEAD, missing=[Rank.CLERK, Rank.MANAGER])
    ]
    made.evaluate(rating(Rank.CLERK))
    with pytest.raises(RankOutOfOrder) as refused:
        made.evaluate(rating(Rank.HEAD))
    assert refused.value.details == {"rank": Rank.HEAD, "missing": [Rank.MANAGER]}
    made.evaluate(rating(Rank.MANAGER))
    made.evaluate(rating(Rank.HEAD, "B"))
    assert [each.rank for each in made.ratings] == list(Rank)
    assert made.grade == "B"


def test_an_evaluation_is_submitted_only_when_the_top_rank_has_rated() -> None:
    made = empty_evaluation()
    made.evaluate(rating(Rank.CLERK))
    made.evaluate(rating(Rank.MANAGER))
    assert list(made.content_blockers()) == [RanksMissing(ranks=[Rank.HEAD])]
    assert made.grade is None
    with pytest.raises(RanksMissing):
        submitted(made)
    made.evaluate(rating(Rank.HEAD))
    assert submitted(made).state is SubmissionState.SUBMITTED


def test_a_small_office_needs_fewer_ranks() -> None:
    made = Evaluation(
        lg_code=LG,
        fiscal_year=2025,
        progress_report=pin(REPORT_ID),
        emission_statement=pin(STATEMENT_ID),
        ranks=(Rank.MANAGER,),
        grades=GRADES,
        begun_on=BEFORE,
    )
    stray = rating(Rank.CLERK, "Z")
    assert list(made.evaluate_blockers(stray)) == [RankNotNeeded(rank=Rank.CLERK, ranks=[Rank.MANAGER])]
    with pytest.raises(RankNotNeeded):
        made.evaluate(stray)
    made.evaluate(rating(Rank.MANAGER))
    assert submitted(made).is_filed


def test_a_rating_is_a_grade_of_the_rounds_scale() -> None:
    made = empty_evaluation()
    with pytest.raises(GradeUnknown) as refused:
        made.evaluate(rating(grade="Z"))
    assert refused.value.details == {"grade": "Z", "grades": list(GRADES)}
    assert codes(made.evaluate_blockers(rating(Rank.MANAGER, "Z"))) == ["rank-out-of-order", "grade-unknown"]


def test_a_rank_that_rates_anew_fells_the_ratings_above_it() -> None:
    made = full_evaluation()
    made.collect()
    made.evaluate(rating(Rank.MANAGER, "C"))
    assert [each.rank for each in made.ratings] == [Rank.CLERK, Rank.MANAGER]
    rated, fell = made.collect()
    assert isinstance(rated, Evaluation.Evaluated)
    assert isinstance(fell, Evaluation.EvaluationFell)
    assert (fell.ranks, fell.cause, fell.part) == ((Rank.HEAD,), FallCause.LOWER_RANK_CHANGED, None)
    assert [(each.rating, each.cause) for each in made.fallen_ratings] == [
        (rating(Rank.HEAD), FallCause.LOWER_RANK_CHANGED)
    ]
    assert list(made.content_blockers()) == [RanksMissing(ranks=[Rank.HEAD])]


def test_ratings_that_fell_stay_in_the_record_when_others_fall() -> None:
    made = full_evaluation()
    made.evaluate(rating(Rank.MANAGER, "C"))
    made.evaluate(rating(Rank.CLERK, "B"))
    assert [each.rating for each in made.fallen_ratings] == [rating(Rank.HEAD), rating(Rank.MANAGER, "C")]


def test_the_same_rating_again_adds_no_event() -> None:
    made = full_evaluation()
    version = made.version
    made.evaluate(rating(Rank.CLERK))
    assert made.version == version


def test_a_part_that_changed_after_it_was_pinned_fells_the_evaluation_and_its_approval() -> None:
    made = full_evaluation()
    approved(made)
    made.part_changed(REPORT_ID, 4)
    assert made.content_version == made.version - 1
    assert made.ratings == ()
    assert made.changed_parts == (REPORT_ID,)
    assert made.fallen_approvals[-1].cause is FallCause.PART_CHANGED
    assert {each.cause for each in made.fallen_ratings} == {FallCause.PART_CHANGED}
    assert len(made.fallen_ratings) == 3
    assert list(made.content_blockers()) == [
        PinnedPartChanged(parts=[REPORT_ID]),
        RanksMissing(ranks=list(Rank)),
    ]
    assert list(made.evaluate_blockers()) == [PinnedPartChanged(parts=[REPORT_ID])]
    with pytest.raises(PinnedPartChanged):
        made.evaluate(rating())
    assert made.state is SubmissionState.DRAFT


def test_a_part_unchanged_since_it_was_pinned_fells_nothing() -> None:
    made = full_evaluation()
    version = made.version
    made.part_changed(REPORT_ID, 3)
    made.part_changed(STATEMENT_ID, 2)
    assert made.version == version


def test_a_part_fells_an_evaluation_once_until_newer_versions_are_pinned() -> None:
    made = full_evaluation()
    made.part_changed(REPORT_ID, 4)
    version = made.version
    made.part_changed(REPORT_ID, 5)
    assert made.version == version
    made.part_changed(STATEMENT_ID, 4)
    assert made.changed_parts == (REPORT_ID, STATEMENT_ID)
    made.pin_parts(pin(REPORT_ID, 6), pin(STATEMENT_ID, 7))
    assert made.content_version == made.version
    assert not made.changed_parts
    assert made.content() == EvaluationContent(
        progress_report=pin(REPORT_ID, 6), emission_statement=pin(STATEMENT_ID, 7), ratings=()
    )
    made.part_changed(REPORT_ID, 6)
    assert not made.changed_parts
    made.evaluate(rating())
    assert made.ratings == (rating(),)


def test_while_no_part_has_changed_the_pinned_versions_stand() -> None:
    made = full_evaluation()
    version = made.version
    made.pin_parts(pin(REPORT_ID, 9), pin(STATEMENT_ID, 9))
    assert (made.version, made.progress_report) == (version, pin(REPORT_ID))
    submitted(made)
    with pytest.raises(FilingNotEditable):
        made.pin_parts(pin(REPORT_ID, 9), pin(STATEMENT_ID, 9))


def test_resting_on_newer_versions_fells_an_approval_that_named_the_older_ones() -> None:
    made = full_evaluation()
    made.part_changed(REPORT_ID, 4)
    approved(made)
    made.pin_parts(pin(REPORT_ID, 4), pin(STATEMENT_ID))
    assert made.approval is None
    assert [each.cause for each in made.fallen_approvals] == [FallCause.CONTENT_CHANGED]


@pytest.mark.parametrize("file", [submitted, accepted])
def test_a_filed_evaluation_goes_back_to_the_office_when_its_part_changed(file: object) -> None:
    made = full_evaluation()
    assert callable(file)
    file(made)
    made.part_changed(STATEMENT_ID, 9)
    assert made.state is SubmissionState.RETURNED
    made.pin_parts(pin(REPORT_ID), pin(STATEMENT_ID, 9))
    for rank in Rank:
        made.evaluate(rating(rank))
    accepted(made)
    assert made.accepted_version == made.content_version


def test_a_correction_after_acceptance_replaces_ratings_in_place() -> None:
    made = full_evaluation()
    with pytest.raises(FilingNotAccepted):
        made.correct((rating(Rank.CLERK, "D"),), on=AFTER, reason="誤記", authority="事務局長")
    accepted(made)
    made.correct((rating(Rank.CLERK, "D"), rating(Rank.HEAD)), on=AFTER, reason="誤記", authority="事務局長")
    assert [each.grade for each in made.ratings] == ["D", "A", "A"]
    assert made.content_version == made.version - 1
    assert (made.corrections[-1].reason, made.corrections[-1].corrected_on) == ("誤記", AFTER)
    assert made.accepted_version == made.content_version
    assert made.fallen_approvals[-1].cause is FallCause.CORRECTED
    version = made.version
    made.correct((rating(Rank.HEAD),), on=AFTER, reason="誤記", authority="事務局長")
    assert made.version == version
    with pytest.raises(GradeUnknown):
        made.correct((rating(Rank.CLERK, "Z"),), on=AFTER, reason="誤記", authority="事務局長")
    facts = made.collect()
    assert [fact.ratings for fact in facts if isinstance(fact, Evaluation.Corrected)] == [(rating(Rank.CLERK, "D"),)]
    assert_replays(Evaluation, facts, made)


def test_comments_are_tied_to_ranks() -> None:
    assert empty_evaluation().fields() == {
        *("clerk", "manager", "head"),
        *("clerk.grade", "manager.grade", "head.grade"),
        *("clerk.comment", "manager.comment", "head.comment"),
    }


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["rate", "part", "pin", "file"]), st.sampled_from(list(Rank)), st.integers(1, 9))
    )
)
def test_any_sequence_of_ratings_and_changed_parts_replays(acts: list[tuple[str, Rank, int]]) -> None:
    made = empty_evaluation()
    for act, rank, number in acts:
        try:
            if act == "rate":
                made.evaluate(rating(rank, GRADES[number % 4]))
            elif act == "part":
                made.part_changed(REPORT_ID if number % 2 else STATEMENT_ID, number)
            elif act == "pin":
                made.pin_parts(pin(REPORT_ID, number), pin(STATEMENT_ID, number))
            else:
                accepted(made)
        except Refusal:
            continue
        assert [each.rank for each in made.ratings] == list(Rank)[: len(made.ratings)]
    assert_replays(Evaluation, made.collect(), made)
