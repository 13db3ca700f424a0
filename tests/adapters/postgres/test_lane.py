"""The lane: one writer at a time from reading the head to its commit, and mutants of it that must die every time."""

import asyncio
import random
from collections.abc import Callable
from contextlib import aclosing
from typing import TYPE_CHECKING

import asyncpg
import pytest

from adapters.postgres.connection import Database
from adapters.postgres.event_log import PostgresEventLog, open_event_log
from adapters.postgres.event_table import LogDamaged
from tests.adapters.postgres.lane_gate import assert_whole, call, connected, until, waiting
from tests.adapters.postgres.ledger import EVENTS, opened

if TYPE_CHECKING:
    from adapters.postgres.connection import Connection

GATE = 4711
PAUSE = """
CREATE FUNCTION pause_at(spot text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('test.pause', true) = spot THEN
        PERFORM pg_advisory_lock(4711);
        PERFORM pg_advisory_unlock(4711);
    END IF;
END
$$;
CREATE SEQUENCE mutant_position;
GRANT USAGE ON SEQUENCE mutant_position TO shinchoku_owner;
"""
LOCK = "    PERFORM pg_advisory_xact_lock((x'53484e43'::bigint << 32) | 'event'::regclass::oid::bigint);\n"
HEAD = "    head := coalesce((SELECT e.position FROM event e ORDER BY e.position DESC LIMIT 1), 0);\n"
STAMP = "    stamped_at := clock_timestamp();\n"
END = "    END IF;\nEND\n"
SESSION_LOCK = LOCK.replace("xact_lock", "lock")
UNLOCK = LOCK.replace("xact_lock", "unlock")
Mutation = Callable[[str], str]
MUTANTS: dict[str, Mutation] = {
    "no lock": lambda text: text.replace(LOCK, ""),
    "lock taken after the head was read": lambda text: text.replace(LOCK, "").replace(STAMP, STAMP + LOCK),
    "lock given back before the commit": lambda text: text.replace(LOCK, SESSION_LOCK).replace(
        "    PERFORM pause_at('end');\n", UNLOCK + "    PERFORM pause_at('end');\n"
    ),
    "positions from a sequence": lambda text: text.replace(LOCK, "").replace(
        HEAD, "    head := nextval('mutant_position') - 1;\n"
    ),
}


async def install(superuser: "Connection", mutation: Mutation) -> None:
    """Put pauses into the stored function, at the same spots whatever the mutation, and mutate it."""
    await superuser.execute(PAUSE)
    genuine: str = await superuser.fetchval("SELECT pg_get_functiondef('append_batch'::regproc)")
    paused = genuine.replace(STAMP, STAMP + "    PERFORM pause_at('head');\n")
    paused = paused.replace(END, "    END IF;\n    PERFORM pause_at('end');\nEND\n")
    assert paused.count("pause_at") == 2
    await superuser.execute(mutation(paused))


async def two_sessions_leave_no_gap(database: Database, superuser: "Connection", spot: str) -> None:
    """Stop one session at a spot, let another try, and read all the while: positions 1 and 2, in order, none missed."""
    async with (
        connected(database) as paused,
        connected(database) as other,
        open_event_log(database, EVENTS) as reader,
    ):
        await superuser.execute("SELECT pg_advisory_lock($1)", GATE)
        await paused.execute("SELECT set_config('test.pause', $1, false)", spot)
        first = asyncio.create_task(call(paused, opened("first")))
        await until(lambda: _count_is(superuser, 1))
        second = asyncio.create_task(call(other, opened("second")))
        await until(lambda: _done_or_waiting(superuser, second))
        seen = [recorded.position for recorded in await reader.page(0, 10)]
        await superuser.execute("SELECT pg_advisory_unlock($1)", GATE)
        outcomes = await asyncio.gather(first, second)
        assert sorted(outcome.first for outcome in outcomes) == [1, 2]
        seen += [recorded.position for recorded in await reader.page(seen[-1] if seen else 0, 10)]
        assert seen == [1, 2]


async def _count_is(superuser: "Connection", expected: int) -> bool:
    return await waiting(superuser) == expected


async def _done_or_waiting(superuser: "Connection", task: "asyncio.Task[object]") -> bool:
    return task.done() or await waiting(superuser) == 2


@pytest.mark.parametrize("spot", ["head", "end"])
async def test_two_sessions_leave_no_gap_wherever_one_is_stopped(
    database: Database, superuser: "Connection", spot: str
) -> None:
    await install(superuser, lambda text: text)
    await two_sessions_leave_no_gap(database, superuser, spot)


@pytest.mark.parametrize("mutant", MUTANTS)
async def test_a_mutant_of_the_lane_is_killed(database: Database, superuser: "Connection", mutant: str) -> None:
    mutated: list[str] = []

    def mutate(text: str) -> str:
        mutated.append(MUTANTS[mutant](text))
        assert mutated[0] != text
        return mutated[0]

    await install(superuser, mutate)
    spot = "end" if "before the commit" in mutant else "head"
    with pytest.raises((AssertionError, LogDamaged, asyncpg.UniqueViolationError)):
        await two_sessions_leave_no_gap(database, superuser, spot)


@pytest.mark.parametrize("seed", range(3))
async def test_a_tailing_reader_misses_nothing_under_random_pauses_and_rollbacks(
    database: Database, log: PostgresEventLog, superuser: "Connection", seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test's dice
    kept: set[str] = set()

    async def write(writer: int) -> None:
        async with connected(database, "shinchoku_app") as connection:
            for number in range(25):
                transaction = connection.transaction()
                await transaction.start()
                await call(connection, opened(f"w{writer}-{number}"))
                await asyncio.sleep(chance.choice([0, 0, 0.001, 0.004]))
                if chance.random() < 0.3:
                    await transaction.rollback()
                else:
                    await transaction.commit()
                    kept.add(f"sample-ledger:w{writer}-{number}")

    async def append(writer: int) -> None:
        for number in range(25):
            await log.append(opened(f"a{writer}-{number}"))
            kept.add(f"sample-ledger:a{writer}-{number}")

    async def write_all() -> None:
        await asyncio.gather(*(write(writer) for writer in range(4)), *(append(writer) for writer in range(2)))
        await log.append(opened("last"))

    writing = asyncio.create_task(write_all())
    seen: list[tuple[int, str]] = []
    async with aclosing(log.follow(0)) as pages:
        async for page in pages:
            seen += [(recorded.position, recorded.stream_id) for recorded in page]
            if seen[-1][1] == "sample-ledger:last":
                break
    await writing
    assert [position for position, _ in seen] == list(range(1, len(kept) + 2))
    assert {stream for _, stream in seen} == kept | {"sample-ledger:last"}
    assert await assert_whole(superuser) == len(kept) + 1
