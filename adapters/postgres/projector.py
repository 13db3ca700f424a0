"""The projector: reads each page of the log once and moves every lane that stands within it.

Any number of projectors may run: each lane's row is the fence, and whoever does not get it leaves it to the other.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from adapters.postgres.audit import extend_trail
from adapters.postgres.hint import POLL_SECONDS, Hint
from adapters.postgres.lane import PASSING, Lane, advance, fail, pass_over, promote, read_lanes
from adapters.postgres.queries import queries
from application.ports import LogBusy, LogUnreachable
from projections.view import Fact, View

if TYPE_CHECKING:
    from adapters.postgres.connection import Connection, Database

logger = logging.getLogger(__name__)
PAGE = 2_000
PAUSE_SECONDS = 0.5
SETTINGS = {
    "application_name": "shinchoku-projector",
    "synchronous_commit": "off",  # rows and position go together: what a crash forgets is folded again
    "statement_timeout": "0",  # retiring an old generation may take its time
}


class Pages(Protocol):
    """頁: what the projector needs of the log."""

    async def page(self, after: int, limit: int) -> Sequence[Fact]:
        """Read the log by position, oldest first, without a hole."""


class Projector:
    """集計係: keeps all views up to date with the log, and builds new generations beside those that are read."""

    def __init__(self, database: "Database", log: Pages, views: Sequence[View[Any]], *, page: int = PAGE) -> None:
        """Serve these views; ``page`` is how many events are folded at a time, which bounds the memory needed."""
        self._database = replace(database, settings={**database.settings, **SETTINGS})
        self._log = log
        self._views = {view.name: view for view in views}
        self._page = page
        self._trail = 0  # how far the index of the audit trail was seen
        self._stopped: set[tuple[str, int]] = set()  # lanes that this very code could not move: it will not try again

    async def run(self) -> None:
        """Serve until cancelled; a hint from the log only makes it quicker than the poll."""
        hint = Hint(self._database)
        try:
            while True:
                try:
                    await self._serve(hint)
                except (*PASSING, LogBusy, LogUnreachable) as error:
                    logger.warning("the projector lost its connection and comes back: %s", error)
                    await asyncio.sleep(PAUSE_SECONDS)
        finally:
            await hint.close()

    async def catch_up(self) -> None:
        """Serve until nothing is left that can be moved."""
        async with self._session() as connection:
            while await self._round(connection):
                pass

    async def rebuild(self, view: View[Any]) -> None:
        """Begin to build a view anew beside the one that is read; whoever runs moves it and swaps it in."""
        async with self._session() as connection:
            await connection.execute(queries("views")["begin"], view.name, view.version)

    async def _serve(self, hint: Hint) -> None:
        async with self._session() as connection:
            while True:
                news = await hint.listen()
                if not await self._round(connection):
                    with suppress(TimeoutError):
                        await asyncio.wait_for(news.wait(), POLL_SECONDS)

    @asynccontextmanager
    async def _session(self) -> AsyncIterator["Connection"]:
        connection = await self._database.connect()
        try:
            for view in self._views.values():
                await connection.execute(queries("views")["begin_version"], view.name, view.version)
            yield connection
        finally:
            await connection.close()

    async def _round(self, connection: "Connection") -> bool:
        """Give every lane a page, and the trail as well; tell whether any moved. Lanes close together share a page."""
        lanes = await read_lanes(connection, [*self._views])
        waiting = sorted((lane for lane in lanes if self._ours(lane)), key=lambda lane: lane.position)
        before, self._trail = self._trail, await extend_trail(connection)
        moved = self._trail > before
        while waiting:
            facts, last = await self._facts(connection, waiting)
            reach = facts[-1].position if facts else waiting[0].position
            served = [lane for lane in waiting if lane.position < reach]
            moved |= await self._move(connection, served, facts)
            if last:
                return await self._swap(connection, [lane for lane in waiting if not lane.live], reach) or moved
            waiting = [lane for lane in waiting if lane not in served and lane.name not in self._stopped]
        return moved

    def _ours(self, lane: Lane) -> bool:
        """Take the lanes that this code can fold: of its own version, and not those it has failed on before."""
        return lane.version == self._views[lane.view].version and lane.name not in self._stopped

    async def _facts(self, connection: "Connection", waiting: Sequence[Lane]) -> tuple[Sequence[Fact], bool]:
        """Read the page after the lane farthest behind, and tell whether it is the last one.

        A page that cannot be read is halved; a hole or a fact that cannot be read stops the lanes that stand before it.
        """
        after, limit = waiting[0].position, self._page
        while True:
            try:
                facts = await self._log.page(after, limit)
            except (*PASSING, LogBusy, LogUnreachable):
                raise
            except Exception as error:  # noqa: BLE001 - the lanes stop, which is shown; what went wrong is noted on them
                if limit == 1:
                    for lane in (lane for lane in waiting if lane.position == after):
                        self._note(await fail(connection, lane, after + 1, error))
                    return [], False
                limit //= 2
            else:
                return facts, len(facts) < limit

    async def _move(self, connection: "Connection", lanes: Sequence[Lane], facts: Sequence[Fact]) -> bool:
        moved, idle = False, []
        for lane in lanes:
            view = self._views[lane.view]
            following = facts[lane.position - facts[0].position + 1 :]
            if any(fact.topic in view.topics for fact in following):
                after = await advance(connection, view, lane, following)
                moved |= after is not None and self._note(after)
            else:
                idle.append(lane)
        if idle:
            moved |= await pass_over(connection, idle, facts[-1].position) > 0
        return moved

    def _note(self, lane: Lane) -> bool:
        if lane.failed_at is not None:
            self._stopped.add(lane.name)
            logger.error("%s stopped at %s: %s %s", lane.view, lane.failed_at, lane.failure_code, lane.failure)
        return lane.failed_at is None

    async def _swap(self, connection: "Connection", built: Sequence[Lane], reach: int) -> bool:
        ready = [lane for lane in built if lane.name not in self._stopped]
        return any([await promote(connection, lane, reach) for lane in ready])
