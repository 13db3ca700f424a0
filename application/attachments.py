"""Attachments at the counter: what a file is, is told by its bytes and its name together; nothing of it is unpacked."""

import io
import zipfile
from typing import Annotated

from pydantic import Base64Bytes, Field

from application.desk import Desk
from domain.attachment import (
    MOST_BYTES,
    Attachment,
    AttachmentRefused,
    AttachmentsTooLarge,
    FileKind,
    FileName,
)
from domain.kernel import Value

ZIPPED = frozenset({FileKind.XLSX, FileKind.DOCX})
CONTENT_TYPES = "[Content_Types].xml"
FOLDERS = {FileKind.XLSX: "xl/", FileKind.DOCX: "word/"}
MOST_ENTRIES = 2_000
RUNNING = ("vbaproject", "activex/", "embeddings/")  # macros, controls, and files within the file
MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.CSV: "text/csv",
    FileKind.TEXT: "text/plain",
}


class GivenFile(Value):
    """添付するファイル: its name and its bytes in Base64; the record gets the hash."""

    name: FileName
    content: Annotated[Base64Bytes, Field(min_length=1, description="ファイルの内容（Base64）")]


async def keep(desk: Desk, given: GivenFile) -> Attachment:
    """Keep a file among the documents and give what the record says of it; raises what stands against it."""
    if len(given.content) > MOST_BYTES:
        raise AttachmentsTooLarge(size=len(given.content), limit=MOST_BYTES)
    kind = kind_of_file(given.name, given.content)
    sha256 = await desk.documents.put(given.content)
    return Attachment(name=given.name, kind=kind, size=len(given.content), sha256=sha256)


def kind_of_file(name: str, content: bytes) -> FileKind:
    """Tell what a file is, when its name and its bytes agree; raises ``AttachmentRefused``."""
    ending = name.rpartition(".")[2].lower()
    kind = next((each for each in FileKind if each.value == ending), None)
    if kind is None or not _fits(kind, content):
        raise AttachmentRefused(name=name)
    return kind


def _fits(kind: FileKind, content: bytes) -> bool:
    if kind is FileKind.PDF:
        return content.startswith(b"%PDF-")
    if kind in ZIPPED:
        return _is_office_file(kind, content)
    return b"\x00" not in content and any(_is_in(content, codec) for codec in ("utf-8", "cp932"))


def _is_in(content: bytes, codec: str) -> bool:
    try:
        content.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _is_office_file(kind: FileKind, content: bytes) -> bool:
    """Read the list of contents of the archive, and nothing else of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    if not 0 < len(names) <= MOST_ENTRIES or CONTENT_TYPES not in names:
        return False
    runs = any(mark in name.lower() for name in names for mark in RUNNING)
    return not runs and any(name.startswith(FOLDERS[kind]) for name in names)
