"""Health: alive, and ready. Both are open to whoever watches over the service, and tell nothing of the plan."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from adapters.api.wiring import Need, Readiness
from domain.errors import Refusal
from domain.kernel import Value

FAILED: dict[int | str, dict[str, Any]] = {500: {"description": "500"}}


class Alive(Value):
    """生存: the process answers."""

    alive: bool


class Check(Value):
    """点検項目: one thing that must hold before the service can be used."""

    name: str
    ready: bool
    japanese: str


class Ready(Value):
    """準備状況: all checks together."""

    ready: bool
    checks: tuple[Check, ...]


def enter(router: APIRouter) -> None:
    """Enter the two routes."""
    router.add_api_route(
        "/healthz",
        show_alive,
        operation_id="GetHealth",
        summary="稼働しているか。",
        tags=["health"],
        response_model=Alive,
        responses=FAILED,
    )
    router.add_api_route(
        "/readyz",
        show_ready,
        operation_id="GetReadiness",
        summary="利用できる状態か（記録に届くか、集計が最新か、本日の定時処理が済んだか）。",
        tags=["health"],
        response_model=Ready,
        responses={**FAILED, 503: {"model": Ready, "description": "準備ができていない"}},
    )


async def show_alive() -> JSONResponse:
    """Answer at all."""
    return JSONResponse({"alive": True})


async def show_ready(needed: Need) -> JSONResponse:
    """Ask every check; one that cannot be asked is not ready."""
    checks = [await _asked(check) for check in needed.readiness]
    ready = all(check.ready for check in checks)
    body = Ready(ready=ready, checks=tuple(Check(name=c.name, ready=c.ready, japanese=c.japanese) for c in checks))
    headers = {} if ready else {"Retry-After": "5"}
    return JSONResponse(body.model_dump(mode="json"), status_code=200 if ready else 503, headers=headers)


async def _asked(check: Callable[[], Awaitable[Readiness]]) -> Readiness:
    try:
        return await check()
    except Refusal as refusal:
        return Readiness(refusal.code, ready=False, japanese=refusal.japanese)
