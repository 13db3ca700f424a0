"""Acts: commands performed in the scheduler's own name, each once, whoever asks for it and however often."""

from collections.abc import Awaitable, Callable

from application.act import Counter, Outcome
from application.authority import system
from application.command import Command
from application.ports import Clock
from domain.errors import Refusal

SCHEDULER = system("scheduler")
Lead = Callable[[], Awaitable[bool]]


class LeadLost(Refusal):
    """定時処理の当番は他の処理に移りました。"""


class Acts:
    """処理: the scheduler at the counter. The key of an act is what, on which day, and about what."""

    def __init__(self, counter: Counter, clock: Clock, leads: Lead | None = None) -> None:
        self._counter = counter
        self._clock = clock
        self._leads = leads

    async def perform(self, command: Command, *, attempt: str = "", fact: bool = False) -> Outcome:
        """Perform a command; the same one on the same day is answered and not done again.

        ``attempt`` tells apart what may rightly happen twice in a day. Raises ``LeadLost`` for a worker that does not
        lead any more, save for a ``fact``: that a letter has left is true whoever leads.
        """
        if self._leads is not None and not fact and not await self._leads():
            raise LeadLost(command=command.code())
        subject = command.fingerprint().hex()[:24]
        key = "/".join([command.code(), self._clock.today().isoformat(), subject, *([attempt] if attempt else [])])
        return await self._counter.perform(command, SCHEDULER, key=key)
