"""The door: who comes in. All behind it needs a key or a session, also what does not exist; what is open is named.

A browser sends its cookie along with whatever another site makes it send. So where a cookie speaks for somebody, and on
every page, a request that may change something must come from our own pages (OWASP: Fetch Metadata, else Origin).
"""

from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.api.refusals import CrossSiteRefused, KeyRequired, PageNeedsSession, SignInNeeded

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
COOKIE = "__Host-shinchoku"
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Door:
    """入口: lets in whom the entrance knows by key or session, before the body is read or a route is looked up.

    ``open_page`` tells of a page whether anyone may come to it; pages are for people, so keys open none of them.
    """

    def __init__(self, app: ASGIApp, open_page: Callable[[str], bool], *, pages_take_keys: bool) -> None:
        self._app = app
        self._open_page = open_page
        self._pages_take_keys = pages_take_keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask for the key or the session, unless the room is open."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if is_page(scope["path"]) and (_secret(headers) is None or self._open_page(scope["path"])):
                await self._let_into_page(scope, headers)
            elif not is_open(scope["path"]):
                await self._let_in(scope, headers)
                if is_page(scope["path"]) and not self._pages_take_keys:
                    raise PageNeedsSession
        await self._app(scope, receive, send)

    async def _let_in(self, scope: Scope, headers: Headers) -> None:
        secret, token = _secret(headers), token_of(headers)
        if secret is not None:
            scope["state"]["caller"] = await scope["app"].state.services.entrance.identify(secret)
        elif token is not None:
            _require_own_site(scope, headers)
            await _identify(scope, token)
        else:
            raise KeyRequired

    async def _let_into_page(self, scope: Scope, headers: Headers) -> None:
        _require_own_site(scope, headers)
        token = token_of(headers)
        if not self._open_page(scope["path"]):
            if token is None:
                raise SignInNeeded
            await _identify(scope, token)


def is_open(path: str) -> bool:
    """Tell whether anyone may come to this path."""
    return path in OPEN or path.startswith(OPEN_UNDER)


def is_page(path: str) -> bool:
    """Tell whether a path is one of the pages for people, which are all paths but those for programs."""
    return not path.startswith("/api/") and path not in OPEN


def token_of(headers: Headers) -> str | None:
    """Give the token of the session that a browser sends along."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return found.value if found is not None and found.value else None


async def _identify(scope: Scope, token: str) -> None:
    caller, session = await scope["app"].state.services.sign_in.identify(token)
    scope["state"].update(caller=caller, session=session, token=token)


def _require_own_site(scope: Scope, headers: Headers) -> None:
    """Refuse what another site sends with ``CrossSiteRefused``; a browser says where a change comes from."""
    if scope["method"] in READING:
        return
    site, origin = headers.get("sec-fetch-site"), headers.get("origin", "")
    own = {headers.get("host", ""), urlsplit(scope["app"].state.services.settings.public_address or "").netloc}
    if site != "same-origin" if site is not None else urlsplit(origin).netloc not in own - {""}:
        raise CrossSiteRefused


def _secret(headers: Headers) -> str | None:
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" and secret.strip() else None
