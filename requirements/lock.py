"""Make the lock files from ``pyproject.toml``, or compare: ``python3 run.py lock [--upgrade]``, ``run.py check``.

One resolution over all groups first, so that a package has the same version in every file; then one file per group.
Versions already locked are kept. The files name no registry: where packages come from is the machine's business, the
hashes say what they must be.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
GROUPS = ("embedded", "test", "supply", "browser", "check", "deep", "installer")
COMPILE = (
    *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *(
        "--no-emit-index-url",
        "--no-emit-find-links",
        "--no-annotate",
        "--custom-compile-command",
        "python3 run.py lock",
    ),
)
OFFLINE = ("error sending request", "dns error", "connect", "timed out", "network", "offline")


class NotCompiled(Exception):  # noqa: N818 - an answer to the person, not a malfunction
    """固定できない: what the resolver said."""


def compile_into(folder: Path) -> None:
    """Compile every lock file in a folder, keeping the versions that the files there already hold."""
    every = folder / "every.txt"
    every.write_text(
        "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.lock"))), encoding="utf-8"
    )
    try:
        _compile(["pyproject.toml", *(word for group in GROUPS for word in ("--group", group))], every)
        _compile(["pyproject.toml", "--constraints", str(every)], folder / "runtime.lock")
        for group in GROUPS:
            _compile(["--group", group, "--constraints", str(every)], folder / f"{group}.lock")
    finally:
        every.unlink()


def _compile(what: Sequence[str], output: Path) -> None:
    uv = Path(sys.executable).with_name("uv")  # the locked one, so that everybody writes the same bytes
    command = [str(uv), *COMPILE[1:], *what, "--output-file", str(output)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own tool
    if done.returncode != 0:
        raise NotCompiled(done.stderr.strip())


def pins(path: Path) -> list[str]:
    """Read what a lock file pins; hashes may gain members when a release gets another wheel."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [line.removesuffix("\\").strip() for line in lines if line and line[0] not in " #"]


def compare() -> int:
    """Compile beside the files and tell which of them do not follow from ``pyproject.toml``."""
    with tempfile.TemporaryDirectory() as place:
        fresh = Path(place)
        for path in LOCKS.glob("*.lock"):
            shutil.copy(path, fresh)
        try:
            compile_into(fresh)
        except NotCompiled as refused:
            if any(word in str(refused).lower() for word in OFFLINE):
                print("パッケージの索引に接続できず、比較を省きました。 / No index within reach, not compared.")
                print(refused)
                return 0
            print(refused)
            return 1
        stale = [path.name for path in sorted(fresh.glob("*.lock")) if pins(path) != pins(LOCKS / path.name)]
    if stale:
        print(f"pyproject.tomlと合いません（python3 run.py lock）。 / Out of step: {', '.join(stale)}")
    return 1 if stale else 0


def lock(*, upgrade: bool) -> int:
    """Write the lock files anew; with ``upgrade`` no version is kept."""
    if upgrade:
        for path in LOCKS.glob("*.lock"):
            path.unlink()
    try:
        compile_into(LOCKS)
    except NotCompiled as refused:
        print(refused)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(compare() if "--compare" in sys.argv[1:] else lock(upgrade="--upgrade" in sys.argv[1:]))
