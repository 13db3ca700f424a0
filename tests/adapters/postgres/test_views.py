"""Reading views: by key, by page, by year and office, over indexes, and the audit trail over the log."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.postgres.audit import PostgresAudit, extend_trail
from adapters.postgres.connection import Database
from adapters.postgres.event_log import PostgresEventLog, open_event_log
from adapters.postgres.event_mapper import EventMapper
from adapters.postgres.projector import Projector
from adapters.postgres.queries import queries
from adapters.postgres.views import PostgresViews
from application.ports import Append, NewEvent
from domain.topics import all_events
from projections.audit_timeline import Asked, office_of, year_of
from projections.catalogue import all_views
from projections.filings import Filings
from projections.measure_register import MeasureRegister
from projections.view import fold_all
from tests.adapters.postgres.ledger import filled
from tests.projections import sample_year

if TYPE_CHECKING:
    from adapters.postgres.connection import Connection, Pool

FACTS = tuple(sample_year.tape().facts)


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[PostgresEventLog]:
    """Give a log that holds the sample year, one append per fact."""
    async with open_event_log(database, all_events()) as log:
        for fact in FACTS:
            await log.append(Append([NewEvent(fact.event_id, fact.event)], fact.act))
        yield log


@pytest_asyncio.fixture
async def pool(database: Database) -> AsyncIterator["Pool"]:
    """Give a pool to read from."""
    made = await database.pool(4)
    yield made
    await made.close()


@pytest_asyncio.fixture
async def views(database: Database, year: PostgresEventLog, pool: "Pool") -> PostgresViews:
    """Give the views of the sample year, caught up."""
    await Projector(database, year, all_views(), page=50).catch_up()
    return PostgresViews(pool, all_views())


@pytest_asyncio.fixture
async def audit(year: PostgresEventLog, pool: "Pool") -> PostgresAudit:
    """Give the audit trail of the sample year."""
    assert await year.head() == len(FACTS)
    return PostgresAudit(pool, EventMapper(all_events()))


async def test_the_tables_hold_what_a_fold_in_memory_gives(views: PostgresViews) -> None:
    for view in all_views():
        rows = [row async for row in views.every(view)]
        assert rows == [*fold_all(view, FACTS).values()], view.name


async def test_a_list_is_read_page_by_page_in_the_order_of_its_keys(views: PostgresViews) -> None:
    first = await views.list(Filings(), limit=3)
    assert first.after is not None
    assert first.position == len(FACTS)
    rest = await views.list(Filings(), after=first.after, limit=3)
    assert [row.object_id.partition(":")[0] for row in (*first.rows, *rest.rows)] == [
        "emission-statement",
        "evaluation",
        "in-house-report",
        "progress-report",
    ]
    assert rest.after is None


async def test_a_list_is_narrowed_by_year_office_and_prefix(views: PostgresViews) -> None:
    async def ids(**conditions: Any) -> list[str]:
        return [row.object_id async for row in views.every(Filings(), **conditions)]

    assert len(await ids(fiscal_year=2025)) == 4
    assert await ids(fiscal_year=2024) == []
    assert len(await ids(lg_code="43100")) == 4
    assert await ids(fiscal_year=2025, lg_code="43210") == []
    assert await ids(prefix="evaluation:") == ["evaluation:43100:2025"]
    assert len([row async for row in views.every(MeasureRegister(), lg_code="43100")]) == 1


async def test_an_empty_list_is_a_list(views: PostgresViews) -> None:
    page = await views.list(Filings(), fiscal_year=1999)
    assert (page.rows, page.after, page.position) == ([], None, len(FACTS))


async def plan_of(connection: "Connection", query: str, *arguments: object) -> str:
    lines = await connection.fetch(f"EXPLAIN {query}", *arguments)
    return "\n".join(line[0] for line in lines)


@pytest.mark.parametrize(
    ("name", "more"),
    [("list", ()), ("list_of_fiscal_year", (2025, None)), ("list_of_office", ("43100",))],
)
async def test_a_list_is_read_from_an_index(superuser: "Connection", name: str, more: tuple[object, ...]) -> None:
    await superuser.execute(
        """
        INSERT INTO projection (view, generation, version, live) VALUES ('v', 1, 1, true);
        INSERT INTO view_row (view, generation, key, fiscal_year, lg_code, position, doc)
        SELECT 'v', 1, n, 2000 + n % 30, 43100 + n % 24, n, '{}' FROM generate_series(1, 20000) AS n;
        ANALYZE view_row
        """
    )
    plan = await plan_of(superuser, queries("views")[name], "v", "", "", "\U0010ffff", 50, *more)
    assert "Seq Scan on view_row" not in plan
    assert "Index" in plan


async def positions(audit: PostgresAudit, asked: Asked) -> list[int]:
    return [fact.position for fact in await audit.oldest(asked, limit=1000)]


def expected(condition: Any) -> list[int]:
    return [fact.position for fact in FACTS if condition(fact)]


async def test_the_trail_is_narrowed_by_object_office_year_kind_and_topic(audit: PostgresAudit) -> None:
    assert await positions(audit, Asked()) == [*range(1, len(FACTS) + 1)]
    by_object = expected(lambda fact: fact.stream_id == "region:kumamoto")
    assert await positions(audit, Asked(object_id="region:kumamoto")) == by_object
    by_office = expected(lambda fact: office_of(fact.stream_id) == "43100")
    assert await positions(audit, Asked(lg_code="43100")) == by_office
    by_year = expected(lambda fact: year_of(fact.stream_id, fact.act.effective_on) == 2025)
    assert await positions(audit, Asked(fiscal_year=2025)) == by_year
    assert await positions(audit, Asked(kind="measure")) == expected(lambda fact: fact.topic.startswith("measure."))
    by_topic = expected(lambda fact: fact.topic == "measure.launched")
    assert await positions(audit, Asked(kind="measure", topic="measure.launched")) == by_topic


IDS = st.lists(
    st.sampled_from(["43100", "43100-0001", "2025", "1999", "20255", "x", "a2025", "3100", "431000"]), max_size=3
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=IDS, day=st.dates(date(1990, 1, 1), date(2100, 12, 31)))
async def test_the_database_reads_office_and_year_out_of_an_id_as_python_does(
    superuser: "Connection", words: list[str], day: date
) -> None:
    stream_id = ":".join(["kind", *words])
    told = await superuser.fetchrow("SELECT office_of($1), fiscal_year_of($1, $2)", stream_id, day)
    assert tuple(told or ()) == (office_of(stream_id), year_of(stream_id, day))


async def test_the_trail_is_narrowed_by_person_capacity_and_period(
    year: PostgresEventLog, audit: PostgresAudit
) -> None:
    all_facts = list(await year.page(0, 1000))
    middle = all_facts[60].recorded_at
    assert await positions(audit, Asked(actor="person-1", capacity="clerk")) == [*range(1, len(FACTS) + 1)]
    assert await positions(audit, Asked(actor="person-2")) == []
    assert await positions(audit, Asked(since=middle)) == [f.position for f in all_facts if f.recorded_at >= middle]
    assert await positions(audit, Asked(until=middle)) == [f.position for f in all_facts if f.recorded_at < middle]
    assert await positions(audit, Asked(since=middle + timedelta(days=1))) == []


async def test_the_trail_as_of_a_position_knows_nothing_of_what_followed(audit: PostgresAudit) -> None:
    assert await positions(audit, Asked(as_of=10)) == [*range(1, 11)]


async def test_the_trail_is_read_back_from_the_newest(audit: PostgresAudit) -> None:
    last = await audit.newest(Asked(), limit=3)
    assert [fact.position for fact in last] == [len(FACTS), len(FACTS) - 1, len(FACTS) - 2]
    before = await audit.newest(Asked(), before=last[-1].position, limit=1)
    assert before[0].position == len(FACTS) - 3
    after = await audit.oldest(Asked(), after=before[0].position, limit=10)
    assert [fact.position for fact in after] == [fact.position for fact in reversed(last)]


async def test_the_index_of_the_trail_is_brought_up_to_the_log_before_every_answer(
    year: PostgresEventLog, audit: PostgresAudit, superuser: "Connection"
) -> None:
    assert await positions(audit, Asked(actor="person-1")) == [*range(1, len(FACTS) + 1)]
    first = FACTS[0]
    again = first.event.model_copy(update={"originator_id": "region:another"})
    await year.append(Append([NewEvent(uuid4(), again)], first.act))
    newest = await audit.newest(Asked(actor=first.act.actor), limit=1)
    assert [fact.position for fact in newest] == [len(FACTS) + 1]
    indexed = await superuser.fetchval("SELECT array_agg(position ORDER BY position) FROM trail")
    assert indexed == [*range(1, len(FACTS) + 2)]


async def test_askers_at_once_bring_the_index_of_the_trail_up_together(
    year: PostgresEventLog, audit: PostgresAudit
) -> None:
    everything = [*range(1, await year.head() + 1)]
    answers = await asyncio.gather(*(positions(audit, Asked(actor="person-1")) for _ in range(7)))
    assert answers == [everything] * 7


@pytest.mark.parametrize(
    "act", ["INSERT INTO trail VALUES (9, 'a', 't', NULL, 2025)", "DELETE FROM trail", "UPDATE trail SET office = NULL"]
)
async def test_nobody_who_serves_can_hide_a_fact_from_the_trail(database: Database, act: str) -> None:
    connection = await database.connect()
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(act)
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        ({3: "sample-ledger:l-7"}, "event_stream_id_version_key"),
        ({5: "sample-ledger.closed"}, "trail_of_topic"),
        ({6: "43100"}, "trail_of_office"),
        ({8: "person-2"}, "trail_of_actor"),
    ],
)
async def test_a_narrowed_trail_is_read_from_an_index(
    log: PostgresEventLog, superuser: "Connection", condition: dict[int, object], index: str
) -> None:
    for number in range(40):
        await log.append(filled(f"l-{number}", 5 if number == 7 else 100))
    while await extend_trail(superuser) < await log.head():
        pass
    await superuser.execute("ANALYZE event, trail")
    conditions = [condition.get(place) for place in range(2, 13)]
    async with superuser.transaction():
        await superuser.execute(queries("audit")["plan_each"])
        plan = await plan_of(superuser, queries("audit")["newest"], 2**62, 50, *conditions)
    assert index in plan
