"""The publication: the editions of each year's report as they were made public, open to everybody."""

from pydantic import computed_field

from domain.deviation import Deviation
from domain.kernel import FiscalYear, PersonId
from domain.publication import Content, Edition, Publication, PublicationState
from domain.published_files import EditionFiles
from projections.view import ObjectRow, ObjectView, on, opens


class PublicationRow(ObjectRow):
    """公表の行: what is prepared, and every edition with the hash of its bytes; earlier ones stay readable."""

    fiscal_year: FiscalYear
    prepared: Content
    prepared_by: PersonId
    editions: tuple[Edition, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    files: tuple[EditionFiles, ...] = ()

    def files_of(self, edition: int) -> EditionFiles | None:
        """Give the files of an edition, ``None`` while they are being made."""
        return next((each for each in self.files if each.edition == edition), None)

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def state(self) -> PublicationState:
        """Tell how far the publication has come."""
        if not self.editions:
            return PublicationState.PREPARED
        return PublicationState.PUBLISHED if len(self.editions) == 1 else PublicationState.CORRECTED


class Publications(ObjectView[PublicationRow]):
    """公表一覧: what was published when, in which edition, on which bytes?"""

    name = "publications"
    version = 3
    row = PublicationRow

    @opens(Publication.Prepared)
    def _prepared(self, told: Publication.Prepared, key: str) -> PublicationRow:
        return PublicationRow(object_id=key, fiscal_year=told.fiscal_year, prepared=told.content, prepared_by=told.by)

    @on(Publication.PreparedAnew)
    def _prepared_anew(self, row: PublicationRow, told: Publication.PreparedAnew) -> PublicationRow:
        return row.model_copy(update={"prepared": told.content, "prepared_by": told.by})

    @on(Publication.Published)
    def _published(self, row: PublicationRow, told: Publication.Published) -> PublicationRow:
        return row.model_copy(update={"editions": (told.edition,), "deviations": told.deviations})

    @on(Publication.Corrected)
    def _corrected(self, row: PublicationRow, told: Publication.Corrected) -> PublicationRow:
        return row.model_copy(update={"editions": (*row.editions, told.edition)})

    @on(Publication.FilesKept)
    def _files_kept(self, row: PublicationRow, told: Publication.FilesKept) -> PublicationRow:
        return row.model_copy(update={"files": (*row.files, told.kept)})
