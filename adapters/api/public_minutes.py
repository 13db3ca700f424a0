"""What everybody may read of meetings: the redacted copies of their approved minutes, without a key."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.documents import frozen
from adapters.api.paging import LIMIT, Cursor, Limit, Next, paged, place
from adapters.api.problems import problems
from adapters.api.public import REVALIDATED
from adapters.api.wiring import Need
from application.desk import ObjectNotFound
from domain.body import BodyId
from domain.kernel import FiscalYear, Value
from domain.meeting import Meeting
from projections.meeting_pack import MeetingPack, MeetingRow

PATH = "/api/v1/public/minutes"
TEXT = "text/plain; charset=utf-8"


class PublicMinutes(Value):
    """公開用議事録: of which meeting, held when, and where the text is."""

    meeting_id: str
    body_id: str
    fiscal_year: int
    number: int
    held_on: date
    sha256: str
    href: Annotated[str, Field(description="本文の所在")]


class PublicMinutesPage(Value):
    """公開用議事録の頁: in the order of the meetings' ids."""

    items: tuple[PublicMinutes, ...]
    next: Next


def enter(router: APIRouter) -> None:
    """Enter the routes that stand open."""
    router.add_api_route(
        PATH,
        list_minutes,
        operation_id="ListPublicMinutes",
        summary="公開用議事録の一覧",
        tags=["public"],
        response_model=PublicMinutesPage,
        responses=problems(400, 422),
    )
    router.add_api_route(
        f"{PATH}/{{body_id}}/{{fiscal_year}}/{{number}}",
        show_minutes,
        operation_id="GetPublicMinutes",
        summary="公開用議事録の本文",
        tags=["public"],
        response_class=Response,
        responses={
            **problems(404, 422),
            200: {"description": "公開用写しそのもの", "content": {"text/plain": {"schema": {"type": "string"}}}},
            304: {"description": "手元のものと同じ"},
        },
    )


async def list_minutes(request: Request, needed: Need, limit: Limit = LIMIT, cursor: Cursor = None) -> JSONResponse:
    """List the meetings of which a redacted copy of approved minutes stands."""
    page = await needed.views.list(MeetingPack(), after=place(request, cursor), limit=limit)
    return paged(request, [shown for row in page.rows if (shown := _shown(row)) is not None], page.after)


async def show_minutes(
    body_id: Annotated[BodyId, Path(description="会議体の識別名")],
    fiscal_year: Annotated[FiscalYear, Path(description="年度")],
    number: Annotated[int, Path(ge=1, le=10_000, description="会議の番号")],
    request: Request,
    needed: Need,
) -> Response:
    """Give the redacted copy; minutes that are not approved, or were corrected since, have none."""
    meeting_id = Meeting.create_id(body_id, fiscal_year, number)
    row = await needed.views.get(MeetingPack(), meeting_id)
    if row is None or row.minutes.public_copy is None:
        raise ObjectNotFound(object_id=meeting_id)
    sha256 = row.minutes.public_copy
    return frozen(request, await needed.documents.get(sha256), sha256, TEXT, REVALIDATED)


def _shown(row: MeetingRow) -> PublicMinutes | None:
    if row.minutes.public_copy is None or row.attendance is None:
        return None
    return PublicMinutes(
        meeting_id=row.object_id,
        body_id=row.body_id,
        fiscal_year=row.fiscal_year,
        number=row.number,
        held_on=row.attendance.held_on,
        sha256=row.minutes.public_copy,
        href=f"{PATH}/{row.body_id}/{row.fiscal_year}/{row.number}",
    )
