"""Leases: how a process comes to use the embedded database, and how it lets go."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_SH
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from adapters.embedded.binaries import bin_directories
from adapters.embedded.cluster import DATABASE, USER
from adapters.embedded.door import answers
from adapters.embedded.folder import Folder, State, plainly, take
from adapters.embedded.refusals import (
    MachineUnsupported,
    PathUnusable,
    ServerNotStarted,
    SettingsDiffer,
    StartTimedOut,
    refusal,
)
from adapters.embedded.socket_folder import PORT

_ROOT = Path(__file__).resolve().parents[2]
_START = (
    f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from adapters.embedded.supervisor import main; main(sys.argv[1:])"
)
_PAUSE = 0.01
_ATTEMPTS = 3


@dataclass(slots=True)
class Lease:
    """利用権: the right to use the embedded database until ``close`` or the end of the process, whichever comes first.

    A server that crashes is restarted: reconnect. If its supervisor was killed as well, ``renew`` starts another.
    """

    folder: Folder
    parameters: dict[str, Any]
    bin_directory: Path
    _held: IO[bytes]
    _settings: Mapping[str, str] | None

    @property
    def data_directory(self) -> Path:
        """The directory given to ``lease``, made absolute."""
        return self.folder.path

    def renew(self, *, timeout: float = 60.0) -> None:
        """Make sure that the server runs; costs next to nothing when it does."""
        state = _await_server(self.folder, self._settings, time.monotonic() + timeout)
        self.parameters, self.bin_directory = _parameters(state), Path(state.bin_directory)

    def close(self) -> None:
        """Let go; the last one out stops the server."""
        self._held.close()

    def __enter__(self) -> Self:
        """Use the lease for a block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go at the end of the block."""
        self.close()


def lease(data_directory: Path, *, timeout: float = 60.0, settings: Mapping[str, str] | None = None) -> Lease:
    """Use the embedded database in a directory: make it, start it or join it, whatever is needed.

    Blocks for about 0.1 s when it exists and 1 s when it does not: call it before the event loop or in a thread.
    ``settings`` are PostgreSQL settings on top of ours for a server that is started; one that runs must have the same.
    """
    if not sys.platform.startswith("linux"):
        raise MachineUnsupported(platform=sys.platform)
    if "\n" in str(data_directory) or "\0" in str(data_directory):
        raise PathUnusable(path=repr(str(data_directory)), why="line break or NUL in the path")
    deadline = time.monotonic() + timeout
    folder = Folder(data_directory.absolute())
    folder.prepare()
    held = folder.open_lock("leases")
    try:
        while not take(held, LOCK_SH):  # the last one out is just stopping the server
            _pause(folder, deadline)
        state = _await_server(folder, settings, deadline)
    except BaseException:
        held.close()
        raise
    return Lease(folder, _parameters(state), Path(state.bin_directory), held, settings)


def _parameters(state: State) -> dict[str, Any]:
    """Give the keyword arguments of ``asyncpg.connect``; never a URI, in which a path would need escaping."""
    return {"host": state.socket, "port": PORT, "user": USER, "database": DATABASE}


def _await_server(folder: Folder, settings: Mapping[str, str] | None, deadline: float) -> State:
    """Wait for a server that answers, and start a supervisor whenever there is none."""
    before, attempts = folder.state(), 0
    while True:
        state = folder.state()
        if state and state.kind == "failed" and state != before:
            raise refusal(state.code, state.details)
        if state and state.kind == "ready" and state.current and answers(Path(state.socket)):
            if settings is not None and dict(settings) != state.settings:
                raise SettingsDiffer(running=state.settings, wanted=dict(settings))
            return state
        attempts += _supervise_unless_supervised(folder, settings or {})
        if attempts > _ATTEMPTS:
            raise ServerNotStarted(step="supervisor", times=attempts, log=folder.tail())
        _pause(folder, deadline)


def _supervise_unless_supervised(folder: Folder, settings: Mapping[str, str]) -> bool:
    """Take the supervisor's lock if it is free, and hand it to a new supervisor while holding it."""
    with folder.open_lock("supervisor") as lock:
        if not take(lock, LOCK_EX):
            return False
        order = {
            "lock": lock.fileno(),
            "data_directory": str(folder.path),
            "bin_directories": [str(place) for place in bin_directories()],
            "settings": dict(settings),
        }
        with plainly(folder.path), folder.log.open("ab") as log:
            status = subprocess.run(  # noqa: S603 - our own program
                # isolated from PYTHONPATH, the working directory and site packages: the standard library is enough
                [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", _START, json.dumps(order)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(lock.fileno(),),
                check=False,
            ).returncode
        if status != 0:
            raise ServerNotStarted(step="supervisor", status=status, log=folder.tail())
    return True


def _pause(folder: Folder, deadline: float) -> None:
    if time.monotonic() > deadline:
        raise StartTimedOut(path=str(folder.path), log=folder.tail())
    time.sleep(_PAUSE)
