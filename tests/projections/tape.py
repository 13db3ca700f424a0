"""A tape: facts of real aggregates, wrapped as the log would give them back, in the order in which they were taken."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from domain.kernel import Aggregate, Event, event_classes
from domain.record import Act, Recorded
from tests.domain.replay import reread

FIRST = datetime(2025, 4, 1, 0, 0, tzinfo=UTC)
DAY = date(2025, 4, 1)


class Tape:
    """記録紙: numbers facts as the log does, and rereads each from bytes so that nothing unstorable slips through."""

    def __init__(self) -> None:
        self.facts: list[Recorded] = []

    def take(self, *aggregates: Aggregate, act: Act | None = None) -> "Tape":
        """Take what these aggregates have decided since they were asked last."""
        for aggregate in aggregates:
            self.tell(aggregate.collect(), act)
        return self

    def tell(self, events: Iterable[Event], act: Act | None = None) -> "Tape":
        """Take facts."""
        for event in events:
            position = len(self.facts) + 1
            fact = reread(event)
            self.facts.append(
                Recorded(
                    position=position,
                    stream_id=fact.originator_id,
                    version=fact.originator_version,
                    topic=fact.TOPIC,
                    schema_version=fact.class_version,
                    body=fact.model_dump_json(exclude={"originator_id", "originator_version"}),
                    event_id=UUID(int=position),
                    act=act or Act(actor="person-1", capacity="clerk", effective_on=DAY),
                    recorded_at=FIRST + timedelta(seconds=position),
                    leaf=position.to_bytes(32, "big"),
                    event=fact,
                )
            )
        return self


def topics_of(*kinds: type[Aggregate]) -> set[str]:
    """Name every topic of these kinds."""
    return {fact.TOPIC for kind in kinds for fact in event_classes(kind)}
