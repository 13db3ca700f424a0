"""The audit timeline over HTTP: the record of the whole area, narrowed by any condition, in either direction."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, Field

from adapters.api.lists import page_model
from adapters.api.paging import LIMIT, LONGEST, paged, place
from adapters.api.problems import problems
from adapters.api.refusals import CursorUnreadable
from adapters.api.wiring import Asker, Need
from domain.kernel import FiscalYear, LgCode, Line, PersonId, StreamId, Value
from projections.audit_timeline import Asked, Entry, entry

Position = Annotated[int, Field(ge=0, lt=2**62)]


class AuditQuery(Value):
    """照会条件: every condition narrows the timeline."""

    object_id: Annotated[StreamId | None, Field(description="対象")] = None
    kind: Annotated[Line | None, Field(description="対象の種類（例 measure）")] = None
    topic: Annotated[Line | None, Field(description="出来事の種類（例 measure.launched）")] = None
    lg_code: Annotated[LgCode | None, Field(description="市町村の団体コード")] = None
    fiscal_year: Annotated[FiscalYear | None, Field(description="年度")] = None
    actor: Annotated[PersonId | None, Field(description="行為者")] = None
    capacity: Annotated[Line | None, Field(description="資格")] = None
    correlation_id: Annotated[UUID | None, Field(description="一連の行為")] = None
    since: Annotated[AwareDatetime | None, Field(description="記録時刻がこの時刻以後")] = None
    until: Annotated[AwareDatetime | None, Field(description="記録時刻がこの時刻より前")] = None
    as_of: Annotated[Position | None, Field(description="この位置までの記録で見る")] = None
    order: Annotated[Literal["newest", "oldest"], Field(description="新しい順か古い順か")] = "newest"
    limit: Annotated[int, Field(ge=1, le=LONGEST, description="1頁の件数")] = LIMIT
    cursor: Annotated[str | None, Field(max_length=500, description="前の頁の next")] = None

    def asked(self) -> Asked:
        """Give the conditions without the paging."""
        return Asked(**{name: getattr(self, name) for name in Asked.__dataclass_fields__})


def enter(router: APIRouter) -> None:
    """Enter the route."""
    router.add_api_route(
        "/api/v1/audit-timeline",
        list_entries,
        operation_id="ListAuditTimeline",
        summary="記録をたどる（全対象の出来事）",
        tags=["queries"],
        response_model=page_model(Entry),
        responses=problems(400, 403, 422),
    )


async def list_entries(request: Request, needed: Need, asker: Asker, query: Annotated[AuditQuery, Query()]) -> Response:
    """List what was recorded, event by event; it is read from the log itself and needs no waiting."""
    needed.reader.reach("ListAuditTimeline", asker)
    after = _position(place(request, query.cursor))
    asked = query.asked()
    told = query.model_dump(mode="json", exclude_none=True)
    await needed.accesses.note(asker, "ListAuditTimeline", told, needed.clock.now())
    if query.order == "oldest":
        facts = await needed.audit.oldest(asked, after=after or 0, limit=query.limit)
    elif after is None:
        facts = await needed.audit.newest(asked, limit=query.limit)
    else:
        facts = await needed.audit.newest(asked, before=after, limit=query.limit)
    following = str(facts[-1].position) if len(facts) == query.limit else None
    return paged(request, [entry(fact) for fact in facts], following)


def _position(written: str) -> int | None:
    try:
        return int(written) if written else None
    except ValueError as error:
        raise CursorUnreadable from error
