"""Rule 11 as a check: events carry the ids of persons, never their names or mail addresses.

A field is a person's by its name, whatever its type says: a new event that calls a person by a free text is found.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from domain.kernel import Event

PERSON_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
OFFICE_ID = re.compile(r"office:[a-z0-9][a-z0-9-]{0,63}")
PERSONS_FIELD = re.compile(r"by|chair|member|person|person_id|contact_id|from_person|to_person|present|\w+_by")
MAIL_LIKE = re.compile(r"[@\uff20\ufe6b]")  # no text of the record needs the sign, in whatever width
NO_PERSON = {
    "decided_by": "a post or a body, such as 市長 or 政策会議, as the decision itself names it",
    "put_by": "the office that put an item",
    "present": "the seats, each an office or a person",
    "member": "the seat, which is an office or a person",
}


def personal_data_in(fact: Event) -> tuple[str, ...]:
    """Name every place of an event, as it is stored, that holds a person by other than an id, or a mail address."""
    return tuple(_faults(json.loads(fact.model_dump_json()), ()))


def _faults(tree: Any, path: tuple[str, ...]) -> Iterator[str]:
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from _faults(name, (*path, "a name"))
            yield from _faults(value, (*path, name))
    elif isinstance(tree, list):
        for value in tree:
            yield from _faults(value, path)
    elif isinstance(tree, str) and (MAIL_LIKE.search(tree) or not _fits(path[-1], tree)):
        yield ".".join(path)


def _fits(name: str, value: str) -> bool:
    if name in NO_PERSON:
        return name == "decided_by" or bool(PERSON_ID.fullmatch(value) or OFFICE_ID.fullmatch(value))
    return not PERSONS_FIELD.fullmatch(name) or bool(PERSON_ID.fullmatch(value))


def persons_by_free_text(kind: type[Event]) -> tuple[str, ...]:
    """Name every field of an event class that is a person's by its name and takes other texts than an id."""
    return tuple(sorted(set(_loose(kind.model_json_schema()))))


def _loose(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for part in schema:
            yield from _loose(part)
    if not isinstance(schema, dict):
        return
    for name, part in schema.get("properties", {}).items():
        if PERSONS_FIELD.fullmatch(name) and name not in NO_PERSON and not _only_ids(part):
            yield name
    for part in schema.values():
        yield from _loose(part)


def _only_ids(part: Any) -> bool:
    texts = [each for each in (part, *part.get("anyOf", ())) if each.get("type") == "string"]
    return all(each.get("pattern") == f"^{PERSON_ID.pattern}$" for each in texts)
