"""Commands of the secretariat's own letters: announcements, nudges, and the pauses in which nobody is written to."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from application.attachments import GivenFile, keep
from application.command import Command
from application.desk import Desk
from application.joint import NOT_DRAWN, draw
from application.mailing import still_owed
from application.organisation import require_member
from domain.announcement import Announcement, NobodyToWriteTo
from domain.attachment import attachment_faults
from domain.calendar import Step
from domain.errors import Refusal, refuse_first
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Text
from domain.mail_pause import MailPause, PauseGround
from domain.region import Region
from domain.review_round import ReviewRound

PAUSES = "mail-pause"


class _ToOffices(Command):
    """担当部局に宛てた通知。"""

    fiscal_year: FiscalYear
    lg_codes: Annotated[tuple[LgCode, ...], Field(max_length=2000, description="宛先の市町村")] = ()
    body: Annotated[Text, Field(description="本文")]
    attachments: Annotated[
        tuple[GivenFile, ...], Field(max_length=10, description="添付ファイル。合わせて2MB以下")
    ] = ()

    @property
    def object_id(self) -> StreamId:
        """Name the announcement; its number is not drawn yet."""
        return Announcement.create_id(self.fiscal_year, NOT_DRAWN)

    async def make(self, desk: Desk, subject: str, lg_codes: Sequence[str], steps: Sequence[Step] = ()) -> None:
        """Draw the number and make it; the scheduler sends it, to each once."""
        if not lg_codes:
            raise NobodyToWriteTo
        attachments = tuple([await keep(desk, each) for each in self.attachments])
        refuse_first(attachment_faults(attachments))
        number = await draw(desk, f"announcement-{self.fiscal_year}", subject)
        desk.add(
            Announcement(
                fiscal_year=self.fiscal_year,
                number=number,
                lg_codes=tuple(lg_codes),
                steps=tuple(steps),
                subject=subject,
                body=self.body,
                made_on=desk.act.effective_on,
                by=desk.actor,
                attachments=attachments,
            )
        )


class MakeAnnouncement(_ToOffices):
    """担当部局へのお知らせを発出する。"""

    OBJECT = Announcement
    subject: Annotated[Line, Field(description="件名")]

    async def decide(self, desk: Desk) -> None:
        """Write to those named, who must be members of the year's round, or to all of them."""
        review_round = await desk.load(ReviewRound, ReviewRound.create_id(self.fiscal_year))
        refuse_first(review_round.timetable.member_blockers(self.lg_codes))
        await self.make(desk, self.subject, tuple(sorted(set(self.lg_codes or review_round.members))))


class NudgeOffices(_ToOffices):
    """提出をまだ確認できていない担当部局に、個別にお願いする。"""

    OBJECT = Announcement
    steps: Annotated[tuple[Step, ...], Field(min_length=1, description="提出をお願いする工程")]
    subject: Annotated[Line, Field(description="件名の趣旨")] = "提出のお願い"

    async def decide(self, desk: Desk) -> None:
        """Write to those of the named, or of all, who owe any of the steps."""
        review_round = await desk.load(ReviewRound, ReviewRound.create_id(self.fiscal_year))
        refuse_first([*review_round.closing.change_blockers(), *review_round.timetable.member_blockers(self.lg_codes)])
        steps = tuple(dict.fromkeys(self.steps))
        owing = [
            code
            for code in sorted(set(self.lg_codes or review_round.members))
            if any([await still_owed(desk, review_round, code, step) for step in steps])
        ]
        await self.make(desk, self.subject, owing, steps)


class WithdrawAnnouncement(Command):
    """お知らせを取り下げる。"""

    OBJECT = Announcement
    announcement_id: StreamId
    reason: Annotated[Text, Field(description="取下げの理由")]

    @property
    def object_id(self) -> StreamId:
        """Name the announcement."""
        return self.announcement_id

    async def decide(self, desk: Desk) -> None:
        """Ask the announcement."""
        (await desk.load(Announcement, self.announcement_id)).withdraw(self.reason, desk.today)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List that it was withdrawn."""
        return (await desk.load(Announcement, object_id)).withdraw_blockers()


class PauseMail(Command):
    """督促・通知の送信を休止する。"""

    OBJECT = MailPause
    region_id: StreamId
    lg_codes: Annotated[tuple[LgCode, ...], Field(max_length=2000, description="対象の市町村。空のときはすべて")] = ()
    from_on: Annotated[date, Field(description="休止の初日")]
    until_on: Annotated[date | None, Field(description="休止の末日。省略時は解除まで")] = None
    ground: PauseGround
    authority: Annotated[Line, Field(description="休止を決めた権限")]
    reason: Annotated[Text, Field(description="休止の理由")]

    @property
    def object_id(self) -> StreamId:
        """Name the pause; its number is not drawn yet."""
        return MailPause.create_id(NOT_DRAWN)

    async def decide(self, desk: Desk) -> None:
        """Pause for the named municipalities of the region, or for all."""
        await desk.load(Region, self.region_id)
        refuse_first(MailPause.day_faults(self.from_on, self.until_on))
        for lg_code in self.lg_codes:
            await require_member(desk, lg_code)
        number = await draw(desk, PAUSES, f"{self.ground.japanese} {self.from_on}")
        stated = self.model_dump(include={"region_id", "from_on", "until_on", "authority", "reason"})
        desk.add(MailPause(number=number, lg_codes=tuple(sorted(set(self.lg_codes))), ground=self.ground, **stated))


class LiftMailPause(Command):
    """督促・通知の送信の休止を解除する。"""

    OBJECT = MailPause
    pause_id: StreamId

    @property
    def object_id(self) -> StreamId:
        """Name the pause."""
        return self.pause_id

    async def decide(self, desk: Desk) -> None:
        """Ask the pause."""
        (await desk.load(MailPause, self.pause_id)).lift(desk.today)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List that it was lifted."""
        return (await desk.load(MailPause, object_id)).lift_blockers()
