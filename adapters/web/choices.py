"""Choices: what the object that is acted upon lets people choose from, so that nobody types what is known."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from adapters.api.wiring import Services
from adapters.web.form_fields import Choices
from adapters.web.names import names_of
from adapters.web.words import field_word, town
from domain.kernel import Aggregate
from projections.organisation import Regions

TOWNS = ("lg_code", "lg_codes", "owners", "acting_for", "candidates")
OF_OBJECT = {  # fields of commands, by what of the object they choose from
    "field": "fields",
    "measure_id": "measures",
    "measures": "measures",
    "sector": "sectors",
    "grade": "grades",
}


async def choices_of(needed: Services, found: Aggregate | None, today: date) -> Mapping[str, Choices]:
    """Give the choices by the name of the field: towns always, the rest where the object has it."""
    words = await names_of(needed, *(_told(found, each) for each in OF_OBJECT.values()))
    towns = await _towns(needed, found, today)
    known = {
        name: [(each, called_field(each, words)) for each in told]
        for name, source in OF_OBJECT.items()
        if (told := _told(found, source))
    }
    return {**dict.fromkeys(TOWNS, towns), **known}


def called_field(field: str, words: Mapping[str, str]) -> str:
    """Call a field that can be commented on: a measure or a sector by its name, a member of it by its word."""
    whole, _, part = field.rpartition(".")
    if field in words or not whole:
        return words.get(field) or field_word(field)
    return f"{words.get(whole, whole)}　{field_word(part)}"


async def _towns(needed: Services, found: Aggregate | None, today: date) -> Choices:
    """Name the members of the object, such as a round, or else of the area today."""
    codes: Iterable[str] = _told(found, "members") or {
        code async for row in needed.views.every(Regions()) for code in row.members_on(today)
    }
    return [(code, f"{town(code)}（{code}）") for code in sorted(codes)]


def _told(found: Aggregate | None, name: str) -> Sequence[str]:
    """Give what an object has under a name, where that is several words."""
    told = getattr(found, name, ())
    several = told() if callable(told) else told
    if isinstance(several, tuple | list | set | frozenset) and all(isinstance(each, str) for each in several):
        return sorted(several) if isinstance(several, set | frozenset) else list(several)
    return ()
