"""What a workbook is, told by its archive before any of it is parsed: kind, size when unpacked, and what runs in it."""

import io
import zipfile
from collections.abc import Sequence

from application.survey_file import (
    MOST_BYTES,
    WorkbookBloated,
    WorkbookDamaged,
    WorkbookEncrypted,
    WorkbookNotXlsx,
    WorkbookTooLarge,
    WorkbookWithLinks,
    WorkbookWithMacros,
)

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the latter holds old books and encrypted ones
MOST_UNPACKED, MOST_RATIO, MOST_ENTRIES = 20 * 1024 * 1024, 100, 200
SMALL = 64 * 1024  # what is small unpacked may be as repetitive as it likes
TYPES, BOOK = "[Content_Types].xml", "xl/workbook.xml"
MACROS = ("macroenabled", "vbaproject", "ms-office.activex")
RUNNING = ("vbaproject", "activex/", "embeddings/", "macrosheets/", "dialogsheets/", "ctrlprops/")
CHUNK = 64 * 1024


def inspect(content: bytes) -> None:
    """Raise what stands against reading these bytes as a workbook."""
    if len(content) > MOST_BYTES:
        raise WorkbookTooLarge(size=len(content), limit=MOST_BYTES)
    if content.startswith(COMPOUND):
        raise WorkbookEncrypted
    if not content.startswith(ZIP):
        raise WorkbookNotXlsx
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _inspect(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise WorkbookDamaged(fault=type(error).__name__) from error


def _inspect(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = [each.filename.casefold() for each in entries]
    if TYPES not in {each.filename for each in entries} or BOOK not in names:
        raise WorkbookNotXlsx
    if len(entries) > MOST_ENTRIES or len(set(names)) != len(names):
        raise WorkbookBloated(entries=len(entries), limit=MOST_ENTRIES)
    if any(each.flag_bits & 1 for each in entries):
        raise WorkbookEncrypted
    _refuse_running(names)
    _refuse_bloat(archive, entries)
    if any(word in archive.read(TYPES).decode("utf-8", "replace").casefold() for word in MACROS):
        raise WorkbookWithMacros
    if any(b'TargetMode="External"' in archive.read(each) for each in entries if each.filename.endswith(".rels")):
        raise WorkbookWithLinks


def _refuse_running(names: Sequence[str]) -> None:
    if any(part in name for name in names for part in RUNNING):
        raise WorkbookWithMacros
    if any("externallinks/" in name or "querytables/" in name or name.endswith("connections.xml") for name in names):
        raise WorkbookWithLinks


def _refuse_bloat(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> None:
    """Unpack everything once, by pieces and to nowhere: what the archive says of its sizes is not believed."""
    unpacked = 0
    for each in entries:
        size = 0
        with archive.open(each) as held:
            while piece := held.read(CHUNK):
                size += len(piece)
                unpacked += len(piece)
                if unpacked > MOST_UNPACKED:
                    raise WorkbookBloated(unpacked=unpacked, limit=MOST_UNPACKED)
        if size > SMALL and size > MOST_RATIO * max(1, each.compress_size):
            raise WorkbookBloated(entry=each.filename[:60], ratio=size // max(1, each.compress_size))
