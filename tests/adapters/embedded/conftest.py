"""Processes that come and go, and servers that are gone when a test is over."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.adapters.embedded.watching import Client, StartClient, eventually, stopped


@pytest.fixture
def start_client() -> Iterator[StartClient]:
    """Start clients that are ended with the test."""
    started: list[Client] = []

    def start(folder: Path, *before: str, python: Sequence[str] = ()) -> Client:
        command = [*before, sys.executable, *python, str(Path(__file__).with_name("client.py")), str(folder)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        started.append(Client(process))
        return started[-1]

    yield start
    for client in started:
        client.kill()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """Give a data directory whose server is gone when the test is over."""
    folder = tmp_path / "data"
    yield folder
    eventually(lambda: stopped(folder))
