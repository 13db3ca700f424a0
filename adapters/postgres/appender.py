"""The appender: gathers every append of the process and sends what waits together as one statement."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.postgres.batch import Batch, Entry
from adapters.postgres.connection import refusing
from adapters.postgres.courier import Courier
from application.ports import Appended, LogBusy, LogUnreachable, PayloadRefused

if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Iterable

    from adapters.postgres.connection import Database

COURIERS = 2  # while one waits at the lock of the log, the other's batch is being stored: the log is never left idle
CROWD = 16  # appends at once; below this two statements cost more than they save


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
    """追記係: a bounded queue before two couriers; what is on its way with one is never touched by the other."""

    def __init__(self, database: "Database", limits: Limits) -> None:
        """Start with an empty queue and no connection; ``start`` makes the tasks."""
        self._limits = limits
        self._couriers = [Courier(database, limits.deadline) for _ in range(COURIERS)]
        self._waiting: deque[tuple[Entry, Future[Appended]]] = deque()
        self._bytes = 0
        self._flying: list[Batch] = []
        self._news = asyncio.Event()
        self._closing = False
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Connect, so that a wrong address is known at once, and begin; the second courier connects when needed."""
        with refusing():
            await self._couriers[0].connect()
        self._tasks = [
            asyncio.create_task(self._run(courier, helps=number > 0), name="appender")
            for number, courier in enumerate(self._couriers)
        ]

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
        await asyncio.gather(*self._tasks)
        for courier in self._couriers:
            await courier.close()

    async def _run(self, courier: Courier, *, helps: bool) -> None:
        """Carry one batch after the other; the next leaves before those who waited for the last one go on.

        Who ``helps`` leaves only beside the other: a server process that is asked now and then has forgotten the way.
        """
        futures: list[Future[Appended]] = []
        try:
            while self._waiting or not self._closing:
                batch, futures = (Batch(), []) if helps and not self._flying else self._gather()
                if not futures:
                    self._news.clear()
                    await self._news.wait()
                    continue
                self._flying.append(batch)
                outcomes = await courier.carry(batch)
                self._flying.remove(batch)
                _settle(zip(futures, outcomes, strict=True))
                self._news.set()
        finally:
            self._closing = True
            _settle((future, LogUnreachable()) for future in (*futures, *(future for _, future in self._waiting)))
            self._waiting.clear()
            self._news.set()  # nothing is left for the other courier to wait for

    def _gather(self) -> tuple[Batch, list["Future[Appended]"]]:
        """Take what may go together now; what touches the same as an earlier one keeps its place for a later batch.

        A few go together, after those who are on their way. Many are shared between the couriers, half by half.
        """
        batch = Batch()
        futures: list[Future[Appended]] = []
        later: list[tuple[Entry, Future[Appended]]] = []
        most = self._share()
        while self._waiting and len(futures) < most and batch.size < self._limits.batch_bytes:
            entry, future = self._waiting.popleft()
            if not any(other.touches(entry) for other in (batch, *self._flying)):
                batch.admit(entry)
                futures.append(future)
                self._bytes -= entry.size
            else:
                later.append((entry, future))
        self._waiting.extendleft(reversed(later))
        return batch, futures

    def _share(self) -> int:
        waiting, flying = len(self._waiting), sum(len(batch.entries) for batch in self._flying)
        everybody = waiting + flying
        if everybody < CROWD:
            return 0 if flying else self._limits.batch
        half = -(-everybody // COURIERS)
        return min(half, self._limits.batch) if waiting >= half else 0


def _settle(landed: "Iterable[tuple[Future[Appended], Appended | Exception]]") -> None:
    """Answer whoever still waits."""
    for future, outcome in landed:
        if future.done():
            continue
        if isinstance(outcome, Appended):
            future.set_result(outcome)
        else:
            future.set_exception(outcome)
