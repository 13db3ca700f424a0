"""The clock ticks, the lead is taken by one and handed on, and no failure stops it."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from adapters.postgres.leadership import PostgresLeadership
from application.daily import PerformDailyRun
from application.letter import Letter
from domain.calendar import JAPAN
from domain.daily_run import DailyRun
from scheduler.acts import Acts, LeadLost
from tests.scheduler.house import House

APRIL = date(2025, 4, 1)


class Broken:
    """A transport with a fault of its own."""

    async def send(self, letter: Letter) -> None:
        """Fail in a way that nobody foresaw."""
        raise ZeroDivisionError(letter.subject)


class Slow:
    """A transport that takes its time."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.sent = 0

    async def send(self, letter: Letter) -> None:
        """Send slowly."""
        del letter
        self.begun.set()
        await asyncio.sleep(0.3)
        self.sent += 1


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not happened():  # noqa: ASYNC110 - what is awaited happens in a database and a folder
            await asyncio.sleep(0.05)


async def test_a_scheduler_that_starts_does_what_is_due_without_waiting_for_seven_o_clock(house: House) -> None:
    scheduler = house.scheduler()
    assert not await scheduler.current()
    await scheduler.start()
    await until(lambda: len(house.letters()) == 3)
    await scheduler.stop()
    assert await scheduler.current()
    assert scheduler.failure is None


async def test_before_seven_nothing_is_sent_and_nothing_is_late(house: House) -> None:
    house.clock.move_to(datetime(2025, 4, 1, 6, 59, tzinfo=JAPAN))
    scheduler = house.scheduler()
    await scheduler.start()
    await asyncio.sleep(0.5)
    await scheduler.stop()
    assert house.letters() == []
    assert await scheduler.current()


async def test_a_run_that_was_missed_yesterday_is_late_even_before_seven(house: House) -> None:
    scheduler = house.scheduler()
    await scheduler.run_day(APRIL)
    house.clock.move_to(datetime(2025, 4, 2, 6, 0, tzinfo=JAPAN))
    assert await scheduler.current()
    house.clock.advance(timedelta(days=1))
    assert not await scheduler.current()


async def test_a_failing_tick_is_shown_and_forgotten_once_the_next_one_succeeds(house: House) -> None:
    scheduler = house.scheduler(transport=Broken())
    await scheduler.start()
    await until(lambda: scheduler.failure is not None)
    await scheduler.stop()
    assert scheduler.failure == (house.clock.now(), "daily-run: ExceptionGroup")
    repaired = house.scheduler("two")
    await repaired.run_day(APRIL)
    assert len(house.letters()) == 3


async def test_stopping_waits_for_the_letters_under_way(house: House) -> None:
    slow = Slow()
    scheduler = house.scheduler(transport=slow)
    await scheduler.start()
    await slow.begun.wait()
    await scheduler.stop()
    assert slow.sent == 3


async def test_whoever_stops_hands_over_the_lead(house: House) -> None:
    one, two = house.scheduler("one"), house.scheduler("two")
    assert (await one.run_day(APRIL)).led
    assert not (await two.run_day(APRIL)).led
    await one.stop()
    assert (await two.run_day(APRIL)).led


async def test_the_lead_dies_with_its_connection(house: House) -> None:
    one, two = PostgresLeadership(house.database), PostgresLeadership(house.database)
    assert await one.hold()
    assert await one.hold()
    assert not await two.hold()
    superuser = await house.database.connect(role=None)
    await superuser.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks JOIN pg_database AS own ON own.oid = database"
        " WHERE locktype = 'advisory' AND own.datname = current_database() AND pid <> pg_backend_pid()"
    )
    await superuser.close()
    assert await two.hold()
    assert await house.scheduler("three").run_day(APRIL)
    await one.release()
    await two.release()


async def test_starting_and_stopping_again_is_harmless(house: House) -> None:
    scheduler = house.scheduler()
    for _ in range(2):
        await scheduler.start()
        await scheduler.stop()


async def test_who_leads_and_falls_silent_is_replaced_and_its_late_acts_are_refused(house: House) -> None:
    silent, other = PostgresLeadership(house.database, idle_seconds=1), PostgresLeadership(house.database)
    acts = Acts(house.counter(), house.clock, silent.hold)
    assert await silent.hold()
    assert not await other.hold()
    await asyncio.sleep(0.6)
    assert await silent.hold()  # who is heard keeps the lead
    await asyncio.sleep(0.6)
    assert not await other.hold()
    async with asyncio.timeout(20):
        while not await other.hold():  # noqa: ASYNC110 - the database lets go when it will
            await asyncio.sleep(0.1)
    with pytest.raises(LeadLost):
        await acts.perform(PerformDailyRun(day=APRIL, acts=0))
    assert await house.log.stream_ids(DailyRun.TOPIC) == []
    assert (await acts.perform(PerformDailyRun(day=APRIL, acts=0), fact=True)).events
    await other.release()
    assert await silent.hold()
    await silent.release()
