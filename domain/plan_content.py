"""What a plan states: policies, priority initiatives, targets and the sector tree; what was not found is ``None``."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from domain.errors import Refusal
from domain.kernel import FiscalYear, Line, Value
from domain.labels import Labelled
from domain.measure_place import Placing

SectorCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,31}$")]
Number = Annotated[int, Field(ge=1, le=999)]
Percent = Annotated[Decimal, Field(max_digits=6, decimal_places=3, allow_inf_nan=False)]


class SectorTreeBroken(Refusal):
    """部門分類が正しくありません。上位の部門は先に、同じ符号は一度だけ記録してください。"""


class NumberNotUnique(Refusal):
    """同じ番号が二度使われています。"""


class PolicyNotInPlan(Refusal):
    """この番号の基本方針は計画にありません。"""


class PolicyNotNamed(Refusal):
    """移した先の計画の基本方針の番号を記入してください。"""


class InitiativeNotInPlan(Refusal):
    """この番号の重点取組は計画にありません。"""


class InitiativeKind(Labelled):
    """重点取組の区分: the two kinds that the seed names."""

    LEADING = "leading-project", "先導的事業", "leading project"
    JOINT = "joint-project", "共同推進事業", "joint project"


class Policy(Value):
    """基本方針: a numbered basic policy."""

    number: Number
    name: Line


class Initiative(Value):
    """重点取組: a numbered priority initiative; that there are some may be known without their names."""

    number: Number
    name: Line | None = None
    kind: InitiativeKind | None = None


class Target(Value):
    """削減目標: the reduction in percent from a base to a target fiscal year."""

    base_fiscal_year: FiscalYear
    target_fiscal_year: FiscalYear
    reduction_percent: Percent


class Sector(Value):
    """部門: one node of the sector tree."""

    code: SectorCode
    parent: SectorCode | None
    name: Line


class Content(Value):
    """計画の内容: everything a plan states, by number, target fiscal year and order of the tree."""

    policies: tuple[Policy, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    targets: tuple[Target, ...] = ()
    sectors: tuple[Sector, ...] = ()

    def with_policy(self, policy: Policy) -> Self:
        """Set or replace the policy of that number."""
        others = [each for each in self.policies if each.number != policy.number]
        return self.model_copy(update={"policies": tuple(sorted([*others, policy], key=lambda each: each.number))})

    def with_initiative(self, initiative: Initiative) -> Self:
        """Set or replace the initiative of that number."""
        others = [each for each in self.initiatives if each.number != initiative.number]
        ordered = tuple(sorted([*others, initiative], key=lambda each: each.number))
        return self.model_copy(update={"initiatives": ordered})

    def with_target(self, target: Target) -> Self:
        """Set or replace the target of that fiscal year."""
        others = [each for each in self.targets if each.target_fiscal_year != target.target_fiscal_year]
        ordered = tuple(sorted([*others, target], key=lambda each: each.target_fiscal_year))
        return self.model_copy(update={"targets": ordered})

    def faults(self) -> Iterator[Refusal]:
        """Name what contradicts itself in content that is set as a whole."""
        for name, numbers in (
            ("policies", [each.number for each in self.policies]),
            ("initiatives", [each.number for each in self.initiatives]),
            ("targets", [each.target_fiscal_year for each in self.targets]),
        ):
            if len(numbers) != len(set(numbers)):
                yield NumberNotUnique(of=name)
        yield from sector_faults(self.sectors)

    def placing_faults(self, placing: Placing) -> Iterator[Refusal]:
        """Refuse numbers of a policy or a priority initiative that the plan does not have."""
        if placing.policy_number not in {None, *(each.number for each in self.policies)}:
            yield PolicyNotInPlan(number=placing.policy_number)
        if placing.initiative_number not in {None, *(each.number for each in self.initiatives)}:
            yield InitiativeNotInPlan(number=placing.initiative_number)

    def arrival_faults(self, placing: Placing) -> Iterator[Refusal]:
        """Refuse a measure that comes from another plan without a policy, where there are any, then its numbers."""
        if self.policies and placing.policy_number is None:
            yield PolicyNotNamed()
        yield from self.placing_faults(placing)


def sector_faults(sectors: tuple[Sector, ...]) -> Iterator[Refusal]:
    """Name the first broken node: a code used twice, or a parent that does not stand before it."""
    known: set[str] = set()
    for sector in sectors:
        if sector.code in known or (sector.parent is not None and sector.parent not in known):
            yield SectorTreeBroken(sector=sector.code)
            return
        known.add(sector.code)


def leaves(sectors: tuple[Sector, ...]) -> tuple[Sector, ...]:
    """Give the sectors without parts, in the order of the tree."""
    parents = {sector.parent for sector in sectors}
    return tuple(sector for sector in sectors if sector.code not in parents)
