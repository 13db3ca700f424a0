"""Intake: what came back to our letters: bounces go onto the list, answers beside what they answer."""

import asyncio
from collections.abc import Sequence

from application.incoming import Inbox, Incoming, IncomingKind
from application.ports import Clock
from application.undelivered import RecordBounce, RecordNoticeAnswer
from domain.notice import Notice
from domain.notice_terms import Means, NoticeState, ReplyKind
from scheduler.acts import Acts
from scheduler.standing import Standing

ANSWERABLE = frozenset({NoticeState.SENT, NoticeState.BOUNCED, NoticeState.TOLD})


class Intake:
    """受信係: reads the mailbox. A mail that is read twice records nothing twice."""

    def __init__(self, acts: Acts, standing: Standing, inbox: Inbox, clock: Clock) -> None:
        self._acts = acts
        self._standing = standing
        self._inbox = inbox
        self._clock = clock

    async def run(self) -> int:
        """Deal with what has come, and tell how many of our letters it was about."""
        await self._standing.refresh()
        waiting = await asyncio.to_thread(lambda: list(self._inbox.waiting(self._clock.today())))
        about = 0
        for incoming in waiting:
            notices = self._about(incoming)
            if notices:
                await self._record(incoming, notices)
            about += len(notices)
            await asyncio.to_thread(self._inbox.settle, incoming, known=bool(notices))
        return about

    def _about(self, incoming: Incoming) -> Sequence[Notice]:
        return [each for each in self._standing.every(Notice) if each.message_id in incoming.refers_to]

    async def _record(self, incoming: Incoming, notices: Sequence[Notice]) -> None:
        if incoming.kind is IncomingKind.PROGRESS:
            return  # the letter is on its way still; a failure would come as one
        if incoming.kind is IncomingKind.BOUNCE:
            ids = tuple(each.id for each in notices if each.state is NoticeState.SENT)
            if ids:
                told = {"notices": ids, "reply": incoming.reply, "returned_on": incoming.received_on}
                await self._acts.perform(RecordBounce.model_validate(told), attempt=incoming.name[:40])
            return
        ids = tuple(each.id for each in notices if each.state in ANSWERABLE)
        if ids:
            answer = RecordNoticeAnswer(
                notices=ids,
                kind=ReplyKind.AUTOMATIC if incoming.kind is IncomingKind.AUTOMATIC else ReplyKind.PERSONAL,
                means=Means.MAIL,
                received_on=incoming.received_on,
                message_id=incoming.message_id,
            )
            await self._acts.perform(answer, attempt=incoming.name[:40])
