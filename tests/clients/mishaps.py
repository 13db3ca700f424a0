"""Mishaps: what happens between a client and the service, and who may stand where the service should."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.api.problems import answer_to
from application.ports import LogBusy

APPROVE = "/api/v1/commands/approve-progress-report"
SUBMIT = "/api/v1/commands/submit-progress-report"
FEED = "/api/v1/feed"
BREAKS_IN = 2


@dataclass
class Stumbling:
    """つまずく道: what happened on the way to the service, which fails the first time at each of three places.

    An approval is recorded and half of its answer arrives; a submission is recorded and its answer is lost; a feed is
    broken off within an event.
    """

    app: ASGIApp
    keys: dict[str, list[str | None]] = field(default_factory=lambda: defaultdict(list))
    feeds: list[str | None] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        headers, path = Headers(scope=scope), scope["path"]
        self.keys[path].append(headers.get("idempotency-key"))
        first = len(self.keys[path]) == 1
        if path == FEED:
            self.feeds.append(headers.get("last-event-id"))
            await self.app(scope, receive, Breaking(send) if first else send)
        elif path == APPROVE and first:
            await self.app(scope, receive, partial(_half, send))
        elif path == SUBMIT and first:
            await self.app(scope, receive, _unheard)
            await answer_to(LogBusy(), "lost")(scope, receive, send)
        else:
            await self.app(scope, receive, send)


@dataclass
class Breaking:
    """切れる回線: ends in the middle of its second event."""

    send: Send
    events: int = 0

    async def __call__(self, message: Message) -> None:
        """Pass a message on while the line holds."""
        body = message.get("body", b"")
        self.events += body.count(b"id: ")
        if self.events < BREAKS_IN:
            await self.send(message)
        elif body.count(b"id: "):
            await self.send({**message, "body": body[: len(body) // 2], "more_body": False})


async def _half(send: Send, message: Message) -> None:
    """Let half of the answer through, and never its end."""
    body = message.get("body", b"")
    await send({**message, "body": body[: len(body) // 2], "more_body": True})


async def _unheard(message: Message) -> None:
    """Answer nobody."""


@dataclass
class Neighbour:
    """隣: is always busy in one place, and is not the service at all in every other."""

    keys: list[str | None] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if not scope["path"].startswith("/busy/"):
            await PlainTextResponse("bad gateway", status_code=502)(scope, receive, send)
            return
        self.keys.append(Headers(scope=scope).get("idempotency-key"))
        answer = answer_to(LogBusy(), "busy")
        answer.headers["Retry-After"] = "0"
        await answer(scope, receive, send)
