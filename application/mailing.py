"""Mailing: notices planned for what is owed, claimed, sent and recorded, all that go out in one letter in one step.

Each command rests on the exact versions that its asker saw. So of two workers that want the same notice only one gets
it, and whatever an office has filed in the meantime counts.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from application.rounds import kind_of
from domain.announcement import Announcement
from domain.calendar import Step
from domain.errors import Refusal, refuse_first
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Value
from domain.notice import Notice
from domain.notice_terms import Occasion, Reply, Slug, Stage, SupersedeCause
from domain.obligations import FiledFact, Obligation, ObligationState, obligation
from domain.review_round import ReviewRound
from domain.submission import Submission

SETTLED = frozenset({ObligationState.NOT_DUE, ObligationState.SUBMITTED, ObligationState.ACCEPTED})


class NoticeMoved(Refusal):
    """この通知は他の処理が先に更新しました。"""


class Due(Value):
    """通知すべきもの: one stage that has come for one step of an office."""

    step: Step
    stage: Stage
    turn: Annotated[int, Field(ge=1)]
    on: Annotated[date, Field(description="通知の日")]


class Seen(Value):
    """見た版: a notice, at the version at which it was seen."""

    notice_id: StreamId
    version: Annotated[int, Field(ge=1)]


class Void(Seen):
    """不要となった通知: a notice that is no longer due, and why."""

    cause: SupersedeCause


class PlanNotices(Command):
    """一つの市町村への通知をまとめて予定する。"""

    OBJECT = Notice
    fiscal_year: FiscalYear
    lg_code: LgCode
    recipient: Slug
    subject: Slug
    due: Annotated[tuple[Due, ...], Field(min_length=1)]

    @property
    def object_id(self) -> StreamId:
        """Name the first notice for all."""
        return Notice.create_id(self._occasion(self.due[0]))

    async def decide(self, desk: Desk) -> None:
        """Plan what is still owed; what was planned before stays as it is."""
        review_round = await desk.load(ReviewRound, ReviewRound.create_id(self.fiscal_year))
        for due in self.due:
            occasion = self._occasion(due)
            owed = review_round.is_open and await still_owed(desk, review_round, self.lg_code, due.step)
            if owed and await desk.find(Notice, Notice.create_id(occasion)) is None:
                desk.add(Notice(occasion=occasion, subject=self.subject, due_on=due.on))

    def _occasion(self, due: Due) -> Occasion:
        return Occasion(
            round_id=ReviewRound.create_id(self.fiscal_year),
            lg_code=self.lg_code,
            step=due.step,
            stage=due.stage,
            recipient=self.recipient,
            turn=due.turn,
        )


class Reached(Value):
    """通知先: the contact by which a municipality is reached."""

    lg_code: LgCode
    recipient: Slug


class PlanAnnouncement(Command):
    """お知らせの通知を予定する。"""

    OBJECT = Announcement
    announcement_id: StreamId
    recipients: Annotated[tuple[Reached, ...], Field(min_length=1)]

    @property
    def object_id(self) -> StreamId:
        """Name the announcement."""
        return self.announcement_id

    async def decide(self, desk: Desk) -> None:
        """Plan one notice for each; whoever has one keeps it."""
        announcement = await desk.load(Announcement, self.announcement_id)
        refuse_first(announcement.withdraw_blockers())
        for each in self.recipients:
            notice = announcing(announcement, each.lg_code, each.recipient, desk.today)
            if await desk.find(Notice, notice.id) is None:
                desk.add(notice)


class ClaimLetter(Command):
    """一通の送信に着手する。"""

    OBJECT = Notice
    notices: Annotated[tuple[Seen, ...], Field(min_length=1)]
    worker: Slug

    @property
    def object_id(self) -> StreamId:
        """Name the first notice for all."""
        return self.notices[0].notice_id

    async def decide(self, desk: Desk) -> None:
        """Claim what is still owed and supersede the rest, in one step."""
        for seen in self.notices:
            notice = await _as_seen(desk, seen)
            cause = await no_longer_due(desk, notice.occasion)
            if cause is None:
                notice.claim(self.worker, desk.today)
            else:
                notice.supersede(cause)


class SupersedeNotices(Command):
    """不要となった通知をまとめて取り消す。"""

    OBJECT = Notice
    notices: Annotated[tuple[Void, ...], Field(min_length=1)]

    @property
    def object_id(self) -> StreamId:
        """Name the first notice for all."""
        return self.notices[0].notice_id

    async def decide(self, desk: Desk) -> None:
        """Supersede each, as it was seen."""
        for void in self.notices:
            (await _as_seen(desk, void)).supersede(void.cause)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids cancelling."""
        return (await desk.load(Notice, object_id)).supersede_blockers()


class _OfLetter(Command):
    """一通に含まれる通知を扱う。"""

    notices: Annotated[tuple[StreamId, ...], Field(min_length=1, description="同じ一通に含まれる通知")]

    @property
    def object_id(self) -> StreamId:
        """Name the first notice for all."""
        return self.notices[0]


class RecordLetterSent(_OfLetter):
    """一通の送信を記録する。"""

    OBJECT = Notice
    message_id: Line
    text: Annotated[Slug | None, Field(description="文面の名")] = None
    text_version: Annotated[int | None, Field(ge=0, description="文面の版。0は製品の文面")] = None

    async def decide(self, desk: Desk) -> None:
        """Record the one sending for each notice in the letter, with the text that it was made from."""
        for notice_id in self.notices:
            (await desk.load(Notice, notice_id)).record_sent(self.message_id, self.text, self.text_version)


class DeferLetter(_OfLetter):
    """一通の送信を延期する。"""

    OBJECT = Notice
    reply: Reply
    until: date

    async def decide(self, desk: Desk) -> None:
        """Put each notice in the letter off."""
        for notice_id in self.notices:
            (await desk.load(Notice, notice_id)).defer(self.reply, self.until)


class RecordLetterRefused(_OfLetter):
    """一通が受け取られなかったことを記録する。"""

    OBJECT = Notice
    reply: Reply

    async def decide(self, desk: Desk) -> None:
        """Record the refusal for each notice in the letter; a person works the list off."""
        for notice_id in self.notices:
            (await desk.load(Notice, notice_id)).record_refused(self.reply)


class DeadLetter(_OfLetter):
    """一通を送信不能とする。"""

    OBJECT = Notice
    reply: Reply

    async def decide(self, desk: Desk) -> None:
        """Give up on each notice in the letter; a person works the list off."""
        for notice_id in self.notices:
            (await desk.load(Notice, notice_id)).dead_letter(self.reply)


def announcing(made: Announcement, lg_code: str, recipient: str, today: date) -> Notice:
    """Make the notice by which an office is told of an announcement."""
    stage = Stage.NUDGE if made.steps else Stage.NEWS
    of = {"round_id": made.round_id, "lg_code": lg_code, "stage": stage, "recipient": recipient, "about": made.id}
    return Notice(occasion=Occasion.model_validate(of), subject=stage.value, due_on=today)


async def still_owed(desk: Desk, review_round: ReviewRound, lg_code: str, step: Step) -> bool:
    """Tell whether an office still owes its act of a step on this day."""
    kind = kind_of(step)
    filed = await desk.find(kind, kind.create_id(lg_code, review_round.fiscal_year)) if kind else None
    return owed_on(review_round, lg_code, step, filed, desk.today).state not in SETTLED


def owed_on(review_round: ReviewRound, lg_code: str, step: Step, filed: Submission | None, today: date) -> Obligation:
    """Deduce one obligation from a submission, or from the lack of one."""
    fact = None if filed is None else FiledFact(state=filed.state, late=filed.late)
    return obligation(review_round.timetable, lg_code, step, fact, today)


async def no_longer_due(desk: Desk, occasion: Occasion) -> SupersedeCause | None:
    """Say why a notice has become needless, or ``None``."""
    if occasion.about is not None:
        announcement = await desk.load(Announcement, occasion.about)
        if announcement.withdrawn_on is not None:
            return SupersedeCause.WITHDRAWN
        if not announcement.steps:
            return None
        steps = announcement.steps
    else:
        steps = () if occasion.step is None else (occasion.step,)
    review_round = await desk.load(ReviewRound, occasion.round_id)
    if not review_round.is_open:
        return SupersedeCause.ROUND_CLOSED
    owed = [await still_owed(desk, review_round, occasion.lg_code, step) for step in steps]
    return None if any(owed) else SupersedeCause.OBLIGATION_MET


async def _as_seen(desk: Desk, seen: Seen) -> Notice:
    notice = await desk.load(Notice, seen.notice_id)
    if notice.version != seen.version:
        raise NoticeMoved(notice_id=seen.notice_id, seen=seen.version, version=notice.version)
    return notice
