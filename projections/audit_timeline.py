"""The audit timeline 記録: one entry per event, by position, told in Japanese, with what it changed.

It is asked of the log itself, not of a table of rows: the log is already one row per event in the order of positions,
and a copy could only lag behind or differ. What an event changed is computed by folding the object's history and
comparing the rows before and after, so that the answer cannot disagree with the screens.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import JsonValue

from domain.calendar import fiscal_year_of
from domain.kernel import LgCode, Line, PersonId, StreamId, Text, Value
from domain.office import Capacity
from domain.topics import sentence_of
from projections.view import Fact, ObjectRow, ObjectView

OFFICE = re.compile(r":([0-9]{5})(?:[:-]|$)")
YEAR = re.compile(r":((?:19|20)[0-9]{2})(?::|$)")
OF_THE_RECORD = frozenset({"object_id", "version", "updated_on"})


@dataclass(frozen=True, slots=True)
class Asked:
    """照会条件: every condition narrows the trail; ``kind`` is the first word of an object's id, ``until`` excluded."""

    object_id: str | None = None
    kind: str | None = None
    topic: str | None = None
    lg_code: str | None = None
    fiscal_year: int | None = None
    actor: str | None = None
    capacity: str | None = None
    correlation_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    as_of: int | None = None


class Change(Value):
    """変更点: one field of the object's row before and after; ``None`` where there was or is nothing."""

    field: Line
    before: JsonValue
    after: JsonValue


class Entry(Value):
    """記録の一件: who did what, when, in which capacity and by which authority, and what it says."""

    position: int
    event_id: UUID
    recorded_at: datetime
    effective_on: date
    topic: Line
    sentence: Line
    object_id: StreamId
    version: int
    lg_code: LgCode | None
    fiscal_year: int  # any: what is on record must be told, and acts may state a day of long ago
    actor: PersonId
    capacity: Line
    capacity_label: Line
    acting_for: Line | None
    authority: Line | None
    reason: Text | None
    corrects: UUID | None
    causation_id: UUID | None
    correlation_id: UUID | None
    leaf: Line
    told: JsonValue
    changes: tuple[Change, ...] | None = None


def entry(fact: Fact, changes: tuple[Change, ...] | None = None) -> Entry:
    """Tell one fact; ``changes`` are known only where the whole history of the object is at hand."""
    act = fact.act
    return Entry(
        position=fact.position,
        event_id=fact.event_id,
        recorded_at=fact.recorded_at,
        effective_on=act.effective_on,
        topic=fact.topic,
        sentence=sentence_of(fact.topic),
        object_id=fact.stream_id,
        version=fact.version,
        lg_code=office_of(fact.stream_id),
        fiscal_year=year_of(fact.stream_id, act.effective_on),
        actor=act.actor,
        capacity=act.capacity,
        capacity_label=next((each.japanese for each in Capacity if each == act.capacity), act.capacity),
        acting_for=act.acting_for,
        authority=act.authority,
        reason=act.reason,
        corrects=act.corrects,
        causation_id=act.causation_id,
        correlation_id=act.correlation_id,
        leaf=fact.leaf.hex(),
        told=json.loads(fact.body),
        changes=changes,
    )


def history(facts: Iterable[Fact], view: ObjectView[Any]) -> Iterator[Entry]:
    """Tell the whole history of one object with what each fact changed, oldest first."""
    row: ObjectRow | None = None
    before: Mapping[str, JsonValue] = {}
    for fact in facts:
        if fact.topic in view.topics:
            row = view.fold(fact.stream_id, row, fact)
        after = {} if row is None else row.model_dump(mode="json")
        yield entry(fact, tuple(differences(before, after)))
        before = after


def differences(before: Mapping[str, JsonValue], after: Mapping[str, JsonValue]) -> Iterator[Change]:
    """Compare two rows field by field, in the order of the fields, down to the first thing that differs."""
    for name in dict.fromkeys((*before, *after)):
        if name not in OF_THE_RECORD:
            yield from _differ(name, before.get(name), after.get(name))


def _differ(path: str, before: JsonValue, after: JsonValue) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            yield from _differ(f"{path}.{name}", before.get(name), after.get(name))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _differ_in_list(path, before, after)
    else:
        yield Change(field=path, before=before, after=after)


def _differ_in_list(path: str, before: Sequence[JsonValue], after: Sequence[JsonValue]) -> Iterator[Change]:
    """Name what left a list and what came into it; where it stands in the list does not matter."""
    for each in before:
        if each not in after:
            yield Change(field=path, before=each, after=None)
    for each in after:
        if each not in before:
            yield Change(field=path, before=None, after=each)


def office_of(stream_id: str) -> str | None:
    """Tell to which municipality an object belongs, by its id; the database's function of that name does the same."""
    found = OFFICE.search(stream_id)
    return found.group(1) if found else None


def year_of(stream_id: str, effective_on: date) -> int:
    """Tell to which fiscal year a fact belongs: that in the object's id, else that of the day it took effect."""
    found = YEAR.search(stream_id)
    return int(found.group(1)) if found else fiscal_year_of(effective_on)
