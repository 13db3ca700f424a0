"""The benchmarks run: what they say of speed is for a quiet machine, that they say anything at all is tested here."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
COLUMNS = {"work", "ours", "peer", "ratio", "goal", "unit"}


def test_every_family_of_comparisons_gives_its_rows(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    done = subprocess.run(
        [sys.executable, "run.py", "bench", "--quick", "--json", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = json.loads(file.read_text("utf-8"))
    assert all(set(row) == COLUMNS and row["ours"] > 0 and row["peer"] > 0 for row in rows)
    works = " ".join(row["work"] for row in rows)
    for work in (
        "append, 32 writers / bare pgbench",
        "load of 1000",
        "whole-log read",
        "rebuild of a view",
        "years x",
        "bare SMTP loop",
        "annual report in print",
        "open data of",
        "surveys of",
        "a bomb refused",
        "idle service, memory",
    ):
        assert work in works
