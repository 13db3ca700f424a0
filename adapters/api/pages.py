"""Pages: what the application of the API asks of those who show pages for people beside it."""

from collections.abc import Sequence
from typing import Protocol

from fastapi import APIRouter
from starlette.responses import Response
from starlette.types import ASGIApp, Scope

from adapters.api.door import is_page
from adapters.api.field_problems import FieldProblem
from adapters.api.problems import answer_to
from domain.errors import Refusal


class Pages(Protocol):
    """頁: the pages for people, which stand on the same services behind the same door."""

    def enter(self, router: APIRouter) -> None:
        """Enter the routes."""

    def with_files(self) -> Sequence[str]:
        """Name the pages to which a file may be sent."""

    def is_open(self, path: str) -> bool:
        """Tell whether anyone may come to a page."""

    def answer(self, refusal: Refusal, scope: Scope, request_id: str) -> ASGIApp:
        """Tell a person of a refusal, on a page."""


class NoPages:
    """頁なし: the API by itself."""

    def enter(self, router: APIRouter) -> None:
        """Enter nothing."""

    def with_files(self) -> Sequence[str]:
        """Take no files."""
        return ()

    def is_open(self, path: str) -> bool:  # noqa: ARG002 - nothing is
        """Open nothing."""
        return False

    def answer(self, refusal: Refusal, scope: Scope, request_id: str) -> Response:  # noqa: ARG002 - what pages need
        """Answer as the API does."""
        return answer_to(refusal, request_id)


def answer_of(
    pages: Pages, refusal: Refusal, scope: Scope, request_id: str, errors: Sequence[FieldProblem] = ()
) -> ASGIApp:
    """Answer a refusal: on a page to who came to a page, as a problem document to everybody else."""
    scope["state"]["problem"] = refusal.code  # for the line of the log
    if is_page(scope["path"]):
        return pages.answer(refusal, scope, request_id)
    return answer_to(refusal, request_id, errors)
