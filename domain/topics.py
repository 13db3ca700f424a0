"""Topics: every stored name and the event class behind it. All aggregate modules are named here, none is discovered."""

from collections.abc import Mapping

from domain.kernel import Aggregate, Event, event_classes
from domain.plan import Plan
from domain.region import Region

AGGREGATES: tuple[type[Aggregate], ...] = (Region, Plan)


def all_events() -> Mapping[str, type[Event]]:
    """Map every topic to its event class, kind by kind in the order of life."""
    return {fact.TOPIC: fact for aggregate in AGGREGATES for fact in event_classes(aggregate)}


def aggregate_of(stream_id: str) -> type[Aggregate]:
    """Give the aggregate class of a stream id, whose first word is the kind."""
    return next(each for each in AGGREGATES if stream_id.startswith(f"{each.TOPIC}:"))
