"""The clock: a few ticks of APScheduler that ask what there is to do now. It stores nothing and decides nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from application.ports import Clock
from application.press import Press
from application.sealing import Seals
from scheduler.acts import Acts
from scheduler.day import BEGINS, DayReport, DayWork
from scheduler.dispatch import Dispatcher
from scheduler.health import DailyHealth
from scheduler.intake import Intake
from scheduler.outlook import LetterOutlook

TOKYO = "Asia/Tokyo"
CATCH_UP_MINUTES = 5
SENDER_SECONDS = 60
SEALER_SECONDS = 60
PRESS_SECONDS = 60
WATCH_SECONDS = 8  # the database waits longer for a silent leader, and another leads within half a minute
SETTINGS = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}


class Leadership(Protocol):
    """当番: of several workers one leads. Held on its own connection, and lost with it."""

    async def hold(self) -> bool:
        """Take the lead or make sure that it is still held."""

    async def release(self) -> None:
        """Let another one lead."""


class Printing:
    """公表ファイルの作成: the press at the scheduler's counter."""

    def __init__(self, press: Press, acts: Acts) -> None:
        self._press = press
        self._acts = acts

    async def run(self) -> None:
        """Make what is due; raises what stands in the way, and the next tick tries again."""
        await self._press.run(self._acts.perform)


class Scheduler:
    """定時処理: runs the day's work and the sender, in one worker at a time."""

    def __init__(  # noqa: PLR0913 - what a worker works with
        self,
        work: DayWork,
        dispatcher: Dispatcher,
        seals: Seals,
        leadership: Leadership,
        clock: Clock,
        *,
        outlook: LetterOutlook,
        intake: Intake | None = None,
        printing: Printing | None = None,
    ) -> None:
        self.outlook = outlook
        self._intake = intake
        self._printing = printing
        self._work = work
        self._seals = seals
        self._dispatcher = dispatcher
        self._leadership = leadership
        self._clock = clock
        self._turn = asyncio.Lock()
        self._ticks: AsyncIOScheduler | None = None
        self._log = structlog.get_logger("scheduler")
        self._led = False
        self.failure: tuple[datetime, str] | None = None

    async def start(self) -> None:
        """Start ticking, the first time at once."""
        ticks = AsyncIOScheduler(timezone=TOKYO, job_defaults=SETTINGS)
        ticks.add_job(self._catch_up, "cron", hour=BEGINS.hour, minute=BEGINS.minute, id="daily-run")
        ticks.add_job(self._catch_up, "interval", minutes=CATCH_UP_MINUTES, id="catch-up")
        ticks.add_job(self._send, "interval", seconds=SENDER_SECONDS, id="sender")
        ticks.add_job(self._seal, "interval", seconds=SEALER_SECONDS, id="sealer")
        ticks.add_job(self._print, "interval", seconds=PRESS_SECONDS, id="press")
        ticks.add_job(self._watch, "interval", seconds=WATCH_SECONDS, id="watch")
        ticks.add_job(self._catch_up, id="at-start")
        ticks.start()
        self._ticks = ticks

    async def stop(self) -> None:
        """Stop ticking, let what is under way come to its end, and hand over the lead."""
        if self._ticks is not None:
            self._ticks.pause()
        async with self._turn:
            if self._ticks is not None:
                self._ticks.shutdown(wait=False)
                self._ticks = None
            await self._leadership.release()

    async def run_day(self, day: date) -> DayReport:
        """Do the work of today now, without waiting for a tick; a worker that does not lead does nothing."""
        async with self._turn:
            if not await self._leadership.hold():
                return DayReport(day, led=False)
            report = await self._work.run(day, self._leadership.hold)
            await self._seals.run()
            await self._print_now()
            return report

    async def todays_run(self, day: date) -> bool:
        """Tell whether the run of a day was done to its end, by whichever worker."""
        return await self._work.performed(day)

    async def current(self) -> bool:
        """Tell whether the newest run that should have been done was done."""
        return await self._work.current()

    async def health(self) -> DailyHealth:
        """Tell which run was the last, and how the letters stand."""
        return await self._work.health()

    async def _catch_up(self) -> None:
        await self._tick("daily-run", self._run_if_missing)

    async def _send(self) -> None:
        await self._tick("sender", self._send_if_leading)

    async def _seal(self) -> None:
        await self._tick("sealer", self._seal_if_leading)

    async def _print(self) -> None:
        await self._tick("press", self._print_if_leading)

    async def _watch(self) -> None:
        """Keep the lead by being heard, or take it from who is not; whoever takes it begins at once."""
        await self._tick("watch", self._keep_or_take)

    async def _keep_or_take(self) -> None:
        led, self._led = self._led, await self._leadership.hold()
        if self._led and not led:
            await self._run_if_missing()
            await self._send_if_leading()

    async def _run_if_missing(self) -> None:
        today = self._clock.today()
        if not self._work.has_begun() or await self._work.performed(today):
            return
        report = await self.run_day(today)
        if report.problems:
            self._log.warning("daily-run-incomplete", day=str(today), problems=[str(each) for each in report.problems])

    async def _send_if_leading(self) -> None:
        async with self._turn:
            if self._work.has_begun() and await self._leadership.hold():
                await self._work.announce()
                await self._dispatcher.send_due(self._leadership.hold)
            if self._intake is not None and await self._leadership.hold():
                await self._intake.run()

    async def _seal_if_leading(self) -> None:
        async with self._turn:
            if await self._leadership.hold():
                await self._seals.run()

    async def _print_if_leading(self) -> None:
        async with self._turn:
            if await self._leadership.hold():
                await self._print_now()

    async def _print_now(self) -> None:
        if self._printing is not None:
            await self._printing.run()

    async def _tick(self, name: str, act: Callable[[], Awaitable[None]]) -> None:
        """Let no failure stop the clock: it is logged, shown to whoever asks for health, and tried again."""
        try:
            await act()
        except Exception as error:  # noqa: BLE001 - a tick is the outermost frame; the next one tries again
            self.failure = (self._clock.now(), f"{name}: {type(error).__name__}")
            self._log.exception("tick-failed", tick=name)
        else:
            self.failure = None
