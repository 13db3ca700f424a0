"""Rates: who asks too often is told when to come again, and nobody else notices."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from httpx2 import AsyncClient

from adapters.api.rates import Rates, address_of
from adapters.api.wiring import Settings
from adapters.postgres.connection import Database
from tests.adapters.api.front import Front, code, open_front
from tests.domain.office_year import LG, OTHER

WIDE = Rates(*[1_000] * 5)
UNKNOWN = "shk_" + "a" * 43
QUICK = Settings(wait_seconds=0.2, feed_seconds=0.2, feed_beat=0.1)


@asynccontextmanager
async def limited(database: Database, **rates: int) -> AsyncIterator[Front]:
    """Open the API of the sample area with these rates; all others are wide."""
    async with open_front(database, replace(QUICK, rates=replace(WIDE, **rates))) as front:
        await front.found()
        await front.catch_up()
        yield front


async def statuses(client: AsyncClient, times: int, path: str = "/api/v1/plans") -> list[int]:
    return [(await client.get(path)).status_code for _ in range(times)]


@pytest.mark.parametrize("of", ["address", "key", "person", "office"])
async def test_beyond_the_rate_a_caller_is_told_when_to_come_again(database: Database, of: str) -> None:
    async with limited(database, **{of: 3}) as front:
        clerk = await front.come_in("clerk", LG)
        assert await statuses(clerk, 3) == [200] * 3
        refused = await clerk.get("/api/v1/plans")
        assert (refused.status_code, code(refused)) == (429, "rate-exceeded")
        assert refused.json()["details"]["of"] == of
        assert 1 <= int(refused.headers["retry-after"]) <= 120


async def test_nobody_else_notices_that_one_key_asks_too_often(database: Database) -> None:
    async with limited(database, key=2) as front:
        clerk, other = await front.come_in("clerk", LG), await front.come_in("clerk", OTHER)
        assert await statuses(clerk, 4) == [200, 200, 429, 429]
        assert await statuses(other, 2) == [200, 200]


async def test_a_second_key_of_the_same_person_does_not_widen_what_the_person_may_ask(database: Database) -> None:
    async with limited(database, person=3) as front:
        one, two = await front.come_in("clerk", LG), await front.come_in("clerk", LG)
        assert [*await statuses(one, 2), *await statuses(two, 2)] == [200, 200, 200, 429]


async def test_whoever_tries_unknown_keys_hears_of_the_rate_and_good_keys_of_the_address_go_on(
    database: Database,
) -> None:
    async with limited(database, refused=2) as front:
        clerk = await front.come_in("clerk", LG)
        guesser = front.client(UNKNOWN)
        assert await statuses(guesser, 4) == [401, 401, 429, 429]
        assert await statuses(clerk, 2) == [200, 200]


async def test_the_probes_of_the_operators_are_not_counted(database: Database) -> None:
    async with limited(database, address=1) as front:
        assert await statuses(front.anyone, 3, "/healthz") == [200] * 3
        assert await statuses(front.anyone, 2, "/api/v1/public/reports") == [200, 429]


async def test_nothing_is_done_for_a_command_beyond_the_rate(database: Database) -> None:
    async with limited(database, key=1) as front:
        clerk = await front.come_in("clerk", LG)
        head = await front.log.head()
        assert await statuses(clerk, 1) == [200]
        answer = await clerk.post("/api/v1/commands/begin-progress-report", json={"lg_code": LG, "fiscal_year": 2025})
        assert answer.status_code == 429
        assert await front.log.head() == head


@pytest.mark.parametrize(
    ("client", "named"),
    [
        (("192.0.2.7", 1), "192.0.2.7"),
        (("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1:2::/64"),
        (("2001:db8:1:2::1", 1), "2001:db8:1:2::/64"),
        (("2001:db8:1:3::1", 1), "2001:db8:1:3::/64"),
        (None, ""),
        (("testclient", 1), "testclient"),
    ],
)
def test_an_address_is_counted_by_the_network_that_one_house_has(client: tuple[str, int] | None, named: str) -> None:
    assert address_of({"type": "http", "client": client}) == named
