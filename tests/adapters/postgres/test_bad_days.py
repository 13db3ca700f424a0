"""Bad days of the log: callers who leave, poison, lost connections, a full queue, a lane that somebody holds."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from adapters.postgres.appender import Limits
from adapters.postgres.batch import Entry, NewRow, entry
from adapters.postgres.connection import Database
from adapters.postgres.courier import NotDurable
from adapters.postgres.event_log import PostgresEventLog, open_event_log
from adapters.postgres.event_table import open_event_table
from adapters.postgres.hint import Hint
from application.ports import Act, Append, LogBusy, LogUnreachable, PayloadRefused, Request
from tests.adapters.postgres.lane_gate import assert_whole, call, connected, held_lane, until, waiting
from tests.adapters.postgres.ledger import ACT, EVENTS, entered, filled, opened

if TYPE_CHECKING:
    from adapters.postgres.connection import Connection

REQUEST = Request("person-1", "key-1", b"\x01" * 32)
END_BACKENDS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE $1"
)


async def someone_waits(superuser: "Connection") -> None:
    """Wait until a session waits for the lane."""

    async def one() -> bool:
        return await waiting(superuser) > 0

    await until(one)


async def end_backends(superuser: "Connection", query: str) -> None:
    """End the sessions whose last statement looks like this, and wait until they are gone."""

    async def gone() -> bool:
        return not await superuser.fetch(f"{END_BACKENDS} AND pid <> pg_backend_pid()", query)

    await until(gone)


async def test_an_append_whose_caller_leaves_is_stored_all_the_same(
    database: Database, log: PostgresEventLog, superuser: "Connection"
) -> None:
    append = opened("a")
    async with held_lane(database):
        leaving = asyncio.create_task(log.append(append))
        await someone_waits(superuser)
        staying = asyncio.create_task(log.append(opened("b")))
        await asyncio.sleep(0)
        queued = asyncio.create_task(log.append(opened("c")))
        await asyncio.sleep(0)
        leaving.cancel()
        queued.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
    assert (await staying).last == 2
    assert (await log.append(append)).repeated
    assert [recorded.stream_id[-1] for recorded in await log.page(0, 10)] == ["a", "b", "c"]


async def test_poison_in_a_shared_batch_fails_alone(database: Database, superuser: "Connection") -> None:
    poison = [
        _raw("broken-json", body='{"a":'),
        _raw("nul-in-topic", topic="a\x00b"),
        _raw("surrogate", body='{"a":"\ud800"}'),
        _raw("not-a-number", version=2**40),
        _raw("endless", act=replace(ACT, effective_on=date.max)),
        _raw("too-long-to-index-" + "".join(uuid4().hex for _ in range(300))),
        _raw("nobody", act=Act(actor=None, capacity="x", effective_on=ACT.effective_on)),  # type: ignore[arg-type]  # on purpose
    ]
    async with open_event_table(database) as table:
        async with held_lane(database):
            first = asyncio.create_task(table.append(_raw("first")))
            await someone_waits(superuser)
            good = [asyncio.create_task(table.append(_raw(f"good-{number}"))) for number in range(5)]
            bad = [asyncio.create_task(table.append(one)) for one in poison]
            await asyncio.sleep(0)
        await asyncio.gather(first, *good)
        refused = await asyncio.gather(*bad, return_exceptions=True)
    assert [type(outcome) for outcome in refused] == [PayloadRefused] * len(poison)
    assert await assert_whole(superuser) == 6


def _raw(name: str, *, topic: str = "raw", version: int = 1, body: str = "{}", act: Act = ACT) -> Entry:
    return entry([NewRow(uuid4(), f"raw:{name}", version, topic, 1, body)], act)


async def test_an_append_larger_than_the_limit_is_refused_at_the_edge(log: PostgresEventLog) -> None:
    with pytest.raises(PayloadRefused):
        await log.append(Append([*filled("a", 1).events, *entered("b", 1, "長" * 5_000_000).events], ACT))
    assert await log.head() == 0


async def test_a_lost_connection_leaves_the_outcome_unknown_and_a_retry_settles_it(
    database: Database, log: PostgresEventLog, superuser: "Connection"
) -> None:
    await log.append(opened("a"))
    append = entered("a", 2, request=REQUEST)
    async with held_lane(database):
        lost = asyncio.create_task(log.append(append))
        await someone_waits(superuser)
        await end_backends(superuser, "%append_batch%")
        with pytest.raises(LogUnreachable):
            await lost
    retried = await log.append(append)
    assert (retried.last, retried.repeated) == (2, False)
    again = await log.append(append)
    assert (again.last, again.repeated) == (2, True)
    assert await assert_whole(superuser) == 2


async def test_a_connection_lost_while_idle_is_replaced(log: PostgresEventLog, superuser: "Connection") -> None:
    await log.append(opened("a"))
    await end_backends(superuser, "%append_batch%")
    await asyncio.sleep(0.05)
    assert (await log.append(opened("b"))).last == 2


async def test_silence_beyond_the_deadline_ends_the_connection_not_the_statement(
    database: Database, superuser: "Connection"
) -> None:
    async with open_event_log(database, EVENTS, Limits(deadline=0.2)) as log:
        append = opened("a")
        async with held_lane(database):
            with pytest.raises(LogUnreachable):
                await log.append(append)
        assert (await log.append(append)).last == 1
    assert await assert_whole(superuser) == 1


async def test_a_full_queue_is_busy_at_once_and_loses_nothing(database: Database, superuser: "Connection") -> None:
    async with open_event_log(database, EVENTS, Limits(waiting=3)) as log:
        async with held_lane(database):
            taken = [asyncio.create_task(log.append(opened("0")))]
            await someone_waits(superuser)
            taken += [asyncio.create_task(log.append(opened(str(number)))) for number in (1, 2, 3)]
            await asyncio.sleep(0)
            with pytest.raises(LogBusy):
                await log.append(opened("4"))
        assert sorted(outcome.last for outcome in await asyncio.gather(*taken)) == [1, 2, 3, 4]
    assert await assert_whole(superuser) == 4


async def test_a_queue_too_heavy_for_memory_is_busy_too(database: Database, superuser: "Connection") -> None:
    async with open_event_log(database, EVENTS, Limits(waiting_bytes=10_000)) as log:
        async with held_lane(database):
            first = asyncio.create_task(log.append(opened("0")))
            await someone_waits(superuser)
            second = asyncio.create_task(log.append(Append(entered("a", 1, "x" * 6_000).events, ACT)))
            await asyncio.sleep(0)
            with pytest.raises(LogBusy):
                await log.append(Append(entered("b", 1, "x" * 6_000).events, ACT))
        assert [(await first).last, (await second).last] == [1, 2]


async def test_a_lane_held_too_long_makes_the_log_busy_and_nothing_is_written(
    database: Database, superuser: "Connection"
) -> None:
    impatient = replace(database, settings={"lock_timeout": "100ms"})
    async with open_event_log(impatient, EVENTS) as log:
        async with held_lane(database):
            with pytest.raises(LogBusy):
                await log.append(opened("a"))
        assert await assert_whole(superuser) == 0
        assert (await log.append(opened("a"))).last == 1


async def test_one_who_falls_asleep_in_the_lane_is_put_out(database: Database, log: PostgresEventLog) -> None:
    drowsy = replace(database, settings={"idle_in_transaction_session_timeout": "200ms"})
    async with connected(drowsy, "shinchoku_app") as sleeper:
        await sleeper.execute("BEGIN")
        await call(sleeper, opened("never"))
        assert (await log.append(opened("a"))).last == 1
    assert [recorded.stream_id for recorded in await log.page(0, 10)] == ["sample-ledger:a"]


async def test_closing_stores_what_is_waiting(database: Database, superuser: "Connection") -> None:
    async with open_event_log(database, EVENTS) as log:
        waiting_appends = [asyncio.create_task(log.append(opened(str(number)))) for number in range(50)]
        await asyncio.sleep(0)
    assert len({outcome.last for outcome in await asyncio.gather(*waiting_appends)}) == 50
    assert await assert_whole(superuser) == 50
    with pytest.raises(LogBusy):
        await log.append(opened("late"))


async def test_a_killed_listener_recovers_and_nothing_waits_longer_than_the_poll(
    log: PostgresEventLog, superuser: "Connection"
) -> None:
    async with aclosing(log.follow(0)) as pages:
        for number in range(3):
            following = asyncio.create_task(anext(pages))
            await asyncio.sleep(0.05)
            if number == 1:
                await end_backends(superuser, "LISTEN%")
            await log.append(opened(str(number)))
            async with asyncio.timeout(5):
                (recorded,) = await following
            assert recorded.position == number + 1


async def test_a_hint_comes_long_before_the_poll(log: PostgresEventLog) -> None:
    async with aclosing(log.follow(0)) as pages:
        following = asyncio.create_task(anext(pages))
        await asyncio.sleep(0.3)
        await log.append(opened("a"))
        async with asyncio.timeout(1):
            assert len(await following) == 1


async def test_a_log_without_a_listener_says_so_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    hint = Hint(Database({"host": "/nowhere/at/all", "user": "nobody", "database": "none"}))
    assert not (await hint.listen()).is_set()
    assert "polling only" in caplog.text
    await hint.close()


async def test_an_unreachable_database_is_known_at_once(database: Database) -> None:
    nowhere = Database({"host": "/nowhere/at/all", "user": "nobody", "database": "none"})
    with pytest.raises(LogUnreachable):
        async with open_event_log(nowhere, EVENTS):
            pytest.fail("it opened")
    assert await _durable(database, "on")


async def test_a_log_that_could_forget_is_refused(database: Database) -> None:
    with pytest.raises(NotDurable):
        await _durable(database, "off")


async def _durable(database: Database, commit: str) -> bool:
    async with open_event_log(replace(database, settings={"synchronous_commit": commit}), EVENTS) as log:
        return await log.head() == 0
