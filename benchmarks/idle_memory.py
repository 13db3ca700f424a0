"""Memory of the idle service: everything that runs for it besides PostgreSQL, resident, against what it may take."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.row import Row

if TYPE_CHECKING:
    from benchmarks.place import Place

ALLOWED = 200.0  # MB
SETTLED_SECONDS = 5.0
POSTGRES = "postgres"
ROOT = Path(__file__).parents[1]


def rows(place: "Place") -> Iterator[Row]:
    """Start the service with its calendar on an empty embedded database, let it settle, and weigh it."""
    with TemporaryDirectory(prefix="shinchoku-idle-") as folder:
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith("SHINCHOKU_")}
        port = _free_port()
        service = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "cli", "serve", "--port", str(port)],
            cwd=ROOT,
            env={**surroundings, "SHINCHOKU_DATA_DIRECTORY": folder},
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait_until_ready(port)
            time.sleep(1.0 if place.quick else SETTLED_SECONDS)
            ours = sum(_resident(process) for process in _running_for(service.pid, folder))
        finally:
            service.terminate()
            service.wait()
    yield Row(
        "idle service, memory besides PostgreSQL", "what it may take", ours, ALLOWED, 1, "MB", less_is_better=True
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
    return port


def _wait_until_ready(port: int) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError


def _running_for(service: int, folder: str) -> Iterator[Path]:
    """Find the service and its supervisor; the server and its children are PostgreSQL's own."""
    yield Path("/proc", str(service))
    for process in Path("/proc").glob("[0-9]*"):
        words = _words(process)
        if (
            int(process.name) != service
            and any(folder in word for word in words)
            and POSTGRES not in Path(words[0]).name
        ):
            yield process


def _words(process: Path) -> list[str]:
    try:
        return process.joinpath("cmdline").read_text("utf-8", "replace").split("\0")
    except OSError:
        return [""]  # it ended meanwhile


def _resident(process: Path) -> float:
    fields = dict(line.split(":", 1) for line in process.joinpath("status").read_text("utf-8").splitlines())
    return int(fields["VmRSS"].split()[0]) / 1024
