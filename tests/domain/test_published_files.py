"""The files of an edition: kept whole, once, for what was published, and replayed to the same."""

import pytest

from domain.publication import Publication
from domain.published_files import (
    EditionFiles,
    EditionNotPublished,
    PublishedFile,
    PublishedFileKind,
    PublishedFilesAlreadyKept,
    PublishedFilesIncomplete,
)
from tests.domain.replay import assert_replays
from tests.domain.test_publication import published


def files(edition: int = 1, digit: str = "a", without: int = 0) -> EditionFiles:
    kinds = list(PublishedFileKind)[without:]
    held = tuple(PublishedFile(kind=kind, sha256=digit * 64, size=1) for kind in kinds)
    return EditionFiles(edition=edition, checkpoint="7:root", files=held)


def test_the_files_of_a_published_edition_are_kept_once_and_the_same_again_is_nothing_new() -> None:
    made = published()
    made.keep_files(files())
    made.keep_files(files())
    assert made.files == {1: files()}
    assert files().of(PublishedFileKind.FACTS_CSV).kind is PublishedFileKind.FACTS_CSV
    with pytest.raises(PublishedFilesAlreadyKept):
        made.keep_files(files(digit="b"))
    assert_replays(Publication, made.collect(), made)


def test_files_of_what_is_not_published_or_not_whole_are_refused() -> None:
    made = published()
    with pytest.raises(EditionNotPublished):
        made.keep_files(files(edition=2))
    with pytest.raises(PublishedFilesIncomplete):
        made.keep_files(files(without=1))
    assert made.files == {}
