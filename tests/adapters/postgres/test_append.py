"""Appending: gapless positions, one conflict never fails a neighbour, the same request gets the same answer."""

import asyncio
from uuid import uuid4

import pytest

from adapters.postgres.event_log import PostgresEventLog
from application.ports import Append, NewEvent, Request, RequestKeyReused, StreamMoved
from tests.adapters.postgres.ledger import ACT, Ledger, entered, filled, opened

REQUEST = Request("person-1", "key-1", b"\x01" * 32)


async def test_an_empty_log_has_head_0_and_no_page(log: PostgresEventLog) -> None:
    assert await log.head() == 0
    assert await log.page(0, 10) == []
    assert not await log.stream("sample-ledger:a")


async def test_positions_are_gapless_from_1_in_the_order_of_appending(log: PostgresEventLog) -> None:
    first = await log.append(filled("a", 2))
    second = await log.append(opened("b"))
    assert (first.first, first.last, second.first, second.last) == (1, 3, 4, 4)
    assert [row.position for row in await log.page(0, 10)] == [1, 2, 3, 4]
    assert await log.head() == 4


async def test_what_was_appended_is_read_back_whole(log: PostgresEventLog) -> None:
    append = filled("a", 3)
    stored = await log.append(append)
    rows = await log.stream("sample-ledger:a")
    assert [row.event for row in rows] == [new.event for new in append.events]
    assert [row.event_id for row in rows] == [new.event_id for new in append.events]
    assert {row.recorded_at for row in rows} == {stored.recorded_at}
    assert {row.act for row in rows} == {ACT}
    ledger = None
    for row in rows:
        ledger = row.event.mutate(ledger)
    assert isinstance(ledger, Ledger)
    assert ledger.notes == ["記入 0", "記入 1", "記入 2"]


async def test_a_stream_is_read_from_after_one_version_up_to_another(log: PostgresEventLog) -> None:
    await log.append(filled("a", 5))
    assert [row.version for row in await log.stream("sample-ledger:a", after=2, upto=4)] == [3, 4]


async def test_all_streams_of_a_kind_are_read_as_each_of_them_is(log: PostgresEventLog) -> None:
    for name in ("b", "a", "c"):
        await log.append(filled(name, 2))
    streams = await log.streams("sample-ledger")
    assert list(streams) == await log.stream_ids("sample-ledger")
    for stream_id, records in streams.items():
        assert list(await log.stream(stream_id)) == records
    assert await log.streams("sample") == {}


async def test_the_streams_of_a_kind_are_listed_by_name(log: PostgresEventLog) -> None:
    for name in ("b", "a", "b-1"):
        await log.append(filled(name, 1))
    assert await log.stream_ids("sample-ledger") == ["sample-ledger:a", "sample-ledger:b", "sample-ledger:b-1"]
    assert await log.stream_ids("sample") == []


@pytest.mark.parametrize("version", [1, 3])
async def test_a_version_that_is_taken_or_too_high_moves(log: PostgresEventLog, version: int) -> None:
    await log.append(opened("a"))
    with pytest.raises(StreamMoved):
        await log.append(entered("a", version))
    assert await log.head() == 1


async def test_an_append_over_two_streams_is_stored_whole_or_not_at_all(log: PostgresEventLog) -> None:
    await log.append(opened("a"))
    both = [*entered("a", 2).events, *entered("b", 7).events]
    with pytest.raises(StreamMoved):
        await log.append(Append(both, ACT))
    assert await log.head() == 1
    assert (await log.append(Append([*entered("a", 2).events, *opened("b").events], ACT))).last == 3


async def test_versions_that_do_not_follow_one_another_are_refused_before_the_database(log: PostgresEventLog) -> None:
    with pytest.raises(StreamMoved):
        await log.append(Append([*opened("a").events, *entered("a", 3).events], ACT))


async def test_an_append_whose_read_stream_has_moved_is_refused(log: PostgresEventLog) -> None:
    await log.append(opened("a"))
    with pytest.raises(StreamMoved):
        await log.append(Append(opened("b").events, ACT, reads={"sample-ledger:a": 0}))
    assert (await log.append(Append(opened("b").events, ACT, reads={"sample-ledger:a": 1}))).last == 2
    with pytest.raises(StreamMoved):
        await log.append(Append(entered("a", 2).events, ACT, reads={"sample-ledger:a": 0}))


async def test_one_conflict_never_fails_its_neighbours(log: PostgresEventLog) -> None:
    await log.append(opened("taken"))
    appends = [opened("taken" if number % 5 == 0 else f"free-{number}") for number in range(50)]
    outcomes = await asyncio.gather(*map(log.append, appends), return_exceptions=True)
    assert [isinstance(outcome, StreamMoved) for outcome in outcomes] == [number % 5 == 0 for number in range(50)]
    assert [row.position for row in await log.page(0, 100)] == list(range(1, 42))


async def test_of_many_who_want_the_same_version_exactly_one_gets_it(log: PostgresEventLog) -> None:
    await log.append(opened("a"))
    outcomes = await asyncio.gather(*(log.append(entered("a", 2)) for _ in range(20)), return_exceptions=True)
    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert await log.head() == 2


async def test_the_same_event_ids_get_the_first_outcome_again(log: PostgresEventLog) -> None:
    append = filled("a", 2)
    first, *again = await asyncio.gather(*(log.append(append) for _ in range(4)))
    assert {(r.first, r.last, r.recorded_at, r.repeated) for r in again} == {(1, 3, first.recorded_at, True)}
    assert await log.head() == 3


async def test_a_known_event_id_with_other_content_is_a_conflict(log: PostgresEventLog) -> None:
    append = opened("a")
    await log.append(append)
    with pytest.raises(StreamMoved):
        await log.append(Append([NewEvent(append.events[0].event_id, entered("a", 2).events[0].event)], ACT))
    with pytest.raises(StreamMoved):
        await log.append(Append([*append.events, *entered("a", 2).events], ACT))
    with pytest.raises(StreamMoved):
        await log.append(Append([NewEvent(e.event_id, e.event) for e in (*append.events, *append.events)], ACT))


async def test_the_same_request_gets_the_first_answer_and_writes_nothing(log: PostgresEventLog) -> None:
    await log.append(opened("a"))
    first = await log.append(entered("a", 2, request=REQUEST))
    again = await log.append(entered("a", 3, request=REQUEST))
    assert (again.first, again.last, again.recorded_at, again.repeated) == (2, 2, first.recorded_at, True)
    answered = await log.answered("person-1", "key-1")
    assert answered
    assert (answered.fingerprint, answered.last, answered.answer) == (REQUEST.fingerprint, 2, '{"note":"ok"}')
    assert await log.answered("person-2", "key-1") is None


async def test_a_request_key_with_another_body_is_refused(log: PostgresEventLog) -> None:
    await log.append(opened("a"))
    await log.append(entered("a", 2, request=REQUEST))
    with pytest.raises(RequestKeyReused):
        await log.append(entered("a", 3, request=Request("person-1", "key-1", b"\x02" * 32)))
    other_scope = Request("person-2", "key-1", b"\x02" * 32)
    assert (await log.append(entered("a", 3, request=other_scope))).last == 3


async def test_the_same_request_at_the_same_time_is_done_once(log: PostgresEventLog) -> None:
    appends = [Append(opened(f"a-{number}").events, ACT, request=REQUEST, answer="{}") for number in range(10)]
    outcomes = await asyncio.gather(*map(log.append, appends))
    assert sorted(outcome.repeated for outcome in outcomes) == [False] + [True] * 9
    assert {outcome.last for outcome in outcomes} == {1}
    assert await log.head() == 1


async def test_a_conflicting_request_leaves_no_answer_behind(log: PostgresEventLog) -> None:
    with pytest.raises(StreamMoved):
        await log.append(entered("a", 5, request=REQUEST))
    assert await log.answered("person-1", "key-1") is None


async def test_a_request_that_changes_nothing_is_answered_at_the_head(log: PostgresEventLog) -> None:
    await log.append(filled("a", 2))
    nothing = Append([], ACT, reads={"sample-ledger:a": 3}, request=REQUEST, answer='{"unchanged":true}')
    outcomes = await asyncio.gather(log.append(opened("b")), log.append(nothing), log.append(opened("c")))
    assert [(outcome.first, outcome.last) for outcome in outcomes] == [(4, 4), (4, 4), (5, 5)]
    answered = await log.answered("person-1", "key-1")
    assert answered
    assert (answered.last, answered.answer) == (4, '{"unchanged":true}')


async def test_requests_in_one_batch_each_keep_their_own_positions(log: PostgresEventLog) -> None:
    appends = [
        Append(filled(f"a-{n}", n % 3).events, ACT, request=Request("s", f"k-{n}", b"f"), answer=str(n))
        for n in range(12)
    ]
    outcomes = await asyncio.gather(*map(log.append, appends))
    for number, outcome in enumerate(outcomes):
        again = await log.append(Append(opened(uuid4().hex).events, ACT, request=Request("s", f"k-{number}", b"f")))
        assert (again.first, again.last, again.repeated) == (outcome.first, outcome.last, True)
