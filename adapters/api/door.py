"""The door: who comes in. Everything behind it needs a key, also what does not exist; the open rooms are named here."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.api.refusals import KeyRequired

OPEN = frozenset(
    {
        "/healthz",
        "/readyz",
        "/api/v1/openapi.json",
        "/api/v1/reference",
        "/api/v1/reference.css",
        "/api/v1/setup",
    }
)
OPEN_UNDER = ("/api/v1/public/", "/api/v1/calendars/")  # the latter by the secret in the address


class Door:
    """入口: lets in whom the entrance knows by key, before the body is read or a route is looked up."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask for the key, unless the room is open."""
        if scope["type"] == "http" and not is_open(scope["path"]):
            entrance = scope["app"].state.services.entrance
            scope["state"]["caller"] = await entrance.identify(_secret(Headers(scope=scope)))
        await self._app(scope, receive, send)


def is_open(path: str) -> bool:
    """Tell whether anyone may come to this path."""
    return path in OPEN or path.startswith(OPEN_UNDER)


def _secret(headers: Headers) -> str:
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise KeyRequired
    return secret.strip()
