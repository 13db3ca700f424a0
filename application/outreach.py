"""Commands of the outreach of the centres and their members: recorded, corrected, struck."""

from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from domain.body import BodyId
from domain.calendar import fiscal_year_of
from domain.kernel import FiscalYear, StreamId, Text
from domain.measure import Measure
from domain.outreach import HOLDERS, Activity, BodyWithoutOutreach, Outreach
from domain.region import NotAMember, Region


async def linked(desk: Desk, region: Region, activity: Activity) -> Activity:
    """Give the activity with its links in one order; every municipality and measure that it names must be there."""
    for lg_code in activity.lg_codes:
        if not region.is_member(lg_code, activity.held_on):
            raise NotAMember(lg_code=lg_code, day=activity.held_on)
    for measure_id in activity.measures:
        await desk.load(Measure, measure_id)
    ordered = {name: tuple(sorted(set(getattr(activity, name)))) for name in ("lg_codes", "measures")}
    return activity.model_copy(update=ordered)


class RecordActivity(Command):
    """啓発・支援活動を記録する。"""

    OBJECT = Outreach
    region_id: StreamId
    body_id: Annotated[BodyId, Field(description="推進センターまたは推進員の識別名")]
    activity: Activity

    @property
    def object_id(self) -> StreamId:
        """Name the body's record of the year in which the activity was held."""
        return Outreach.create_id(self.body_id, fiscal_year_of(self.activity.held_on))

    async def decide(self, desk: Desk) -> None:
        """Record an activity of a centre or of its members, under the name that the body bore on the day."""
        region = await desk.load(Region, self.region_id)
        body = region.body_on(self.body_id, self.activity.held_on)
        if body.kind not in HOLDERS:
            raise BodyWithoutOutreach(body_id=self.body_id, kind=body.kind)
        activity = await linked(desk, region, self.activity)
        told = await desk.find(Outreach, self.object_id) or desk.add(
            Outreach(
                body_id=self.body_id,
                fiscal_year=fiscal_year_of(activity.held_on),
                kind=body.kind,
                name=body.name_on(activity.held_on),
            )
        )
        told.record_activity(activity, desk.today)


class _ActivityAct(Command):
    """記録された活動に対する操作。"""

    body_id: BodyId
    fiscal_year: FiscalYear
    number: Annotated[int, Field(ge=1, description="活動の番号")]
    reason: Annotated[Text, Field(description="理由")]

    @property
    def object_id(self) -> StreamId:
        """Name the body's record of the year."""
        return Outreach.create_id(self.body_id, self.fiscal_year)


class CorrectActivity(_ActivityAct):
    """啓発・支援活動の記録を訂正する。"""

    OBJECT = Outreach
    region_id: StreamId
    activity: Activity

    async def decide(self, desk: Desk) -> None:
        """Ask the record of the year."""
        told = await desk.load(Outreach, self.object_id)
        region = await desk.load(Region, self.region_id)
        told.correct_activity(self.number, await linked(desk, region, self.activity), self.reason, desk.today)


class StrikeActivity(_ActivityAct):
    """誤って記録した啓発・支援活動を取り消す。"""

    OBJECT = Outreach

    async def decide(self, desk: Desk) -> None:
        """Ask the record of the year."""
        (await desk.load(Outreach, self.object_id)).strike_activity(self.number, self.reason)
