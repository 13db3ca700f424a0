"""What is asked: cases that schemathesis draws from the OpenAPI document, some of them led to things that are there.

A drawn id names nothing that exists, so that every answer would be 404; half of the cases are given ids, years and
versions of the area instead, and nearly all a new Idempotency-Key, since drawn ones are soon used twice.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any, TypeAlias

import httpx2
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from pydantic import ValidationError
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.core.result import Ok

from application.catalogue import commands
from tests.adapters.api.front import DOCUMENT, Front
from tests.adapters.api.test_leaks import TOLD, places
from tests.domain.office_year import MEASURES, OTHER

KEYS = count(1)
Drawn: TypeAlias = Case[Any]
Operation: TypeAlias = APIOperation[Any, Any, Any, Any]
LED, KEYED, VERSIONED = 0.6, 0.95, 0.8  # how many of the cases are led, keyed anew, and given a version
APART = {"authorization", "cookie", "host", "content-length", "connection", "transfer-encoding", "user-agent"}


def operations() -> list[Operation]:
    """Give every operation of the committed document, in its order."""
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    found = [
        each.ok() for each in schemathesis.openapi.from_dict(document).get_all_operations() if isinstance(each, Ok)
    ]
    assert len(found) == sum(len(methods) for methods in document["paths"].values())
    return found


def drawn(operation: Operation, number: int, at: int) -> list[Drawn]:
    """Draw cases of an operation, half of them as the document says and half against it; a single one is either."""
    found: list[Drawn] = []
    modes = list(GenerationMode) if number > 1 else [Random(f"{operation.label}{at}").choice(list(GenerationMode))]  # noqa: S311 - a draw
    for mode in modes:

        @seed(at)
        @settings(
            max_examples=max(1, number // 2),
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=mode))
        def take(case: Drawn) -> None:
            found.append(case)

        try:
            take()
        except Unsatisfiable:  # an operation that asks for nothing cannot be asked wrongly
            continue
    return found or drawn(operation, 2, at)


class Draws:
    """抽選: the cases of every operation, drawn once and handed round, since a strategy takes long to make.

    A case that comes again is led elsewhere, in another state of the area.
    """

    def __init__(self, most: int, at: int) -> None:
        """Take how many cases of an operation are drawn at most, and where the draw begins."""
        self.operations = operations()
        self._most = most
        self._at = at
        self._waiting: dict[str, list[Drawn]] = {}

    def some(self, operation: Operation, number: int) -> list[Drawn]:
        """Give the next cases of an operation, each a copy that may be changed."""
        waiting = self._waiting.get(operation.label)
        if waiting is None:
            waiting = drawn(operation, self._most, self._at)
            Random(self._at).shuffle(waiting)  # noqa: S311 - a draw
        taken = (waiting * (number // len(waiting) + 1))[:number]
        self._waiting[operation.label] = waiting[number % len(waiting) :] + waiting[: number % len(waiting)]
        return [_copy(each) for each in taken]


def _copy(case: Drawn) -> Drawn:
    again: Drawn = case.operation.Case(
        method=case.method,
        path_parameters=deepcopy(case.path_parameters),
        headers=deepcopy(case.headers),
        query=deepcopy(case.query),
        body=deepcopy(case.body),
        media_type=case.media_type or "application/json",
    )
    return again


@dataclass
class Guide:
    """案内: what is there in the area by the name of the field that names it, and who is led to it."""

    front: Front
    known: Mapping[str, Sequence[Any]]
    random: Random

    @staticmethod
    async def of(front: Front, at: int) -> "Guide":
        """Look at what is there."""
        everywhere = (await places(front)).values
        known: dict[str, Sequence[Any]] = {name: [value] for name, value in TOLD.items()}
        known |= {name: list(values) for name, values in everywhere.items()}
        known["lg_code"] = [TOLD["lg_code"], OTHER]
        known["measure_id"] = list(MEASURES)
        known["fiscal_year"] = ["2025", "2026", "2024"]
        for each in everywhere["object_id"]:
            known.setdefault(f"{each.partition(':')[0].replace('-', '_')}_id", [])
        for name in known:
            kind = name.removesuffix("_id").replace("_", "-")
            ids = [each for each in everywhere["object_id"] if each.startswith(f"{kind}:")]
            known[name] = ids or known[name]
        return Guide(front, {name: values for name, values in known.items() if values}, Random(at))  # noqa: S311 - a draw

    async def lead(self, case: Drawn) -> Drawn:
        """Give a case to what is there, or leave it as it was drawn."""
        if case.headers and "Idempotency-Key" in case.headers and self.random.random() < KEYED:
            case.headers["Idempotency-Key"] = f"fuzz-{next(KEYS)}"
        if case.headers and "If-Match" in case.headers and self.random.random() < VERSIONED:
            case.headers["If-Match"] = f'"{self.random.randrange(4)}"'
        if self.random.random() < LED:
            case.path_parameters = self._told(case.path_parameters)
            case.query = self._told(case.query)
            if isinstance(case.body, dict | list):
                case.body = self._told(case.body)
            await self._give_version(case)
        return case

    def _told(self, value: Any, name: str = "") -> Any:
        """Put what is there in the place of what was drawn, where it is of the same form."""
        if isinstance(value, Mapping):
            return {each: self._told(inner, each) for each, inner in value.items()}
        if isinstance(value, list):
            return [self._told(each, name) for each in value]
        if name not in self.known or not isinstance(value, str | int) or isinstance(value, bool):
            return value
        chosen = self.random.choice(self.known[name])
        return int(chosen) if isinstance(value, int) and str(chosen).isdecimal() else chosen

    async def _give_version(self, case: Drawn) -> None:
        """Let a command rest on the version that its object has."""
        command = commands().get(str(case.operation.definition.raw.get("operationId")))
        if command is None or not isinstance(case.body, dict) or self.random.random() > VERSIONED:
            return
        try:
            object_id = command.model_validate(case.body).object_id
        except (ValidationError, NotImplementedError):
            return
        records = await self.front.log.stream(object_id)
        if case.headers is not None:
            case.headers.pop("If-Match", None)
            if records:
                case.headers["If-Match"] = f'"{records[-1].event.originator_version}"'


def request_of(case: Drawn, secret: str | None) -> httpx2.Request:
    """Write a case as it goes over the wire, with the key of who asks."""
    told = case.as_transport_kwargs(base_url="http://api")
    headers = [
        (name.encode("utf-8", "surrogatepass"), str(value).encode("utf-8", "surrogatepass"))
        for name, value in told["headers"].items()
        if name.lower() not in APART
    ]
    if secret is not None:
        headers.append((b"Authorization", f"Bearer {secret}".encode()))
    body = json.dumps(told["json"]).encode() if "json" in told else _content(told.get("data"))
    return httpx2.Request(told["method"], told["url"], params=dict(_pairs(told)), headers=headers, content=body)


def _pairs(told: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give the query, in which a lone surrogate cannot be written."""
    for name, value in (told.get("params") or {}).items():
        plain = value if isinstance(value, list) else [value]
        yield _written(name), [_written(each) for each in plain]


def _written(value: Any) -> str:
    return ("" if value is None else str(value)).encode("utf-8", "replace").decode()


def _content(data: Any) -> bytes:
    return data if isinstance(data, bytes) else str(data or "").encode("utf-8", "surrogatepass")
