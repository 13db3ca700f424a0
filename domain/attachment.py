"""Attachments: files that go out with a letter, known in the record by name and hash. Their bytes are documents."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from domain.errors import Refusal
from domain.kernel import Value
from domain.labels import Labelled
from domain.pin import ContentHash

MOST_BYTES = 2 * 1024 * 1024  # of all files of a letter: some receivers take no more
FileName = Annotated[
    str,
    StringConstraints(
        pattern=r'^[^\x00-\x1f\x7f/\\:*?"<>|.\u0085\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]'
        r'[^\x00-\x1f\x7f/\\:*?"<>|\u0085\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]{0,79}$'
    ),
]


class FileKind(Labelled):
    """添付ファイルの種類: what offices open, and nothing that runs by itself."""

    PDF = "pdf", "PDF文書", "PDF document"
    XLSX = "xlsx", "Excelブック", "Excel workbook"
    DOCX = "docx", "Word文書", "Word document"
    CSV = "csv", "CSVファイル", "CSV file"
    TEXT = "txt", "テキスト", "plain text"


class AttachmentsTooLarge(Refusal):
    """添付ファイルは合わせて2MB以下としてください。"""


class AttachmentNamedTwice(Refusal):
    """同じ名前の添付ファイルがあります。"""


class AttachmentRefused(Refusal):
    """添付できるのはPDF、Excel（xlsx）、Word（docx）、CSV、テキストだけです。拡張子と中身が一致し、マクロを含まないこと。"""


class Attachment(Value):
    """添付ファイル: under which name, of which kind, how many bytes, and the hash by which the bytes are kept."""

    name: FileName
    kind: FileKind
    size: Annotated[int, Field(ge=1, le=MOST_BYTES)]
    sha256: ContentHash


def attachment_faults(attachments: Sequence[Attachment]) -> Iterator[Refusal]:
    """Yield files that are too much for a letter, then names given twice."""
    size = sum(each.size for each in attachments)
    if size > MOST_BYTES:
        yield AttachmentsTooLarge(size=size, limit=MOST_BYTES)
    names = [each.name for each in attachments]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        yield AttachmentNamedTwice(names=twice)
