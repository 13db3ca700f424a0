"""Commands over HTTP: one address per command of the catalogue, and the body is the command itself."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.conditions import DryRun, IdempotencyKey, IfMatch, etag, expected_version, version_asked
from adapters.api.problems import problems
from adapters.api.wiring import Asker, Need, Services
from application.act import Outcome
from application.authority import Caller
from application.catalogue import commands
from application.command import Command
from domain.kernel import Value

PREFIX = "/api/v1/commands"
OBJECTS = "/api/v1/objects"
REFUSED = problems(400, 403, 409, 412, 413, 415, 422, 428)
ANSWERED: dict[int | str, dict[str, Any]] = {
    status: {
        "headers": {
            "ETag": {"description": "対象の新しい版", "schema": {"type": "string"}},
            "Location": {"description": "対象の所在", "schema": {"type": "string"}},
        },
    }
    for status in (200, 201)
}


class Performed(Value):
    """実行結果: what a command came to. Wait for ``position`` (``?after_position=``) to read one's own writes."""

    object_id: Annotated[str, Field(description="対象")]
    version: Annotated[int, Field(description="対象の新しい版")]
    events: Annotated[tuple[str, ...], Field(description="記録された出来事（試行では記録されるはずの出来事）")]
    position: Annotated[int, Field(description="記録の位置。試行では0")]
    repeated: Annotated[bool, Field(description="同じ受付キーの最初の回答をもう一度返した")]
    dry_run: Annotated[bool, Field(description="試行であり、何も記録していない")]


def enter(router: APIRouter) -> None:
    """Enter one route per command, but for those that bear a secret to be shown once, or an address to be looked at."""
    for command in commands().values():
        if command.__name__ not in APART:
            enter_one(router, command, _endpoint(command))


SHOWN_ONCE = "秘密を一度だけ示すため、同じ回答を繰り返せません。"
LOOKED_UP = "宛先の名前を先に調べるため、他の操作と一つの判定にできません。"
READ_AGAIN = "ファイルを読み直し、確認した内容と同じ操作をまとめて行うため、他の操作とまとめられません。"
APART = {  # commands with addresses of their own, and why they go into no bundle
    "IssueAccessCode": SHOWN_ONCE,
    "IssueApiKey": SHOWN_ONCE,
    "OpenCalendarFeed": SHOWN_ONCE,
    "RegisterWebhook": SHOWN_ONCE,
    "RotateWebhookSecret": SHOWN_ONCE,
    "ChangeWebhookAddress": LOOKED_UP,
    "TakeInSurvey": READ_AGAIN,
}


def enter_one(
    router: APIRouter, command: type[Command], endpoint: Callable[..., Any], answer: type[Value] = Performed
) -> None:
    """Enter the route of one command."""
    created = {**ANSWERED[201], "model": answer, "description": "対象を新たに作った"}
    router.add_api_route(
        f"{PREFIX}/{command.code()}",
        endpoint,
        methods=["POST"],
        operation_id=command.__name__,
        summary=command.label(),
        description=_described(command),
        tags=[command.OBJECT.TOPIC],
        response_model=answer,
        responses={**REFUSED, 200: {**ANSWERED[200], "description": "実行した"}, 201: created},
    )


def _endpoint(command: type[Command]) -> Callable[..., Awaitable[Response]]:
    async def perform(  # noqa: PLR0913 - what HTTP sends apart
        body: Command,
        needed: Need,
        asker: Asker,
        *,
        idempotency_key: IdempotencyKey,
        if_match: IfMatch = None,
        dry_run: DryRun = False,
    ) -> Response:
        outcome = await perform_with(needed, body, asker, idempotency_key, if_match, dry_run=dry_run)
        return performed(outcome, created=if_match is None)

    perform.__annotations__["body"] = command  # the framework reads the body's form from here
    return perform


async def perform_with(  # noqa: PLR0913 - what HTTP sends apart
    needed: Services, command: Command, asker: Caller, key: str, if_match: str | None, *, dry_run: bool
) -> Outcome:
    """Perform a command; without ``If-Match`` it rests on there being no such object yet."""
    expected = expected_version(if_match)
    with version_asked(command.object_id, if_match):
        return await needed.counter.perform(command, asker, key=key, expected_version=expected, dry_run=dry_run)


def performed_of(outcome: Outcome) -> Performed:
    """Write what a command came to."""
    return Performed(
        object_id=outcome.object_id,
        version=outcome.version,
        events=outcome.events,
        position=outcome.position,
        repeated=outcome.repeated,
        dry_run=outcome.dry_run,
    )


def performed(outcome: Outcome, *, created: bool, **more: str | None) -> JSONResponse:
    """Answer with what the command came to; ``more`` is shown beside it and kept nowhere."""
    made = created and outcome.version > 0 and not outcome.dry_run
    return JSONResponse(
        {**performed_of(outcome).model_dump(mode="json"), **more},
        status_code=HTTPStatus.CREATED if made else HTTPStatus.OK,
        headers={"ETag": etag(outcome.version), "Location": f"{OBJECTS}/{outcome.object_id}"},
    )


def _described(command: type[Command]) -> str:
    more = (command.__doc__ or "").strip().partition("\n")[2]
    return "\n".join(line.strip() for line in more.strip().splitlines())
