"""The environment ``.venv``: made from the hash-locked files beside this one by uv, or else by pip, without a question.

It is whole when it carries a stamp, which is written last and names the machine, the interpreter, its place and the
hash of every lock file it holds; an interrupted, moved or outdated one is made again. Standard library only.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("SHINCHOKU_VENV") or ROOT / ".venv").absolute()
GROUPS = ("runtime", "embedded", "test", "supply", "browser", "check", "deep", "installer")


class Stopped(Exception):  # noqa: N818 - an answer to the person, not a malfunction
    """中止しました。 / Stopped."""

    def __str__(self) -> str:
        """Say what stands in the way and what to do, in Japanese and in English."""
        lines = (line.strip() for line in (self.__doc__ or "").splitlines())
        return "\n".join([*(line for line in lines if line), *(str(fact) for fact in self.args)])


class NotLinux(Stopped):
    """Linux（WindowsではWSL2）で実行してください。

    Run it on Linux (on Windows: WSL2).
    """


class NotWritable(Stopped):
    """仮想環境を作れません。書き込める場所に複製するか、SHINCHOKU_VENV に書き込める場所を指定してください。

    The environment cannot be made. Copy the checkout to a place you can write, or set SHINCHOKU_VENV to one.
    """


class NotOurs(Stopped):
    """この場所には仮想環境ではないものがあります。消さずに残しました。

    Something that is not a virtual environment is in its place; it was left alone.
    """


class NoVenvModule(Stopped):
    """Pythonのvenvまたはpipがありません。Debian・Ubuntuでは「apt install python3-venv」で導入できます。

    The venv module or pip is missing; on Debian and Ubuntu: apt install python3-venv. Or install uv.
    """


class NotInstalled(Stopped):
    """依存ライブラリを導入できませんでした。上の記録を確かめてください（ネットワーク・プロキシ・空き容量）。

    The dependencies could not be installed; see above (network, proxy, disk).
    """


def surroundings() -> dict[str, str]:
    """Give the environment of everything we run: our packages only, and Japanese whatever the locale."""
    ours = {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}}
    # offices whose network reads along have its certificate in the system's store; uv would not look there by itself
    return {"UV_SYSTEM_CERTS": "1", **ours, "PYTHONUTF8": "1", "VIRTUAL_ENV": str(VENV)}


def python() -> Path:
    """Give the interpreter of the environment."""
    return VENV / "bin" / "python"


def ready(groups: Sequence[str]) -> None:
    """Make the environment hold exactly what the lock files say for these groups and those installed before."""
    if not up_to_date(groups):
        with alone():
            if not up_to_date(groups):  # another run may have finished it while this one waited
                install(groups)


def made_of() -> list[str]:
    """Name what an environment cannot outlive: the machine, the interpreter and its own place."""
    return [platform.machine(), sys.implementation.cache_tag or "", os.path.realpath(base_python()), str(VENV)]


def base_python() -> str:
    """Give the interpreter behind this one, also when run.py itself runs in an environment."""
    base: str = getattr(sys, "_base_executable", sys.executable)
    return base


def lock_file(group: str) -> Path:
    """Give the lock file of a group."""
    return ROOT / "requirements" / f"{group}.lock"


def locked(groups: Iterable[str]) -> dict[str, str]:
    """Give the hash of each group's lock file as it is now."""
    return {group: hashlib.sha256(lock_file(group).read_bytes()).hexdigest() for group in groups}


def installed() -> dict[str, str]:
    """Give the hashes of the lock files that the environment was made from; none if it is not whole or not ours."""
    try:
        stamp = json.loads((VENV / "stamp.json").read_text(encoding="utf-8"))
        found = dict(stamp["locks"]) if stamp["made_of"] == made_of() else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return found if python().exists() else {}


def up_to_date(groups: Sequence[str]) -> bool:
    """Tell whether the environment already holds the groups as they are locked now."""
    return locked(groups).items() <= installed().items()


@contextmanager
def alone() -> Iterator[None]:
    """Hold the checkout against other runs; the lock is on the folder itself, so it needs no file."""
    try:
        import fcntl  # noqa: PLC0415 - missing on Windows, where the words below are of more use than a traceback
    except ImportError:
        raise NotLinux from None
    try:
        VENV.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritable(VENV, error.strerror) from None
    folder = os.open(VENV.parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("別の run.py が環境を用意しています。終わるのを待ちます。", file=sys.stderr)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def install(groups: Sequence[str]) -> None:
    """Bring the environment to the locked state by the first installer that can."""
    before = installed()
    (VENV / "stamp.json").unlink(missing_ok=True)
    wanted = [group for group in GROUPS if group in groups or group in before]
    print(f"環境を用意しています（{'・'.join(wanted)}）…", file=sys.stderr, flush=True)
    make_venv(keep=bool(before))
    files = [str(lock_file(group)) for group in wanted]
    if not (with_uv_on_path(files) or with_uv_in_venv(files) or with_pip(files)):
        raise NotInstalled
    (VENV / "stamp.json").write_text(json.dumps({"made_of": made_of(), "locks": locked(wanted)}), encoding="utf-8")


def make_venv(*, keep: bool) -> None:
    """Make an empty environment, unless a whole one is kept."""
    if keep:
        return
    if VENV.exists() and any(VENV.iterdir()) and not (VENV / "pyvenv.cfg").exists():
        raise NotOurs(VENV)
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        VENV.mkdir(exist_ok=True)
        (VENV / "pyvenv.cfg").touch()  # from here on it is ours to remove
    except OSError as error:
        raise NotWritable(VENV, error.strerror) from None
    if run([base_python(), "-m", "venv", "--without-pip", str(VENV)]) != 0:
        raise NoVenvModule


def with_uv_on_path(files: Sequence[str]) -> bool:
    """Install with the uv that the machine has."""
    found = shutil.which("uv")
    return found is not None and sync(found, files)


def with_uv_in_venv(files: Sequence[str]) -> bool:
    """Install with a uv of our own, itself locked."""
    uv = VENV / "bin" / "uv"
    present = uv.exists() or pip(["-r", str(lock_file("installer"))])
    return present and sync(str(uv), [*files, str(lock_file("installer"))])


def with_pip(files: Sequence[str]) -> bool:
    """Install with plain pip, which is slower and needs nothing else."""
    return pip([word for file in files for word in ("-r", file)])


def sync(uv: str, files: Sequence[str]) -> bool:
    """Make the environment hold these files and nothing else."""
    command = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(python())]
    return run([*command, *dict.fromkeys(files)]) == 0


def pip(words: Sequence[str]) -> bool:
    """Run the environment's pip."""
    options = ["--quiet", "--require-hashes", "--no-deps", "--disable-pip-version-check", "--no-warn-script-location"]
    return run([*pip_command(), "install", *options, *words]) == 0


def pip_command() -> list[str]:
    """Find a pip for the environment: its own, or that of the machine where Python came without ``ensurepip``."""
    own = [str(python()), "-m", "pip"]
    for attempt in ([*own, "--version"], [str(python()), "-m", "ensurepip"]):
        if run(attempt, quiet=True) == 0:
            return own
    other = [base_python(), "-m", "pip", "--python", str(python())]
    if run([*other, "--version"], quiet=True) == 0:
        return other
    raise NoVenvModule


def run(command: Sequence[str], *, quiet: bool = False) -> int:
    """Run a program; what it prints on its way goes to the person."""
    out = subprocess.DEVNULL if quiet else sys.stderr
    try:
        done = subprocess.run(  # noqa: S603 - Python, uv and pip
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=surroundings(), check=False
        )
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return 127
    return done.returncode
