"""Commands of the plan: its generations, what they state, who takes part, and the succession."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from domain.errors import Refusal, refuse_first
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Text
from domain.plan import Plan
from domain.plan_content import Content, Initiative, Policy, Sector, Target
from domain.plan_state import SuccessorNotLater
from domain.region import NotAMember, Region

PlanId = Annotated[StreamId, Field(description="計画の識別子 例 plan:kumamoto-1")]


class _PlanAct(Command):
    """計画に対する操作。"""

    plan_id: PlanId

    @property
    def object_id(self) -> StreamId:
        """Name the plan."""
        return self.plan_id


class DraftPlan(Command):
    """実行計画の案を作成する。"""

    OBJECT = Plan
    slug: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    region_id: StreamId
    generation: Annotated[int, Field(ge=1, le=99)]
    name: Line
    first_fiscal_year: FiscalYear | None = None
    last_fiscal_year: FiscalYear | None = None

    @property
    def object_id(self) -> StreamId:
        """Name the plan to be."""
        return Plan.create_id(self.slug)

    async def decide(self, desk: Desk) -> None:
        """Make the plan of a region that stands."""
        region = await desk.load(Region, self.region_id)
        refuse_first(Plan.period_blockers(self.first_fiscal_year, self.last_fiscal_year))
        desk.add(
            Plan(
                slug=self.slug,
                region_id=region.id,
                generation=self.generation,
                name=self.name,
                first_fiscal_year=self.first_fiscal_year,
                last_fiscal_year=self.last_fiscal_year,
            )
        )


class EnterMunicipality(_PlanAct):
    """市町村の計画への参加を記録する。"""

    OBJECT = Plan
    lg_code: LgCode
    entered_on: date

    async def decide(self, desk: Desk) -> None:
        """Ask the plan; only a member of the region can take part."""
        plan = await desk.load(Plan, self.plan_id)
        region = await desk.load(Region, plan.region_id)
        if not region.is_member(self.lg_code, self.entered_on):
            raise NotAMember(lg_code=self.lg_code, day=self.entered_on)
        plan.enter_municipality(self.lg_code, self.entered_on)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against any entry."""
        return (await desk.load(Plan, object_id)).membership_blockers()


class RecordMunicipalityLeftPlan(_PlanAct):
    """市町村の計画からの離脱を記録する。"""

    OBJECT = Plan
    lg_code: LgCode
    left_on: Annotated[date, Field(description="参加しなくなった最初の日")]
    ground: Annotated[Text, Field(description="離脱の理由・根拠")]

    async def decide(self, desk: Desk) -> None:
        """Ask the plan; rounds that were opened before keep the municipality."""
        (await desk.load(Plan, self.plan_id)).record_left(self.lg_code, self.left_on, self.ground)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against anybody's leaving."""
        return (await desk.load(Plan, object_id)).membership_blockers()


class LeaveMembershipOpen(_PlanAct):
    """参加市町村を、数のみ判明し内訳は未確認として記録する。"""

    OBJECT = Plan
    candidates: Annotated[tuple[LgCode, ...], Field(min_length=1)]
    members_count: Annotated[int, Field(ge=1)]

    async def decide(self, desk: Desk) -> None:
        """Ask the plan."""
        (await desk.load(Plan, self.plan_id)).leave_membership_open(self.candidates, self.members_count)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against it."""
        return (await desk.load(Plan, object_id)).membership_blockers()


class _DraftAct(_PlanAct):
    """案の段階での操作。"""

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against setting content in place."""
        return (await desk.load(Plan, object_id)).draft_blockers()


class SetPolicy(_DraftAct):
    """基本方針を定める。"""

    OBJECT = Plan
    policy: Policy

    async def decide(self, desk: Desk) -> None:
        """Ask the plan."""
        (await desk.load(Plan, self.plan_id)).set_policy(self.policy)


class SetPriorityInitiative(_DraftAct):
    """重点取組を定める。"""

    OBJECT = Plan
    initiative: Initiative

    async def decide(self, desk: Desk) -> None:
        """Ask the plan."""
        (await desk.load(Plan, self.plan_id)).set_priority_initiative(self.initiative)


class SetTarget(_DraftAct):
    """削減目標を定める。"""

    OBJECT = Plan
    target: Target

    async def decide(self, desk: Desk) -> None:
        """Ask the plan."""
        (await desk.load(Plan, self.plan_id)).set_target(self.target)


class SetSectorTree(_DraftAct):
    """部門分類を定める。"""

    OBJECT = Plan
    sectors: Annotated[tuple[Sector, ...], Field(min_length=1, max_length=200)]

    async def decide(self, desk: Desk) -> None:
        """Ask the plan."""
        (await desk.load(Plan, self.plan_id)).set_sector_tree(self.sectors)


class AdoptPlan(_PlanAct):
    """実行計画を策定する。"""

    OBJECT = Plan
    adopted_on: date
    decision_reference: Annotated[Line | None, Field(description="決定の文書番号等。不明のときは省略")] = None

    async def decide(self, desk: Desk) -> None:
        """Ask the plan."""
        (await desk.load(Plan, self.plan_id)).adopt(self.adopted_on, self.decision_reference)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what the plan still lacks."""
        return (await desk.load(Plan, object_id)).adopt_blockers()


class RevisePlan(_PlanAct):
    """実行計画を改定する。"""

    OBJECT = Plan
    revised_on: date
    decision_reference: Line
    summary: Text
    content: Content

    async def decide(self, desk: Desk) -> None:
        """Ask the plan."""
        plan = await desk.load(Plan, self.plan_id)
        plan.revise(self.revised_on, self.decision_reference, self.summary, self.content)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against a revision."""
        return (await desk.load(Plan, object_id)).revise_blockers()


class SucceedPlan(_PlanAct):
    """実行計画を次期計画へ移行する。"""

    OBJECT = Plan
    successor_id: PlanId
    succeeded_on: date

    async def decide(self, desk: Desk) -> None:
        """Ask the plan; the successor must exist and be of a later generation, so that no plan follows itself."""
        plan, successor = await desk.load(Plan, self.plan_id), await desk.load(Plan, self.successor_id)
        if successor is not plan and successor.generation <= plan.generation:
            raise SuccessorNotLater(generation=plan.generation, successor=successor.generation)
        plan.succeed(successor.id, self.succeeded_on)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against the succession."""
        return (await desk.load(Plan, object_id)).succeed_blockers()
