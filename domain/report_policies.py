"""The report's policies 施策の体系: under which basic policy of the plan each measure stands."""

from collections.abc import Iterable, Mapping, Sequence

from domain.kernel import Line, StreamId, Value
from domain.plan_content import Policy


class PolicyLine(Value):
    """基本方針の行: a policy of the plan and the measures of the round under it."""

    policy: Policy
    measures: tuple[StreamId, ...]


class PolicyTable(Value):
    """施策の体系の表: all policies of the plan, and the measures that stand under none of them."""

    plan_name: Line | None
    lines: tuple[PolicyLine, ...]
    elsewhere: tuple[StreamId, ...]


def policy_table(
    plan_name: str | None, policies: Sequence[Policy], measures: Iterable[str], numbers: Mapping[str, int | None]
) -> PolicyTable:
    """Group the measures of a round by policy; ``numbers`` gives the number of each measure's policy in the plan."""
    held = list(measures)
    known = {each.number for each in policies}
    return PolicyTable(
        plan_name=plan_name,
        lines=tuple(
            PolicyLine(policy=policy, measures=tuple(each for each in held if numbers.get(each) == policy.number))
            for policy in policies
        ),
        elsewhere=tuple(each for each in held if numbers.get(each) not in known),
    )
