"""The running server: one postmaster, started, watched and stopped."""

import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from os import getpid
from pathlib import Path

from adapters.embedded import processes
from adapters.embedded.cluster import ENVIRONMENT, SETTINGS, Cluster
from adapters.embedded.refusals import DiskFull, ServerNotStarted
from adapters.embedded.socket_folder import PORT

_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Server:
    """サーバー: a postmaster that is our child and dies with us."""

    cluster: Cluster
    process: subprocess.Popen[bytes]

    def ready(self) -> bool:
        """Tell whether it takes connections, as it writes itself on the last line of its pid file."""
        try:
            lines = (self.cluster.folder.cluster / "postmaster.pid").read_bytes().splitlines()
        except FileNotFoundError:
            return False
        return lines[-1:] == [b"ready   "]

    def ended(self) -> bool:
        """Tell whether it has died or stopped."""
        return self.process.poll() is not None

    def stop(self) -> None:
        """Stop it cleanly, or as cleanly as it lets us."""
        for order, patience in ((signal.SIGINT, 30.0), (signal.SIGQUIT, _PATIENCE), (signal.SIGKILL, _PATIENCE)):
            if self.ended():
                return
            self.process.send_signal(order)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                continue


def start(cluster: Cluster, socket: Path, settings: Mapping[str, str]) -> Server:
    """Start the server on a cluster that nobody else uses; whatever an earlier one left behind is ended first."""
    data = cluster.folder.cluster
    processes.end_all(data)
    # What the dead leave behind names pids that may be zombies or strangers by now; the server would yield to them.
    for remains in (data / "postmaster.pid", *socket.glob(".s.PGSQL.*")):
        remains.unlink(missing_ok=True)
    quoted = str(socket).replace('"', '""')
    chosen = {**SETTINGS, "port": str(PORT), "unix_socket_directories": f'"{quoted}"', **settings}
    command: list[str | Path] = [cluster.bin_directory / "postgres", "-D", data]
    with cluster.folder.log.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own binaries
            [*command, *(word for name, value in chosen.items() for word in ("-c", f"{name}={value}"))],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=ENVIRONMENT,
            preexec_fn=cluster.guise.child(data, getpid()),  # noqa: PLW1509 - the supervisor has one thread
        )
    return Server(cluster, process)


def await_ready(server: Server, timeout: float) -> None:
    """Wait until the server takes connections; recovery after a crash may take its time."""
    deadline = time.monotonic() + timeout
    while not server.ready():
        if server.ended() or time.monotonic() > deadline:
            server.stop()
            tail = server.cluster.folder.tail()
            if "No space left" in tail:
                raise DiskFull(path=str(server.cluster.folder.path))
            raise ServerNotStarted(step="postgres", status=server.process.returncode, log=tail)
        time.sleep(0.01)
