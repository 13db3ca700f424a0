"""Telling: how any content is laid out for people: fields with their words, rows as tables, codes by their meaning."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from adapters.web.names import PERSON, STREAM
from adapters.web.words import body, called, day, field_word, figure, fiscal, instant, stage, town, word
from domain.kernel import Value
from domain.labels import Labelled

TOWN = re.compile(r"^\d{5}$")
YEARS = re.compile(r"(^|_)fiscal_years?$")
NOTHING = "―"
CODES: Mapping[str, Callable[[str], str]] = {"stage": stage, "body_id": body, "under": body}


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
            return self._table(alike, [self._keys(key) for key in value])
        return Told("fields", fields=[("・".join(self._keys(key)), self.tell(each)) for key, each in value.items()])

    def _keys(self, key: Any) -> Sequence[str]:
        return [self._one(each, "").text for each in (key if isinstance(key, tuple) else (key,))]

    def _several(self, value: Iterable[Any], name: str) -> Told:
        several = sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)
        if _are_alike(several):
            return self._table(several)
        told = [self.tell(each, name) for each in several]
        if all(each.kind in {"text", "number"} and not each.link for each in told):
            return Told("text", "、".join(each.text for each in told))
        return Told("items", items=told)

    def _table(self, several: Sequence[Value], keys: Sequence[Sequence[str]] = ()) -> Told:
        """Lay out alike values as rows, each under its key where that is not told by the row itself."""
        columns = _columns(several)
        rows = [[self.tell(_reached(row, path), path[-1]) for path in columns] for row in several]
        worded = headings(columns)
        if keys and not all({*key} <= {cell.text for cell in row} for key, row in zip(keys, rows, strict=True)):
            rows = [[Told("text", "・".join(key)), *row] for key, row in zip(keys, rows, strict=True)]
            worded = ["", *worded]
        return Told("table", headings=worded, rows=rows)

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
            return Told("number", figure(value))
        if isinstance(value, int):
            return Told("text", fiscal(value))
        return self._line(str(value), name)

    def _line(self, line: str, name: str) -> Told:
        if name in CODES:
            return Told("text", CODES[name](line))
        if TOWN.match(line):
            return Told("text", town(line))
        if PERSON.search(name):
            return Told("text", self.names.get(line, line))
        if STREAM.match(line):
            link = f"/objects/{line}" if self.links else None
            return Told("text", self.names.get(line) or called(line), link=link)
        return Told("long" if "\n" in line else "text", self.names.get(line, line))


def _columns(several: Sequence[Value]) -> list[tuple[str, ...]]:
    """Name what makes a column: every field that says something; a value of several fields makes several columns."""
    columns: list[tuple[str, ...]] = []
    for name in type(several[0]).model_fields:
        said = [value for row in several if not _empty(value := getattr(row, name))]
        if said and _are_alike(said):
            columns += [(name, *path) for path in _columns(said)]
        elif said:
            columns.append((name,))
    return columns


def headings(columns: Sequence[tuple[str, ...]]) -> list[str]:
    """Word each column by its own field, and by what it belongs to where two would be worded alike."""
    words = [field_word(path[-1]) for path in columns]
    return [
        "・".join(field_word(each) for each in path) if words.count(word) > 1 else word
        for path, word in zip(columns, words, strict=True)
    ]


def _reached(row: Any, path: Sequence[str]) -> Any:
    for name in path:
        row = None if row is None else getattr(row, name)
    return row


def _are_alike(several: Sequence[Any]) -> bool:
    """Tell whether all are values of one kind, so that they make rows of one table."""
    return bool(several) and len({type(each) for each in several}) == 1 and isinstance(several[0], Value)


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | Sequence | Mapping | set | frozenset) and not len(value))
