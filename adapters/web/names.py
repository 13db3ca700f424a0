"""Names: how the persons, measures, plans, regions and sectors are called that a page tells of, asked for at once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from adapters.api.wiring import Services
from domain.kernel import Value
from projections.measure_register import MeasureRegister
from projections.organisation import Regions
from projections.plans import Plans

STREAM = re.compile(r"^[a-z][a-z0-9-]*(:[a-z0-9][a-z0-9.-]*)+$")
PERSON = re.compile(
    r"(^by$|_by$|^person$|^person_id$|^(from|to)_person$|^present$|^recorder$|^actor$|^recipient$|^contact_id$)"
)
MEASURE = "measure:"


async def names_of(needed: Services, *told: Any) -> Mapping[str, str]:
    """Give the names of whatever is told of; who or what has none is missing from the answer."""
    words = [each for value in told for each in _words(value, "")]
    persons = sorted({word for name, word in words if PERSON.search(name)})
    named = {word for _, word in words if word.startswith(MEASURE)}
    measures = sorted({*named, *(word.rpartition(".")[0] for word in named)})  # a comment names a member of one
    contacts = await needed.contacts.get(persons) if persons else {}
    register = await needed.views.some(MeasureRegister(), measures) if measures else []
    plans = [row async for row in needed.views.every(Plans())]
    return {
        **{each.code: each.name for row in plans for each in row.content.sectors},
        **{row.object_id: row.title for row in plans},
        **{row.object_id: row.name async for row in needed.views.every(Regions())},
        **{row.object_id: row.name for row in register},
        **{key: each.name for key, each in contacts.items()},
    }


def _words(value: Any, name: str) -> Iterable[tuple[str, str]]:
    """Give every word in a value with the field that it stands under."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Value):
        for each in type(value).model_fields:
            yield from _words(getattr(value, each), each)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _words(key, name)
            yield from _words(each, key if isinstance(key, str) else name)
    elif isinstance(value, Sequence | set | frozenset):
        for each in value:
            yield from _words(each, name)
