"""Where the server's socket lives: beside the data, or in a short private folder when that path is too long."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from adapters.embedded.refusals import PathUnusable

PORT = 5432
_LONGEST = 107 - len(f"/.s.PGSQL.{PORT}")  # sun_path holds 108 bytes with the closing NUL


def socket_folder(data_directory: Path) -> Path:
    """Make the folder for the socket of a data directory, open to its owner only."""
    for place in _places(data_directory):
        if len(os.fsencode(place)) <= _LONGEST and _private(place):
            return place
    raise PathUnusable(path=str(data_directory), why="no private folder for the socket")


def remove_socket_folder(data_directory: Path) -> None:
    """Remove the folder outside the data directory that a stopped server had its socket in."""
    for place in _places(data_directory):
        if place.parent != data_directory and place.is_dir() and _private(place) and not any(place.iterdir()):
            place.rmdir()


def _places(data_directory: Path) -> Iterator[Path]:
    whole = os.fsencode(data_directory)
    if b"," not in whole:  # a comma separates hosts for the tools of PostgreSQL
        yield data_directory / "socket"
    name = f"shinchoku-{os.geteuid()}-{hashlib.sha256(whole).hexdigest()[:12]}"
    roots = [os.environ.get("XDG_RUNTIME_DIR", ""), "/tmp", "/var/tmp", "/dev/shm"]  # noqa: S108 - private folders in them
    yield from (Path(root) / name for root in roots if root.startswith("/"))


def _private(place: Path) -> bool:
    """Make the folder, or make sure that the one which exists is a real folder of ours that nobody else can enter."""
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        found = place.lstat()
    except OSError:
        return False
    ours = found.st_uid == os.geteuid() or os.geteuid() == 0
    return stat.S_ISDIR(found.st_mode) and ours and not found.st_mode & 0o077
