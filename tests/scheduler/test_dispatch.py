"""Dispatch: sent once, whatever dies, defers or refuses on the way."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from adapters.mail.smtp import SmtpTransport, read_smtp_url
from adapters.postgres.connection import Database
from application.letter import NO_REPLY, NOT_REACHED, Letter, MailDeferred, MailTransport
from application.ports import Contact
from domain.notice import Notice
from domain.notice_terms import NoticeState, SupersedeCause
from scheduler.clock import Scheduler
from scheduler.dispatch import Fate
from scheduler.tries import MOST_DOUBTS
from tests.adapters.mail.mail_server import mail_server
from tests.scheduler.house import TOWNS, House, founded

APRIL = date(2025, 4, 1)
SAMPLE = "サンプル（架空値）"


class Killed(BaseException):
    """The process dies."""


@dataclass
class Carrier:
    """A transport that can be told to fail, and before or after handing over to die."""

    inner: MailTransport
    deferrals: int = 0
    code: int | str = 451
    dies_before: set[str] = field(default_factory=set)
    dies_after: set[str] = field(default_factory=set)
    sent: list[str] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)

    async def send(self, letter: Letter) -> None:
        """Send, fail or die."""
        if self.deferrals:
            self.deferrals -= 1
            self.tried.append(letter.message_id)
            raise MailDeferred(server="test", code=self.code)
        if letter.recipient.address in self.dies_before:
            self.dies_before.discard(letter.recipient.address)
            raise Killed
        await self.inner.send(letter)
        self.sent.append(letter.message_id)
        if letter.recipient.address in self.dies_after:
            self.dies_after.discard(letter.recipient.address)
            raise Killed


@dataclass
class Believer:
    """Leadership that was lost without anybody noticing, for ever or for some times of asking."""

    times: int = 1_000

    async def hold(self) -> bool:
        """Believe, as long as it lasts."""
        self.times -= 1
        return self.times >= 0

    async def release(self) -> None:
        """Have nothing to let go."""


def states(notices: Sequence[Notice]) -> list[NoticeState]:
    return [notice.state for notice in notices]


async def test_two_workers_side_by_side_send_each_letter_once(house: House) -> None:
    carrier = Carrier(house.folder)
    workers = [house.scheduler(name, carrier) for name in ("one", "two", "three")]
    for day in (APRIL, date(2025, 6, 10), date(2025, 6, 30), date(2025, 7, 7)):
        house.clock.move_to_day(day)
        reports = await asyncio.gather(*(worker.run_day(day) for worker in workers))
        assert [report.led for report in reports].count(True) == 1
    assert len(carrier.sent) == len(set(carrier.sent)) == 12


async def test_a_worker_that_lost_the_lead_in_mid_run_sends_nothing_more(house: House) -> None:
    carrier = Carrier(house.folder)
    await house.scheduler("one", carrier, Believer(times=1)).run_day(APRIL)
    assert carrier.sent == []
    await house.scheduler("two", carrier).run_day(APRIL)
    assert len(carrier.sent) == 3


async def test_workers_that_all_believe_to_lead_never_make_a_second_letter(house: House) -> None:
    carrier = Carrier(house.folder)
    workers = [house.scheduler(name, carrier, Believer()) for name in ("one", "two", "three")]
    for day in (APRIL, date(2025, 6, 10)):
        house.clock.move_to_day(day)
        reports = await asyncio.gather(*(worker.run_day(day) for worker in workers))
        assert all(report.led for report in reports)
    assert len(set(carrier.sent)) == len(house.letters()) == len(await house.notices()) == 6


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_whoever_dies_while_sending_leaves_at_most_the_same_letter_again(house: House, moment: str) -> None:
    victim = f"ondanka@town-{TOWNS[1]}.example"
    carrier = Carrier(house.folder)
    (carrier.dies_before if moment == "before" else carrier.dies_after).add(victim)
    first = house.scheduler("one", carrier)
    with pytest.raises(BaseExceptionGroup) as died:
        await first.run_day(APRIL)
    assert died.group_contains(Killed)
    await first.stop()
    second = house.scheduler("two", carrier)
    house.clock.move_to_day(date(2025, 4, 2))
    await second.run_day(date(2025, 4, 2))
    assert len(set(carrier.sent)) == 3
    assert len(carrier.sent) == (3 if moment == "before" else 4)
    assert len(house.letters()) == 3
    assert set(states(await house.notices())) == {NoticeState.SENT}


async def test_a_deferred_letter_waits_and_is_then_sent_under_the_same_id(house: House) -> None:
    async with mail_server() as server:
        server.answers += ["451 greylisted"] * 3
        smtp = SmtpTransport(read_smtp_url(f"smtp://127.0.0.1:{server.port}?starttls=never"), timeout=5)
        worker = house.scheduler("one", smtp)
        report = await worker.run_day(APRIL)
        assert [each.fate for each in report.letters] == [Fate.DEFERRED] * 3
        assert (await worker.run_day(APRIL)).letters == ()
        house.clock.advance(timedelta(minutes=6))
        report = await worker.run_day(APRIL)
        assert [each.fate for each in report.letters] == [Fate.SENT] * 3
        assert sorted(server.recipients) == [f"ondanka@town-{code}.example" for code in TOWNS]
        assert {each["Message-ID"] for each in server.accepted} == {each.message_id for each in report.letters}


async def test_a_refused_letter_is_not_tried_again_and_stands_on_the_list(house: House) -> None:
    async with mail_server() as server:
        server.recipient_answers += ["550 no such user"]
        smtp = SmtpTransport(read_smtp_url(f"smtp://127.0.0.1:{server.port}?starttls=never"), timeout=5)
        worker = house.scheduler("one", smtp)
        report = await worker.run_day(APRIL)
        assert sorted(each.fate for each in report.letters) == [Fate.REFUSED, Fate.SENT, Fate.SENT]
        house.clock.move_to_day(date(2025, 4, 2))
        assert (await worker.run_day(date(2025, 4, 2))).letters == ()
    (refused,) = [each for each in await house.notices() if each.state is NoticeState.REFUSED]
    assert refused.reply == "550"


async def every_four_hours(house: House, worker: Scheduler, days: int) -> None:
    for _ in range(6 * days):
        house.clock.advance(timedelta(hours=4))
        await worker.run_day(house.clock.today())


async def test_what_the_other_side_puts_off_for_five_days_ends_on_the_list(house: House) -> None:
    worker = house.scheduler("one", Carrier(house.folder, deferrals=10_000))
    await worker.run_day(APRIL)
    await every_four_hours(house, worker, 4)
    assert set(states(await house.notices())) == {NoticeState.DEFERRED}
    await every_four_hours(house, worker, 1)
    assert set(states(await house.notices())) == {NoticeState.DEAD_LETTERED}
    assert {each.reply for each in await house.notices()} == {"451"}


@pytest.mark.parametrize("code", [NOT_REACHED, 535])
async def test_while_our_own_relay_is_away_no_letter_is_given_up(house: House, code: int | str) -> None:
    carrier = Carrier(house.folder, deferrals=10_000, code=code)
    worker = house.scheduler("one", carrier)
    await worker.run_day(APRIL)
    await every_four_hours(house, worker, 9)
    assert set(states(await house.notices())) == {NoticeState.DEFERRED}
    carrier.deferrals = 0
    await every_four_hours(house, worker, 1)
    assert len(carrier.sent) == len(house.letters()) == 3
    assert set(states(await house.notices())) == {NoticeState.SENT}


async def test_a_letter_that_nobody_answers_for_stays_the_same_letter_and_is_given_up(house: House) -> None:
    carrier = Carrier(house.folder, deferrals=10_000, code=NO_REPLY)
    worker = house.scheduler("one", carrier)
    await worker.run_day(APRIL)
    await every_four_hours(house, worker, 4)
    assert len(carrier.tried) == 3 * MOST_DOUBTS
    assert len(set(carrier.tried)) == 3
    assert set(states(await house.notices())) == {NoticeState.DEAD_LETTERED}


async def test_what_was_put_off_yesterday_and_what_is_due_today_is_one_letter(house: House) -> None:
    carrier = Carrier(house.folder)
    worker = house.scheduler("one", carrier)
    friday, monday, due = date(2025, 9, 26), date(2025, 9, 29), date(2025, 9, 30)
    for day in (APRIL, friday):
        house.clock.move_to_day(day)
        await worker.run_day(day)
    carrier.deferrals = 1_000
    house.clock.move_to_day(monday)  # the weekly letter about the progress report
    assert {each.fate for each in (await worker.run_day(monday)).letters} == {Fate.DEFERRED}
    carrier.deferrals = 0
    house.clock.move_to_day(due)  # the day of the emissions
    await worker.run_day(due)
    assert sorted(house.recipients(due)) == [*TOWNS]
    for letter in house.letters()[-len(TOWNS) :]:
        assert "施策の取組状況の確認" in letter.get_content()
        assert "温室効果ガス排出量の算定" in letter.get_content()


async def test_contacts_that_share_an_address_get_one_letter_between_them(house: House) -> None:
    await house.contacts.put(Contact("c-43210", "担当部局43210", "Ondanka@town-43100.example", sample=True))
    await house.scheduler().run_day(APRIL)
    shared, own = house.letters()
    assert shared["To"].addresses[0].domain == "town-43100.example"
    assert "（43100）" in shared.get_content()
    assert "（43210）" in shared.get_content()
    assert own["To"].addresses[0].domain == "town-43211.example"
    assert set(states(await house.notices())) == {NoticeState.SENT}


async def test_an_address_that_went_missing_while_a_letter_waited_sends_it_down_the_chain(house: House) -> None:
    worker = house.scheduler("one", Carrier(house.folder, deferrals=3))
    await worker.run_day(APRIL)
    await house.contacts.put(Contact("c-43100", "担当部局43100", None))
    house.clock.advance(timedelta(minutes=6))
    await worker.run_day(APRIL)
    house.clock.advance(timedelta(minutes=1))
    await worker.run_day(APRIL)
    assert set(states(await house.notices())) == {NoticeState.SENT}
    (letter,) = [each for each in house.letters() if "jimukyoku" in str(each["To"])]
    assert "宛先の登録がなく送付できない団体" in str(letter["Subject"])
    assert "担当（43100）　施策の取組状況の確認" in letter.get_content()
    assert "宛先の登録がないため" in letter.get_content()
    assert "提出の方法" not in letter.get_content()


async def test_health_tells_the_last_run_and_what_waits_and_what_did_not_arrive(house: House) -> None:
    carrier = Carrier(house.folder, deferrals=1)
    worker = house.scheduler("one", carrier)
    assert (await worker.health()).last_run is None
    await house.contacts.put(Contact("c-43211", "担当\r\nBcc: thief@example.org", "a@town-43211.example"))
    await worker.run_day(APRIL)
    found = await worker.health()
    assert (found.current, found.last_run) == (True, APRIL)
    assert (found.due, found.put_off, found.failed, found.oldest) == (1, 1, 1, APRIL)
    assert "定時処理　済（最後の実行　令和7年4月1日（火））" in found.shown()
    house.clock.move_to_day(date(2025, 4, 3))
    assert not (await worker.health()).current


async def test_what_was_filed_while_a_letter_waited_stops_the_letter(house: House) -> None:
    worker = house.scheduler("one", Carrier(house.folder, deferrals=3))
    await worker.run_day(APRIL)
    await house.submit("43100", APRIL)
    house.clock.advance(timedelta(minutes=6))
    await worker.run_day(APRIL)
    assert house.recipients(APRIL) == ["43210", "43211"]
    (needless,) = [each for each in await house.notices() if each.state is NoticeState.SUPERSEDED]
    assert needless.cause is SupersedeCause.OBLIGATION_MET


async def test_a_later_stage_takes_the_place_of_a_letter_that_never_left(house: House) -> None:
    worker = house.scheduler("one", Carrier(house.folder, deferrals=3))
    await worker.run_day(APRIL)
    house.clock.move_to_day(date(2025, 6, 10))
    await worker.run_day(date(2025, 6, 10))
    assert len(house.letters()) == 3
    assert all("【再依頼】" in letter["Subject"] for letter in house.letters())
    causes = [each.cause for each in await house.notices() if each.state is NoticeState.SUPERSEDED]
    assert causes == [SupersedeCause.LATER_STAGE] * 3


async def test_an_office_without_an_address_is_written_to_through_the_secretariat(house: House) -> None:
    await house.contacts.put(Contact("c-43100", "担当部局43100", None))
    report = await house.scheduler().run_day(APRIL)
    assert not report.unreachable
    assert "jimukyoku@shinchoku.example" in {each["To"].addresses[0].addr_spec for each in house.letters()}


async def test_a_forged_name_in_the_register_harms_only_its_own_letter(house: House) -> None:
    await house.contacts.put(Contact("c-43100", "担当\r\nBcc: thief@example.org", "a@town-43100.example"))
    report = await house.scheduler().run_day(APRIL)
    assert sorted(each.fate for each in report.letters) == [Fate.SENT, Fate.SENT, Fate.UNDELIVERABLE]
    (dead,) = [each for each in await house.notices() if each.state is NoticeState.DEAD_LETTERED]
    assert dead.reply == "mail-header-refused"


async def test_a_letter_says_everything_and_marks_the_sample(house: House) -> None:
    await house.scheduler().run_day(APRIL)
    letter = house.letters()[0]
    body = letter.get_content()
    assert letter["Subject"].startswith(f"{SAMPLE}【依頼】")
    for words in (
        SAMPLE,
        "令和7年6月30日（月）",
        "施策の取組状況の確認",
        "受付中",
        "御中",
        "電話　000-000-0000",
        "書面",
    ):
        assert words in body, words


async def test_real_data_bears_no_sample_mark(house: House) -> None:
    await house.contacts.put(Contact("c-secretariat", "実行計画事務局", "jimukyoku@shinchoku.example"))
    await house.contacts.put(Contact("c-43100", "担当部局", "ondanka@town-43100.example"))
    await house.scheduler().run_day(APRIL)
    marked = [each for each in house.letters() if SAMPLE in each["Subject"] or SAMPLE in each.get_content()]
    assert len(marked) == 2


async def test_three_workers_for_a_whole_year_send_exactly_the_letters_of_one(
    house: House, another_database: Database, tmp_path: Path
) -> None:
    async def year(of: House, names: Sequence[str]) -> list[tuple[str, ...]]:
        async with mail_server() as server:
            smtp = SmtpTransport(read_smtp_url(f"smtp://127.0.0.1:{server.port}?starttls=never"), timeout=5)
            workers = [of.scheduler(name, smtp) for name in names]
            day = APRIL
            while day < date(2026, 4, 1):
                of.clock.move_to_day(day)
                await asyncio.gather(*(worker.run_day(day) for worker in workers))
                if day == date(2025, 6, 20):
                    await of.submit("43100", day)
                day += timedelta(days=1)
            named = ("Date", "To", "Subject", "Message-ID")
            return sorted(tuple(str(each[name]) for name in named) for each in server.accepted)

    several = await year(house, ("one", "two", "three"))
    async with founded(another_database, tmp_path / "alone", APRIL) as alone:
        assert await year(alone, ("one",)) == several
    assert len(several) == len(set(several)) > 150
