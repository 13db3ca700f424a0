"""The secretariat's letters: pauses spare whom they name, announcements are withdrawn once, wordings keep versions."""

from datetime import date

import pytest

from domain.announcement import Announcement, AnnouncementState, AnnouncementWithdrawn
from domain.calendar import Step
from domain.letter_wording import (
    LetterWording,
    Wording,
    WordingPlaceMissing,
    WordingPlaceUnknown,
    WordingStale,
    WordingState,
    check_wording,
    places,
)
from domain.mail_pause import MailPause, PauseDaysContradict, PauseLifted, PauseState, spared
from domain.notice import Notice
from domain.notice_terms import (
    Answer,
    Means,
    NoticeNotFailed,
    NoticeNotSent,
    NoticeState,
    Occasion,
    ReplyKind,
    Stage,
    message_id,
)
from tests.domain.refusal import refuses
from tests.domain.replay import assert_replays
from tests.projections.sample_letters import DAY, LG, OTHER, WORDING, announcement, pause, wording, worked_off

BEFORE, AFTER = date(2025, 7, 7), date(2025, 7, 9)


def notice() -> Notice:
    step = Step.PROGRESS_CONFIRMATION
    occasion = Occasion(round_id="review-round:2025", lg_code=LG, step=step, stage=Stage.OVERDUE, recipient="c-9")
    return Notice(occasion=occasion, subject="overdue", due_on=DAY)


def sent() -> Notice:
    made = notice()
    made.claim("w", DAY)
    made.record_sent("<a@shinchoku.example>", "overdue", 3)
    return made


def test_a_pause_spares_whom_it_names_from_its_first_to_its_last_day() -> None:
    made = pause(LG, until_on=AFTER)
    assert [made.spares(LG, day) for day in (BEFORE, DAY, AFTER, date(2025, 7, 10))] == [False, True, True, False]
    assert not made.spares(OTHER, DAY)
    assert pause().spares(OTHER, date(2030, 1, 1))
    assert spared([made, pause(OTHER)], OTHER, DAY)
    assert not spared([made], OTHER, DAY)
    assert not spared([], LG, DAY)


def test_a_pause_is_lifted_once_and_mails_go_out_on_that_day() -> None:
    made = pause()
    assert made.state is PauseState.DECLARED
    made.lift(AFTER)
    assert (made.state, made.lifted_on) == (PauseState.LIFTED, AFTER)
    assert [made.spares(LG, day) for day in (DAY, AFTER)] == [True, False]
    with refuses(PauseLifted(lifted_on=AFTER)):
        made.lift(AFTER)
    assert_replays(MailPause, made.collect(), made)


def test_a_pause_does_not_end_before_it_begins() -> None:
    assert list(MailPause.day_faults(DAY, BEFORE)) == [PauseDaysContradict(from_on=DAY, until_on=BEFORE)]
    assert not list(MailPause.day_faults(DAY, DAY))
    assert not list(MailPause.day_faults(DAY, None))


def test_an_announcement_is_withdrawn_once() -> None:
    made = announcement()
    first = made.collect()[0].mutate(None)
    assert isinstance(first, Announcement)
    assert (first.state, first.withdrawn_on) == (AnnouncementState.MADE, None)
    made = announcement()
    assert (made.state, made.withdrawn_on, made.round_id) == (AnnouncementState.WITHDRAWN, DAY, "review-round:2025")
    with refuses(AnnouncementWithdrawn(withdrawn_on=DAY)):
        made.withdraw("もう一度", AFTER)
    assert_replays(Announcement, made.collect(), made)


def test_an_announcement_of_no_step_and_one_of_a_step_have_keys_of_their_own() -> None:
    of = {"round_id": "review-round:2025", "lg_code": LG, "recipient": "c-1"}
    first = Occasion.model_validate({**of, "stage": "news", "about": "announcement:2025:1"})
    second = Occasion.model_validate({**of, "stage": "news", "about": "announcement:2025:2"})
    plain = Occasion.model_validate({**of, "stage": "overdue", "step": "progress-confirmation"})
    assert first.key == "review-round.2025.43100.announcement.2025.1.news.c-1.1"
    assert Occasion.model_validate({**of, "stage": "overdue"}).key == "review-round.2025.43100..overdue.c-1.1"
    assert len({each.key for each in (first, second, plain)}) == 3
    assert message_id(first.key) != message_id(second.key)


def test_a_wording_keeps_every_version_and_the_same_words_make_none() -> None:
    made = wording()
    assert [each.subject for each in made.versions] == ["【督促】サンプル", "【督促】サンプル２"]
    made.reword(made.versions[-1], by="p-2", reason="同じ")
    assert (len(made.versions), made.state) == (2, WordingState.WORDED)
    assert list(made.stale_blockers(1)) == [WordingStale(seen=1, newest=2)]
    assert not list(made.stale_blockers(2))
    told = made.collect()
    assert [getattr(each, "number", 1) for each in told] == [1, 2]
    assert_replays(LetterWording, told, made)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("${recipient}様", ["recipient"]),
        ("百$$", []),
        ("$recipient", ["$r"]),
        ("${Recipient}", ["${"]),
        ("終わり$", ["$"]),
        ("${a}${b}", ["a", "b"]),
    ],
)
def test_a_place_is_a_name_in_braces_and_a_stray_sign_is_seen(text: str, found: list[str]) -> None:
    assert list(places(text)) == found


def test_a_text_says_only_what_is_known_and_all_that_is_needed() -> None:
    known = {"recipient", "items", "frame"}
    check_wording(WORDING, known, known)
    with refuses(WordingPlaceUnknown(places=["weather"])):
        check_wording(Wording(subject="${weather}", body=WORDING.body), known, known)
    with refuses(WordingPlaceMissing(places=["frame", "items"])):
        check_wording(Wording(subject="${items}", body="${recipient}"), known, known)


def test_what_came_back_is_worked_off_by_sending_anew_or_by_telephone() -> None:
    made = sent()
    made.bounce("5.1.1", DAY)
    assert (made.state, made.reply) == (NoticeState.BOUNCED, "5.1.1")
    made.bounce("5.1.1", AFTER)
    assert made.version == 4
    made.requeue("c-10", AFTER)
    assert (made.state, made.recipient, made.due_on, made.requeues) == (NoticeState.PLANNED, "c-10", AFTER, 1)
    assert (made.worker, made.message_id, made.attempts) == (None, None, 0)
    made.requeue("c-10", AFTER)
    assert made.version == 5
    made.claim("w", AFTER)
    made.dead_letter("550")
    made.requeue("c-11", AFTER)
    assert made.requeues == 2
    made.claim("w", AFTER)
    made.dead_letter("550")
    made.tell(AFTER, Means.TELEPHONE, "折り返し電話あり")
    made.tell(AFTER, Means.VISIT)
    assert (made.state, made.version) == (NoticeState.TOLD, 11)
    told = made.collect()
    assert [each.note for each in told if isinstance(each, Notice.Told)] == ["折り返し電話あり"]
    with refuses(NoticeNotFailed(state=NoticeState.TOLD)):
        made.requeue("c-11", AFTER)
    assert_replays(Notice, told, made)


@pytest.mark.parametrize("act", ["requeue", "tell"])
def test_what_did_arrive_is_not_worked_off(act: str) -> None:
    made = sent()
    with refuses(NoticeNotFailed(state=NoticeState.SENT)):
        made.requeue("c-9", DAY) if act == "requeue" else made.tell(DAY, Means.TELEPHONE)


def test_only_what_was_sent_comes_back_or_is_answered() -> None:
    answer = Answer(kind=ReplyKind.AUTOMATIC, received_on=DAY, means=Means.MAIL)
    waiting = notice()
    with refuses(NoticeNotSent(state=NoticeState.PLANNED)):
        waiting.bounce("5.1.1", DAY)
    with refuses(NoticeNotSent(state=NoticeState.PLANNED)):
        waiting.answer(answer)
    made = sent()
    made.answer(answer)
    made.answer(answer)
    assert made.answers == (answer,)
    assert made.state is NoticeState.SENT
    made.bounce("5.1.1", DAY)
    made.answer(answer.model_copy(update={"kind": ReplyKind.PERSONAL}))
    assert len(made.answers) == 2
    assert_replays(Notice, made.collect(), made)


def test_a_sending_names_the_text_and_its_version() -> None:
    told = sent().collect()[-1]
    assert isinstance(told, Notice.Sent)
    assert (told.text, told.text_version) == ("overdue", 3)


def test_what_was_worked_off_replays() -> None:
    made = worked_off()
    assert_replays(Notice, made.collect(), made)
