"""Bad days: the demonstration is killed in mid-year and started again; nothing is missing and nothing is doubled."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import asyncpg
import pytest

from adapters.embedded import lease
from tests.acceptance.conftest import ROOT, Demonstration

pytestmark = pytest.mark.xdist_group("demonstration")
MIDDLE = "期限後に提出"
OF_THE_CALENDAR = ("daily-run.", "notice.")


def start(folder: Path) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHINCHOKU_")}
    environment |= {"SHINCHOKU_DATA_DIRECTORY": str(folder), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "cli", "demo", "--exit", "--port", "0"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def until(running: subprocess.Popen[str], sentence: str) -> str:
    told = ""
    assert running.stdout is not None
    for line in running.stdout:
        told += line
        if sentence in told.replace("\n", ""):
            return told
    return told


def finish(running: subprocess.Popen[str]) -> str:
    told, _ = running.communicate()
    assert running.returncode == 0, told
    return told


async def facts(folder: Path) -> tuple[int, int, Counter[str]]:
    with lease(folder / "demo" / "2025" / "postgresql") as database:
        connection = await asyncpg.connect(**database.parameters)
        rows = await connection.fetch("SELECT position, topic FROM kumamoto.event ORDER BY position")
        await connection.close()
    topics = Counter(row["topic"] for row in rows if not row["topic"].startswith(OF_THE_CALENDAR))
    return len(rows), rows[-1]["position"], topics


@pytest.fixture
def undisturbed(demonstration: Demonstration) -> Counter[str]:
    """Count the facts of a year in which nothing was killed."""
    return asyncio.run(facts(demonstration.folder))[2]


@pytest.mark.faults
def test_a_year_whose_service_is_killed_goes_on_where_it_stopped(tmp_path: Path, undisturbed: Counter[str]) -> None:
    killed = start(tmp_path)
    assert MIDDLE in until(killed, MIDDLE).replace("\n", "")
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    finish(start(tmp_path))
    count, last, topics = asyncio.run(facts(tmp_path))
    assert count == last
    assert topics == undisturbed


@pytest.mark.faults
def test_a_year_whose_database_is_killed_goes_on_by_itself(tmp_path: Path, undisturbed: Counter[str]) -> None:
    running = start(tmp_path)
    assert MIDDLE in until(running, MIDDLE).replace("\n", "")
    server = tmp_path / "demo" / "2025" / "postgresql"
    os.kill(int(next(server.rglob("postmaster.pid")).read_text("utf-8").splitlines()[0]), signal.SIGKILL)
    finish(running)
    count, last, topics = asyncio.run(facts(tmp_path))
    assert count == last
    assert topics == undisturbed
