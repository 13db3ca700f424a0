"""Folders as people have them: with spaces, in Japanese, deep, with signs that shells and hosts dislike."""

import asyncio
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.embedded import PathUnusable, lease
from adapters.embedded.socket_folder import socket_folder
from tests.adapters.embedded.watching import StartClient, ask, eventually, stopped

NAMES = {
    "spaces and Japanese": "進捗 テスト",
    "signs": "a,b 'c' \"d\" $e; %f",
    "deep": "/".join(["とても深いフォルダー"] * 12),
    "not text": os.fsdecode(b"\xff\xfe"),
}


@pytest.fixture(params=NAMES)
def awkward(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Give a data directory of an awkward name."""
    place = tmp_path / NAMES[request.param]
    yield place
    eventually(lambda: stopped(place))


def test_the_database_lives_in_folders_as_people_name_them_and_leaves_nothing_outside(awkward: Path) -> None:
    with lease(awkward) as held:
        assert asyncio.run(ask(held.parameters, "SELECT 1")) == 1
        outside = Path(held.parameters["host"])
    eventually(lambda: stopped(awkward))
    assert outside.parent == awkward or not outside.exists()


async def test_a_plain_locale_does_not_matter(tmp_path: Path, start_client: StartClient) -> None:
    place = tmp_path / NAMES["spaces and Japanese"]
    client = start_client(place, "env", "-i", "PATH=/usr/bin:/bin", "LC_ALL=C")
    assert await ask(client.answer()["parameters"], "SELECT 1") == 1
    client.leave()
    eventually(lambda: stopped(place))


async def test_a_relative_path_means_the_same_folder(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place.parent.mkdir(exist_ok=True)
    monkeypatch.chdir(place.parent)
    with lease(Path(place.name)) as held:
        assert held.data_directory == place


def test_the_socket_of_a_deep_folder_is_short_private_and_always_the_same(tmp_path: Path) -> None:
    deep = tmp_path / NAMES["deep"]
    deep.mkdir(parents=True)
    found = socket_folder(deep)
    assert len(os.fsencode(found)) < 93
    assert stat.S_IMODE(found.stat().st_mode) == 0o700
    assert socket_folder(deep) == found
    assert socket_folder(deep.parent) != found
    for folder in (found, socket_folder(deep.parent)):
        folder.rmdir()


def test_a_socket_folder_that_others_could_enter_is_not_used(tmp_path: Path) -> None:
    deep = tmp_path / NAMES["deep"]
    deep.mkdir(parents=True)
    open_to_all = socket_folder(deep)
    open_to_all.chmod(0o777)
    elsewhere = socket_folder(deep)
    assert elsewhere != open_to_all
    open_to_all.rmdir()
    open_to_all.symlink_to(tmp_path)
    assert socket_folder(deep) == elsewhere
    open_to_all.unlink()
    elsewhere.rmdir()


def test_a_path_with_a_line_break_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PathUnusable):
        lease(tmp_path / "a\nb")


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(PathUnusable):
        lease(tmp_path / "file")
    with pytest.raises(PathUnusable):
        lease(tmp_path / "file" / "below")
