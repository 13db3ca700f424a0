"""The minutes: two different persons, exactly the drafted text, and a public copy only of what was approved."""

import pytest

from domain.change_cause import ChangeCause
from domain.meeting import Meeting
from domain.minutes import (
    FallenMinutes,
    Minutes,
    MinutesAlreadyApproved,
    MinutesApprovedByDrafter,
    MinutesDiffer,
    MinutesNotApproved,
    MinutesNotDrafted,
    NothingRedacted,
    RedactionContradicted,
    redaction_blockers,
)
from tests.domain.replay import assert_replays
from tests.domain.test_meeting import DAY, codes, convened, held

FIRST, SECOND, PUBLIC = "aa" * 32, "bb" * 32, "cc" * 32


def test_minutes_are_drafted_only_of_a_meeting_that_was_held() -> None:
    made = convened()
    assert codes(made.draft_minutes_blockers()) == ["meeting-not-held"]
    assert next(made.draft_minutes_blockers()).details == {"meets_on": DAY}


def test_a_new_draft_replaces_the_one_before_until_it_is_approved() -> None:
    made = held()
    made.draft_minutes(FIRST, "writer")
    version = made.version
    made.draft_minutes(FIRST, "writer")
    assert made.version == version
    made.draft_minutes(SECOND, "other-writer")
    assert made.minutes == Minutes(draft=SECOND, drafted_by="other-writer")
    made.approve_minutes(SECOND, "chair")
    with pytest.raises(MinutesAlreadyApproved) as refused:
        made.draft_minutes(FIRST, "writer")
    assert refused.value.details == {"approved_by": "chair"}


def test_minutes_without_a_draft_cannot_be_approved() -> None:
    with pytest.raises(MinutesNotDrafted):
        held().approve_minutes(FIRST, "chair")
    assert codes(held().approve_minutes_blockers()) == ["minutes-not-drafted"]


def test_exactly_the_drafted_text_is_approved() -> None:
    made = held()
    made.draft_minutes(FIRST, "writer")
    with pytest.raises(MinutesDiffer) as refused:
        made.approve_minutes(SECOND, "chair")
    assert refused.value.details == {"draft": FIRST, "asked": SECOND}


def test_the_writer_does_not_approve_the_minutes() -> None:
    made = held()
    made.draft_minutes(FIRST, "writer")
    with pytest.raises(MinutesApprovedByDrafter) as refused:
        made.approve_minutes(FIRST, "writer")
    assert refused.value.details == {"by": "writer"}
    assert list(made.approve_minutes_blockers()) == []
    assert codes(made.approve_minutes_blockers(SECOND, "writer")) == ["minutes-differ", "minutes-approved-by-drafter"]


def test_minutes_are_approved_once() -> None:
    made = held()
    made.draft_minutes(FIRST, "writer")
    made.approve_minutes(FIRST, "chair")
    version = made.version
    made.approve_minutes(FIRST, "chair")
    assert made.version == version
    assert made.minutes == Minutes(draft=FIRST, drafted_by="writer", approved_by="chair")
    with pytest.raises(MinutesAlreadyApproved):
        made.approve_minutes(FIRST, "other-chair")


def test_the_public_copy_is_made_only_from_approved_minutes() -> None:
    made = held()
    with pytest.raises(MinutesNotDrafted):
        made.make_public_copy(PUBLIC)
    made.draft_minutes(FIRST, "writer")
    with pytest.raises(MinutesNotApproved) as refused:
        made.make_public_copy(PUBLIC)
    assert refused.value.details == {"drafted_by": "writer"}
    made.approve_minutes(FIRST, "chair")
    made.make_public_copy(PUBLIC)
    version = made.version
    made.make_public_copy(PUBLIC)
    assert made.version == version
    assert made.minutes == Minutes(draft=FIRST, drafted_by="writer", approved_by="chair", public_copy=PUBLIC)
    made.make_public_copy(SECOND)
    assert made.minutes.public_copy == SECOND


def test_a_copy_for_the_public_hides_something_or_says_why_nothing_is_hidden() -> None:
    text = "出席者　甲野乙郎\n承認した。"
    assert list(redaction_blockers(text, "出席者　（略）\n承認した。", None)) == []
    assert list(redaction_blockers(text, text, None)) == [NothingRedacted()]
    assert list(redaction_blockers(text, " 出席者 甲野乙郎 承認した。", None)) == [NothingRedacted()]
    assert list(redaction_blockers(text, text, "公職者のみのため")) == []
    assert list(redaction_blockers(text, "（略）", "公職者のみのため")) == [RedactionContradicted()]


def test_the_word_that_nothing_is_hidden_stays_with_the_copy_and_goes_with_it() -> None:
    made = held()
    made.draft_minutes(FIRST, "writer")
    made.approve_minutes(FIRST, "chair")
    made.make_public_copy(FIRST, "公職者のみのため")
    assert (made.minutes.public_copy, made.minutes.nothing_redacted) == (FIRST, "公職者のみのため")
    made.make_public_copy(PUBLIC)
    assert (made.minutes.public_copy, made.minutes.nothing_redacted) == (PUBLIC, None)
    made.make_public_copy(FIRST, "公職者のみのため")
    made.correct_minutes(SECOND, "writer")
    assert (made.minutes.public_copy, made.minutes.nothing_redacted) == (None, None)
    assert_replays(Meeting, made.collect(), made)


def test_minutes_that_fall_keep_the_draft_and_its_writer() -> None:
    approved = Minutes(draft=FIRST, drafted_by="writer", approved_by="chair", public_copy=PUBLIC)
    fell = FallenMinutes(content_hash=FIRST, approved_by="chair", cause=ChangeCause.PART_CORRECTED)
    assert approved.felled(fell.cause) == Minutes(draft=FIRST, drafted_by="writer", fallen=(fell,))
    drafted = Minutes(draft=FIRST, drafted_by="writer")
    assert drafted.felled(fell.cause) == drafted
