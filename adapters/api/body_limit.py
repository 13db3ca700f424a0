"""The body limit: a request is read whole, or refused, before any route sees it.

The framework's own limiter answers in plain text, and only while a route reads; a problem document was promised.
"""

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.api.refusals import BodyTooLarge

DRAINED = 16  # times the limit: so much is read on and thrown away, so that the sender hears the answer


class BodyLimit:
    """送信量の上限: refuses bodies past the limit, declared or chunked, and hands the others on in one piece."""

    def __init__(self, app: ASGIApp, limit: int, larger: Mapping[str, int]) -> None:
        """Take the limit of all paths, and the larger ones of those that carry files."""
        self._app = app
        self._limit = limit
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body and pass the request on."""
        if scope["type"] == "http":
            whole = await self._read(receive, self._larger.get(scope["path"], self._limit))
            if whole["type"] != "http.request":
                return  # the sender has gone: there is nobody to answer
            receive = _replay(whole, receive)
        await self._app(scope, receive, send)

    async def _read(self, receive: Receive, limit: int) -> Message:
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return message
            size += len(message.get("body", b""))
            if size <= limit:
                parts.append(message.get("body", b""))
            if not message.get("more_body", False) or size > limit * DRAINED:
                break
        if size > limit:
            raise BodyTooLarge(limit=limit)
        return {"type": "http.request", "body": b"".join(parts), "more_body": False}


def _replay(first: Message, receive: Receive) -> Receive:
    waiting = [first]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
