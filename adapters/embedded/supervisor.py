"""The supervisor: one process per data directory that owns the server, from the first lease to the last.

Whoever takes the first lease starts it and hands it the exclusive lock on ``supervisor`` that it holds: there is no
instant in which two could start. It never listens anywhere: the leases are locks, and a lock that can be taken
exclusively means that nobody is left.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from fcntl import LOCK_EX
from pathlib import Path
from typing import IO

from adapters.embedded import processes
from adapters.embedded.cluster import fitting
from adapters.embedded.folder import Folder, State, give_back, take
from adapters.embedded.refusals import EmbeddedDatabaseRefused, ServerNotStarted
from adapters.embedded.server import Server, await_ready, start
from adapters.embedded.socket_folder import remove_socket_folder, socket_folder

LINGER = 0.5  # seconds without any lease before the server stops: one command after another finds it warm
_LOOK = 0.1
_RECOVERY = 600.0
_RESTARTS, _WITHIN = 5, 60.0
_WATCHED = {signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


@dataclass(slots=True)
class Supervisor:
    """監督: keeps the server of one data directory running while anyone holds a lease."""

    folder: Folder
    bin_directories: list[Path]
    settings: Mapping[str, str]
    lock: IO[bytes]
    restarts: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Serve until the last lease is gone, or until it is plain that the server cannot run."""
        try:
            server = self._bring_up()
            while self._needed(server):
                if server.ended():
                    self._note_restart()
                    server = self._bring_up()
            self.folder.say_nothing()
            server.stop()
            remove_socket_folder(self.folder.path)
        except EmbeddedDatabaseRefused as refusal:
            self._say("failed", code=refusal.code, details=refusal.details)

    def _bring_up(self) -> Server:
        self.folder.say_nothing()
        self.folder.trim_log()
        cluster = fitting(self.folder, self.bin_directories)
        cluster.make()
        socket = socket_folder(self.folder.path)
        cluster.guise.adopt(socket)
        server = start(cluster, socket, self.settings)
        await_ready(server, _RECOVERY)
        self._say("ready", socket=str(socket), bin_directory=str(cluster.bin_directory), settings=dict(self.settings))
        return server

    def _needed(self, server: Server) -> bool:
        """Wait until the server has ended (true: it is still needed) or nobody needs it any more (false)."""
        last_used = time.monotonic()
        with self.folder.open_lock("leases") as leases:
            while not server.ended():
                told = signal.sigtimedwait(_WATCHED, _LOOK)
                if (told and told.si_signo != signal.SIGCHLD) or not self._in_place():
                    return False
                if not take(leases, LOCK_EX):
                    last_used = time.monotonic()
                elif time.monotonic() - last_used >= LINGER:
                    server.stop()  # while new leases wait: they find it stopped, never stopping
                    return False
                else:
                    give_back(leases)
        return True

    def _in_place(self) -> bool:
        """Tell whether the data directory is still there: it may have been deleted under a running server."""
        try:
            return os.path.samestat(os.fstat(self.lock.fileno()), (self.folder.path / "supervisor").stat())
        except OSError:
            return False

    def _note_restart(self) -> None:
        now = time.monotonic()
        self.restarts = [when for when in self.restarts if now - when < _WITHIN] + [now]
        if len(self.restarts) > _RESTARTS:
            raise ServerNotStarted(step="restart", times=len(self.restarts), log=self.folder.tail())

    def _say(self, kind: str, **words: object) -> None:
        ticks = processes.started_at(os.getpid()) or ""
        self.folder.say(State(kind, os.getpid(), ticks, **words))  # type: ignore[arg-type]  # names checked by State


def main(words: list[str]) -> None:
    """Leave the caller's process group, terminal and family, then supervise."""
    order = json.loads(words[0])
    if os.fork():
        os._exit(0)  # the caller waits for this one, and never has a zombie of ours
    os.setsid()
    signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
    os.set_inheritable(order["lock"], False)  # noqa: FBT003 - the system's own signature
    with os.fdopen(order["lock"], "ab") as lock:
        folder = Folder(Path(order["data_directory"]))
        Supervisor(folder, [Path(place) for place in order["bin_directories"]], order["settings"], lock).run()


if __name__ == "__main__":
    main(sys.argv[1:])
