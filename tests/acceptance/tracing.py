"""Tracing: documents whose every entry names the tests that show it, read in one way and held against what there is."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENTRY = re.compile(r"^### ([\d.]+)\n\n> (.+)\n\n((?:- .+\n)+)", re.MULTILINE)
TEST = re.compile(r"^- `(tests/[\w/]+\.py)::(\w+)`$", re.MULTILINE)
OPERATIONS = re.compile(r"^- API: (.+)$", re.MULTILINE)
NOTHING = "- まだ行わない\n"


@dataclass(frozen=True)
class Entry:
    """One clause in its words, the tests that show it, and the operations by which people reach it."""

    number: str
    words: str
    lines: str

    @property
    def tests(self) -> list[tuple[str, str]]:
        """Give the tests that are named, by file and name."""
        return TEST.findall(self.lines)

    @property
    def operations(self) -> list[str]:
        """Give the operations of the API that are named."""
        return [name for line in OPERATIONS.findall(self.lines) for name in re.findall(r"`(\w+)`", line)]

    @property
    def unread(self) -> list[str]:
        """Give the lines that are neither a test nor operations: a slip of the pen would hide what it names."""
        known = re.compile(f"{TEST.pattern}|{OPERATIONS.pattern}")
        return [line for line in self.lines.splitlines() if not known.match(line) and line != NOTHING.strip()]


@dataclass(frozen=True)
class Trace:
    """A traced document: its entries, and what it says is not yet done, by the numbers of the entries."""

    entries: tuple[Entry, ...]
    headings: int
    not_yet: tuple[str, ...]

    @property
    def named(self) -> set[tuple[str, str]]:
        """Give every test that any entry names."""
        return {test for entry in self.entries for test in entry.tests}


def read_trace(name: str) -> Trace:
    """Read one of the documents in ``docs/``."""
    traced, _, not_yet = (ROOT / "docs" / name).read_text(encoding="utf-8").partition("## まだ行わないこと")
    return Trace(
        entries=tuple(Entry(*found) for found in ENTRY.findall(traced)),
        headings=traced.count("\n### "),
        not_yet=tuple(re.findall(r"^- ([\d.]+): \S", not_yet, re.MULTILINE)),
    )


def names_of_tests(path: Path) -> set[str]:
    """Name the tests of a file without importing it: functions, and the cases that a machine gives."""
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if name.startswith("test_"):
                names.add(name)
            case ast.ClassDef(name=name) if name.startswith("Test"):
                names.add(name)
    return names


def assert_tests_exist(entry: Entry) -> None:
    """Check that an entry names nothing that is not there, and nothing that is not read."""
    assert entry.unread == [], entry.number
    for path, test in entry.tests:
        assert test in names_of_tests(ROOT / path), f"{entry.number}: {path}::{test}"
