"""Scanning: no secret in the tree but those that ``secrets.csv`` names with the reason why each is none.

detect-secrets looks; the two detectors by entropy are left out, since the tree is full of hashes that are none, and so
is the one for public addresses. Lock files and what is generated from the code hold hashes and names only.
"""

import csv
import hashlib
import subprocess
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).resolve().parent.parent
EXPLAINED = Path(__file__).with_name("secrets.csv")
LEFT_OUT = {"Base64HighEntropyString", "HexHighEntropyString", "IPPublicDetector"}
GENERATED = {"docs/api/openapi.json", "clients/typescript/src/schema.ts", "clients/package-lock.json"}
NO_TEXT = (".png", ".lock", ".woff2")
AT_ONCE = 8  # files that one process looks at in one go

Hit = tuple[str, str, str]  # path, kind, and the hash by which a finding is known however its line moves


def tree() -> list[str]:
    """Name every file of the tree that is or would be committed."""
    told = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607 - the person's own git
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return sorted(name for name in told.split("\0") if name and name not in GENERATED and not name.endswith(NO_TEXT))


def hits(root: Path, names: Iterable[str]) -> set[Hit]:
    """Look through the files below a root."""
    paths = [(str(root), name) for name in names if (root / name).is_file()]
    with ProcessPoolExecutor() as pool:
        return {hit for found in pool.map(_hits_of, paths, chunksize=AT_ONCE) for hit in found}


def explained() -> dict[Hit, str]:
    """Read which findings are none, and why."""
    with EXPLAINED.open(encoding="utf-8", newline="") as file:
        return {(row["path"], row["kind"], row["sha256"]): row["reason"] for row in csv.DictReader(file)}


def faults(found: set[Hit], known: dict[Hit, str]) -> list[str]:
    """Tell what was found that nobody explained, and what is explained though it is no longer there."""
    new = [f"説明のない秘密の疑い / unexplained: {path} {kind} {digest}" for path, kind, digest in found - known.keys()]
    gone = [f"もうない行 / no longer there: {path} {kind} {digest}" for path, kind, digest in known.keys() - found]
    bare = [f"理由がない / without a reason: {hit[0]}" for hit, reason in known.items() if not reason.strip()]
    return sorted([*new, *gone, *bare])


def _hits_of(place: tuple[str, str]) -> list[Hit]:
    root, name = place
    detectors: Iterable[type[object]] = get_mapping_from_secret_type_to_class().values()
    every = {kind.__name__ for kind in detectors} - LEFT_OUT
    with transient_settings({"plugins_used": [{"name": each} for each in sorted(every)]}):
        found = list(scan_file(str(Path(root) / name)))
    return [(name, each.type, hashlib.sha256(str(each.secret_value).encode()).hexdigest()[:16]) for each in found]
