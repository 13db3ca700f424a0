"""The life of a plan: its states, and what is refused in which of them."""

from domain.errors import Refusal
from domain.labels import Labelled


class PlanState(Labelled):
    """計画の状態: from draft to the succession by the next generation."""

    DRAFT = "draft", "案", "draft"
    ADOPTED = "adopted", "策定済み", "adopted"
    SUCCEEDED = "succeeded", "次期計画へ移行", "succeeded"


class PlanNotDraft(Refusal):
    """計画はすでに策定されています。変更は改定として記録してください。"""


class PlanNotAdopted(Refusal):
    """計画はまだ策定されていないか、次期計画へ移行しています。"""


class PlanAlreadySucceeded(Refusal):
    """計画はすでに次期計画へ移行しています。"""


class PlanWithoutMembers(Refusal):
    """計画に参加する市町村が記録されていません。"""


class PlanWithoutSectors(Refusal):
    """計画の部門分類が記録されていません。"""


class PlanDatesContradict(Refusal):
    """計画の改定日または移行日が、すでに記録された日付と矛盾します。"""


class PlanPeriodContradicts(Refusal):
    """計画期間の終わりが始まりより前です。"""


class SuccessorNotLater(Refusal):
    """移行先の計画は、現在の計画より後の期の計画でなければなりません。"""


class SuccessorIsItself(Refusal):
    """計画は自分自身へは移行できません。"""


class NotTheSuccessor(Refusal):
    """施策を移せるのは、現在の計画から移行した次期計画だけです。"""


class PlanNoLongerReviewed(Refusal):
    """点検の対象年度にはすでに次期計画へ移行しています。次期計画で点検を開始してください。"""
