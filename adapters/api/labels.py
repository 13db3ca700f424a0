"""Labels: the words for every code there is, in Japanese and in English.

Japanese words stand where each code stands, and so do the English ones of enumerations. The English words of acts,
queries, events and problems stand in ``data/labels/``, where a missing one fails the tests.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import Field

from adapters.api.conditions import unchanged
from adapters.api.field_problems import field_sentences
from adapters.api.problems import problems
from adapters.api.refusals import every_refusal
from application.catalogue import commands
from application.command import Command
from domain.errors import kebab
from domain.kernel import Value
from domain.labels import Labelled
from domain.topics import all_events, sentence_of

PATH = "/api/v1/labels"
_PLACE = re.compile(r"\{\w+\}")
CACHED = "private, max-age=3600"


class Label(Value):
    """表示名: one code in both languages."""

    japanese: str
    english: str


class Labels(Value):
    """表示名の一覧: by kind of code, then by code, in their own order."""

    codes: Annotated[Mapping[str, Mapping[str, Label]], Field(description="符号の種類ごとの符号と表示名")]
    commands: Annotated[Mapping[str, Label], Field(description="操作")]
    events: Annotated[Mapping[str, Label], Field(description="出来事")]
    problems: Annotated[Mapping[str, Label], Field(description="断りの符号")]
    fields: Annotated[Mapping[str, Label], Field(description="項目の誤りの符号。限度などの値は…で示す")]
    queries: Annotated[Mapping[str, Label], Field(description="閲覧などの操作（operationId）")]


def enter(router: APIRouter) -> None:
    """Enter the route."""
    router.add_api_route(
        PATH,
        show_labels,
        operation_id="GetLabels",
        summary="すべての符号の表示名（日本語と英語）",
        tags=["labels"],
        response_model=Labels,
        responses={**problems(), 304: {"description": "手元のものと同じ"}},
    )


async def show_labels(request: Request) -> Response:
    """Give all labels; they change with a release only."""
    written, tag = _written(queries_of(request.app.routes))
    headers = {"ETag": tag, "Cache-Control": CACHED}
    if unchanged(request.headers, tag):
        return Response(status_code=304, headers=headers)
    return Response(written, media_type="application/json", headers=headers)


def queries_of(routes: Iterable[object]) -> tuple[tuple[str, str], ...]:
    """Give the operations that are no commands, by operation id, with their Japanese summaries."""
    return tuple(
        (str(route.operation_id), str(route.summary))
        for route in routes
        if isinstance(route, APIRoute) and route.include_in_schema and route.operation_id not in Command.catalogue
    )


def labels(queries: Iterable[tuple[str, str]]) -> Labels:
    """Collect the labels of all codes; none is written a second time."""
    english = {name: _english(name) for name in ("commands", "events", "problems", "field_problems", "queries")}
    return Labels(
        codes={
            kebab(kind.__name__): {code.value: Label(japanese=code.japanese, english=code.english) for code in kind}
            for kind in sorted(kinds(), key=lambda kind: kind.__name__)
        },
        commands={
            each.code(): Label(japanese=each.label(), english=english["commands"][each.code()])
            for each in commands().values()
        },
        events={topic: Label(japanese=sentence_of(topic), english=english["events"][topic]) for topic in all_events()},
        problems={
            each.code: Label(japanese=each.japanese, english=english["problems"][each.code]) for each in every_refusal()
        },
        fields={
            code: Label(japanese=_PLACE.sub("…", sentence), english=english["field_problems"][code])
            for code, sentence in field_sentences().items()
        },
        queries={name: Label(japanese=summary, english=english["queries"][name]) for name, summary in queries},
    )


def _english(name: str) -> Mapping[str, str]:
    text = files("data").joinpath("labels", f"{name}.csv").read_text(encoding="utf-8")
    return {row["code"]: row["english"] for row in csv.DictReader(text.splitlines())}


def kinds(root: type[Labelled] = Labelled) -> list[type[Labelled]]:
    """Give every enumeration whose members carry labels."""
    below = root.__subclasses__()
    return [*below, *(kind for each in below for kind in kinds(each))]


@cache
def _written(queries: tuple[tuple[str, str], ...]) -> tuple[bytes, str]:
    written = labels(queries).model_dump_json().encode()
    return written, f'"{hashlib.sha256(written).hexdigest()}"'
