"""Form fields: a form for any command, made from what the command says of its own fields.

Names of inputs are paths (``statement.narrative``, ``cells.0.value``), so that a form needs no script: what was sent is
folded back into the shape of the command, and what was left empty was not said.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from adapters.api.field_problems import field_problems
from adapters.web.words import field_word
from application.command import Command
from domain.labels import Labelled

ROWS, SMALL = 3, 3  # a list begins with so many groups where one has so few fields, else with one
LONG = 300  # characters from which a text has several lines
DIGITS = re.compile(r"^\d{1,3}$")
PLAIN = {"boolean": "flag", "integer": "integer", "number": "number"}
SHARED = tuple(Command.model_fields)
Schema = Mapping[str, Any]
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FormField:
    """入力欄: one field as it is asked of people; ``kind`` chooses the control."""

    name: str
    label: str
    kind: str
    required: bool = False
    help: str = ""
    value: Any = None
    error: str = ""
    choices: Sequence[tuple[str, str]] = ()
    parts: Sequence["FormField"] = ()
    rows: Sequence[Sequence["FormField"]] = ()


@dataclass(frozen=True, slots=True)
class Maker:
    """作り手: makes the fields of one form, from the schema of a command, what was entered, and what was wrong.

    ``known`` are the choices for fields by their name, such as the measures of the object that is acted upon.
    """

    definitions: Mapping[str, Schema]
    known: Mapping[str, Choices]
    words: Mapping[str, Mapping[str, str]]
    errors: Mapping[str, str] = field(default_factory=dict)

    def fields(self, schema: Schema, entered: Any, path: str = "") -> list[FormField]:
        """Make the fields of an object."""
        told = entered if isinstance(entered, Mapping) else {}
        needed = frozenset(schema.get("required", ()))
        return [
            self.field(name, each, told.get(name), f"{path}{name}", required=name in needed)
            for name, each in schema.get("properties", {}).items()
        ]

    def field(self, name: str, schema: Schema, entered: Any, path: str, *, required: bool) -> FormField:
        """Make one field."""
        known = self._resolved(schema)
        kind, more = self._kind(name, known, entered, path)
        return FormField(
            name=path,
            label=field_word(name),
            kind=kind,
            required=required,
            help=str(schema.get("description", "")),
            value=entered,
            error=self.errors.get(path, ""),
            **more,
        )

    def _kind(self, name: str, schema: Schema, entered: Any, path: str) -> tuple[str, dict[str, Any]]:
        if schema.get("type") == "array":
            return self._several(name, self._resolved(schema.get("items", {})), entered, path)
        if schema.get("properties"):
            return "group", {"parts": self.fields(schema, entered, f"{path}.")}
        if name in self.known or "enum" in schema:
            return "choice", {"choices": self._choices(name, schema)}
        if schema.get("format") in {"date", "date-time"}:
            return "date", {}
        long = schema.get("maxLength", 0) > LONG
        return PLAIN.get(str(schema.get("type")), "text" if long else "line"), {}

    def _choices(self, name: str, schema: Schema) -> Sequence[tuple[str, str]]:
        if name in self.known:
            return self.known[name]
        words = self.words.get(str(schema.get("title", "")), {})
        return [(each, words.get(each, each)) for each in map(str, schema["enum"])]

    def _several(self, name: str, item: Schema, entered: Any, path: str) -> tuple[str, dict[str, Any]]:
        if item.get("properties"):
            told = list(entered) if isinstance(entered, Sequence) and not isinstance(entered, str) else []
            first = ROWS if len(item["properties"]) <= SMALL and "." not in path else 1
            told += [None] * max(first - len(told), 1)
            rows = [self.fields(item, each, f"{path}.{number}.") for number, each in enumerate(told)]
            return "rows", {"rows": rows}
        if name in self.known or "enum" in item:
            return "choices", {"choices": self._choices(name, item)}
        return "lines", {}

    def _resolved(self, schema: Schema) -> Schema:
        """Follow a reference, and take of alternatives the one that people enter."""
        while True:
            if "$ref" in schema:
                schema = self.definitions[schema["$ref"].rpartition("/")[2]]
                continue
            options = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
            if not options:
                return schema
            schema = next((each for each in options if each.get("type") == "number"), options[0])


def maker(command: type[Command], known: Mapping[str, Choices], errors: Mapping[str, str]) -> tuple[Maker, Schema]:
    """Give who makes the fields of a command, and its schema; ``known`` are the choices that the object gives."""
    schema = command.model_json_schema()
    words = {kind.__name__: {each.value: each.japanese for each in kind} for kind in Labelled.__subclasses__()}
    return Maker(schema.get("$defs", {}), known, words, errors), schema


def folded(sent: Mapping[str, Sequence[str]], schema_of: Maker, schema: Schema) -> dict[str, Any]:
    """Fold what was sent back into the shape of the command; what was left empty was not said."""
    tree: dict[str, Any] = {}
    for path, values in sent.items():
        if any(each.strip() for each in values):
            _put(tree, path.split("."), [each.replace("\r\n", "\n") for each in values])
    shaped = _shaped(tree, schema, schema_of)
    return shaped if isinstance(shaped, dict) else {}


def _put(tree: dict[str, Any], path: Sequence[str], values: list[str]) -> None:
    """Put what was sent into its place; what contradicts an earlier path is left out: no form of ours sends that."""
    *upper, last = path
    place = tree
    for each in upper:
        inner = place.setdefault(each, {})
        if not isinstance(inner, dict):
            return
        place = inner
    place.setdefault(last, values)


def errors_of(error: ValidationError) -> Mapping[str, str]:
    """Give what is wrong, by the path of the field."""
    told = [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]
    return {
        (problem.pointer or "").removeprefix("/").replace("/", "."): problem.detail for problem in field_problems(told)
    }


def _shaped(tree: Any, schema: Schema, schemas: Maker) -> Any:
    known = schemas._resolved(schema)  # noqa: SLF001 - one module, one schema
    if known.get("type") == "array":
        return _array(tree, known, schemas)
    if isinstance(tree, dict):
        properties = known.get("properties", {})
        return {name: _shaped(each, properties[name], schemas) for name, each in tree.items() if name in properties}
    value = tree[-1]
    if known.get("type") == "boolean":
        return value == "true"
    return value.strip() if known.get("maxLength", 0) <= LONG else value


def _array(tree: Any, known: Schema, schemas: Maker) -> list[Any]:
    item = known.get("items", {})
    if isinstance(tree, dict):
        rows = sorted((int(number), each) for number, each in tree.items() if DIGITS.match(number))
        return [_shaped(each, item, schemas) for _, each in rows]
    many = tree if len(tree) > 1 else tree[0].split("\n")
    return [each.strip() for each in many if each.strip()]
