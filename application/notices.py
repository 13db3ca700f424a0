"""Notices: what was planned, taken up, sent or given up, recorded once each, mostly by the system itself."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from domain.errors import Refusal
from domain.kernel import Line, StreamId
from domain.notice import Notice, Occasion, Reply, Slug, SupersedeCause


class PlanNotice(Command):
    """通知を予定する。"""

    OBJECT = Notice
    occasion: Annotated[Occasion, Field(description="通知の契機")]
    subject: Annotated[Slug, Field(description="件名の符号")]
    due_on: date

    @property
    def object_id(self) -> StreamId:
        """Name the notice by its unique key."""
        return Notice.create_id(self.occasion)

    async def decide(self, desk: Desk) -> None:
        """Plan the notice once; a second plan with the same key is nothing new."""
        if await desk.find(Notice, self.object_id) is None:
            desk.add(Notice(occasion=self.occasion, subject=self.subject, due_on=self.due_on))


class _OfNotice(Command):
    notice_id: StreamId

    @property
    def object_id(self) -> StreamId:
        """Name the notice."""
        return self.notice_id


class ClaimNotice(_OfNotice):
    """通知の送信に着手する。"""

    OBJECT = Notice
    worker: Slug

    async def decide(self, desk: Desk) -> None:
        """Take the notice for sending."""
        (await desk.load(Notice, self.notice_id)).claim(self.worker, desk.today)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids sending."""
        return list((await desk.load(Notice, object_id)).claim_blockers(desk.today))


class RecordNoticeSent(_OfNotice):
    """通知の送信を記録する。"""

    OBJECT = Notice
    message_id: Line

    async def decide(self, desk: Desk) -> None:
        """Record the one sending."""
        (await desk.load(Notice, self.notice_id)).record_sent(self.message_id)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids recording a sending."""
        return list((await desk.load(Notice, object_id)).record_sent_blockers())


class RecordNoticeRefused(_OfNotice):
    """通知の受取拒否を記録する。"""

    OBJECT = Notice
    reply: Reply

    async def decide(self, desk: Desk) -> None:
        """Record the refusal by its reply code."""
        (await desk.load(Notice, self.notice_id)).record_refused(self.reply)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids recording a refusal."""
        return list((await desk.load(Notice, object_id)).record_refused_blockers())


class DeferNotice(_OfNotice):
    """通知の送信を延期する。"""

    OBJECT = Notice
    reply: Reply
    until: date

    async def decide(self, desk: Desk) -> None:
        """Put the sending off."""
        (await desk.load(Notice, self.notice_id)).defer(self.reply, self.until)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids deferring."""
        return list((await desk.load(Notice, object_id)).defer_blockers())


class DeadLetterNotice(_OfNotice):
    """通知を送信不能とする。"""

    OBJECT = Notice
    reply: Reply

    async def decide(self, desk: Desk) -> None:
        """Give up trying."""
        (await desk.load(Notice, self.notice_id)).dead_letter(self.reply)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids giving up."""
        return list((await desk.load(Notice, object_id)).dead_letter_blockers())


class SupersedeNotice(_OfNotice):
    """通知を取り消す。"""

    OBJECT = Notice
    cause: SupersedeCause

    async def decide(self, desk: Desk) -> None:
        """Cancel what is no longer due."""
        (await desk.load(Notice, self.notice_id)).supersede(self.cause)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids cancelling."""
        return list((await desk.load(Notice, object_id)).supersede_blockers())
