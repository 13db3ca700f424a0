"""Replay: the property that every aggregate has, whatever was accepted or refused on the way."""

from collections.abc import Iterable
from typing import TypeVar

from domain.kernel import Aggregate, Event
from domain.topics import all_events

A = TypeVar("A", bound=Aggregate)
EVENTS = all_events()


def reread(fact: Event) -> Event:
    """Write a fact as the log does and read it back through the class of its topic."""
    return EVENTS[fact.TOPIC].model_validate_json(fact.model_dump_json())


def replayed(events: Iterable[Event]) -> Aggregate:
    """Build an aggregate from stored bytes."""
    state = None
    for fact in events:
        state = reread(fact).mutate(state)
    assert isinstance(state, Aggregate)
    return state


def assert_replays(kind: type[A], events: Iterable[Event], alive: A | None = None) -> A:
    """Assert that the facts replay from bytes, to a state equal to the living one when that is given.

    Facts must be handed over whole, from the first, such as ``alive.collect()`` of one never stored.
    """
    facts = tuple(events)
    again = replayed(facts)
    assert isinstance(again, kind)
    assert again.version == len(facts)
    assert tuple(map(reread, facts)) == facts
    if alive is not None:
        assert state_of(again) == state_of(alive)
    return again


def state_of(aggregate: Aggregate) -> dict[str, object]:
    """Everything an aggregate knows, except what still waits to be stored."""
    return {name: value for name, value in vars(aggregate).items() if name != "_pending_events"}
