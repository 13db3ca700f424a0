"""The application: routes, middleware and handlers put together. Made by ``create_app``; nothing happens on import."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from adapters.api import (
    accesses,
    accounts,
    advice,
    audit,
    boards,
    bundles,
    calendars,
    challenges,
    charts,
    commands,
    compilations,
    contacts,
    documents,
    duties,
    emissions,
    feed,
    health,
    initiatives,
    keys,
    labels,
    lists,
    mail,
    objects,
    open_data,
    organisation,
    outreach,
    papers,
    positions,
    proofs,
    public,
    public_minutes,
    reference,
    stories,
    surveys,
    webhooks,
)
from adapters.api.body_limit import BodyLimit
from adapters.api.careful_json import CarefulRoute
from adapters.api.commands import PREFIX
from adapters.api.door import Door
from adapters.api.envelope import Envelope
from adapters.api.field_problems import field_problems
from adapters.api.openapi import document
from adapters.api.pages import NoPages, Pages, answer_of
from adapters.api.rates import AddressRate, CallerRate, Turnstiles
from adapters.api.refusals import (
    IdempotencyKeyMalformed,
    IdempotencyKeyMissing,
    InputInvalid,
    MethodNotAllowed,
    RouteNotFound,
)
from adapters.api.statuses import status_of
from adapters.api.wiring import Services, Settings
from application.announcements import MakeAnnouncement, NudgeOffices
from domain.errors import Refusal

FAMILIES = (
    health,
    reference,
    keys,
    accounts,
    commands,
    bundles,
    objects,
    boards,
    calendars,
    charts,
    initiatives,
    challenges,
    outreach,
    papers,
    emissions,
    lists,
    organisation,
    duties,
    mail,
    compilations,
    advice,
    audit,
    accesses,
    positions,
    stories,
    feed,
    labels,
    documents,
    contacts,
    webhooks,
    public,
    open_data,
    public_minutes,
    proofs,
    surveys,
)


WITH_FILES = (surveys.PREVIEWS, *(f"{PREFIX}/{each.code()}" for each in (MakeAnnouncement, NudgeOffices)))
FILES_LIMIT = 3 * 1024 * 1024  # two megabytes of files in Base64, and what is written beside them


def create_app(services: Services, pages: Pages | None = None) -> FastAPI:
    """Make the API over its services, with pages beside it."""
    app = bare_app(services.settings, pages)
    app.state.services = services
    return app


def bare_app(settings: Settings, pages: Pages | None = None) -> FastAPI:
    """Make the API without services: what the OpenAPI document is written from."""
    shown = pages or NoPages()
    turnstiles = Turnstiles(settings.rates)
    larger = dict.fromkeys([*WITH_FILES, *shown.with_files()], FILES_LIMIT)
    app = FastAPI(
        title="進捗 Shinchoku API",
        version="1",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        separate_input_output_schemas=False,
        middleware=[
            Middleware(Envelope, pages=shown),
            Middleware(AddressRate, turnstiles=turnstiles),
            Middleware(Door, open_page=shown.is_open, pages_take_keys=pages is None),
            Middleware(CallerRate, turnstiles=turnstiles),
            Middleware(BodyLimit, limit=settings.body_limit, larger=larger),
        ],
        exception_handlers=_handlers(shown),
    )
    app.router.route_class = CarefulRoute
    for family in FAMILIES:
        family.enter(app.router)
    shown.enter(app.router)
    webhooks.describe(app.webhooks)
    app.openapi = lambda: document(app)  # type: ignore[method-assign]  # the framework's documented way
    return app


def _handlers(pages: Pages) -> dict[int | type[Exception], Any]:
    async def refused(request: Request, error: Exception) -> ASGIApp:
        if not isinstance(error, Refusal) or status_of(error.code) is HTTPStatus.INTERNAL_SERVER_ERROR:
            raise error
        return answer_of(pages, error, request.scope, request.state.request_id)

    async def invalid(request: Request, error: Exception) -> ASGIApp:
        errors = error.errors() if isinstance(error, RequestValidationError) else []
        refusal: Refusal = InputInvalid()
        for found in errors:
            if found["loc"][:2] == ("header", "Idempotency-Key"):
                refusal = IdempotencyKeyMissing() if found["type"] == "missing" else IdempotencyKeyMalformed()
                errors = []
                break
        return answer_of(pages, refusal, request.scope, request.state.request_id, field_problems(errors))

    async def not_routed(request: Request, error: Exception) -> ASGIApp:
        """Answer what the framework itself refuses: no such route, no such method, or a body that it cannot read."""
        cause, allowed = error.__cause__, getattr(error, "headers", None) or {}
        refusal: Refusal = RouteNotFound()
        if isinstance(cause, Refusal):
            refusal = cause
        elif "Allow" in allowed:
            refusal = MethodNotAllowed(allowed=allowed["Allow"].split(", "))
        return answer_of(pages, refusal, request.scope, request.state.request_id)

    return {Refusal: refused, RequestValidationError: invalid, HTTPException: not_routed}
