"""The secretariat's letters for the views: an announcement, a pause, a text worded twice, a notice worked off."""

from collections.abc import Sequence
from datetime import date

from domain.announcement import Announcement
from domain.attachment import Attachment, FileKind
from domain.calendar import Step
from domain.calendar_feed import CalendarFeed
from domain.kernel import Aggregate
from domain.letter_wording import LetterWording, Wording
from domain.mail_pause import MailPause, PauseGround
from domain.notice import Notice
from domain.notice_terms import Answer, Means, Occasion, ReplyKind, Stage
from domain.office import Capacity
from domain.survey import Survey, SurveyKind

LG, OTHER, DAY = "43100", "43210", date(2025, 7, 8)
WORDING = Wording(subject="【督促】サンプル", body="${recipient}\n${items}\n${frame}")


def announcement() -> Announcement:
    made = Announcement(
        fiscal_year=2025,
        number=1,
        lg_codes=(LG, OTHER),
        steps=(Step.PROGRESS_CONFIRMATION,),
        subject="サンプルのお願い",
        body="サンプル（架空値）の本文",
        made_on=DAY,
        by="p-1",
    )
    made.withdraw("サンプル（架空値）", DAY)
    return made


def pause(*lg_codes: str, until_on: date | None = None) -> MailPause:
    return MailPause(
        number=1,
        region_id="region:kumamoto",
        lg_codes=lg_codes,
        from_on=DAY,
        until_on=until_on,
        ground=PauseGround.DISASTER,
        authority="事務局長",
        reason="サンプル（架空値）",
    )


def lifted() -> MailPause:
    made = pause(LG)
    made.lift(date(2025, 7, 20))
    return made


def wording() -> LetterWording:
    made = LetterWording(text="overdue", wording=WORDING, by="p-1", reason="サンプル")
    made.reword(WORDING.model_copy(update={"subject": "【督促】サンプル２"}), by="p-1", reason="サンプル")
    return made


def worked_off() -> Notice:
    occasion = Occasion(
        round_id="review-round:2025", lg_code=LG, step=Step.PROGRESS_CONFIRMATION, stage=Stage.OVERDUE, recipient="c-9"
    )
    made = Notice(occasion=occasion, subject="overdue", due_on=DAY)
    made.claim("worker-1", DAY)
    made.record_sent("<abd@shinchoku.example>", "overdue", 2)
    made.bounce("5.1.1", DAY)
    made.requeue("c-10", DAY)
    made.claim("worker-1", DAY)
    made.dead_letter("550")
    made.tell(DAY, Means.TELEPHONE, "サンプル")
    made.answer(Answer(kind=ReplyKind.PERSONAL, received_on=DAY, means=Means.TELEPHONE))
    return made


def feed() -> CalendarFeed:
    made = CalendarFeed(
        feed_id=f"f-{'3f9a' * 6}",
        secret_hash="3f9a" * 16,
        lg_code=LG,
        body_id=None,
        opened_on=DAY,
        by="p-1",
        capacity=Capacity.CLERK,
    )
    made.close("サンプル（架空値）", DAY)
    return made


def survey() -> Survey:
    file = Attachment(name="調査票.xlsx", kind=FileKind.XLSX, size=9_690, sha256="3f9a" * 16)
    return Survey(
        kind=SurveyKind.PROGRESS,
        form_version=1,
        lg_code=LG,
        fiscal_year=2025,
        about=f"progress-report:{LG}:2025",
        file=file,
        changes=3,
        readings=1,
        taken_in_on=DAY,
        by="p-1",
    )


def everything() -> Sequence[Aggregate]:
    return announcement(), lifted(), wording(), worked_off(), feed(), survey()
