"""Intake: bounces go onto the list, answers beside their letters, strangers' mail to a person; nothing twice."""

from datetime import date
from pathlib import Path

from adapters.mail.intake import MailboxFolder
from domain.notice import Notice
from domain.notice_terms import NoticeState, ReplyKind
from scheduler.acts import Acts
from scheduler.intake import Intake
from scheduler.standing import Standing
from tests.adapters.mail.test_intake import ANSWER, OTHER, OURS, report
from tests.scheduler.house import House

APRIL = date(2025, 4, 1)


async def first_letter(house: House) -> Notice:
    await house.scheduler().run_day(APRIL)
    [first, *_] = await house.notices()
    assert first.message_id is not None
    return first


def intake(house: House, folder: Path) -> Intake:
    return Intake(Acts(house.counter(), house.clock), Standing(house.log), MailboxFolder(folder), house.clock)


async def test_a_bounce_puts_the_notice_on_the_list_once(house: House, tmp_path: Path) -> None:
    notice = await first_letter(house)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in ("a.eml", "b.eml"):
        (inbox / name).write_text(report().replace(OURS, str(notice.message_id)), encoding="utf-8")
    assert await intake(house, inbox).run() == 2
    kept = await house.find(Notice, notice.id)
    assert (kept.state, kept.reply, kept.version) == (NoticeState.BOUNCED, "5.1.1", notice.version + 1)
    assert sorted(each.name for each in (inbox / "done").iterdir()) == ["a.eml", "b.eml"]


async def test_an_answer_is_recorded_beside_its_letter_and_its_words_are_not(house: House, tmp_path: Path) -> None:
    notice = await first_letter(house)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    mail = ANSWER.replace(OURS, str(notice.message_id)).replace(OTHER, "")
    (inbox / "a.eml").write_text(mail, encoding="utf-8")
    (inbox / "b.eml").write_text(f"Auto-Submitted: auto-replied\n{mail}", encoding="utf-8")
    (inbox / "c.eml").write_text(report("delayed", "4.4.1").replace(OURS, str(notice.message_id)), encoding="utf-8")
    await intake(house, inbox).run()
    kept = await house.find(Notice, notice.id)
    assert {each.kind for each in kept.answers} == {ReplyKind.PERSONAL, ReplyKind.AUTOMATIC}
    assert {each.note for each in kept.answers} == {None}
    assert kept.state is NoticeState.SENT
    assert list(intake(house, inbox)._inbox.waiting(APRIL)) == []  # noqa: SLF001 - all three are settled


async def test_what_answers_none_of_our_letters_is_left_to_a_person(house: House, tmp_path: Path) -> None:
    await first_letter(house)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.eml").write_text(ANSWER, encoding="utf-8")
    head = await house.log.head()
    assert await intake(house, inbox).run() == 0
    assert await house.log.head() == head
    assert (inbox / "unknown" / "a.eml").exists()
