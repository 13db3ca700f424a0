"""Rebuilding a view: our projector over a whole log, and the library's runner with its one event per transaction."""

import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import singledispatchmethod
from typing import TYPE_CHECKING, Any

import uvloop
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL

from adapters.postgres.event_log import open_event_log
from adapters.postgres.projector import Projector
from adapters.postgres.views import PostgresViews
from benchmarks import peers
from benchmarks.book import DAY, EVENTS, TONNES, Book, LibraryBook, LibraryBooks, book, library_book
from benchmarks.row import Row as Measured
from domain.kernel import Line, Text
from projections.view import ObjectRow, ObjectView, on, opens

if TYPE_CHECKING:
    from adapters.postgres.connection import Database
    from benchmarks.place import Place

EVENTS_PER_BOOK = 100
BOOKS, BOOKS_QUICK = 10_000, 50
LIBRARY_SECONDS, LIBRARY_SECONDS_QUICK = 20.0, 2.0
OPENED: type[Any] = LibraryBook.Opened  # type: ignore[attr-defined]  # the library makes it
ENTERED: type[Any] = LibraryBook.Entered  # type: ignore[attr-defined]  # the library makes it


class BookRow(ObjectRow):
    """記録簿の行: what both sides keep of a book."""

    title: Line
    entries: int = 0
    tonnes: Decimal = Decimal(0)
    last_note: Text | None = None
    last_on: date | None = None


class Books(ObjectView[BookRow]):
    """記録簿一覧: how much does each book hold?"""

    name = "benchmark-books"
    version = 1
    row = BookRow

    @opens(Book.Opened)
    def _opened(self, told: Book.Opened, key: str) -> BookRow:
        return BookRow(object_id=key, title=told.name)

    @on(Book.Entered)
    def _entered(self, row: BookRow, told: Book.Entered) -> BookRow:
        entered = {"entries": row.entries + 1, "tonnes": row.tonnes + told.tonnes}
        return row.model_copy(update={**entered, "last_note": told.note, "last_on": told.on})


class LibraryView(PostgresTrackingRecorder):
    """記録簿一覧: the same rows, kept as the library's manual teaches."""

    def __init__(self, datastore: PostgresDatastore, **names: Any) -> None:
        super().__init__(datastore, **names)
        self.sql_create_statements.append(
            SQL(
                "CREATE TABLE IF NOT EXISTS book (id uuid PRIMARY KEY, title text NOT NULL, entries integer NOT NULL,"
                " tonnes numeric NOT NULL, last_note text, last_on date)"
            ).format()
        )

    def write(self, statement: str, arguments: tuple[Any, ...], tracking: Tracking) -> None:
        """Write a row and the place in the log in one transaction."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(statement, arguments, prepare=True)


class LibraryBooksProjection(Projection[LibraryView]):
    """記録簿の集計: the library's projection over its own books."""

    name = "books"

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Know every event there is."""
        raise TypeError(type(domain_event), tracking)

    @process_event.register(OPENED)
    def _opened(self, told: Any, tracking: Tracking) -> None:
        statement = "INSERT INTO book VALUES (%s, %s, 0, 0, NULL, NULL)"
        self.view.write(statement, (told.originator_id, told.name), tracking)

    @process_event.register(ENTERED)
    def _entered(self, told: Any, tracking: Tracking) -> None:
        statement = (
            "UPDATE book SET entries = entries + 1, tonnes = tonnes + %s, last_note = %s, last_on = %s WHERE id = %s"
        )
        self.view.write(statement, (told.tonnes, told.note, told.on, told.originator_id), tracking)


def rows(place: "Place") -> Iterator[Measured]:
    """Measure ours over a whole log, the peer over as much of its own as it manages in some seconds."""
    books = BOOKS_QUICK if place.quick else BOOKS
    ours, library = place.log("bench_rebuild_ours"), place.fresh("bench_rebuild_library")
    uvloop.run(_fill(ours, books))
    our_speed = uvloop.run(_rebuild(ours, books))
    with peers.library(library) as application:
        for _ in range(BOOKS_QUICK if place.quick else 1_000):
            facts = library_book(EVENTS_PER_BOOK)[1]
            application.recorder.insert_events([application.mapper.to_stored_event(fact) for fact in facts])
        speed = _project(application, LIBRARY_SECONDS_QUICK if place.quick else LIBRARY_SECONDS)
    work = f"rebuild of a view over {books * EVENTS_PER_BOOK:,} events"
    yield Measured(work, "library projection runner", our_speed, speed, 10, "events/s")


async def _fill(database: "Database", books: int) -> None:
    async with open_event_log(database, EVENTS) as log:
        for number in range(books):
            await log.append(book(f"b-{number}", EVENTS_PER_BOOK))


async def _rebuild(database: "Database", books: int) -> float:
    """Build the view beside its empty former self and swap it in: what ``shinchoku rebuild`` does."""
    view, pool = Books(), await database.pool(2)
    async with open_event_log(database, EVENTS) as log:
        projector, started = Projector(database, log, [view]), time.perf_counter()
        await projector.catch_up()
        passed = time.perf_counter() - started
    row = await PostgresViews(pool, [view]).get(view, f"benchmark-book:b-{books - 1}")
    await pool.close()
    assert row is not None
    assert row.tonnes == TONNES * (EVENTS_PER_BOOK - 1)
    assert row.last_on == DAY
    return books * EVENTS_PER_BOOK / passed


def _project(application: LibraryBooks, seconds: float) -> float:
    runner = ProjectionRunner(
        application_class=LibraryBooks,
        projection_class=LibraryBooksProjection,
        view_class=LibraryView,
        env=dict(application.env),
    )
    head = application.recorder.max_notification_id() or 0
    with runner:
        while (first := runner.view.max_tracking_id(application.name) or 0) == 0:
            time.sleep(0.01)
        started = time.perf_counter()  # its threads and connections have started by now
        while (reached := runner.view.max_tracking_id(application.name) or 0) < head:
            if (passed := time.perf_counter() - started) >= seconds:
                return (reached - first) / passed
            time.sleep(0.05)
        return (reached - first) / (time.perf_counter() - started)
