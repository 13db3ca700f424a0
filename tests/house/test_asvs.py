"""The table of the security standard: whole, counted right, and every test, file and word that it names is there."""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "asvs.md"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (tested|set|does not apply|not yet) \| (.+) \|$")
TESTED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
SET = re.compile(r"`([^`]+)`: `([^`]+)`")
NUMBERS = """
1.1:1-2 1.2:1-9 1.3:1-11 1.4:1-3 1.5:1-2 2.1:1-3 2.2:1-3 2.3:1-4 2.4:1-1 3.2:1-2 3.3:1-4 3.4:1-6 3.5:1-5 3.7:1-2
4.1:1-3 4.2:1-1 4.3:1-2 4.4:1-4 5.1:1-1 5.2:1-3 5.3:1-2 5.4:1-3 6.1:1-3 6.2:1-12 6.3:1-4 6.4:1-4 6.5:1-5 6.6:1-3
6.8:1-4 7.1:1-3 7.2:1-4 7.3:1-2 7.4:1-5 7.5:1-2 7.6:1-2 8.1:1-2 8.2:1-3 8.3:1-1 8.4:1-1 9.1:1-3 9.2:1-4 10.1:1-2
10.2:1-2 10.3:1-4 10.4:1-11 10.5:1-5 10.6:1-2 10.7:1-3 11.1:1-2 11.2:1-3 11.3:1-3 11.4:1-4 11.5:1-1 11.6:1-1
12.1:1-3 12.2:1-2 12.3:1-4 13.1:1-1 13.2:1-5 13.3:1-2 13.4:1-5 14.1:1-2 14.2:1-4 14.3:1-3 15.1:1-3 15.2:1-3
15.3:1-7 16.1:1-1 16.2:1-5 16.3:1-4 16.4:1-3 16.5:1-3 17.1:1-1 17.2:1-4 17.3:1-2
"""  # of levels 1 and 2 in version 5.0.0: section, first and last; in every section level 3 comes last


class Requirement(NamedTuple):
    """A row of the table."""

    number: str
    what: str
    state: str
    where: str


@cache
def table() -> tuple[Requirement, ...]:
    """Read the rows."""
    return tuple(Requirement(*found.groups()) for line in told().splitlines() if (found := ROW.match(line)))


@cache
def told(path: Path = PAGE) -> str:
    return path.read_text(encoding="utf-8")


def expected() -> list[str]:
    """Give the numbers of the standard."""
    sections = re.findall(r"(\d+\.\d+):(\d+)-(\d+)", NUMBERS)
    return [f"{section}.{at}" for section, first, last in sections for at in range(int(first), int(last) + 1)]


def test_every_requirement_is_there_once_in_its_order_and_no_other() -> None:
    assert len(expected()) == 253
    assert [each.number for each in table()] == expected()


def test_every_row_of_the_page_is_read() -> None:
    assert len([line for line in told().splitlines() if re.match(r"^\| \d", line)]) == len(table())


def test_the_counts_at_the_top_are_those_of_the_rows() -> None:
    counted = Counter(each.state for each in table())
    counted["all"] = len(table())
    shown = dict(re.findall(r"^\| (tested|set|does not apply|not yet|all) \| (\d+) \|$", told(), re.MULTILINE))
    assert {state: int(number) for state, number in shown.items()} == dict(counted)


@pytest.mark.parametrize("row", [each for each in table() if each.state == "tested"], ids=lambda row: row.number)
def test_every_test_that_is_named_exists(row: Requirement) -> None:
    found = TESTED.findall(row.where)
    assert found, row
    for file, name in found:
        assert re.search(rf"^(async )?def {name}\(", told(ROOT / file), re.MULTILINE), row


@pytest.mark.parametrize("row", [each for each in table() if each.state == "set"], ids=lambda row: row.number)
def test_every_setting_that_is_named_stands_in_its_file(row: Requirement) -> None:
    found = SET.fullmatch(row.where)
    assert found, row
    assert found[2] in told(ROOT / found[1]), row


def test_what_does_not_apply_or_is_not_there_yet_says_why() -> None:
    short = [each.number for each in table() if each.state in {"does not apply", "not yet"} and len(each.where) < 8]
    assert short == []


def test_files_that_are_named_in_passing_exist() -> None:
    named = {
        path
        for each in table()
        for path in re.findall(r"\b((?:tests|adapters|docs|data|domain)/[\w/]+\.\w+)", each.where)
    }
    assert [each for each in sorted(named) if not (ROOT / each).exists()] == []
