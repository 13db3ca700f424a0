"""Lists: the views that are read row by row, each under its own address, by page, year and municipality."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import create_model

from adapters.api.paging import LIMIT, Cursor, Limit, Next, paged, place
from adapters.api.problems import problems
from adapters.api.waiting import AfterPosition, wait
from adapters.api.wiring import Asker, Need
from application.authority import NotPermitted
from application.reading import Reach
from domain.kernel import FiscalYear, LgCode, Value
from projections.accounts import Accounts
from projections.advice_ledger import AdviceLedger
from projections.calendar_feeds import CalendarFeeds
from projections.compilations import Compilations
from projections.excerpts import Excerpts
from projections.factor_tables import FactorTables
from projections.filings import Filings
from projections.letters import Announcements, LetterWordings, MailPauses
from projections.measure_register import Confirmations, MeasureRegister
from projections.measure_variations import MeasureVariations
from projections.meeting_pack import MeetingPack
from projections.notices import Notices
from projections.office_plans import OfficePlans
from projections.organisation import Offices, Regions
from projections.outreach import OutreachRegister
from projections.plans import Plans
from projections.publication import Publications
from projections.rosters import Rosters
from projections.rounds import Rounds
from projections.surveys import Surveys
from projections.view import View

OfYear = Annotated[FiscalYear | None, Query(description="年度")]
OfOffice = Annotated[LgCode | None, Query(description="市町村の団体コード")]


@dataclass(frozen=True, slots=True)
class Listing:
    """一覧: a view that is read by page, under the name of the query in the matrix.

    What is ``by_body`` shows a body's people the rows of their own body alone.
    """

    query: str
    path: str
    view: View[Any]
    summary: str
    by_body: bool = False


def listings() -> tuple[Listing, ...]:
    """Name every list."""
    return (
        Listing("ListRegions", "regions", Regions(), "圏域と構成市町村・会議体の一覧"),
        Listing("ListOffices", "offices", Offices(), "担当部局と職員の配置の一覧"),
        Listing("ListAccounts", "accounts", Accounts(), "利用者の一覧"),
        Listing("ListPlans", "plans", Plans(), "実行計画の一覧"),
        Listing("ListRounds", "rounds", Rounds(), "年度点検の一覧"),
        Listing("ListMeasures", "measures", MeasureRegister(), "施策台帳"),
        Listing(
            "ListMeasureVariations", "measure-variations", MeasureVariations(), "共同実施の施策の市町村別の内容の一覧"
        ),
        Listing("ListConfirmations", "confirmations", Confirmations(), "施策ごとの取組状況の一覧"),
        Listing("ListFilings", "filings", Filings(), "提出状況の一覧"),
        Listing("ListFactorTables", "factor-tables", FactorTables(), "排出係数表（版・提案を含む）"),
        Listing("ListNotices", "notices", Notices(), "督促・通知の一覧"),
        Listing("ListAnnouncements", "announcements", Announcements(), "事務局から担当部局へのお知らせの一覧"),
        Listing("ListMailPauses", "mail-pauses", MailPauses(), "督促・通知の休止の一覧"),
        Listing("ListLetterWordings", "letter-wordings", LetterWordings(), "通知文の文面の版の一覧"),
        Listing("ListCalendarFeeds", "calendar-feeds", CalendarFeeds(), "予定の配信の一覧"),
        Listing("ListCompilations", "compilations", Compilations(), "取りまとめの一覧"),
        Listing("ListMeetings", "meetings", MeetingPack(), "会議と資料の一覧"),
        Listing("ListExcerpts", "excerpts", Excerpts(), "議事録の抄本の一覧"),
        Listing("ListAdvice", "advice", AdviceLedger(), "意見台帳"),
        Listing("ListPublications", "publications", Publications(), "公表の一覧"),
        Listing("ListOfficePlans", "office-plans", OfficePlans(), "事務事業編の一覧"),
        Listing(
            "ListOutreach", "outreach", OutreachRegister(), "推進センター・推進員等の啓発・支援活動の一覧", by_body=True
        ),
        Listing("ListRosters", "rosters", Rosters(), "会議体の構成員名簿の一覧"),
        Listing("ListSurveys", "surveys", Surveys(), "取り込んだ調査票の一覧"),
    )


def enter(router: APIRouter) -> None:
    """Enter one route per list."""
    for listing in listings():
        router.add_api_route(
            f"/api/v1/{listing.path}",
            _endpoint(listing),
            operation_id=listing.query,
            summary=listing.summary,
            description=(type(listing.view).__doc__ or "").splitlines()[0],
            tags=["queries"],
            response_model=page_model(listing.view.row),
            responses=problems(400, 403, 422),
        )


def page_model(row: type[Value]) -> type[Value]:
    """Describe a page of rows."""
    many: Any = tuple[row, ...]  # type: ignore[valid-type]  # a type made at run time
    return create_model(f"{row.__name__}Page", __base__=Value, items=(many, ...), next=(Next, ...))


def _endpoint(listing: Listing) -> Callable[..., Awaitable[Response]]:
    async def read(  # noqa: PLR0913 - the filters of the list
        request: Request,
        needed: Need,
        asker: Asker,
        *,
        fiscal_year: OfYear = None,
        lg_code: OfOffice = None,
        limit: Limit = LIMIT,
        cursor: Cursor = None,
        after_position: AfterPosition = None,
    ) -> Response:
        own_body = needed.reader.of_body(listing.query, asker) if listing.by_body else None
        reach = Reach(None) if listing.by_body else needed.reader.reach(listing.query, asker)
        if lg_code is not None and not reach.covers(lg_code):
            raise NotPermitted(command=listing.query, capacity=asker.capacity)
        await wait(needed, after_position)
        page = await needed.views.list(
            listing.view,
            fiscal_year=fiscal_year,
            lg_code=lg_code or reach.lg_code,
            after=place(request, cursor),
            limit=limit,
        )
        shown = [row for row in page.rows if own_body is None or row.body_id == own_body]
        return paged(request, shown, page.after)

    return read
