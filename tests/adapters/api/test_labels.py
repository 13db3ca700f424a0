"""Labels: every code that the API can speak has its words in both languages, from one place."""

import csv
import json
import re
from collections.abc import Mapping
from importlib import import_module
from importlib.resources import files

from adapters.api.app import bare_app
from adapters.api.field_problems import field_problems
from adapters.api.labels import Labels, kinds, labels, queries_of
from adapters.api.refusals import every_refusal
from adapters.api.statuses import STATUS
from adapters.api.wiring import Settings
from application.catalogue import commands
from domain.topics import all_events
from tests.adapters.api.front import Front
from tests.adapters.api.test_openapi import WRITTEN

PLAIN = {  # terms of the glossary and of the trade, whose codes are these very words
    *("progress-confirmation", "emissions-calculation", "in-house-report", "liaison-council", "advisory-committee"),
    *("officers-meeting", "promotion-centre", "promotion-members", "council-member", "council-chair"),
    *("committee-member", "civic-group", "leading-project", "joint-project", "not-occurring", "not-estimated"),
    *("included-elsewhere", "under-study", "under-way", "open-data", "working-days"),
}
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")


def all_labels() -> Labels:
    import_module("domain.reminder")  # which the service loads with its scheduler, and a test of the API may not
    return labels(queries_of(bare_app(Settings()).routes))


def written(name: str) -> Mapping[str, str]:
    """Read the English words of one kind of code."""
    text = files("data").joinpath("labels", f"{name}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len({row["code"] for row in rows}) == len(rows)
    return {row["code"]: row["english"] for row in rows}


def plain(words: str) -> str:
    """Give words without signs and capitals, the parts of a name apart."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", apart.lower()).split())


def test_no_code_lacks_a_word_in_either_language() -> None:
    found = all_labels()
    kinds_of_code = (found.commands, found.events, found.problems, found.fields, found.queries)
    for kind in (*found.codes.values(), *kinds_of_code):
        for code, label in kind.items():
            assert JAPANESE.search(label.japanese), (code, label)
            assert label.english.strip() == label.english, code
            assert 0 < len(label.english) <= 110, code
            assert not JAPANESE.search(label.english), (code, label)


def test_no_english_label_is_its_code_respelt() -> None:
    found = all_labels()
    for kind in (found.commands, found.events, found.problems, found.fields, found.queries):
        respelt = [code for code, label in kind.items() if plain(code) == plain(label.english)]
        assert respelt == []
    words = {
        code
        for kind in found.codes.values()
        for code, label in kind.items()
        if " " in plain(code) and plain(code) == plain(label.english)
    }
    assert words == PLAIN


def test_every_english_word_on_file_belongs_to_a_code() -> None:
    found = all_labels()
    for name, codes in (
        ("commands", set(found.commands)),
        ("events", set(found.events)),
        ("problems", set(STATUS)),
        ("field_problems", set(found.fields)),
        ("queries", set(found.queries)),
    ):
        assert set(written(name)) == codes, name


def test_what_is_wrong_with_a_field_has_its_words_without_the_values() -> None:
    found = all_labels().fields
    assert found["string-too-long"].japanese == "…字以内で入力してください。"
    assert not [code for code, label in found.items() if "{" in label.japanese]
    unheard = field_problems([{"type": "never_heard_of", "loc": ("body", "x")}])
    assert [each.code for each in unheard] == ["value-invalid"]
    assert {"missing", "command-not-bundled", "value-invalid"} <= set(found)


def test_no_two_enumerations_share_a_name() -> None:
    names = [kind.__name__ for kind in kinds()]
    assert sorted(names) == sorted(set(names))


def test_every_command_event_and_problem_is_there() -> None:
    found = all_labels()
    operations = {each["operationId"] for path in WRITTEN["paths"].values() for each in path.values()}
    assert set(found.queries) == operations - set(commands())
    assert set(found.commands) == {each.code() for each in commands().values()}
    assert set(found.events) == set(all_events())
    assert {each.code for each in every_refusal()} == set(found.problems) <= set(STATUS)
    assert "stream-moved" in found.problems


def test_every_enumeration_of_the_document_is_there() -> None:
    named = {frozenset(codes) for codes in all_labels().codes.values()}
    for name, schema in WRITTEN["components"]["schemas"].items():
        if "enum" in schema:
            assert frozenset(schema["enum"]) in named, name


async def test_anybody_with_a_key_reads_them_and_is_told_when_they_still_hold(spring: Front) -> None:
    clerk = await spring.come_in("clerk", "43100")
    answer = await clerk.get("/api/v1/labels")
    assert json.loads(answer.text)["codes"]["submission-state"]["returned"] == {
        "japanese": "差戻し中",
        "english": "returned",
    }
    again = await clerk.get("/api/v1/labels", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
