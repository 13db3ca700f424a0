"""The standing of a notice: what is refused in which of its states. The events are the notice's own."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from domain.errors import Refusal
from domain.kernel import Aggregate
from domain.notice_terms import (
    DONE,
    FAILED,
    NoticeDone,
    NoticeNotClaimed,
    NoticeNotDue,
    NoticeNotFailed,
    NoticeNotSent,
    NoticeState,
)


class NoticeStanding(Aggregate):
    """通知の現況: the guards of a notice, apart from the acts themselves."""

    if TYPE_CHECKING:  # an annotation at run time would make the library turn the class into a dataclass
        state: NoticeState
        due_on: date
        worker: str | None
        message_id: str | None

    def claim_blockers(self, today: date) -> Iterator[Refusal]:
        """Yield what forbids sending: sent or superseded, then a day not yet reached."""
        if self.state in DONE:
            yield NoticeDone(state=self.state)
        if today < self.due_on:
            yield NoticeNotDue(due_on=self.due_on, today=today)

    def record_sent_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids recording a sending: another one recorded before, nobody who claimed it."""
        if self.message_id is not None:
            yield NoticeDone(state=self.state)
        yield from self._unclaimed()

    def _unclaimed(self) -> Iterator[Refusal]:
        if self.worker is None:
            yield NoticeNotClaimed(state=self.state)

    def record_refused_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids recording a failed attempt: done with, or nobody who claimed it."""
        if self.state in DONE:
            yield NoticeDone(state=self.state)
        yield from self._unclaimed()

    def supersede_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids cancelling: the notice has been sent."""
        if self.state is NoticeState.SENT:
            yield NoticeDone(state=self.state)

    def bounce_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids it: nothing was sent, or it is dealt with."""
        if self.state is not NoticeState.SENT:
            yield NoticeNotSent(state=self.state)

    def failed_blockers(self) -> Iterator[Refusal]:
        """Yield that there is nothing to work off: the notice is not one that did not arrive."""
        if self.state not in FAILED:
            yield NoticeNotFailed(state=self.state)

    def answer_blockers(self) -> Iterator[Refusal]:
        """Yield that nothing was sent or told to which one could answer."""
        if self.state not in {NoticeState.SENT, NoticeState.BOUNCED, NoticeState.TOLD}:
            yield NoticeNotSent(state=self.state)
