"""The commands of the day: on the record itself, by whatever order they come in."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.holidays_jp import japanese_holidays
from adapters.postgres.connection import Database
from application.act import Counter, Outcome
from application.authority import Caller, NotPermitted, StateForbids, read_matrix, system
from application.command import Command
from application.daily import PerformDailyRun, RunNotOfToday
from application.mailing import (
    ClaimLetter,
    DeadLetter,
    DeferLetter,
    Due,
    NoticeMoved,
    PlanNotices,
    RecordLetterRefused,
    RecordLetterSent,
    Seen,
    SupersedeNotices,
    Void,
)
from application.rounds import OpenReviewRound
from domain.calendar import Step
from domain.notice import Notice
from domain.notice_terms import NoticeNotClaimed, NoticeState, Stage, SupersedeCause, message_id
from tests.application.counter_room import SECRETARIAT
from tests.scheduler.house import DATA, House, founded

APRIL = date(2025, 4, 1)
CALLER = system("test")
PLAN = PlanNotices(
    fiscal_year=2025,
    lg_code="43100",
    recipient="c-43100",
    subject="request",
    due=(Due(step=Step.PROGRESS_CONFIRMATION, stage=Stage.REQUEST, turn=1, on=APRIL),),
)


@pytest_asyncio.fixture
async def house(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    async with founded(database, tmp_path, APRIL) as opened:
        await perform(
            opened,
            OpenReviewRound(
                fiscal_year=2025, region_id="region:kumamoto", plan_id="plan:kumamoto-1", emissions_fiscal_year=2022
            ),
        )
        yield opened


async def perform(house: House, command: Command, *, key: str | None = None, caller: Caller = CALLER) -> Outcome:
    counter = Counter(
        house.log, house.documents, house.clock, japanese_holidays(), read_matrix(DATA.joinpath("authority"))
    )
    return await counter.perform(command, caller, key=key or command.fingerprint().hex())


async def only_notice(house: House) -> Notice:
    (notice,) = await house.notices()
    return notice


def claim(notice: Notice, worker: str, version: int | None = None) -> ClaimLetter:
    return ClaimLetter(notices=(Seen(notice_id=notice.id, version=version or notice.version),), worker=worker)


async def test_a_run_is_recorded_once_whatever_the_key(house: House) -> None:
    run = PerformDailyRun(day=APRIL, acts=3)
    assert (await perform(house, run, key="one")).events == ("daily-run.performed",)
    assert (await perform(house, run, key="two")).events == ()


async def test_only_the_run_of_today_is_recorded(house: House) -> None:
    with pytest.raises(RunNotOfToday):
        await perform(house, PerformDailyRun(day=date(2025, 4, 2), acts=0))


async def test_nobody_but_the_system_records_a_run(house: House) -> None:
    clerk = Caller(person_id="p-1", office_id="office:43100", lg_code="43100", capacity="clerk", key_id="k-1")
    with pytest.raises(NotPermitted):
        await perform(house, PerformDailyRun(day=APRIL, acts=0), caller=clerk)


async def test_a_notice_is_planned_once_whatever_the_key(house: House) -> None:
    assert (await perform(house, PLAN, key="one")).events == ("notice.planned",)
    assert (await perform(house, PLAN, key="two")).events == ()


async def test_nothing_is_planned_for_what_was_filed_a_moment_before(house: House) -> None:
    await house.submit("43100", APRIL)
    assert (await perform(house, PLAN)).events == ()


async def test_a_letter_is_claimed_at_the_version_that_was_seen_or_not_at_all(house: House) -> None:
    await perform(house, PLAN)
    notice = await only_notice(house)
    await perform(house, claim(notice, "one"))
    with pytest.raises(NoticeMoved):
        await perform(house, claim(notice, "two"))


async def test_a_claim_for_what_was_filed_in_the_meantime_supersedes_instead(house: House) -> None:
    await perform(house, PLAN)
    await house.submit("43100", APRIL)
    await perform(house, claim(await only_notice(house), "one"))
    notice = await only_notice(house)
    assert (notice.state, notice.cause) == (NoticeState.SUPERSEDED, SupersedeCause.OBLIGATION_MET)


async def test_a_letter_goes_from_refusal_to_sending(house: House) -> None:
    await perform(house, PLAN)
    notice = await only_notice(house)
    notices = (notice.id,)
    told: list[str] = []
    for act in (
        claim(notice, "one"),
        DeferLetter(notices=notices, reply="451 4.7.1", until=APRIL),
        claim(notice, "one", version=3),
        RecordLetterRefused(notices=notices, reply="550 5.1.1"),
        DeadLetter(notices=notices, reply="550 5.1.1"),
        claim(notice, "two", version=6),
        RecordLetterSent(notices=notices, message_id=message_id("c-43100/2025-04-01")),
    ):
        told += (await perform(house, act)).events
    assert [each.partition(".")[2] for each in told] == [
        "claimed",
        "deferred",
        "claimed",
        "refused",
        "dead-lettered",
        "claimed",
        "sent",
    ]
    assert (await only_notice(house)).state is NoticeState.SENT


@pytest.mark.parametrize("act", [RecordLetterSent, DeferLetter, RecordLetterRefused, DeadLetter])
async def test_nothing_is_recorded_of_a_letter_that_nobody_took_up(house: House, act: type[Command]) -> None:
    await perform(house, PLAN)
    more = {"message_id": "<a@b>", "reply": "550", "until": APRIL}
    known = {name: value for name, value in more.items() if name in act.model_fields}
    notice = await only_notice(house)
    with pytest.raises((NoticeNotClaimed, StateForbids)):
        await perform(house, act.model_validate({"notices": (notice.id,), **known}))


async def test_the_secretariat_may_cancel_a_notice_but_not_send_it(house: House) -> None:
    await perform(house, PLAN)
    notice = await only_notice(house)
    with pytest.raises(NotPermitted):
        await perform(house, claim(notice, "one"), caller=SECRETARIAT)
    void = Void(notice_id=notice.id, version=notice.version, cause=SupersedeCause.DEADLINE_MOVED)
    cancel = SupersedeNotices(notices=(void,))
    assert (await perform(house, cancel, caller=SECRETARIAT)).events == ("notice.superseded",)


async def test_a_sending_is_recorded_once(house: House) -> None:
    await perform(house, PLAN)
    notice = await only_notice(house)
    await perform(house, claim(notice, "one"))
    sent = RecordLetterSent(notices=(notice.id,), message_id=message_id("c-43100/2025-04-01"))
    assert (await perform(house, sent, key="one")).events == ("notice.sent",)
    assert (await perform(house, sent, key="two")).events == ()
