"""The live feed: over a real connection, whole and in order, cut off and resumed, and only what one may read."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from adapters.api.wiring import Settings
from adapters.postgres.connection import Database
from tests.adapters.api.front import Front, code, key, open_front
from tests.adapters.api.serving import serving
from tests.domain.office_year import LG, OTHER

PATH = "/api/v1/feed"
BEGIN = "/api/v1/commands/begin-progress-report"


@dataclass(frozen=True)
class Told:
    """One event of the stream."""

    position: int
    topic: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Line:
    """The way to a served API: one client per key."""

    front: Front
    address: str

    @asynccontextmanager
    async def feed(self, secret: str, **headers: str) -> AsyncIterator[AsyncIterator[Told]]:
        """Open a feed; leaving hangs up."""
        asked = {"Authorization": f"Bearer {secret}", **headers}
        async with (
            httpx2.AsyncClient(base_url=self.address, trust_env=False, timeout=20) as http,
            http.stream("GET", PATH, headers=asked) as answer,
        ):
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/event-stream")
            yield _read(answer)


async def _read(answer: httpx2.Response) -> AsyncIterator[Told]:
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value
        elif "id" in fields:
            yield Told(int(fields["id"]), fields["event"], json.loads(fields["data"]))
            fields = {}


async def take(feed: AsyncIterator[Told], count: int) -> list[Told]:
    async with asyncio.timeout(20):
        return [await anext(feed) for _ in range(count)]


@asynccontextmanager
async def served(front: Front) -> AsyncIterator[Line]:
    async with serving(front.app) as address:
        yield Line(front, address)


@pytest_asyncio.fixture
async def line(spring: Front) -> AsyncIterator[Line]:
    async with served(spring) as opened:
        yield opened


async def begin(front: Front, lg_code: str) -> int:
    clerk = await front.come_in("clerk", lg_code)
    answer = await clerk.post(BEGIN, json={"lg_code": lg_code, "fiscal_year": 2025}, headers=key())
    return int(answer.json()["position"])


async def test_what_is_recorded_is_told_as_it_is_recorded(line: Line) -> None:
    secret = await line.front.secret("auditor")
    async with line.feed(secret) as feed:
        position = await begin(line.front, LG)
        told = await take(feed, 2)
    assert [each.position for each in told] == [position - 1, position]
    assert (told[1].topic, told[1].data["object_id"]) == ("progress-report.begun", f"progress-report:{LG}:2025")


async def test_who_was_cut_off_goes_on_after_the_last_event_without_a_gap(line: Line) -> None:
    secret = await line.front.secret("auditor")
    head = await line.front.log.head()
    async with line.feed(secret, **{"Last-Event-ID": "0"}) as feed:
        first = await take(feed, 5)
    async with line.feed(secret, **{"Last-Event-ID": str(first[-1].position)}) as feed:
        rest = await take(feed, head - 5)
    assert [each.position for each in (*first, *rest)] == [*range(1, head + 1)]


async def test_an_office_is_told_of_its_own_filings_and_of_no_other_offices(line: Line) -> None:
    secret = await line.front.secret("clerk", LG)
    async with line.feed(secret) as feed:
        await begin(line.front, OTHER)
        position = await begin(line.front, LG)
        (told,) = await take(feed, 1)
    assert (told.position, told.data["lg_code"]) == (position, LG)


async def test_a_feed_ends_by_itself_so_that_its_key_is_looked_at_again(database: Database) -> None:
    async with open_front(database, Settings(feed_seconds=0.5, feed_beat=0.1)) as front:
        secret = await front.secret("auditor")
        async with served(front) as line, line.feed(secret, **{"Last-Event-ID": "0"}) as feed:
            async with asyncio.timeout(20):
                told = [each.position async for each in feed]
        assert told == [*range(1, await front.log.head() + 1)]


async def test_who_hangs_up_in_a_pause_leaves_nothing_broken_and_nothing_taken(database: Database) -> None:
    async with open_front(database, Settings(feeds=1, feed_seconds=20, feed_beat=10)) as front:
        secret = await front.secret("auditor")
        async with served(front) as line:
            for _ in range(3):
                async with line.feed(secret, **{"Last-Event-ID": "0"}) as feed:
                    assert await take(feed, 1)
                    await asyncio.sleep(0.1)
                async with asyncio.timeout(5), front.app.state.services.feeds:
                    pass


async def test_the_places_of_the_feed_are_bounded(database: Database) -> None:
    async with open_front(database, Settings(feeds=1, feed_seconds=5)) as front:
        secret = await front.secret("auditor")
        async with served(front) as line, line.feed(secret, **{"Last-Event-ID": "0"}) as feed:
            await take(feed, 1)
            answer = await front.client(secret).get(PATH)
        assert (answer.status_code, code(answer)) == (503, "feeds-exhausted")
        assert answer.headers["retry-after"]


@pytest.mark.parametrize("given", ["x", "-1", "1.5", "9" * 19, "１"])
async def test_a_last_event_id_that_is_no_position_is_refused(spring: Front, given: str) -> None:
    auditor = await spring.come_in("auditor")
    answer = await auditor.get(PATH, headers=[(b"Last-Event-ID", given.encode())])
    assert (answer.status_code, code(answer)) == (400, "last-event-id-malformed")


@pytest.mark.parametrize("by", ["header", "query"])
async def test_a_position_beyond_the_end_is_told_so_and_never_answered_with_silence(spring: Front, by: str) -> None:
    auditor = await spring.come_in("auditor")
    head = await spring.log.head()
    ahead = {"headers": {"Last-Event-ID": str(head + 1)}} if by == "header" else {"params": {"after": head + 1}}
    answer = await auditor.get(PATH, **ahead)
    assert (answer.status_code, code(answer)) == (409, "feed-position-ahead")
    assert answer.json()["details"] == {"position": head + 1, "head": head}


async def test_the_very_end_of_the_record_is_no_position_beyond_it(line: Line) -> None:
    secret = await line.front.secret("auditor")
    head = await line.front.log.head()
    async with line.feed(secret, **{"Last-Event-ID": str(head)}) as feed:
        await begin(line.front, LG)
        (told,) = await take(feed, 1)
    assert told.position == head + 1
