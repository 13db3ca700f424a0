"""What everybody may read without a key: the published reports, in every edition, byte for byte."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.documents import frozen
from adapters.api.paging import LIMIT, Cursor, Limit, Next, paged, place
from adapters.api.problems import problems
from adapters.api.wiring import Need
from adapters.documents.catalogue import file_path
from application.desk import ObjectNotFound
from domain.deviation import Deviation
from domain.kernel import FiscalYear, Value
from domain.publication import Channel, Edition, Publication
from domain.published_files import PublishedFileKind
from domain.report import AnnualReport
from projections.meeting_pack import MeetingPack
from projections.publication import PublicationRow, Publications

PATH = "/api/v1/public/reports"
REVALIDATED = "public, no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
BYTES = {"description": "公表した報告書そのもの", "model": AnnualReport}
Year = Annotated[FiscalYear, Path(description="点検年度")]


class OfferedFile(Value):
    """公表ファイル: what can be taken away of an edition, with the hash by which it can be checked."""

    kind: PublishedFileKind
    label: Annotated[str, Field(description="ファイルの名称")]
    sha256: str
    size: Annotated[int, Field(description="バイト数")]
    href: str


class PublishedEdition(Value):
    """公表された版: when, by which channels, and where its bytes are."""

    edition: int
    published_on: date
    channels: tuple[Channel, ...]
    reason: Annotated[str | None, Field(description="正誤の理由")]
    sha256: str
    href: str
    files: Annotated[tuple[OfferedFile, ...], Field(description="公表ファイル。作成中は空")]
    checkpoint: Annotated[str | None, Field(description="公表を含む最初のチェックポイント（件数:ルートハッシュ）")]


class PublishedReport(Value):
    """公表された報告書: one year's report in all its editions; the last one stands."""

    fiscal_year: int
    editions: tuple[PublishedEdition, ...]
    deviations: Annotated[
        tuple[Deviation, ...], Field(description="連絡会議・意見聴取委員会・公表が年間日程の月を外れたときの理由")
    ]


class PublishedPage(Value):
    """公表された報告書の頁: oldest first."""

    items: tuple[PublishedReport, ...]
    next: Next


def enter(router: APIRouter) -> None:
    """Enter the routes that stand open."""
    report = {**problems(422), 200: BYTES, 304: {"description": "手元のものと同じ"}}
    router.add_api_route(
        PATH,
        list_reports,
        operation_id="ListPublishedReports",
        summary="公表された報告書の一覧",
        tags=["public"],
        response_model=PublishedPage,
        responses=problems(400, 422),
    )
    router.add_api_route(
        f"{PATH}/{{fiscal_year}}",
        show_report,
        operation_id="GetPublishedReport",
        summary="公表された報告書（最新の版）",
        tags=["public"],
        responses=report,
    )
    router.add_api_route(
        f"{PATH}/{{fiscal_year}}/editions/{{edition}}",
        show_edition,
        operation_id="GetPublishedEdition",
        summary="公表された報告書（指定した版）",
        tags=["public"],
        responses=report,
    )


async def list_reports(request: Request, needed: Need, limit: Limit = LIMIT, cursor: Cursor = None) -> JSONResponse:
    """List what has been published; what is only prepared is not there."""
    page = await needed.views.list(Publications(), after=place(request, cursor), limit=limit)
    reports = [_report(row, await _deviations(needed, row)) for row in page.rows if row.editions]
    return paged(request, reports, page.after)


async def show_report(fiscal_year: Year, request: Request, needed: Need) -> Response:
    """Give the bytes of the edition that stands."""
    edition = (await _editions(needed, fiscal_year))[-1]
    return await _bytes(request, needed, edition, REVALIDATED)


async def show_edition(
    fiscal_year: Year, edition: Annotated[int, Path(ge=1, le=10_000)], request: Request, needed: Need
) -> Response:
    """Give the bytes of one edition, also of one that was corrected since."""
    return await _bytes(request, needed, await _one(needed, fiscal_year, edition), FOR_EVER)


async def report_of(needed: Need, fiscal_year: int, edition: int) -> AnnualReport:
    """Read a published report from its bytes; raises ``ObjectNotFound``."""
    found = await _one(needed, fiscal_year, edition)
    return AnnualReport.model_validate_json(await needed.documents.get(found.content.content_hash))


async def _one(needed: Need, fiscal_year: int, edition: int) -> Edition:
    found = next((each for each in await _editions(needed, fiscal_year) if each.edition == edition), None)
    if found is None:
        raise ObjectNotFound(object_id=Publication.create_id(fiscal_year), edition=edition)
    return found


async def _editions(needed: Need, fiscal_year: int) -> Sequence[Edition]:
    row = await needed.views.get(Publications(), Publication.create_id(fiscal_year))
    if row is None or not row.editions:
        raise ObjectNotFound(object_id=Publication.create_id(fiscal_year))
    return row.editions


async def _bytes(request: Request, needed: Need, edition: Edition, caching: str) -> Response:
    sha256 = edition.content.content_hash
    return frozen(request, await needed.documents.get(sha256), sha256, "application/json", caching)


async def _deviations(needed: Need, row: PublicationRow) -> tuple[Deviation, ...]:
    """Gather what left its month on the way to a report: sittings of its year or the next, then the publication."""
    years = (row.fiscal_year, row.fiscal_year + 1)
    sittings = [each for year in years async for each in needed.views.every(MeetingPack(), fiscal_year=year)]
    told = [deviation for sitting in sittings for deviation in sitting.deviations]
    return (*(each for each in told if each.month.fiscal_year == row.fiscal_year), *row.deviations)


def _report(row: PublicationRow, deviations: tuple[Deviation, ...]) -> PublishedReport:
    return PublishedReport(
        fiscal_year=row.fiscal_year,
        editions=tuple(_edition(row, each) for each in row.editions),
        deviations=deviations,
    )


def offered(row: PublicationRow, edition: int) -> tuple[OfferedFile, ...]:
    """Give the files of an edition as they are offered; none while they are being made."""
    kept = row.files_of(edition)
    return tuple(
        OfferedFile(
            kind=each.kind,
            label=each.kind.japanese,
            sha256=each.sha256,
            size=each.size,
            href=file_path(row.fiscal_year, edition, each.kind),
        )
        for each in (() if kept is None else kept.files)
    )


def _edition(row: PublicationRow, edition: Edition) -> PublishedEdition:
    kept = row.files_of(edition.edition)
    return PublishedEdition(
        edition=edition.edition,
        published_on=edition.published_on,
        channels=edition.channels,
        reason=edition.reason,
        sha256=edition.content.content_hash,
        href=f"{PATH}/{row.fiscal_year}/editions/{edition.edition}",
        files=offered(row, edition.edition),
        checkpoint=None if kept is None else kept.checkpoint,
    )
