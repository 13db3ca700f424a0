"""The people who use the service: who is placed where, who may sign in, and the code by which somebody begins."""

import re
from collections.abc import Sequence
from typing import NamedTuple
from uuid import uuid4

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from adapters.api.refusals import InputInvalid
from adapters.api.statuses import status_of
from adapters.api.waiting import wait
from adapters.api.wiring import Need, Services
from adapters.web.forms import key_of, sent
from adapters.web.rendering import show
from application.accounts import IssueAccessCode, OpenAccount
from application.desk import ObjectNotFound
from domain.account import Account
from domain.errors import Refusal
from domain.office import Capacity
from projections.accounts import AccountRow, Accounts
from projections.organisation import Offices

TITLE = "利用者と職員"
PERSON = re.compile(r"^[a-z0-9][a-z0-9-]{0,63}\Z")


class Person(NamedTuple):
    """職員の行: somebody who is placed today, in what, and the account if there is one."""

    person_id: str
    name: str
    placed: Sequence[tuple[str, str, Capacity]]
    account: AccountRow | None


def enter(router: APIRouter) -> None:
    """Enter the pages."""
    router.add_api_route("/persons", show_persons)
    router.add_api_route("/persons/open", open_account, methods=["POST"])
    router.add_api_route("/persons/{person_id}/code", ask_code)
    router.add_api_route("/persons/{person_id}/code", issue_code, methods=["POST"])


async def show_persons(request: Request, needed: Need) -> Response:
    """List everybody who is placed today, office by office."""
    return await _persons(request, needed)


async def open_account(request: Request, needed: Need) -> Response:
    """Let somebody who is placed use the service."""
    told = await sent(request)
    try:
        try:
            command = OpenAccount(person_id=told.get("person_id", ""), office_id=told.get("office_id", ""))
        except ValidationError as error:
            raise InputInvalid from error
        outcome = await needed.counter.perform(command, request.state.caller, key=key_of(told), expected_version=0)
    except Refusal as refusal:
        return await _persons(request, needed, refusal)
    await wait(needed, outcome.position)
    return RedirectResponse("/persons?done=open", status_code=303)


async def ask_code(person_id: str, request: Request, needed: Need) -> Response:
    """Ask how it was seen who somebody is, before a code is shown."""
    await _account(needed, request, person_id)
    return await _code_page(request, needed, person_id)


async def issue_code(person_id: str, request: Request, needed: Need) -> Response:
    """Show a code, once, to who reads it out."""
    await _account(needed, request, person_id)
    told = await sent(request)
    try:
        try:
            wanted = IssueAccessCode(person_id=person_id, ground=told.get("ground", "").strip())
        except ValidationError as error:
            raise InputInvalid from error
        _, code = await needed.sign_in.issue_code(wanted, request.state.caller, key=key_of(told), expected_version=None)
    except Refusal as refusal:
        return await _code_page(request, needed, person_id, refusal=refusal, ground=told.get("ground", ""))
    return await _code_page(request, needed, person_id, code=code)


async def _account(needed: Services, request: Request, person_id: str) -> None:
    """Make sure that there is an account, and that whoever asks may know."""
    needed.reader.reach("ListAccounts", request.state.caller)
    if not PERSON.match(person_id):
        raise ObjectNotFound(object_id=Account.TOPIC)
    await needed.reader.object(Account.create_id(person_id), request.state.caller)


async def _code_page(  # noqa: PLR0913 - what the page may show
    request: Request,
    needed: Services,
    person_id: str,
    *,
    refusal: Refusal | None = None,
    ground: str = "",
    code: str | None = None,
) -> Response:
    contact = (await needed.contacts.get([person_id])).get(person_id)
    return await show(
        request,
        "code.html",
        "利用開始コード",
        status=200 if refusal is None else status_of(refusal.code),
        person_id=person_id,
        name=person_id if contact is None else contact.name,
        refusal=refusal,
        ground=ground,
        code=code,
        key=uuid4().hex,
    )


async def _persons(request: Request, needed: Services, refusal: Refusal | None = None) -> Response:
    needed.reader.reach("ListAccounts", request.state.caller)
    today = needed.clock.today()
    accounts = {row.person_id: row async for row in needed.views.every(Accounts())}
    placed: dict[str, list[tuple[str, str, Capacity]]] = {}
    async for office in needed.views.every(Offices()):
        for each in office.persons_on(today):
            placed.setdefault(each.person_id, []).append((office.object_id, office.name, each.capacity))
    everybody = sorted({*placed, *accounts}, key=lambda person: (placed.get(person, [("~",)])[0][0], person))
    contacts = await needed.contacts.get(everybody)
    people = [
        Person(each, contacts[each].name if each in contacts else each, placed.get(each, ()), accounts.get(each))
        for each in everybody
    ]
    return await show(
        request,
        "persons.html",
        TITLE,
        status=200 if refusal is None else status_of(refusal.code),
        people=people,
        refusal=refusal,
        done=request.query_params.get("done", ""),
        key=uuid4().hex,
    )
