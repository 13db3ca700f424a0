"""Webhooks delivered: each in a lane of its own, in the order of the record, by the one worker that leads.

A position moves on only after a 2xx, from exactly the place that was seen. Whoever is killed before that sends the same
message again, with its old id; a worker that froze and lost the lead can move nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress

import structlog

from application.ports import EventLog
from application.reading import Reader
from application.webhook_ports import Deliveries, Place
from domain.webhook import Webhook
from domain.webhook_terms import WebhookState
from projections.cloud_events import Source
from scheduler.parcels import Parcel, parcels, trial_parcel
from scheduler.webhook_book import Book, Booked
from scheduler.webhook_post import Post

PAGE = 200
POLL_SECONDS = 1.0
GRACE_SECONDS = 20.0  # longer than one delivery lasts
Lead = Callable[[], Awaitable[bool]]


class Webhooks:
    """配信係: looks what there is to deliver, whenever something is recorded and every second."""

    def __init__(  # noqa: PLR0913 - everything between the record and the wire
        self,
        *,
        log: EventLog,
        reader: Reader,
        deliveries: Deliveries,
        post: Post,
        source: Source,
        leads: Lead,
        poll: float = POLL_SECONDS,
    ) -> None:
        self._log = log
        self._reader = reader
        self._deliveries = deliveries
        self._post = post
        self._source = source
        self._leads = leads
        self._poll = poll
        self._book = Book(log)
        self._news = asyncio.Event()
        self._stopping = False
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._works: tuple[asyncio.Task[None], ...] = ()
        self._told = structlog.get_logger("webhooks")

    async def start(self) -> None:
        """Begin to deliver."""
        self._stopping = False
        self._works = (
            asyncio.create_task(self._persistently(self._follow), name="webhooks-follow"),
            asyncio.create_task(self._persistently(self._look), name="webhooks-look"),
        )

    @property
    def position(self) -> int:
        """Tell how far the record is known here; what was decided after it is heeded a moment later."""
        return self._book.position

    async def stop(self) -> None:
        """Begin nothing more, and let the messages under way come to their end."""
        self._stopping = True
        for work in self._works:
            work.cancel()
        await asyncio.gather(*self._works, return_exceptions=True)
        lanes = list(self._lanes.values())
        if lanes:
            _, late = await asyncio.wait(lanes, timeout=GRACE_SECONDS)
            for lane in late:
                lane.cancel()
            await asyncio.gather(*lanes, return_exceptions=True)
        self._lanes.clear()

    async def _persistently(self, work: Callable[[], Awaitable[None]]) -> None:
        """Let no failure end the work: it is logged and tried again."""
        while True:
            try:
                await work()
            except Exception:  # noqa: BLE001 - the outermost frame of a worker; the next try may succeed
                self._told.exception("webhooks-failed")
                await asyncio.sleep(self._poll)

    async def _follow(self) -> None:
        await self._book.load()
        self._news.set()
        async with aclosing(self._log.follow(self._book.position)) as pages:
            async for page in pages:
                self._book.take(page)
                self._news.set()

    async def _look(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), self._poll)
        self._news.clear()
        self._lanes = {object_id: lane for object_id, lane in self._lanes.items() if not lane.done()}
        waiting = [each for each in self._book.every() if each.webhook.id not in self._lanes]
        if not waiting or not await self._leads():
            return
        places = await self._deliveries.places()
        for each in waiting:
            if self._has_work(each.webhook, places.get(each.webhook.id)):
                lane = self._lane(each.webhook.id)
                self._lanes[each.webhook.id] = asyncio.create_task(lane, name=each.webhook.id)

    def _has_work(self, webhook: Webhook, place: Place | None) -> bool:
        if place is None or place.run < webhook.run or place.tests < webhook.tests:
            return True
        return self._may_deliver(webhook, place) and place.position < self._book.position

    def _may_deliver(self, webhook: Webhook, place: Place) -> bool:
        due = place.due_at is None or place.due_at <= self._post.clock.now()
        return webhook.state is WebhookState.ACTIVE and due

    async def _lane(self, object_id: str) -> None:
        try:
            await self._serve(object_id)
        except Exception:  # noqa: BLE001 - one webhook's trouble must not stop the others; it is looked at again
            self._told.exception("webhook-failed", webhook=object_id)
        else:
            self._news.set()  # what came meanwhile is looked at without waiting for the next poll

    async def _serve(self, object_id: str) -> None:
        booked = self._book.find(object_id)
        if booked is None:
            return
        webhook = booked.webhook
        place: Place | None = await self._deliveries.settle(
            object_id, webhook.run, placed_in=webhook.placed_in, begins=booked.begins
        )
        if place is not None and place.tests < webhook.tests:
            await self._try_out(booked)
        while place is not None and self._may_deliver(webhook, place):
            place = await self._deliver_page(booked, place)

    async def _try_out(self, booked: Booked) -> None:
        """Send a test once: it is for looking at, so it is not tried again."""
        webhook = booked.webhook
        if await self._leads() and await self._deliveries.tested(webhook.id, webhook.tests):
            await self._post.send(booked, trial_parcel(webhook, self._source, self._post.clock.now()))

    async def _deliver_page(self, booked: Booked, place: Place) -> Place | None:
        """Deliver the next page, and give the place that was reached; ``None`` ends this turn of the lane."""
        page = await self._log.page(place.position, PAGE)
        if not page:
            return None
        for parcel in parcels(booked.webhook, page, self._reader, self._source):
            reached = await self._deliver(booked, place, parcel)
            if reached is None:
                return None
            place = reached
        return place

    async def _deliver(self, booked: Booked, place: Place, parcel: Parcel) -> Place | None:
        now = self._book.find(booked.webhook.id)
        if self._stopping or now is None or now.version != booked.version or not await self._leads():
            return None
        if parcel.body:
            answer = await self._post.send(booked, parcel)
            if not answer.accepted:
                await self._post.fail(booked.webhook, place, answer)
                return None
        moved = await self._deliveries.advance(place, parcel.last)
        return Place(place.object_id, place.run, parcel.last, place.tests) if moved else None
