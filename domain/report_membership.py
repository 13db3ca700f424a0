"""The report's membership: for how many municipalities the plan was made, and of which that is not known.

Nobody whose part is not known is among the members of a round, in no sum and never counted as missing or as zero; the
report says so by name, so that a total of the area is not taken for more than it is (rule 6).
"""

from typing import Annotated

from pydantic import Field

from domain.kernel import LgCode, Value
from domain.plan_membership import PlanMembership


class MembershipNote(Value):
    """計画の構成の注記: members in the year's round, how many the plan states, and of whom it is not known."""

    reviewed: Annotated[int, Field(ge=0, description="点検の対象となった市町村の数")]
    members_count: Annotated[int | None, Field(description="計画の参加市町村数。一覧が完全なときは空")]
    not_known: Annotated[tuple[LgCode, ...], Field(description="計画への参加が未確認で、合計に含まない市町村")]


def membership_note(members: tuple[str, ...], plan: PlanMembership) -> MembershipNote:
    """Set out what is known of the members of a plan, as it stood when the compilation pinned it."""
    return MembershipNote(reviewed=len(members), members_count=plan.members_count, not_known=plan.not_known)
