"""The appender: one task per process that gathers every append waiting and sends them as one statement."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import asyncpg

from adapters.postgres.batch import Batch, Entry
from adapters.postgres.connection import refusing
from adapters.postgres.queries import queries
from application.ports import Appended, LogBusy, LogUnreachable, PayloadRefused
from domain.errors import Refusal

if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Iterable

    from asyncpg import Record
    from asyncpg.prepared_stmt import PreparedStatement

    from adapters.postgres.connection import Connection, Database

    Landed: TypeAlias = Iterable[tuple[Future[Appended], Appended | Exception]]

CROWD = 16  # appends that wait together; below this two statements cost more than they save

GUILTY = (  # what a payload can be guilty of; everything else befalls the whole batch
    asyncpg.DataError,
    asyncpg.CheckViolationError,
    asyncpg.NotNullViolationError,
    asyncpg.ProgramLimitExceededError,
    ValueError,  # the driver cannot encode it
)


class NotDurable(Exception):  # noqa: N818 - named like the refusals
    """fsync か synchronous_commit が切られており、記録が失われるおそれがあります。"""


@dataclass(frozen=True, slots=True)
class Limits:
    """上限: how much may wait and how much goes into one statement; ``deadline`` is when silence counts as lost."""

    waiting: int = 2_000
    waiting_bytes: int = 64 * 2**20
    entry_bytes: int = 4 * 2**20
    batch: int = 512
    batch_bytes: int = 4 * 2**20
    deadline: float = 60.0


class Appender:
    """追記係: a bounded queue before one connection; while one batch commits, the next one gathers."""

    def __init__(self, database: "Database", limits: Limits) -> None:
        """Start with an empty queue and no connection; ``start`` makes the task."""
        self._database = database
        self._limits = limits
        self._waiting: deque[tuple[Entry, Future[Appended]]] = deque()
        self._bytes = 0
        self._news = asyncio.Event()
        self._closing = False
        self._connection: Connection | None = None
        self._statement: PreparedStatement[Record] | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect, so that a wrong address is known at once, and begin."""
        with refusing():
            await self._connected()
        self._task = asyncio.create_task(self._run(), name="appender")

    def submit(self, entry: Entry) -> "Future[Appended]":
        """Put an append into the queue; a caller who stops waiting for the future does not take the append back."""
        if entry.size > self._limits.entry_bytes:
            raise PayloadRefused(size=entry.size)
        full = len(self._waiting) >= self._limits.waiting or self._bytes + entry.size > self._limits.waiting_bytes
        if full or self._closing:
            raise LogBusy(waiting=len(self._waiting))
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, future))
        self._bytes += entry.size
        self._news.set()
        return future

    async def close(self) -> None:
        """Take no more, store what is waiting, and leave."""
        self._closing = True
        self._news.set()
        if self._task is not None:
            await self._task
        if self._connection is not None:
            await self._connection.close()

    async def _run(self) -> None:
        """Keep the lane busy: the next batch leaves before those who waited for the last one are woken."""
        landed: Landed = ()
        flying: Sequence[Future[Appended]] = ()
        try:
            while True:
                idle = not self._waiting
                if idle:
                    _settle(landed)
                    landed = ()
                    if self._closing:
                        return
                    self._news.clear()
                    await self._news.wait()
                    if not self._waiting:
                        continue
                batch, flying = self._gather(halve=idle)
                landed = list(zip(flying, await self._stored_while_settling(batch, landed), strict=True))
        finally:
            _settle(landed)
            _settle((future, LogUnreachable()) for future in (*flying, *(future for _, future in self._waiting)))

    async def _stored_while_settling(self, batch: Batch, landed: "Landed") -> Sequence[Appended | Exception]:
        if not landed:
            return await self._store(batch)
        landing = asyncio.create_task(self._store(batch))
        await asyncio.sleep(0)  # the statement is on its way; what the woken do now costs no time of the lane
        _settle(landed)
        return await landing

    def _gather(self, *, halve: bool) -> tuple[Batch, list["Future[Appended]"]]:
        """Take what may go together; what touches the same as an earlier one keeps its place for the next batch.

        Many who arrive at an idle lane are taken in two halves: from then on one half is stored while the other works.
        """
        most = self._limits.batch
        if halve and len(self._waiting) >= CROWD:
            most = min(most, len(self._waiting) // 2)
        batch = Batch()
        futures: list[Future[Appended]] = []
        later: list[tuple[Entry, Future[Appended]]] = []
        while self._waiting and len(futures) < most and batch.size < self._limits.batch_bytes:
            entry, future = self._waiting.popleft()
            if batch.admit(entry):
                futures.append(future)
                self._bytes -= entry.size
            else:
                later.append((entry, future))
        self._waiting.extendleft(reversed(later))
        return batch, futures

    async def _store(self, batch: Batch) -> Sequence[Appended | Exception]:
        """Store a batch and tell what became of each append."""
        try:
            return list(batch.outcomes(await self._send(batch)))
        except GUILTY as error:
            if len(batch.entries) == 1:
                return [_caused(PayloadRefused(), error)]
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to those who wait for this batch
            return [error] * len(batch.entries)
        # one by one, so that only the guilty one fails
        return [outcome for entry in batch.entries for outcome in await self._store(Batch.of(entry))]

    async def _send(self, batch: Batch) -> "Record":
        with refusing():
            statement = await self._connected()
            # Never a cancel request: it could break the wait for a standby. Silence ends with the connection.
            silence = asyncio.get_running_loop().call_later(self._limits.deadline, self._terminate)
            try:
                (answer,) = await statement.fetch(*batch.arguments())
            finally:
                silence.cancel()
        return answer

    async def _connected(self) -> "PreparedStatement[Record]":
        if self._statement is None or self._connection is None or self._connection.is_closed():
            self._terminate()
            self._connection = await self._database.connect()
            if not await self._connection.fetchval(queries("log")["durability"]):
                raise NotDurable
            self._statement = await self._connection.prepare(queries("log")["append"])
        return self._statement

    def _terminate(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._connection = self._statement = None


def _settle(landed: "Landed") -> None:
    """Answer whoever still waits."""
    for future, outcome in landed:
        if future.done():
            continue
        if isinstance(outcome, Appended):
            future.set_result(outcome)
        else:
            future.set_exception(outcome)


def _caused(refusal: Refusal, error: Exception) -> Refusal:
    refusal.__cause__ = error
    return refusal
