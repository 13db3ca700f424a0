"""The show: moves the clock through the fiscal year, lets the calendar act, plays the scenes, and tells the tale."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from adapters.clock import MovableClock
from adapters.demo.area import adopt_first_plan, register_measures, set_up_offices
from adapters.demo.cast import Cast
from adapters.demo.front_end import ATTEMPTS, PAUSE_SECONDS, FrontEnd
from adapters.demo.story import Story
from application.ports import LogBusy, LogUnreachable
from application.reference import PlanMemberRow, PlanRow, read
from domain.calendar import first_day, last_day, wareki


class Narrator(Protocol):
    """語り手: shows the progress and tells what happens."""

    def tell(self, day: date, sentence: str) -> None:
        """Tell one sentence of a day."""

    def turn(self, day: date) -> None:
        """Show that a day is over."""


RunDay = Callable[[date], Coroutine[Any, Any, int]]


@dataclass(slots=True)
class Show:
    """上演: one fiscal year on a fast-forward clock."""

    cast: Cast
    clock: MovableClock
    run_day: RunDay
    narrator: Narrator
    fiscal_year: int
    until: date | None = None
    letters: int = 0
    members: tuple[str, ...] = field(default_factory=tuple)

    async def play(self, setup_code: str | None) -> FrontEnd:
        """Play the year, or to a day in it, and give the front end of the head of the secretariat."""
        head = await self._prepare(setup_code)
        day = first_day(self.fiscal_year)
        story: Story | None = None
        while day <= min(last_day(self.fiscal_year), self.until or date.max):
            self.clock.move_to_day(day)
            self.letters += await self._calendar(day)
            if story is None:
                story = await self._open(head, day)
            scenes = story.scenes.get(day, ())
            await asyncio.gather(*(scene.act() for scene in scenes))
            for scene in scenes:
                if scene.told:
                    self.narrator.tell(day, scene.told)
            self.narrator.turn(day)
            day += timedelta(days=1)
        return head

    async def _calendar(self, day: date) -> int:
        """Let the calendar act, again after a restart of the database; the day's work is done once all the same."""
        for _ in range(ATTEMPTS):
            try:
                return await self.run_day(day)
            except (LogUnreachable, LogBusy):
                await asyncio.sleep(PAUSE_SECONDS)
        return await self.run_day(day)

    async def _prepare(self, setup_code: str | None) -> FrontEnd:
        today = self.clock.today()
        head = await self.cast.enter(setup_code)
        self.narrator.tell(today, "事務局長が設定コードで入場し、担当部局・委員に鍵を発行")
        await set_up_offices(self.cast, head, today)
        await adopt_first_plan(head, today)
        self.members = first_members()
        await register_measures(head, self.members, today)
        self.narrator.tell(today, f"第1次計画（構成{len(self.members)}市町村）と施策を登録")
        return head

    async def _open(self, head: FrontEnd, day: date) -> Story:
        found = await head.get(f"/api/v1/objects/review-round:{self.fiscal_year}")
        members = tuple(found["content"]["members"])
        due = found["content"]["measures"]
        measures = {code: tuple(each["measure_id"] for each in due if code in each["lg_codes"]) for code in members}
        self.narrator.tell(day, f"年度点検を自動で開始（{len(members)}市町村、施策{len(due)}件）、最初の依頼を送信")
        story = Story(self.cast, self.fiscal_year, members, measures)
        story.write()
        return story


def first_members() -> tuple[str, ...]:
    """Give the members of the first generation of the plan."""
    slugs = {row.slug for row in read(PlanRow) if row.generation == 1}
    return tuple(sorted(row.lg_code for row in read(PlanMemberRow) if row.plan in slugs))


def heading(fiscal_year: int) -> str:
    """Name the year that is shown, from its first day to its last."""
    return f"{wareki(first_day(fiscal_year))} 〜 {wareki(last_day(fiscal_year))}"
