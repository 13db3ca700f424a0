"""Telling: how any content is laid out for people: fields with their words, rows as tables, codes by their meaning."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from adapters.web.words import called, day, field_words, figure, fiscal, instant, stage, town, word
from domain.kernel import Value
from domain.labels import Labelled

STREAM = re.compile(r"^[a-z][a-z0-9-]*(:[a-z0-9][a-z0-9.-]*)+$")
TOWN = re.compile(r"^\d{5}$")
YEARS = re.compile(r"(^|_)fiscal_years?$")
PERSON = re.compile(
    r"(^by$|_by$|^person$|^person_id$|^(from|to)_person$|^present$|^recorder$|^actor$|^recipient$|^contact_id$)"
)
NOTHING = "―"


@dataclass(frozen=True, slots=True)
class Told:
    """述べ方: a text, fields one below the other, rows under headings, or one thing after the other."""

    kind: str
    text: str = ""
    link: str | None = None
    fields: Sequence[tuple[str, "Told"]] = ()
    headings: Sequence[str] = ()
    rows: Sequence[Sequence["Told"]] = ()
    items: Sequence["Told"] = ()


@dataclass(frozen=True, slots=True)
class Teller:
    """語り手: knows the names of persons and objects that may be called by them; ``links`` lead to what is told of."""

    names: Mapping[str, str] = field(default_factory=dict)
    links: bool = True

    def fields(self, content: Mapping[str, Any]) -> Told:
        """Tell of fields, each under its word, without those that say nothing."""
        shown = [(field_word(name), self.tell(value, name)) for name, value in content.items() if not _empty(value)]
        return Told("fields", fields=shown)

    def tell(self, value: Any, name: str = "") -> Told:
        """Tell of a value that stands under a field."""
        if _empty(value):
            return Told("text", NOTHING)
        if isinstance(value, Value):
            return self.fields({each: getattr(value, each) for each in type(value).model_fields})
        if isinstance(value, Mapping):
            return self._mapping(value)
        if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes):
            return self._several(value, name)
        return self._one(value, name)

    def _mapping(self, value: Mapping[Any, Any]) -> Told:
        alike = list(value.values())
        if len(alike) > 1 and _are_alike(alike):
            return self._table(alike, [self._one(key, "") for key in value])
        return Told("fields", fields=[(self._one(key, "").text, self.tell(each)) for key, each in value.items()])

    def _several(self, value: Iterable[Any], name: str) -> Told:
        several = sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)
        if _are_alike(several):
            return self._table(several)
        told = [self.tell(each, name) for each in several]
        if all(each.kind == "text" and not each.link for each in told):
            return Told("text", "、".join(each.text for each in told))
        return Told("items", items=told)

    def _table(self, several: Sequence[Value], keys: Sequence[Told] = ()) -> Told:
        """Lay out alike values as rows, each under its key where that is not told by the row itself."""
        every = type(several[0]).model_fields
        names = [each for each in every if not all(_empty(getattr(row, each)) for row in several)]
        rows = [[self.tell(getattr(row, each), each) for each in names] for row in several]
        if keys and not all(key.text in {cell.text for cell in row} for key, row in zip(keys, rows, strict=True)):
            rows = [[key, *row] for key, row in zip(keys, rows, strict=True)]
            return Told("table", headings=["", *(field_word(each) for each in names)], rows=rows)
        return Told("table", headings=[field_word(each) for each in names], rows=rows)

    def _one(self, value: Any, name: str) -> Told:  # noqa: PLR0911 - one answer per kind of value
        if isinstance(value, Labelled):
            return Told("text", word(value))
        if isinstance(value, bool):
            return Told("text", "はい" if value else "いいえ")
        if isinstance(value, datetime):
            return Told("text", instant(value))
        if isinstance(value, date):
            return Told("text", day(value))
        if isinstance(value, Decimal) or (isinstance(value, int) and not YEARS.search(name)):
            return Told("text", figure(value))
        if isinstance(value, int):
            return Told("text", fiscal(value))
        return self._line(str(value), name)

    def _line(self, line: str, name: str) -> Told:
        if name == "stage":
            return Told("text", stage(line))
        if TOWN.match(line):
            return Told("text", town(line))
        if PERSON.search(name):
            return Told("text", self.names.get(line, line))
        if STREAM.match(line):
            link = f"/objects/{line}" if self.links else None
            return Told("text", self.names.get(line) or called(line), link=link)
        return Told("long" if "\n" in line else "text", self.names.get(line, line))


def persons_in(value: Any, name: str = "") -> Iterable[str]:
    """Name every person who is told of, so that the register can be asked for their names at once."""
    if isinstance(value, Value):
        for each in type(value).model_fields:
            yield from persons_in(getattr(value, each), each)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from persons_in(each, str(key))
    elif isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes):
        for each in value:
            yield from persons_in(each, name)
    elif isinstance(value, str) and PERSON.search(name):
        yield value


def field_word(name: str) -> str:
    """Give the Japanese word for a field, and its name where there is none."""
    return field_words().get(name, name)


def _are_alike(several: Sequence[Any]) -> bool:
    """Tell whether all are values of one kind, so that they make rows of one table."""
    return all(isinstance(each, Value) for each in several) and len({type(each) for each in several}) == 1


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | Sequence | Mapping | set | frozenset) and not len(value))
