"""A worker that is killed: it sends what is due and, at a step of sending that it is told, ends itself by SIGKILL.

``python -m tests.scheduler.mail_worker FOLDER PORT`` reads lines ``MINUTES STEP COUNT``. For each it forks a worker
that runs until nothing is left to send, or dies the COUNT-th time that it comes to STEP, and prints how it ended.
"""

import asyncio
import os
import signal
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from adapters.mail.smtp import SmtpTransport, read_smtp_url
from adapters.settings import only_here
from application.act import Counter, Outcome
from application.authority import Caller
from application.command import Command
from application.letter import Letter, MailTransport
from application.mailing import ClaimLetter
from bootstrap import open_database
from domain.notice_terms import NoticeState
from tests.scheduler.house import opened

DAY = date(2025, 4, 1)
STEPS = ("claiming", "claimed", "handing-over", "handed-over", "recording", "recorded")
PATIENCE = 1.0  # seconds; the server of the test answers some letters later than that
NEVER = "never"


class Death:
    """The moment at which the process ends."""

    def __init__(self, step: str, count: int) -> None:
        self._step = step
        self._left = count

    def at(self, step: str) -> None:
        """Die if this is the moment."""
        if step == self._step:
            self._left -= 1
            if self._left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


class MortalCounter(Counter):
    """The real counter, whose process may die before and after each act of sending."""

    death: Death

    async def perform(self, command: Command, caller: Caller, **conditions: Any) -> Outcome:
        """Perform, or die."""
        claiming = isinstance(command, ClaimLetter)
        self.death.at("claiming" if claiming else "recording")
        outcome = await super().perform(command, caller, **conditions)
        self.death.at("claimed" if claiming else "recorded")
        return outcome


class MortalTransport:
    """A transport whose process may die before and after the server has taken a letter."""

    def __init__(self, inner: MailTransport, death: Death) -> None:
        self._inner = inner
        self._death = death

    async def send(self, letter: Letter) -> None:
        """Send, or die."""
        self._death.at("handing-over")
        await self._inner.send(letter)
        self._death.at("handed-over")


async def work(folder: Path, port: int, minutes: int, death: Death) -> None:
    """Send until nothing is left."""
    async with open_database(only_here(folder)) as database, opened(database, folder, DAY) as house:
        house.clock.advance(timedelta(minutes=minutes))
        smtp = SmtpTransport(read_smtp_url(f"smtp://127.0.0.1:{port}?starttls=never"), timeout=PATIENCE)
        MortalCounter.death = death
        scheduler = house.scheduler(f"w-{os.getpid()}", MortalTransport(smtp, death), counter=MortalCounter)
        while True:
            await scheduler.run_day(house.clock.today())
            states = {each.state for each in await house.notices()}
            if not states & {NoticeState.PLANNED, NoticeState.CLAIMED, NoticeState.DEFERRED}:
                break
            house.clock.advance(timedelta(minutes=6))


def main() -> None:
    """Fork a worker per line; what it needs is imported once."""
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    for line in sys.stdin:
        minutes, step, count = line.split()
        child = os.fork()
        if child == 0:
            asyncio.run(work(folder, port, int(minutes), Death(step, int(count))))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer to the test


if __name__ == "__main__":
    main()
