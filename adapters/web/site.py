"""The site: every family of pages, who may come to which without signing in, and how a refusal is told on a page."""

from collections.abc import Sequence
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Scope

from adapters.api.door import READING
from adapters.api.refusals import SignInNeeded
from adapters.api.statuses import status_of
from adapters.web import (
    account,
    acts,
    area,
    assets,
    board,
    deadlines,
    home,
    mail,
    objects,
    papers,
    persons,
    records,
    registers,
    reports,
    sheets,
    sign_in,
    statements,
    surveys,
)
from adapters.web.keeping import KeptForm
from adapters.web.rendering import plain_page
from application.sign_in import SecondFactorAwaited, SessionNotOpen
from domain.errors import Refusal

FAMILIES = (
    sign_in,
    account,
    home,
    board,
    deadlines,
    area,
    objects,
    papers,
    acts,
    sheets,
    statements,
    surveys,
    registers,
    records,
    mail,
    persons,
    reports,
    assets,
)
OPEN = frozenset({"/sign-in", "/sign-in/factor", "/begin", "/set-up", "/reports", "/robots.txt"})
OPEN_UNDER = ("/static/", "/reports/")
SIGN_OUT = "/sign-out"


class Site:
    """サイト: the pages beside the API, on the same services, behind the same door."""

    def enter(self, router: APIRouter) -> None:
        """Enter every family; pages do not stand in the document of the API."""
        pages = APIRouter(include_in_schema=False, default_response_class=Response)
        for family in FAMILIES:
            family.enter(pages)
        router.include_router(pages)

    def with_files(self) -> Sequence[str]:
        """Name the pages to which a file may be sent."""
        return (surveys.UPLOAD,)

    def is_open(self, path: str) -> bool:
        """Tell whether anyone may come to a page."""
        return path in OPEN or path.startswith(OPEN_UNDER)

    def answer(self, refusal: Refusal, scope: Scope, request_id: str) -> ASGIApp:
        """Show the way in to who is not in, and tell everybody else in words what stands against it."""
        if isinstance(refusal, SecondFactorAwaited):
            return RedirectResponse("/sign-in/factor", status_code=303)
        if isinstance(refusal, SignInNeeded | SessionNotOpen):
            ended = isinstance(refusal, SessionNotOpen)
            to = _way_in(scope, ended=ended)
            if ended and self._unread(scope):
                return KeptForm(to)
            return RedirectResponse(to, status_code=303)
        return plain_page(
            "refused.html",
            status=status_of(refusal.code),
            refusal=refusal,
            request_id=request_id,
            title="お知らせ",
        )

    def _unread(self, scope: Scope) -> bool:
        """Tell whether a form was being sent that nobody has read yet: the door has refused it."""
        refused_at_door = "caller" not in scope["state"] and not self.is_open(scope["path"])
        return scope["method"] == "POST" and refused_at_door and scope["path"] != SIGN_OUT


def _way_in(scope: Scope, *, ended: bool) -> str:
    """Name the sign-in page, with the way back to what was looked at; what was being sent is not sent again."""
    query = scope.get("query_string", b"").decode("ascii", "ignore")
    back = scope["path"] + (f"?{query}" if query else "") if scope["method"] in READING else ""
    words = [f"next={quote(back, safe='')}"] if back not in {"", "/"} else []
    words += ["ended=1"] if ended else []
    return "/sign-in" + (f"?{'&'.join(words)}" if words else "")
