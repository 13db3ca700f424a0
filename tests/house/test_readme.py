"""The README in both languages: the same commands, each of them executed as it stands there."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

import run
from run import GROUPS

ROOT = Path(__file__).parents[2]
READMES = (ROOT / "README.md", ROOT / "README.ja.md")
ORDER = {
    "README.md": ["The two commands", "The map", "One year through the system"],
    "README.ja.md": ["二つのコマンド", "地図", "システムの中の一年"],
}
SERVING = "API を提供しています"
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
LINK = re.compile(r"\]\(([^)#]+)\)")


def told(readme: Path) -> str:
    return readme.read_text(encoding="utf-8")


def commands(readme: Path) -> list[str]:
    """Give the lines of the blocks that a reader copies into a shell."""
    return [line for block in re.findall(r"```sh\n(.*?)```", told(readme), re.DOTALL) for line in block.splitlines()]


def environment(folder: Path, **more: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("SHINCHOKU_", "PYTEST_"))}
    return plain | {"SHINCHOKU_DATA_DIRECTORY": str(folder), "PYTHONUNBUFFERED": "1"} | more


def words(command: str) -> list[str]:
    """Split a command as the shell does; the interpreter is the one that runs the tests."""
    first, *rest = shlex.split(command)
    return [sys.executable if first == "python3" else first, *rest]


@contextmanager
def demonstration(command: str, folder: Path) -> Iterator[str]:
    """Run the demonstration, at a free port instead of the usual one, and give what it says once it serves."""
    running = subprocess.Popen(
        [*words(command), "--port", "0"],
        cwd=ROOT,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield "".join(_until_it_serves(running))
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)


def _until_it_serves(running: "subprocess.Popen[str]") -> Iterator[str]:
    assert running.stdout is not None
    serves = False
    for line in running.stdout:
        yield line
        serves |= SERVING in line
        if serves and "curl" in line:
            return


def read(command: str) -> str:
    """Run the command; a machine without curl reads the same address by Python."""
    if shutil.which("curl"):
        return subprocess.run(shlex.split(command), capture_output=True, text=True, check=True).stdout
    with urlopen(shlex.split(command)[-1]) as answer:  # noqa: S310 - the address of the line above
        return str(answer.read().decode())


def test_both_languages_give_the_same_commands() -> None:
    english, japanese = map(commands, READMES)
    assert english == japanese
    assert len(english) == 3


@pytest.mark.parametrize("readme", READMES, ids=lambda readme: readme.name)
def test_the_parts_stand_in_their_order(readme: Path) -> None:
    headings = re.findall(r"^## (.+)$", told(readme), re.MULTILINE)
    assert headings[:3] == ORDER[readme.name]


@pytest.mark.parametrize("readme", READMES, ids=lambda readme: readme.name)
def test_every_command_named_in_passing_exists(readme: Path) -> None:
    named = set(re.findall(r"run\.py (\w+)", told(readme)))
    assert {"demo", "test", "check", "bench", "serve"} <= named <= set(GROUPS)


@pytest.mark.parametrize("readme", READMES, ids=lambda readme: readme.name)
def test_every_link_leads_somewhere(readme: Path) -> None:
    for target in LINK.findall(told(readme)):
        assert (ROOT / target).exists(), target


def test_the_demonstration_serves_what_the_readme_says_one_may_read(tmp_path: Path) -> None:
    demo, _, curl = commands(READMES[0])
    with demonstration(demo, tmp_path) as shown:
        address = ADDRESS.search(shown)
        assert address, shown
        report = read(ADDRESS.sub(address[0], curl))
        assert json.loads(report)["frame"]["fiscal_year"] == 2025
        assert "サンプル（架空値）" in report
        assert "<html" in read(f"curl -s {address[0]}/api/v1/reference")


def test_the_test_command_runs_the_tests(tmp_path: Path) -> None:
    _, test, _ = commands(READMES[0])
    one = "tests/domain/test_calendar.py"  # all of them would run this one again, for ever
    done = subprocess.run(
        [*words(test), one], cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\d+ passed", done.stdout)


def test_without_a_command_the_door_names_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main([]) == 2
    shown = capsys.readouterr().out
    for command in GROUPS:
        assert re.search(rf"^  {command} ", shown, re.MULTILINE), command
