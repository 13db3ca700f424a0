"""The document is traced sentence by sentence: none left out, each with tests that exist, and the gaps are known."""

import tomllib
from pathlib import Path

from tests.acceptance.tracing import assert_tests_exist, names_of_tests, read_trace

SENTENCES = tomllib.loads(Path(__file__).with_name("seed_sentences.toml").read_text(encoding="utf-8"))["sentence"]
TRACE = read_trace("seed-traceability.md")
KNOWN_GAPS: tuple[str, ...] = ()  # a new one is a decision, not an oversight


def test_every_sentence_of_the_document_is_traced_in_its_own_words_and_order() -> None:
    traced = [(entry.number, entry.words) for entry in TRACE.entries]
    assert traced == [(each["id"], f"{each['text']}（{each['page']}）") for each in SENTENCES]
    assert TRACE.headings == len(TRACE.entries)


def test_no_sentence_stands_twice() -> None:
    for name in ("id", "text"):
        assert len({each[name] for each in SENTENCES}) == len(SENTENCES)


def test_every_sentence_names_tests_and_every_named_test_exists() -> None:
    for entry in TRACE.entries:
        assert len(entry.tests) == len(entry.lines.splitlines()), entry.number
        assert_tests_exist(entry)


def test_every_acceptance_test_of_a_sentence_is_named_by_one() -> None:
    named = {test for path, test in TRACE.named if path == "tests/acceptance/test_seed.py"}
    assert named == names_of_tests(Path(__file__).with_name("test_seed.py"))


def test_what_is_not_yet_done_is_exactly_what_is_known() -> None:
    assert TRACE.not_yet == KNOWN_GAPS
