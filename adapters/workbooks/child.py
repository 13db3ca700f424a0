"""The child that reads a workbook: bounded in time and memory, writing nothing but its answer.

Run as ``python -m adapters.workbooks.child``: the file comes by standard input, the answer goes out as JSON.
"""

import json
import resource
import sys

from adapters.workbooks.extraction import extract
from adapters.workbooks.inspection import inspect
from application.survey_file import MOST_BYTES, WorkbookBloated, WorkbookDamaged
from domain.errors import Refusal

MEMORY, SECONDS = 256 * 1024 * 1024, 5


def answer(content: bytes) -> str:
    """Read a file and give the answer; whatever the parsers stumble over is a damaged file."""
    try:
        inspect(content)
        return json.dumps({"survey": extract(content)})
    except Refusal as refusal:
        return json.dumps({"refused": refusal.code, "details": refusal.details}, default=str)
    except MemoryError:
        return json.dumps({"refused": WorkbookBloated().code, "details": {}})
    except Exception as error:  # noqa: BLE001 - a parser given a hostile file may raise anything; the file is refused
        return json.dumps({"refused": WorkbookDamaged().code, "details": {"fault": type(error).__name__}})


def main() -> None:
    """Bound this process, then read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(answer(sys.stdin.buffer.read(MOST_BYTES + 1)))


if __name__ == "__main__":
    main()
