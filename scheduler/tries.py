"""Tries: what the record tells of the attempts to send a notice, and when a letter is given up.

A letter whose fate is in doubt (its worker died, or the line broke) may lie in its reader's box already: it is brought
to its end as it was, under its first Message-ID. One that the receiving side put off in words has certainly not come,
so what it holds may go out in the letter of a later day.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from application.letter import NO_REPLY, NOT_REACHED
from domain.notice import Notice
from domain.record import Recorded

PATIENCE = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
MOST_DOUBTS = 12  # each may have reached the reader: nobody is to find the same letter in the box day after day
GIVE_UP_AFTER = timedelta(days=5)  # RFC 5321, 4.5.4.1: at least four to five days


@dataclass(frozen=True, slots=True)
class Tries:
    """送信の試み: of a notice, since it was planned or last sent anew.

    ``first_on`` names the letter that it belongs to, if there is one; ``put_off_since`` is the first day on which the
    receiving side asked for patience; ``doubts`` counts the attempts of which nobody knows how they ended.
    """

    first_on: date | None = None
    put_off_since: date | None = None
    doubts: int = 0
    claimed: bool = field(default=False, repr=False)

    def after(self, record: Recorded) -> "Tries":
        """Give the tries with one more event of the notice told."""
        day = record.act.effective_on
        match record.event:
            case Notice.Claimed():
                return replace(
                    self, first_on=self.first_on or day, doubts=self.doubts + int(self.claimed), claimed=True
                )
            case Notice.Deferred(reply=reply):
                return self._put_off(reply, day)
            case Notice.Requeued():
                return Tries()
        return replace(self, claimed=False)

    def is_spent(self, reply: str, today: date) -> bool:
        """Tell whether one more such answer is the last; that our own relay is away or wants us not never is.

        A permanent answer that puts off is one about our own set-up: greeting, login, sender.
        """
        if self._is_ours(reply):
            return False
        if reply == NO_REPLY:
            return self.doubts + 1 >= MOST_DOUBTS
        return today - (self.put_off_since or today) >= GIVE_UP_AFTER

    @staticmethod
    def _is_ours(reply: str) -> bool:
        return reply == NOT_REACHED or reply.startswith("5")

    def _put_off(self, reply: str, day: date) -> "Tries":
        if reply == NO_REPLY:
            return replace(self, doubts=self.doubts + 1, claimed=False)
        certain = self.doubts == 0
        since = self.put_off_since if self._is_ours(reply) else self.put_off_since or day
        return replace(self, first_on=None if certain else self.first_on, put_off_since=since, claimed=False)
