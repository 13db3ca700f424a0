"""The notices: what is to be sent, what went out and to whom, what failed and why."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from domain.kernel import LgCode, Line
from domain.notice import Notice
from domain.notice_terms import (
    DONE,
    FAILED,
    Answer,
    Means,
    NoticeState,
    Occasion,
    Reply,
    Slug,
    SupersedeCause,
)
from projections.view import ObjectRow, ObjectView, Place, on, opens


class NoticeRow(ObjectRow):
    """通知の行: one notice and where it stands."""

    fiscal_year: int | None
    lg_code: LgCode
    occasion: Occasion
    subject: Slug
    due_on: date
    state: NoticeState = NoticeState.PLANNED
    attempts: int = 0
    worker: Slug | None = None
    message_id: Line | None = None
    reply: Reply | None = None
    cause: SupersedeCause | None = None
    recipient: Slug
    text: Slug | None = None
    text_version: int | None = None
    answers: tuple[Answer, ...] = ()
    told_on: date | None = None
    told_by: Means | None = None

    def listed_by(self) -> Place:
        """List notices by their round and municipality."""
        return Place(self.fiscal_year, self.lg_code)


class Notices(ObjectView[NoticeRow]):
    """通知一覧: what goes out to whom, and what became of it?"""

    name = "notices"
    version = 2
    row = NoticeRow

    @opens(Notice.Planned)
    def _planned(self, told: Notice.Planned, key: str) -> NoticeRow:
        last = told.occasion.round_id.rpartition(":")[2]
        return NoticeRow(
            object_id=key,
            fiscal_year=int(last) if last.isdecimal() else None,
            lg_code=told.occasion.lg_code,
            occasion=told.occasion,
            subject=told.subject,
            due_on=told.due_on,
            recipient=told.occasion.recipient,
        )

    @on(Notice.Claimed)
    def _claimed(self, row: NoticeRow, told: Notice.Claimed) -> NoticeRow:
        return _now(row, NoticeState.CLAIMED, worker=told.worker, attempts=row.attempts + 1)

    @on(Notice.Sent)
    def _sent(self, row: NoticeRow, told: Notice.Sent) -> NoticeRow:
        facts = {"message_id": told.message_id, "text": told.text, "text_version": told.text_version}
        return _now(row, NoticeState.SENT, **facts)

    @on(Notice.Refused)
    def _refused(self, row: NoticeRow, told: Notice.Refused) -> NoticeRow:
        return _now(row, NoticeState.REFUSED, reply=told.reply)

    @on(Notice.Deferred)
    def _deferred(self, row: NoticeRow, told: Notice.Deferred) -> NoticeRow:
        return _now(row, NoticeState.DEFERRED, reply=told.reply, due_on=told.until)

    @on(Notice.DeadLettered)
    def _dead_lettered(self, row: NoticeRow, told: Notice.DeadLettered) -> NoticeRow:
        return _now(row, NoticeState.DEAD_LETTERED, reply=told.reply)

    @on(Notice.Superseded)
    def _superseded(self, row: NoticeRow, told: Notice.Superseded) -> NoticeRow:
        return _now(row, NoticeState.SUPERSEDED, cause=told.cause)

    @on(Notice.Bounced)
    def _bounced(self, row: NoticeRow, told: Notice.Bounced) -> NoticeRow:
        return _now(row, NoticeState.BOUNCED, reply=told.reply)

    @on(Notice.Requeued)
    def _requeued(self, row: NoticeRow, told: Notice.Requeued) -> NoticeRow:
        again = {"recipient": told.recipient, "due_on": told.due_on, "worker": None, "message_id": None, "attempts": 0}
        return _now(row, NoticeState.PLANNED, **again)

    @on(Notice.Told)
    def _told(self, row: NoticeRow, told: Notice.Told) -> NoticeRow:
        return _now(row, NoticeState.TOLD, told_on=told.told_on, told_by=told.means)

    @on(Notice.Answered)
    def _answered(self, row: NoticeRow, told: Notice.Answered) -> NoticeRow:
        return row.model_copy(update={"answers": (*row.answers, told.answer)})


def _now(row: NoticeRow, state: NoticeState, **facts: Any) -> NoticeRow:
    return row.model_copy(update={"state": state, **facts})


def due(notices: Iterable[NoticeRow], today: date) -> tuple[NoticeRow, ...]:
    """Tell what is to be sent by a day and is not done with, the longest due first."""
    waiting = (row for row in notices if row.state not in DONE and row.due_on <= today)
    return tuple(sorted(waiting, key=lambda row: (row.due_on, row.object_id)))


def failed(notices: Iterable[NoticeRow]) -> tuple[NoticeRow, ...]:
    """Tell what could not be sent and waits for a person."""
    return tuple(row for row in notices if row.state in FAILED)
