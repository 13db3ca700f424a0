"""Notices: one mail or letter that an obligation calls for, planned once, sent once, recorded with its Message-ID."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Annotated

from pydantic import Field, StringConstraints

from domain.calendar import Step
from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, LgCode, Line, StreamId, Value, event
from domain.labels import Labelled

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Reply = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9. -]{0,39}$")]  # a code: texts may hold addresses


class NoticeState(Labelled):
    """通知の状態: computed from what has happened."""

    PLANNED = "planned", "予定", "planned"
    CLAIMED = "claimed", "送信中", "being sent"
    SENT = "sent", "送信済み", "sent"
    REFUSED = "refused", "受取拒否", "refused"
    DEFERRED = "deferred", "再送待ち", "deferred"
    DEAD_LETTERED = "dead-lettered", "送信不能", "undeliverable"
    SUPERSEDED = "superseded", "取消し", "superseded"


class Stage(Labelled):
    """督促の段階: which of the notices of one obligation it is."""

    REQUEST = "request", "依頼", "request at opening"
    TWO_WEEKS_BEFORE = "two-weeks-before", "期限2週間前", "fourteen days before"
    THREE_DAYS_BEFORE = "three-days-before", "期限3日前", "three days before the deadline"
    DUE_DAY = "due-day", "期限当日", "on the day"
    OVERDUE = "overdue", "督促", "overdue"
    RETURNED = "returned", "差戻しの連絡", "returned for revision"
    NEWS = "news", "お知らせ", "announcement"


DONE = frozenset({NoticeState.SENT, NoticeState.SUPERSEDED})


class SupersedeCause(Labelled):
    """取消しの理由: why a planned notice is no longer due."""

    OBLIGATION_MET = "obligation-met", "提出済み", "the obligation was met"
    DEADLINE_MOVED = "deadline-moved", "期限の変更", "the deadline moved"
    LATER_STAGE = "later-stage", "次の段階の通知", "a later stage took its place"
    ROUND_CLOSED = "round-closed", "年度点検の終了", "the round was closed"


class Occasion(Value):
    """通知の契機: the unique key of a notice: obligation × stage × recipient; ``turn`` counts weekly repeats."""

    round_id: StreamId
    lg_code: LgCode
    step: Step
    stage: Stage
    recipient: Slug
    turn: Annotated[int, Field(ge=1)] = 1

    @property
    def key(self) -> str:
        """Spell the key; no two occasions share one."""
        words = (self.round_id.replace(":", "."), self.lg_code, self.step, self.stage, self.recipient, str(self.turn))
        return ".".join(words)


def message_id(key: str, domain: str = "shinchoku.example") -> str:
    """Derive the Message-ID from a notice's key, so that a mail sent twice is one mail to its reader."""
    return f"<{sha256(key.encode()).hexdigest()[:32]}@{domain}>"


class NoticeNotDue(Refusal):
    """通知の送信日がまだ来ていません。"""


class NoticeDone(Refusal):
    """この通知はすでに処理が終わっています。"""


class NoticeNotClaimed(Refusal):
    """この通知は送信の担当が決まっていません。"""


class Notice(Aggregate):
    """督促・通知: one notice to one recipient; however often sending is tried, it is recorded as sent once."""

    TOPIC = "notice"

    class Planned(Created):
        """通知を予定した。"""

        TOPIC = "notice.planned"
        occasion: Occasion
        subject: Slug
        due_on: date

    class Claimed(Event):
        """通知の送信に着手した。"""

        TOPIC = "notice.claimed"
        worker: Slug

    class Sent(Event):
        """通知を送信した。"""

        TOPIC = "notice.sent"
        message_id: Line

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

    @staticmethod
    def create_id(occasion: Occasion) -> str:
        """Name the stream by the notice's key."""
        return f"notice:{occasion.key}"

    @event(Planned)
    def __init__(self, occasion: Occasion, subject: str, due_on: date) -> None:
        self.occasion = occasion
        self.subject = subject
        self.due_on = due_on
        self.attempts = 0
        self.worker: str | None = None
        self.message_id: str | None = None
        self.reply: str | None = None
        self.cause: SupersedeCause | None = None
        self.state = NoticeState.PLANNED

    def claim(self, worker: str, today: date) -> None:
        """Take the notice for sending; another worker may take over what a dead one left."""
        if (self.state, self.worker) == (NoticeState.CLAIMED, worker):
            return
        refuse_first(self.claim_blockers(today))
        self._claimed(worker=worker)

    def claim_blockers(self, today: date) -> Iterator[Refusal]:
        """Yield what forbids sending: sent or superseded, then a day not yet reached."""
        if self.state in DONE:
            yield NoticeDone(state=self.state)
        if today < self.due_on:
            yield NoticeNotDue(due_on=self.due_on, today=today)

    @event(Claimed)
    def _claimed(self, worker: str) -> None:
        self.state = NoticeState.CLAIMED
        self.worker = worker
        self.attempts += 1

    def record_sent(self, message_id: str) -> None:
        """Record the one sending; a mail that left while the notice was superseded left all the same."""
        if self.message_id == message_id:
            return
        refuse_first(self.record_sent_blockers())
        self._sent(message_id=message_id)

    def record_sent_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids recording a sending: another one recorded before, nobody who claimed it."""
        if self.message_id is not None:
            yield NoticeDone(state=self.state)
        yield from self._unclaimed()

    def _unclaimed(self) -> Iterator[Refusal]:
        if self.worker is None:
            yield NoticeNotClaimed(state=self.state)

    @event(Sent)
    def _sent(self, message_id: str) -> None:
        self.state = NoticeState.SENT
        self.message_id = message_id

    def record_refused(self, reply: str) -> None:
        """Record that the receiving side refused the mail, by its reply code."""
        if (self.state, self.reply) == (NoticeState.REFUSED, reply):
            return
        refuse_first(self.record_refused_blockers())
        self._refused(reply=reply)

    def record_refused_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids recording a failed attempt: done with, or nobody who claimed it."""
        if self.state in DONE:
            yield NoticeDone(state=self.state)
        yield from self._unclaimed()

    @event(Refused)
    def _refused(self, reply: str) -> None:
        self.state = NoticeState.REFUSED
        self.reply = reply

    def defer(self, reply: str, until: date) -> None:
        """Put the sending off to a later day, as the receiving side asked."""
        if (self.state, self.reply, self.due_on) == (NoticeState.DEFERRED, reply, until):
            return
        refuse_first(self.defer_blockers())
        self._deferred(reply=reply, until=until)

    def defer_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids deferring: the same as for any failed attempt."""
        yield from self.record_refused_blockers()

    @event(Deferred)
    def _deferred(self, reply: str, until: date) -> None:
        self.state = NoticeState.DEFERRED
        self.reply = reply
        self.due_on = until

    def dead_letter(self, reply: str) -> None:
        """Give up trying; a person works the list off from here and may have it claimed again."""
        if (self.state, self.reply) == (NoticeState.DEAD_LETTERED, reply):
            return
        refuse_first(self.dead_letter_blockers())
        self._dead_lettered(reply=reply)

    def dead_letter_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids giving up: the same as for any failed attempt."""
        yield from self.record_refused_blockers()

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

    def supersede_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids cancelling: the notice has been sent."""
        if self.state is NoticeState.SENT:
            yield NoticeDone(state=self.state)

    @event(Superseded)
    def _superseded(self, cause: SupersedeCause) -> None:
        self.state = NoticeState.SUPERSEDED
        self.cause = cause
