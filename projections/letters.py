"""The secretariat's letters: announcements, pauses, and how the texts are worded."""

from datetime import date

from domain.announcement import Announcement, AnnouncementState
from domain.attachment import Attachment
from domain.calendar import Step
from domain.kernel import FiscalYear, LgCode, Line, PersonId, StreamId, Text
from domain.letter_wording import LetterWording, TextName, Wording
from domain.mail_pause import MailPause, PauseGround, PauseState
from projections.view import ObjectRow, ObjectView, Place, on, opens


class AnnouncementRow(ObjectRow):
    """お知らせの行: what was written to whom; which letters went out stands in the list of notices."""

    fiscal_year: FiscalYear
    number: int
    lg_codes: tuple[LgCode, ...]
    steps: tuple[Step, ...]
    subject: Line
    body: Text
    made_on: date
    by: PersonId
    attachments: tuple[Attachment, ...] = ()
    state: AnnouncementState = AnnouncementState.MADE
    withdrawn_on: date | None = None


class Announcements(ObjectView[AnnouncementRow]):
    """お知らせの一覧: what did the secretariat write to the offices of its own accord?"""

    name = "announcements"
    version = 1
    row = AnnouncementRow

    @opens(Announcement.Made)
    def _made(self, told: Announcement.Made, key: str) -> AnnouncementRow:
        facts = {name: getattr(told, name) for name in ("fiscal_year", "number", "subject", "body", "made_on", "by")}
        return AnnouncementRow(
            object_id=key, lg_codes=told.lg_codes, steps=told.steps, attachments=told.attachments, **facts
        )

    @on(Announcement.Withdrawn)
    def _withdrawn(self, row: AnnouncementRow, told: Announcement.Withdrawn) -> AnnouncementRow:
        return row.model_copy(update={"state": AnnouncementState.WITHDRAWN, "withdrawn_on": told.withdrawn_on})


class PauseRow(ObjectRow):
    """休止の行: who is spared from which day to which, and on what ground."""

    region_id: StreamId
    lg_codes: tuple[LgCode, ...]
    from_on: date
    until_on: date | None
    ground: PauseGround
    authority: Line
    reason: Text
    state: PauseState = PauseState.DECLARED
    lifted_on: date | None = None

    def listed_by(self) -> Place:
        """List pauses by neither year nor municipality: one may be for all."""
        return Place(None, None)


class MailPauses(ObjectView[PauseRow]):
    """休止の一覧: when is nobody reminded, and why?"""

    name = "mail-pauses"
    version = 1
    row = PauseRow

    @opens(MailPause.Declared)
    def _declared(self, told: MailPause.Declared, key: str) -> PauseRow:
        names = ("region_id", "lg_codes", "from_on", "until_on", "ground", "authority", "reason")
        return PauseRow(object_id=key, **{name: getattr(told, name) for name in names})

    @on(MailPause.Lifted)
    def _lifted(self, row: PauseRow, told: MailPause.Lifted) -> PauseRow:
        return row.model_copy(update={"state": PauseState.LIFTED, "lifted_on": told.lifted_on})


class WordingRow(ObjectRow):
    """文面の行: the versions of one text, as the secretariat has worded it; version 0 came with the product."""

    text: TextName
    versions: tuple[Wording, ...]


class LetterWordings(ObjectView[WordingRow]):
    """文面の一覧: how are the letters worded, and how were they before?"""

    name = "letter-wordings"
    version = 1
    row = WordingRow

    @opens(LetterWording.Worded)
    def _worded(self, told: LetterWording.Worded, key: str) -> WordingRow:
        return WordingRow(object_id=key, text=told.text, versions=(told.wording,))

    @on(LetterWording.Reworded)
    def _reworded(self, row: WordingRow, told: LetterWording.Reworded) -> WordingRow:
        return row.model_copy(update={"versions": (*row.versions, told.wording)})
