"""Acts: commands performed in the scheduler's own name, each once, whoever asks for it and however often."""

from application.act import Counter, Outcome
from application.authority import system
from application.command import Command
from application.ports import Clock

SCHEDULER = system("scheduler")


class Acts:
    """処理: the scheduler at the counter. The key of an act is what, on which day, and about what."""

    def __init__(self, counter: Counter, clock: Clock) -> None:
        self._counter = counter
        self._clock = clock

    async def perform(self, command: Command, *, attempt: str = "") -> Outcome:
        """Perform a command; the same one on the same day is answered and not done again.

        ``attempt`` tells apart what may rightly happen twice in a day.
        """
        subject = command.fingerprint().hex()[:24]
        key = "/".join([command.code(), self._clock.today().isoformat(), subject, *([attempt] if attempt else [])])
        return await self._counter.perform(command, SCHEDULER, key=key)
