"""In-house approval 決裁: who approved which version of a content, and why an approval no longer stands (rule 4)."""

from datetime import date
from typing import Annotated

from pydantic import Field

from domain.errors import Refusal
from domain.kernel import Line, PersonId, Value
from domain.labels import Labelled


class Rank(Labelled):
    """職位: the ranks of an office, from the bottom up."""

    CLERK = "clerk", "担当", "clerk"
    MANAGER = "manager", "課長", "manager"
    HEAD = "head", "部局長", "head"


class FallCause(Labelled):
    """失効事由: why what rested on a version no longer stands."""

    CONTENT_CHANGED = "content-changed", "内容の変更", "the content changed"
    MEASURE_LISTED = "measure-listed", "点検対象施策の追加", "a measure was added to the round"
    CORRECTED = "corrected", "受理後の訂正", "corrected after acceptance"
    PART_CHANGED = "part-changed", "基にした部分の変更", "a part it rests on changed"
    LOWER_RANK_CHANGED = "lower-rank-changed", "下位の評価の変更", "a lower rank evaluated anew"


class Approval(Value):
    """決裁: who approved in-house, in which rank, when, under which number, and which version of the content."""

    approved_by: PersonId
    rank: Rank
    approved_on: date
    decision_number: Line
    content_version: Annotated[int, Field(ge=1)]


class FallenApproval(Value):
    """失効した決裁: an approval that no longer stands, kept with the cause."""

    approval: Approval
    cause: FallCause


class InHouseApprovalMissing(Refusal):
    """現在の内容に対する庁内の決裁がありません。"""


class InHouseApprovalStands(Refusal):
    """現在の内容はすでに決裁を受けています。"""
