"""Papers: what stands in them stands in both forms, tagged and titled in one, in real styles in the other."""

import io
import zipfile
from datetime import date

import pikepdf
import pytest
from docx import Document

from adapters.documents.blocks import Column, Group, Heading, Paragraph, Table, table
from adapters.documents.papers import Paper, pdf_of
from adapters.documents.word import word_of
from tests.adapters.documents.printed_samples import HARD_NAMES
from tests.adapters.documents.test_printing import pages, tags
from tests.domain.emission_samples import SAMPLE

WORDS = f"{HARD_NAMES}が発言した。=1+1\x07"
COLUMNS = (Column("番号", 1, "number"), Column("議題", 5))
GROUPED = Table("議題ごとの結果", COLUMNS, (Group((("1", "報告"),), "第一部"), Group((("2", "協議"),), "第二部")))
PAPER = Paper(
    title="議事要旨　連絡会議　第1回",
    heading="議事要旨",
    publisher="サンプル圏域",
    head=(("会議", "連絡会議　第1回"), ("場所", "会議室")),
    blocks=(Heading(1, "議事"), Paragraph(WORDS), GROUPED, table("構成員", COLUMNS, [("1", "熊本市"), ("2", None)])),
    standing="meeting:liaison-council:2025:1 第9版",
    made_on=date(2026, 2, 6),
    sample=SAMPLE,
)


def test_a_printed_paper_is_tagged_titled_and_marked_on_every_page() -> None:
    made = pdf_of(PAPER)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "ja-JP"
        found = tags(pdf.Root.StructTreeRoot, [])
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == PAPER.title
            assert metadata["pdfuaid:part"] == "1"
    assert {"/Table", "/TH", "/TD", "/P", "/H1"} <= set(found)
    told = pages(made)
    assert all(SAMPLE in each for each in told)
    whole = "".join(told)
    order = ["議事要旨", "会議室", "が発言した。", "第一部", "第二部", "熊本市"]
    assert [whole.index(each) for each in order] == sorted(whole.index(each) for each in order)
    assert "meeting:liaison-council:2025:1第9版" in whole


def test_a_word_document_has_real_headings_tables_whose_heads_repeat_and_every_word() -> None:
    document = Document(io.BytesIO(word_of(PAPER)))
    styled = {each.text: each.style.name for each in document.paragraphs if each.style is not None}
    assert styled["議事要旨"] == "Title"
    assert styled["議事"] == "Heading 1"
    assert styled["議題ごとの結果"] == "Caption"
    assert f"{HARD_NAMES}が発言した。=1+1" in styled
    grouped, plain = document.tables
    assert [[cell.text for cell in row.cells] for row in plain.rows] == [["番号", "議題"], ["1", "熊本市"], ["2", "―"]]
    assert [row.cells[0].text for row in grouped.rows] == ["番号", "第一部", "1", "第二部", "2"]
    assert len(document.element.body.xpath("//w:tblHeader")) == len(document.tables)
    section = document.sections[0]
    assert (section.page_width, section.page_height) == (7560310, 10692130)  # A4 in the library's unit
    assert SAMPLE in section.header.paragraphs[0].text
    with zipfile.ZipFile(io.BytesIO(word_of(PAPER))) as held:
        assert b"NUMPAGES" in held.read("word/footer1.xml")
    assert document.core_properties.title == PAPER.title
    normal = document.styles["Normal"].element
    assert normal.xpath(".//w:rFonts/@w:eastAsia") == ["游明朝"]


@pytest.mark.parametrize("make", [pdf_of, word_of])
def test_the_same_paper_gives_the_same_bytes(make: object) -> None:
    assert callable(make)
    assert make(PAPER) == make(PAPER)
