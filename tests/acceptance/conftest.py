"""What acceptance tests share: the API as its own tests open it, and one undisturbed demonstration of a year."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.adapters.api.conftest import front, spring

__all__ = ["demonstration", "front", "spring"]

ROOT = Path(__file__).parents[2]


class Demonstration(NamedTuple):
    """A year that was shown: the data directory it left behind, and what stood on the screen."""

    folder: Path
    shown: str


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Show the year once; who needs it belongs to the group of that name, so that one worker does it."""
    folder = tmp_path_factory.mktemp("demo")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHINCHOKU_")}
    environment |= {"SHINCHOKU_DATA_DIRECTORY": str(folder), "COLUMNS": "160", "PYTHONUTF8": "1"}
    ran = subprocess.run(
        [sys.executable, "-m", "cli", "demo", "--exit", "--port", "0"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert not ran.stderr
    return Demonstration(folder, ran.stdout)
