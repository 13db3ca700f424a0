"""Notices: one mail or letter that an obligation calls for, planned once, sent once, recorded with its Message-ID."""

from datetime import date
from typing import Any, ClassVar

from domain.errors import refuse_first
from domain.kernel import Created, Event, Line, Text, event
from domain.notice_standing import NoticeStanding
from domain.notice_terms import (
    Answer,
    Means,
    NoticeState,
    Occasion,
    Reply,
    Slug,
    SupersedeCause,
    about_nothing_else,
    without_text,
)


class Notice(NoticeStanding):
    """督促・通知: one notice to one recipient; however often sending is tried, it is recorded as sent once."""

    TOPIC = "notice"

    class Planned(Created):
        """通知を予定した。"""

        TOPIC = "notice.planned"
        class_version = 2
        occasion: Occasion
        subject: Slug
        due_on: date
        upcast_v1_v2: ClassVar[Any] = staticmethod(about_nothing_else)

    class Claimed(Event):
        """通知の送信に着手した。"""

        TOPIC = "notice.claimed"
        worker: Slug

    class Sent(Event):
        """通知を送信した。"""

        TOPIC = "notice.sent"
        class_version = 2
        message_id: Line
        text: Slug | None
        text_version: int | None
        upcast_v1_v2: ClassVar[Any] = staticmethod(without_text)

    class Refused(Event):
        """通知の受取りが拒否された。"""

        TOPIC = "notice.refused"
        reply: Reply

    class Deferred(Event):
        """通知の送信を延期した。"""

        TOPIC = "notice.deferred"
        reply: Reply
        until: date

    class DeadLettered(Event):
        """通知を送信不能とした。"""

        TOPIC = "notice.dead-lettered"
        reply: Reply

    class Superseded(Event):
        """通知を取り消した。"""

        TOPIC = "notice.superseded"
        cause: SupersedeCause

    class Bounced(Event):
        """送信した通知が届かずに戻った。"""

        TOPIC = "notice.bounced"
        reply: Reply
        returned_on: date

    class Requeued(Event):
        """届かなかった通知を改めて送ることとした。"""

        TOPIC = "notice.requeued"
        recipient: Slug
        due_on: date

    class Told(Event):
        """通知の内容を電話等で伝えた。"""

        TOPIC = "notice.told"
        told_on: date
        means: Means
        note: Text | None

    class Answered(Event):
        """通知への返信を記録した。"""

        TOPIC = "notice.answered"
        answer: Answer

    @staticmethod
    def create_id(occasion: Occasion) -> str:
        """Name the stream by the notice's key."""
        return f"notice:{occasion.key}"

    @event(Planned)
    def __init__(self, occasion: Occasion, subject: str, due_on: date) -> None:
        self.occasion = occasion
        self.recipient = occasion.recipient
        self.subject = subject
        self.due_on = due_on
        self.attempts = 0
        self.requeues = 0
        self.worker: str | None = None
        self.message_id: str | None = None
        self.reply: str | None = None
        self.cause: SupersedeCause | None = None
        self.answers: tuple[Answer, ...] = ()
        self.state = NoticeState.PLANNED

    def claim(self, worker: str, today: date) -> None:
        """Take the notice for sending; another worker may take over what a dead one left."""
        if (self.state, self.worker) == (NoticeState.CLAIMED, worker):
            return
        refuse_first(self.claim_blockers(today))
        self._claimed(worker=worker)

    @event(Claimed)
    def _claimed(self, worker: str) -> None:
        self.state = NoticeState.CLAIMED
        self.worker = worker
        self.attempts += 1

    def record_sent(self, message_id: str, text: str | None = None, text_version: int | None = None) -> None:
        """Record the one sending; a mail that left while the notice was superseded left all the same."""
        if self.message_id == message_id:
            return
        refuse_first(self.record_sent_blockers())
        self._sent(message_id=message_id, text=text, text_version=text_version)

    @event(Sent)
    def _sent(self, message_id: str, text: str | None, text_version: int | None) -> None:
        del text, text_version  # stay in the record
        self.state = NoticeState.SENT
        self.message_id = message_id

    def record_refused(self, reply: str) -> None:
        """Record that the receiving side refused the mail, by its reply code."""
        if (self.state, self.reply) == (NoticeState.REFUSED, reply):
            return
        refuse_first(self.record_refused_blockers())
        self._refused(reply=reply)

    @event(Refused)
    def _refused(self, reply: str) -> None:
        self.state = NoticeState.REFUSED
        self.reply = reply

    def defer(self, reply: str, until: date) -> None:
        """Put the sending off to a later day, as the receiving side asked."""
        if (self.state, self.reply, self.due_on) == (NoticeState.DEFERRED, reply, until):
            return
        refuse_first(self.record_refused_blockers())
        self._deferred(reply=reply, until=until)

    @event(Deferred)
    def _deferred(self, reply: str, until: date) -> None:
        self.state = NoticeState.DEFERRED
        self.reply = reply
        self.due_on = until

    def dead_letter(self, reply: str) -> None:
        """Give up trying; a person works the list off from here and may have it claimed again."""
        if (self.state, self.reply) == (NoticeState.DEAD_LETTERED, reply):
            return
        refuse_first(self.record_refused_blockers())
        self._dead_lettered(reply=reply)

    @event(DeadLettered)
    def _dead_lettered(self, reply: str) -> None:
        self.state = NoticeState.DEAD_LETTERED
        self.reply = reply

    def supersede(self, cause: SupersedeCause) -> None:
        """Cancel what is no longer due; a notice is superseded once."""
        if self.state is NoticeState.SUPERSEDED:
            return
        refuse_first(self.supersede_blockers())
        self._superseded(cause=cause)

    @event(Superseded)
    def _superseded(self, cause: SupersedeCause) -> None:
        self.state = NoticeState.SUPERSEDED
        self.cause = cause

    def bounce(self, reply: str, returned_on: date) -> None:
        """Record that a mail which was handed over came back; a person works it off."""
        if (self.state, self.reply) == (NoticeState.BOUNCED, reply):
            return
        refuse_first(self.bounce_blockers())
        self._bounced(reply=reply, returned_on=returned_on)

    @event(Bounced)
    def _bounced(self, reply: str, returned_on: date) -> None:
        del returned_on  # stays in the record
        self.state = NoticeState.BOUNCED
        self.reply = reply

    def requeue(self, recipient: str, due_on: date) -> None:
        """Send what did not arrive anew, to the same contact once its address is mended, or to another one."""
        if (self.state, self.recipient, self.due_on) == (NoticeState.PLANNED, recipient, due_on):
            return
        refuse_first(self.failed_blockers())
        self._requeued(recipient=recipient, due_on=due_on)

    @event(Requeued)
    def _requeued(self, recipient: str, due_on: date) -> None:
        self.state = NoticeState.PLANNED
        self.requeues += 1
        self.recipient = recipient
        self.due_on = due_on
        self.worker = None
        self.message_id = None
        self.attempts = 0

    def tell(self, told_on: date, means: Means, note: str | None = None) -> None:
        """Record that what did not arrive was told in another way."""
        if self.state is NoticeState.TOLD:
            return
        refuse_first(self.failed_blockers())
        self._told(told_on=told_on, means=means, note=note)

    @event(Told)
    def _told(self, told_on: date, means: Means, note: str | None) -> None:
        del told_on, means, note  # stay in the record
        self.state = NoticeState.TOLD

    def answer(self, answer: Answer) -> None:
        """Record an answer to what was sent; the same one is nothing new."""
        if answer in self.answers:
            return
        refuse_first(self.answer_blockers())
        self._answered(answer=answer)

    @event(Answered)
    def _answered(self, answer: Answer) -> None:
        self.answers += (answer,)
