"""The day's work: what the calendar asks for on a day, done once, however late and however often it is asked for.

The order matters: a round that opens today asks for things today, and a step that ends today is not asked for any more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from application.command import Command
from application.daily import PerformDailyRun
from application.mailing import PlanAnnouncement, Reached
from application.ports import Clock, EventLog
from domain.calendar import JAPAN
from domain.daily_run import DailyRun
from domain.errors import Refusal
from domain.reminder import Audience
from scheduler.acts import Acts, Lead
from scheduler.addressees import Addressees, Asked
from scheduler.dispatch import Delivery, Dispatcher
from scheduler.duties import (
    ANNOUNCED,
    Owed,
    Rules,
    announced,
    openings,
    owed,
    plan_for,
    rolled_deadlines,
    step_ends,
    unplanned,
)
from scheduler.health import DailyHealth, daily_health
from scheduler.standing import Standing

BEGINS = time(7)


class DayNotToday(Refusal):
    """日次処理は時計の示す当日についてのみ行えます。"""


@dataclass(frozen=True, slots=True)
class DayReport:
    """日次処理の結果: what was recorded, what was sent, what stood in the way. ``led`` is false for a bystander.

    ``unreachable`` are the municipalities that owe something and have no address, nor has the secretariat.
    """

    day: date
    led: bool
    events: tuple[str, ...] = ()
    letters: tuple[Delivery, ...] = ()
    problems: tuple[Refusal, ...] = ()
    unreachable: tuple[str, ...] = ()


class DayWork:
    """日次処理: derives the duties of the day and performs them."""

    def __init__(  # noqa: PLR0913 - everything that a day touches
        self,
        *,
        log: EventLog,
        acts: Acts,
        standing: Standing,
        addressees: Addressees,
        dispatcher: Dispatcher,
        rules: Rules,
        clock: Clock,
    ) -> None:
        self._log = log
        self._acts = acts
        self._standing = standing
        self._addressees = addressees
        self._dispatcher = dispatcher
        self._rules = rules
        self._clock = clock

    async def run(self, day: date, leads: Lead) -> DayReport:
        """Do the work of today; it counts as performed only when nothing stood in its way."""
        if day != self._clock.today():
            raise DayNotToday(day=day, today=self._clock.today())
        events: list[str] = []
        problems: list[Refusal] = []
        await self._standing.refresh()
        await self._all(openings(self._standing, self._rules, day), events, problems)
        await self._all(rolled_deadlines(self._standing, self._rules, day), events, problems)
        await self._all(step_ends(self._standing, day), events, problems)
        plans, unreachable = await self._plans(day)
        await self._all([*plans, *await self._news(day)], events, problems)
        if not problems:
            await self._all([PerformDailyRun(day=day, acts=len(events))], events, problems)
        letters = await self._dispatcher.send_due(leads)
        return DayReport(
            day,
            led=True,
            events=tuple(events),
            letters=tuple(letters),
            problems=tuple(problems),
            unreachable=unreachable,
        )

    async def announce(self) -> None:
        """Plan the letters of announcements made since: they do not wait for the next day's run."""
        await self._standing.refresh()
        problems: list[Refusal] = []
        await self._all(await self._news(self._clock.today()), [], problems)
        if problems:
            raise problems[0]

    async def performed(self, day: date) -> bool:
        """Tell whether the run of a day was done to its end."""
        return bool(await self._log.stream(DailyRun.create_id(day)))

    async def current(self) -> bool:
        """Tell whether the newest run that should have been done was done; a house that never ran one is not late."""
        now = self._clock.now().astimezone(JAPAN)
        if await self.performed(now.date()):
            return True
        runs = await self._log.stream_ids(DailyRun.TOPIC)
        return not self.has_begun(now) and (not runs or runs[-1] >= DailyRun.create_id(_day_before(now)))

    async def health(self) -> DailyHealth:
        """Tell how the daily work stands."""
        await self._standing.refresh()
        runs = await self._log.stream_ids(DailyRun.TOPIC)
        last = date.fromisoformat(runs[-1].rpartition(":")[2]) if runs else None
        return daily_health(self._standing, self._clock.today(), last, current=await self.current())

    def has_begun(self, now: datetime | None = None) -> bool:
        """Tell whether the hour has come at which offices open their mail."""
        return (now or self._clock.now()).astimezone(JAPAN).time() >= BEGINS

    async def _plans(self, day: date) -> tuple[Sequence[Command], tuple[str, ...]]:
        found = unplanned(self._standing, list(owed(self._standing, self._rules, day)))
        offices: dict[Asked, list[Owed]] = {of: list(each) for of, each in groupby(sorted(found, key=_of), key=_of)}
        recipients = await self._addressees.of(offices, day)
        plans = [
            command
            for (lg_code, audience), owing in offices.items()
            if (recipient := recipients.get((lg_code, audience))) is not None
            for command in plan_for(lg_code, recipient, owing, self._rules)
        ]
        return plans, tuple(sorted({code for code, audience in offices if (code, audience) not in recipients}))

    async def _news(self, day: date) -> Sequence[Command]:
        waiting = announced(self._standing)
        offices = {(code, Audience.OFFICE) for _, codes in waiting for code in codes}
        found = await self._addressees.of(offices, day) if offices else {}
        recipients = {code: contact_id for (code, _), contact_id in found.items()}
        return [
            PlanAnnouncement(
                announcement_id=made.id,
                recipients=tuple(Reached(lg_code=code, recipient=recipients[code]) for code in reached),
                reason=ANNOUNCED,
            )
            for made, codes in waiting
            if (reached := [code for code in codes if code in recipients])
        ]

    async def _all(self, commands: Iterable[Command], events: list[str], problems: list[Refusal]) -> None:
        """Perform what was derived; a refusal is kept for the report and does not hold up the rest."""
        for command in list(commands):
            try:
                outcome = await self._acts.perform(command)
            except Refusal as refusal:
                problems.append(refusal)
            else:
                events += [] if outcome.repeated else outcome.events
        await self._standing.refresh()


def _of(found: Owed) -> Asked:
    return (found.lg_code, found.audience)


def _day_before(now: datetime) -> date:
    return date.fromordinal(now.date().toordinal() - 1)
