"""The master key of the webhooks in a file beside the embedded database, readable to its owner alone."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path


def kept_key(file: Path) -> bytes:
    """Read the key, or make it; of several that come at once all get the one that was first."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        _make(file)
    return file.read_bytes().strip()


def _make(file: Path) -> None:
    handle, unfinished = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as key:
            key.write(secrets.token_urlsafe(48).encode())
            key.flush()
            os.fsync(key.fileno())
        with suppress(FileExistsError):
            os.link(unfinished, file)
    finally:
        Path(unfinished).unlink(missing_ok=True)
