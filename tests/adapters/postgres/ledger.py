"""A small aggregate for the tests of the log: a sample ledger, with an event that has had three shapes."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID, uuid4

from application.ports import Act, Append, NewEvent, Request
from domain.kernel import Aggregate, Created, Event, Tonnes, Value, event, event_classes


class Part(Value):
    """内訳: one part of an entry."""

    sector: str
    tonnes: Tonnes


class Ledger(Aggregate):
    """見本帳: a stream for the tests."""

    TOPIC = "sample-ledger"

    class Opened(Created):
        """見本帳を開いた。"""

        TOPIC = "sample-ledger.opened"
        name: str

    class Entered(Event):
        """見本帳に記入した。"""

        TOPIC = "sample-ledger.entered"
        class_version: ClassVar[int] = 3
        note: str
        on: date
        parts: tuple[Part, ...] = ()

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Version 1 wrote ``text`` for what is now ``note``."""
            state["note"] = state.pop("text")

        @staticmethod
        def upcast_v2_v3(state: dict[str, Any]) -> None:
            """Version 2 knew no parts."""
            state["parts"] = []

    class Closed(Event):
        """見本帳を閉じた。"""

        TOPIC = "sample-ledger.closed"

    @staticmethod
    def create_id(name: str) -> str:
        """Name the stream."""
        return f"sample-ledger:{name}"

    @event(Opened)
    def __init__(self, name: str) -> None:
        self.name = name
        self.notes: list[str] = []
        self.closed = False

    def enter(self, note: str, on: date, parts: tuple[Part, ...] = ()) -> None:
        """Write something down."""
        self._entered(note=note, on=on, parts=parts)

    @event(Entered)
    def _entered(self, note: str, on: date, parts: tuple[Part, ...]) -> None:
        del on, parts
        self.notes.append(note)

    def close(self) -> None:
        """Close the ledger."""
        self._closed()

    @event(Closed)
    def _closed(self) -> None:
        self.closed = True


EVENTS: Mapping[str, type[Event]] = {known.TOPIC: known for known in event_classes(Ledger)}
ACT = Act(actor="person-1", capacity="coordinator", effective_on=date(2025, 4, 1), reason="「見本」\n")
DAY = date(2025, 4, 1)


def opened(name: str) -> Append:
    """Open a new ledger of this name."""
    return Append(events_of(Ledger(name=name)), ACT)


def filled(name: str, notes: int) -> Append:
    """Open a ledger and enter so many notes at once."""
    ledger = Ledger(name=name)
    for number in range(notes):
        ledger.enter(f"記入 {number}", DAY, (Part(sector="家庭", tonnes=Decimal("12.500000")),))
    return Append(events_of(ledger), ACT)


def entered(name: str, version: int, note: str = "記入", request: Request | None = None) -> Append:
    """Enter one note into a ledger at a version."""
    fact = Ledger.Entered(originator_id=f"sample-ledger:{name}", originator_version=version, note=note, on=DAY)
    return Append([NewEvent(uuid4(), fact)], ACT, request=request, answer='{"note":"ok"}' if request else None)


def events_of(ledger: Ledger, event_id: UUID | None = None) -> list[NewEvent]:
    """Give the pending events of a ledger fresh ids."""
    return [NewEvent(event_id or uuid4(), fact) for fact in ledger.collect()]
