"""How anything is done: one counter where every command is checked, decided and stored, and open acts are listed.

Order of the checks: repeated request, acting for an office, authority, expected version, then the domain's own guards.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5

from application import authority
from application.authority import ActingForIncomplete, Caller, Matrix, StateForbids
from application.command import Command, Source
from application.desk import Desk
from application.ports import (
    Act,
    Answered,
    Append,
    Clock,
    Documents,
    EventLog,
    NewEvent,
    Request,
    RequestKeyReused,
    StreamMoved,
)
from domain.errors import Refusal
from domain.kernel import Aggregate, Event

NAMESPACE = UUID("6f2f1d9e-6a2b-5c1e-9a52-5d6f0a7c3b11")
ATTEMPTS = 4


class VersionStale(Refusal):
    """表示していた内容が古くなっています。最新の状態を読み直してください。"""


class EffectiveDayInFuture(Refusal):
    """行為の日に未来の日付は指定できません。"""


@dataclass(frozen=True, slots=True)
class Cause:
    """由来: the event that led to an act, the chain it belongs to, and the event that it corrects."""

    causation_id: UUID | None = None
    correlation_id: UUID | None = None
    corrects: UUID | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """結果: what a command came to. ``position`` is what a read may wait for, to see one's own writes."""

    object_id: str
    version: int
    events: tuple[str, ...]
    position: int
    repeated: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """可能な操作: one act on an object, open when nothing blocks it."""

    command: str
    label: str
    blockers: tuple[Refusal, ...]

    @property
    def open(self) -> bool:
        """Tell whether the act could be asked for now."""
        return not self.blockers


class Counter:
    """窓口: the one place where commands are performed, for every front end and for the scheduler alike."""

    def __init__(
        self,
        log: EventLog,
        documents: Documents,
        clock: Clock,
        holidays: Callable[[date], bool],
        matrix: Matrix,
    ) -> None:
        self._log = log
        self._documents = documents
        self._clock = clock
        self._holidays = holidays
        self._matrix = matrix

    async def perform(  # noqa: PLR0913 - the act, who, and four facts that HTTP sends apart
        self,
        command: Command,
        caller: Caller,
        *,
        key: str,
        expected_version: int | None = None,
        dry_run: bool = False,
        cause: Cause | None = None,
    ) -> Outcome:
        """Do what the command asks, once per Idempotency-Key ``key`` of the caller.

        Raises the refusals of the checks, of the domain and of the log. ``cause`` ties the act to what led to it.
        """
        request = Request(caller.person_id, key, command.fingerprint())
        earlier = await self._log.answered(request.scope, request.key)
        if earlier is not None:
            return _again(earlier, request)
        for attempt in range(ATTEMPTS):
            desk = self._desk(command, caller, request, cause or Cause())
            try:
                await self._decide(command, caller, desk, expected_version)
                return await self._store(command, desk, request, dry_run=dry_run)
            except Refusal as refusal:  # the same request may have come through meanwhile: then its answer holds
                earlier = await self._log.answered(request.scope, request.key)
                if earlier is not None:
                    return _again(earlier, request)
                if not isinstance(refusal, StreamMoved) or attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError

    async def available_actions(self, object_id: str, caller: Caller) -> Sequence[Action]:
        """List every act of the caller's authority on an object, with the guards that block it, in catalogue order."""
        return [
            action
            for command in Command.catalogue.values()
            if object_id.partition(":")[0] == command.OBJECT.TOPIC
            and (action := await self._action(command, object_id, caller)) is not None
        ]

    async def _action(self, command: type[Command], object_id: str, caller: Caller) -> Action | None:
        desk = self._open(Act(actor=caller.person_id, capacity=caller.capacity, effective_on=self._clock.today()))
        aggregate = await desk.find(command.OBJECT, object_id)
        offices = authority.concerned(aggregate, {}, object_id)
        state = authority.state_of(aggregate)
        refusal = self._matrix.refusal(command.__name__, caller, offices, state)
        if isinstance(refusal, StateForbids):
            return Action(command.__name__, command.label(), (refusal,))
        if refusal is not None:
            return None
        return Action(command.__name__, command.label(), tuple(await command.blockers(desk, object_id)))

    def _desk(self, command: Command, caller: Caller, request: Request, cause: Cause) -> Desk:
        day = command.effective_on or self._clock.today()
        if day > self._clock.today():
            raise EffectiveDayInFuture(effective_on=day)
        act = Act(
            actor=caller.person_id,
            capacity=caller.capacity,
            effective_on=day,
            acting_for=command.acting_for,
            authority=command.authority,
            reason=command.reason,
            corrects=cause.corrects,
            causation_id=cause.causation_id,
            correlation_id=cause.correlation_id or uuid5(NAMESPACE, f"{request.scope}/{request.key}"),
            request_id=request.key,
        )
        return self._open(act)

    def _open(self, act: Act) -> Desk:
        return Desk(self._log, self._documents, self._holidays, act, self._clock.today())

    async def _decide(self, command: Command, caller: Caller, desk: Desk, expected_version: int | None) -> None:
        _check_acting_for(command)
        aggregate = await desk.find(command.OBJECT, command.object_id)
        offices = authority.concerned(aggregate, dict(command), command.object_id)
        state = authority.state_of(aggregate)
        refusal = self._matrix.refusal(type(command).__name__, caller, offices, state, command.acting_for)
        if refusal is not None:
            raise refusal
        version = 0 if aggregate is None else aggregate.version
        if expected_version is not None and expected_version != version:
            raise VersionStale(expected=expected_version, actual=version)
        await command.decide(desk)

    async def _store(self, command: Command, desk: Desk, request: Request, *, dry_run: bool) -> Outcome:
        decided = tuple(desk.decided())
        object_id = desk.made(command.OBJECT) or command.object_id
        target = await desk.find(command.OBJECT, object_id)
        outcome = Outcome(
            object_id=object_id,
            version=_version(target),
            events=tuple(fact.TOPIC for fact in decided),
            position=0,
            dry_run=dry_run,
        )
        if dry_run:
            return outcome
        answer = json.dumps({"object_id": outcome.object_id, "version": outcome.version, "events": outcome.events})
        stored = await self._log.append(Append(_identified(decided, request), desk.act, desk.reads(), request, answer))
        return replace(outcome, position=stored.last, repeated=stored.repeated)


def _check_acting_for(command: Command) -> None:
    if command.acting_for is None:
        return
    if command.effective_on is None or command.authority not in set(Source):
        raise ActingForIncomplete(acting_for=command.acting_for)


def _identified(decided: Sequence[Event], request: Request) -> list[NewEvent]:
    name = f"{request.scope}/{request.key}"
    return [NewEvent(uuid5(NAMESPACE, f"{name}/{number}"), fact) for number, fact in enumerate(decided)]


def _version(target: Aggregate | None) -> int:
    return 0 if target is None else target.version


def _again(earlier: Answered, request: Request) -> Outcome:
    if earlier.fingerprint != request.fingerprint:
        raise RequestKeyReused(key=request.key)
    first = json.loads(earlier.answer or "{}")
    return Outcome(first["object_id"], first["version"], tuple(first["events"]), earlier.last, repeated=True)
