"""The desk: the unit of work of one command. It loads, remembers what was read, and hands over what was decided."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TypeVar

from application.ports import Act, Documents, EventLog, Recorded
from domain.errors import Refusal
from domain.kernel import Aggregate, Event
from domain.pin import Pin

A = TypeVar("A", bound=Aggregate)


class ObjectNotFound(Refusal):
    """対象が見つかりません。"""


@dataclass(frozen=True, slots=True)
class _Held:
    aggregate: Aggregate | None
    version: int
    leaf: bytes


def replay(kind: type[A], events: Sequence[Event]) -> A | None:
    """Build an aggregate of this kind from its facts; ``None`` when there are none or they tell of another kind."""
    if not events or not events[0].TOPIC.startswith(f"{kind.TOPIC}."):
        return None
    state = None
    for fact in events:
        state = fact.mutate(state)
    return state if isinstance(state, kind) else None


class Papers:
    """書類: documents as decisions make them, kept only when what was decided is stored: a dry run leaves nothing."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._made: dict[str, bytes] = {}

    async def put(self, content: bytes) -> str:
        """Lay the bytes ready and give their SHA-256 in hexadecimal."""
        digest = sha256(content).hexdigest()
        self._made[digest] = content
        return digest

    async def get(self, digest: str) -> bytes:
        """Give the bytes back, ready or kept; raises ``DocumentNotFound``."""
        made = self._made.get(digest)
        return await self._documents.get(digest) if made is None else made

    async def keep(self) -> None:
        """Keep what was laid ready; raises ``DocumentTooLarge``."""
        for content in self._made.values():
            await self._documents.put(content)


class Desk:
    """机: loads each object once, so that a decision rests on one version of it, and collects what was decided."""

    def __init__(
        self, log: EventLog, documents: Documents, holidays: Callable[[date], bool], act: Act, today: date
    ) -> None:
        """Open a desk for one act; ``today`` is the day in Japan, the act's ``effective_on`` may lie before it."""
        self._log = log
        self._held: dict[str, _Held] = {}
        self.documents = Papers(documents)
        self.holidays = holidays
        self.act = act
        self.today = today

    @property
    def actor(self) -> str:
        """Name the person who acts, by id."""
        return self.act.actor

    async def load(self, kind: type[A], stream_id: str) -> A:
        """Give the object; raises ``ObjectNotFound``."""
        found = await self.find(kind, stream_id)
        if found is None:
            raise ObjectNotFound(object_id=stream_id)
        return found

    async def find(self, kind: type[A], stream_id: str) -> A | None:
        """Give the object, or ``None``; both answers become part of what the decision rests on."""
        if stream_id not in self._held:
            self._hold(stream_id, kind, await self._log.stream(stream_id))
        held = self._held[stream_id].aggregate
        return held if isinstance(held, kind) else None

    async def glance(self, kind: type[A], stream_id: str) -> A | None:
        """Give the object as it stands, for a comparison that keeps what it saw: nothing rests on it later."""
        if stream_id in self._held:
            return await self.find(kind, stream_id)
        return replay(kind, [record.event for record in await self._log.stream(stream_id)])

    async def at(self, kind: type[A], stream_id: str, version: int) -> A:
        """Give the object as it stood at a version: the past does not move, so nothing rests on it."""
        found = replay(kind, [record.event for record in await self._log.stream(stream_id, upto=version)])
        if found is None or found.version != version:
            raise ObjectNotFound(object_id=stream_id, version=version)
        return found

    async def every(self, kind: type[A]) -> Sequence[A]:
        """Give all objects of a kind, ordered by stream id."""
        streams = await self._log.streams(kind.TOPIC)
        for stream_id, records in streams.items():
            if stream_id not in self._held:
                self._hold(stream_id, kind, records)
        return [await self.load(kind, stream_id) for stream_id in streams]

    async def head(self) -> int:
        """Give the last position of the record; it moves on, so nothing rests on it."""
        return await self._log.head()

    def add(self, aggregate: A) -> A:
        """Put a newly made object on the desk."""
        self._held[aggregate.id] = _Held(aggregate, 0, b"")
        return aggregate

    def made(self, kind: type[Aggregate]) -> Sequence[str]:
        """Name the objects of a kind that were newly made here: numbered ones get their id only while deciding."""
        new = (held.aggregate for held in self._held.values() if not held.version)
        return [each.id for each in new if isinstance(each, kind)]

    def version_seen(self, stream_id: str) -> int:
        """Give the stored version of an object that was looked for here, 0 for one that is not stored."""
        return self._held[stream_id].version

    def pin(self, aggregate: Aggregate) -> Pin:
        """Name the exact stored version of a loaded object, with the leaf of its last stored event."""
        held = self._held[aggregate.id]
        return Pin(stream_id=aggregate.id, version=held.version, leaf=held.leaf.hex())

    def reads(self) -> Mapping[str, int]:
        """Name the streams that were read and not changed, with the versions seen."""
        return {
            stream_id: held.version
            for stream_id, held in self._held.items()
            if held.aggregate is None or not held.aggregate.pending_events
        }

    def decided(self) -> Iterator[Event]:
        """Give the facts decided at this desk, object by object, without forgetting them."""
        for held in self._held.values():
            if held.aggregate is not None:
                yield from (fact for fact in held.aggregate.pending_events if isinstance(fact, Event))

    def _hold(self, stream_id: str, kind: type[Aggregate], records: Sequence[Recorded]) -> None:
        aggregate = replay(kind, [record.event for record in records])
        last = records[-1] if records else None
        self._held[stream_id] = _Held(aggregate, last.version if last else 0, last.leaf if last else b"")
