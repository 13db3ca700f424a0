"""The annual report as chapters: one order for the printed report and its page, from the frozen report alone."""

from collections.abc import Sequence

from adapters.documents.blocks import Chapter
from adapters.documents.chapters_emissions import emissions_chapter, targets_chapter
from adapters.documents.chapters_measures import courses_chapter, initiatives_chapter, measures_chapter
from adapters.documents.chapters_record import corrections_chapter, record_chapter, sources_chapter
from adapters.documents.chapters_voices import (
    advice_chapter,
    challenges_chapter,
    findings_chapter,
    office_plans_chapter,
    outreach_chapter,
)
from adapters.documents.chapters_year import members_chapter, year_chapter
from adapters.documents.names import Names
from application.checkpoints import Checkpoint
from domain.publication import Edition
from domain.report import AnnualReport


def chapters(report: AnnualReport, edition: Edition, checkpoint: Checkpoint | None = None) -> Sequence[Chapter]:
    """Give the chapters of an edition in their order; one that its form does not have is left out."""
    names = Names.of(report)
    found = (
        year_chapter(report, names),
        members_chapter(report, names),
        measures_chapter(report, names),
        courses_chapter(report, names),
        initiatives_chapter(report, names),
        findings_chapter(report, names),
        emissions_chapter(report, names),
        targets_chapter(report),
        challenges_chapter(report, names),
        advice_chapter(report),
        office_plans_chapter(report, names),
        outreach_chapter(report, names),
        corrections_chapter(report, edition, names),
        sources_chapter(report),
        None if checkpoint is None else _record(edition, checkpoint),
    )
    return [each for each in found if each is not None]


def _record(edition: Edition, checkpoint: Checkpoint) -> Chapter:
    origin, size, root, *_ = checkpoint.text().split("\n")
    return record_chapter(edition, int(size), root, origin)
