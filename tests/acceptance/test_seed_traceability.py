"""The document is traced sentence by sentence: none left out, each with tests that exist, and the gaps are known."""

import ast
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
SENTENCES = tomllib.loads(Path(__file__).with_name("seed_sentences.toml").read_text(encoding="utf-8"))["sentence"]
TRACED, _, NOT_YET = (
    (ROOT / "docs" / "seed-traceability.md").read_text(encoding="utf-8").partition("## まだ行わないこと")
)
ENTRIES = re.findall(r"^### ([\d.]+)\n\n> (.+)（([^（]+)）\n\n((?:- `.+`\n)+)", TRACED, re.MULTILINE)
KNOWN_GAPS: tuple[str, ...] = ()  # a new one is a decision, not an oversight


def names_of_tests(path: Path) -> set[str]:
    """Name the tests of a file without importing it."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    functions = (node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {node.name for node in functions if node.name.startswith("test_")}


def test_every_sentence_of_the_document_is_traced_in_its_own_words_and_order() -> None:
    assert [entry[:3] for entry in ENTRIES] == [(each["id"], each["text"], each["page"]) for each in SENTENCES]
    assert TRACED.count("\n### ") == len(ENTRIES)


def test_no_sentence_stands_twice() -> None:
    for name in ("id", "text"):
        assert len({each[name] for each in SENTENCES}) == len(SENTENCES)


def test_every_sentence_names_tests_and_every_named_test_exists() -> None:
    for number, _, _, lines in ENTRIES:
        named = re.findall(r"^- `(tests/[\w/]+\.py)::(\w+)`$", lines, re.MULTILINE)
        assert len(named) == len(lines.splitlines()), number
        for path, test in named:
            assert test in names_of_tests(ROOT / path), f"{number}: {path}::{test}"


def test_every_acceptance_test_of_a_sentence_is_named_by_one() -> None:
    named = set(re.findall(r"tests/acceptance/test_seed\.py::(\w+)", TRACED))
    assert named == names_of_tests(Path(__file__).with_name("test_seed.py"))


def test_what_is_not_yet_done_is_exactly_what_is_known() -> None:
    assert tuple(re.findall(r"^- ([\d.]+): \S", NOT_YET, re.MULTILINE)) == KNOWN_GAPS
