"""Keeping: what a person was sending when their session ended is kept on the sign-in page, and sent again afterwards.

Nothing is kept on the server: who is not signed in has nothing there. The browser holds what it sent, as hidden inputs
of the sign-in form, and a page after signing in offers to send it.
"""

import json
from collections.abc import Sequence
from http import HTTPStatus

from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from adapters.api.careful_json import read_json
from adapters.api.refusals import JsonMalformed
from adapters.web.forms import HOME, FormTypeNotSupported, FormUnreadable, form_of, way_back
from adapters.web.rendering import plain_page

MOST_BYTES = 512 * 1024


class KeptForm:
    """控えた入力: answers with the sign-in page that holds the form which was being sent."""

    def __init__(self, to: str) -> None:
        self._to = to

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the form, as far as one of ours can be long, and ask who sends it."""
        pairs = await _pairs(Request(scope, receive))
        if pairs is None:
            await RedirectResponse(self._to, status_code=HTTPStatus.SEE_OTHER)(scope, receive, send)
            return
        kept = json.dumps({"to": scope["path"], "pairs": pairs}, ensure_ascii=False)
        page = plain_page(
            "sign_in.html",
            status=HTTPStatus.UNAUTHORIZED,
            title="サインイン",
            refusal=None,
            person_id="",
            next="",
            ended=True,
            kept=kept,
        )
        await page(scope, receive, send)


def offered_again(kept: str) -> Response | None:
    """Give the page that offers to send what was kept; ``None`` where it is none of ours."""
    try:
        told = read_json(kept.encode("utf-8", "replace"))
        to, pairs = str(told["to"]), [(str(name), str(value)) for name, value in told["pairs"]]
    except (JsonMalformed, ValueError, KeyError, TypeError):
        return None
    if way_back(to) != to or to == HOME:
        return None
    return plain_page("resume.html", title="入力の続き", to=to, pairs=pairs)


async def _pairs(request: Request) -> Sequence[tuple[str, str]] | None:
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return None
    try:
        form = await form_of(request)
    except (ClientDisconnect, FormUnreadable, FormTypeNotSupported):
        return None
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
