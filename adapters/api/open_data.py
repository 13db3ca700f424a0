"""What everybody may take away: the files of each published edition, all years as one table, and the catalogue."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from hashlib import sha256
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from adapters.api.conditions import unchanged
from adapters.api.documents import frozen
from adapters.api.problems import problems
from adapters.api.refusals import FilesNotReady, InputInvalid
from adapters.api.wiring import Need, Services, base_of
from adapters.documents.catalogue import MEDIA_TYPES, catalogue
from adapters.documents.open_data import as_cp932, body_of, cp932_refusal, head_line, not_in_cp932
from adapters.documents.terms import open_data_terms
from application.desk import ObjectNotFound
from application.ports import Documents
from domain.kernel import FiscalYear
from domain.labels import Labelled
from domain.publication import Publication
from domain.published_files import PublishedFileKind
from projections.publication import PublicationRow, Publications

REPORTS = "/api/v1/public/reports"
PATH = "/api/v1/public/open-data"
CATALOGUE = f"{PATH}/catalogue"
EVERY_YEAR = f"{PATH}/facts.csv"
REVALIDATED = "public, no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
PIECE = 64 * 1024  # of a table that is being sent
LINKED_DATA = "application/ld+json"
BINARY = {"schema": {"type": "string", "format": "binary"}}


class Encoding(Labelled):
    """文字コード: of a CSV file."""

    UTF_8 = "utf-8", "UTF-8（BOM付き）", "UTF-8 with BOM"
    CP932 = "cp932", "CP932（シフトJIS）", "CP932 (Shift_JIS)"


Year = Annotated[FiscalYear, Path(description="点検年度")]
Number = Annotated[int, Path(ge=1, le=10_000, description="版")]
File = Annotated[PublishedFileKind, Path(description="公表ファイル")]
Encoded = Annotated[Encoding, Query(description="CSVの文字コード。CP932にない文字があるときは断る")]
CSV_TYPES = {Encoding.UTF_8: "text/csv; charset=utf-8", Encoding.CP932: "text/csv; charset=Shift_JIS"}


class Table(NamedTuple):
    """一覧: the table of one year's newest edition that has files."""

    fiscal_year: int
    edition: int
    sha256: str


def enter(router: APIRouter) -> None:
    """Enter the routes that stand open."""
    content = dict.fromkeys(MEDIA_TYPES.values(), BINARY)
    offered: dict[int | str, Any] = {
        200: {"description": "公表ファイル", "content": content},
        304: {"description": "手元のものと同じ"},
    }
    table: dict[int | str, Any] = {
        200: {"description": "全年度の数値の一覧", "content": {"text/csv": BINARY}},
        304: offered[304],
    }
    linked: dict[int | str, Any] = {
        200: {"description": "データカタログ（DCAT）", "content": {LINKED_DATA: {"schema": {"type": "object"}}}},
        304: offered[304],
    }
    for path, route, name, summary in (
        (f"{REPORTS}/{{fiscal_year}}/files/{{file}}", show_newest_file, "GetPublishedFile", "公表ファイル（最新の版）"),
        (
            f"{REPORTS}/{{fiscal_year}}/editions/{{edition}}/files/{{file}}",
            show_file,
            "GetPublishedEditionFile",
            "公表ファイル（指定した版）",
        ),
    ):
        _enter(router, path, route, name, summary, {**problems(422), **offered})
    _enter(router, EVERY_YEAR, show_every_year, "GetOpenData", "全年度の数値の一覧（CSV）", {**problems(422), **table})
    _enter(
        router,
        CATALOGUE,
        show_catalogue,
        "GetDataCatalogue",
        "データカタログ（DCAT、JSON-LD）",
        {**problems(), **linked},
    )


def _enter(router: APIRouter, path: str, route: Any, name: str, summary: str, answers: dict[int | str, Any]) -> None:  # noqa: PLR0913, PLR0917 - what a route is
    router.add_api_route(
        path,
        route,
        operation_id=name,
        summary=summary,
        tags=["public"],
        response_class=Response,
        responses=answers,
    )


async def show_newest_file(
    fiscal_year: Year, file: File, request: Request, needed: Need, encoding: Encoded = Encoding.UTF_8
) -> Response:
    """Give a file of the edition that stands; raises ``FilesNotReady`` while it is being made."""
    row = await _published(needed, fiscal_year)
    return await _file(request, needed, row, row.editions[-1].edition, file, encoding, REVALIDATED)


async def show_file(  # noqa: PLR0913, PLR0917 - what stands in the address
    fiscal_year: Year,
    edition: Number,
    file: File,
    request: Request,
    needed: Need,
    encoding: Encoded = Encoding.UTF_8,
) -> Response:
    """Give a file of one edition, also of one that was corrected since."""
    row = await _published(needed, fiscal_year)
    if edition > len(row.editions):
        raise ObjectNotFound(object_id=row.object_id, edition=edition)
    return await _file(request, needed, row, edition, file, encoding, FOR_EVER)


async def show_every_year(request: Request, needed: Need, encoding: Encoded = Encoding.UTF_8) -> Response:
    """Stream the tables of all years as one, a year at a time; raises ``CharactersNotInCp932`` first."""
    tables = await _tables(needed)
    told = "\n".join([encoding, *(f"{each.fiscal_year} {each.edition} {each.sha256}" for each in tables)])
    headers = {"ETag": f'"{sha256(told.encode()).hexdigest()}"', "Cache-Control": REVALIDATED}
    if unchanged(request.headers, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if encoding is Encoding.CP932:
        await _refuse_lacking(needed, tables)
    headers["Content-Disposition"] = 'attachment; filename="shinchoku-facts.csv"'
    return StreamingResponse(
        joined_tables(needed.documents, tables, encoding), media_type=CSV_TYPES[encoding], headers=headers
    )


async def show_catalogue(request: Request, needed: Need) -> Response:
    """Give the catalogue of everything that was published, with absolute addresses."""
    rows = [row async for row in needed.views.every(Publications()) if row.editions]
    base = base_of(request)
    answer = JSONResponse(catalogue(rows, open_data_terms(), base, CATALOGUE), media_type=LINKED_DATA)
    answer.headers.update({"ETag": f'"{sha256(answer.body).hexdigest()}"', "Cache-Control": REVALIDATED})
    if unchanged(request.headers, answer.headers["ETag"]):
        return Response(status_code=304, headers={"ETag": answer.headers["ETag"], "Cache-Control": REVALIDATED})
    return answer


async def _published(needed: Services, fiscal_year: int) -> PublicationRow:
    row = await needed.views.get(Publications(), Publication.create_id(fiscal_year))
    if row is None or not row.editions:
        raise ObjectNotFound(object_id=Publication.create_id(fiscal_year))
    return row


async def _file(  # noqa: PLR0913, PLR0917 - which file, and how it may be kept
    request: Request,
    needed: Services,
    row: PublicationRow,
    edition: int,
    file: PublishedFileKind,
    encoding: Encoding,
    caching: str,
) -> Response:
    kept = row.files_of(edition)
    if kept is None:
        raise FilesNotReady(fiscal_year=row.fiscal_year, edition=edition)
    if encoding is Encoding.CP932 and file is not PublishedFileKind.FACTS_CSV:
        raise InputInvalid
    found = kept.of(file).sha256
    content, media_type = await needed.documents.get(found), MEDIA_TYPES[file]
    if encoding is Encoding.CP932:
        content = await asyncio.to_thread(as_cp932, content)
        found, media_type = sha256(content).hexdigest(), CSV_TYPES[encoding]
    answer = frozen(request, content, found, media_type, caching)
    manner = "inline" if file is PublishedFileKind.REPORT else "attachment"
    name = f"shinchoku-{row.fiscal_year}-{edition}-{file.value}"
    answer.headers["Content-Disposition"] = f'{manner}; filename="{name}"'
    return answer


async def _tables(needed: Services) -> Sequence[Table]:
    """Name each year's table: of its newest edition that has files; a row of it says which edition that is."""
    found = []
    async for row in needed.views.every(Publications()):
        if row.files:
            newest = max(row.files, key=lambda each: each.edition)
            found.append(Table(row.fiscal_year, newest.edition, newest.of(PublishedFileKind.FACTS_CSV).sha256))
    return sorted(found)


async def _refuse_lacking(needed: Services, tables: Sequence[Table]) -> None:
    lacking: set[str] = set()
    for table in tables:
        lacking |= not_in_cp932(body_of(await needed.documents.get(table.sha256)).decode())
    if lacking:
        raise cp932_refusal(lacking)


async def joined_tables(documents: Documents, tables: Sequence[Table], encoding: Encoding) -> AsyncIterator[bytes]:
    """Yield the head once and then the lines of one table after the other; never more than one is held."""
    yield head_line() if encoding is Encoding.UTF_8 else as_cp932(head_line())
    for table in tables:
        body = body_of(await documents.get(table.sha256))
        if encoding is Encoding.CP932:
            body = body.decode().encode("cp932")
        for at in range(0, len(body), PIECE):
            yield body[at : at + PIECE]
        del body  # before the next one is read
