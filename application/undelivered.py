"""Working off: what a person does about letters that did not arrive, and what came back of those that did."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from application.mailing import no_longer_due
from domain.errors import Refusal, refuse_first
from domain.kernel import Line, StreamId, Text
from domain.notice import Notice
from domain.notice_terms import Answer, Means, Reply, ReplyKind, Slug


class AnswerBeforeToday(Refusal):
    """連絡または返信の日が、まだ来ていません。"""


class _OfNotices(Command):
    """届かなかった通知、または返信のあった通知に対する操作。"""

    notices: Annotated[tuple[StreamId, ...], Field(min_length=1, max_length=500, description="通知の識別子")]

    @property
    def object_id(self) -> StreamId:
        """Name the first notice for all."""
        return self.notices[0]

    async def each(self, desk: Desk) -> list[Notice]:
        """Load them all, each once."""
        return [await desk.load(Notice, notice_id) for notice_id in dict.fromkeys(self.notices)]


class _OfFailed(_OfNotices):
    """届かなかった通知を処理する。"""

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List that the notice did not fail."""
        return (await desk.load(Notice, object_id)).failed_blockers()


class ResendNotices(_OfFailed):
    """届かなかった通知を改めて送る。"""

    OBJECT = Notice
    recipient: Annotated[
        Slug | None, Field(description="別の連絡先に送るときはその識別子。省略時は同じ連絡先（アドレスを直した場合）")
    ] = None

    async def decide(self, desk: Desk) -> None:
        """Send anew what is still asked for; what has been filed meanwhile is cancelled instead."""
        for notice in await self.each(desk):
            refuse_first(notice.failed_blockers())
            cause = await no_longer_due(desk, notice.occasion)
            if cause is None:
                notice.requeue(self.recipient or notice.recipient, desk.today)
            else:
                notice.supersede(cause)


class MarkNoticesTold(_OfFailed):
    """届かなかった通知の内容を電話等で伝えたことを記録する。"""

    OBJECT = Notice
    means: Means = Means.TELEPHONE
    told_on: Annotated[date | None, Field(description="伝えた日。省略時は今日")] = None
    note: Annotated[Text | None, Field(description="伝えた相手の職名、話した内容")] = None

    async def decide(self, desk: Desk) -> None:
        """Take them off the list, with the day and the means."""
        for notice in await self.each(desk):
            notice.tell(_come(desk, self.told_on), self.means, self.note)


class RecordNoticeAnswer(_OfNotices):
    """通知への返信を記録する。"""

    OBJECT = Notice
    means: Means = Means.MAIL
    received_on: Annotated[date | None, Field(description="受け取った日。省略時は今日")] = None
    note: Annotated[Text | None, Field(description="返信の内容")] = None
    kind: ReplyKind = ReplyKind.PERSONAL
    message_id: Annotated[Line | None, Field(description="返信メールのMessage-ID")] = None

    async def decide(self, desk: Desk) -> None:
        """Keep the answer beside each notice that it answers."""
        answer = Answer(
            kind=self.kind,
            received_on=_come(desk, self.received_on),
            means=self.means,
            message_id=self.message_id,
            note=self.note,
        )
        for notice in await self.each(desk):
            notice.answer(answer)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List that nothing was sent."""
        return (await desk.load(Notice, object_id)).answer_blockers()


class RecordBounce(_OfNotices):
    """送信した通知が届かずに戻ったことを記録する。"""

    OBJECT = Notice
    reply: Reply
    returned_on: date | None = None

    async def decide(self, desk: Desk) -> None:
        """Put them on the list of what did not arrive; what a person has dealt with already stays so."""
        for notice in await self.each(desk):
            if not any(notice.bounce_blockers()):
                notice.bounce(self.reply, _come(desk, self.returned_on))

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List that nothing was sent."""
        return (await desk.load(Notice, object_id)).bounce_blockers()


def _come(desk: Desk, day: date | None) -> date:
    told = day or desk.act.effective_on
    if told > desk.today:
        raise AnswerBeforeToday(day=told, today=desk.today)
    return told
