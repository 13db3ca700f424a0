"""The mapper: events to canonical bodies and back, validated, upcast, and by registered topics only."""

import json
import re
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring as _quote
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import ValidationError

from adapters.postgres.batch import Entry, NewRow, entry
from adapters.postgres.collector import uncollected
from application.ports import Append, PayloadRefused
from domain.kernel import Event
from domain.record import Act, Recorded

if TYPE_CHECKING:
    from asyncpg import Record

_tuple = tuple.__new__  # of a named tuple, without the detour over its constructor
ACT_FROM = 9  # the columns of a row before those of its act, in the order of ``Recorded``
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


class TopicUnknown(Exception):  # noqa: N818 - named like the refusals
    """記録の種別がこのプログラムに登録されていません。"""


class SchemaNewer(Exception):  # noqa: N818 - named like the refusals
    """記録の形式がこのプログラムより新しい版です。"""


class BodyInvalid(Exception):  # noqa: N818 - named like the refusals
    """記録の本文がその種別の形式に合いません。"""


class EventMapper:
    """対応付け: one registry of stored names, fixed at the start; a topic never imports anything."""

    def __init__(self, events: Mapping[str, type[Event]]) -> None:
        """Know these events by their stored names."""
        self._events = dict(events)
        # model_validate_json without its asides
        self._validators = {topic: known.__pydantic_validator__.validate_json for topic, known in events.items()}

    def entry(self, append: Append) -> Entry:
        """Prepare an append; raises ``PayloadRefused`` and ``StreamMoved``."""
        if append.act.reason:
            _storable(append.act.reason)
        rows = [self.row(new.event_id, new.event) for new in append.events]
        return entry(rows, append.act, append.reads, append.request, append.answer)

    def row(self, event_id: UUID, event: Event) -> NewRow:
        """Write an event as a row: its place apart, the rest as one canonical body (RFC 8785 manner)."""
        if self._events.get(event.TOPIC) is not type(event):
            raise TopicUnknown(event.TOPIC)
        fields = event.model_dump(mode="json")
        stream_id, version = fields.pop("originator_id"), fields.pop("originator_version")
        body = _encode(fields)
        _storable(body)
        if "\\u0000" in body and NUL.search(body):
            raise PayloadRefused(character="NUL")
        return NewRow(event_id, stream_id, version, event.TOPIC, event.class_version, body)

    def recorded(self, rows: Sequence["Record"]) -> list[Recorded]:
        """Read rows back as validated events with everything recorded about them."""
        read: list[Recorded] = []
        by: tuple[Any, ...] = ()
        act: Act | None = None
        with uncollected():
            for row in rows:
                columns, its_by = row[:ACT_FROM], row[ACT_FROM:]
                if act is None or its_by != by:  # events of one append share their act
                    by, act = its_by, Act(*its_by)
                fact = self.event(columns[3], columns[4], columns[1], columns[2], columns[5])
                read.append(_tuple(Recorded, (*columns, act, fact)))
        return read

    def event(self, topic: str, schema_version: int, stream_id: str, version: int, body: str) -> Event:
        """Validate a stored body as the event of its topic, lifted to the present shape first if it is older."""
        event_class = self._events.get(topic)
        if event_class is None:
            raise TopicUnknown(topic, stream_id, version)
        if schema_version != event_class.class_version:
            body = _encode(_upcast(event_class, schema_version, json.loads(body)))
        rest = "}" if body == "{}" else f",{body[1:]}"
        whole = f'{{"originator_id":{_quote(stream_id)},"originator_version":{version}{rest}'
        try:
            fact: Event = self._validators[topic](whole)
        except ValidationError as error:
            raise BodyInvalid(topic, stream_id, version) from error
        return fact


def _upcast(event_class: type[Event], schema_version: int, state: dict[str, Any]) -> dict[str, Any]:
    """Lift a body through every shape its event has had since; each step changes the state in place."""
    if schema_version > event_class.class_version:
        raise SchemaNewer(event_class.TOPIC, schema_version)
    for older in range(schema_version, event_class.class_version):
        getattr(event_class, f"upcast_v{older}_v{older + 1}")(state)
    return state


def _storable(text: str) -> None:
    """Refuse what no UTF-8 text can hold: lone surrogates and NUL."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise PayloadRefused(character="surrogate") from error
    if "\x00" in text:
        raise PayloadRefused(character="NUL")
