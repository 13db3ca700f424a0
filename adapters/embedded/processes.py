"""Which processes live, read from /proc: a pid alone may belong to a zombie or, reused, to a stranger."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
PROGRAMS = frozenset({"postgres", "initdb"})
ORDERS = ((signal.SIGINT, 5.0), (signal.SIGQUIT, 2.0), (signal.SIGKILL, 5.0))


def started_at(pid: int) -> str | None:
    """Give the start time of a living process in clock ticks; with the pid it names a process for ever."""
    try:
        fields = (PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return None
    return None if fields[0] in b"ZX" else fields[19].decode()


def lives(pid: int, ticks: str) -> bool:
    """Tell whether the very process still runs."""
    return started_at(pid) == ticks


def working_in(folder: Path) -> Iterator[int]:
    """Give every living process of PostgreSQL whose working directory this is.

    Those of a server have its data directory; initdb, and what it starts until they know better, ours.
    """
    home = folder.stat()
    for entry in PROC.iterdir():
        if not entry.name.isdecimal() or started_at(int(entry.name)) is None:
            continue
        try:
            place = (entry / "cwd").stat()
            program = (entry / "exe").readlink()
        except OSError:
            continue  # ended meanwhile, or not ours to look at
        if os.path.samestat(place, home) and program.name.removesuffix(" (deleted)") in PROGRAMS:
            yield int(entry.name)


def end_all(folder: Path) -> None:
    """End what an earlier server left behind, politely first: two servers on one directory would destroy it."""
    for order, patience in ORDERS:
        if not (left := list(working_in(folder))):
            return
        for pid in left:
            _send(pid, order)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and any(started_at(pid) for pid in left):
            time.sleep(0.02)


def _send(pid: int, order: signal.Signals) -> None:
    try:
        os.kill(pid, order)
    except ProcessLookupError:
        return  # ended by itself, which is what we want
