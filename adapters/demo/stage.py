"""The stage: the folder of a demonstration, which survives a kill and is cleared after an end; and its summary."""

import fcntl
import shutil
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

FINISHED = "finished"


class StageTaken(Exception):  # noqa: N818 - told to the person who started it
    """同じ年度のデモがすでに動いています。終わるのを待つか、別の年度を指定してください。"""


@dataclass(slots=True)
class Stage:
    """舞台: one folder per fiscal year. What was interrupted goes on there; what was finished begins anew."""

    folder: Path
    _lock: IO[bytes]

    @classmethod
    def at(cls, folder: Path) -> Self:
        """Take the stage; raises ``StageTaken`` while another demonstration of the year runs."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = folder.with_suffix(".lock").open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            raise StageTaken(str(folder)) from error
        if (folder / FINISHED).exists():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o700, exist_ok=True)
        return cls(folder, lock)

    def finish(self) -> None:
        """Note that the year came to its end: the next start begins anew."""
        (self.folder / FINISHED).touch()

    def __enter__(self) -> Self:
        """Use the stage for a block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the stage."""
        self._lock.close()
