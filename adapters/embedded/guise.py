"""Under which account the server runs: PostgreSQL refuses root, and initdb an account that has no name.

Three ways, tried in this order until the server's own ``--version`` runs in the data directory: as we are; in a user
namespace that calls us by another name (no file changes its owner, no power is kept); and, for root in containers that
forbid namespaces, as an unprivileged account that keeps only the power to pass closed folders on the way to our files.
"""

import ctypes
import os
import pwd
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG, _PR_SET_KEEPCAPS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_OVERRIDE = 1


@dataclass(frozen=True, slots=True)
class Guise:
    """装い: an account for the server; ``owner`` is who its files belong to, ``enter`` turns a forked child into it."""

    name: str
    owner: tuple[int, int]
    enter: Callable[[], None]

    def child(self, folder: Path, parent: int) -> Callable[[], None]:
        """Give what a child does before it becomes the server."""
        return partial(_prepare, self.enter, folder, parent)

    def adopt(self, folder: Path) -> None:
        """Hand a folder of ours to the account; only root can need to, when the way it runs has changed."""
        if os.geteuid() != 0 or (folder.stat().st_uid, folder.stat().st_gid) == self.owner:
            return
        for place, _, files in os.walk(folder):
            for name in (place, *(os.path.join(place, file) for file in files)):  # noqa: PTH118 - os.walk gives text
                os.chown(name, *self.owner, follow_symlinks=False)


def guises() -> Iterator[Guise]:
    """Give the accounts to try, best first."""
    uid, gid = os.geteuid(), os.getegid()
    if uid != 0 and _named(uid):
        yield Guise("plain", (uid, gid), lambda: None)
        return
    other = _unprivileged()
    if other is None:
        return
    yield Guise("namespace", (uid, gid), partial(_enter_namespace, other, (uid, gid)))
    if uid == 0:
        yield Guise("dropped", other, partial(_drop_to, other))


def _named(uid: int) -> bool:
    return any(account.pw_uid == uid for account in pwd.getpwall()) or _directory_knows(uid)


def _directory_knows(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)  # accounts of a directory service are not always listed
    except KeyError:
        return False
    return True


def _unprivileged() -> tuple[int, int] | None:
    accounts = [account for account in pwd.getpwall() if account.pw_uid != 0]
    accounts.sort(
        key=lambda account: (
            ("postgres", "nobody").index(account.pw_name) if account.pw_name in {"postgres", "nobody"} else 2
        )
    )
    return (accounts[0].pw_uid, accounts[0].pw_gid) if accounts else None


def _prepare(enter: Callable[[], None], folder: Path, parent: int) -> None:
    enter()
    os.chdir(folder)
    # After the change of account, which would clear it. SIGINT is PostgreSQL's fast, clean shutdown.
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal.SIGINT))
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)  # the supervisor died before we could ask to die with it
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def _enter_namespace(inside: tuple[int, int], outside: tuple[int, int]) -> None:
    if _LIBC.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{inside[0]} {outside[0]} 1")
    Path("/proc/self/gid_map").write_text(f"{inside[1]} {outside[1]} 1")


def _drop_to(account: tuple[int, int]) -> None:
    _LIBC.prctl(_PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setgid(account[1])
    os.setuid(account[0])
    wanted = 1 << _CAP_DAC_OVERRIDE
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)(wanted, wanted, wanted, 0, 0, 0)
    if _LIBC.capset(header, sets) == 0:  # where even root lacks it, open folders still serve
        _LIBC.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0)
