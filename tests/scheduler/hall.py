"""A hall of webhooks: the scheduler's small house, workers that deliver from it, and webhooks that lead out."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol, TypeVar

from adapters.holidays_jp import japanese_holidays
from adapters.postgres.leadership import PostgresLeadership
from adapters.postgres.webhooks import PostgresDeliveries
from adapters.webhooks.carrier import HttpCarrier
from application.act import Counter
from application.authority import read_matrix
from application.desk import replay
from application.webhook_ports import Attempt, Place
from application.webhook_rules import AddressRules
from application.webhook_secrets import Sealer
from domain.office import Capacity
from domain.webhook import Webhook
from domain.webhook_terms import Wanted
from projections.cloud_events import Source
from scheduler.assembly import WebhookEquipment, assemble_webhooks
from scheduler.webhooks import Webhooks
from tests.scheduler.house import DATA, House
from tests.scheduler.receiver import PATIENCE

T = TypeVar("T")
KEY = b"a test's own key of enough bytes"
SOURCE = Source("kumamoto", "https://shinchoku.example/")


class Leads(Protocol):
    """Leadership, real or believed in."""

    async def hold(self) -> bool:
        """Tell whether this worker leads."""

    async def release(self) -> None:
        """Let go."""


def drawn(low: int, high: int) -> int:
    """Draw the middle: no jitter."""
    return (low + high) // 2


@dataclass
class Hall:
    """配信の場: what workers deliver from, and the webhooks' secrets."""

    house: House
    deliveries: PostgresDeliveries
    sealer: Sealer = field(default_factory=lambda: Sealer(KEY))
    workers: list[Webhooks] = field(default_factory=list)
    leaders: list[Leads] = field(default_factory=list)
    source: Source = SOURCE

    async def register(self, address: str, slug: str = "board", **terms: Any) -> str:
        """Register a webhook for all there is, as an auditor reads it, unless told otherwise; give its secret."""
        seal, secret = self.sealer.new(Webhook.create_id(slug))
        made = Webhook(
            slug=slug,
            name="サンプル（架空値）の配信先",
            address=address,
            capacity=terms.get("capacity", Capacity.AUDITOR),
            lg_code=terms.get("lg_code"),
            wanted=terms.get("wanted", Wanted()),
            batched=terms.get("batched", False),
            after=terms.get("after", 0),
            seal=seal,
        )
        await self.house.store(made)
        return secret

    async def worker(
        self, leadership: Leads | None = None, *, sealer: Sealer | None = None, seconds: float = 5.0
    ) -> Webhooks:
        """Start one more worker."""
        leads = leadership or PostgresLeadership(self.house.database)
        matrix = read_matrix(DATA.joinpath("authority"))
        log, clock = self.house.log, self.house.clock
        made = assemble_webhooks(
            WebhookEquipment(
                log=log,
                counter=Counter(log, self.house.documents, clock, japanese_holidays(), matrix),
                matrix=matrix,
                deliveries=self.deliveries,
                carrier=HttpCarrier(AddressRules(loopback=True), seconds=seconds),
                sealer=sealer or self.sealer,
                leadership=leads,
                clock=clock,
                source=self.source,
                permille=drawn,
                poll=0.02,
            )
        )
        await made.start()
        self.workers.append(made)
        self.leaders.append(leads)
        return made

    async def webhook(self, slug: str = "board") -> Webhook:
        """Read a webhook from the log."""
        found = replay(Webhook, [each.event for each in await self.house.log.stream(Webhook.create_id(slug))])
        assert found is not None
        return found

    async def tell(self, act: Callable[[Webhook], object], slug: str = "board") -> None:
        """Let somebody do something with a webhook."""
        webhook = await self.webhook(slug)
        act(webhook)
        await self.house.store(webhook)

    async def place(self, slug: str = "board") -> Place | None:
        """Give how far a webhook has come."""
        return (await self.deliveries.places()).get(Webhook.create_id(slug))

    async def reaches(self, position: int, slug: str = "board") -> Place:
        """Wait until a webhook has come to a position."""

        async def there() -> Place | None:
            place = await self.place(slug)
            return place if place is not None and place.position >= position else None

        return await until(there)

    async def fails(self, times: int, slug: str = "board") -> Place:
        """Wait until a webhook has failed so many times in a row."""

        async def failed() -> Place | None:
            place = await self.place(slug)
            return place if place is not None and place.failures >= times else None

        return await until(failed)

    async def attempts(self, slug: str = "board") -> list[Attempt]:
        """Give the last attempts, newest first."""
        return list(await self.deliveries.attempts(Webhook.create_id(slug)))

    def advance(self, **span: float) -> None:
        """Move the clock on."""
        self.house.clock.advance(timedelta(**span))

    async def close(self) -> None:
        """Stop all workers."""
        for worker, leader in zip(self.workers, self.leaders, strict=True):
            await worker.stop()
            await leader.release()


async def until(ask: Callable[[], Awaitable[T | None]]) -> T:
    """Wait until there is an answer."""
    async with asyncio.timeout(PATIENCE):
        while (answer := await ask()) is None:  # noqa: ASYNC110 - asked of the database, which rings no bell
            await asyncio.sleep(0.01)
    return answer


@asynccontextmanager
async def hall_of(house: House) -> AsyncIterator[Hall]:
    """Open the hall of a house."""
    async with await house.database.pool() as pool:
        hall = Hall(house, PostgresDeliveries(pool))
        try:
            yield hall
        finally:
            await hall.close()
