"""One's own account: password, authenticator, recovery codes, where one is signed in, in which capacity one acts."""

import segno
from fastapi import APIRouter, Request
from pydantic import TypeAdapter, ValidationError
from starlette.responses import RedirectResponse, Response

from adapters.api.refusals import InputInvalid
from adapters.api.statuses import status_of
from adapters.api.wiring import Need, Services
from adapters.web.forms import HOME, sent
from adapters.web.rendering import show
from adapters.web.sign_in import PasswordsDiffer, with_session
from application.own_account import FactorOffered
from application.passwords import RECOMMENDED
from domain.errors import Refusal
from domain.office import Capacity

SERVICE = "進捗"
TITLE = "自分の利用者情報"
CAPACITY = TypeAdapter(Capacity)


def enter(router: APIRouter) -> None:
    """Enter the pages."""
    router.add_api_route("/account", show_account)
    router.add_api_route("/account/password", change_password, methods=["POST"])
    router.add_api_route("/account/authenticator", show_authenticator)
    router.add_api_route("/account/authenticator", begin_authenticator, methods=["POST"])
    router.add_api_route("/account/authenticator/confirm", confirm_authenticator, methods=["POST"])
    router.add_api_route("/account/authenticator/remove", remove_authenticator, methods=["POST"])
    router.add_api_route("/account/recovery-codes", renew_recovery_codes, methods=["POST"])
    router.add_api_route("/account/sessions/end", end_session, methods=["POST"])
    router.add_api_route("/account/sessions/end-others", end_others, methods=["POST"])
    router.add_api_route("/account/capacity", show_capacities)
    router.add_api_route("/account/capacity", change_capacity, methods=["POST"])


async def show_account(request: Request, needed: Need) -> Response:
    """Show how one's account stands."""
    done = request.query_params.get("done", "")
    return await _account(request, needed, done=done)


async def change_password(request: Request, needed: Need) -> Response:
    """Put another password in place of the current one."""
    told = await sent(request)
    try:
        if told.get("password") != told.get("again"):
            raise PasswordsDiffer
        await needed.own_account.change_password(
            request.state.session, told.get("current", ""), told.get("password", "")
        )
    except Refusal as refusal:
        return await _account(request, needed, refusal, at="password")
    return await _renewed(request, needed, "/account?done=password")


async def show_authenticator(request: Request, needed: Need) -> Response:
    """Show the authenticator that is being registered."""
    offered = await needed.own_account.offered(request.state.caller.person_id, SERVICE)
    if offered is None:
        return RedirectResponse("/account", status_code=303)
    return await _authenticator(request, offered)


async def begin_authenticator(request: Request, needed: Need) -> Response:
    """Begin to register an authenticator."""
    told = await sent(request)
    try:
        await needed.own_account.begin_factor(request.state.caller.person_id, told.get("current", ""), SERVICE)
    except Refusal as refusal:
        return await _account(request, needed, refusal, at="authenticator")
    return RedirectResponse("/account/authenticator", status_code=303)


async def confirm_authenticator(request: Request, needed: Need) -> Response:
    """Register the authenticator by a code that it shows."""
    told = await sent(request)
    try:
        codes = await needed.own_account.confirm_factor(request.state.session, told.get("code", ""))
    except Refusal as refusal:
        offered = await needed.own_account.offered(request.state.caller.person_id, SERVICE)
        if offered is None:
            return await _account(request, needed, refusal, at="authenticator")
        return await _authenticator(request, offered, refusal)
    return with_session(await _codes(request, codes), await needed.sign_in.renew(request.state.token))


async def remove_authenticator(request: Request, needed: Need) -> Response:
    """Take one's own authenticator away."""
    told = await sent(request)
    try:
        await needed.own_account.remove_factor(request.state.session, told.get("current", ""))
    except Refusal as refusal:
        return await _account(request, needed, refusal, at="authenticator")
    return await _renewed(request, needed, "/account?done=removed")


async def renew_recovery_codes(request: Request, needed: Need) -> Response:
    """Make new recovery codes."""
    told = await sent(request)
    try:
        codes = await needed.own_account.renew_recovery_codes(request.state.session, told.get("current", ""))
    except Refusal as refusal:
        return await _account(request, needed, refusal, at="authenticator")
    return await _codes(request, codes)


async def end_session(request: Request, needed: Need) -> Response:
    """End one of one's own sessions."""
    told = await sent(request)
    try:
        await needed.own_account.end_session(request.state.caller.person_id, told.get("session_id", ""))
    except Refusal as refusal:
        return await _account(request, needed, refusal, at="sessions")
    return RedirectResponse("/account?done=ended", status_code=303)


async def end_others(request: Request, needed: Need) -> Response:
    """End every session but this one."""
    await needed.own_account.end_other_sessions(request.state.session)
    return RedirectResponse("/account?done=ended", status_code=303)


async def show_capacities(request: Request, needed: Need) -> Response:
    """Show in which capacities one may act today."""
    return await _capacities(request, needed)


async def change_capacity(request: Request, needed: Need) -> Response:
    """Act in another capacity from here on."""
    office_id, _, capacity = (await sent(request)).get("placement", "").rpartition("/")
    try:
        held = CAPACITY.validate_python(capacity)
    except ValidationError as error:
        raise InputInvalid from error
    try:
        entered = await needed.sign_in.change_capacity(request.state.token, office_id, held)
    except Refusal as refusal:
        return await _capacities(request, needed, refusal)
    return with_session(RedirectResponse(HOME, status_code=303), entered)


async def _account(
    request: Request, needed: Services, refusal: Refusal | None = None, *, at: str = "", done: str = ""
) -> Response:
    return await show(
        request,
        "account.html",
        TITLE,
        status=200 if refusal is None else status_of(refusal.code),
        standing=await needed.own_account.standing(request.state.caller.person_id),
        session=request.state.session,
        refusal=refusal,
        at=at,
        done=done,
        recommended=RECOMMENDED,
    )


async def _authenticator(request: Request, offered: FactorOffered, refusal: Refusal | None = None) -> Response:
    return await show(
        request,
        "authenticator.html",
        "認証アプリの登録",
        status=200 if refusal is None else status_of(refusal.code),
        seed=" ".join(offered.seed[at : at + 4] for at in range(0, len(offered.seed), 4)),
        picture=segno.make(offered.address, micro=False).svg_data_uri(scale=5, border=4),
        refusal=refusal,
    )


async def _codes(request: Request, codes: object) -> Response:
    return await show(request, "recovery_codes.html", "回復コード", codes=codes)


async def _capacities(request: Request, needed: Services, refusal: Refusal | None = None) -> Response:
    placed = await needed.sign_in.placements.of(request.state.caller.person_id)
    return await show(
        request,
        "capacities.html",
        "資格の切替え",
        status=200 if refusal is None else status_of(refusal.code),
        placed=placed,
        session=request.state.session,
        refusal=refusal,
    )


async def _renewed(request: Request, needed: Services, to: str) -> Response:
    """Go on under another token, after a change of what the session proves."""
    return with_session(RedirectResponse(to, status_code=303), await needed.sign_in.renew(request.state.token))
