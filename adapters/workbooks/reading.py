"""Reading a survey from a file that somebody sent: in a child process that may fail without anybody else noticing."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping

from application.survey_file import MOST_BYTES, REFUSALS, WorkbookBloated, WorkbookTooLarge
from application.survey_raw import RawSurvey
from domain.errors import Refusal

AT_ONCE, PATIENCE = 2, 10.0  # children side by side, and seconds until one is ended
CHILD = "adapters.workbooks.child"
BY_CODE: Mapping[str, type[Refusal]] = {each().code: each for each in REFUSALS}
KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")  # nothing of the service's settings and secrets


class WorkbookReader:
    """調査票の読取り: one child for each file, two at most at a time."""

    def __init__(self) -> None:
        self._lanes = asyncio.Semaphore(AT_ONCE)

    async def read(self, content: bytes) -> RawSurvey:
        """Read a file; raises one of ``REFUSALS``. A child that dies or dawdles had a file that asks for too much."""
        if len(content) > MOST_BYTES:
            raise WorkbookTooLarge(size=len(content), limit=MOST_BYTES)
        async with self._lanes:
            return _read(await _asked(content))


def _read(told: bytes) -> RawSurvey:
    answer = json.loads(told)
    if "survey" in answer:
        return RawSurvey.model_validate(answer["survey"])
    raise BY_CODE[answer["refused"]](**answer["details"])


async def _asked(content: bytes) -> bytes:
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", CHILD),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment | {"PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    try:
        told, _ = await asyncio.wait_for(child.communicate(content), PATIENCE)
    except TimeoutError:
        raise WorkbookBloated(seconds=PATIENCE) from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0 or not told:
        raise WorkbookBloated(status=child.returncode)
    return told
