"""Filing: the states, facts and refusals of handing something in, before any one aggregate gives them its names.

The event classes here are shapes: each kind of submission declares them again with its own stored names.
"""

from datetime import date

from domain.approval import Approval, FallCause
from domain.errors import Refusal
from domain.kernel import Event, Line, Text, Value
from domain.labels import Labelled


class SubmissionState(Labelled):
    """提出の状態: where an office act stands; a correction leaves it accepted."""

    DRAFT = "draft", "作成中", "draft"
    SUBMITTED = "submitted", "提出済み", "submitted"
    RETURNED = "returned", "差戻し中", "returned"
    ACCEPTED = "accepted", "受理済み", "accepted"
    WITHDRAWN = "withdrawn", "取下げ", "withdrawn"
    LAPSED = "lapsed", "期限までの提出なし", "nothing filed in time"


FILED = frozenset({SubmissionState.SUBMITTED, SubmissionState.ACCEPTED})


class FieldComment(Value):
    """差戻しの指摘: a comment tied to the field that it is about."""

    field: Line
    comment: Text


class Filing(Value):
    """提出: one handing in, with the deadline that held on its day; ``content_version`` is what was handed in."""

    submitted_on: date
    due_on: date
    late: bool
    content_version: int


class Return(Value):
    """差戻し: one return with its comments."""

    returned_on: date
    comments: tuple[FieldComment, ...]


class Acceptance(Value):
    """受理: which version of the content was taken over, and when."""

    accepted_on: date
    content_version: int


class Correction(Value):
    """受理後の訂正: why and by which authority accepted content was changed, and the version that it became."""

    reason: Text
    authority: Line
    corrected_on: date
    content_version: int


class Lapse(Value):
    """期限経過: the deadline that passed while nothing stood filed."""

    lapsed_on: date
    due_on: date


class FilingNotEditable(Refusal):
    """提出済みまたは受理済みのため、内容を変更できません。"""


class FilingAlreadySubmitted(Refusal):
    """すでに提出または受理されています。"""


class FilingNotSubmitted(Refusal):
    """提出されていません。"""


class FilingNotAccepted(Refusal):
    """受理されていません。"""


class ReturnCommentsMissing(Refusal):
    """差戻しには項目ごとの指摘が必要です。"""


class CommentedFieldUnknown(Refusal):
    """指摘された項目がこの提出物にありません。"""


class CorrectionReasonMissing(Refusal):
    """受理後の訂正には理由が必要です。"""


class CorrectionAuthorityMissing(Refusal):
    """受理後の訂正には根拠が必要です。"""


class DeadlineNotPassed(Refusal):
    """期限がまだ過ぎていません。"""


class Approved(Event):
    """The shape of every in-house approval."""

    approval: Approval


class ApprovalFell(Event):
    """The shape of every fall of an in-house approval; ``content_version`` is what had been approved."""

    content_version: int
    cause: FallCause


class Submitted(Event):
    """The shape of every submission."""

    submitted_on: date
    due_on: date
    late: bool
    content_version: int


class Returned(Event):
    """The shape of every return 差戻し."""

    returned_on: date
    comments: tuple[FieldComment, ...]


class Withdrawn(Event):
    """The shape of every withdrawal."""

    withdrawn_on: date


class Accepted(Event):
    """The shape of every acceptance."""

    accepted_on: date
    content_version: int


class Lapsed(Event):
    """The shape of every lapse: the deadline passed and nothing stood filed."""

    lapsed_on: date
    due_on: date
