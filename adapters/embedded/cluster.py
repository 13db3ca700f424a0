"""The cluster on disk: which PostgreSQL it needs, how it is made, and with which settings it runs."""

import errno
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import getpid
from pathlib import Path

from adapters.embedded import processes
from adapters.embedded.folder import Folder, plainly
from adapters.embedded.guise import Guise, guises
from adapters.embedded.refusals import (
    AccountUnnamed,
    DataFromOtherVersion,
    DiskFull,
    MachineUnsupported,
    ServerNotStarted,
)

USER = "shinchoku"
DATABASE = "postgres"
ENVIRONMENT = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}  # nothing of the caller's, above all no PG* variables
_SPACE_NEEDED = 120 * 1024 * 1024

SETTINGS: Mapping[str, str] = {
    # an acknowledged write is on the disk, whatever the files in the data directory say
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # reachable by its owner's processes only
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # small when idle: one area writes thousands of events in a year, not in a second
    "shared_buffers": "64MB",
    "max_connections": "100",
    "max_wal_size": "512MB",
    "jit": "off",
    # the same everywhere, whatever the machine speaks
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "logging_collector": "off",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """データベース群: a data directory with the binaries and the account that fit it."""

    folder: Folder
    bin_directory: Path
    guise: Guise

    def run(self, command: Sequence[str | Path]) -> int:
        """Run a tool of PostgreSQL as the server's account, its words in the server's log."""
        with self.folder.log.open("ab") as log:
            return subprocess.run(  # noqa: S603 - our binaries; a single-threaded process forks safely
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=ENVIRONMENT,
                check=False,
                preexec_fn=self.guise.child(self.folder.path, getpid()),
            ).returncode

    def make(self) -> None:
        """Make the cluster unless it exists; it appears complete or not at all."""
        target = self.folder.cluster
        self._clear_remains()
        if not target.exists():
            with plainly(self.folder.path):
                if shutil.disk_usage(self.folder.path).free < _SPACE_NEEDED:
                    raise DiskFull(path=str(self.folder.path))
                new = Path(tempfile.mkdtemp(prefix="postgres.new-", dir=self.folder.path))
            self._initdb(new)
            new.rename(target)
        self.guise.adopt(target)

    def _clear_remains(self) -> None:
        """Remove what a beginning left that was cut off; its initdb may still be writing."""
        for remains in self.folder.path.glob("postgres.new-*"):
            processes.end_all(self.folder.path)
            processes.end_all(remains)
            shutil.rmtree(remains, ignore_errors=True)  # initdb, told to end, removes the same files

    def _initdb(self, new: Path) -> None:
        self.guise.adopt(new)
        command: list[str | Path] = [
            self.bin_directory / "initdb",
            "-D",
            new,
            "-U",
            USER,
            "--encoding=UTF8",
            "--locale=C",
        ]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums", "--auth=trust"]
        if (status := self.run([*command, "--no-instructions"])) != 0:
            tail = self.folder.tail()
            if "No space left" in tail:
                raise DiskFull(path=str(self.folder.path))
            raise ServerNotStarted(step="initdb", status=status, log=tail)


def fitting(folder: Folder, bin_directories: Sequence[Path]) -> Cluster:
    """Choose the binaries and the account: those of the data if they exist, else the newest."""
    version_file = folder.cluster / "PG_VERSION"
    stored = version_file.read_text(encoding="ascii").strip() if version_file.exists() else None
    offered = []
    for bin_directory in bin_directories:
        guise, version = _try_out(bin_directory, folder.path)
        if stored in {None, version}:
            return Cluster(folder, bin_directory, guise)
        offered.append(version)
    raise DataFromOtherVersion(stored=stored, offered=", ".join(offered), path=str(folder.cluster))


def _try_out(bin_directory: Path, folder: Path) -> tuple[Guise, str]:
    """Find the account under which the server's program runs in this folder, and the program's major version."""
    tried: list[str] = []
    for guise in guises():
        try:
            answer = subprocess.run(  # noqa: S603 - our binaries; a single-threaded process forks safely
                [bin_directory / "postgres", "--version"],
                capture_output=True,
                text=True,
                env=ENVIRONMENT,
                check=False,
                preexec_fn=guise.child(folder, getpid()),
            )
        except (OSError, subprocess.SubprocessError) as error:
            if isinstance(error, OSError) and error.errno in {errno.ENOEXEC, errno.ENOENT}:
                raise MachineUnsupported(program=str(bin_directory), why=error.strerror) from error
            tried.append(f"{guise.name}: {error}")
            continue
        if found := re.search(r"\d+", answer.stdout):
            return guise, found[0]
        raise MachineUnsupported(program=str(bin_directory), why=answer.stderr.strip())
    raise AccountUnnamed(tried="; ".join(tried))
