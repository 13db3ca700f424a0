"""Printing: an edition of the annual report as a PDF, from its frozen bytes and the checkpoint over its publication."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

import segno

from adapters.documents.annual_report import chapters
from adapters.documents.blocks import Chapter
from adapters.documents.names import years_of
from adapters.documents.open_data import csv_of, json_of
from adapters.documents.setting import Setter, template
from adapters.documents.typesetting import typeset
from adapters.web.words import called, day, fiscal, region
from application.checkpoints import Checkpoint
from domain.publication import Edition
from domain.published_files import PublishedFileKind
from domain.report import AnnualReport

TEMPLATE = "annual_report.typ"
KEYWORDS = ("地球温暖化対策", "実行計画", "年次報告書", "温室効果ガス排出量")
QR_ALT = "チェックポイントの3行（記録の名称、件数、ルートハッシュ）を入れた二次元コード"
APART = frozenset({"measures", "emissions", "record"})  # chapters that begin on a page of their own


def printed(content: bytes, edition: Edition, checkpoint: Checkpoint) -> bytes:
    """Print the frozen bytes of a report; the same bytes, edition and checkpoint give the same PDF.

    Raises ``TypesettingFailed`` when the typesetter warns of anything.
    """
    report = AnnualReport.model_validate_json(content)
    moment = datetime.combine(edition.published_on, time(), UTC)
    return typeset(template(TEMPLATE), _Printer().document(report, edition, checkpoint), moment)


def print_files(content: bytes, edition: Edition, checkpoint: Checkpoint) -> Mapping[PublishedFileKind, bytes]:
    """Make every file of an edition: the port ``Printer`` of the press."""
    report = AnnualReport.model_validate_json(content)
    return {
        PublishedFileKind.REPORT: printed(content, edition, checkpoint),
        PublishedFileKind.FACTS_CSV: csv_of(report, edition),
        PublishedFileKind.FACTS_JSON: json_of(report, edition),
    }


class _Printer(Setter):
    """Gives the template of the report what it needs."""

    def document(self, report: AnnualReport, edition: Edition, checkpoint: Checkpoint) -> Mapping[str, Any]:
        """Give what the template needs."""
        told = [self._chapter(nth, each) for nth, each in enumerate(chapters(report, edition, checkpoint), start=1)]
        picture = {"kind": "picture", "svg": _qr(checkpoint.text()), "alt": QR_ALT}
        told[-1]["blocks"].insert(1, picture)  # behind what is said of it, so that it never stands on a page alone
        title = f"{fiscal(report.frame.fiscal_year)}　年次報告書"
        plan = report.policies.plan_name if report.policies is not None else None
        cover = [
            ("公表日", day(edition.published_on)),
            ("版", f"第{edition.edition}版"),
            ("対象", years_of(report)),
            ("根拠", "地球温暖化対策の推進に関する法律 第21条"),
            *((("正誤", edition.reason),) if edition.reason else ()),
        ]
        made = {
            "title": title,
            "publisher": region(report.frame.region_id),
            "region": region(report.frame.region_id),
            "plan": self.text(plan or called(report.frame.plan_id)),
            "edition": f"第{edition.edition}版　{day(edition.published_on)}公表",
            "description": f"地球温暖化対策実行計画の点検評価の結果（{years_of(report)}）",
            "keywords": list(KEYWORDS),
            "date": [edition.published_on.year, edition.published_on.month, edition.published_on.day],
            "sample": report.sample,
            "cover": [[label, self.text(text)] for label, text in cover],
            "chapters": told,
        }
        told[-1]["blocks"] += self.lacking()
        return made

    def _chapter(self, number: int, chapter: Chapter) -> dict[str, Any]:
        blocks = [self.block(each) for each in chapter.blocks]
        return {"title": f"{number}　{chapter.title}", "apart": chapter.name in APART, "blocks": blocks}


def _qr(text: str) -> str:
    held = BytesIO()
    segno.make(text, micro=False, error="m").save(held, kind="svg", border=4, xmldecl=False, nl=False)
    return held.getvalue().decode()
