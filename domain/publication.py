"""The publication: the year's report made public, once council and committee have had it, and its errata."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from domain.deviation import Deviation, Month, deviation_blockers, deviations
from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, FiscalYear, PersonId, StreamId, Text, Value, event
from domain.labels import Labelled
from domain.pin import ContentHash
from domain.published_files import (
    EditionFiles,
    EditionNotPublished,
    PublishedFilesAlreadyKept,
    PublishedFilesIncomplete,
)


class PublicationState(Labelled):
    """公表の状態: computed from what has happened."""

    PREPARED = "prepared", "公表準備済み", "prepared"
    PUBLISHED = "published", "公表済み", "published"
    CORRECTED = "corrected", "公表済み（正誤あり）", "published with corrections"


class Channel(Labelled):
    """公表の方法: where the report was made public, for the duty to publish every year."""

    WEBSITE = "website", "ホームページ", "website"
    OPEN_DATA = "open-data", "オープンデータ", "open data"
    PRESS = "press", "報道提供", "press release"
    BULLETIN = "bulletin", "広報紙", "municipal bulletin"
    COUNTER = "counter", "窓口での閲覧", "at the counter"


class Content(Value):
    """公表内容: the report's bytes by hash, and the numbered compilation that it was made from."""

    compilation_id: StreamId
    number: Annotated[int, Field(ge=1)]
    content_hash: ContentHash


class Edition(Value):
    """版: a content as it was made public on a day, by whom, and why it replaces the one before."""

    edition: int
    content: Content
    channels: tuple[Channel, ...]
    published_on: date
    by: PersonId
    reason: Text | None = None


class CouncilNotApproved(Refusal):
    """この版の取りまとめは連絡会議の承認を得ていません。"""


class CommitteeNotHeard(Refusal):
    """この版の取りまとめについて意見聴取委員会の意見を聴いていません。"""


class CommitteeHeardBeforeCouncil(Refusal):
    """意見聴取委員会が連絡会議の承認より前に開かれています。"""


class AdviceOpen(Refusal):
    """回答も次年度への継続もされていない意見があります。"""


class PublishedByPreparer(Refusal):
    """公表の準備をした者と公表する者は別の者でなければなりません。"""


class AlreadyPublished(Refusal):
    """すでに公表されています。内容を改めるときは正誤としてください。"""


class NotPublished(Refusal):
    """まだ公表されていません。"""


class ContentOfOtherCompilation(Refusal):
    """準備した公表内容は、最新の取りまとめに基づくものではありません。"""


class ErratumReasonMissing(Refusal):
    """正誤には理由が必要です。"""


@dataclass(frozen=True, slots=True)
class Standing:
    """公表の前提: what council, committee and advice amount to for one numbered compilation, as facts from elsewhere.

    ``closed`` is what a closed round puts against any change (rule 9), ``unusable`` what stands against the
    compilation itself, ``approved_on`` the earliest day of an approval that stands, ``heard_on`` the latest of a
    hearing that stands, ``months`` where the schedule puts the publication.
    """

    number: int
    closed: tuple[Refusal, ...] = ()
    unusable: tuple[Refusal, ...] = ()
    approved_on: date | None = None
    heard_on: date | None = None
    open_advice: tuple[str, ...] = ()
    months: tuple[Month, ...] = ()

    def blockers(self) -> Iterator[Refusal]:
        """Yield a closed round, then rule 5 in its order: compilation, council, committee, their order, advice."""
        yield from self.closed
        yield from self.unusable
        if self.approved_on is None:
            yield CouncilNotApproved(number=self.number)
        if self.heard_on is None:
            yield CommitteeNotHeard(number=self.number)
        if self.approved_on is not None and self.heard_on is not None and self.heard_on < self.approved_on:
            yield CommitteeHeardBeforeCouncil(approved_on=self.approved_on, heard_on=self.heard_on)
        if self.open_advice:
            yield AdviceOpen(advice=self.open_advice)


class Publication(Aggregate):
    """公表: the year's report, prepared by one person, published by another, corrected only as a new edition."""

    TOPIC = "publication"

    class Prepared(Created):
        """公表の準備をした。"""

        TOPIC = "publication.prepared"
        fiscal_year: FiscalYear
        content: Content
        by: PersonId

    class PreparedAnew(Event):
        """公表の準備をやり直した。"""

        TOPIC = "publication.prepared-anew"
        content: Content
        by: PersonId

    class Published(Event):
        """点検結果を公表した。"""

        TOPIC = "publication.published"
        class_version = 2
        edition: Edition
        deviations: tuple[Deviation, ...]

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Before version 2 no month was watched, so that no reason was asked for."""
            state["deviations"] = []

    class Corrected(Event):
        """公表内容の正誤を公表した。"""

        TOPIC = "publication.corrected"
        edition: Edition

    class FilesKept(Event):
        """公表した版のファイルを保存した。"""

        TOPIC = "publication.files-kept"
        kept: EditionFiles

    @staticmethod
    def create_id(fiscal_year: int) -> str:
        """Name the stream of a year's publication."""
        return f"publication:{fiscal_year}"

    @classmethod
    def prepare(cls, fiscal_year: int, content: Content, by: str, standing: Standing) -> "Publication":
        """Prepare the publication of a year; refused in the fixed order of rule 5."""
        refuse_first(standing.blockers())
        return cls(fiscal_year=fiscal_year, content=content, by=by)

    @event(Prepared)
    def __init__(self, fiscal_year: int, content: Content, by: str) -> None:
        self.fiscal_year = fiscal_year
        self.content = content
        self.prepared_by = by
        self.editions: tuple[Edition, ...] = ()
        self.deviations: tuple[Deviation, ...] = ()
        self.files: dict[int, EditionFiles] = {}

    def prepare_anew(self, content: Content, by: str, standing: Standing) -> None:
        """Prepare other content as long as nothing is public; the same content is nothing new."""
        if self.content == content:
            return
        refuse_first(self.prepare_anew_blockers(standing))
        self._prepared_anew(content=content, by=by)

    def prepare_anew_blockers(self, standing: Standing) -> Iterator[Refusal]:
        """Yield what forbids preparing again: already public, then the guards of rule 5."""
        if self.editions:
            yield AlreadyPublished(published_on=self.editions[0].published_on)
        yield from standing.blockers()

    @event(PreparedAnew)
    def _prepared_anew(self, content: Content, by: str) -> None:
        self.content = content
        self.prepared_by = by

    def publish(
        self, channels: tuple[Channel, ...], published_on: date, by: str, standing: Standing, reason: str | None = None
    ) -> None:
        """Make the prepared content public as the first edition; outside its month that takes a reason.

        The very same act again is nothing new.
        """
        edition = Edition(edition=1, content=self.content, channels=channels, published_on=published_on, by=by)
        if self.editions[:1] == (edition,):
            return
        refuse_first(self.publish_blockers(standing, by))
        refuse_first(deviation_blockers(standing.months, published_on, reason))
        self._published(edition=edition, deviations=deviations(standing.months, published_on, reason))

    def publish_blockers(self, standing: Standing, by: str | None = None) -> Iterator[Refusal]:
        """Yield already public, the guards of rule 5, content of an older number, and the preparer's own hand."""
        yield from self.prepare_anew_blockers(standing)
        yield from self._outdated(self.content, standing)
        if by == self.prepared_by:
            yield PublishedByPreparer(by=by)

    @event(Published)
    def _published(self, edition: Edition, deviations: tuple[Deviation, ...]) -> None:
        self.editions = (edition,)
        self.deviations = deviations

    def correct(self, edition: Edition, standing: Standing) -> None:
        """Publish a corrected edition 正誤; the content that is already public is nothing new."""
        if self.editions and self.editions[-1].content == edition.content:
            return
        refuse_first(self.correct_blockers(standing, edition))
        self._corrected(edition=edition.model_copy(update={"edition": len(self.editions) + 1}))

    def correct_blockers(self, standing: Standing, edition: Edition | None = None) -> Iterator[Refusal]:
        """Yield nothing public, a closed round, an unusable compilation; then an older number and no reason."""
        if not self.editions:
            yield NotPublished()
        yield from standing.closed
        yield from standing.unusable
        if edition is not None:
            yield from self._outdated(edition.content, standing)
            if edition.reason is None:
                yield ErratumReasonMissing()

    @event(Corrected)
    def _corrected(self, edition: Edition) -> None:
        self.editions = (*self.editions, edition)

    def keep_files(self, kept: EditionFiles) -> None:
        """Keep the files of an edition for good; the very same ones again are nothing new."""
        if self.files.get(kept.edition) == kept:
            return
        refuse_first(self._keep_files_blockers(kept))
        self._files_kept(kept=kept)

    def _keep_files_blockers(self, kept: EditionFiles) -> Iterator[Refusal]:
        if kept.edition > len(self.editions):
            yield EditionNotPublished(edition=kept.edition)
        if kept.edition in self.files:
            yield PublishedFilesAlreadyKept(edition=kept.edition)
        if not kept.complete:
            yield PublishedFilesIncomplete(files=[each.kind.value for each in kept.files])

    @event(FilesKept)
    def _files_kept(self, kept: EditionFiles) -> None:
        self.files[kept.edition] = kept

    @staticmethod
    def _outdated(content: Content, standing: Standing) -> Iterator[Refusal]:
        if content.number != standing.number:
            yield ContentOfOtherCompilation(prepared=content.number, current=standing.number)

    @property
    def state(self) -> PublicationState:
        """Tell how far the publication has come."""
        if not self.editions:
            return PublicationState.PREPARED
        return PublicationState.PUBLISHED if len(self.editions) == 1 else PublicationState.CORRECTED

    @property
    def current(self) -> Content | None:
        """Give the content that is public now."""
        return self.editions[-1].content if self.editions else None
