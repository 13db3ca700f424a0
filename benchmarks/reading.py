"""Reading: loading one aggregate of 10, 100 and 1,000 events, and the whole log, every body validated."""

import time
from collections.abc import Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING

import uvloop
from eventsourcing.projection import ApplicationSubscription

from adapters.postgres.event_log import PAGE, open_event_log
from adapters.postgres.stream_memory import StreamMemory
from benchmarks import peers
from benchmarks.book import EVENTS, Book, LibraryBooks, book, library_book
from benchmarks.row import Row, alternate

if TYPE_CHECKING:
    from uuid import UUID

    from adapters.postgres.connection import Database
    from benchmarks.place import Place

LOADS = {10: 300, 100: 60, 1_000: 8}  # events in the stream: loads in a turn


def rows(place: "Place") -> Iterator[Row]:
    """Measure the loads, then the whole log of some ten thousand events."""
    rounds, streams = (1, 5) if place.quick else (5, 40)
    ours, library = place.log("bench_read_ours"), place.fresh("bench_read_library")
    uvloop.run(_fill(ours, streams))
    with peers.library(library) as application:
        ids = _fill_library(application, streams)
        for events, loads in LOADS.items():
            speed = alternate(
                rounds,
                {
                    "ours": lambda: uvloop.run(_load(ours, events, loads)),  # noqa: B023 - called within the turn
                    "library": lambda: _load_library(application, ids[events], events, loads),  # noqa: B023 - the same
                },
            )
            yield Row(f"load of {events} events", "library", speed["ours"], speed["library"], None, "loads/s")
        speed = alternate(
            rounds,
            {
                "ours": lambda: uvloop.run(_follow(ours)),
                "library": lambda: _subscribe_library(application),
                "bare": lambda: _page_library(application),
            },
        )
        work = "whole-log read, validated"
        yield Row(work, "library subscription", speed["ours"], speed["library"], 2, "events/s")
        yield Row(work, "library recorder and mapper, bare", speed["ours"], speed["bare"], None, "events/s")


async def _fill(database: "Database", streams: int) -> None:
    async with open_event_log(database, EVENTS) as log:
        for events in LOADS:
            await log.append(book(f"of-{events}", events))
        for number in range(streams):
            await log.append(book(f"many-{number}", 1_000))


def _fill_library(application: LibraryBooks, streams: int) -> "dict[int, UUID]":
    ids: dict[int, UUID] = {}
    for events in (*LOADS, *[1_000] * streams):
        made, facts = library_book(events)
        application.recorder.insert_events([application.mapper.to_stored_event(fact) for fact in facts])
        ids.setdefault(events, made)
    return ids


async def _load(database: "Database", events: int, loads: int) -> float:
    async with open_event_log(database, EVENTS, memory=StreamMemory(0)) as log:  # read and validated every time
        started = time.perf_counter()
        for _ in range(loads):
            made: Book | None = None
            for recorded in await log.stream(f"benchmark-book:of-{events}"):
                made = recorded.event.mutate(made)
            assert made is not None
            assert len(made.notes) == events - 1
        return loads / (time.perf_counter() - started)


def _load_library(application: LibraryBooks, book_id: "UUID", events: int, loads: int) -> float:
    started = time.perf_counter()
    for _ in range(loads):
        assert len(application.repository.get(book_id).notes) == events - 1
    return loads / (time.perf_counter() - started)


async def _follow(database: "Database") -> float:
    """Follow the log to its head: every event validated, with everything recorded about it."""
    async with open_event_log(database, EVENTS) as log:
        head, started = await log.head(), time.perf_counter()
        async with aclosing(log.follow(0)) as pages:
            async for page in pages:
                if page[-1].position == head:
                    break
        return head / (time.perf_counter() - started)


def _subscribe_library(application: LibraryBooks) -> float:
    """Follow the log the library's way, which its projections use: the events as they were written, not validated."""
    head, started = application.recorder.max_notification_id() or 0, time.perf_counter()
    with ApplicationSubscription(application, gt=0) as subscription:
        for _, tracking in subscription:
            if tracking.notification_id == head:
                break
    return head / (time.perf_counter() - started)


def _page_library(application: LibraryBooks) -> float:
    """Read page by page below the subscription, with nothing but the recorder and the mapper."""
    started, position = time.perf_counter(), 0
    while found := application.recorder.select_notifications(position, PAGE, inclusive_of_start=False):
        for notification in found:
            application.mapper.to_domain_event(notification)
        position = found[-1].id
    return position / (time.perf_counter() - started)
