"""Asking: how a query is entered into the API, one way for all of them."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from fastapi import APIRouter, Response

from adapters.api.problems import problems


class Question(NamedTuple):
    """問合せ: the path below ``/api/v1/``, who answers, the operation's name, and the form of the answer."""

    path: str
    endpoint: Callable[..., Awaitable[Response]]
    name: str
    summary: str
    answer: Any
    description: str | None = None


def enter_questions(router: APIRouter, *questions: Question, refused: Sequence[int] = (403, 422)) -> None:
    """Enter queries that are refused with these statuses."""
    for question in questions:
        router.add_api_route(
            f"/api/v1/{question.path}",
            question.endpoint,
            operation_id=question.name,
            summary=question.summary,
            description=question.description,
            tags=["queries"],
            response_model=question.answer,
            responses=problems(*refused),
        )
