"""Files that nobody should be sent: refused by a code of their own, in a child that is bounded, with nothing kept."""

import io
import resource
import subprocess
import sys
import zipfile
from datetime import date, datetime

import pytest

from adapters.workbooks.child import MEMORY
from adapters.workbooks.reading import WorkbookReader
from adapters.workbooks.writing import workbook_of
from application.survey_file import (
    MOST_BYTES,
    SurveyNotFound,
    WorkbookBloated,
    WorkbookDamaged,
    WorkbookEncrypted,
    WorkbookNotXlsx,
    WorkbookTooLarge,
    WorkbookWithLinks,
    WorkbookWithMacros,
)
from application.survey_form import FORMS, SurveyContent, SurveyLine
from application.survey_keys import SurveyKeys
from domain.errors import Refusal
from domain.survey import SurveyKind

KEYS = SurveyKeys(b"a test's own key of enough bytes")
SHEET = "xl/worksheets/sheet1.xml"
ROWS = 1_000_000


def book() -> bytes:
    form = FORMS[SurveyKind.PROGRESS]
    line = SurveyLine("sample-0001", ("施策", "前年度"), {"status": "under-way"})
    content = SurveyContent(form, "43100", "熊本市", 2025, 2024, 7, date(2025, 6, 30), [line], sample=True)
    return workbook_of(content, KEYS, datetime(2025, 4, 1))  # noqa: DTZ001 - the days of a workbook bear no zone


def rebuilt(told: dict[str, bytes | None]) -> bytes:
    held = io.BytesIO()
    """Give a book with parts put in, put in the place of others, or left out."""
    with zipfile.ZipFile(io.BytesIO(book())) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            content = told.get(each.filename, old.read(each))
            if content is not None:
                new.writestr(each.filename, content)
        for name, content in told.items():
            if content is not None and name not in old.namelist():
                new.writestr(name, content)
    return held.getvalue()


def rows_of_a_million() -> bytes:
    row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>x</t></is></c></row>'
    body = "".join(row.format(nth) for nth in range(1, ROWS // 20))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'.encode()


def one_far_cell(column: str = "XFD", row: int = 1_048_576) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{column}{row}"><v>1</v></c></row>'
    return f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def laughing() -> bytes:
    entities = "".join(f'<!ENTITY l{nth} "{f"&l{nth - 1};" * 10}">' for nth in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "lol">{entities}]><worksheet>&l9;</worksheet>'.encode()


def types_with(word: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book())) as old:
        return old.read("[Content_Types].xml").replace(b"spreadsheetml.sheet.main", word.encode())


LINK = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="t" Target="http://x.example/" TargetMode="External"/></Relationships>'
)
HOSTILE: dict[str, tuple[bytes, type[Refusal] | tuple[type[Refusal], ...]]] = {
    "nothing": (b"", WorkbookNotXlsx),
    "a text": ("番号,施策\n".encode(), WorkbookNotXlsx),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, WorkbookNotXlsx),
    "an old or encrypted book": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, WorkbookEncrypted),
    "an archive of something else": (rebuilt({"[Content_Types].xml": None}), WorkbookNotXlsx),
    "cut off": (book()[:4_000], WorkbookDamaged),
    "cut in the middle": (book()[:3_000] + book()[4_000:], (WorkbookDamaged, WorkbookNotXlsx)),
    "too large": (book() + b"\0" * MOST_BYTES, WorkbookTooLarge),
    "macros": (rebuilt({"xl/vbaProject.bin": b"\0"}), WorkbookWithMacros),
    "a macro book by its type": (
        rebuilt({"[Content_Types].xml": types_with("ms-excel.sheet.macroEnabled.main")}),
        WorkbookWithMacros,
    ),
    "embedded files": (rebuilt({"xl/embeddings/oleObject1.bin": b"\0"}), WorkbookWithMacros),
    "links to other books": (rebuilt({"xl/externalLinks/externalLink1.xml": b"<a/>"}), WorkbookWithLinks),
    "links to elsewhere": (rebuilt({"xl/worksheets/_rels/sheet1.xml.rels": LINK}), WorkbookWithLinks),
    "a bomb": (rebuilt({"xl/media/bomb.xml": b"\0" * 200_000_000}), WorkbookBloated),
    "a repetitive sheet": (rebuilt({SHEET: b"<worksheet>" + b" " * 10_000_000}), WorkbookBloated),
    "many entries": (rebuilt({f"xl/media/{nth}.xml": b"x" for nth in range(300)}), WorkbookBloated),
    "many rows": (rebuilt({SHEET: rows_of_a_million()}), WorkbookBloated),
    "one cell far away": (rebuilt({SHEET: one_far_cell()}), (WorkbookBloated, WorkbookDamaged)),
    "entities within entities": (rebuilt({SHEET: laughing()}), (WorkbookDamaged, SurveyNotFound)),
    "broken sheet": (rebuilt({SHEET: b"<worksheet><sheetData><row>"}), (WorkbookDamaged, SurveyNotFound)),
    "another sheet": (
        rebuilt({SHEET: one_far_cell().replace(b"XFD1048576", b"B2").replace(b"1048576", b"2")}),
        SurveyNotFound,
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_nobody_should_be_sent_is_refused_by_its_own_code(name: str) -> None:
    content, refusal = HOSTILE[name]
    with pytest.raises(refusal):
        await WorkbookReader().read(content)


@pytest.mark.parametrize("name", ["a bomb", "many rows", "one cell far away", "entities within entities"])
def test_the_child_stays_within_its_memory(name: str) -> None:
    content, _ = HOSTILE[name]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    done = subprocess.run(
        [sys.executable, "-m", "adapters.workbooks.child"], input=content, capture_output=True, check=False
    )
    assert b"refused" in done.stdout or done.returncode < 0  # the parser gives up the process when memory is refused
    most = max(before, MEMORY // 1024)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= most


async def test_a_child_that_is_ended_had_a_file_that_asks_for_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.workbooks.reading.CHILD", "adapters.workbooks.nothing_of_the_kind")
    with pytest.raises(WorkbookBloated):
        await WorkbookReader().read(book())


async def test_a_good_book_among_them_is_read() -> None:
    assert (await WorkbookReader().read(book())).lg_code == "43100"
