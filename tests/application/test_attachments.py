"""Attachments: a file is what its name and its bytes both say, and nothing that runs by itself."""

import io
import zipfile

import pytest
from pydantic import TypeAdapter, ValidationError

from application.attachments import kind_of_file
from domain.attachment import (
    AttachmentRefused,
    FileKind,
    FileName,
)


def office_file(folder: str, *more: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in ("[Content_Types].xml", f"{folder}/document.xml", *more):
            archive.writestr(name, "<x/>")
    return written.getvalue()


XLSX, DOCX = office_file("xl"), office_file("word")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("様式.xlsx", XLSX, FileKind.XLSX),
        ("印刷設定.xlsx", office_file("xl", "xl/printerSettings/printerSettings1.bin"), FileKind.XLSX),
        ("通知.DOCX", DOCX, FileKind.DOCX),
        ("案内.pdf", b"%PDF-1.7\n", FileKind.PDF),
        ("一覧.csv", "\ufeff団体,値".encode(), FileKind.CSV),
        ("一覧.csv", "団体,値".encode("cp932"), FileKind.CSV),
        ("読んで.txt", b"hello", FileKind.TEXT),
    ],
)
def test_what_offices_open_is_taken(name: str, content: bytes, kind: FileKind) -> None:
    assert kind_of_file(name, content) is kind


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("様式.xlsm", XLSX),
        ("様式.exe", b"MZ"),
        ("様式", XLSX),
        ("様式.xlsx", DOCX),
        ("様式.xlsx", b"PK\x03\x04 broken"),
        ("様式.xlsx", b"%PDF-1.7"),
        ("様式.xlsx", office_file("xl", "xl/vbaProject.bin")),
        ("様式.xlsx", office_file("xl", "xl/activeX/activeX1.xml")),
        ("様式.xlsx", office_file("xl", "xl/embeddings/oleObject1.bin")),
        ("様式.xlsx", office_file("xl", *(f"xl/{each}.xml" for each in range(2_100)))),
        ("案内.pdf", b"MZ"),
        ("一覧.csv", b"a\x00b"),
        ("一覧.csv", b"\x81"),
        ("空.txt.zip", XLSX),
    ],
)
def test_what_is_not_what_it_says_or_could_run_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(AttachmentRefused):
        kind_of_file(name, content)


@pytest.mark.parametrize(
    "name", ["", ".hidden", "a/b.pdf", "a\\b.pdf", "a\nb.pdf", "fdp.\u202eexe.pdf", "x" * 81, "a:b.pdf"]
)
def test_a_name_that_leads_elsewhere_or_reads_otherwise_is_none(name: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(FileName).validate_python(name)
