"""Assets: the files that pages load, each under an address that changes with its content."""

from fastapi import APIRouter, Path, Request
from starlette.responses import PlainTextResponse, Response

from adapters.api.refusals import RouteNotFound
from adapters.web.rendering import address_of, content_of

KINDS = {
    "tokens.css": "text/css; charset=utf-8",
    "shinchoku.css": "text/css; charset=utf-8",
    "tokens.LICENSE.txt": "text/plain; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "sheet.js": "text/javascript; charset=utf-8",
}
FOR_EVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=300"


def enter(router: APIRouter) -> None:
    """Enter the files, and what is told to machines that read pages for search."""
    router.add_api_route("/static/{name}", show_file)
    router.add_api_route("/robots.txt", show_robots)


async def show_file(request: Request, name: str = Path(max_length=60)) -> Response:
    """Give a file; only those named here exist."""
    if name not in KINDS:
        raise RouteNotFound
    newest = f"{request.url.path}?{request.url.query}" == address_of(name)
    return Response(
        content_of(name), media_type=KINDS[name], headers={"Cache-Control": FOR_EVER if newest else A_WHILE}
    )


async def show_robots() -> Response:
    """Let nobody index what is for the people who work here; what is public is under the address of the API."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")
