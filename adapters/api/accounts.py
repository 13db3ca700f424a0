"""Accounts over HTTP: the code by which a person begins to use the service, shown once to who hands it over."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from adapters.api.commands import Performed, enter_one, performed
from adapters.api.conditions import DryRun, IdempotencyKey, IfMatch, expected_version, version_asked
from adapters.api.wiring import Asker, Need
from application.accounts import IssueAccessCode


class AccessCodeIssued(Performed):
    """発行したコード: what was recorded, and the code, which is shown this once and works for ten minutes."""

    code: Annotated[str | None, Field(description="本人に口頭で伝えるコード。10分間有効。試行では null")]


def enter(router: APIRouter) -> None:
    """Enter the route."""
    enter_one(router, IssueAccessCode, issue_code, answer=AccessCodeIssued)


async def issue_code(  # noqa: PLR0913 - what HTTP sends apart
    body: IssueAccessCode,
    needed: Need,
    asker: Asker,
    *,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch = None,
    dry_run: DryRun = False,
) -> Response:
    """Issue a code; a repeated request is refused with ``secret-shown-once``: issue another."""
    with version_asked(body.object_id, if_match):
        outcome, code = await needed.sign_in.issue_code(
            body, asker, key=idempotency_key, expected_version=expected_version(if_match), dry_run=dry_run
        )
    return performed(outcome, created=False, code=code)
