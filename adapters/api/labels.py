"""Labels: the words for every code there is, in Japanese and in English, from the place where each code stands."""

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from adapters.api.conditions import unchanged
from adapters.api.problems import problems
from adapters.api.refusals import every_refusal
from application.catalogue import commands
from domain.errors import kebab
from domain.kernel import Value
from domain.labels import Labelled
from domain.topics import all_events, sentence_of

PATH = "/api/v1/labels"
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
    written, tag = _written()
    headers = {"ETag": tag, "Cache-Control": CACHED}
    if unchanged(request.headers, tag):
        return Response(status_code=304, headers=headers)
    return Response(written, media_type="application/json", headers=headers)


def labels() -> Labels:
    """Collect the labels from the codes themselves; none is written a second time."""
    return Labels(
        codes={
            kebab(kind.__name__): {code.value: Label(japanese=code.japanese, english=code.english) for code in kind}
            for kind in sorted(kinds(), key=lambda kind: kind.__name__)
        },
        commands={
            each.code(): Label(japanese=each.label(), english=_words(each.code())) for each in commands().values()
        },
        events={topic: Label(japanese=sentence_of(topic), english=_words(topic)) for topic in all_events()},
        problems={each.code: Label(japanese=each.japanese, english=_words(each.code)) for each in every_refusal()},
    )


def _words(code: str) -> str:
    """Write a code as English words: names are English already, so they are their own label."""
    kind, _, deed = code.rpartition(".")
    return f"{kind.replace('-', ' ')}: {deed.replace('-', ' ')}" if kind else code.replace("-", " ")


def kinds(root: type[Labelled] = Labelled) -> list[type[Labelled]]:
    """Give every enumeration whose members carry labels."""
    below = root.__subclasses__()
    return [*below, *(kind for each in below for kind in kinds(each))]


@cache
def _written() -> tuple[bytes, str]:
    written = labels().model_dump_json().encode()
    return written, f'"{hashlib.sha256(written).hexdigest()}"'
