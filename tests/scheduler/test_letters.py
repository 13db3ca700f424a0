"""Letters beyond the calendar's own: the ladder, pauses, announcements, wordings, and what a person sends anew."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import date, timedelta
from email.message import EmailMessage
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from adapters.mail.smtp import SmtpTransport, read_smtp_url
from application.announcements import LiftMailPause, MakeAnnouncement, NudgeOffices, PauseMail, WithdrawAnnouncement
from application.authority import Caller
from application.command import Command
from application.letter import Enclosure
from application.letter_text import FACTS, LETTERS, PARTS, LetterTextUnknown, read_letter_texts
from application.ports import Contact
from application.rounds import ExtendDeadline
from application.undelivered import AnswerBeforeToday, MarkNoticesTold, RecordBounce, RecordNoticeAnswer, ResendNotices
from application.wordings import WordLetter
from domain.announcement import Announcement, NobodyToWriteTo
from domain.attachment import AttachmentRefused
from domain.calendar import Step
from domain.letter_wording import Wording, WordingPlaceMissing, WordingStale, check_wording
from domain.mail_pause import PauseDaysContradict, PauseGround
from domain.notice import Notice
from domain.notice_terms import Means, NoticeState, ReplyKind, Stage, SupersedeCause
from domain.office import Cadence, Capacity, Office
from domain.review_round import ReviewRound
from domain.timetable import Ground, NotARoundMember
from scheduler.dispatch import Fate
from scheduler.duties import ROLLED
from tests.adapters.mail.mail_server import mail_server
from tests.scheduler.house import DATA, TOWNS, House

APRIL, MAY = date(2025, 4, 1), date(2025, 5, 12)
DUE = date(2025, 6, 30)
SECRETARIAT = Caller("p-secretariat", "office:secretariat", None, Capacity.SECRETARIAT.value, "k-1")
REGION = "region:kumamoto"


async def run(house: House, day: date) -> None:
    house.clock.move_to_day(day)
    scheduler = house.schedulers[0] if house.schedulers else house.scheduler()
    assert not (await scheduler.run_day(day)).problems


async def ask(house: House, command: Command) -> Sequence[str]:
    outcome = await house.counter().perform(command, SECRETARIAT, key=uuid4().hex)
    return [] if outcome.repeated else list(outcome.events)


def on(house: House, day: date) -> list[EmailMessage]:
    return [
        each for each in house.letters() if each["Date"].datetime.astimezone(house.clock.now().tzinfo).date() == day
    ]


def to(letters: Sequence[EmailMessage]) -> list[str]:
    return sorted(each["To"].addresses[0].addr_spec for each in letters)


async def staffed(house: House, lg_code: str = TOWNS[0]) -> None:
    """Give an office a manager with an address of his own."""
    office = await house.find(Office, f"office:{lg_code}")
    office.assign_person(f"p-manager-{lg_code}", Capacity.MANAGER, date(2025, 4, 1))
    await house.store(office)
    await house.contacts.put(
        Contact(f"p-manager-{lg_code}", "サンプル課長", f"kacho@town-{lg_code}.example", sample=True)
    )


async def test_what_nobody_files_climbs_from_the_office_to_the_manager_to_the_secretariat(house: House) -> None:
    await run(house, APRIL)
    await staffed(house)
    first, second, fourth = (DUE + timedelta(days=days) for days in (7, 14, 28))
    await run(house, first)
    assert to(on(house, first)) == [f"ondanka@town-{code}.example" for code in TOWNS]
    await run(house, second)
    written = on(house, second)
    assert to(written) == [f"kacho@town-{TOWNS[0]}.example", *(f"ondanka@town-{code}.example" for code in TOWNS)]
    subjects = {each["To"].addresses[0].addr_spec: str(each["Subject"]) for each in written}
    assert "【督促・課長宛て】" in subjects[f"kacho@town-{TOWNS[0]}.example"]
    assert "【督促】" in subjects[f"ondanka@town-{TOWNS[0]}.example"]
    assert "【督促・課長宛て】" in subjects[f"ondanka@town-{TOWNS[1]}.example"]  # no manager: the office's own mailbox
    await run(house, fourth)
    [report] = [each for each in on(house, fourth) if "jimukyoku" in str(each["To"])]
    assert "提出を確認できていない団体" in report["Subject"]
    body = report.get_content()
    assert all(f"（{code}）　施策の取組状況の確認" in body for code in TOWNS)
    assert "提出の方法" not in body  # it is told to who follows up, not to who owes


@pytest.mark.parametrize("days", [1, 4, 6])
async def test_what_goes_out_after_the_deadline_does_not_say_that_it_is_today(house: House, days: int) -> None:
    await run(house, APRIL)
    late = DUE + timedelta(days=days)  # nothing ran in between, and the weekly letter has not come yet
    await run(house, late)
    written = on(house, late)
    assert to(written) == [f"ondanka@town-{code}.example" for code in TOWNS]
    for each in written:
        assert "【督促】" in str(each["Subject"])
        assert "本日" not in each.get_content()
        assert f"（期限から{days}日経過）" in each.get_content()


async def test_a_letter_to_manager_and_office_at_one_address_is_one(house: House) -> None:
    await run(house, APRIL)
    second = DUE + timedelta(days=14)
    await run(house, second)
    written = on(house, second)
    assert to(written) == [f"ondanka@town-{code}.example" for code in TOWNS]
    assert {each.get_content().count("施策の取組状況の確認") for each in written} == {1}


async def test_in_a_pause_nothing_is_sent_and_afterwards_only_the_newest_stage(house: House) -> None:
    await run(house, APRIL)
    pause = PauseMail(
        region_id=REGION,
        lg_codes=(TOWNS[0],),
        from_on=date(2025, 6, 1),
        ground=PauseGround.DISASTER,
        authority="事務局長",
        reason="サンプル（架空値）",
    )
    assert await ask(house, pause) == ["number-series.opened", "number-series.drawn", "mail-pause.declared"]
    for day in (date(2025, 6, 10), date(2025, 6, 25)):
        await run(house, day)
        assert to(on(house, day)) == [f"ondanka@town-{code}.example" for code in TOWNS[1:]]
    house.clock.move_to_day(date(2025, 6, 26))
    await ask(house, LiftMailPause(pause_id="mail-pause:1"))
    await run(house, date(2025, 6, 26))
    [letter] = on(house, date(2025, 6, 26))
    assert to([letter]) == [f"ondanka@town-{TOWNS[0]}.example"]
    stages = {each.occasion.stage: each.state for each in await house.notices() if each.occasion.lg_code == TOWNS[0]}
    assert stages[Stage.TWO_WEEKS_BEFORE] is NoticeState.SUPERSEDED
    assert stages[Stage.THREE_DAYS_BEFORE] is NoticeState.SENT


async def test_a_letter_that_waits_for_a_second_try_stays_where_it_is_in_a_pause(house: House) -> None:
    async with mail_server() as server:
        server.answers += ["451 greylisted"] * 3
        smtp = SmtpTransport(read_smtp_url(f"smtp://127.0.0.1:{server.port}?starttls=never"), timeout=5)
        worker = house.scheduler("one", smtp)
        await worker.run_day(APRIL)
        of = {"region_id": REGION, "ground": "disaster", "authority": "事務局長", "reason": "サンプル（架空値）"}
        await ask(house, PauseMail.model_validate({**of, "from_on": APRIL}))
        house.clock.advance(timedelta(minutes=6))
        assert (await worker.run_day(APRIL)).letters == ()
        await ask(house, LiftMailPause(pause_id="mail-pause:1"))
        assert [each.fate for each in (await worker.run_day(APRIL)).letters] == [Fate.SENT] * 3


async def test_a_letter_that_falls_back_to_the_secretariat_names_the_office_that_it_is_for(house: House) -> None:
    await house.contacts.put(Contact(f"c-{TOWNS[0]}", "担当部局", None))
    await run(house, APRIL)
    [letter] = [each for each in house.letters() if "jimukyoku" in str(each["To"])]
    assert "宛先の登録がなく送付できない団体" in str(letter["Subject"])
    assert f"（{TOWNS[0]}）　施策の取組状況の確認" in letter.get_content()
    await ask(house, MakeAnnouncement(fiscal_year=2025, lg_codes=TOWNS, subject="庁舎の移転", body="移転します。"))
    await house.schedulers[0].run_day(APRIL)
    [_, told] = [each for each in house.letters() if "jimukyoku" in str(each["To"])]
    assert f"（{TOWNS[0]}）　お知らせ「庁舎の移転」" in told.get_content()


async def test_the_secretariat_is_not_told_that_somebody_was_reminded_who_has_no_address(house: House) -> None:
    await house.contacts.put(Contact(f"c-{TOWNS[0]}", "担当部局", None))
    await run(house, APRIL)
    fourth = DUE + timedelta(days=28)
    await run(house, fourth)
    [report] = [each for each in on(house, fourth) if "jimukyoku" in str(each["To"])]
    items = report.get_content().split("提出期限　")
    told = [("宛先の登録がないため" in each) for each in items[1:]]
    assert told == [True, False, False, True]  # the last are the emissions, which the others are asked for themselves


async def test_a_pause_for_all_is_one_act_and_does_not_end_before_it_begins(house: House) -> None:
    await run(house, APRIL)
    of = {"region_id": REGION, "ground": "quiet-season", "authority": "事務局長", "reason": "サンプル（架空値）"}
    with pytest.raises(PauseDaysContradict):
        await ask(house, PauseMail.model_validate({**of, "from_on": "2025-06-09", "until_on": "2025-06-08"}))
    await ask(house, PauseMail.model_validate({**of, "from_on": "2025-06-09", "until_on": "2025-06-13"}))
    await run(house, date(2025, 6, 10))
    assert on(house, date(2025, 6, 10)) == []
    await run(house, date(2025, 6, 16))
    assert len(on(house, date(2025, 6, 16))) == 3


async def test_an_office_that_wants_a_weekly_letter_gets_what_can_wait_on_the_first_open_day(house: House) -> None:
    office = await house.find(Office, f"office:{TOWNS[0]}")
    office.set_contact(f"c-{TOWNS[0]}", Cadence.WEEKLY)
    await house.store(office)
    address = f"ondanka@town-{TOWNS[0]}.example"
    await run(house, APRIL)  # a Tuesday
    assert address not in to(on(house, APRIL))
    await run(house, date(2025, 4, 7))
    assert to(on(house, date(2025, 4, 7))) == [address]
    await run(house, date(2025, 6, 25))  # a Wednesday: three days before the deadline cannot wait
    assert address in to(on(house, date(2025, 6, 25)))


async def test_the_days_on_which_an_office_itself_is_closed_count_for_it(house: House) -> None:
    office = await house.find(Office, f"office:{TOWNS[0]}")
    office.add_closed_days((date(2025, 6, 26), date(2025, 6, 27)), "サンプル（架空値）の全庁休業")
    await house.store(office)
    await run(house, APRIL)
    await run(house, date(2025, 6, 23))
    address = f"ondanka@town-{TOWNS[0]}.example"
    assert to(on(house, date(2025, 6, 23))).count(address) == 1
    planned = [each for each in await house.notices() if each.occasion.stage is Stage.THREE_DAYS_BEFORE]
    assert [each.occasion.lg_code for each in planned] == [TOWNS[0]]


class Workbooks:
    """Surveys of a size, for the steps that have one."""

    def __init__(self, size: int) -> None:
        self.size = size

    async def of(self, step: Step, fiscal_year: int, lg_code: str, position: int) -> Sequence[Enclosure]:
        """Give a file of the size."""
        assert position > 0
        if step not in {Step.PROGRESS_CONFIRMATION, Step.EMISSIONS_CALCULATION}:
            return ()
        return [Enclosure(f"{lg_code}_{fiscal_year}_{step}.xlsx", "application/zip", b"x" * self.size)]


@pytest.mark.parametrize(("size", "enclosed"), [(1024 * 1024, 2), (1024 * 1024 + 1, 0)])
async def test_the_surveys_of_a_letter_are_enclosed_together_or_not_at_all(
    house: House, size: int, enclosed: int
) -> None:
    house.scheduler("with-surveys", surveys=Workbooks(size))
    address, before = f"ondanka@town-{TOWNS[0]}.example", date(2025, 9, 25)
    await run(house, APRIL)
    [asked] = [each for each in on(house, APRIL) if to([each]) == [address]]
    assert [each.get_filename() for each in asked.iter_attachments()] == [f"{TOWNS[0]}_2025_progress-confirmation.xlsx"]
    later = {"due_on": date(2025, 9, 30), "ground": Ground.DISASTER, "authority": "事務局長", "lg_codes": TOWNS}
    await ask(house, ExtendDeadline(fiscal_year=2025, step=Step.PROGRESS_CONFIRMATION, **later))
    await run(house, before)  # three open days before both are due
    [asked] = [each for each in on(house, before) if to([each]) == [address]]
    assert len(list(asked.iter_attachments())) == enclosed
    body = asked.get_body(("plain",))
    assert body is not None
    assert ("添付の調査票（Excel）への記入" in body.get_content()) is (enclosed > 0)


async def test_a_deadline_on_a_day_on_which_the_office_is_closed_moves_to_its_next_open_day(
    house: House,
) -> None:
    office = await house.find(Office, f"office:{TOWNS[0]}")
    office.add_closed_days((DUE, DUE + timedelta(days=1)), "サンプル（架空値）の全庁休業")
    await house.store(office)
    await run(house, APRIL)
    step, moved = Step.PROGRESS_CONFIRMATION, DUE + timedelta(days=2)
    made = await house.find(ReviewRound, "review-round:2025")
    assert [made.due_on(code, step) for code in TOWNS] == [moved, DUE, DUE]
    [extension] = made.timetable.extensions
    assert (extension.ground, extension.authority) == (Ground.OFFICE_CLOSED, ROLLED)
    await run(house, date(2025, 6, 27))  # three days before, for all
    await run(house, DUE)
    assert to(on(house, DUE)) == [f"ondanka@town-{code}.example" for code in TOWNS[1:]]
    await run(house, moved)
    [letter] = [each for each in on(house, moved) if to([each]) == [f"ondanka@town-{TOWNS[0]}.example"]]
    assert "【再依頼・本日期限】" in str(letter["Subject"])
    assert "令和7年7月2日（水）（延長後）" in letter.get_content()
    made = await house.find(ReviewRound, "review-round:2025")
    assert len(made.timetable.extensions) == 1
    assert made.timetable.lapsed_for(step) == TOWNS[1:]


async def test_an_extension_that_ends_while_an_office_is_closed_moves_too_and_what_has_come_stays(house: House) -> None:
    await run(house, APRIL)
    for code in TOWNS[:2]:
        office = await house.find(Office, f"office:{code}")
        office.add_closed_days((date(2025, 7, 31),), "サンプル（架空値）の全庁休業")
        await house.store(office)
        await house.extend(code, date(2025, 7, 31))
    await house.submit(TOWNS[0], date(2025, 4, 2))
    await run(house, date(2025, 4, 3))
    made = await house.find(ReviewRound, "review-round:2025")
    days = [made.due_on(code, Step.PROGRESS_CONFIRMATION) for code in TOWNS]
    assert days == [date(2025, 7, 31), date(2025, 8, 1), DUE]


async def test_an_announcement_reaches_everybody_once_in_a_letter_of_its_own(
    house: House,
) -> None:
    await run(house, APRIL)
    house.clock.move_to_day(MAY)
    news = MakeAnnouncement(fiscal_year=2025, subject="様式の差替え", body="様式を差し替えました。\n>御確認ください。")
    assert (await ask(house, news))[-1] == "announcement.made"
    scheduler = house.schedulers[0]
    await scheduler.run_day(MAY)
    letters = on(house, MAY)
    assert to(letters) == [f"ondanka@town-{code}.example" for code in TOWNS]
    assert {str(each["Subject"]) for each in letters} == {"サンプル（架空値）【お知らせ】様式の差替え"}
    body = letters[0].get_content()
    assert "\n　>御確認ください。" in body
    assert "提出の方法" not in body
    assert "記録の検証値" in body
    await scheduler.run_day(MAY)
    assert len(on(house, MAY)) == 3


async def test_an_announcement_takes_its_files_along_and_the_record_only_their_hashes(house: House) -> None:
    await run(house, APRIL)
    house.clock.move_to_day(MAY)
    content = "団体コード,値\r\n".encode()
    files = [{"name": "様式１.csv", "content": b64encode(content).decode()}]
    of: dict[str, Any] = {
        "fiscal_year": 2025,
        "subject": "様式の差替え",
        "body": "添付のとおりです。",
        "attachments": files,
    }
    await ask(house, MakeAnnouncement.model_validate(of))
    await run(house, MAY)
    for letter in on(house, MAY):
        [file] = letter.iter_attachments()
        assert (file.get_filename(), file.get_payload(decode=True)) == ("様式１.csv", content)
    made = await house.find(Announcement, "announcement:2025:1")
    assert [(each.name, each.sha256) for each in made.attachments] == [("様式１.csv", sha256(content).hexdigest())]
    of["attachments"] = [{"name": "様式.exe", "content": b64encode(b"MZ").decode()}]
    with pytest.raises(AttachmentRefused):
        await ask(house, MakeAnnouncement.model_validate(of))


async def test_an_announcement_goes_to_those_named_and_only_to_members(house: House) -> None:
    await run(house, APRIL)
    house.clock.move_to_day(MAY)
    of = {"fiscal_year": 2025, "subject": "会場の変更", "body": "サンプル（架空値）"}
    with pytest.raises(NotARoundMember):
        await ask(house, MakeAnnouncement.model_validate({**of, "lg_codes": ["01100"]}))
    await ask(house, MakeAnnouncement.model_validate({**of, "lg_codes": [TOWNS[1]]}))
    await ask(house, MakeAnnouncement.model_validate({**of, "lg_codes": [TOWNS[2]]}))
    await ask(house, WithdrawAnnouncement(announcement_id="announcement:2025:2", reason="誤り"))
    await run(house, MAY)
    assert to(on(house, MAY)) == [f"ondanka@town-{TOWNS[1]}.example"]


async def test_a_nudge_goes_to_those_who_owe_and_lists_how_it_stands(house: House) -> None:
    await run(house, APRIL)
    await house.submit(TOWNS[0], date(2025, 5, 1))
    house.clock.move_to_day(MAY)
    nudge = NudgeOffices(fiscal_year=2025, steps=(Step.PROGRESS_CONFIRMATION,), body="会議に間に合うようお願いします。")
    await ask(house, nudge)
    await house.submit(TOWNS[1], MAY)
    await run(house, MAY)
    [letter] = on(house, MAY)
    assert to([letter]) == [f"ondanka@town-{TOWNS[2]}.example"]
    body = letter.get_content()
    assert "【お願い】提出のお願い" in letter["Subject"]
    assert "会議に間に合うようお願いします。" in body
    assert "令和7年6月30日（月）" in body
    assert "提出の方法" in body
    causes = {each.occasion.lg_code: each.cause for each in await house.notices() if each.occasion.stage is Stage.NUDGE}
    assert causes == {TOWNS[1]: SupersedeCause.OBLIGATION_MET, TOWNS[2]: None}


async def test_nobody_who_has_filed_is_nudged_and_nobody_at_all_in_a_closed_round(house: House) -> None:
    await run(house, APRIL)
    for code in TOWNS:
        await house.submit(code, APRIL)
    nudge = NudgeOffices(fiscal_year=2025, steps=(Step.PROGRESS_CONFIRMATION,), body="お願いします。")
    with pytest.raises(NobodyToWriteTo):
        await ask(house, nudge)


WORDS = Wording(
    subject="【御確認】${fiscal_year}の提出（${first_due_on}）",
    body="${recipient}\n\n　いつもお世話になっております。\n\n${items}\n\n${frame}",
)


async def test_a_letter_is_worded_anew_and_what_was_sent_names_its_version(house: House) -> None:
    await run(house, APRIL)
    word = WordLetter(text="again", wording=WORDS, seen_version=0, reason="表現の見直し")
    assert await ask(house, word) == ["letter-wording.worded"]
    with pytest.raises(WordingStale):
        await ask(house, word)
    again = word.model_copy(
        update={"seen_version": 1, "wording": WORDS.model_copy(update={"subject": "【再】${plan}"})}
    )
    assert await ask(house, again) == ["letter-wording.reworded"]
    await run(house, date(2025, 6, 10))
    [letter, *_] = on(house, date(2025, 6, 10))
    assert str(letter["Subject"]).startswith("サンプル（架空値）【再】")
    assert "いつもお世話になっております。" in letter.get_content()
    told = [each.event for each in await house.log.page(0, 10_000) if isinstance(each.event, Notice.Sent)]
    assert {(each.text, each.text_version) for each in told} == {("request", 0), ("again", 2)}


async def test_a_letter_is_not_worded_so_that_it_says_too_little_or_what_nobody_knows(house: House) -> None:
    of = {"seen_version": 0, "reason": "見直し"}
    with pytest.raises(LetterTextUnknown):
        await ask(house, WordLetter.model_validate({"text": "item", "wording": WORDS, **of}))
    poor = WORDS.model_copy(update={"body": "${recipient}"})
    with pytest.raises(WordingPlaceMissing):
        await ask(house, WordLetter.model_validate({"text": "overdue", "wording": poor, **of}))
    with pytest.raises(WordingStale):
        await ask(house, WordLetter.model_validate({"text": "overdue", "wording": WORDS, **of, "seen_version": 1}))


def test_every_letter_that_comes_with_the_product_obeys_the_rules_of_wording() -> None:
    texts = read_letter_texts(DATA.joinpath("mail"))
    assert {file.name.removesuffix(".txt") for file in DATA.joinpath("mail").iterdir()} == {*LETTERS, *PARTS}
    for text, needed in LETTERS.items():
        check_wording(texts.delivered(text), FACTS, needed)
    with pytest.raises(LetterTextUnknown):
        texts.delivered("frame")


async def test_a_refused_letter_is_sent_anew_to_the_mended_address_as_a_letter_of_its_own(house: House) -> None:
    async with mail_server() as server:
        server.recipient_answers += ["550 no such user"]
        smtp = SmtpTransport(read_smtp_url(f"smtp://127.0.0.1:{server.port}?starttls=never"), timeout=5)
        worker = house.scheduler("one", smtp)
        await worker.run_day(APRIL)
        [failed] = [each for each in await house.notices() if each.state is NoticeState.REFUSED]
        lg_code = failed.occasion.lg_code
        await house.contacts.put(Contact(f"c-{lg_code}", "担当", f"atarashii@town-{lg_code}.example"))
        resend = ResendNotices(notices=(failed.id,))
        assert await ask(house, resend) == ["notice.requeued"]
        report = await worker.run_day(APRIL)
        assert [each.fate for each in report.letters] == [Fate.SENT]
        assert server.recipients[-1] == f"atarashii@town-{lg_code}.example"
        identities = [each["Message-ID"] for each in server.accepted]
        assert len(set(identities)) == len(identities) == 3


async def test_what_was_filed_meanwhile_is_cancelled_and_not_sent_anew(house: House) -> None:
    failed = await bounced(house)
    await house.submit(failed.occasion.lg_code, APRIL)
    assert await ask(house, ResendNotices(notices=(failed.id,))) == ["notice.superseded"]


async def test_a_returned_letter_stands_on_the_list_until_somebody_telephones(house: House) -> None:
    failed = await bounced(house)
    with pytest.raises(AnswerBeforeToday):
        await ask(house, MarkNoticesTold(notices=(failed.id,), told_on=date(2025, 4, 2)))
    told = MarkNoticesTold(notices=(failed.id,), means=Means.TELEPHONE, note="課長補佐へ伝達（サンプル）")
    assert await ask(house, told) == ["notice.told"]
    assert await ask(house, RecordBounce(notices=(failed.id,), reply="5.1.1")) == []


async def test_an_answer_is_kept_beside_what_it_answers(house: House) -> None:
    await run(house, APRIL)
    [first, *_] = await house.notices()
    answer = RecordNoticeAnswer(notices=(first.id,), means=Means.TELEPHONE, note="来週提出（サンプル）")
    assert await ask(house, answer) == ["notice.answered"]
    [kept] = (await house.find(Notice, first.id)).answers
    assert (kept.kind, kept.received_on, kept.note) == (ReplyKind.PERSONAL, APRIL, "来週提出（サンプル）")


async def bounced(house: House) -> Notice:
    await run(house, APRIL)
    [first, *_] = await house.notices()
    assert await ask(house, RecordBounce(notices=(first.id,), reply="5.1.1")) == ["notice.bounced"]
    return await house.find(Notice, first.id)


async def test_the_outlook_says_what_will_go_out_and_why_and_records_nothing(house: House) -> None:
    await run(house, APRIL)
    head, outlook = await house.log.head(), house.schedulers[0].outlook
    told = await outlook.on(date(2025, 6, 10))
    assert await house.log.head() == head
    assert [each.address for each in told.letters] == [f"ondanka@town-{code}.example" for code in TOWNS]
    [reason] = told.letters[0].reasons
    assert (reason.stage, reason.step, reason.since) == (
        Stage.TWO_WEEKS_BEFORE,
        Step.PROGRESS_CONFIRMATION,
        date(2025, 6, 10),
    )
    assert "【再依頼】" in str(told.letters[0].subject)
    assert (told.letters[0].text, told.letters[0].text_version, told.letters[0].problem) == ("again", 0, None)
    assert (await outlook.on(date(2025, 4, 2))).letters == ()
    expected = {str(each.subject): str(each.body) for each in told.letters}
    await run(house, date(2025, 6, 10))
    sent = {str(each["Subject"]): each.get_content() for each in on(house, date(2025, 6, 10))}
    assert sent.keys() == expected.keys()


async def test_the_outlook_names_who_waits_and_who_cannot_be_reached(house: House) -> None:
    await run(house, APRIL)
    office = await house.find(Office, f"office:{TOWNS[0]}")
    office.set_contact(f"c-{TOWNS[0]}", Cadence.WEEKLY)
    await house.store(office)
    await house.contacts.put(Contact(f"c-{TOWNS[1]}", "担当", None))
    await house.contacts.put(Contact("c-secretariat", "事務局", None))
    told = await house.schedulers[0].outlook.on(date(2025, 6, 10))
    assert told.unreachable == (TOWNS[1],)
    assert [each.lg_code for each in told.waiting] == [TOWNS[0]]
    assert {each.problem for each in told.letters} == {"sender-unknown"}


async def test_drafts_of_a_day_are_whole_letters(house: House) -> None:
    await run(house, APRIL)
    drafts = await house.schedulers[0].outlook.drafts(date(2025, 6, 10))
    assert [each.recipient.address for each in drafts] == [f"ondanka@town-{code}.example" for code in TOWNS]


@pytest.mark.parametrize("text", sorted(LETTERS))
async def test_every_letter_can_be_read_beforehand_from_how_an_office_stands(house: House, text: str) -> None:
    await run(house, APRIL)
    told = await house.schedulers[0].outlook.preview(text, None, TOWNS[0], APRIL)
    assert told.problem is None
    assert "令和7年" in str(told.body)
    worded = await house.schedulers[0].outlook.preview(
        text, Wording(subject="試し", body="${recipient}\n${message}\n${items}\n${frame}\n${closing}"), TOWNS[0], APRIL
    )
    assert worded.subject == "サンプル（架空値）試し"


async def test_a_preview_refuses_what_a_wording_would_be_refused_for(house: House) -> None:
    await run(house, APRIL)
    outlook = house.schedulers[0].outlook
    for text, refused in (("frame", LetterTextUnknown), ("overdue", WordingPlaceMissing)):
        with pytest.raises(refused):
            await outlook.preview(text, Wording(subject="試し", body="${recipient}"), TOWNS[0], APRIL)
