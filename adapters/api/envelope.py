"""The envelope: what every answer carries, also the ones about errors, and the one line that each leaves in the log."""

import re
from http import HTTPStatus
from time import perf_counter
from traceback import extract_tb
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.api.pages import Pages, answer_of
from adapters.api.refusals import UnexpectedFailure
from adapters.api.statuses import status_of
from domain.errors import Refusal

REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")
SEALS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",  # browsers heed it over TLS alone
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}

BEARING_SECRETS = "/api/v1/calendars/"
log = structlog.get_logger("shinchoku.api")


class Envelope:
    """封筒: request id, security headers and log line of every answer; the last resort for what nobody expected.

    A route may set a header of its own in place of one of the seals; it cannot leave one out.
    """

    def __init__(self, app: ASGIApp, pages: Pages) -> None:
        self._app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, whatever happens."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope))
        scope.setdefault("state", {})["request_id"] = request_id
        sealed = _Sealed(send, request_id)
        began = perf_counter()
        try:
            await self._app(scope, receive, sealed)
        except Exception as error:  # the last resort must catch everything, and answers only if nothing was sent
            if sealed.status:
                raise
            answer = answer_of(self._pages, _told(error, request_id), scope, request_id)
            await answer(scope, receive, sealed)
        finally:
            _note(scope, sealed.status, request_id, perf_counter() - began)


class _Sealed:
    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self._request_id
            for name, value in SEALS.items():
                headers.setdefault(name, value)
        await self._send(message)


def _told(error: Exception, request_id: str) -> Refusal:
    """Say what the caller may hear: a refusal, unless it is for operators, who find it in the log by the id.

    The log gets the places, not the values that stood there: a key may have been among them.
    """
    if isinstance(error, Refusal) and status_of(error.code) is not HTTPStatus.INTERNAL_SERVER_ERROR:
        return error
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)]
    log.error("unexpected", request_id=request_id, error=repr(error), places=places)
    return UnexpectedFailure()


def _request_id(headers: Headers) -> str:
    given = headers.get("x-request-id", "")
    return given if REQUEST_ID.match(given) else str(uuid4())


def _without_secret(path: str) -> str:
    """Leave out of an address what is a secret in it."""
    return f"{BEARING_SECRETS}…" if path.startswith(BEARING_SECRETS) else path


def _note(scope: Scope, status: int, request_id: str, seconds: float) -> None:
    caller = scope["state"].get("caller")
    log.info(
        "request",
        method=scope["method"],
        path=_without_secret(
            scope.get("raw_path", b"").decode("ascii", "backslashreplace")
        ),  # percent-encoded: one line
        status=status,
        problem=scope["state"].get("problem"),
        milliseconds=round(seconds * 1000, 1),
        request_id=request_id,
        person_id=caller.person_id if caller else None,
        key_id=caller.key_id if caller else None,
    )
