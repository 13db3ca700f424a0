"""Keys in files beside the embedded database, readable to their owner alone."""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def kept(file: Path, new: Callable[[], bytes]) -> bytes:
    """Read the key of a file, or make it; of several that come at once all get the one that was first."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        _make(file, new())
    return file.read_bytes().strip()


def _make(file: Path, content: bytes) -> None:
    handle, unfinished = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as key:
            key.write(content)
            key.flush()
            os.fsync(key.fileno())
        with suppress(FileExistsError):
            os.link(unfinished, file)
    finally:
        Path(unfinished).unlink(missing_ok=True)
