"""The files of an edition 公表ファイル: what people take away with them, each by the hash of its very bytes."""

from typing import Annotated

from pydantic import Field

from domain.errors import Refusal
from domain.kernel import Line, Value
from domain.labels import Labelled
from domain.pin import ContentHash


class PublishedFileKind(Labelled):
    """公表ファイルの種類: its value is the name under which the file is offered."""

    REPORT = "annual-report.pdf", "年次報告書（PDF）", "the report in print (PDF)"
    FACTS_CSV = "facts.csv", "数値の一覧（CSV）", "list of facts (CSV)"
    FACTS_JSON = "facts.json", "数値の一覧（JSON）", "list of facts (JSON)"


class PublishedFile(Value):
    """公表ファイル: one file by the SHA-256 of its bytes, with their number."""

    kind: PublishedFileKind
    sha256: ContentHash
    size: Annotated[int, Field(ge=1, description="バイト数")]


class EditionFiles(Value):
    """版の公表ファイル: the files of one edition, and the checkpoint over its publication that they show."""

    edition: Annotated[int, Field(ge=1)]
    checkpoint: Annotated[Line, Field(description="公表を含む最初のチェックポイント（件数:ルートハッシュ）")]
    files: tuple[PublishedFile, ...]

    @property
    def complete(self) -> bool:
        """Tell whether every kind stands in it exactly once."""
        return sorted(each.kind for each in self.files) == sorted(PublishedFileKind)

    def of(self, kind: PublishedFileKind) -> PublishedFile:
        """Give the file of a kind."""
        return next(each for each in self.files if each.kind is kind)


class PublishedFilesIncomplete(Refusal):
    """公表ファイルの種類がそろっていません。"""


class PublishedFilesAlreadyKept(Refusal):
    """この版の公表ファイルはすでに保存されています。保存した公表ファイルは差し替えられません。"""


class EditionNotPublished(Refusal):
    """この版はまだ公表されていません。"""
