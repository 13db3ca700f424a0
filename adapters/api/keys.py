"""Keys over HTTP: issuing one, the first one by the code on the console, and the list of those that are there."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.commands import Performed, enter_one, performed
from adapters.api.conditions import DryRun, IdempotencyKey
from adapters.api.lists import page_model
from adapters.api.paging import LIMIT, Cursor, Limit, paged, place
from adapters.api.problems import problems
from adapters.api.refusals import DryRunNotOffered
from adapters.api.waiting import AfterPosition, wait
from adapters.api.wiring import Asker, Need
from application.entrance import Issued, KeyWanted, Setup
from application.organisation import IssueApiKey
from domain.kernel import Value
from projections.callers import CallerRow, Callers


class KeyIssued(Performed):
    """発行した鍵: what was recorded, and the secret, which is shown this once and kept nowhere."""

    secret: Annotated[str | None, Field(description="秘密（shk_…）。この回答でしか見られない。試行では null")]


class KeyShown(Value):
    """鍵: whose it is, until when, and when it was last used; neither the secret nor its hash."""

    object_id: str
    key_id: str
    person_id: str
    office_id: str
    lg_code: str | None
    capacity: str
    scope: tuple[str, ...]
    issued_on: date
    expires_on: date
    revoked_on: date | None
    last_used_at: Annotated[datetime | None, Field(description="最後に使われた時刻（分の精度）")]


def enter(router: APIRouter) -> None:
    """Enter the routes of keys."""
    enter_one(router, IssueApiKey, issue_key, answer=KeyIssued)
    router.add_api_route(
        "/api/v1/setup",
        set_up,
        methods=["POST"],
        operation_id="SetUp",
        summary="コンソールの設定コードで最初の鍵を発行する。",
        tags=["api-key"],
        response_model=KeyIssued,
        status_code=201,
        responses=problems(400, 403, 409, 413, 415, 422),
    )
    router.add_api_route(
        "/api/v1/keys",
        list_keys,
        operation_id="ListApiKeys",
        summary="APIキーの一覧",
        tags=["api-key"],
        response_model=page_model(KeyShown),
        responses=problems(400, 403, 422),
    )


async def issue_key(
    body: KeyWanted,
    needed: Need,
    asker: Asker,
    idempotency_key: IdempotencyKey,
    dry_run: DryRun = False,  # noqa: FBT002 - a query parameter
) -> Response:
    """Issue a key; a repeated request is refused with ``secret-shown-once``, which names the key to revoke."""
    return _shown(await needed.entrance.issue(body, asker, key=idempotency_key, dry_run=dry_run))


async def set_up(body: Setup, needed: Need, dry_run: DryRun = False) -> Response:  # noqa: FBT002 - a query parameter
    """Issue the first key; trying it out is not offered, since who has no key may not ask what is on record."""
    if dry_run:
        raise DryRunNotOffered
    return _shown(await needed.entrance.set_up(body))


async def list_keys(  # noqa: PLR0913 - the parameters of the query
    request: Request,
    needed: Need,
    asker: Asker,
    *,
    limit: Limit = LIMIT,
    cursor: Cursor = None,
    after_position: AfterPosition = None,
) -> Response:
    """List keys, with their last use."""
    reach = needed.reader.reach("ListApiKeys", asker)
    await wait(needed, after_position)
    page = await needed.views.list(Callers(), lg_code=reach.lg_code, after=place(request, cursor), limit=limit)
    used = await needed.entrance.last_uses([row.key_id for row in page.rows])
    return paged(request, [_key(row, used.get(row.key_id)) for row in page.rows], page.after)


def _shown(issued: Issued) -> JSONResponse:
    return performed(issued.outcome, created=True, secret=issued.secret)


def _key(row: CallerRow, used: datetime | None) -> KeyShown:
    names = set(KeyShown.model_fields) - {"last_used_at"}
    return KeyShown(**{name: getattr(row, name) for name in names}, last_used_at=used)
