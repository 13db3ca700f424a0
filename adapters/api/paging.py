"""Paging: lists in pages, each naming the place where the next begins, in the body and as a ``Link`` header."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.cursors import read_cursor, write_cursor
from domain.kernel import Value

LIMIT = 50
LONGEST = 200

Limit = Annotated[int, Query(ge=1, le=LONGEST, description=f"1頁の件数（{LONGEST}まで）")]
Cursor = Annotated[str | None, Query(max_length=500, description="前の頁の next。省略すると最初から。")]
Next = Annotated[str | None, Field(description="続きの cursor。null なら終わり")]


def place(request: Request, cursor: str | None) -> str:
    """Read after which key this page begins; the empty text is the beginning."""
    return "" if cursor is None else read_cursor(cursor, query=_query(request))


def paged(request: Request, items: Sequence[Value], after: str | None) -> JSONResponse:
    """Answer with one page; ``after`` is the key of its last row, or ``None`` when nothing follows."""
    cursor = None if after is None else write_cursor(after, query=_query(request))
    body = {"items": [item.model_dump(mode="json") for item in items], "next": cursor}
    return JSONResponse(body, headers=_link(request, cursor))


def _query(request: Request) -> str:
    """Name the list with its filters: a cursor of another list or filter does not fit."""
    filters = sorted((k, v) for k, v in request.query_params.items() if k not in {"cursor", "limit", "after_position"})
    return f"{request.url.path}?{urlencode(filters)}"


def _link(request: Request, cursor: str | None) -> dict[str, str]:
    if cursor is None:
        return {}
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in {"cursor", "after_position"}]
    query = urlencode([*kept, ("cursor", cursor)])
    return {"Link": f'<{request.url.path}?{query}>; rel="next"'}
