"""The glossary is binding: every identifier in it exists, and every aggregate is in it."""

import re
from pathlib import Path
from pkgutil import resolve_name

import pytest

from domain.topics import AGGREGATES

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
ROWS = re.findall(r"^\| (\S+) \| ([^|]+) \| `([\w.]+)` \|", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize(("term", "english", "identifier"), ROWS)
def test_every_term_resolves_to_an_identifier(term: str, english: str, identifier: str) -> None:
    assert re.search(r"[ぁ-んァ-ヶ一-龠]", term)
    assert english.isascii()
    assert resolve_name(identifier) is not None


def test_no_term_is_explained_twice() -> None:
    terms = [term for term, _, _ in ROWS]
    assert len(terms) == len(set(terms))


def test_every_aggregate_of_the_cycle_is_in_the_glossary() -> None:
    explained = {identifier.split(".")[2] for _, _, identifier in ROWS}
    technical = {"NumberSeries", "ApiKey", "DailyRun"}
    assert {aggregate.__name__ for aggregate in AGGREGATES} - technical <= explained


def test_the_japanese_term_of_a_class_opens_its_docstring() -> None:
    for term, _, identifier in ROWS:
        thing = resolve_name(identifier)
        if isinstance(thing, type) and thing.__module__.startswith("domain") and thing.__doc__ and ":" in thing.__doc__:
            assert term[0] in thing.__doc__.split(":")[0], f"{identifier}: {thing.__doc__.splitlines()[0]}"
