"""The organisation on a day: who holds an office, who sits on a body, and who still owes an office plan."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.asking import Question, enter_questions
from adapters.api.waiting import AfterPosition, wait
from adapters.api.wiring import Asker, Need, Services
from application.desk import ObjectNotFound
from domain.body import BodyId, UnknownBody
from domain.kernel import LgCode, StreamId, Value
from domain.office import Assignment, Handover
from domain.office_plan_standing import DUTY, OfficePlanDuty, OfficePlanStanding, duties_on
from domain.roster import Roster
from projections.office_plans import OfficePlans
from projections.organisation import Offices, RegionRow, Regions
from projections.plans import Plans
from projections.rosters import BodyMembers, Rosters, members_of, owners_on

OnDay = Annotated[date | None, Query(description="この日の状態で見る。省略時は今日")]
OfRegion = Annotated[StreamId, Query(description="圏域 例 region:kumamoto")]
OfBody = Annotated[BodyId, Path(description="会議体の識別名")]
OfOffice = Annotated[StreamId, Path(description="担当部局 例 office:43100")]
OfPlan = Annotated[StreamId | None, Query(description="実行計画。指定すると、その計画の構成市町村に限る")]


class OfficePlanDuties(Value):
    """事務事業編の策定義務: who owes the plan on the day, of whom it is not known, and everybody's standing."""

    on: date
    duty: Annotated[str, Field(description="義務の根拠")]
    owed: Annotated[tuple[LgCode, ...], Field(description="未策定・策定中・期間満了の市町村")]
    not_known: Annotated[tuple[LgCode, ...], Field(description="策定状況が確認されていない市町村")]
    duties: tuple[OfficePlanDuty, ...]


class OfficePersons(Value):
    """担当部局の職員: who holds the office on the day, and every handover with what was open then."""

    office_id: StreamId
    on: date
    persons: tuple[Assignment, ...]
    handovers: tuple[Handover, ...]


def enter(router: APIRouter) -> None:
    """Enter the routes."""
    enter_questions(
        router,
        Question(
            "office-plan-duties",
            list_office_plan_duties,
            "ListOfficePlanDuties",
            "事務事業編をまだ策定していない市町村",
            OfficePlanDuties,
        ),
        Question(
            "offices/{office_id}/persons",
            list_office_persons,
            "ListOfficePersons",
            "担当部局のその日の職員と引継ぎの記録",
            OfficePersons,
        ),
        Question(
            "bodies/{body_id}/members", list_body_members, "ListBodyMembers", "会議体のその日の構成員", BodyMembers
        ),
    )


async def list_office_persons(
    office_id: OfOffice, needed: Need, asker: Asker, on: OnDay = None, after_position: AfterPosition = None
) -> Response:
    """Tell who held an office on a day, and how it has changed hands."""
    needed.reader.reach("ListOfficePersons", asker)
    await wait(needed, after_position)
    day = on or needed.clock.today()
    office = await needed.views.get(Offices(), office_id)
    if office is None:
        raise ObjectNotFound(object_id=office_id)
    answer = OfficePersons(office_id=office_id, on=day, persons=office.persons_on(day), handovers=office.handovers)
    return JSONResponse(answer.model_dump(mode="json"))


async def list_body_members(  # noqa: PLR0913 - the parameters of the query
    body_id: OfBody,
    needed: Need,
    asker: Asker,
    region_id: OfRegion,
    *,
    on: OnDay = None,
    after_position: AfterPosition = None,
) -> Response:
    """Tell who was a member of a body on a day, in which capacity, and which seats were vacant."""
    needed.reader.reach("ListBodyMembers", asker)
    await wait(needed, after_position)
    day = on or needed.clock.today()
    region = await region_of(needed, region_id)
    body = next((each for each in region.bodies_on(day) if each.body_id == body_id), None)
    if body is None:
        raise UnknownBody(body_id=body_id, day=day)
    roster = await needed.views.get(Rosters(), Roster.create_id(body_id))
    owners = owners_on(region, [plan async for plan in needed.views.every(Plans())], day)
    offices = [office async for office in needed.views.every(Offices())]
    return JSONResponse(members_of(body, roster, owners, offices, day).model_dump(mode="json"))


async def list_office_plan_duties(  # noqa: PLR0913 - the parameters of the query
    needed: Need,
    asker: Asker,
    region_id: OfRegion,
    *,
    plan_id: OfPlan = None,
    on: OnDay = None,
    after_position: AfterPosition = None,
) -> Response:
    """Tell who owes an office plan on a day: every municipality of the region does by law until it has one."""
    needed.reader.reach("ListOfficePlanDuties", asker)
    await wait(needed, after_position)
    day = on or needed.clock.today()
    records = [row.record async for row in needed.views.every(OfficePlans())]
    duties = duties_on(day, await _members(needed, region_id, plan_id, day), records)
    answer = OfficePlanDuties(
        on=day,
        duty=DUTY,
        owed=tuple(each.lg_code for each in duties if each.standing.is_owed),
        not_known=tuple(each.lg_code for each in duties if each.standing is OfficePlanStanding.NOT_KNOWN),
        duties=duties,
    )
    return JSONResponse(answer.model_dump(mode="json"))


async def _members(needed: Services, region_id: str, plan_id: str | None, day: date) -> tuple[str, ...]:
    region = await region_of(needed, region_id)
    if plan_id is None:
        return region.members_on(day)
    plan = await needed.views.get(Plans(), plan_id)
    if plan is None:
        raise ObjectNotFound(object_id=plan_id)
    return plan.membership.on(day)


async def region_of(needed: Services, region_id: str) -> RegionRow:
    """Give a region; raises ``ObjectNotFound``."""
    region = await needed.views.get(Regions(), region_id)
    if region is None:
        raise ObjectNotFound(object_id=region_id)
    return region
