"""The rating scale of a round: the plan's own was not found, so it is data, with a default that says it is ours."""

from typing import Annotated

from pydantic import Field

from domain.errors import Refusal
from domain.kernel import Line, Value


class Grade(Value):
    """評価区分: one step of the scale; rank 1 is the best."""

    code: Line
    label: Line
    rank: Annotated[int, Field(ge=1)]


DEFAULT_SCALE = (
    Grade(code="A", label="順調", rank=1),
    Grade(code="B", label="概ね順調", rank=2),
    Grade(code="C", label="やや遅れ", rank=3),
    Grade(code="D", label="遅れ", rank=4),
)
DEFAULT_SCALE_SOURCE = "本システムの既定値（計画本文に評価区分の記載が見つからないため）"


class GradeUnknown(Refusal):
    """年度点検の評価区分にない評価です。"""
