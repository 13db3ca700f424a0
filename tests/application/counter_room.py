"""A counter on a real log, and callers of any capacity who come to it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from itertools import count
from typing import TypeVar

from adapters.clock import MovableClock
from adapters.holidays_jp import japanese_holidays
from adapters.postgres.connection import Database
from adapters.postgres.documents import PostgresDocuments
from adapters.postgres.event_log import PostgresEventLog, open_event_log
from application.act import Counter, Outcome
from application.authority import Caller, read_matrix
from application.command import Command
from application.desk import replay
from domain.kernel import Aggregate
from domain.office import Capacity
from domain.topics import all_events

A = TypeVar("A", bound=Aggregate)
KEYS = count(1)


def caller(capacity: Capacity, lg_code: str | None = None) -> Caller:
    """Name somebody of an office, or of the secretariat."""
    office = lg_code or "secretariat"
    return Caller(f"p-{office}-{capacity}", f"office:{office}", lg_code, capacity.value, f"k-{office}-{capacity}")


HEAD = caller(Capacity.SECRETARIAT_HEAD)
SECRETARIAT = caller(Capacity.SECRETARIAT)


@dataclass(frozen=True)
class CounterRoom:
    """窓口の部屋: the counter, the log behind it and the clock on its wall."""

    counter: Counter
    log: PostgresEventLog
    clock: MovableClock

    async def ask(self, command: Command, who: Caller = HEAD) -> Outcome:
        """Bring one command to the counter, under a key of its own."""
        return await self.counter.perform(command, who, key=f"test-{next(KEYS)}")

    async def load(self, kind: type[A], object_id: str) -> A:
        """Read an object from the log."""
        found = replay(kind, [record.event for record in await self.log.stream(object_id)])
        assert found is not None
        return found

    async def actions(self, object_id: str, who: Caller = HEAD) -> dict[str, tuple[str, ...]]:
        """List a caller's own acts on an object, with the codes of what blocks them."""
        found = await self.counter.available_actions(object_id, who)
        own = [each for each in found if each.acting_for is None]
        return {each.command: tuple(blocker.code for blocker in each.blockers) for each in own}


@asynccontextmanager
async def counter_room(database: Database, today: date) -> AsyncIterator[CounterRoom]:
    """Open the counter of an empty area on a day."""
    async with AsyncExitStack() as stack:
        log = await stack.enter_async_context(open_event_log(database, all_events()))
        documents = PostgresDocuments(await stack.enter_async_context(await database.pool()))
        clock = MovableClock.on(today)
        matrix = read_matrix(files("data").joinpath("authority"))
        yield CounterRoom(Counter(log, documents, clock, japanese_holidays(), matrix), log, clock)
