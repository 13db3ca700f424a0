"""The flow of the four office acts: every rule is tried on every kind."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.approval import FallCause, InHouseApprovalMissing, InHouseApprovalStands, Rank
from domain.errors import Refusal
from domain.filing import (
    CommentedFieldUnknown,
    CorrectionAuthorityMissing,
    CorrectionReasonMissing,
    DeadlineNotPassed,
    FieldComment,
    FilingAlreadySubmitted,
    FilingNotAccepted,
    FilingNotEditable,
    FilingNotSubmitted,
    ReturnCommentsMissing,
    SubmissionState,
)
from domain.kernel import event_classes
from domain.submission import Submission
from tests.domain.office_year import AFTER, BEFORE, DUE, KINDS, LG, Kind, accepted, approved, submitted
from tests.domain.replay import assert_replays


@pytest.fixture(params=list(KINDS.values()), ids=list(KINDS))
def kind(request: pytest.FixtureRequest) -> Kind:
    found = request.param
    assert isinstance(found, Kind)
    return found


@pytest.fixture
def made(kind: Kind) -> Submission:
    return kind.ready()


def comment(kind: Kind) -> tuple[FieldComment, ...]:
    return (FieldComment(field=kind.field, comment="確認してください"),)


def topics(made: Submission) -> list[str]:
    return [fact.TOPIC.partition(".")[2] for fact in made.pending_events]  # type: ignore[attr-defined]  # ours


def test_a_submission_begins_as_a_draft_of_its_office_and_year(made: Submission) -> None:
    assert (made.state, made.lg_code, made.fiscal_year) == (SubmissionState.DRAFT, LG, 2025)
    assert made.id == f"{made.TOPIC}:{LG}:2025"
    assert made.begun_on == BEFORE
    assert (made.submitted_version, made.accepted_version) == (None, None)
    assert not any((made.late, made.corrected, made.is_filed, made.is_accepted))


def test_every_kind_stores_the_flow_under_its_own_names(made: Submission) -> None:
    flow = {"approved", "approval-fell", "submitted", "returned", "withdrawn", "accepted", "lapsed"}
    assert {f"{made.TOPIC}.{name}" for name in flow} <= {fact.TOPIC for fact in event_classes(type(made))}
    accepted(made)
    assert {fact.TOPIC for fact in made.collect()} <= {fact.TOPIC for fact in event_classes(type(made))}


def test_a_submission_needs_an_in_house_approval_of_its_present_content(made: Submission) -> None:
    assert list(made.submit_blockers()) == [InHouseApprovalMissing(content_version=made.content_version)]
    with pytest.raises(InHouseApprovalMissing):
        made.submit(on=BEFORE, due_on=DUE)
    submitted(made)
    assert made.state is SubmissionState.SUBMITTED


def test_an_approval_names_person_rank_day_number_and_version(made: Submission) -> None:
    version = made.content_version
    approved(made)
    assert made.approval is not None
    assert made.approval.model_dump() == {
        "approved_by": "person-2",
        "rank": Rank.MANAGER,
        "approved_on": BEFORE,
        "decision_number": "決裁1",
        "content_version": version,
    }


def test_a_standing_approval_is_not_given_twice(made: Submission) -> None:
    approved(made)
    assert list(made.approve_blockers()) == [InHouseApprovalStands(decision_number="決裁1")]
    with pytest.raises(InHouseApprovalStands):
        approved(made)


def test_an_approval_falls_with_its_cause_when_the_content_changes_and_stays_in_the_record(kind: Kind) -> None:
    made = approved(kind.ready())
    before = made.content_version
    standing = made.approval
    kind.change(made)
    assert made.content_version > before
    assert made.approval is None
    assert topics(made)[-1] == "approval-fell"
    assert [(each.approval, each.cause) for each in made.fallen_approvals] == [(standing, FallCause.CONTENT_CHANGED)]
    approved(made, "決裁2").submit(on=BEFORE, due_on=DUE)
    assert made.submitted_version == made.content_version


def test_every_approval_that_fell_stays_in_the_record(kind: Kind) -> None:
    made = approved(kind.ready())
    made.let_fall(FallCause.CONTENT_CHANGED)
    approved(made, "決裁2").let_fall(FallCause.CORRECTED)
    assert [(each.approval.decision_number, each.cause) for each in made.fallen_approvals] == [
        ("決裁1", FallCause.CONTENT_CHANGED),
        ("決裁2", FallCause.CORRECTED),
    ]


def test_the_version_of_the_content_is_that_of_the_event_that_changed_it(kind: Kind) -> None:
    made = kind.ready()
    kind.change(made)
    assert made.content_version == made.version
    approved(made)
    assert made.content_version == made.version - 1


def test_stating_the_same_content_again_changes_nothing(kind: Kind) -> None:
    made = kind.ready()
    kind.change(made)
    approved(made)
    version = made.version
    kind.change(made)
    assert made.version == version
    assert made.approval is not None


def test_without_a_standing_approval_none_falls(made: Submission) -> None:
    version = made.version
    made.let_fall(FallCause.CONTENT_CHANGED)
    assert made.version == version


@pytest.mark.parametrize(("day", "late"), [(BEFORE, False), (DUE, False), (AFTER, True)])
def test_a_submission_after_the_due_day_is_taken_and_marked_late(made: Submission, day: date, late: bool) -> None:  # noqa: FBT001 - a parameter of the table
    submitted(made, day)
    assert made.late is late
    assert made.filing is not None
    assert (made.filing.submitted_on, made.filing.due_on) == (day, DUE)


@pytest.mark.parametrize("file", [submitted, accepted])
def test_what_is_filed_is_neither_submitted_again_nor_changed_nor_approved(
    kind: Kind, file: Callable[[Submission], Submission]
) -> None:
    made = file(kind.ready())
    assert made.is_filed
    assert list(made.submit_blockers())[0] == FilingAlreadySubmitted(state=made.state)  # noqa: RUF015 - all of them are made
    assert list(made.edit_blockers()) == [FilingNotEditable(state=made.state)]
    with pytest.raises(FilingAlreadySubmitted):
        made.submit(on=BEFORE, due_on=DUE)
    with pytest.raises(FilingNotEditable):
        kind.change(made)
    with pytest.raises(InHouseApprovalStands if made.is_accepted else FilingNotEditable):
        approved(made)


def test_what_was_corrected_after_acceptance_is_approved_anew_and_stays_accepted(kind: Kind) -> None:
    made = accepted(kind.ready())
    made.let_fall(FallCause.CORRECTED)
    assert list(made.approve_blockers()) == []
    approved(made, "決裁2")
    assert made.is_accepted
    assert made.approval is not None
    assert (made.approval.decision_number, made.approval.content_version) == ("決裁2", made.content_version)
    assert [each.cause for each in made.fallen_approvals] == [FallCause.CORRECTED]
    assert list(made.approve_blockers()) == [InHouseApprovalStands(decision_number="決裁2")]


def test_a_returned_submission_can_be_submitted_again(kind: Kind) -> None:
    made = submitted(kind.ready())
    made.send_back(comment(kind), on=AFTER)
    assert made.state is SubmissionState.RETURNED
    assert not made.is_filed
    assert made.returns[-1].comments == comment(kind)
    assert made.returns[-1].returned_on == AFTER
    made.submit(on=DUE, due_on=DUE)
    made.send_back(comment(kind), on=AFTER)
    kind.change(made)
    assert submitted(made).is_filed
    assert len(made.returns) == 2


def test_what_is_filed_or_returned_has_come_and_what_was_taken_back_or_never_sent_has_not(kind: Kind) -> None:
    made = kind.ready()
    assert not made.has_come
    assert submitted(made).has_come
    made.withdraw(on=BEFORE)
    assert not made.has_come
    made.submit(on=BEFORE, due_on=DUE)
    made.send_back(comment(kind), on=BEFORE)
    assert made.has_come
    made.submit(on=DUE, due_on=DUE)
    made.accept(on=AFTER)
    assert made.has_come


def test_a_return_needs_comments_tied_to_fields_of_the_submission(kind: Kind) -> None:
    made = submitted(kind.ready())
    assert list(made.send_back_blockers()) == []
    assert list(made.send_back_blockers(())) == [ReturnCommentsMissing()]
    with pytest.raises(ReturnCommentsMissing):
        made.send_back((), on=AFTER)
    stray = FieldComment(field="unknown", comment="?")
    with pytest.raises(CommentedFieldUnknown) as refused:
        made.send_back((*comment(kind), stray), on=AFTER)
    assert refused.value.details == {"fields": ["unknown"]}
    assert made.state is SubmissionState.SUBMITTED


def test_only_what_is_submitted_is_returned_withdrawn_or_accepted(kind: Kind) -> None:
    for made in (kind.ready(), accepted(kind.ready())):
        refusal = FilingNotSubmitted(state=made.state)
        assert list(made.send_back_blockers()) == [refusal]
        assert list(made.filed_blockers()) == [refusal]
        assert list(made.accept_blockers()) == [refusal]
        with pytest.raises(FilingNotSubmitted):
            made.send_back(comment(kind), on=AFTER)
        with pytest.raises(FilingNotSubmitted):
            made.withdraw(on=AFTER)
        with pytest.raises(FilingNotSubmitted):
            made.accept(on=AFTER)


def test_a_withdrawn_submission_can_be_changed_and_submitted_again(kind: Kind) -> None:
    made = submitted(kind.ready())
    made.withdraw(on=AFTER)
    assert (made.state, made.withdrawn_on) == (SubmissionState.WITHDRAWN, AFTER)
    kind.change(made)
    assert submitted(made).state is SubmissionState.SUBMITTED


def test_an_acceptance_names_the_version_that_was_submitted(made: Submission) -> None:
    accepted(made)
    assert made.state is SubmissionState.ACCEPTED
    assert made.is_accepted
    assert made.accepted_version == made.submitted_version == made.content_version
    assert made.acceptance is not None
    assert made.acceptance.accepted_on == AFTER
    assert not made.corrected


def test_nothing_lapses_on_the_due_day_itself(made: Submission) -> None:
    assert list(made.lapse_blockers(DUE, DUE)) == [DeadlineNotPassed(due_on=DUE)]
    with pytest.raises(DeadlineNotPassed):
        made.lapse(on=DUE, due_on=DUE)
    made.lapse(on=AFTER, due_on=DUE)
    assert made.state is SubmissionState.LAPSED
    assert not made.has_come
    assert made.lapsing is not None
    assert (made.lapsing.lapsed_on, made.lapsing.due_on) == (AFTER, DUE)


def test_a_lapse_is_recorded_once_and_a_late_filing_is_still_taken(made: Submission) -> None:
    made.lapse(on=AFTER, due_on=DUE)
    version = made.version
    made.lapse(on=AFTER, due_on=DUE)
    assert made.version == version
    submitted(made, AFTER)
    assert (made.state, made.late) == (SubmissionState.SUBMITTED, True)


@pytest.mark.parametrize("file", [submitted, accepted])
def test_what_is_filed_does_not_lapse(kind: Kind, file: Callable[[Submission], Submission]) -> None:
    made = file(kind.ready())
    assert list(made.lapse_blockers(DUE, DUE)) == [
        FilingAlreadySubmitted(state=made.state),
        DeadlineNotPassed(due_on=DUE),
    ]
    with pytest.raises(FilingAlreadySubmitted):
        made.lapse(on=AFTER, due_on=DUE)


def test_a_correction_needs_acceptance_then_a_reason_then_an_authority(kind: Kind) -> None:
    made = submitted(kind.ready())
    assert list(made.correct_blockers("", "")) == [
        FilingNotAccepted(state=SubmissionState.SUBMITTED),
        CorrectionReasonMissing(),
        CorrectionAuthorityMissing(),
    ]
    made.accept(on=AFTER)
    assert list(made.accepted_blockers()) == []
    assert list(made.correct_blockers("誤り", "")) == [CorrectionAuthorityMissing()]
    assert list(made.correct_blockers("誤り", "事務局長")) == []


ACTS: tuple[Callable[[Submission, Kind, date], object], ...] = (
    lambda made, kind, _: kind.change(made),
    lambda made, _, __: approved(made),
    lambda made, _, day: made.submit(on=day, due_on=DUE),
    lambda made, kind, day: made.send_back(comment(kind), on=day),
    lambda made, _, day: made.withdraw(on=day),
    lambda made, _, day: made.accept(on=day),
    lambda made, _, day: made.lapse(on=day, due_on=DUE),
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(KINDS)),
    st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from([BEFORE, DUE, AFTER])), max_size=25),
)
def test_any_sequence_of_acts_replays_to_the_same_state(
    name: str, acts: list[tuple[Callable[[Submission, Kind, date], object], date]]
) -> None:
    kind = KINDS[name]
    made = kind.ready()
    for act, day in acts:
        version = made.version
        try:
            act(made, kind, day)
        except Refusal:
            assert made.version == version
    assert_replays(type(made), list(made.pending_events), made)  # type: ignore[arg-type]  # every event here is ours
