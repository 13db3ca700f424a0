"""The event log as the library's recorders see one: synchronous, versions from wherever they like, opaque bytes.

It is here to be tested by the library's own cases, and does nothing that the log does not do: every call is one call of
the event table, made on an event loop in a thread of its own.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from threading import Thread
from typing import Any, Never, TypeVar
from uuid import UUID, uuid4

import asyncpg
from eventsourcing.persistence import (
    IntegrityError,
    Notification,
    ProcessRecorder,
    StoredEvent,
    Tracking,
)

from adapters.postgres.batch import NewRow, entry
from adapters.postgres.connection import Database
from adapters.postgres.event_table import EventTable, open_event_table
from application.ports import Appended, StreamMoved
from tests.adapters.postgres.ledger import ACT

T = TypeVar("T")
KIND, TRACKING = "contract", "tracking"


class LoopThread:
    """An event loop in a thread, with the table open on it."""

    def __init__(self, database: Database) -> None:
        """Start the loop and open the table."""
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._stack = AsyncExitStack()
        self.table: EventTable = self.run(self._stack.enter_async_context(open_event_table(database)))

    def run(self, act: Coroutine[Any, Any, T]) -> T:
        """Wait for an act on the loop."""
        return asyncio.run_coroutine_threadsafe(act, self._loop).result()

    def close(self) -> None:
        """Close the table, then the loop."""
        self.run(self._stack.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@dataclass
class LibraryFace(ProcessRecorder):
    """A recorder of the library: ``read_id`` makes an originator id of its text."""

    on: LoopThread
    read_id: Callable[[str], UUID | str]

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, tracking: Tracking | None = None, **more: Any
    ) -> Sequence[int] | None:
        """Store the events and the tracking in one append, or raise ``IntegrityError``."""
        assert not more
        try:
            stored = self.on.run(self._insert(stored_events, tracking))
        except (StreamMoved, asyncpg.PostgresError) as error:
            raise IntegrityError from error
        return [*range(stored.first, stored.first + len(stored_events))] if stored_events else []

    def insert_tracking(self, tracking: Tracking) -> None:
        """Store the tracking alone."""
        self.insert_events([], tracking=tracking)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Read a stream; the library's version is in the body, since ours count from 1."""
        rows = self.on.run(self.on.table.stream(f"{KIND}:{originator_id}"))
        found = [self._stored(row) for row in rows]
        wanted = [
            each
            for each in found
            if (gt is None or each.originator_version > gt) and (lte is None or each.originator_version <= lte)
        ]
        return (wanted[::-1] if desc else wanted)[:limit]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Read the log by position until there are enough of the wanted topics."""
        after = 0 if start is None else start - inclusive_of_start
        found: list[Notification] = []
        while rows := self.on.run(self.on.table.page(after, limit)):
            after = rows[-1]["position"]
            found += [
                Notification(id=row["position"], **vars(self._stored(row)))
                for row in rows
                if (not topics or row["topic"] in topics) and (stop is None or row["position"] <= stop)
            ]
            if len(found) >= limit or (stop is not None and after >= stop):
                break
        return found[:limit]

    def max_notification_id(self) -> int | None:
        """Give the head, as the library writes an empty log."""
        return self.on.run(self.on.table.head()) or None

    def max_tracking_id(self, application_name: str) -> int | None:
        """Give the last id in the stream of trackings of an application."""
        rows = self.on.run(self.on.table.stream(f"{TRACKING}:{application_name}"))
        return json.loads(rows[-1]["body"])["notification_id"] if rows else None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Never:
        """Refuse: following is a matter of the log itself, and tested there."""
        raise NotImplementedError(gt, topics)

    async def _insert(self, events: Sequence[StoredEvent], tracking: Tracking | None) -> Appended:
        bases: dict[str, int] = {}
        rows: list[NewRow] = []
        for each in events:
            stream = f"{KIND}:{each.originator_id}"
            if stream not in bases:
                first = await self.on.table.stream(stream, upto=1)
                bases[stream] = json.loads(first[0]["body"])["version"] if first else each.originator_version
            body = {"state": each.state.decode(), "version": each.originator_version}
            version = each.originator_version - bases[stream] + 1
            rows.append(NewRow(uuid4(), stream, version, each.topic, 1, json.dumps(body)))
        if tracking is not None:
            rows.append(await self._tracked(tracking))
        return await self.on.table.append(entry(rows, ACT))

    async def _tracked(self, tracking: Tracking) -> NewRow:
        stream = f"{TRACKING}:{tracking.application_name}"
        rows = await self.on.table.stream(stream)
        if rows and json.loads(rows[-1]["body"])["notification_id"] >= tracking.notification_id:
            raise StreamMoved(stream_id=stream)
        body = json.dumps({"notification_id": tracking.notification_id})
        return NewRow(uuid4(), stream, len(rows) + 1, TRACKING, 1, body)

    def _stored(self, row: asyncpg.Record) -> StoredEvent:
        body = json.loads(row["body"])
        return StoredEvent(
            originator_id=self.read_id(row["stream_id"].partition(":")[2]),
            originator_version=body["version"],
            topic=row["topic"],
            state=body["state"].encode(),
        )


class AggregateFace(LibraryFace):
    """A recorder of aggregates alone, which tells nobody any position."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **more: Any) -> None:
        """Store the events."""
        super().insert_events(stored_events, **more)
