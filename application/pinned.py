"""Reading what was pinned: objects at the very versions that a compilation names."""

from collections.abc import Sequence
from typing import TypeVar

from application.desk import Desk
from domain.kernel import Aggregate
from domain.pin import Pin

A = TypeVar("A", bound=Aggregate)


async def pinned(desk: Desk, kind: type[A], pins: Sequence[Pin]) -> list[A]:
    """Give the objects of a kind among these pins, each as it stood at its version."""
    return [
        await desk.at(kind, pin.stream_id, pin.version) for pin in pins if pin.stream_id.startswith(f"{kind.TOPIC}:")
    ]
