"""Bundles over HTTP: several commands in one request, done in one step or not at all."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field, ValidationError

from adapters.api.commands import APART, Performed, performed_of
from adapters.api.conditions import DryRun, IdempotencyKey, expected_version
from adapters.api.field_problems import FieldProblem
from adapters.api.problems import answer_to, problems
from adapters.api.refusals import VersionRequired
from adapters.api.statuses import status_of
from adapters.api.wiring import Asker, Need
from application.act import Asked, BundleRefused, VersionStale
from application.catalogue import commands
from domain.kernel import Line, Value

PATH = "/api/v1/bundles"
MOST = 200
BY_CODE = {command.code(): command for command in commands().values()}


class Part(Value):
    """まとめの一件: one command by the name of its address, with the body that it has there."""

    command: Annotated[Line, Field(description="操作の名前（例 report-measure）")]
    body: Annotated[dict[str, Any], Field(description="操作の本文")]
    if_match: Annotated[
        str | None,
        Field(max_length=200, description='まとめる前の対象の版（例 "3"）。対象がすでに存在するときは必須。'),
    ] = None


class Bundle(Value):
    """まとめ: commands in the order in which they are to be done; all of them by one person, as one act."""

    commands: Annotated[tuple[Part, ...], Field(min_length=1, max_length=MOST)]


class BundlePerformed(Value):
    """まとめの結果: what each command came to, in their order."""

    outcomes: tuple[Performed, ...]


def _apart() -> str:
    codes = {name: command.code() for name, command in commands().items()}
    return "".join(f"{codes[name]}: {why}" for name, why in APART.items())


def enter(router: APIRouter) -> None:
    """Enter the route."""
    router.add_api_route(
        PATH,
        perform_bundle,
        methods=["POST"],
        operation_id="PerformBundle",
        summary="複数の操作をまとめて行う（すべて行うか、何も行わないか）。",
        description=(
            "後の操作は先の操作の結果の上に判定されます。一つでも断られると何も記録せず、"
            "断られた操作の順番（nth、0から）と符号を返します。"
            f"次の操作はまとめられません（command-not-bundled）。{_apart()}"
        ),
        tags=["bundle"],
        response_model=BundlePerformed,
        responses=problems(400, 403, 404, 409, 412, 413, 415, 422, 428),
    )


async def perform_bundle(  # noqa: PLR0913 - what HTTP sends apart
    body: Bundle,
    request: Request,
    needed: Need,
    asker: Asker,
    *,
    idempotency_key: IdempotencyKey,
    dry_run: DryRun = False,
) -> Response:
    """Read each part as its command, then bring all of them to the counter at once."""
    asked = _read_all(body.commands)
    try:
        outcomes = await needed.counter.perform_all(asked, asker, key=idempotency_key, dry_run=dry_run)
    except BundleRefused as refused:
        return _refused(refused, body.commands[refused.nth], request)
    return JSONResponse({"outcomes": [performed_of(outcome).model_dump(mode="json") for outcome in outcomes]})


def _read_all(parts: Sequence[Part]) -> Sequence[Asked]:
    """Read the parts; every wrong field of every part is told at once, by its place in the whole."""
    asked: list[Asked] = []
    errors: list[dict[str, Any]] = []
    for nth, part in enumerate(parts):
        command = BY_CODE.get(part.command)
        if command is None:
            errors.append({"type": "command_unknown", "loc": ("body", "commands", nth, "command")})
            continue
        if command.__name__ in APART:
            told = {"type": "command_not_bundled", "ctx": {"why": APART[command.__name__]}}
            errors.append({**told, "loc": ("body", "commands", nth, "command")})
            continue
        try:
            asked.append(Asked(command.model_validate(part.body), expected_version(part.if_match)))
        except ValidationError as error:
            errors += [{**found, "loc": ("body", "commands", nth, "body", *found["loc"])} for found in error.errors()]
    if errors:
        raise RequestValidationError(errors)
    return asked


def _refused(refused: BundleRefused, part: Part, request: Request) -> Response:
    """Answer with the refusal of the one command, as its own address would, and point at it."""
    refusal = refused.refusal
    if isinstance(refusal, VersionStale) and part.if_match is None:
        refusal = VersionRequired(**refusal.details)
    if status_of(refusal.code) is HTTPStatus.INTERNAL_SERVER_ERROR:
        raise refusal
    place = FieldProblem(code=refusal.code, detail=refusal.japanese, pointer=f"/commands/{refused.nth}")
    return answer_to(refusal, request.state.request_id, (place,))
