"""Signing in and out: by password and second factor, by a code that was handed over, and the very first time."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from pydantic import TypeAdapter, ValidationError
from starlette.responses import RedirectResponse, Response

from adapters.api.door import COOKIE, token_of
from adapters.api.rates import REFUSED
from adapters.api.refusals import InputInvalid
from adapters.api.statuses import status_of
from adapters.api.wiring import Need
from adapters.web.forms import sent, way_back
from adapters.web.keeping import offered_again
from adapters.web.rendering import plain_page
from application.entrance import Setup, SetupClosed
from application.passwords import RECOMMENDED
from application.sign_in import Entered, SessionNotOpen, SignInRefused
from domain.errors import Refusal
from domain.kernel import PersonId

SECRETARIAT = "office:secretariat"
PERSON = TypeAdapter[str](PersonId)
FORMS = {
    "sign-in": ("sign_in.html", "サインイン"),
    "factor": ("factor.html", "認証アプリのコード"),
    "begin": ("begin.html", "利用開始・パスワードの再設定"),
    "set-up": ("set_up.html", "初期設定"),
}


def enter(router: APIRouter) -> None:
    """Enter the pages."""
    router.add_api_route("/sign-in", show_sign_in)
    router.add_api_route("/sign-in", sign_in, methods=["POST"])
    router.add_api_route("/sign-in/factor", show_factor)
    router.add_api_route("/sign-in/factor", give_factor, methods=["POST"])
    router.add_api_route("/begin", show_begin)
    router.add_api_route("/begin", begin, methods=["POST"])
    router.add_api_route("/set-up", show_set_up)
    router.add_api_route("/set-up", set_up, methods=["POST"])
    router.add_api_route("/sign-out", sign_out, methods=["POST"])


async def show_sign_in(request: Request) -> Response:
    """Ask who comes."""
    told = request.query_params
    return _form("sign-in", next=told.get("next", ""), ended="ended" in told)


async def sign_in(request: Request, needed: Need) -> Response:
    """Let a person in, or ask for the second factor."""
    told = await sent(request)
    person_id, back, kept = told.get("person_id", "").strip(), told.get("next", ""), told.get("kept", "")
    try:
        entered = await needed.sign_in.sign_in(_person(person_id), told.get("password", ""), _device(request))
    except Refusal as refusal:
        return _refused(request, "sign-in", refusal, person_id=person_id, next=back, kept=kept)
    return _entered(entered, back, kept)


async def show_factor(request: Request, needed: Need) -> Response:
    """Ask for the code of the authenticator."""
    token = token_of(request.headers)
    if token is None or not await needed.sign_in.waits(token):
        return RedirectResponse("/sign-in", status_code=303)
    return _form("factor", next=request.query_params.get("next", ""))


async def give_factor(request: Request, needed: Need) -> Response:
    """Take the code of the authenticator, or a recovery code."""
    told = await sent(request)
    back, kept = told.get("next", ""), told.get("kept", "")
    try:
        entered = await needed.sign_in.give_factor(token_of(request.headers) or "", told.get("code", ""))
    except SessionNotOpen:
        return RedirectResponse("/sign-in?ended=1", status_code=303)
    except Refusal as refusal:
        return _refused(request, "factor", refusal, next=back, kept=kept)
    return _entered(entered, back, kept)


async def show_begin() -> Response:
    """Ask for the code that was handed over, and for a password."""
    return _form("begin")


async def begin(request: Request, needed: Need) -> Response:
    """Let a person choose a password by a code."""
    told = await sent(request)
    person_id, code, password = (told.get(name, "") for name in ("person_id", "code", "password"))
    try:
        _same_twice(told)
        person = _person(person_id.strip())
        entered = await needed.sign_in.choose_password(person, code, password, _device(request))
    except Refusal as refusal:
        return _refused(request, "begin", refusal, person_id=person_id, code=code)
    return _entered(entered, "")


async def show_set_up() -> Response:
    """Ask for the code on the console and who the first person is."""
    return _form("set-up")


async def set_up(request: Request, needed: Need) -> Response:
    """Let the first person in: the head of the secretariat, by the code on the console."""
    told = await sent(request)
    typed = {name: told.get(name, "").strip() for name in ("code", "person_id", "name")}
    try:
        _same_twice(told)
        try:
            setup = Setup.model_validate({**typed, "office_id": SECRETARIAT})
        except ValidationError as error:
            raise InputInvalid from error
        needed.sign_in.judge(told.get("password", ""), setup.person_id)
        await needed.entrance.set_up_account(setup)
        entered = await needed.sign_in.choose_first_password(
            setup.person_id, told.get("password", ""), _device(request)
        )
    except Refusal as refusal:
        return _refused(request, "set-up", refusal, **typed)
    return _entered(entered, "")


async def sign_out(request: Request, needed: Need) -> Response:
    """End the session, here and in the browser."""
    await needed.sign_in.sign_out(request.state.token)
    answer = RedirectResponse("/sign-in", status_code=303, headers={"Clear-Site-Data": '"cache", "storage"'})
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return answer


class PasswordsDiffer(Refusal):
    """二つのパスワードが同じではありません。もう一度入力してください。"""


def with_session(answer: Response, entered: Entered) -> Response:
    """Give the browser the token of its session, for as long as it is open."""
    answer.set_cookie(COOKIE, entered.token, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def _entered(entered: Entered, back: str, kept: str = "") -> Response:
    """Lead on: to the second factor, to what was being sent when the session ended, or to what was looked at."""
    if entered.session.waiting:
        return with_session(_form("factor", next=back, kept=kept), entered)
    resumed = offered_again(kept) if kept else None
    return with_session(resumed or RedirectResponse(way_back(back), status_code=303), entered)


def _refused(request: Request, which: str, refusal: Refusal, **typed: Any) -> Response:
    """Show a form again with what is wrong; a proof that was none counts against the address it came from."""
    request.state.problem = refusal.code
    if isinstance(refusal, SignInRefused | SetupClosed):
        request.scope["state"][REFUSED] = True
    return _form(which, refusal, **typed)


def _form(which: str, refusal: Refusal | None = None, **typed: Any) -> Response:
    template, title = FORMS[which]
    blank: dict[str, Any] = dict.fromkeys(("person_id", "next", "code", "name", "kept"), "") | {"ended": False}
    return plain_page(
        template,
        title=title,
        status=200 if refusal is None else status_of(refusal.code),
        refusal=refusal,
        recommended=RECOMMENDED,
        **{**blank, **typed},
    )


def _person(told: str) -> str:
    try:
        return PERSON.validate_python(told)
    except ValidationError:
        return "-"  # nobody's: refused like anybody who is not known, after the same work


def _same_twice(told: Mapping[str, str]) -> None:
    if told.get("password") != told.get("again"):
        raise PasswordsDiffer


def _device(request: Request) -> str:
    """Name the browser, as it calls itself."""
    return "".join(sign for sign in request.headers.get("user-agent", "") if sign.isprintable())
