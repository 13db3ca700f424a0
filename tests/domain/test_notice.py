"""Notices: one key, one Message-ID, sent once, whatever fails on the way."""

from contextlib import suppress
from datetime import date
from operator import methodcaller

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.calendar import Step
from domain.errors import Refusal
from domain.kernel import stored_name
from domain.notice import Notice
from domain.notice_terms import (
    NoticeDone,
    NoticeNotClaimed,
    NoticeNotDue,
    NoticeState,
    Occasion,
    Stage,
    SupersedeCause,
    message_id,
)
from tests.domain.acts import act
from tests.domain.replay import assert_replays

DUE = date(2025, 6, 27)
BEFORE, AFTER = date(2025, 6, 26), date(2025, 6, 28)
OCCASION = Occasion(
    round_id="review-round:2025",
    lg_code="43100",
    step=Step.PROGRESS_CONFIRMATION,
    stage=Stage.THREE_DAYS_BEFORE,
    recipient="office-43100",
)
MESSAGE = message_id(OCCASION.key)


def planned() -> Notice:
    return Notice(occasion=OCCASION, subject="reminder", due_on=DUE)


def test_a_notice_begins_with_the_recipient_of_its_occasion() -> None:
    assert planned().recipient == OCCASION.recipient


def claimed() -> Notice:
    made = planned()
    made.claim("worker-1", DUE)
    return made


def sent() -> Notice:
    made = claimed()
    made.record_sent(MESSAGE)
    return made


def superseded() -> Notice:
    made = planned()
    made.supersede(SupersedeCause.OBLIGATION_MET)
    return made


def told(made: Notice) -> list[str]:
    return [stored_name(fact).removeprefix("notice.") for fact in made.collect()]


def test_a_notice_is_named_by_obligation_stage_and_recipient() -> None:
    made = planned()
    assert made.id == "notice:review-round.2025.43100.progress-confirmation.three-days-before.office-43100.1"
    assert (made.occasion, made.subject, made.due_on) == (OCCASION, "reminder", DUE)
    assert (made.state, made.attempts, made.worker) == (NoticeState.PLANNED, 0, None)
    assert (made.message_id, made.reply, made.cause) == (None, None, None)


@pytest.mark.parametrize(
    "other",
    [
        {"round_id": "review-round:2026"},
        {"lg_code": "43210"},
        {"step": Step.EVALUATION},
        {"stage": Stage.OVERDUE},
        {"recipient": "office-43210"},
        {"turn": 2},
    ],
)
def test_no_two_occasions_share_a_key(other: dict[str, object]) -> None:
    assert OCCASION.model_copy(update=other).key != OCCASION.key


def test_the_message_id_is_derived_from_the_key_and_from_nothing_else() -> None:
    assert message_id("a") == "<ca978112ca1bbdcafac231b39a23dc4d@shinchoku.example>"
    assert message_id("a", "kumamoto.example") == "<ca978112ca1bbdcafac231b39a23dc4d@kumamoto.example>"
    assert message_id("b") != message_id("a")


def test_a_notice_is_claimed_on_its_day_and_not_before() -> None:
    made = planned()
    with pytest.raises(NoticeNotDue) as refused:
        made.claim("worker-1", BEFORE)
    assert refused.value.details == {"due_on": DUE, "today": BEFORE}
    made.claim("worker-1", DUE)
    assert (made.state, made.worker, made.attempts) == (NoticeState.CLAIMED, "worker-1", 1)


def test_the_same_worker_claims_once_and_another_takes_over_from_a_dead_one() -> None:
    made = claimed()
    made.claim("worker-1", DUE)
    assert made.attempts == 1
    made.claim("worker-2", DUE)
    assert (made.worker, made.attempts) == ("worker-2", 2)
    assert told(made) == ["planned", "claimed", "claimed"]


def test_what_is_sent_is_sent_once_and_recorded_with_its_message_id() -> None:
    made = sent()
    made.record_sent(MESSAGE)
    assert (made.state, made.message_id) == (NoticeState.SENT, MESSAGE)
    assert told(made) == ["planned", "claimed", "sent"]
    with pytest.raises(NoticeDone) as refused:
        made.record_sent(message_id("another"))
    assert refused.value.details == {"state": NoticeState.SENT}


def test_nothing_is_recorded_of_a_notice_that_nobody_claimed() -> None:
    unclaimed = NoticeNotClaimed(state=NoticeState.PLANNED)
    made = planned()
    for blockers in (made.record_sent_blockers, made.record_refused_blockers):
        assert list(blockers()) == [unclaimed]
    assert list(made.record_refused_blockers()) == [unclaimed]
    for attempt in (
        methodcaller("record_sent", MESSAGE),
        methodcaller("record_refused", "550"),
        methodcaller("defer", "451", AFTER),
        methodcaller("dead_letter", "550"),
    ):
        with pytest.raises(NoticeNotClaimed):
            attempt(made)


@pytest.mark.parametrize("made", [sent(), superseded()], ids=["sent", "superseded"])
def test_a_notice_that_is_done_with_is_not_tried_again(made: Notice) -> None:
    done = NoticeDone(state=made.state)
    assert list(made.claim_blockers(BEFORE)) == [done, NoticeNotDue(due_on=DUE, today=BEFORE)]
    assert next(made.record_refused_blockers()) == done
    for attempt in (
        methodcaller("claim", "worker-2", DUE),
        methodcaller("record_refused", "550"),
        methodcaller("defer", "451", AFTER),
        methodcaller("dead_letter", "550"),
    ):
        with pytest.raises(NoticeDone):
            attempt(made)


def test_a_refused_notice_keeps_the_reply_code_and_may_be_tried_again() -> None:
    made = claimed()
    made.record_refused("550 5.1.1")
    made.record_refused("550 5.1.1")
    assert (made.state, made.reply) == (NoticeState.REFUSED, "550 5.1.1")
    made.record_refused("552 5.2.2")
    made.claim("worker-1", DUE)
    made.record_sent(MESSAGE)
    assert told(made) == ["planned", "claimed", "refused", "refused", "claimed", "sent"]


def test_a_reply_is_a_code_and_never_a_text_that_could_hold_an_address() -> None:
    with pytest.raises(ValidationError):
        claimed().record_refused("550 5.1.1 <clerk@town.example>: user unknown")


def test_a_deferred_notice_waits_for_its_later_day() -> None:
    made = claimed()
    made.defer("451 4.7.1", AFTER)
    made.defer("451 4.7.1", AFTER)
    assert (made.state, made.reply, made.due_on) == (NoticeState.DEFERRED, "451 4.7.1", AFTER)
    with pytest.raises(NoticeNotDue):
        made.claim("worker-1", DUE)
    made.claim("worker-1", AFTER)
    made.defer("451 4.7.1", AFTER)
    assert told(made) == ["planned", "claimed", "deferred", "claimed", "deferred"]


def test_a_dead_letter_is_worked_off_by_claiming_it_again() -> None:
    made = claimed()
    made.dead_letter("550 5.1.1")
    made.dead_letter("550 5.1.1")
    assert (made.state, made.reply) == (NoticeState.DEAD_LETTERED, "550 5.1.1")
    made.claim("worker-1", DUE)
    assert told(made) == ["planned", "claimed", "dead-lettered", "claimed"]


def test_a_notice_that_is_no_longer_due_is_superseded_once() -> None:
    made = superseded()
    made.supersede(SupersedeCause.DEADLINE_MOVED)
    assert (made.state, made.cause) == (NoticeState.SUPERSEDED, SupersedeCause.OBLIGATION_MET)
    assert told(made) == ["planned", "superseded"]


def test_what_was_sent_is_not_superseded() -> None:
    with pytest.raises(NoticeDone) as refused:
        sent().supersede(SupersedeCause.ROUND_CLOSED)
    assert refused.value.details == {"state": NoticeState.SENT}
    assert list(planned().supersede_blockers()) == []


def test_a_mail_that_left_while_its_notice_was_superseded_is_recorded_all_the_same() -> None:
    made = claimed()
    made.supersede(SupersedeCause.OBLIGATION_MET)
    made.record_sent(MESSAGE)
    assert (made.state, made.message_id) == (NoticeState.SENT, MESSAGE)


DAYS = st.sampled_from([BEFORE, DUE, AFTER])
REPLIES = st.sampled_from(["451 4.7.1", "550 5.1.1"])
ACTS = st.lists(
    st.one_of(
        act("claim", st.sampled_from(["worker-1", "worker-2"]), DAYS),
        act("record_sent", st.sampled_from([MESSAGE, message_id("another")])),
        act("record_refused", REPLIES),
        act("defer", REPLIES, DAYS),
        act("dead_letter", REPLIES),
        act("supersede", st.sampled_from(SupersedeCause)),
    ),
    max_size=15,
)


@settings(max_examples=100, deadline=None)
@given(ACTS)
def test_any_sequence_of_acts_replays_to_an_equal_notice_sent_at_most_once(acts: list[methodcaller]) -> None:
    made = planned()
    for each in acts:
        with suppress(Refusal):
            each(made)
    facts = made.collect()
    assert [stored_name(fact) for fact in facts].count("notice.sent") <= 1
    assert_replays(Notice, facts, made)
