"""Surveys over HTTP: workbooks to be filled in, what one that comes back would change, and the taking over of it."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse

from adapters.api.boards import TheOffice, Year, round_of
from adapters.api.commands import enter_one, performed
from adapters.api.conditions import DryRun, IdempotencyKey
from adapters.api.problems import problems
from adapters.api.waiting import AfterPosition, wait
from adapters.api.wiring import Asker, Need
from adapters.surveys.desk import SurveyDesk, SurveyPreview, SurveyTaking
from application.attachments import MEDIA_TYPES, GivenFile
from application.authority import NotPermitted
from application.survey_intake import TakeInSurvey
from domain.attachment import FileKind
from domain.survey import SurveyKind

XLSX, ZIP = MEDIA_TYPES[FileKind.XLSX], "application/zip"
BYTES = {"schema": {"type": "string", "format": "binary"}}
PREVIEWS = "/api/v1/survey-previews"
Kind = Annotated[SurveyKind, Path(description="調査票の種類")]


def enter(router: APIRouter) -> None:
    """Enter the routes."""
    enter_one(router, TakeInSurvey, take_in)
    for path, endpoint, name, summary, media_type in (
        ("surveys/{kind}", show_survey, "GetSurvey", "調査票（一つの市町村、Excelブック）", XLSX),
        ("surveys/{kind}/archive", show_archive, "GetSurveyArchive", "調査票（全構成市町村、ZIP）", ZIP),
    ):
        router.add_api_route(
            f"/api/v1/rounds/{{fiscal_year}}/{path}",
            endpoint,
            operation_id=name,
            summary=summary,
            tags=["queries"],
            response_class=Response,
            responses={
                **problems(403, 409, 422),
                200: {"description": summary, "content": {media_type: BYTES}},
            },
        )
    router.add_api_route(
        PREVIEWS,
        preview_survey,
        methods=["POST"],
        operation_id="PreviewSurvey",
        summary="記入された調査票が何を変えるかを確かめる。何も記録しない。",
        tags=["queries"],
        response_model=SurveyPreview,
        responses=problems(400, 403, 409, 413, 415, 422),
    )


async def show_survey(  # noqa: PLR0913, PLR0917 - the parameters of the query
    fiscal_year: Year,
    kind: Kind,
    lg_code: TheOffice,
    needed: Need,
    asker: Asker,
    after_position: AfterPosition = None,
) -> Response:
    """Give the workbook of a municipality as it stands now."""
    await wait(needed, after_position)
    name, content = await SurveyDesk(needed).workbook(asker, kind, fiscal_year, lg_code)
    return attached(name, content, XLSX)


async def show_archive(
    fiscal_year: Year, kind: Kind, needed: Need, asker: Asker, after_position: AfterPosition = None
) -> Response:
    """Give the workbooks of all members in one archive, to who may have each of them."""
    if needed.reader.reach("GetSurveyArchive", asker).lg_code is not None:
        raise NotPermitted(command="GetSurveyArchive", capacity=asker.capacity)
    await wait(needed, after_position)
    row = await round_of(needed, fiscal_year)
    content = await SurveyDesk(needed).workbooks(asker, kind, fiscal_year, row.members)
    return attached(f"調査票_{fiscal_year}_{kind.value}.zip", content, ZIP)


async def preview_survey(body: GivenFile, needed: Need, asker: Asker) -> Response:
    """Show what a workbook would change, where it was read otherwise than typed, and what is wrong with it."""
    preview = await SurveyDesk(needed).preview(asker, body.name, body.content)
    return JSONResponse(preview.model_dump(mode="json"))


async def take_in(
    body: SurveyTaking,
    needed: Need,
    asker: Asker,
    idempotency_key: IdempotencyKey,
    dry_run: DryRun = False,  # noqa: FBT002 - a query parameter
) -> Response:
    """Take over what was shown, all of it or nothing."""
    done = await SurveyDesk(needed).take_in(asker, body, key=idempotency_key, dry_run=dry_run)
    return performed(done[0], created=True)


def attached(name: str, content: bytes, media_type: str) -> Response:
    """Answer with a file to be kept under a name, which may be Japanese (RFC 6266)."""
    ascii_name = "".join(each if (each.isascii() and each.isalnum()) or each in "._-" else "_" for each in name)
    told = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": told, "Cache-Control": "no-store"})
