"""Objects on a page: how any of them stands, what may be done with it, and what happened to it, as of any moment."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import Response

from adapters.api.commands import APART
from adapters.api.refusals import InputInvalid
from adapters.api.wiring import Need, Services
from adapters.documents.meeting_papers import MeetingPaper
from adapters.web.forms import whole
from adapters.web.names import STREAM, names_of
from adapters.web.rendering import show
from adapters.web.telling import Teller
from adapters.web.words import called, term_of, workplace_of
from application.authority import Caller, StateForbids
from application.desk import ObjectNotFound
from application.offering import Action
from application.ports import Recorded
from domain.kernel import Aggregate
from domain.labels import Labelled
from domain.meeting import Meeting
from domain.topics import sentence_of

LONGEST = 200
MEASURE = "measure:"


def enter(router: APIRouter) -> None:
    """Enter the page."""
    router.add_api_route("/objects/{object_id}", show_object)


async def show_object(object_id: str, request: Request, needed: Need) -> Response:
    """Show an object, or what would make it where it does not exist and the caller may."""
    check_id(object_id)
    caller: Caller = request.state.caller
    as_of = _position(request.query_params.get("as_of"))
    try:
        found = await needed.reader.object(object_id, caller, as_of)
    except ObjectNotFound:
        if as_of is None and (actions := _making(await _actions(needed, object_id, caller))):
            return await show(request, "absent.html", called(object_id), actions=actions, object_id=object_id)
        raise
    history = await _history(needed, object_id, caller, as_of)
    content = {name: value for name, value in vars(found).items() if not name.startswith("_")}
    teller = Teller(await names_of(needed, content, [{"actor": each.act.actor} for each in history]))
    return await show(
        request,
        "object.html",
        name_of(found),
        object=found,
        kind=term_of(type(found)),
        workplace=workplace_of(found.id),
        state=_state(found),
        content=teller.fields(content),
        actions=[] if as_of is not None else await _actions(needed, object_id, caller),
        history=[(each, sentence_of(each.topic)) for each in reversed(history)],
        names=teller.names,
        as_of=as_of,
        done=request.query_params.get("done", ""),
        papers=tuple(MeetingPaper) if isinstance(found, Meeting) and as_of is None else (),
    )


def check_id(object_id: str) -> None:
    """Raise ``ObjectNotFound`` for what cannot be the id of anything."""
    if not STREAM.match(object_id) or len(object_id) > LONGEST:
        raise ObjectNotFound(object_id=object_id[:LONGEST])


def name_of(found: Aggregate) -> str:
    """Call an object by its name, or by what it is and of whom."""
    for name in ("name", "title", "subject"):
        told = getattr(found, name, None)
        if isinstance(told, str):
            return told
    return called(found.id)


async def _actions(needed: Services, object_id: str, caller: Caller) -> Sequence[Action]:
    actions = await needed.counter.available_actions(object_id, caller)
    return [each for each in actions if each.command not in APART]


def _making(actions: Sequence[Action]) -> Sequence[Action]:
    """Leave what could make an object: what needs one that is there is no help where there is none."""
    return [each for each in actions if not any(isinstance(blocker, StateForbids) for blocker in each.blockers)]


async def _history(needed: Services, object_id: str, caller: Caller, as_of: int | None) -> Sequence[Recorded]:
    """Give what happened, to who may see that; reading it is written down before it is shown."""
    try:
        records = await needed.reader.history(object_id, caller)
    except ObjectNotFound:
        return ()
    await needed.accesses.note(caller, "ListObjectEvents", {"object_id": object_id, "as_of": as_of}, needed.clock.now())
    return [each for each in records if as_of is None or each.position <= as_of]


def _state(found: Aggregate) -> str:
    state = getattr(found, "state", None)
    return state.japanese if isinstance(state, Labelled) else ""


def _position(told: str | None) -> int | None:
    if not told:
        return None
    position = whole(told)
    if not position:
        raise InputInvalid
    return position
