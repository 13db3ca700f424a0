"""Whoever starts it: root, an ordinary person, an account without a name, root in a container without namespaces."""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from adapters.embedded.binaries import bin_directories
from tests.adapters.embedded.watching import StartClient, ask, eventually, nameless, ordinary, postmaster, stopped

NO_NAMESPACES = Path(__file__).with_name("without_namespaces.py")


async def test_an_ordinary_person_needs_nothing_special(place: Path, start_client: StartClient) -> None:
    _given_to(place, 1000)
    client = start_client(place, *ordinary())
    assert await ask(client.answer()["parameters"], "SELECT 1") == 1
    assert _uid_of(postmaster(place)) == (1000 if os.geteuid() == 0 else os.geteuid())
    client.leave()
    eventually(lambda: stopped(place))


async def test_the_server_of_root_is_not_root_and_its_files_stay_with_root(
    place: Path, start_client: StartClient
) -> None:
    client = start_client(place, *(() if os.geteuid() == 0 else ("unshare", "--user", "--map-root-user")))
    answer = client.answer()
    assert await ask(answer["parameters"], "SELECT 1") == 1
    assert (place / "postgres").stat().st_uid == os.geteuid()
    assert _capabilities_of(postmaster(place)) == 0


@pytest.fixture
def open_place() -> Iterator[Path]:
    """Give a data directory on a way that everybody may go."""
    with tempfile.TemporaryDirectory(dir="/tmp", ignore_cleanup_errors=True) as parent:
        Path(parent).chmod(0o711)
        yield Path(parent) / "data"
        eventually(lambda: stopped(Path(parent) / "data"))


async def test_an_account_without_a_name_borrows_one_where_it_may(open_place: Path, start_client: StartClient) -> None:
    _given_to(open_place, 54321)
    reach = ["unshare", "--user", "test", "-x", str(bin_directories()[0] / "postgres")]
    possible = _succeeds([*nameless(), *reach])
    client = start_client(open_place, *nameless())
    if possible:
        assert await ask(client.answer()["parameters"], "SELECT 1") == 1
    else:
        assert client.answer()["refused"] == "account-unnamed"
    client.leave()


async def test_root_where_namespaces_are_forbidden_drops_to_another_account(
    place: Path, start_client: StartClient
) -> None:
    if os.geteuid() == 0:
        client = start_client(place, "python3", str(NO_NAMESPACES))
        assert await ask(client.answer()["parameters"], "SELECT 1") == 1
        assert _uid_of(postmaster(place)) != 0
        client.leave()
        eventually(lambda: stopped(place))
        again = start_client(place)  # and back: the files follow the account
        assert await ask(again.answer()["parameters"], "SELECT 1") == 1
    else:  # only a real root can become somebody else; a borrowed one is told so
        client = start_client(place, "unshare", "--user", "--map-root-user", "python3", str(NO_NAMESPACES))
        assert client.answer()["refused"] == "account-unnamed"


def _given_to(place: Path, uid: int) -> None:
    place.mkdir(parents=True)
    if os.geteuid() == 0:
        os.chown(place, uid, uid)


def _succeeds(command: Sequence[str]) -> bool:
    return subprocess.run(command, check=False).returncode == 0


def _uid_of(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def _capabilities_of(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.partition("CapEff:")[2].split()[0], 16)
