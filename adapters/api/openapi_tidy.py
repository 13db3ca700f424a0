"""Tidying the OpenAPI document: every thing described once, under a name that does not tell where it stands in code."""

import json
import re
from collections import Counter
from typing import Any

QUALIFIED = re.compile(r"^(?:\w+?__)*(\w+?)__(\w+?)(?:-(Input|Output))?$")
PARAMETERS = "#/components/parameters/"


def tidy(written: dict[str, Any]) -> dict[str, Any]:
    """Give the document with short names, without the framework's titles, and with its parameters in one place."""
    named = _renamed(written)
    for schema in named["components"]["schemas"].values():
        _untitle(schema)
    for operation in (*operations(named), *_webhooks(named)):
        for parameter in operation.get("parameters", ()):
            _untitle(parameter["schema"])
            if parameter["schema"].get("description") == parameter.get("description"):
                parameter["schema"].pop("description", None)
    _gather_parameters(named)
    return named


def operations(written: dict[str, Any]) -> list[dict[str, Any]]:
    """List every operation of the document."""
    return [operation for methods in written["paths"].values() for operation in methods.values()]


def _webhooks(written: dict[str, Any]) -> list[dict[str, Any]]:
    """List every operation that the service asks of others."""
    return [operation for methods in written.get("webhooks", {}).values() for operation in methods.values()]


def short_name(name: str) -> str:
    """Turn ``domain__filing__Lapse`` into ``FilingLapse`` and ``Closing-Input`` into ``ClosingInput``."""
    found = QUALIFIED.match(name)
    if found is None:
        return name.replace("-", "")
    module, title, side = found.groups(default="")
    return "".join(word.title() for word in module.split("_")) + title + side


def _renamed(written: dict[str, Any]) -> dict[str, Any]:
    names = {name: short_name(name) for name in written["components"]["schemas"]}
    if len(set(names.values())) < len(names):
        raise AssertionError(Counter(names.values()).most_common(3))
    text = json.dumps(written, ensure_ascii=False)
    text = re.sub(r'"#/components/schemas/([^"]+)"', lambda ref: f'"#/components/schemas/{names[ref[1]]}"', text)
    renamed: dict[str, Any] = json.loads(text)
    schemas = renamed["components"]["schemas"]
    renamed["components"]["schemas"] = {names[name]: schemas[name] for name in sorted(schemas, key=names.__getitem__)}
    return renamed


def _untitle(schema: Any) -> None:
    """Drop the titles that only repeat a field's name."""
    if isinstance(schema, list):
        for each in schema:
            _untitle(each)
    if isinstance(schema, dict):
        if isinstance(schema.get("title"), str):
            del schema["title"]
        for name, each in schema.items():
            for inner in each.values() if name in {"properties", "$defs"} else (each,):
                _untitle(inner)


def _gather_parameters(written: dict[str, Any]) -> None:
    """Put what several operations ask for in the same words into one place."""
    every = [parameter for operation in operations(written) for parameter in operation.get("parameters", ())]
    forms: dict[str, set[str]] = {}
    for parameter in every:
        forms.setdefault(parameter["name"], set()).add(json.dumps(parameter, sort_keys=True))
    uses = Counter(parameter["name"] for parameter in every)
    shared = {name for name, several in forms.items() if len(several) == 1 and uses[name] > 1}
    gathered = {parameter["name"]: parameter for parameter in every if parameter["name"] in shared}
    written["components"]["parameters"] = dict(sorted(gathered.items()))
    for operation in operations(written):
        if "parameters" in operation:
            operation["parameters"] = [
                {"$ref": f"{PARAMETERS}{each['name']}"} if each["name"] in shared else each
                for each in operation["parameters"]
            ]
