"""The printed report: tagged, titled, readable in order, the same bytes, and never printed with a fault."""

import io
import os
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTTextContainer

from adapters.documents.annual_report import chapters
from adapters.documents.blocks import Heading, Paragraph, Table
from adapters.documents.printing import printed
from adapters.documents.typesetting import BREAK, GETA, TypesettingFailed, breakable, printable, typeset
from domain.report import SAMPLE_LABEL, AnnualReport
from tests.adapters.documents.printed_samples import CHECKPOINT, HARD_NAMES, content, edition, invented_nowhere

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden_reports"
MOMENT = datetime(2026, 3, 24, tzinfo=UTC)
FONT = b'#set document(title: "t")\n#set text(lang: "ja", font: "%s")\n'
MANY_PAGES = "現地で確かめた。" * 900


def pages(pdf: bytes) -> list[str]:
    """Give the text of each page as it is extracted, without white space: lines break where they will."""
    return [
        "".join("".join(each.get_text().split()) for each in page if isinstance(each, LTTextContainer))
        for page in extract_pages(io.BytesIO(pdf))
    ]


@cache
def sample() -> bytes:
    told = content(narrative=f"{HARD_NAMES}の現場。{MANY_PAGES}")
    return printed(told, edition(told, 2, "転記の誤りを改めた。"), CHECKPOINT)


def tags(element: Any, found: list[str]) -> list[str]:
    """List the kinds of the structure elements in the order in which they are read."""
    kids = element.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found.append(str(kid["/S"]))
            tags(kid, found)
    return found


def test_it_is_tagged_titled_in_japanese_and_says_that_it_is_pdf_ua_1_and_pdf_a_2a() -> None:
    with pikepdf.open(io.BytesIO(sample())) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "ja-JP"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo["/Title"]) == "令和7年度（2025年度）　年次報告書"
        assert str(pdf.docinfo["/Author"]) == "熊本連携中枢都市圏"
        with pdf.open_metadata() as told:
            assert told["pdfuaid:part"] == "1"
            assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "A")
        kinds = tags(pdf.Root.StructTreeRoot, [])
    assert kinds.count("/H1") >= 14
    assert {"/Table", "/THead", "/TH", "/TBody", "/TD", "/Caption", "/TOC", "/Figure"} <= {*kinds}


def test_every_font_is_in_the_file_and_every_picture_is_told_in_words() -> None:
    with pikepdf.open(io.BytesIO(sample())) as pdf:
        fonts = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font"]
        described = [each.DescendantFonts[0].FontDescriptor for each in fonts if "/DescendantFonts" in each]
        assert described
        assert all("/FontFile3" in each or "/FontFile2" in each for each in described)
        figures = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"]
        assert figures
        assert all(str(each.get("/Alt", "")) for each in figures)


def test_the_chapters_are_read_in_their_order_and_every_word_of_them_is_there() -> None:
    told = content(narrative=f"{HARD_NAMES}の現場。")
    report = AnnualReport.model_validate_json(told)
    made = chapters(report, edition(told), CHECKPOINT)
    read = "".join(pages(printed(told, edition(told), CHECKPOINT))[2:]).replace(BREAK, "")
    places = [read.index(f"{nth}{each.title}") for nth, each in enumerate(made, start=1)]
    assert places == sorted(places)
    for chapter in made:
        for block in chapter.blocks:
            match block:
                case Heading(_, text) | Paragraph(text, _):
                    assert "".join(text.split()) in read, text
                case Table():
                    cells = [
                        cell
                        for group in block.groups
                        for row in group.rows
                        for cell, column in zip(row, block.columns, strict=True)
                        if column.kind != "bar"
                    ]
                    for text in (block.caption, *cells):
                        assert {*"".join(text.split())} <= {*read}, text


def test_names_that_old_systems_cannot_write_are_printed_and_read_back() -> None:
    assert HARD_NAMES in "".join(pages(sample()))
    assert GETA not in "".join(pages(sample()))


def test_the_sample_mark_stands_on_every_page_that_a_sample_row_feeds() -> None:
    read = pages(sample())
    assert len(read) > 8
    assert [nth for nth, text in enumerate(read, start=1) if SAMPLE_LABEL not in text] == []


def test_what_no_sample_row_feeds_bears_no_mark() -> None:
    told = invented_nowhere()
    report = AnnualReport.model_validate_json(told)
    read = pages(printed(told, edition(told), CHECKPOINT))
    assert report.sample is None
    assert SAMPLE_LABEL not in read[0]


def test_a_correction_is_told_on_the_cover_and_in_its_chapter() -> None:
    read = pages(sample())
    assert "第2版" in read[0]
    assert "転記の誤りを改めた。" in read[0]
    assert "前の版からの正誤" in "".join(read)


def test_the_checkpoint_and_the_hash_of_the_content_stand_in_it_and_no_person_does() -> None:
    told = content()
    read = "".join(pages(printed(told, edition(told), CHECKPOINT))).replace(BREAK, "")
    origin, size, root = CHECKPOINT.text().split()
    assert all(each in read for each in (origin, size, root, sha256(told).hexdigest()))
    assert "person-secret" not in read


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("form-*.json")), ids=lambda path: path.stem)
def test_a_report_of_every_form_can_be_printed(path: Path) -> None:
    told = path.read_bytes()
    read = "".join(pages(printed(told, edition(told), CHECKPOINT)))
    assert "温室効果ガス排出量" in read


def test_two_processes_print_the_same_bytes() -> None:
    script = (
        "import sys\n"
        "from tests.adapters.documents.printed_samples import *\n"
        "from adapters.documents.printing import print_files\n"
        "from hashlib import sha256\n"
        "told = content(comment=HARD_NAMES)\n"
        "made = print_files(told, edition(told), CHECKPOINT)\n"
        "print({kind.value: sha256(each).hexdigest() for kind, each in made.items()})\n"
    )
    told = []
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
        ran = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        told.append(ran.stdout)
    assert told[0] == told[1]
    assert "annual-report.pdf" in told[0]


def test_another_checkpoint_makes_another_file() -> None:
    told = content()
    first = printed(told, edition(told), CHECKPOINT)
    assert printed(told, edition(told), CHECKPOINT._replace(size=1235)) != first
    assert printed(told, edition(told), CHECKPOINT) == first


@pytest.mark.parametrize(
    "template",
    [
        FONT % b"No Such Font" + "字".encode(),  # a warning of the typesetter
        FONT % b"Noto Sans CJK JP" + b"#unknown",  # an error
        FONT % b"Noto Sans CJK JP" + "😀".encode(),  # no shape in any font
        b'#set text(lang: "ja")\nx',  # PDF/UA asks for a title
    ],
    ids=["warning", "error", "no shape", "no title"],
)
def test_any_warning_or_error_ends_the_work(template: bytes) -> None:
    with pytest.raises(TypesettingFailed) as refused:
        typeset(template, {}, MOMENT)
    assert refused.value.details["problem"]


def test_a_letter_that_no_font_has_is_printed_as_a_geta_and_named_in_the_end() -> None:
    told = content(narrative="絵文字😀と한글、\u202e逆順\u0007")
    read = "".join(pages(printed(told, edition(told), CHECKPOINT)))
    assert f"絵文字{GETA}と" in read
    assert "U+1F600" in read


def test_what_would_be_markup_is_printed_as_it_was_typed() -> None:
    typed = '#set page(width: 1pt) *太字* `x` $y$ <label> @ref \\ "引用" //注'
    told = content(narrative=typed)
    read = "".join(pages(printed(told, edition(told), CHECKPOINT)))
    assert "".join(typed.split()) in read


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_whatever_is_typed_becomes_something_that_the_fonts_have(text: str) -> None:
    told, lacking = printable(text)
    assert printable(told)[0] == told
    assert all(letter in text for letter in lacking)
    assert printable(told)[1] == frozenset()
    assert breakable(told).replace(BREAK, "") == told.replace(BREAK, "")


@settings(max_examples=8, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=80))
def test_a_report_with_any_text_in_it_is_printed_without_a_warning(text: str) -> None:
    told = content(narrative=text, comment=f"{text}{HARD_NAMES}")
    assert printed(told, edition(told), CHECKPOINT).startswith(b"%PDF-1.7")
