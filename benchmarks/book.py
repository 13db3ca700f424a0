"""The same facts for both sides: a book of readings, as our aggregate and as the library's own."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from eventsourcing import domain as library
from eventsourcing.application import Application
from eventsourcing.persistence import JSONTranscoder, Transcoding

from application.ports import Act, Append, NewEvent
from domain.kernel import Aggregate, Created, Event, Line, Text, Tonnes, event, event_classes

ACT = Act(actor="person-1", capacity="coordinator", effective_on=date(2025, 4, 1), acting_for="office:43100")
NOTE = "公共施設の照明を省エネ型に改修した。"
DAY = date(2025, 4, 1)
TONNES = Decimal("12.500000")
SECTOR = "業務その他"


class Book(Aggregate):
    """記録簿: a stream to measure with."""

    TOPIC = "benchmark-book"

    class Opened(Created):
        """記録簿を開いた。"""

        TOPIC = "benchmark-book.opened"
        name: str

    class Entered(Event):
        """記録簿に記入した。"""

        TOPIC = "benchmark-book.entered"
        note: Text
        on: date
        sector: Line
        tonnes: Tonnes

    @staticmethod
    def create_id(name: str) -> str:
        """Name the stream."""
        return f"benchmark-book:{name}"

    @event(Opened)
    def __init__(self, name: str) -> None:
        self.name = name
        self.notes: list[str] = []

    @event(Entered)
    def enter(self, note: str, on: date, sector: str, tonnes: Decimal) -> None:
        """Enter a reading."""
        del on, sector, tonnes
        self.notes.append(note)


EVENTS = {known.TOPIC: known for known in event_classes(Book)}


class LibraryBook(library.Aggregate):
    """記録簿: the same with the library's own aggregate, events and JSON."""

    @library.event("Opened")
    def __init__(self, name: str) -> None:
        self.name = name
        self.notes: list[str] = []

    @library.event("Entered")
    def enter(self, note: str, on: date, sector: str, tonnes: Decimal) -> None:
        """Enter a reading."""
        del on, sector, tonnes
        self.notes.append(note)


class DateAsISO(Transcoding):
    """日: what the library's JSON needs to write a day and read it back, as its manual teaches."""

    type = date
    name = "date_iso"

    def encode(self, obj: date) -> str:
        """Write a day."""
        return obj.isoformat()

    def decode(self, data: str) -> date:
        """Read a day."""
        return date.fromisoformat(data)


class LibraryBooks(Application[UUID]):
    """記録簿の応用: the library's application over its books."""

    def register_transcodings(self, transcoder: JSONTranscoder) -> None:
        """Know days as well."""
        super().register_transcodings(transcoder)
        transcoder.register(DateAsISO())


def entered() -> Append:
    """Give an append of one event into a stream of its own, with a realistic body."""
    fact = Book.Entered(
        originator_id=f"benchmark-book:{uuid4()}", originator_version=1, note=NOTE, on=DAY, sector=SECTOR, tonnes=TONNES
    )
    return Append([NewEvent(uuid4(), fact)], ACT)


def book(name: str, events: int) -> Append:
    """Give a whole stream of so many events."""
    made = Book(name=name)
    for _ in range(events - 1):
        made.enter(note=NOTE, on=DAY, sector=SECTOR, tonnes=TONNES)
    return Append([NewEvent(uuid4(), fact) for fact in made.collect()], ACT)


def library_book(events: int) -> tuple[UUID, list[library.CanMutateAggregate[UUID]]]:
    """Give the library's stream of so many events."""
    made = LibraryBook(name="b")
    for _ in range(events - 1):
        made.enter(note=NOTE, on=DAY, sector=SECTOR, tonnes=TONNES)
    return made.id, list(made.collect_events())
