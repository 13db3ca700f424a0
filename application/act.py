"""How anything is done: one counter where every command is checked, decided and stored, and open acts are listed.

Order of the checks: repeated request, acting for an office, authority, expected version, then the domain's own guards.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5

from application import authority
from application.authority import ActingForIncomplete, Caller, Matrix
from application.command import Command, Source, bundle_fingerprint
from application.desk import Desk
from application.offering import Action, Offering
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


class BundleActsDiffer(Refusal):
    """まとめて行う操作は、代行先・根拠・理由・行為の日がすべて同じでなければなりません。"""


class BundleRefused(Exception):  # noqa: N818 - named like the refusals, one of which it carries
    """まとめて行う操作の一つが断られたため、何も記録していません。``nth`` counts from 0."""

    def __init__(self, nth: int, refusal: Refusal) -> None:
        super().__init__(nth, refusal)
        self.nth = nth
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Asked:
    """頼まれたこと: a command, and the version of its object that it rests on, if it says so."""

    command: Command
    expected_version: int | None = None


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
        asked = (Asked(command, expected_version),)
        request = Request(caller.person_id, key, command.fingerprint())
        try:
            (outcome,) = await self._perform(asked, caller, request, dry_run=dry_run, cause=cause or Cause())
        except BundleRefused as alone:
            raise alone.refusal from alone.refusal.__cause__
        return outcome

    async def repeated(self, caller: Caller, key: str, fingerprint: bytes) -> Sequence[Outcome] | None:
        """Give what the same request came to before, if it was made; raises ``RequestKeyReused`` for another one."""
        earlier = await self._log.answered(caller.person_id, key)
        return None if earlier is None else _again(earlier, Request(caller.person_id, key, fingerprint))

    async def perform_all(
        self,
        asked: Sequence[Asked],
        caller: Caller,
        *,
        key: str,
        dry_run: bool = False,
        fingerprint: bytes | None = None,
    ) -> Sequence[Outcome]:
        """Do what all the commands ask, one after the other in one step, or nothing of it.

        A later command sees what an earlier one decided; versions are expected as they stood before the first. Raises
        ``BundleActsDiffer`` and, for the first command that is refused, ``BundleRefused`` with its place.
        ``fingerprint`` is that of the request, where the commands were made from something else that was asked.
        """
        first = asked[0].command
        if any(_terms(each.command) != _terms(first) for each in asked):
            raise BundleActsDiffer
        told = fingerprint or bundle_fingerprint([each.command for each in asked])
        request = Request(caller.person_id, key, told)
        return await self._perform(asked, caller, request, dry_run=dry_run, cause=Cause())

    async def _perform(
        self, asked: Sequence[Asked], caller: Caller, request: Request, *, dry_run: bool, cause: Cause
    ) -> Sequence[Outcome]:
        earlier = await self._log.answered(request.scope, request.key)
        if earlier is not None:
            return _again(earlier, request)
        for attempt in range(ATTEMPTS):
            desk = self._desk(asked[0].command, caller, request, cause)
            try:
                made = [await self._decide(each, nth, caller, desk) for nth, each in enumerate(asked)]
                return await self._store(made, desk, request, dry_run=dry_run)
            except (
                Refusal,
                BundleRefused,
            ) as refusal:  # the same request may have come through meanwhile: then its answer holds
                earlier = await self._log.answered(request.scope, request.key)
                if earlier is not None:
                    return _again(earlier, request)
                if not isinstance(refusal, StreamMoved) or attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError

    async def available_actions(self, object_id: str, caller: Caller) -> Sequence[Action]:
        """List every act of the caller's authority on an object, with the guards that block it, in catalogue order.

        Acts on behalf of a municipality are listed beside the caller's own.
        """
        return await Offering(self._matrix, self._desk_of).actions(object_id, caller)

    def _desk_of(self, caller: Caller, acting_for: str | None) -> Desk:
        """Open a desk at which nothing is decided."""
        today = self._clock.today()
        act = Act(actor=caller.person_id, capacity=caller.capacity, effective_on=today, acting_for=acting_for)
        return self._open(act)

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

    async def _decide(self, asked: Asked, nth: int, caller: Caller, desk: Desk) -> Outcome:
        """Decide one command at the desk and tell what it came to; a refusal carries its place."""
        before, known = {_place(fact) for fact in desk.decided()}, desk.made(asked.command.OBJECT)
        try:
            await self._check(asked, caller, desk)
            await asked.command.decide(desk)
        except StreamMoved:
            raise
        except Refusal as refusal:
            raise BundleRefused(nth, refusal) from refusal
        command = asked.command
        object_id = next((each for each in desk.made(command.OBJECT) if each not in known), command.object_id)
        target = await desk.find(command.OBJECT, object_id)
        topics = tuple(fact.TOPIC for fact in desk.decided() if _place(fact) not in before)
        return Outcome(object_id, _version(target), topics, position=0)

    async def _check(self, asked: Asked, caller: Caller, desk: Desk) -> None:
        command = asked.command
        _check_acting_for(command)
        aggregate = await desk.find(command.OBJECT, command.object_id)
        offices = authority.concerned(aggregate, dict(command), command.object_id)
        state = authority.state_of(aggregate)
        refusal = self._matrix.refusal(type(command).__name__, caller, offices, state, command.acting_for)
        if refusal is not None:
            raise refusal
        version = desk.version_seen(command.object_id)
        if asked.expected_version is not None and asked.expected_version != version:
            raise VersionStale(expected=asked.expected_version, actual=version)

    async def _store(
        self, made: Sequence[Outcome], desk: Desk, request: Request, *, dry_run: bool
    ) -> Sequence[Outcome]:
        if dry_run:
            return [replace(outcome, dry_run=True) for outcome in made]
        answer = json.dumps(
            [{"object_id": each.object_id, "version": each.version, "events": each.events} for each in made]
        )
        await desk.documents.keep()
        stored = await self._log.append(
            Append(_identified(list(desk.decided()), request), desk.act, desk.reads(), request, answer)
        )
        return [replace(outcome, position=stored.last, repeated=stored.repeated) for outcome in made]


def _check_acting_for(command: Command) -> None:
    if command.acting_for is None:
        return
    if command.effective_on is None or command.authority not in set(Source):
        raise ActingForIncomplete(acting_for=command.acting_for)


def _identified(decided: Sequence[Event], request: Request) -> list[NewEvent]:
    name = f"{request.scope}/{request.key}"
    return [NewEvent(uuid5(NAMESPACE, f"{name}/{number}"), fact) for number, fact in enumerate(decided)]


def _place(fact: Event) -> tuple[str, int]:
    return (fact.originator_id, fact.originator_version)


def _version(target: Aggregate | None) -> int:
    return 0 if target is None else target.version


def _terms(command: Command) -> tuple[object, ...]:
    """Give what one act has only once: for whom, by which authority, why and on which day."""
    return (command.acting_for, command.authority, command.reason, command.effective_on)


def _again(earlier: Answered, request: Request) -> Sequence[Outcome]:
    if earlier.fingerprint != request.fingerprint:
        raise RequestKeyReused(key=request.key)
    return [
        Outcome(each["object_id"], each["version"], tuple(each["events"]), earlier.last, repeated=True)
        for each in json.loads(earlier.answer or "[]")
    ]
