"""The mapper: one canonical body per event, read back validated and lifted, and nothing that is not registered."""

import json
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.postgres.event_mapper import BodyInvalid, EventMapper, SchemaNewer, TopicUnknown
from application.ports import Act, Append, NewEvent, PayloadRefused
from domain.kernel import Event
from tests.adapters.postgres.ledger import DAY, EVENTS, Ledger, Part

MAPPER = EventMapper(EVENTS)
STREAM = "sample-ledger:a"
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
TONNES = st.decimals(Decimal("-1e13"), Decimal("1e13"), places=6, allow_nan=False)


def entered(note: str = "記入", parts: tuple[Part, ...] = ()) -> Ledger.Entered:
    return Ledger.Entered(originator_id=STREAM, originator_version=2, note=note, on=DAY, parts=parts)


def read(body: dict[str, Any], schema_version: int = 3, topic: str = "sample-ledger.entered") -> Event:
    return MAPPER.event(topic, schema_version, STREAM, 2, json.dumps(body))


@given(note=TEXTS, tonnes=st.lists(TONNES, max_size=3), on=st.dates())
def test_what_is_written_is_read_back_equal_to_the_last_digit(note: str, tonnes: list[Decimal], on: date) -> None:
    fact = Ledger.Entered(
        originator_id=STREAM,
        originator_version=2,
        note=note,
        on=on,
        parts=tuple(Part(sector="家庭", tonnes=each) for each in tonnes),
    )
    row = MAPPER.row(uuid4(), fact)
    again = MAPPER.event(row.topic, row.schema_version, row.stream_id, row.version, row.body)
    assert again == fact
    assert MAPPER.row(uuid4(), again).body == row.body


def test_the_body_is_canonical_and_leaves_out_its_place() -> None:
    body = MAPPER.row(uuid4(), entered("𠮷 \"'\n", (Part(sector="a", tonnes=Decimal("1.50")),))).body
    assert body == '{"note":"𠮷 \\"\'\\n","on":"2025-04-01","parts":[{"sector":"a","tonnes":"1.50"}]}'


def test_an_older_body_is_lifted_through_every_shape_since() -> None:
    assert read({"text": "古い記入", "on": "2025-04-01"}, 1) == entered("古い記入")
    assert read({"note": "古い記入", "on": "2025-04-01"}, 2) == entered("古い記入")


def test_a_body_of_a_newer_shape_is_left_alone() -> None:
    with pytest.raises(SchemaNewer):
        read({"note": "a", "on": "2025-04-01"}, 4)


def test_an_unknown_topic_is_refused_in_both_directions() -> None:
    with pytest.raises(TopicUnknown):
        read({}, topic="os.system")
    with pytest.raises(TopicUnknown):
        EventMapper({}).row(uuid4(), entered())


@pytest.mark.parametrize(
    "body",
    [{"note": "a"}, {"note": "a", "on": "2025-02-30"}, {"note": "a", "on": "2025-04-01", "more": 1}, [], {"note": 1}],
)
def test_a_body_that_does_not_fit_its_topic_is_told_by_its_place(body: Any) -> None:
    with pytest.raises(BodyInvalid) as refused:
        read(body)
    assert refused.value.args == ("sample-ledger.entered", STREAM, 2)


@pytest.mark.parametrize("note", ["a\x00b", "\x00", "\ud800", "a\udfff"])
def test_what_no_text_of_the_database_can_hold_is_refused_before_it_gets_there(note: str) -> None:
    with pytest.raises(PayloadRefused):
        MAPPER.row(uuid4(), entered(note))
    with pytest.raises(PayloadRefused):
        MAPPER.entry(Append([NewEvent(uuid4(), entered())], Act("a", "b", DAY, reason=note)))


def test_a_backslash_before_the_letters_of_an_escape_is_only_text() -> None:
    fact = entered("C:\\u0000 \\\\u0000")
    row = MAPPER.row(uuid4(), fact)
    assert MAPPER.event(row.topic, row.schema_version, row.stream_id, row.version, row.body) == fact
