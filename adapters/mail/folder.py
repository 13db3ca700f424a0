"""The file sink: each letter becomes one .eml file, named by its Message-ID, whole or not at all."""

import asyncio
import os
import tempfile
from pathlib import Path

from adapters.mail.message import message
from application.letter import Letter, MailDeferred


class MailFolder:
    """メールの書出し先: a folder of .eml files. The same letter again replaces its own file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, letter: Letter) -> None:
        """Write the letter so that it survives a power cut; raises ``MailDeferred`` when the disk refuses."""
        try:
            await asyncio.to_thread(_keep, self._folder, f"{letter.message_id.strip('<>')}.eml", message(letter))
        except OSError as error:
            raise MailDeferred(server=str(self._folder), answer=error.strerror or type(error).__name__) from error

    def letters(self) -> list[Path]:
        """List the files written so far, by name."""
        return sorted(self._folder.glob("*.eml"))


def _keep(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).replace(folder / name)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    _settle(folder)


def _settle(folder: Path) -> None:
    """Make the rename itself durable: it lives in the folder, not in the file."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
