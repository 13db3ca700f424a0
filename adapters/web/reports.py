"""The published reports on pages that anybody may open: each year in each edition, as it was published."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from adapters.api.public import PATH
from adapters.api.wiring import Need, Services
from adapters.web.board import year_of
from adapters.web.rendering import plain_page
from adapters.web.telling import Teller
from adapters.web.words import fiscal
from application.desk import ObjectNotFound
from domain.publication import Publication
from domain.report import AnnualReport
from projections.publication import PublicationRow, Publications

SECTIONS = {  # of a report, in the order in which people read it
    "findings": "各市町村の点検評価",
    "advice": "意見聴取委員会の意見と回答",
    "achievements": "目標の達成状況",
    "reductions": "削減量",
    "initiatives": "重点取組",
    "challenges": "課題",
    "outreach": "啓発・支援活動",
    "cooperation": "連携して行った活動",
    "missing": "含まれていないもの",
    "membership": "計画の構成",
}
FOLDED = frozenset({"achievements", "reductions", "initiatives"})  # a row per measure and municipality
KEPT = {"Cache-Control": "public, no-cache"}


def enter(router: APIRouter) -> None:
    """Enter the pages."""
    router.add_api_route("/reports", show_reports)
    router.add_api_route("/reports/{fiscal_year}", show_newest)
    router.add_api_route("/reports/{fiscal_year}/editions/{edition}", show_report)


async def show_reports(needed: Need) -> Response:
    """List the years of which a report was published, the newest first."""
    rows = [row async for row in needed.views.every(Publications()) if row.editions]
    newest_first = sorted(rows, key=lambda row: row.fiscal_year, reverse=True)
    return plain_page("reports.html", title="年次報告書", rows=newest_first, headers=KEPT)


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
    teller = Teller(_names(report), links=False)
    sections = [
        (name, title, teller.tell(getattr(report, name)))
        for name, title in SECTIONS.items()
        if getattr(report, name) not in {None, ()}
    ]
    return plain_page(
        "report.html",
        title=f"{fiscal(row.fiscal_year)}　年次報告書",
        report=report,
        edition=shown,
        editions=row.editions,
        newest=row.editions[-1],
        sections=sections,
        measures=[(line, teller.tell(line.confirmations)) for line in report.measures.lines],
        lacks=teller.tell(report.emissions.total.lacks),
        bars=_bars(report),
        depths=_depths(report),
        folded=FOLDED,
        source=f"{PATH}/{row.fiscal_year}/editions/{shown.edition}",
        headers=KEPT,
    )


async def _published(needed: Services, fiscal_year: int) -> PublicationRow:
    row = await needed.views.get(Publications(), Publication.create_id(fiscal_year))
    if row is None or not row.editions:
        raise ObjectNotFound(object_id=Publication.create_id(fiscal_year))
    return row


def _names(report: AnnualReport) -> Mapping[str, str]:
    """Give the names that measures and sectors had when the report was compiled."""
    measures = {each.measure_id: each.title for each in report.frame.measures}
    return {**measures, **{each.code: each.name for each in report.frame.tree}}


def _depths(report: AnnualReport) -> Mapping[str, int]:
    """Say how deep each sector stands in the tree; it is told after the one it belongs to."""
    depths: dict[str, int] = {}
    for each in report.emissions.sectors:
        depths[each.sector] = depths.get(each.parent, -1) + 1 if each.parent is not None else 0
    return depths


def _bars(report: AnnualReport) -> Sequence[tuple[str, str, int]]:
    """Give each leaf sector with its share of the largest one in percent, for a bar beside its figure."""
    leaves = [each for each in report.emissions.sectors if each.sector in report.frame.leaves]
    known = [each.amount.tonnes for each in leaves if each.amount.tonnes is not None]
    most = max(known, default=None)
    return [
        (each.sector, each.name, int(each.amount.tonnes / most * 100) if most and each.amount.tonnes else 0)
        for each in leaves
    ]
