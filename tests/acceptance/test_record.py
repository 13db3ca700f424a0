"""The record of a whole year, checked by the commands that an operator or an auditor would type."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import time
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from adapters.embedded import lease
from adapters.postgres.connection import Database
from tests.acceptance.conftest import ROOT, Demonstration

pytestmark = pytest.mark.xdist_group("demonstration")
CHANGED = 700
ENDING_SECONDS = 60


def shinchoku(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the command on the record of a data directory."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHINCHOKU_")}
    environment |= {"SHINCHOKU_DATA_DIRECTORY": str(folder), "COLUMNS": "160", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "cli", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def year(demonstration: Demonstration, tmp_path: Path) -> Path:
    """Give the data of the year that was shown, to do with as one likes, once its database has ended."""
    running = demonstration.folder / "demo" / "2025" / "postgresql" / "postgres" / "postmaster.pid"
    until = time.monotonic() + ENDING_SECONDS
    while running.exists() and time.monotonic() < until:
        time.sleep(0.1)
    return Path(shutil.copytree(demonstration.folder / "demo" / "2025", tmp_path / "2025", symlinks=True))


def test_the_record_of_the_year_holds_and_is_exported_and_checked_without_the_service(
    year: Path, tmp_path: Path
) -> None:
    verified = shinchoku(year, "verify")
    assert (verified.returncode, verified.stderr) == (0, ""), verified.stdout + verified.stderr
    events, checkpoints = map(int, re.findall(r"(\d+)件", verified.stdout)[:2])
    assert events > 1_500
    assert checkpoints > 300  # one a day
    file = tmp_path / "令和7年度.zip"
    exported = shinchoku(year, "export", str(file), "--round", "2025")
    assert exported.returncode == 0, exported.stdout + exported.stderr
    (root,) = {*re.findall(r"記録の検証値　(\S+:\S+)", last_letter(year))}
    checked = shinchoku(tmp_path, "verify", str(file), "--root", root)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "すべて一致しました。" in checked.stdout
    assert f"手元の検証値（{root.partition(':')[0]}件）との一致" in checked.stdout


def test_an_operator_is_told_that_todays_run_did_not_happen_and_what_of_the_letters_waits(year: Path) -> None:
    told = shinchoku(year, "health")
    assert (told.returncode, told.stderr) == (1, ""), told.stdout + told.stderr
    assert "定時処理　未了（最後の実行　令和8年3月31日（火））" in told.stdout
    assert re.search(r"送信待ちの通知　\d+件（うち再送待ち\d+件", told.stdout)
    assert re.search(r"届かなかった通知　\d+件", told.stdout)


def test_an_event_that_was_changed_from_below_is_named(year: Path) -> None:
    asyncio.run(change(year))
    verified = shinchoku(year, "verify")
    assert verified.returncode == 1
    assert f"\n{CHANGED}件目（" in verified.stdout
    assert "記録に不一致があります。" in verified.stderr


def last_letter(year: Path) -> str:
    """Give the newest letter's text as it was sent."""
    read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in (year / "mail").rglob("*.eml")]
    newest = max(read, key=lambda each: each["Date"].datetime)
    body: str = newest.get_content()
    return body


async def change(year: Path) -> None:
    """Change one event as the owner of the database could."""
    held = await asyncio.to_thread(lease, year / "postgresql")
    try:
        connection = await Database(held.parameters, "kumamoto").connect(role=None)
        await connection.execute("ALTER TABLE event DISABLE TRIGGER append_only")
        await connection.execute("UPDATE event SET actor = 'somebody' WHERE position = $1", CHANGED)
        await connection.close()
    finally:
        held.close()
