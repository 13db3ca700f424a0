"""Commands of the outreach of the centres, their members and the officers' meeting: recorded, corrected, struck."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from domain.body import Body, BodyId
from domain.calendar import fiscal_year_of
from domain.errors import refuse_first
from domain.kernel import FiscalYear, StreamId, Text
from domain.measure import Measure
from domain.outreach import HOLDERS, Activity, BodyWithoutOutreach, Outreach
from domain.region import NotAMember, Region

Partners = Annotated[tuple[BodyId, ...], Field(max_length=20, description="共に行った他の団体の識別名")]


def holder(region: Region, body_id: str, day: date) -> Body:
    """Give a body that may hold outreach, as it stood on a day."""
    body = region.body_on(body_id, day)
    if body.kind not in HOLDERS:
        raise BodyWithoutOutreach(body_id=body_id, kind=body.kind)
    return body


async def check_links(
    desk: Desk, region: Region, day: date, lg_codes: tuple[str, ...], measures: tuple[str, ...]
) -> None:
    """Refuse a municipality that is no member on the day, and a measure that is not there."""
    for lg_code in lg_codes:
        if not region.is_member(lg_code, day):
            raise NotAMember(lg_code=lg_code, day=day)
    for measure_id in measures:
        await desk.load(Measure, measure_id)


async def linked(desk: Desk, region: Region, activity: Activity) -> Activity:
    """Give the activity with its links in one order; every municipality and measure that it names must be there."""
    await check_links(desk, region, activity.held_on, activity.lg_codes, activity.measures)
    ordered = {name: tuple(sorted(set(getattr(activity, name)))) for name in ("lg_codes", "measures")}
    return activity.model_copy(update=ordered)


async def told_once(desk: Desk, region: Region, body_id: str, activity: Activity, partners: tuple[str, ...]) -> None:
    """Refuse what stands in another body's record as something the two held together: it counts once."""
    for partner in partners:
        holder(region, partner, activity.held_on)
    async for other in _others(desk, region, body_id, fiscal_year_of(activity.held_on)):
        refuse_first(other.double_blockers(body_id, activity, partners))


async def _others(desk: Desk, region: Region, body_id: str, fiscal_year: int) -> AsyncIterator[Outreach]:
    for body in region.bodies.values():
        if body.kind in HOLDERS and body.body_id != body_id:
            other = await desk.find(Outreach, Outreach.create_id(body.body_id, fiscal_year))
            if other is not None:
                yield other


async def record(
    desk: Desk, region: Region, body_id: str, activity: Activity, partners: tuple[str, ...]
) -> tuple[Outreach, int]:
    """Record an activity of a body in its year, under the name borne on the day; give the record and the number."""
    body = holder(region, body_id, activity.held_on)
    activity = await linked(desk, region, activity)
    await told_once(desk, region, body_id, activity, partners)
    fiscal_year = fiscal_year_of(activity.held_on)
    told = await desk.find(Outreach, Outreach.create_id(body_id, fiscal_year)) or desk.add(
        Outreach(body_id=body_id, fiscal_year=fiscal_year, kind=body.kind, name=body.name_on(activity.held_on))
    )
    told.record_activity(activity, desk.today)
    number = told.number_of(activity)
    if partners:
        told.name_partners(number, partners)
    return told, number


class RecordActivity(Command):
    """啓発・支援活動を記録する。"""

    OBJECT = Outreach
    region_id: StreamId
    body_id: Annotated[BodyId, Field(description="推進センター、推進員または担当者会議の識別名")]
    activity: Activity
    together_with: Partners = ()

    @property
    def object_id(self) -> StreamId:
        """Name the body's record of the year in which the activity was held."""
        return Outreach.create_id(self.body_id, fiscal_year_of(self.activity.held_on))

    async def decide(self, desk: Desk) -> None:
        """Record an activity of a body, with the others that held it too."""
        region = await desk.load(Region, self.region_id)
        await record(desk, region, self.body_id, self.activity, self.together_with)


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
    together_with: Annotated[Partners | None, Field(description="省略すると、記録された団体のまま")] = None

    async def decide(self, desk: Desk) -> None:
        """Ask the record of the year."""
        told = await desk.load(Outreach, self.object_id)
        region = await desk.load(Region, self.region_id)
        activity = await linked(desk, region, self.activity)
        partners = told.partners_of(self.number) if self.together_with is None else self.together_with
        await told_once(desk, region, self.body_id, activity, partners)
        told.correct_activity(self.number, activity, self.reason, desk.today)
        told.name_partners(self.number, partners)


class StrikeActivity(_ActivityAct):
    """誤って記録した啓発・支援活動を取り消す。"""

    OBJECT = Outreach

    async def decide(self, desk: Desk) -> None:
        """Ask the record of the year."""
        (await desk.load(Outreach, self.object_id)).strike_activity(self.number, self.reason)
