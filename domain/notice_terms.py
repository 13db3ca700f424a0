"""The terms of notices: their states and stages, what names them, and what is refused."""

from datetime import date
from hashlib import sha256
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from domain.calendar import Step
from domain.errors import Refusal
from domain.kernel import LgCode, Line, StreamId, Text, Value
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
    BOUNCED = "bounced", "不達", "returned as undeliverable"
    TOLD = "told", "電話等で連絡済み", "told by telephone or in person"


class Stage(Labelled):
    """督促の段階: which of the notices of one obligation it is."""

    REQUEST = "request", "依頼", "request at opening"
    TWO_WEEKS_BEFORE = "two-weeks-before", "期限2週間前", "fourteen days before"
    THREE_DAYS_BEFORE = "three-days-before", "期限3日前", "three days before the deadline"
    DUE_DAY = "due-day", "期限当日", "on the day"
    OVERDUE = "overdue", "督促", "overdue"
    ESCALATED = "escalated", "課長への督促", "overdue, to the manager"
    UNANSWERED = "unanswered", "未提出の報告", "overdue, told to the secretariat"
    RETURNED = "returned", "差戻しの連絡", "returned for revision"
    NUDGE = "nudge", "お願い", "nudge by the secretariat"
    NEWS = "news", "お知らせ", "announcement"


DONE = frozenset({NoticeState.SENT, NoticeState.SUPERSEDED, NoticeState.BOUNCED, NoticeState.TOLD})
FAILED = frozenset({NoticeState.REFUSED, NoticeState.DEAD_LETTERED, NoticeState.BOUNCED})  # what a person works off


class Means(Labelled):
    """連絡の手段: how somebody was told, or answered, apart from our mail."""

    TELEPHONE = "telephone", "電話", "telephone"
    VISIT = "visit", "訪問", "visit"
    FACSIMILE = "facsimile", "ファクシミリ", "facsimile"
    POST = "post", "郵送", "post"
    MAIL = "mail", "メール", "mail"


class ReplyKind(Labelled):
    """返信の種類: a person's answer, or one that a machine gave."""

    PERSONAL = "personal", "返信", "answered"
    AUTOMATIC = "automatic", "自動応答（不在など）", "automatic answer"


class SupersedeCause(Labelled):
    """取消しの理由: why a planned notice is no longer due."""

    OBLIGATION_MET = "obligation-met", "提出済み", "the obligation was met"
    DEADLINE_MOVED = "deadline-moved", "期限の変更", "the deadline moved"
    LATER_STAGE = "later-stage", "次の段階の通知", "a later stage took its place"
    ROUND_CLOSED = "round-closed", "年度点検の終了", "the round was closed"
    WITHDRAWN = "withdrawn", "お知らせの取下げ", "the announcement was withdrawn"


class Occasion(Value):
    """通知の契機: the unique key of a notice: obligation × stage × recipient; ``turn`` counts weekly repeats.

    A notice of an announcement is about that and not about a step.
    """

    round_id: StreamId
    lg_code: LgCode
    step: Step | None = None
    stage: Stage
    recipient: Slug
    turn: Annotated[int, Field(ge=1)] = 1
    about: Annotated[StreamId | None, Field(description="お知らせの識別子")] = None

    @property
    def key(self) -> str:
        """Spell the key; no two occasions share one."""
        matter = self.step or (self.about or "").replace(":", ".")
        words = (self.round_id.replace(":", "."), self.lg_code, matter, self.stage, self.recipient, str(self.turn))
        return ".".join(words)


class Answer(Value):
    """返信: when an answer came, by which means, and what it said where somebody wrote that down."""

    kind: ReplyKind
    received_on: date
    means: Means
    message_id: Annotated[Line | None, Field(description="返信メールのMessage-ID")] = None
    note: Text | None = None


def about_nothing_else(state: dict[str, Any]) -> None:
    """Lift a notice from before there were announcements: it was about its step."""
    state["occasion"]["about"] = None


def without_text(state: dict[str, Any]) -> None:
    """Lift a sending from before the texts had versions: which one it was made from is not known."""
    state.update(text=None, text_version=None)


def message_id(key: str, domain: str = "shinchoku.example") -> str:
    """Derive the Message-ID from a notice's key, so that a mail sent twice is one mail to its reader."""
    return f"<{sha256(key.encode()).hexdigest()[:32]}@{domain}>"


class NoticeNotDue(Refusal):
    """通知の送信日がまだ来ていません。"""


class NoticeDone(Refusal):
    """この通知はすでに処理が終わっています。"""


class NoticeNotSent(Refusal):
    """この通知はまだ送信されていません。"""


class NoticeNotFailed(Refusal):
    """この通知は届かなかったものではありません。"""


class NoticeNotClaimed(Refusal):
    """この通知は送信の担当が決まっていません。"""
