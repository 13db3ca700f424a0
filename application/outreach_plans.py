"""Commands of planned outreach: planned, changed, held and thereby recorded, or called off with a reason."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from application.joint import NOT_DRAWN, draw
from application.outreach import check_links, holder, record
from domain.body import BodyId
from domain.calendar import fiscal_year_of
from domain.errors import Refusal, refuse_first
from domain.kernel import StreamId, Text
from domain.meeting import Meeting
from domain.outreach import Participants
from domain.outreach_plan import Holding, Intention, OutreachPlan
from domain.region import Region


async def _checked(desk: Desk, region: Region, body_id: str, intention: Intention) -> Intention:
    """Give the intention with its links in one order; every body, town, measure and item in it must be there."""
    day = intention.planned_for
    for each in (body_id, *intention.partners):
        holder(region, each, day)
    await check_links(desk, region, day, intention.lg_codes, intention.measures)
    if intention.agenda_item is not None:
        meeting = await desk.load(Meeting, intention.agenda_item.meeting_id)
        meeting.agenda.item(intention.agenda_item.item)
    names = ("partners", "lg_codes", "measures")
    return intention.model_copy(update={name: tuple(sorted(set(getattr(intention, name)))) for name in names})


class PlanActivity(Command):
    """啓発・支援活動を企画する。"""

    OBJECT = OutreachPlan
    region_id: StreamId
    body_id: Annotated[BodyId, Field(description="企画する推進センター、推進員または担当者会議の識別名")]
    intention: Annotated[Intention, Field(description="企画の内容")]

    @property
    def object_id(self) -> StreamId:
        """Name the plan; its number is not drawn yet."""
        return OutreachPlan.create_id(self.body_id, fiscal_year_of(self.intention.planned_for), NOT_DRAWN)

    async def decide(self, desk: Desk) -> None:
        """Plan an activity of a body under a number of the year for which it is planned."""
        region = await desk.load(Region, self.region_id)
        refuse_first(OutreachPlan.plan_blockers(self.body_id, self.intention, desk.today))
        intention = await _checked(desk, region, self.body_id, self.intention)
        fiscal_year = fiscal_year_of(intention.planned_for)
        number = await draw(desk, f"outreach-plan-{self.body_id}-{fiscal_year}", intention.title)
        desk.add(OutreachPlan(body_id=self.body_id, fiscal_year=fiscal_year, number=number, intention=intention))


class _OfPlan(Command):
    """企画に対する操作。"""

    outreach_plan_id: StreamId

    @property
    def object_id(self) -> StreamId:
        """Name the plan."""
        return self.outreach_plan_id

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List that it has ended."""
        return list((await desk.load(OutreachPlan, object_id)).ended_blockers())


class ReplanActivity(_OfPlan):
    """啓発・支援活動の企画を改める。"""

    OBJECT = OutreachPlan
    region_id: StreamId
    intention: Annotated[Intention, Field(description="改めた企画の内容")]
    reason: Annotated[Text, Field(description="理由")]

    async def decide(self, desk: Desk) -> None:
        """Ask the plan."""
        plan = await desk.load(OutreachPlan, self.outreach_plan_id)
        region = await desk.load(Region, self.region_id)
        intention = await _checked(desk, region, plan.body_id, self.intention)
        plan.replan(intention, self.reason, desk.today)


class HoldPlannedActivity(_OfPlan):
    """企画した啓発・支援活動の実施を記録する。"""

    OBJECT = OutreachPlan
    region_id: StreamId
    held_on: Annotated[date, Field(description="実施した日")]
    participants: Annotated[Participants | None, Field(description="参加人数。数えていないときは省略")] = None

    async def decide(self, desk: Desk) -> None:
        """Record the activity in the year in which it was held, and end the plan with where it stands."""
        plan = await desk.load(OutreachPlan, self.outreach_plan_id)
        refuse_first(plan.ended_blockers())
        region = await desk.load(Region, self.region_id)
        activity = plan.intention.held(self.held_on, self.participants)
        told, number = await record(desk, region, plan.body_id, activity, plan.intention.partners)
        plan.hold(Holding(held_on=self.held_on, outreach_id=told.id, number=number, participants=self.participants))


class CallOffActivity(_OfPlan):
    """企画した啓発・支援活動を中止する。"""

    OBJECT = OutreachPlan
    reason: Annotated[Text, Field(description="中止の理由")]

    async def decide(self, desk: Desk) -> None:
        """Ask the plan."""
        (await desk.load(OutreachPlan, self.outreach_plan_id)).call_off(self.reason)
