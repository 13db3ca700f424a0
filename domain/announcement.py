"""Announcements: what the secretariat writes to offices of its own accord, to all of them or to those named.

One that names steps is a nudge: it lists how they stand in the moment of sending, and whoever has filed them all by
then is not written to any more.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field

from domain.attachment import Attachment
from domain.calendar import Step
from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, FiscalYear, LgCode, Line, PersonId, StreamId, Text, event
from domain.labels import Labelled


class AnnouncementState(Labelled):
    """お知らせの状態: whether it is still sent to whom it has not reached."""

    MADE = "made", "発出", "made"
    WITHDRAWN = "withdrawn", "取下げ", "withdrawn"


class AnnouncementWithdrawn(Refusal):
    """このお知らせは取り下げられています。"""


class NobodyToWriteTo(Refusal):
    """通知先の市町村がありません。"""


class Announcement(Aggregate):
    """お知らせ: one text to several offices; each gets it in a letter of its own, once."""

    TOPIC = "announcement"

    class Made(Created):
        """事務局が担当部局へのお知らせを発出した。"""

        TOPIC = "announcement.made"
        fiscal_year: FiscalYear
        number: Annotated[int, Field(ge=1)]
        lg_codes: tuple[LgCode, ...]
        steps: tuple[Step, ...]
        subject: Line
        body: Text
        made_on: date
        by: PersonId
        attachments: tuple[Attachment, ...]

    class Withdrawn(Event):
        """お知らせを取り下げた。"""

        TOPIC = "announcement.withdrawn"
        reason: Text
        withdrawn_on: date

    @staticmethod
    def create_id(fiscal_year: int, number: int) -> str:
        """Name the stream, such as ``announcement:2025:1``."""
        return f"announcement:{fiscal_year}:{number}"

    @event(Made)
    def __init__(  # noqa: PLR0913, PLR0917 - the fields of the event; the library has no keyword-only defaults
        self,
        fiscal_year: int,
        number: int,
        lg_codes: tuple[str, ...],
        steps: tuple[Step, ...],
        subject: str,
        body: str,
        made_on: date,
        by: str,
        attachments: tuple[Attachment, ...] = (),
    ) -> None:
        self.fiscal_year = fiscal_year
        self.number = number
        self.lg_codes = lg_codes
        self.steps = steps
        self.subject = subject
        self.body = body
        self.made_on = made_on
        self.by = by
        self.attachments = attachments
        self.withdrawn_on: date | None = None

    def withdraw(self, reason: str, withdrawn_on: date) -> None:
        """Send it to nobody more; whom it has reached it has reached."""
        refuse_first(self.withdraw_blockers())
        self._withdraw(reason=reason, withdrawn_on=withdrawn_on)

    def withdraw_blockers(self) -> Iterator[Refusal]:
        """Yield that it was withdrawn before."""
        if self.withdrawn_on is not None:
            yield AnnouncementWithdrawn(withdrawn_on=self.withdrawn_on)

    @event(Withdrawn)
    def _withdraw(self, reason: str, withdrawn_on: date) -> None:
        del reason  # stays in the record
        self.withdrawn_on = withdrawn_on

    @property
    def state(self) -> AnnouncementState:
        """Tell whether it stands."""
        return AnnouncementState.MADE if self.withdrawn_on is None else AnnouncementState.WITHDRAWN

    @property
    def round_id(self) -> StreamId:
        """Name the round of its year."""
        return f"review-round:{self.fiscal_year}"
