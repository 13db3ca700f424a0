"""The data directory of the embedded database and the files in it by which processes find each other.

``leases``      every user holds it shared; the kernel lets go for those who are killed
``supervisor``  the one supervisor holds it exclusively for as long as it lives
``state.json``  what the supervisor has to say to those who wait
``server.log``  what the server and its tools print
``postgres/``   the cluster; ``socket/`` its door, unless the path is too long for a socket
"""

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from adapters.embedded import processes
from adapters.embedded.refusals import DataDirectoryNotWritable, DiskFull, EmbeddedDatabaseRefused, PathUnusable

LOG_LIMIT = 8 * 1024 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True, slots=True)
class State:
    """状態: the supervisor's last word: ``ready`` with the way in, or ``failed`` with a refusal's code and details."""

    kind: str
    pid: int
    ticks: str
    socket: str = ""
    bin_directory: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    code: str = ""
    details: dict[str, object] = field(default_factory=dict)

    @property
    def current(self) -> bool:
        """Tell whether the supervisor that wrote this still lives."""
        return processes.lives(self.pid, self.ticks)


@dataclass(frozen=True, slots=True)
class Folder:
    """保存先: one data directory."""

    path: Path

    @property
    def cluster(self) -> Path:
        """The directory that PostgreSQL calls its data directory."""
        return self.path / "postgres"

    @property
    def log(self) -> Path:
        """The file that catches what the server prints."""
        return self.path / "server.log"

    def prepare(self) -> None:
        """Make the directory, closed to others; one that exists keeps its mode."""
        with plainly(self.path):
            if self.path.exists() and not self.path.is_dir():
                raise PathUnusable(path=str(self.path), why="not a directory")
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def open_lock(self, name: str) -> IO[bytes]:
        """Open a lock file; the lock taken on it lives and dies with the open file."""
        with plainly(self.path):
            return open(self.path / name, "ab", opener=lambda file, flags: os.open(file, flags | os.O_CLOEXEC, 0o600))

    def state(self) -> State | None:
        """Read the supervisor's last word."""
        try:
            return State(**json.loads((self.path / "state.json").read_text(encoding="utf-8")))
        except (FileNotFoundError, json.JSONDecodeError, TypeError):
            return None  # nothing said yet, or said by another version of this code

    def say(self, state: State) -> None:
        """Replace the supervisor's last word in one step."""
        new = self.path / "state.json.new"
        new.write_text(json.dumps(asdict(state)), encoding="utf-8")
        new.replace(self.path / "state.json")

    def say_nothing(self) -> None:
        """Take the last word back: from now on nobody may rely on it."""
        (self.path / "state.json").unlink(missing_ok=True)

    def tail(self, lines: int = 15) -> str:
        """Give the end of the server's log."""
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, log.seek(0, os.SEEK_END) - 8192))
                return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""

    def trim_log(self) -> None:
        """Keep one older part of the log, so that years of messages never fill the disk."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            shutil.copyfile(self.log, self.path / "server.log.1")
            os.truncate(self.log, 0)


@contextmanager
def plainly(path: Path) -> Iterator[None]:
    """Turn what the file system refuses into plain words."""
    try:
        yield
    except EmbeddedDatabaseRefused:
        raise
    except OSError as error:
        where = str(path)
        if error.errno in _FULL:
            raise DiskFull(path=where) from error
        if error.errno in {errno.ENAMETOOLONG, errno.ENOTDIR, errno.ELOOP, errno.EILSEQ}:
            raise PathUnusable(path=where, why=error.strerror) from error
        raise DataDirectoryNotWritable(path=where, why=error.strerror) from error


def take(lock: IO[bytes], kind: int) -> bool:
    """Try a lock without waiting: ``fcntl.LOCK_SH`` or ``fcntl.LOCK_EX``."""
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def give_back(lock: IO[bytes]) -> None:
    """Let go of a lock and keep the file open."""
    fcntl.flock(lock, fcntl.LOCK_UN)
