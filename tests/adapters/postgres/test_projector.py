"""The projector on real PostgreSQL: exactly once, behind a fence, past poison, and swapped under its readers."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.projector import Projector
from adapters.postgres.views import PostgresViews, ViewBeingBuilt
from application.ports import Append, NewEvent
from domain.record import Recorded
from projections.view import View, fold_all
from tests.adapters.postgres.ledger import ACT, Ledger, entered, filled, opened
from tests.adapters.postgres.ledger_views import Counts, Delicate, Healed, Ledgers, Newest

if TYPE_CHECKING:
    from adapters.postgres.connection import Connection, Pool

VIEWS: tuple[View[Any], ...] = (Ledgers(), Counts())


@pytest_asyncio.fixture
async def pool(database: Database) -> AsyncIterator["Pool"]:
    """Give a pool to read from."""
    made = await database.pool(4)
    yield made
    await made.close()


@pytest_asyncio.fixture
async def views(pool: "Pool") -> PostgresViews:
    """Give the reading side."""
    return PostgresViews(pool, VIEWS)


@asynccontextmanager
async def running(*projectors: Projector) -> AsyncIterator[None]:
    """Run projectors beside the test."""
    tasks = [asyncio.create_task(projector.run()) for projector in projectors]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def notes_of(views: PostgresViews, view: View[Any]) -> dict[str, int]:
    return {row.object_id: len(row.notes) async for row in views.every(view)}


async def everything(log: PostgresEventLog) -> Sequence[Recorded]:
    return await log.page(0, 100_000)


async def test_rows_follow_the_log(database: Database, log: PostgresEventLog, views: PostgresViews) -> None:
    for name in "abc":
        await log.append(filled(name, 5))
    await Projector(database, log, VIEWS, page=4).catch_up()
    found = {row.object_id: row async for row in views.every(Ledgers())}
    assert found == dict(fold_all(Ledgers(), await everything(log)))
    assert len(found) == 3
    count = await views.get(Counts(), "all")
    assert count is not None
    assert count.count == 15


async def test_a_row_that_is_no_more_leaves_the_table(
    database: Database, log: PostgresEventLog, views: PostgresViews
) -> None:
    await log.append(opened("a"))
    projector = Projector(database, log, VIEWS)
    await projector.catch_up()
    assert await views.get(Ledgers(), "sample-ledger:a") is not None
    end = Ledger.Closed(originator_id="sample-ledger:a", originator_version=2)
    await log.append(Append([NewEvent(uuid4(), end)], ACT))
    await projector.catch_up()
    assert await views.get(Ledgers(), "sample-ledger:a") is None


async def test_people_read_their_own_writes(database: Database, log: PostgresEventLog, views: PostgresViews) -> None:
    async with running(Projector(database, log, VIEWS)):
        for number in range(1, 11):
            stored = await log.append(opened("a") if number == 1 else entered("a", number))
            assert await views.wait_for(stored.last)
            row = await views.get(Ledgers(), "sample-ledger:a")
            assert row is not None
            assert len(row.notes) == number - 1


async def test_a_wait_that_nobody_serves_ends_with_no(
    database: Database, log: PostgresEventLog, views: PostgresViews
) -> None:
    await Projector(database, log, VIEWS).catch_up()
    stored = await log.append(opened("a"))
    assert not await views.wait_for(stored.last, timeout=0.05)
    assert (await views.status()).lag == 1


async def test_a_lost_hint_is_made_good_by_the_poll(
    database: Database, log: PostgresEventLog, views: PostgresViews, superuser: "Connection"
) -> None:
    async with running(Projector(database, log, VIEWS)):
        assert await views.wait_for((await log.append(opened("a"))).last)
        await superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        )
        assert await views.wait_for((await log.append(opened("b"))).last)


async def test_only_one_of_two_runners_moves_a_lane(
    database: Database, log: PostgresEventLog, views: PostgresViews, superuser: "Connection"
) -> None:
    await Projector(database, log, VIEWS).catch_up()
    stored = await log.append(filled("a", 3))
    async with superuser.transaction():
        await superuser.execute("SELECT FROM projection WHERE view = 'ledgers' FOR UPDATE")
        await Projector(database, log, VIEWS).catch_up()
        standing = {lane.view: lane.position for lane in (await views.status()).lanes}
        assert standing == {"ledgers": 0, "counts": stored.last}
    await Projector(database, log, VIEWS).catch_up()
    assert {lane.position for lane in (await views.status()).lanes} == {stored.last}


async def test_competing_projectors_killed_at_random_count_every_fact_once(
    database: Database, log: PostgresEventLog, views: PostgresViews, superuser: "Connection"
) -> None:
    await log.append(opened("a"))
    writing = asyncio.create_task(write(log, 300))
    async with running(*(Projector(database, log, VIEWS, page=7) for _ in range(2))):
        kills = 0
        while not writing.done() or kills < 20:
            kills += await superuser.fetchval(KILL)
            await asyncio.sleep(0.03)
        stored = await writing
        assert await views.wait_for(stored, timeout=30)
    assert kills >= 20
    count = await views.get(Counts(), "all")
    assert count is not None
    assert count.count == 300
    assert {row.object_id: row async for row in views.every(Ledgers())} == dict(
        fold_all(Ledgers(), await everything(log))
    )


KILL = """
WITH chosen AS (
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'shinchoku-projector' ORDER BY random() LIMIT 1
)
SELECT count(pg_terminate_backend(pid)) FROM chosen
"""


async def write(log: PostgresEventLog, notes: int) -> int:
    last = 0
    for number in range(notes):
        last = (await log.append(entered("a", number + 2))).last
        await asyncio.sleep(0.002)
    return last


async def test_a_fact_that_cannot_be_folded_stops_its_view_alone(
    database: Database, log: PostgresEventLog, pool: "Pool"
) -> None:
    both: tuple[View[Any], ...] = (Ledgers(), Delicate())
    views = PostgresViews(pool, both)
    projector = Projector(database, log, both)
    await projector.catch_up()
    await log.append(opened("a"))
    for number in range(2, 12):
        await log.append(entered("a", number, note="毒" if number == 8 else "記入"))
    await projector.catch_up()
    standing = await views.status()
    (failed,) = standing.failed
    assert (failed.view, failed.position, failed.failed_at, failed.failure_code) == ("delicate", 7, 8, "poison")
    assert failed.failure == "sample-ledger:a"
    assert standing.lag == 4
    assert await notes_of(views, Ledgers()) == {"sample-ledger:a": 10}
    assert await notes_of(views, Delicate()) == {"sample-ledger:a": 6}
    assert not await views.wait_for(11, timeout=5)


async def test_a_stopped_view_goes_on_once_its_code_is_fixed(
    database: Database, log: PostgresEventLog, pool: "Pool"
) -> None:
    await Projector(database, log, [Delicate()]).catch_up()
    await log.append(opened("a"))
    await log.append(entered("a", 2, note="毒"))
    await log.append(entered("a", 3))
    await Projector(database, log, [Delicate()]).catch_up()
    await Projector(database, log, [Healed()]).catch_up()
    views = PostgresViews(pool, [Healed()])
    assert (await views.status()).failed == []
    assert await notes_of(views, Healed()) == {"sample-ledger:a": 2}


async def test_a_row_that_cannot_be_stored_is_isolated_like_one_that_cannot_be_folded(
    database: Database, log: PostgresEventLog, pool: "Pool", superuser: "Connection"
) -> None:
    projector, views = Projector(database, log, VIEWS), PostgresViews(pool, VIEWS)
    await projector.catch_up()
    await superuser.execute("ALTER TABLE view_row ADD CHECK (key <> 'sample-ledger:b')")
    for name in "abc":
        await log.append(opened(name))
    await projector.catch_up()
    (failed,) = (await views.status()).failed
    assert (failed.view, failed.position, failed.failed_at) == ("ledgers", 1, 2)
    assert failed.failure_code == "check-violation-error"


async def test_a_hole_in_the_log_stops_every_view_before_it(
    database: Database, log: PostgresEventLog, views: PostgresViews, superuser: "Connection"
) -> None:
    projector = Projector(database, log, VIEWS, page=4)
    await projector.catch_up()
    await log.append(filled("a", 9))
    await superuser.execute("ALTER TABLE event DISABLE TRIGGER append_only")
    await superuser.execute("DELETE FROM event WHERE position = 7")
    await projector.catch_up()
    failed = (await views.status()).failed
    assert {(lane.view, lane.position, lane.failed_at, lane.failure_code) for lane in failed} == {
        ("ledgers", 6, 7, "log-damaged"),
        ("counts", 6, 7, "log-damaged"),
    }


async def test_a_view_is_not_read_before_it_is_built(
    database: Database, log: PostgresEventLog, views: PostgresViews
) -> None:
    await log.append(filled("a", 9))
    with pytest.raises(ViewBeingBuilt):
        await views.get(Ledgers(), "sample-ledger:a")
    await Projector(database, log, VIEWS, page=3).catch_up()
    assert await views.get(Ledgers(), "sample-ledger:a") is not None


async def test_readers_never_see_a_half_built_view(
    database: Database, log: PostgresEventLog, views: PostgresViews
) -> None:
    for number in range(20):
        await log.append(filled(f"l-{number:02}", 9))
    projector = Projector(database, log, VIEWS, page=5)
    await projector.catch_up()
    whole = await notes_of(views, Ledgers())
    reads = 0
    for _ in range(3):
        await projector.rebuild(Ledgers())
        building = asyncio.create_task(projector.catch_up())
        while not building.done():
            assert await notes_of(views, Ledgers()) == whole
            reads += 1
        await building
    assert reads > 10
    (lane,) = [lane for lane in (await views.status()).lanes if lane.view == "ledgers"]
    assert (lane.generation, lane.live) == (4, True)


async def test_a_rebuild_leaves_no_row_of_the_generation_before(
    database: Database, log: PostgresEventLog, superuser: "Connection"
) -> None:
    await log.append(filled("a", 2))
    projector = Projector(database, log, VIEWS)
    await projector.catch_up()
    await superuser.execute("UPDATE view_row SET doc = '{\"damaged\": true}' WHERE view = 'ledgers'")
    await projector.rebuild(Ledgers())
    await projector.catch_up()
    rows = await superuser.fetch("SELECT generation, doc FROM view_row WHERE view = 'ledgers'")
    assert [row["generation"] for row in rows] == [2]
    assert "damaged" not in rows[0]["doc"]


async def test_a_rebuild_goes_on_while_the_log_grows(
    database: Database, log: PostgresEventLog, views: PostgresViews
) -> None:
    await log.append(opened("a"))
    projector = Projector(database, log, VIEWS, page=5)
    await projector.catch_up()
    writing = asyncio.create_task(write(log, 100))
    async with running(Projector(database, log, VIEWS, page=5)):
        await projector.rebuild(Ledgers())
        await projector.rebuild(Counts())
        assert await views.wait_for(await writing, timeout=20)
        async with asyncio.timeout(20):  # nothing in this process tells when another one swaps
            while {lane.generation for lane in (await views.status()).lanes} != {2}:  # noqa: ASYNC110 - as said
                await asyncio.sleep(0.01)
    count = await views.get(Counts(), "all")
    assert count is not None
    assert count.count == 100


async def test_a_newer_version_of_a_view_is_built_beside_and_the_older_code_lets_it_be(
    database: Database, log: PostgresEventLog, pool: "Pool"
) -> None:
    await log.append(filled("a", 2))
    old, new = PostgresViews(pool, [Ledgers()]), PostgresViews(pool, [Newest()])
    await Projector(database, log, [Ledgers()]).catch_up()
    with pytest.raises(ViewBeingBuilt):
        await new.get(Newest(), "sample-ledger:a")
    await Projector(database, log, [Newest()]).catch_up()
    assert await new.get(Newest(), "sample-ledger:a") is not None
    with pytest.raises(ViewBeingBuilt):
        await old.get(Ledgers(), "sample-ledger:a")
    await log.append(opened("b"))
    await Projector(database, log, [Ledgers()]).catch_up()
    (lane,) = (await new.status()).lanes
    assert (lane.version, lane.position, lane.live) == (2, 3, True)


async def test_a_projector_comes_back_after_its_database_was_away(
    database: Database, log: PostgresEventLog, views: PostgresViews, superuser: "Connection"
) -> None:
    async with running(Projector(database, log, VIEWS)):
        assert await views.wait_for((await log.append(opened("a"))).last)
        await superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'shinchoku-projector'"
        )
        assert await views.wait_for((await log.append(opened("b"))).last)
    assert (await views.status()).failed == []
