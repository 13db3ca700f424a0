"""The in-house report: a meeting held, an outcome decided, and how word of it came in."""

from datetime import date

import pytest

from domain.approval import FallCause
from domain.filing import FilingNotAccepted, SubmissionState
from domain.in_house_report import (
    Fall,
    InHouseReport,
    MeetingBeforeChange,
    MeetingNotYetHeld,
    MeetingOutcome,
    MeetingUndecided,
    PolicyMeeting,
    ReceivedBeforeMeeting,
    ReceivedInFuture,
    ReportFallen,
)
from tests.domain.office_year import AFTER, BEFORE, DUE, LG, accepted, codes, in_house_report, meeting, submitted
from tests.domain.replay import assert_replays


def receipt(day: date) -> dict[str, object]:
    return {"source": "paper", "received_on": day}


def test_a_meeting_is_recorded_on_its_day_at_the_earliest() -> None:
    with pytest.raises(MeetingNotYetHeld) as refused:
        InHouseReport.record(lg_code=LG, fiscal_year=2025, meeting=meeting(held_on=AFTER), on=DUE)
    assert refused.value.details == {"held_on": AFTER, "recorded_on": DUE}
    made = InHouseReport.record(lg_code=LG, fiscal_year=2025, meeting=meeting(held_on=DUE), on=DUE)
    assert (made.recorded_on, made.begun_on) == (DUE, DUE)
    assert made.content().held_on == DUE


def test_word_of_a_meeting_does_not_come_before_the_meeting() -> None:
    early = meeting(held_on=DUE, receipt=receipt(BEFORE))
    with pytest.raises(ReceivedBeforeMeeting) as refused:
        InHouseReport.record(lg_code=LG, fiscal_year=2025, meeting=early, on=AFTER)
    assert refused.value.details == {"received_on": BEFORE, "held_on": DUE}
    made = InHouseReport.record(
        lg_code=LG, fiscal_year=2025, meeting=meeting(held_on=DUE, receipt=receipt(DUE)), on=AFTER
    )
    assert made.meeting.receipt is not None


def test_word_of_a_meeting_has_come_by_the_day_on_which_it_is_entered() -> None:
    tomorrow = meeting(held_on=BEFORE, receipt=receipt(AFTER))
    with pytest.raises(ReceivedInFuture) as refused:
        InHouseReport.record(lg_code=LG, fiscal_year=2025, meeting=tomorrow, on=DUE)
    assert refused.value.details == {"received_on": AFTER, "recorded_on": DUE}
    made = InHouseReport.record(lg_code=LG, fiscal_year=2025, meeting=tomorrow, on=AFTER)
    with pytest.raises(ReceivedInFuture):
        made.record_anew(tomorrow.model_copy(update={"summary": "改めて"}), on=DUE)
    accepted(made)
    with pytest.raises(ReceivedInFuture):
        made.correct(tomorrow.model_copy(update={"summary": "訂正"}), on=DUE, reason="誤記", authority="事務局長")


def test_a_meeting_that_goes_on_is_not_submitted_until_a_later_one_decides() -> None:
    made = in_house_report(MeetingOutcome.CONTINUED)
    assert list(made.content_blockers()) == [MeetingUndecided(meeting_name="政策会議")]
    assert codes(made.submit_blockers()) == ["meeting-undecided", "in-house-approval-missing"]
    with pytest.raises(MeetingUndecided):
        submitted(made)
    made.record_anew(meeting(held_on=DUE), on=AFTER)
    assert [each.outcome for each in made.earlier_meetings] == [MeetingOutcome.CONTINUED]
    assert made.recorded_on == AFTER
    assert submitted(made).state is SubmissionState.SUBMITTED


def test_the_same_record_again_adds_no_event() -> None:
    made = in_house_report()
    version = made.version
    made.record_anew(meeting(), on=AFTER)
    assert made.version == version
    with pytest.raises(MeetingNotYetHeld):
        made.record_anew(meeting(held_on=AFTER), on=DUE)


def test_a_correction_after_acceptance_keeps_the_earlier_record() -> None:
    made = in_house_report()
    with pytest.raises(FilingNotAccepted):
        made.correct(meeting(summary="訂正"), on=AFTER, reason="誤記", authority="事務局長")
    accepted(made)
    with pytest.raises(MeetingNotYetHeld):
        made.correct(meeting(held_on=AFTER), on=DUE, reason="誤記", authority="事務局長")
    made.correct(meeting(summary="訂正"), on=AFTER, reason="誤記", authority="事務局長")
    assert made.meeting == meeting(summary="訂正")
    assert made.earlier_meetings == (meeting(),)
    assert made.content_version == made.version - 1
    assert (made.corrections[-1].reason, made.corrections[-1].corrected_on) == ("誤記", AFTER)
    assert made.fallen_approvals[-1].cause is FallCause.CORRECTED
    assert (made.accepted_version, made.recorded_on) == (made.content_version, AFTER)
    version = made.version
    made.correct(meeting(summary="訂正"), on=AFTER, reason="誤記", authority="事務局長")
    assert made.version == version
    assert_replays(InHouseReport, made.collect(), made)


def test_every_earlier_record_is_kept_whether_it_was_replaced_or_corrected() -> None:
    made = in_house_report()
    for summary in ("二度目", "三度目"):
        made.record_anew(meeting(summary=summary), on=AFTER)
    accepted(made)
    for summary in ("訂正", "再訂正"):
        made.correct(meeting(summary=summary), on=AFTER, reason="誤記", authority="事務局長")
    assert [each.summary for each in made.earlier_meetings] == [None, "二度目", "三度目", "訂正"]


def test_comments_are_tied_to_members_of_the_record() -> None:
    assert in_house_report().fields() == set(PolicyMeeting.model_fields)


EVALUATION_ID = f"evaluation:{LG}:2025"


def test_a_report_falls_with_the_evaluation_that_was_reported_and_is_asked_for_again() -> None:
    made = accepted(in_house_report())
    assert isinstance(made, InHouseReport)
    made.evaluation_changed(EVALUATION_ID, on=AFTER)
    fall = Fall(meeting=meeting(), cause=FallCause.PART_CHANGED, part=EVALUATION_ID, fell_on=AFTER)
    assert (made.state, made.fall, made.falls) == (SubmissionState.RETURNED, fall, (fall,))
    assert made.content_version == made.version - 1
    assert [each.cause for each in made.fallen_approvals] == [FallCause.PART_CHANGED]
    assert list(made.content_blockers()) == [ReportFallen(part=EVALUATION_ID, fell_on=AFTER)]
    before = made.version
    made.evaluation_changed(EVALUATION_ID, on=AFTER)
    assert made.version == before
    assert_replays(InHouseReport, made.collect(), made)


def test_only_a_meeting_held_since_the_evaluation_changed_counts() -> None:
    made = in_house_report()
    made.evaluation_changed(EVALUATION_ID, on=DUE)
    assert made.state is SubmissionState.DRAFT
    with pytest.raises(MeetingBeforeChange) as refused:
        made.record_anew(meeting(held_on=BEFORE), on=AFTER)
    assert refused.value.details == {"held_on": BEFORE, "fell_on": DUE}
    made.record_anew(meeting(held_on=DUE), on=AFTER)
    assert (made.fall, len(made.falls)) == (None, 1)
    assert list(made.content_blockers()) == []
    made.evaluation_changed(EVALUATION_ID, on=DUE)
    made.record_anew(meeting(held_on=DUE), on=AFTER)
    assert (made.fall, len(made.falls)) == (None, 2)
    assert_replays(InHouseReport, made.collect(), made)
