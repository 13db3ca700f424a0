"""Printing: an edition of the annual report as a PDF, from its frozen bytes and the checkpoint over its publication."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, time
from importlib.resources import files
from io import BytesIO
from typing import Any

import segno

from adapters.documents.annual_report import chapters
from adapters.documents.blocks import Block, Chapter, Heading, Paragraph, Table
from adapters.documents.names import years_of
from adapters.documents.open_data import csv_of, json_of
from adapters.documents.typesetting import breakable, printable, typeset
from adapters.web.words import called, day, fiscal, region
from application.checkpoints import Checkpoint
from domain.publication import Edition
from domain.published_files import PublishedFileKind
from domain.report import AnnualReport

TEMPLATE = files("adapters.documents").joinpath("annual_report.typ")
KEYWORDS = ("地球温暖化対策", "実行計画", "年次報告書", "温室効果ガス排出量")
QR_ALT = "チェックポイントの3行（記録の名称、件数、ルートハッシュ）を入れた二次元コード"
APART = frozenset({"measures", "emissions", "record"})  # chapters that begin on a page of their own
NOT_IN_FONT = "書体にない文字は〓で示しています。該当する文字の符号："


def printed(content: bytes, edition: Edition, checkpoint: Checkpoint) -> bytes:
    """Print the frozen bytes of a report; the same bytes, edition and checkpoint give the same PDF.

    Raises ``TypesettingFailed`` when the typesetter warns of anything.
    """
    report = AnnualReport.model_validate_json(content)
    moment = datetime.combine(edition.published_on, time(), UTC)
    return typeset(TEMPLATE.read_bytes(), _Printer().document(report, edition, checkpoint), moment)


def print_files(content: bytes, edition: Edition, checkpoint: Checkpoint) -> Mapping[PublishedFileKind, bytes]:
    """Make every file of an edition: the port ``Printer`` of the press."""
    report = AnnualReport.model_validate_json(content)
    return {
        PublishedFileKind.REPORT: printed(content, edition, checkpoint),
        PublishedFileKind.FACTS_CSV: csv_of(report, edition),
        PublishedFileKind.FACTS_JSON: json_of(report, edition),
    }


class _Printer:
    """Puts every text into what can be printed, and remembers the letters for which that was not possible."""

    def __init__(self) -> None:
        self._lacking: set[str] = set()

    def document(self, report: AnnualReport, edition: Edition, checkpoint: Checkpoint) -> Mapping[str, Any]:
        """Give what the template needs."""
        told = [self._chapter(nth, each) for nth, each in enumerate(chapters(report, edition, checkpoint), start=1)]
        told[-1]["blocks"].append({"kind": "picture", "svg": _qr(checkpoint.text()), "alt": QR_ALT})
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
            "plan": self._text(plan or called(report.frame.plan_id)),
            "edition": f"第{edition.edition}版　{day(edition.published_on)}公表",
            "description": f"地球温暖化対策実行計画の点検評価の結果（{years_of(report)}）",
            "keywords": list(KEYWORDS),
            "date": [edition.published_on.year, edition.published_on.month, edition.published_on.day],
            "sample": report.sample,
            "cover": [[label, self._text(text)] for label, text in cover],
            "chapters": told,
        }
        if self._lacking:
            codes = "、".join(f"U+{ord(each):04X}" for each in sorted(self._lacking))
            told[-1]["blocks"].append({"kind": "paragraph", "note": True, "text": f"{NOT_IN_FONT}{codes}"})
        return made

    def _chapter(self, number: int, chapter: Chapter) -> dict[str, Any]:
        blocks = [self._block(each) for each in chapter.blocks]
        return {"title": f"{number}　{chapter.title}", "apart": chapter.name in APART, "blocks": blocks}

    def _block(self, block: Block) -> dict[str, Any]:
        match block:
            case Heading(level, text):
                return {"kind": "heading", "level": level, "text": self._text(text)}
            case Paragraph(text, note):
                return {"kind": "paragraph", "text": self._text(text), "note": note}
            case Table():
                return {
                    "kind": "table",
                    "caption": self._text(block.caption),
                    "small": block.small,
                    "columns": [asdict(each) for each in block.columns],
                    "groups": [
                        {
                            "title": None if each.title is None else self._text(each.title),
                            "rows": [[self._text(cell) for cell in row] for row in each.rows],
                        }
                        for each in block.groups
                    ],
                }

    def _text(self, text: str) -> str:
        told, lacking = printable(text)
        self._lacking |= lacking
        return breakable(told)


def _qr(text: str) -> str:
    held = BytesIO()
    segno.make(text, micro=False, error="m").save(held, kind="svg", border=4, xmldecl=False, nl=False)
    return held.getvalue().decode()
