"""What is owed by law and by meetings: the yearly publication, items nobody has finished, excerpts not yet returned."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.asking import Question, enter_questions
from adapters.api.lists import OfYear
from adapters.api.organisation import OfRegion, OnDay, region_of
from adapters.api.waiting import AfterPosition, wait
from adapters.api.wiring import Asker, Need
from domain.body import BodyId
from domain.kernel import Value
from domain.publication import Publication
from domain.statutory_duty import DUTY
from projections.excerpts import ExcerptDue, Excerpts, due
from projections.meeting_pack import MeetingPack
from projections.office_plans import OfficePlans
from projections.publication import Publications
from projections.rounds import Rounds
from projections.statutory_duties import YearOfDuties, year_of_duties
from projections.unfinished_items import UnfinishedItem, unfinished

OfBody = Annotated[BodyId | None, Query(description="会議体の識別名")]


class StatutoryDuties(Value):
    """法定の公表義務と事務事業編: year by year, who has published as the law asks, and who has an office plan."""

    on: date
    duty: Annotated[str, Field(description="義務の根拠")]
    years: tuple[YearOfDuties, ...]


class UnfinishedItems(Value):
    """未了の議題: what was put off or left open and stands on no later agenda."""

    on: date
    items: tuple[UnfinishedItem, ...]


class ExcerptsDue(Value):
    """送付すべき議事録抄本: what approved minutes owe to the offices that put the items."""

    items: tuple[ExcerptDue, ...]


def enter(router: APIRouter) -> None:
    """Enter the routes."""
    enter_questions(
        router,
        Question(
            "statutory-duties",
            list_statutory_duties,
            "ListStatutoryDuties",
            "年度ごと・市町村ごとの法定の公表義務と事務事業編の状況",
            StatutoryDuties,
        ),
        Question(
            "unfinished-items",
            list_unfinished_items,
            "ListUnfinishedItems",
            "継続審議などのまま、後の会議に付議されていない議題",
            UnfinishedItems,
        ),
        Question(
            "excerpts-due",
            list_excerpts_due,
            "ListExcerptsDue",
            "議事録の承認後、付議した担当部局にまだ渡っていない抄本",
            ExcerptsDue,
        ),
    )


async def list_statutory_duties(  # noqa: PLR0913 - the parameters of the query
    needed: Need,
    asker: Asker,
    region_id: OfRegion,
    *,
    fiscal_year: OfYear = None,
    on: OnDay = None,
    after_position: AfterPosition = None,
) -> Response:
    """Tell of every year on record, or of one, how the yearly duty to publish stands on a day."""
    needed.reader.reach("ListStatutoryDuties", asker)
    await wait(needed, after_position)
    day = on or needed.clock.today()
    region = await region_of(needed, region_id)
    records = [row.record async for row in needed.views.every(OfficePlans())]
    years = [
        year_of_duties(
            row,
            await needed.views.get(Publications(), Publication.create_id(row.fiscal_year)),
            region,
            records,
            day,
        )
        async for row in needed.views.every(Rounds(), fiscal_year=fiscal_year)
        if row.region_id == region_id
    ]
    answer = StatutoryDuties(on=day, duty=DUTY, years=tuple(sorted(years, key=lambda each: each.fiscal_year)))
    return JSONResponse(answer.model_dump(mode="json"))


async def list_unfinished_items(
    needed: Need, asker: Asker, *, body_id: OfBody = None, on: OnDay = None, after_position: AfterPosition = None
) -> Response:
    """Tell which items need somebody's hand, of one body or of all."""
    needed.reader.reach("ListUnfinishedItems", asker)
    await wait(needed, after_position)
    day = on or needed.clock.today()
    found = unfinished([row async for row in needed.views.every(MeetingPack())], day)
    answer = UnfinishedItems(on=day, items=tuple(each for each in found if body_id in {None, each.body_id}))
    return JSONResponse(answer.model_dump(mode="json"))


async def list_excerpts_due(
    needed: Need, asker: Asker, *, body_id: OfBody = None, after_position: AfterPosition = None
) -> Response:
    """Tell which excerpts of approved minutes are not with the offices, of one body's meetings or of all."""
    needed.reader.reach("ListExcerptsDue", asker)
    await wait(needed, after_position)
    meetings = [row async for row in needed.views.every(MeetingPack()) if body_id in {None, row.body_id}]
    excerpts = [row async for row in needed.views.every(Excerpts())]
    return JSONResponse(ExcerptsDue(items=due(meetings, excerpts)).model_dump(mode="json"))
