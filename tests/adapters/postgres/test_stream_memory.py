"""Streams are read once: what is remembered is what the record holds, also after other writers and other histories."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from types import NoneType
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import BaseModel

from adapters.postgres.connection import Database
from adapters.postgres.event_log import PostgresEventLog, open_event_log
from adapters.postgres.stream_memory import StreamMemory
from domain.record import Recorded
from domain.topics import all_events
from tests.adapters.postgres.ledger import EVENTS, entered, filled, opened

if TYPE_CHECKING:
    from adapters.postgres.connection import Connection

STREAM = "sample-ledger:a"
PLAIN = (str, int, bool, Decimal, date, NoneType)


async def recorded(log: PostgresEventLog, name: str, notes: int) -> Sequence[Recorded]:
    await log.append(filled(name, notes))
    return await log.stream(f"sample-ledger:{name}")


def versions(records: Sequence[Recorded]) -> list[int]:
    return [record.version for record in records]


async def test_what_another_process_wrote_since_is_read_as_well(database: Database, log: PostgresEventLog) -> None:
    await recorded(log, "a", 2)
    async with open_event_log(database, EVENTS) as other:
        await other.append(entered("a", 4))
        assert versions(await log.stream(STREAM)) == [1, 2, 3, 4]
        assert await log.stream(STREAM) == await other.stream(STREAM)


async def test_a_part_of_a_stream_is_the_same_remembered_or_not(database: Database, log: PostgresEventLog) -> None:
    await recorded(log, "a", 5)
    async with open_event_log(database, EVENTS, memory=StreamMemory(0)) as forgetful:
        for after, upto in ((0, 0), (0, 1), (2, 4), (4, None), (6, None), (3, 9)):
            part = await log.stream(STREAM, after=after, upto=upto)
            assert part == await forgetful.stream(STREAM, after=after, upto=upto)
            assert versions(part) == list(range(after + 1, min(upto if upto is not None else 6, 6) + 1))


async def test_only_what_came_since_is_validated_again(log: PostgresEventLog) -> None:
    first = await recorded(log, "a", 3)
    await log.append(entered("a", 5))
    second = await log.stream(STREAM)
    assert all(was is now for was, now in zip(first, second, strict=False))
    assert versions(second) == [1, 2, 3, 4, 5]


async def test_another_history_of_the_same_stream_is_noticed(database: Database, superuser: "Connection") -> None:
    """A database that was restored under a running service has other events at the same versions."""
    memory = StreamMemory()
    async with open_event_log(database, EVENTS, memory=memory) as log:
        await recorded(log, "a", 2)
        await superuser.execute("ALTER TABLE event DISABLE TRIGGER append_only; DELETE FROM event")
        assert await log.stream(STREAM) == []
        await log.append(filled("a", 1))
        await log.append(entered("a", 3, note="別の歴史"))
        shown = await log.stream(STREAM)
    async with open_event_log(database, EVENTS, memory=StreamMemory(0)) as fresh:
        assert shown == await fresh.stream(STREAM)


async def test_the_longest_unused_is_forgotten_first(log: PostgresEventLog) -> None:
    held = {name: await recorded(log, name, 3) for name in ("a", "b", "c")}
    size = sum(len(record.body) for record in held["a"])
    memory = StreamMemory(2 * size)
    for name in ("a", "b"):
        memory.remember(name, held[name])
    memory.recall("a")
    memory.remember("c", held["c"])
    assert [name for name in held if memory.recall(name)] == ["a", "c"]


async def test_who_read_less_meanwhile_takes_nothing_away(log: PostgresEventLog) -> None:
    held = await recorded(log, "a", 3)
    memory = StreamMemory()
    memory.remember("a", held)
    memory.remember("a", held[:2])
    assert [*memory.recall("a")] == held
    memory.remember("a", (*held, *held))
    assert len(memory.recall("a")) == 2 * len(held)


async def test_what_is_too_large_is_not_remembered_and_takes_no_place(log: PostgresEventLog) -> None:
    small, large = await recorded(log, "a", 1), await recorded(log, "b", 20)
    memory = StreamMemory(sum(len(record.body) for record in small))
    memory.remember("a", small)
    memory.remember("b", large)
    assert (memory.recall("a"), memory.recall("b")) == (small, ())


async def test_an_empty_stream_is_asked_for_every_time(log: PostgresEventLog) -> None:
    assert await log.stream(STREAM) == []
    await log.append(opened("a"))
    assert versions(await log.stream(STREAM)) == [1]


def kinds(annotation: Any) -> Iterator[Any]:
    """Give every plain type that an annotation is made of."""
    if get_origin(annotation) is None:
        yield annotation
    for part in get_args(annotation):
        yield from kinds(part)


def test_nobody_can_change_an_event_that_is_remembered_for_all() -> None:
    """Events of memory are shared by everyone who reads: every value in them must be immutable all the way down."""
    seen: set[Any] = set()

    def immutable(model: type[BaseModel]) -> None:
        if model in seen:
            return
        seen.add(model)
        assert model.model_config.get("frozen"), model
        for name, field in model.model_fields.items():
            for kind in kinds(field.annotation):
                if isinstance(kind, type) and issubclass(kind, BaseModel):
                    immutable(kind)
                elif isinstance(kind, type) and not issubclass(kind, Enum):
                    assert kind in PLAIN, (model, name, kind)
            assert not {list, dict, set} & {get_origin(field.annotation)}, (model, name)

    for event in all_events().values():
        immutable(event)
    assert len(seen) > len(all_events())
