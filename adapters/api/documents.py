"""Documents by hash: whoever was given the hash by something they may read, gets the very bytes."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import StringConstraints

from adapters.api.conditions import unchanged
from adapters.api.problems import problems
from adapters.api.wiring import Asker, Need

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Path(description="内容のSHA-256（16進）")]
FOR_EVER = "private, max-age=31536000, immutable"
BYTES = {"schema": {"type": "string", "format": "binary"}}


def enter(router: APIRouter) -> None:
    """Enter the route."""
    router.add_api_route(
        "/api/v1/documents/{sha256}",
        show_document,
        operation_id="GetDocument",
        summary="文書の内容をそのまま得る。",
        tags=["queries"],
        response_class=Response,
        responses={
            **problems(403, 422),
            200: {"description": "文書の内容", "content": {"application/octet-stream": BYTES}},
            304: {"description": "手元のものと同じ"},
        },
    )


async def show_document(sha256: Sha256, request: Request, needed: Need, asker: Asker) -> Response:
    """Give the bytes; unredacted minutes only to who belongs to the body that met."""
    needed.reader.reach("GetDocument", asker)
    await needed.reader.document(sha256, asker)
    content = await needed.documents.get(sha256)
    return frozen(request, content, sha256, "application/octet-stream", FOR_EVER)


def frozen(request: Request, content: bytes, sha256: str, media_type: str, caching: str) -> Response:
    """Answer with bytes that never change under their hash, which is their ETag."""
    tag = f'"{sha256}"'
    headers = {"ETag": tag, "Cache-Control": caching}
    if unchanged(request.headers, tag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
