"""Who asks: every capacity of the authority matrix, from one's own town and from another, and who has no key at all."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2

from adapters.api.app import create_app
from adapters.api.rates import Rates
from adapters.api.wiring import Settings
from adapters.mail.folder import MailFolder
from adapters.postgres.connection import Database
from domain.office import Capacity
from tests.adapters.api.front import Front, open_front
from tests.adapters.api.secrets_of_a_year import STAGES
from tests.domain.office_year import LG, OTHER
from tests.fuzz.asking import Drawn, Draws, Guide, request_of
from tests.fuzz.judging import Tally

NOBODY, STRANGER = "no key", "unknown key"
MUNICIPAL = (Capacity.CLERK, Capacity.MANAGER, Capacity.HEAD)
OFTEN = 10**9  # a minute: what is tried here is not the rate
SETTINGS = Settings(wait_seconds=5, feed_seconds=0.01, feed_beat=0.01, rates=Rates(*(OFTEN for _ in range(5))))


@dataclass
class Guest:
    """客: who asks, and with which key."""

    name: str
    capacity: Capacity | None
    lg_code: str | None
    secret: str | None

    async def again(self, front: Front) -> None:
        """Come with a new key, since somebody has revoked the old one."""
        if self.capacity is not None:
            self.secret = await front.secret(self.capacity.value, self.lg_code)


async def guests(front: Front) -> list[Guest]:
    """Give somebody of every capacity, and those who have none."""
    found = [Guest(NOBODY, None, None, None), Guest(STRANGER, None, None, f"shk_{'a' * 43}")]
    for capacity in Capacity:
        for lg_code in (LG, OTHER) if capacity in MUNICIPAL else (None,):
            name = f"{capacity.value} {lg_code or ''}".strip()
            found.append(Guest(name, capacity, lg_code, None))
            await found[-1].again(front)
    return found


@asynccontextmanager
async def area(database: Database, stages: int, folder: Path) -> AsyncIterator[Front]:
    """Open the application over an area that has come so many stages into its year; letters go into a folder."""
    async with open_front(database, SETTINGS) as front:
        services = replace(front.app.state.services, mail=MailFolder(folder))
        front.app = create_app(services)
        await front.found()
        for stage in STAGES[:stages]:
            await stage(front)
        projecting = asyncio.create_task(front.projector.run())
        await front.catch_up()
        try:
            yield front
        finally:
            projecting.cancel()
            with suppress(asyncio.CancelledError):
                await projecting


async def visit(front: Front, tally: Tally, draws: Draws, requests: int, at: int) -> None:
    """Ask about so many times: every operation, each case of it by every guest, or by some when there are few."""
    everybody, every = await guests(front), draws.operations
    guide = await Guide.of(front, at)
    each = max(1, -(-requests // (len(every) * len(everybody))))
    come = min(len(everybody), max(1, -(-requests // (len(every) * each))))
    transport = httpx2.ASGITransport(app=front.app, client=("127.0.0.1", 1))
    async with httpx2.AsyncClient(transport=transport, base_url="http://api") as client:
        for operation in every:
            for case in draws.some(operation, each):
                who = guide.random.sample(everybody, come)
                await _ask(front, client, await guide.lead(case), who, tally)


async def _ask(front: Front, client: httpx2.AsyncClient, case: Drawn, everybody: Iterable[Guest], tally: Tally) -> None:
    for guest in everybody:
        answer = await client.send(request_of(case, guest.secret))
        if answer.status_code == 401 and guest.capacity is not None:
            await guest.again(front)
            answer = await client.send(request_of(case, guest.secret))
        tally.judge(case, guest.name, answer)
