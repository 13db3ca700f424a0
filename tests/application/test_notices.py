"""The commands on one notice: each recorded once, by the system alone, with the guards listed beforehand."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import NotPermitted, system
from application.notices import (
    ClaimNotice,
    DeadLetterNotice,
    DeferNotice,
    PlanNotice,
    RecordNoticeRefused,
    RecordNoticeSent,
    SupersedeNotice,
)
from domain.calendar import Step
from domain.notice import Notice, NoticeState, Occasion, Stage, SupersedeCause, message_id
from tests.application.counter_room import SECRETARIAT, CounterRoom, counter_room

DUE = date(2025, 6, 27)
OCCASION = Occasion(
    round_id="review-round:2025",
    lg_code="43100",
    step=Step.PROGRESS_CONFIRMATION,
    stage=Stage.THREE_DAYS_BEFORE,
    recipient="c-43100",
)
PLAN = PlanNotice(occasion=OCCASION, subject="reminder", due_on=DUE)
NOTICE = PLAN.object_id
SYSTEM = system("test")
CLAIM = ClaimNotice(notice_id=NOTICE, worker="one")


@pytest_asyncio.fixture
async def room(database: Database) -> AsyncIterator[CounterRoom]:
    async with counter_room(database, DUE) as opened:
        assert (await opened.ask(PLAN, SYSTEM)).events == ("notice.planned",)
        yield opened


async def test_a_notice_is_planned_once_per_key(room: CounterRoom) -> None:
    assert (await room.ask(PLAN, SYSTEM)).events == ()


async def test_a_notice_goes_from_refusal_to_sending(room: CounterRoom) -> None:
    acts = (
        CLAIM,
        DeferNotice(notice_id=NOTICE, reply="451 4.7.1", until=DUE),
        RecordNoticeRefused(notice_id=NOTICE, reply="550 5.1.1"),
        DeadLetterNotice(notice_id=NOTICE, reply="550 5.1.1"),
        CLAIM,
        RecordNoticeSent(notice_id=NOTICE, message_id=message_id(OCCASION.key)),
    )
    told = [(await room.ask(act, SYSTEM)).events[0] for act in acts]
    assert told == [
        "notice.claimed",
        "notice.deferred",
        "notice.refused",
        "notice.dead-lettered",
        "notice.claimed",
        "notice.sent",
    ]
    assert (await room.load(Notice, NOTICE)).state is NoticeState.SENT


async def test_the_guards_of_a_notice_are_listed_beforehand(room: CounterRoom) -> None:
    unclaimed = ("notice-not-claimed",)
    listed = await room.actions(NOTICE, SYSTEM)
    expected: dict[str, tuple[str, ...]] = {
        "PlanNotice": (),
        "ClaimNotice": (),
        "RecordNoticeSent": unclaimed,
        "RecordNoticeRefused": unclaimed,
        "DeferNotice": unclaimed,
        "DeadLetterNotice": unclaimed,
        "SupersedeNotice": (),
    }
    assert {name: listed[name] for name in expected} == expected


async def test_the_secretariat_may_cancel_a_notice_but_not_send_it(room: CounterRoom) -> None:
    with pytest.raises(NotPermitted):
        await room.ask(CLAIM, SECRETARIAT)
    cancel = SupersedeNotice(notice_id=NOTICE, cause=SupersedeCause.DEADLINE_MOVED)
    assert (await room.ask(cancel, SECRETARIAT)).events == ("notice.superseded",)
