"""Labels: every code that the API can speak has its words in both languages, from one place."""

import json
import re

from adapters.api.labels import kinds, labels
from adapters.api.refusals import every_refusal
from adapters.api.statuses import STATUS
from application.catalogue import commands
from domain.topics import all_events
from tests.adapters.api.front import Front
from tests.adapters.api.test_openapi import WRITTEN

JAPANESE = re.compile(r"[぀-ヿ一-鿿]")


def test_no_code_lacks_a_word_in_either_language() -> None:
    found = labels()
    for kind in (*found.codes.values(), found.commands, found.events, found.problems):
        for code, label in kind.items():
            assert JAPANESE.search(label.japanese), (code, label)
            assert label.english, code
            assert not JAPANESE.search(label.english), (code, label)


def test_no_two_enumerations_share_a_name() -> None:
    names = [kind.__name__ for kind in kinds()]
    assert sorted(names) == sorted(set(names))


def test_every_command_event_and_problem_is_there() -> None:
    found = labels()
    assert set(found.commands) == {each.code() for each in commands().values()}
    assert set(found.events) == set(all_events())
    assert {each.code for each in every_refusal()} == set(found.problems) <= set(STATUS)
    assert "stream-moved" in found.problems


def test_every_enumeration_of_the_document_is_there() -> None:
    named = {frozenset(codes) for codes in labels().codes.values()}
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
