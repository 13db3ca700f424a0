"""Seen from outside: clients as processes of their own, and what is left of a server."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fcntl import LOCK_EX
from pathlib import Path
from typing import Any, Protocol

import asyncpg

from adapters.embedded import processes
from adapters.embedded.folder import Folder, take


@dataclass
class Client:
    """A process that holds a lease, or was refused one."""

    process: subprocess.Popen[str]

    def answer(self) -> dict[str, Any]:
        """Wait for what it has to say."""
        assert self.process.stdout is not None
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def leave(self) -> None:
        """Let it close its lease and end."""
        self.process.communicate(timeout=20)

    def kill(self) -> None:
        """Kill it as nobody wants to be killed."""
        self.process.kill()
        self.process.communicate(timeout=20)


class StartClient(Protocol):
    """Starts a client on a data directory; ``before`` are the words before the interpreter."""

    def __call__(self, folder: Path, *before: str, python: Sequence[str] = ()) -> Client:
        """Start one."""
        ...


def eventually(holds: Callable[[], bool], *, within: float = 20.0) -> None:
    """Wait until something holds; fail when it does not come to pass."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.02)


def stopped(place: Path) -> bool:
    """Tell whether neither a supervisor nor a server is left."""
    folder = Folder(place)
    if not folder.path.is_dir():
        return True
    with folder.open_lock("supervisor") as lock:
        free = take(lock, LOCK_EX)
    return free and not (folder.cluster.is_dir() and list(processes.working_in(folder.cluster)))


def postmaster(place: Path) -> int:
    """Give the pid of the server."""
    return int((place / "postgres" / "postmaster.pid").read_text(encoding="utf-8").split()[0])


def supervisor(place: Path) -> int:
    """Give the pid of the supervisor."""
    state = Folder(place).state()
    assert state is not None
    return state.pid


def guard_of(place: Path) -> int:
    """Give the pid of a supervisor that has not said anything yet, by its command line."""
    for entry in processes.PROC.glob("[0-9]*"):
        words = (entry / "cmdline").read_bytes()
        if b"adapters.embedded.supervisor" in words and str(place).encode() in words:
            return int(entry.name)
    raise LookupError(place)


def whole(place: Path) -> Sequence[int]:
    """Give every process of the embedded database: the supervisor first, or else the server would be restarted."""
    return [supervisor(place), *processes.working_in(place / "postgres")]


async def ask(parameters: Mapping[str, Any], question: str) -> Any:
    """Ask the database one question over a connection of its own."""
    connection = await asyncpg.connect(**parameters)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def ordinary() -> tuple[str, ...]:
    """Give the words that make a command run as an ordinary person, who may read the checkout wherever it lies."""
    return _as(1000) if os.geteuid() == 0 else ()


def nameless() -> tuple[str, ...]:
    """Give the words that make a command run as an account that the machine has no name for."""
    return _as(54321) if os.geteuid() == 0 else ("unshare", "--user", "--map-user=54321")


def _as(uid: int) -> tuple[str, ...]:
    powers = ("--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search")
    return ("setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", *powers)
