"""The published reports on pages that anybody may open: each year in each edition, as it was published."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from adapters.api.open_data import CATALOGUE, EVERY_YEAR
from adapters.api.public import PATH, offered
from adapters.api.wiring import Need, Services
from adapters.charts.published import published_charts
from adapters.documents.annual_report import chapters
from adapters.documents.catalogue import file_path
from adapters.documents.facts import Fact
from adapters.documents.open_data import COLUMNS, headings
from adapters.documents.terms import open_data_terms
from adapters.web.area import with_sizes
from adapters.web.board import year_of
from adapters.web.rendering import plain_page
from adapters.web.words import fiscal
from application.checkpoints import shown_root
from application.desk import ObjectNotFound
from domain.publication import Publication
from domain.published_files import PublishedFileKind
from domain.report import AnnualReport
from projections.publication import PublicationRow, Publications

KEPT = {"Cache-Control": "public, no-cache"}
EXAMPLE_YEAR, EXAMPLE_EDITION = 2025, 1


def enter(router: APIRouter) -> None:
    """Enter the pages."""
    router.add_api_route("/reports", show_reports)
    router.add_api_route("/reports/terms", show_terms)
    router.add_api_route("/reports/accessibility", show_accessibility)
    router.add_api_route("/reports/{fiscal_year}", show_newest)
    router.add_api_route("/reports/{fiscal_year}/editions/{edition}", show_report)


async def show_reports(needed: Need) -> Response:
    """List the years of which a report was published, the newest first."""
    rows = [row async for row in needed.views.every(Publications()) if row.editions]
    newest_first = sorted(rows, key=lambda row: row.fiscal_year, reverse=True)
    return plain_page(
        "reports.html",
        title="年次報告書",
        rows=[(row, offered(row, row.editions[-1].edition)) for row in newest_first],
        every_year=EVERY_YEAR,
        catalogue=CATALOGUE,
        headers=KEPT,
    )


async def show_terms() -> Response:
    """Tell under which terms the open data may be used, and what its columns mean."""
    terms = open_data_terms()
    meanings = [Fact.model_fields[name].description for name in COLUMNS]
    return plain_page(
        "terms.html",
        title="オープンデータの利用条件",
        terms=terms,
        example=terms.attributed(EXAMPLE_YEAR, EXAMPLE_EDITION),
        columns=list(zip(headings(), COLUMNS, meanings, strict=True)),
        headers=KEPT,
    )


async def show_accessibility() -> Response:
    """Tell what is aimed at for people who use pages in other ways, what was tried, and what was not."""
    return plain_page("accessibility.html", title="ウェブアクセシビリティ方針と試験結果", headers=KEPT)


async def show_newest(fiscal_year: str, needed: Need) -> Response:
    """Lead to the edition of a year that stands."""
    row = await _published(needed, year_of(fiscal_year))
    return RedirectResponse(f"/reports/{row.fiscal_year}/editions/{row.editions[-1].edition}", status_code=303)


async def show_report(fiscal_year: str, edition: str, needed: Need) -> Response:
    """Show one edition, also one that was corrected since, from the bytes that were published."""
    row = await _published(needed, year_of(fiscal_year))
    shown = next((each for each in row.editions if str(each.edition) == edition), None)
    if shown is None:
        raise ObjectNotFound(object_id=row.object_id, edition=edition[:8])
    report = AnnualReport.model_validate_json(await needed.documents.get(shown.content.content_hash))
    kept = row.files_of(shown.edition)
    return plain_page(
        "report.html",
        title=f"{fiscal(row.fiscal_year)}　年次報告書",
        report=report,
        edition=shown,
        editions=row.editions,
        newest=row.editions[-1],
        chapters=chapters(report, shown),
        charts=await with_sizes(published_charts(report).values()),
        files=offered(row, shown.edition),
        cp932=f"{file_path(row.fiscal_year, shown.edition, PublishedFileKind.FACTS_CSV)}?encoding=cp932",
        checkpoint=None if kept is None else shown_root(kept.checkpoint),
        source=f"{PATH}/{row.fiscal_year}/editions/{shown.edition}",
        headers=KEPT,
    )


async def _published(needed: Services, fiscal_year: int) -> PublicationRow:
    row = await needed.views.get(Publications(), Publication.create_id(fiscal_year))
    if row is None or not row.editions:
        raise ObjectNotFound(object_id=Publication.create_id(fiscal_year))
    return row
