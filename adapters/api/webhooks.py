"""Webhooks over HTTP: registered and re-keyed with a secret shown once, and how each delivery stands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body, Header, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.commands import Performed, enter_one, performed
from adapters.api.conditions import DryRun, IdempotencyKey, IfMatch, expected_version, version_asked
from adapters.api.lists import page_model
from adapters.api.paging import LIMIT, Cursor, Limit, paged, place
from adapters.api.problems import problems
from adapters.api.waiting import AfterPosition, wait
from adapters.api.wiring import Asker, Need
from application.desk import ObjectNotFound
from application.webhook_office import RotationWanted, Sealed, Terms, WebhookWanted
from application.webhook_ports import Attempt, Place
from application.webhooks import ChangeWebhookAddress, RegisterWebhook, RotateWebhookSecret
from domain.kernel import StreamId, Value
from domain.webhook import Webhook
from domain.webhook_terms import DeliveryFault, WebhookSlug
from projections.cloud_events import CloudEvent
from projections.webhooks import WebhookRegister, WebhookRow

DESCRIBED = """\
署名は webhook-id、webhook-timestamp、本文を「.」でつないだものの HMAC-SHA256 を base64 にしたもの。\
鍵は秘密の whsec_ より後を base64 で戻した32バイト。時刻が5分より離れた便と、署名の合わない便は捨てる。\
同じ出来事が二度届くことがあるので、id で一つにする。まとめて配信する配信先には、この形の配列が届く。"""
Slug = Annotated[WebhookSlug, Path(description="配信先の識別名")]


class WebhookSealed(Performed):
    """秘密つきの実行結果: what was recorded, and the signing secret, which is shown this once and kept nowhere."""

    secret: Annotated[str | None, Field(description="署名の秘密（whsec_…）。この回答でしか見られない。試行では null")]


class DeliveryAttempt(Value):
    """配信の試み: what was sent when, and what came of it."""

    at: datetime
    first: Annotated[int, Field(description="最初の出来事の位置。試験配信では0")]
    last: Annotated[int, Field(description="最後の出来事の位置。試験配信では0")]
    status: Annotated[int | None, Field(description="応答のHTTPステータス。応答がなければ null")]
    fault: Annotated[DeliveryFault | None, Field(description="失敗の原因。届いたときは null")]
    milliseconds: Annotated[int, Field(description="かかった時間（ミリ秒）")]


class WebhookShown(Value):
    """配信状況: a webhook, how far it has come, until when it waits, and its last attempts."""

    webhook: WebhookRow
    head: Annotated[int, Field(description="記録の最後の位置")]
    position: Annotated[int | None, Field(description="届いた最後の位置。まだ始まっていなければ null")]
    lag: Annotated[int | None, Field(description="まだ扱っていない記録の件数")]
    failures: Annotated[int, Field(description="続けて失敗した回数")]
    failing_since: Annotated[datetime | None, Field(description="失敗が続き始めた時刻")]
    due_at: Annotated[datetime | None, Field(description="次に試みる時刻")]
    attempts: Annotated[tuple[DeliveryAttempt, ...], Field(description="最近の試み（新しい順、20件まで）")]


def enter(router: APIRouter) -> None:
    """Enter the routes of webhooks."""
    enter_one(router, RegisterWebhook, register_webhook, answer=WebhookSealed)
    enter_one(router, RotateWebhookSecret, rotate_secret, answer=WebhookSealed)
    enter_one(router, ChangeWebhookAddress, change_address)
    router.add_api_route(
        "/api/v1/webhooks",
        list_webhooks,
        operation_id="ListWebhooks",
        summary="Webhook配信先の一覧",
        tags=["webhook"],
        response_model=page_model(WebhookRow),
        responses=problems(400, 403, 422),
    )
    router.add_api_route(
        "/api/v1/webhooks/{slug}",
        show_webhook,
        operation_id="GetWebhook",
        summary="Webhook配信先の配信状況（到達点・遅れ・最近の試み）を見る。",
        tags=["webhook"],
        response_model=WebhookShown,
        responses=problems(403, 422),
    )


def describe(router: APIRouter) -> None:
    """Describe the message that a webhook gets; nobody answers here, the receiver does."""
    router.add_api_route(
        "record-told",
        receive,
        methods=["POST"],
        operation_id="RecordTold",
        summary="記録された出来事が、登録した配信先に届く。",
        description=DESCRIBED,
        tags=["webhook"],
        status_code=204,
        responses={
            204: {"description": "受け取った。2xx ならどれでもよい。"},
            410: {"description": "配信先はもうない。配信を終える。"},
            "default": {
                "description": "それ以外は、間隔を空けて送り直す（Retry-After があれば従う）。7日続くと停止する。"
            },
        },
    )


async def receive(
    body: Annotated[CloudEvent, Body(media_type="application/cloudevents+json")],
    webhook_id: Annotated[str, Header(alias="webhook-id", description="この便の識別子。送り直しでも変わらない")],
    webhook_timestamp: Annotated[int, Header(alias="webhook-timestamp", description="送った時刻（Unix 秒）")],
    webhook_signature: Annotated[
        str, Header(alias="webhook-signature", description="v1,（base64）。秘密の更新から24時間は空白区切りで二つ")
    ],
) -> None:
    """Stand for the receiver's own function in the document."""
    del body, webhook_id, webhook_timestamp, webhook_signature


async def register_webhook(
    body: WebhookWanted,
    needed: Need,
    asker: Asker,
    idempotency_key: IdempotencyKey,
    dry_run: DryRun = False,  # noqa: FBT002 - a query parameter
) -> Response:
    """Register a webhook; a repeated request is refused with ``webhook-secret-shown-once``."""
    with version_asked(Webhook.create_id(body.slug), None):
        return _sealed(await needed.webhooks.register(body, asker, Terms(idempotency_key, 0, dry_run)), created=True)


async def rotate_secret(  # noqa: PLR0913 - what HTTP sends apart
    body: RotationWanted,
    needed: Need,
    asker: Asker,
    *,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch = None,
    dry_run: DryRun = False,
) -> Response:
    """Rotate a secret; a repeated request is refused with ``webhook-secret-shown-once``."""
    terms = Terms(idempotency_key, expected_version(if_match), dry_run)
    with version_asked(Webhook.create_id(body.slug), if_match):
        return _sealed(await needed.webhooks.rotate(body, asker, terms), created=False)


async def change_address(  # noqa: PLR0913 - what HTTP sends apart
    body: ChangeWebhookAddress,
    needed: Need,
    asker: Asker,
    *,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch = None,
    dry_run: DryRun = False,
) -> Response:
    """Let a webhook lead elsewhere."""
    terms = Terms(idempotency_key, expected_version(if_match), dry_run)
    with version_asked(body.object_id, if_match):
        return performed(await needed.webhooks.change_address(body, asker, terms), created=False)


async def list_webhooks(  # noqa: PLR0913 - the parameters of the query
    request: Request,
    needed: Need,
    asker: Asker,
    *,
    limit: Limit = LIMIT,
    cursor: Cursor = None,
    after_position: AfterPosition = None,
) -> Response:
    """List webhooks."""
    needed.reader.reach("ListWebhooks", asker)
    await wait(needed, after_position)
    page = await needed.views.list(WebhookRegister(), after=place(request, cursor), limit=limit)
    return paged(request, page.rows, page.after)


async def show_webhook(slug: Slug, needed: Need, asker: Asker, after_position: AfterPosition = None) -> Response:
    """Show how one delivery stands."""
    needed.reader.reach("GetWebhook", asker)
    await wait(needed, after_position)
    object_id: StreamId = Webhook.create_id(slug)
    row = await needed.views.get(WebhookRegister(), object_id)
    if row is None:
        raise ObjectNotFound(object_id=object_id)
    head = await needed.log.head()
    stands = (await needed.deliveries.places()).get(object_id)
    shown = _shown(row, head, stands, await needed.deliveries.attempts(object_id))
    return JSONResponse(shown.model_dump(mode="json"))


def _shown(row: WebhookRow, head: int, stands: Place | None, attempts: Sequence[Attempt]) -> WebhookShown:
    return WebhookShown(
        webhook=row,
        head=head,
        position=stands.position if stands else None,
        lag=max(0, head - stands.position) if stands else None,
        failures=stands.failures if stands else 0,
        failing_since=stands.failing_since if stands else None,
        due_at=stands.due_at if stands else None,
        attempts=tuple(
            DeliveryAttempt(
                at=each.at,
                first=each.first,
                last=each.last,
                status=each.status,
                fault=each.fault,
                milliseconds=each.milliseconds,
            )
            for each in attempts
        ),
    )


def _sealed(sealed: Sealed, *, created: bool) -> JSONResponse:
    return performed(sealed.outcome, created=created, secret=sealed.secret)
