"""Acts: any command on a page, as a form made from the command itself; what stands against it is told beside it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from adapters.api.commands import APART
from adapters.api.plain import plain
from adapters.api.refusals import InputInvalid, RouteNotFound
from adapters.api.statuses import status_of
from adapters.api.waiting import wait
from adapters.api.wiring import Need, Services
from adapters.web.choices import choices_of
from adapters.web.form_fields import SHARED, FormField, errors_of, folded, maker
from adapters.web.forms import form_of, key_of, version_of
from adapters.web.names import STREAM
from adapters.web.rendering import show
from adapters.web.words import workplace_of
from application.authority import Caller
from application.command import Command
from application.desk import ObjectNotFound
from application.offering import Action
from domain.approval import Rank
from domain.errors import Refusal
from domain.kernel import Aggregate

LONGEST = 200  # characters of an id
OWN = ("object", "version", "key", "more")  # inputs of the form itself
BY_CODE = {each.code(): each for each in Command.catalogue.values()}


def enter(router: APIRouter) -> None:
    """Enter the pages."""
    router.add_api_route("/acts/{code}", show_act)
    router.add_api_route("/acts/{code}", perform, methods=["POST"])


async def show_act(code: str, request: Request, needed: Need) -> Response:
    """Show the form of an act, filled with what is known."""
    command = _command(code)
    told = dict(request.query_params)
    object_id = _object_id(told.pop("object", ""))
    found = await _object(needed, object_id, request.state.caller)
    preset = {
        **_own(command, request.state.caller),
        **_current(command, found),
        **told,
        **_identity(command, object_id),
    }
    entry = _Entry(command, object_id, 0 if found is None else found.version, preset, found)
    return await _form(request, needed, entry)


async def perform(code: str, request: Request, needed: Need) -> Response:
    """Do what the form says, once however often it is sent, and show the object; else the form with what is wrong."""
    command = _command(code)
    form = await form_of(request)
    sent = {name: [str(each) for each in form.getlist(name)] for name in form}
    own = {name: sent.pop(name, [""])[-1] for name in OWN}
    making, schema = maker(command, {}, {})
    entered = folded(sent, making, schema)
    own["object"] = _object_id(own["object"])
    found = await _object(needed, own["object"], request.state.caller)
    entry = _Entry(command, own["object"], version_of(own), entered, found)
    if own["more"]:
        return await _form(request, needed, entry)
    try:
        asked = command.model_validate(entered)
    except ValidationError as error:
        return await _form(request, needed, entry, InputInvalid(), errors_of(error))
    try:
        outcome = await needed.counter.perform(
            asked, request.state.caller, key=key_of(own), expected_version=entry.version
        )
    except Refusal as refusal:
        return await _form(request, needed, entry, refusal)
    await wait(needed, outcome.position)
    begun = outcome.version == 1 and workplace_of(outcome.object_id)
    return RedirectResponse(begun or f"/objects/{outcome.object_id}?done={command.code()}", status_code=303)


@dataclass(frozen=True, slots=True)
class _Entry:
    """記入: an act, the object and version that it rests on, what was entered so far, and the object if it is there."""

    command: type[Command]
    object_id: str
    version: int
    entered: Mapping[str, Any]
    found: Aggregate | None

    @property
    def acting_for(self) -> str | None:
        """Name the municipality for which is acted."""
        return self.entered.get("acting_for")


async def _form(
    request: Request,
    needed: Services,
    entry: _Entry,
    refusal: Refusal | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    command = entry.command
    known = await choices_of(needed, entry.found, needed.clock.today())
    making, schema = maker(command, known, errors or {})
    hidden = _identity(command, entry.object_id).keys() & entry.entered.keys()
    needs = frozenset(schema.get("required", ()))
    every = making.fields(schema, entry.entered)
    asked = [each for each in every if each.name not in hidden and (each.name not in SHARED or each.name in needs)]
    shared = [each for each in every if each.name in SHARED and each.name not in needs and each.name not in hidden]
    action = await _offered(needed, entry, request.state.caller)
    return await show(
        request,
        "act.html",
        command.label().rstrip("。"),
        status=200 if refusal is None else status_of(refusal.code),
        entry=entry,
        hidden=[(name, str(entry.entered[name])) for name in sorted(hidden)],
        fields=asked,
        shared=_shared(shared, entry),
        action=action,
        key=uuid4().hex,
        refusal=refusal,
        errors=[(each.label, each.error) for each in _all(every) if each.error],
        description=_more(command),
    )


def _shared(fields: Sequence[FormField], entry: _Entry) -> Sequence[FormField]:
    """Leave acting for another to who does that."""
    return fields if entry.acting_for else [each for each in fields if each.name != "acting_for"]


def _all(fields: Sequence[FormField]) -> list[FormField]:
    inner = [part for each in fields for part in (*each.parts, *(cell for row in each.rows for cell in row))]
    return [*fields, *(_all(inner) if inner else ())]


def _command(code: str) -> type[Command]:
    command = BY_CODE.get(code)
    if command is None or command.__name__ in APART:
        raise RouteNotFound
    return command


def _object_id(told: str) -> str:
    """Read the id of an object, or nothing; raises ``InputInvalid`` for what is none."""
    if told and (len(told) > LONGEST or not STREAM.match(told)):
        raise InputInvalid
    return told


async def _object(needed: Services, object_id: str, caller: Caller) -> Aggregate | None:
    """Give the object, if there is one that the caller may see."""
    if not object_id:
        return None
    try:
        return await needed.reader.object(object_id, caller)
    except ObjectNotFound:
        return None


def _identity(command: type[Command], object_id: str) -> dict[str, str]:
    """Say what the fields are for this object by which the command names it: the id is read as it would be written."""
    if not object_id:
        return {}
    written = _Written(command)
    try:
        pattern = str(command.object_id.fget(written))  # type: ignore[attr-defined]  # a property of every command
    except (NotImplementedError, TypeError, ValueError, AttributeError):
        return {}
    for name in written.names:
        pattern = pattern.replace(_Written.place(name), f"(?P<{name}>.+)")
    found = re.fullmatch(pattern, object_id)
    return found.groupdict() if found else {}


class _Written:
    """写し: stands in for a command, to see how its object id is written from its fields."""

    def __init__(self, command: type[Command]) -> None:
        self.command = command
        self.names: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name not in self.command.model_fields:
            return getattr(self.command, name)
        self.names.append(name)
        return self.place(name)

    @staticmethod
    def place(name: str) -> str:
        """Mark the place of a field."""
        return f"<{name}>"


def _own(command: type[Command], caller: Caller) -> dict[str, str]:
    """Fill in what follows from who asks: the rank at which somebody decides is their own."""
    ranks = {each.value for each in Rank}
    return {"rank": caller.capacity} if "rank" in command.model_fields and caller.capacity in ranks else {}


def _current(command: type[Command], found: Aggregate | None) -> dict[str, Any]:
    """Fill in what the object says now of what the command may say anew."""
    known = {} if found is None else vars(found)
    return {
        name: plain(known[name])
        for name in command.model_fields
        if name in known and name not in SHARED and isinstance(known[name], str | int)
    }


async def _offered(needed: Services, entry: _Entry, caller: Caller) -> Action | None:
    if not entry.object_id:
        return None
    actions = await needed.counter.available_actions(entry.object_id, caller)
    name, own = entry.command.__name__, entry.acting_for or None
    return next((each for each in actions if each.command == name and each.acting_for == own), None)


def _more(command: type[Command]) -> str:
    """Give what the command says of itself beyond its label, where that is Japanese."""
    lines = (command.__doc__ or "").strip().splitlines()[1:]
    return "\n".join(line.strip() for line in lines if not line.isascii())
