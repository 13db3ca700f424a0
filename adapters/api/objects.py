"""Objects: any object as it stands, what may be done with it, and everything that happened to it."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.commands import OBJECTS, PREFIX
from adapters.api.conditions import etag
from adapters.api.paging import LIMIT, Cursor, Limit, Next, paged, place
from adapters.api.plain import plain
from adapters.api.problems import problems
from adapters.api.waiting import AfterPosition, wait
from adapters.api.wiring import Asker, Need
from application.authority import state_of
from application.offering import Action
from application.ports import Recorded
from domain.errors import kebab
from domain.kernel import Aggregate, StreamId, Value
from domain.labels import Labelled
from domain.topics import sentence_of

AsOf = Annotated[
    Annotated[int, Field(ge=1, lt=2**62)] | None, Query(description="この位置までの記録で見る（GetPosition で求める）")
]
ObjectId = Annotated[StreamId, Path(description="対象の識別子（例 progress-report:43100:2025）")]


class State(Value):
    """状態: a code with its labels."""

    code: str
    japanese: str
    english: str


class Blocker(Value):
    """妨げ: why an act cannot be done now."""

    code: str
    label: str
    details: Mapping[str, Any]


class AvailableAction(Value):
    """可能な操作: an act of the caller's authority; open when there are no blockers."""

    command: str
    label: str
    href: str
    open: bool
    blockers: tuple[Blocker, ...]
    acting_for: Annotated[str | None, Field(description="代行する市町村の団体コード。本人としての操作では null")] = None


class ObjectShown(Value):
    """対象: one object as it stands, with what the caller may do with it."""

    object_id: str
    kind: str
    kind_label: str
    version: Annotated[int, Field(description="版。次の操作の If-Match に使う")]
    state: State
    content: Annotated[Mapping[str, Any], Field(description="対象の内容。トン数などの数値は文字列")]
    available_actions: tuple[AvailableAction, ...]
    as_of: Annotated[int | None, Field(description="この位置までの記録による姿。現在の姿では null")] = None


class AvailableActions(Value):
    """可能な操作の一覧: what the caller may do with an object that exists, or to make one that does not."""

    object_id: str
    available_actions: tuple[AvailableAction, ...]


class EventShown(Value):
    """出来事: one recorded fact of an object, every column of it."""

    position: int
    version: int
    topic: str
    label: Annotated[str, Field(description="出来事を表す日本語の文")]
    body: Mapping[str, Any]
    event_id: UUID
    actor: str
    capacity: str
    effective_on: date
    acting_for: str | None
    authority: str | None
    reason: str | None
    corrects: UUID | None
    causation_id: UUID | None
    correlation_id: UUID | None
    request_id: str | None
    recorded_at: datetime
    leaf: Annotated[str, Field(description="RFC 6962 の葉（SHA-256、16進）")]


class EventPage(Value):
    """出来事の頁: oldest first."""

    items: tuple[EventShown, ...]
    next: Next


def enter(router: APIRouter) -> None:
    """Enter the routes of objects."""
    router.add_api_route(
        f"{OBJECTS}/{{object_id}}",
        show_object,
        operation_id="GetObject",
        summary="対象の現在の状態と可能な操作を見る。",
        tags=["objects"],
        response_model=ObjectShown,
        responses=problems(422),
    )
    router.add_api_route(
        f"{OBJECTS}/{{object_id}}/actions",
        list_actions,
        operation_id="ListAvailableActions",
        summary="対象について可能な操作を見る（まだない対象を作る操作を含む）。",
        tags=["objects"],
        response_model=AvailableActions,
        responses=problems(422),
    )
    router.add_api_route(
        f"{OBJECTS}/{{object_id}}/events",
        list_events,
        operation_id="ListObjectEvents",
        summary="対象に起きたことを古い順に見る。",
        tags=["objects"],
        response_model=EventPage,
        responses=problems(400, 422),
    )


async def show_object(
    object_id: ObjectId,
    needed: Need,
    asker: Asker,
    after_position: AfterPosition = None,
    as_of: AsOf = None,
) -> Response:
    """Show an object; the version is its ETag. As of an earlier position nothing can be done with it."""
    await wait(needed, after_position)
    found = await needed.reader.object(object_id, asker, as_of)
    actions = () if as_of is not None else await needed.counter.available_actions(object_id, asker)
    shown = ObjectShown(
        object_id=object_id,
        kind=found.TOPIC,
        kind_label=_term(type(found)),
        version=found.version,
        state=_state(found),
        content=content_of(found),
        available_actions=tuple(_action(action) for action in actions),
        as_of=as_of,
    )
    return JSONResponse(shown.model_dump(mode="json"), headers={"ETag": etag(found.version)})


async def list_actions(object_id: ObjectId, needed: Need, asker: Asker) -> Response:
    """List the acts of the caller's authority, from the record itself; nobody learns of an object without one."""
    actions = await needed.counter.available_actions(object_id, asker)
    found = AvailableActions(object_id=object_id, available_actions=tuple(_action(action) for action in actions))
    return JSONResponse(found.model_dump(mode="json"))


async def list_events(  # noqa: PLR0913 - the parameters of the query
    object_id: ObjectId,
    needed: Need,
    asker: Asker,
    request: Request,
    *,
    limit: Limit = LIMIT,
    cursor: Cursor = None,
    after_position: AfterPosition = None,
) -> Response:
    """List what was recorded of an object."""
    await wait(needed, after_position)
    after = place(request, cursor)
    told = {"object_id": object_id, "after": after or None}
    await needed.accesses.note(asker, "ListObjectEvents", told, needed.clock.now())
    records = [r for r in await needed.reader.history(object_id, asker) if not after or r.version > int(after)]
    page = records[:limit]
    return paged(request, [_event(r) for r in page], str(page[-1].version) if len(records) > limit else None)


def content_of(aggregate: Aggregate) -> dict[str, Any]:
    """Give the public attributes of an object as plain JSON."""
    public = {name: value for name, value in vars(aggregate).items() if not name.startswith("_")}
    content: dict[str, Any] = plain(public)
    return content


def _state(found: Aggregate) -> State:
    state = getattr(found, "state", None)
    if isinstance(state, Labelled):
        return State(code=state.value, japanese=state.japanese, english=state.english)
    return State(code=state_of(found), japanese="あり", english="present")


def _action(action: Action) -> AvailableAction:
    return AvailableAction(
        command=action.command,
        label=action.label,
        href=f"{PREFIX}/{kebab(action.command)}",
        open=action.open,
        acting_for=action.acting_for,
        blockers=tuple(
            Blocker(code=each.code, label=each.japanese, details=plain(each.details)) for each in action.blockers
        ),
    )


def _event(record: Recorded) -> EventShown:
    act = record.act
    return EventShown(
        position=record.position,
        version=record.version,
        topic=record.topic,
        label=sentence_of(record.topic),
        body=json.loads(record.body),
        event_id=record.event_id,
        actor=act.actor,
        capacity=act.capacity,
        effective_on=act.effective_on,
        acting_for=act.acting_for,
        authority=act.authority,
        reason=act.reason,
        corrects=act.corrects,
        causation_id=act.causation_id,
        correlation_id=act.correlation_id,
        request_id=act.request_id,
        recorded_at=record.recorded_at,
        leaf=record.leaf.hex(),
    )


def _term(kind: type[Aggregate]) -> str:
    """Give the Japanese term with which the docstring of every aggregate begins."""
    return (kind.__doc__ or kind.TOPIC).partition(":")[0].strip()
