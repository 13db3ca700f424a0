"""Word documents of papers, with the styles that people go on writing in; the same paper gives the same bytes."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from adapters.documents.blocks import Block, Heading, Paragraph, Table
from adapters.documents.papers import Paper

MINCHO, GOTHIC = "游明朝", "游ゴシック"
STYLES = {
    "Normal": MINCHO,
    "Title": GOTHIC,
    "Heading 1": GOTHIC,
    "Heading 2": GOTHIC,
    "Heading 3": GOTHIC,
    "Caption": GOTHIC,
}
EPOCH = (2000, 1, 1, 0, 0, 0)  # of the files in a document: only its content tells two of them apart
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what no XML can hold
RED = RGBColor(0xA3, 0x00, 0x00)
WIDTH = Mm(170)


def word_of(paper: Paper) -> bytes:
    """Write a paper as a Word document: A4, real headings, tables whose heads repeat, pages numbered."""
    document = Document()
    _look(document, paper)
    document.add_heading(_plain(paper.heading), level=0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if paper.head:
        _facts(document, paper.head)
    for block in paper.blocks:
        _block(document, block)
    held = io.BytesIO()
    document.save(held)
    return _settled(held.getvalue())


def _look(document: Any, paper: Paper) -> None:
    for name, font in STYLES.items():
        style = document.styles[name]
        style.font.name = font
        style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1C)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    document.styles["Normal"].font.size, document.styles["Title"].font.size = Pt(10.5), Pt(17)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(25)
    told = section.header.paragraphs[0]
    told.add_run(_plain(paper.title))
    if paper.sample:
        mark = told.add_run(f"　{paper.sample}")
        mark.bold, mark.font.color.rgb = True, RED
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run(f"{_plain(paper.publisher)}　{_plain(paper.standing)}　")
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")
    known, moment = document.core_properties, datetime.combine(paper.made_on, time())
    known.title, known.author, known.last_modified_by = _plain(paper.title), _plain(paper.publisher), ""
    known.created = known.modified = moment
    known.language, known.comments = "ja-JP", ""


def _field(paragraph: Any, code: str) -> None:
    """Put in what Word reckons by itself, such as the number of the page."""
    for kind, text in (("begin", None), (None, code), ("end", None)):
        run = paragraph.add_run()._r  # noqa: SLF001 - the library has no word for fields
        element = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind)
        run.append(element)


def _facts(document: Any, head: Iterable[tuple[str, str]]) -> None:
    for label, text in head:
        line = document.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        line.paragraph_format.tab_stops.add_tab_stop(Mm(30))
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Mm(30), Mm(-30)
        line.add_run(f"{_plain(label)}\t").bold = True
        line.add_run(_plain(text))


def _block(document: Any, block: Block) -> None:
    match block:
        case Heading(level, text):
            document.add_heading(_plain(text), level=level)
        case Paragraph(text, note):
            for line in _plain(text).split("\n"):
                told = document.add_paragraph().add_run(line)
                told.font.size = Pt(9) if note else None
        case Table():
            _table(document, block)


def _table(document: Any, block: Table) -> None:
    document.add_paragraph(_plain(block.caption), style="Caption").paragraph_format.keep_with_next = True
    made = document.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    made.autofit = False
    for cell, column in zip(made.rows[0].cells, block.columns, strict=True):
        cell.paragraphs[0].add_run(_plain(column.head)).bold = True
    _repeat(made.rows[0])
    for group in block.groups:
        if group.title is not None:
            row = made.add_row().cells
            row[0].merge(row[-1]).paragraphs[0].add_run(_plain(group.title)).bold = True
        for told in group.rows:
            _fill(made.add_row().cells, block, told)
    whole = sum(each.share for each in block.columns)
    for nth, column in enumerate(block.columns):
        made.columns[nth].width = int(WIDTH * column.share / whole)  # for programs that go by the grid
        for cell in made.columns[nth].cells:
            cell.width = int(WIDTH * column.share / whole)
    document.add_paragraph()


def _fill(cells: Sequence[Any], block: Table, told: Sequence[str]) -> None:
    for cell, column, text in zip(cells, block.columns, told, strict=True):
        cell.paragraphs[0].add_run(_plain(text))
        if column.kind == "number":
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeat(row: Any) -> None:
    """Let the heads stand again on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - the library has no word for it


def _plain(text: str) -> str:
    return UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _settled(content: bytes) -> bytes:
    """Pack a document anew under one time, so that the moment of writing is nowhere in it."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as settled:
        for name in made.namelist():
            settled.writestr(zipfile.ZipInfo(name, EPOCH), made.read(name), zipfile.ZIP_DEFLATED)
    return held.getvalue()
