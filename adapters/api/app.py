"""The application: routes, middleware and handlers put together. Made by ``create_app``; nothing happens on import."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from adapters.api import (
    accesses,
    advice,
    audit,
    boards,
    bundles,
    calendars,
    challenges,
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
    organisation,
    outreach,
    positions,
    proofs,
    public,
    public_minutes,
    reference,
    stories,
    webhooks,
)
from adapters.api.body_limit import BodyLimit
from adapters.api.careful_json import CarefulRoute
from adapters.api.commands import PREFIX
from adapters.api.door import Door
from adapters.api.envelope import Envelope
from adapters.api.field_problems import field_problems
from adapters.api.openapi import document
from adapters.api.problems import answer_to
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
    commands,
    bundles,
    objects,
    boards,
    calendars,
    initiatives,
    challenges,
    outreach,
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
    public_minutes,
    proofs,
)


WITH_FILES = tuple(f"{PREFIX}/{each.code()}" for each in (MakeAnnouncement, NudgeOffices))
FILES_LIMIT = 3 * 1024 * 1024  # two megabytes of files in Base64, and what is written beside them


def create_app(services: Services) -> FastAPI:
    """Make the API over its services."""
    app = bare_app(services.settings)
    app.state.services = services
    return app


def bare_app(settings: Settings) -> FastAPI:
    """Make the API without services: what the OpenAPI document is written from."""
    turnstiles = Turnstiles(settings.rates)
    app = FastAPI(
        title="進捗 Shinchoku API",
        version="1",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        separate_input_output_schemas=False,
        middleware=[
            Middleware(Envelope),
            Middleware(AddressRate, turnstiles=turnstiles),
            Middleware(Door),
            Middleware(CallerRate, turnstiles=turnstiles),
            Middleware(BodyLimit, limit=settings.body_limit, larger=dict.fromkeys(WITH_FILES, FILES_LIMIT)),
        ],
        exception_handlers={
            Refusal: _refused,
            RequestValidationError: _invalid,
            HTTPException: _not_routed,
        },
    )
    app.router.route_class = CarefulRoute
    for family in FAMILIES:
        family.enter(app.router)
    webhooks.describe(app.webhooks)
    app.openapi = lambda: document(app)  # type: ignore[method-assign]  # the framework's documented way
    return app


async def _refused(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, Refusal) or status_of(error.code) is HTTPStatus.INTERNAL_SERVER_ERROR:
        raise error
    return answer_to(error, request.state.request_id)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    errors = error.errors() if isinstance(error, RequestValidationError) else []
    for found in errors:
        if found["loc"][:2] == ("header", "Idempotency-Key"):
            refusal = IdempotencyKeyMissing() if found["type"] == "missing" else IdempotencyKeyMalformed()
            return answer_to(refusal, request.state.request_id)
    return answer_to(InputInvalid(), request.state.request_id, field_problems(errors))


async def _not_routed(request: Request, error: Exception) -> JSONResponse:
    """Answer what the framework itself refuses: no such route, no such method, or a body that it could not read."""
    if isinstance(error.__cause__, Refusal):
        return answer_to(error.__cause__, request.state.request_id)
    allowed = getattr(error, "headers", None) or {}
    if "Allow" in allowed:
        return answer_to(MethodNotAllowed(allowed=allowed["Allow"].split(", ")), request.state.request_id)
    return answer_to(RouteNotFound(), request.state.request_id)
