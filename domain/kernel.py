"""The kernel: values, events and aggregate roots, on the event-sourcing library.

This is the only module that imports the library. It adds three things: bodies are validated pydantic
values, stored names are explicit, and events carry no instant. Instants belong to the log (``recorded_at``, from the
database clock); the domain speaks of days in Japan, which come in as arguments.
"""

from collections.abc import Iterator
from decimal import Decimal
from inspect import signature
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from eventsourcing.domain import BaseAggregate, CanInitAggregate, CanMutateAggregate, event
from eventsourcing.utils import resolve_topic
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

__all__ = [
    "LONGEST_TEXT",
    "Aggregate",
    "Created",
    "Event",
    "FiscalYear",
    "LgCode",
    "Line",
    "PersonId",
    "StreamId",
    "Text",
    "Tonnes",
    "Value",
    "event",
    "event_classes",
    "stored_name",
]

FiscalYear = Annotated[int, Field(ge=1990, le=2100, description="年度: the calendar year in which its April falls")]
LgCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
PersonId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
StreamId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*(:[a-z0-9][a-z0-9.-]*)+$", max_length=200)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
LONGEST_TEXT = 20_000  # characters
Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT, pattern=r"^[^\x00]*$")]
Tonnes = Annotated[Decimal, Field(max_digits=20, decimal_places=6, allow_inf_nan=False, description="t-CO2")]


class Value(BaseModel):
    """値: an immutable value; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_enum_values=False)


class Event(Value, CanMutateAggregate[str]):
    """出来事: an immutable fact of one aggregate, stored under its explicit ``TOPIC`` for ever.

    ``class_version`` counts the shapes this event has had; ``upcast_v1_v2(state)`` and so on lift older bodies.
    """

    TOPIC: ClassVar[str]
    class_version: ClassVar[int] = 1
    timestamp: ClassVar[Any] = None  # type: ignore[misc]  # the library's instance variable; ours is the log's

    originator_id: str
    originator_version: int

    def mutate(self, aggregate: Any) -> Any:
        """Apply this fact to its aggregate, which must stand exactly one version before it."""
        if (self.originator_id, self.originator_version) != (aggregate.id, aggregate.version + 1):
            msg = f"{self.originator_id}@{self.originator_version} does not follow {aggregate.id}@{aggregate.version}"
            raise ValueError(msg)
        self.apply(aggregate)
        aggregate.version = self.originator_version
        return aggregate


class Created(Event, CanInitAggregate[str]):
    """創設の出来事: the first fact of an aggregate; the topic of its class is the first half of its own."""

    originator_topic: ClassVar[Any] = None  # type: ignore[misc]  # the library would store a class path per event

    def mutate(self, aggregate: Any) -> Any:
        """Make the aggregate from its first fact."""
        if aggregate is not None or self.originator_version != 1:
            msg = f"{self.originator_id}@{self.originator_version} cannot begin a stream"
            raise ValueError(msg)
        made = object.__new__(resolve_topic(self.TOPIC.partition(".")[0]))
        made.__base_init__(self.originator_id, self.originator_version)
        made.__init__(
            **{name: getattr(self, name) for name in type(self).model_fields if name not in Event.model_fields}
        )
        return made


_Fact = Event  # inside the aggregate the library claims the name ``Event``


class Aggregate(BaseAggregate[str]):
    """集約: the root of every aggregate; its ``TOPIC`` is its kind and the first word of its stream ids.

    In each subclass: events first, then pairs of a public method that decides and a private ``@event`` method that only
    assigns, then questions. A method ``submit`` that can be refused has a generator ``submit_blockers`` which yields
    the open guards in their fixed order; the method raises the first, front ends list them all.
    """

    if TYPE_CHECKING:  # an annotation at run time would make the library turn the class into a dataclass
        TOPIC: ClassVar[str]

    class Event(_Fact):
        """出来事: the base that the library puts under every event of an aggregate."""

        TOPIC = "event"

    def __base_init__(self, originator_id: str, originator_version: int, timestamp: object = None) -> None:
        """Start without the library's time stamps: state must not depend on when it is replayed."""
        del timestamp
        self._id = originator_id
        self._version = originator_version
        self._pending_events = []

    @classmethod
    def _create(cls, event_class: Any, *, id: str | None = None, **body: Any) -> Self:  # noqa: A002 - the library's name
        """Make the first fact, apply it, and keep it pending."""
        named_by = {name: body[name] for name in signature(cls.create_id).parameters if name in body}
        first = event_class(originator_id=id or cls.create_id(**named_by), originator_version=1, **body)
        made: Self = first.mutate(None)
        made.pending_events.append(first)
        return made

    def trigger_event(self, event_class: Any, **body: Any) -> None:
        """Make the next fact, apply it, and keep it pending."""
        following = event_class(originator_id=self.id, originator_version=self.version + 1, **body)
        following.mutate(self)
        self.pending_events.append(following)

    def collect(self) -> tuple[Event, ...]:
        """Hand over the facts decided since loading, oldest first, and forget them."""
        return tuple(self.collect_events())  # type: ignore[arg-type]  # every event here derives from ours


def event_classes(aggregate: type[Aggregate]) -> Iterator[type[Event]]:
    """Give the stored event classes of an aggregate in the order of life in which its file lists them."""
    for name, member in vars(aggregate).items():
        if name != "Event" and isinstance(member, type) and issubclass(member, Event):
            yield member


def stored_name(thing: type[Event] | Event) -> str:
    """Give the name under which an event is stored, such as ``progress-report.submitted``."""
    return thing.TOPIC
