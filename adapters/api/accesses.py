"""Accesses over HTTP: who read the audit trail, for whoever watches the watchers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from adapters.api.paging import LIMIT, Cursor, Limit, Next, paged, place
from adapters.api.problems import problems
from adapters.api.refusals import CursorUnreadable
from adapters.api.wiring import Asker, Need
from domain.kernel import Value

LAST = 2**62


class AccessShown(Value):
    """閲覧記録: who read the trail, when, in which capacity, by which key, and what was asked."""

    number: int
    read_at: datetime
    person_id: str
    capacity: str
    office_id: str
    key_id: str
    operation: Annotated[str, Field(description="ListAuditTimeline・GetStory・ListObjectEvents・Export")]
    asked: Annotated[Mapping[str, Any], Field(description="照会した条件")]


class AccessPage(Value):
    """閲覧記録の頁: newest first."""

    items: tuple[AccessShown, ...]
    next: Next


def enter(router: APIRouter) -> None:
    """Enter the route."""
    router.add_api_route(
        "/api/v1/audit-accesses",
        list_accesses,
        operation_id="ListAuditAccesses",
        summary="記録を閲覧した者の一覧",
        tags=["queries"],
        response_model=AccessPage,
        responses=problems(400, 403, 422),
    )


async def list_accesses(
    request: Request, needed: Need, asker: Asker, *, limit: Limit = LIMIT, cursor: Cursor = None
) -> Response:
    """List readings and exports of the trail, newest first; raises ``NotPermitted``."""
    needed.reader.reach("ListAuditAccesses", asker)
    before = place(request, cursor)
    if before and not before.isdecimal():
        raise CursorUnreadable
    found = await needed.accesses.page(min(int(before), LAST) if before else LAST, limit)
    following = str(found[-1].number) if len(found) == limit else None
    shown = [AccessShown(**{name: getattr(each, name) for name in AccessShown.model_fields}) for each in found]
    return paged(request, shown, following)
