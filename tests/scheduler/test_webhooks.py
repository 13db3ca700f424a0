"""Webhooks: signed, in order, once while all is well, again with the old id when not, and never by two at a time."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import pytest_asyncio

from application.authority import read_matrix
from application.reading import Reader
from application.webhook_secrets import Sealer
from domain.office import Capacity
from domain.webhook_terms import DeliveryFault, Wanted, WebhookState
from projections.audit_timeline import entry
from projections.cloud_events import CloudEvent, Source
from scheduler.parcels import MOST, reader_of
from tests.scheduler.hall import SOURCE, Hall, hall_of, until
from tests.scheduler.house import DATA, TOWNS, House
from tests.scheduler.receiver import Receiver, receiving


@pytest_asyncio.fixture
async def hall(house: House) -> AsyncIterator[Hall]:
    async with hall_of(house) as opened:
        yield opened


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as opened:
        yield opened


class Believer:
    """A worker that believes to lead, whoever else does."""

    async def hold(self) -> bool:
        """Believe."""
        return True

    async def release(self) -> None:
        """Have nothing to let go."""


async def test_the_record_arrives_signed_in_its_order_and_once(hall: Hall, receiver: Receiver) -> None:
    secret = await hall.register(receiver.address)
    head = await hall.house.log.head()
    await hall.worker()
    await hall.reaches(head)
    assert receiver.positions() == [*range(1, head + 1)]
    assert all(each.signed_with(secret) for each in receiver.got)
    ids = [each.headers["webhook-id"] for each in receiver.got]
    assert len(set(ids)) == head


async def test_a_message_is_a_cloud_event_whose_data_is_what_the_feed_shows(hall: Hall, receiver: Receiver) -> None:
    await hall.register(receiver.address)
    await hall.worker()
    (first, *_) = await receiver.until(1)
    (recorded, *_) = await hall.house.log.page(0, 1)
    assert first.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert first.headers["host"] == receiver.address.split("/")[2]
    assert first.headers["webhook-timestamp"] == str(int(hall.house.clock.now().timestamp()))
    assert first.told == {
        "specversion": "1.0",
        "id": str(recorded.event_id),
        "source": "https://shinchoku.example/",
        "type": recorded.topic,
        "subject": recorded.stream_id,
        "time": recorded.recorded_at.isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "dataschema": "https://shinchoku.example/api/v1/openapi.json#/components/schemas/AuditTimelineEntry",
        "sequence": f"{1:019d}",
        "data": entry(recorded).model_dump(mode="json"),
    }
    assert first.headers["webhook-id"] == first.told["id"]
    assert CloudEvent.model_validate_json(first.body).written().encode() == first.body


async def test_an_area_without_an_address_has_a_name_as_its_source_and_no_schema(
    hall: Hall, receiver: Receiver
) -> None:
    hall.source = Source("kumamoto")
    await hall.register(receiver.address)
    await hall.worker()
    (first, *_) = await receiver.until(1)
    assert first.told["source"] == "urn:shinchoku:kumamoto"
    assert "dataschema" not in first.told


async def test_delivery_begins_after_the_registration_unless_a_position_is_named(
    hall: Hall, receiver: Receiver
) -> None:
    await hall.register(receiver.address, after=None)
    registered = await hall.house.log.head()
    await hall.worker()
    await hall.house.submit(TOWNS[0], hall.house.clock.today())
    head = await hall.house.log.head()
    await hall.reaches(head)
    assert receiver.positions() == [*range(registered + 1, head + 1)]


async def test_an_office_is_told_what_it_may_read_and_no_more(hall: Hall, receiver: Receiver) -> None:
    await hall.register(receiver.address, capacity=Capacity.CLERK, lg_code=TOWNS[0])
    for town in TOWNS:
        await hall.house.submit(town, hall.house.clock.today())
    head = await hall.house.log.head()
    await hall.worker()
    await hall.reaches(head)
    subjects = {each.told["subject"] for each in receiver.got}
    assert f"progress-report:{TOWNS[0]}:2025" in subjects
    assert not subjects & {f"progress-report:{each}:2025" for each in TOWNS[1:]}
    assert "webhook:board" not in subjects
    reader = Reader(hall.house.log, read_matrix(DATA.joinpath("authority")))
    asker = reader_of(await hall.webhook())
    seen = [each.position for each in await hall.house.log.page(0, 1000) if reader.sees(each.stream_id, asker)]
    assert receiver.positions() == seen


async def test_only_the_wanted_kinds_and_years_are_delivered(hall: Hall, receiver: Receiver) -> None:
    topics = ("progress-report.submitted",)
    await hall.register(receiver.address, wanted=Wanted(topics=topics, fiscal_years=(2025,)))
    await hall.house.submit(TOWNS[0], hall.house.clock.today())
    await hall.house.submit(TOWNS[0], hall.house.clock.today(), fiscal_year=2024)
    head = await hall.house.log.head()
    await hall.worker()
    await hall.reaches(head)
    assert [(each.told["type"], each.told["data"]["fiscal_year"]) for each in receiver.got] == [(*topics, 2025)]


async def test_what_is_batched_comes_in_few_messages_and_in_the_same_order(hall: Hall, receiver: Receiver) -> None:
    secret = await hall.register(receiver.address, batched=True)
    for fiscal_year in range(2000, 2015):
        await hall.house.submit(TOWNS[0], hall.house.clock.today(), fiscal_year=fiscal_year)
    head = await hall.house.log.head()
    assert MOST < head <= 2 * MOST
    await hall.worker()
    await hall.reaches(head)
    assert [len(each.told) for each in receiver.got] == [MOST, head - MOST]
    assert [each["data"]["position"] for got in receiver.got for each in got.told] == [*range(1, head + 1)]
    assert all(each.signed_with(secret) for each in receiver.got)
    assert receiver.got[0].headers["content-type"] == "application/cloudevents-batch+json; charset=utf-8"


async def test_a_refused_message_is_tried_again_with_its_id_and_nothing_overtakes_it(
    hall: Hall, receiver: Receiver
) -> None:
    receiver.answers = [(500, {}), (404, {})]
    await hall.register(receiver.address)
    head = await hall.house.log.head()
    await hall.worker()
    began = hall.house.clock.now()
    place = await hall.fails(1)
    assert (place.position, place.failing_since, place.due_at) == (0, began, began + timedelta(seconds=5))
    hall.advance(seconds=4.999)
    await asyncio.sleep(0.2)
    assert len(receiver.got) == 1
    hall.advance(seconds=0.001)
    place = await hall.fails(2)
    assert place.due_at == began + timedelta(seconds=5 + 15)
    assert [(each.status, each.fault) for each in await hall.attempts()] == [
        (404, DeliveryFault.ANSWER_REFUSED),
        (500, DeliveryFault.ANSWER_REFUSED),
    ]
    hall.advance(seconds=15)
    place = await hall.reaches(head)
    assert (place.failures, place.failing_since, place.due_at) == (0, None, None)
    assert receiver.positions() == [1, 1, *range(1, head + 1)]
    assert len({each.headers["webhook-id"] for each in receiver.got[:3]}) == 1


@pytest.mark.parametrize("form", ["seconds", "date"])
async def test_a_receiver_that_asks_for_time_gets_it(hall: Hall, receiver: Receiver, form: str) -> None:
    now = hall.house.clock.now()
    asked = "600" if form == "seconds" else format_datetime(now + timedelta(seconds=600), usegmt=True)
    receiver.answers = [(503, {"Retry-After": asked})]
    await hall.register(receiver.address)
    await hall.worker()
    assert (await hall.fails(1)).due_at == now + timedelta(seconds=600)


async def test_who_does_not_answer_or_does_not_listen_is_tried_again(hall: Hall, receiver: Receiver) -> None:
    receiver.pause = 0.5
    with socket.create_server(("127.0.0.1", 0)) as door:
        closed = f"http://127.0.0.1:{door.getsockname()[1]}/hook"
    await hall.register(receiver.address, "slow")
    await hall.register(closed, "closed")
    await hall.worker(seconds=0.2)
    await hall.fails(1, "slow")
    await hall.fails(1, "closed")
    assert [each.fault for each in await hall.attempts("slow")] == [DeliveryFault.TIMED_OUT]
    assert [each.fault for each in await hall.attempts("closed")] == [DeliveryFault.NOT_CONNECTED]
    receiver.pause = 0.0
    hall.advance(seconds=5)
    await hall.reaches(await hall.house.log.head(), "slow")


async def test_what_fails_for_a_week_is_given_up_with_its_cause_and_goes_on_where_it_stopped(
    hall: Hall, receiver: Receiver
) -> None:
    receiver.answers = [(204, {}), (204, {}), (500, {}), (503, {}), (503, {})]
    await hall.register(receiver.address)
    worker = await hall.worker()
    await hall.fails(1)
    hall.advance(days=7, seconds=-1)
    await hall.fails(2)
    assert (await hall.webhook()).state is WebhookState.ACTIVE
    hall.advance(days=7)

    async def paused() -> bool | None:
        return (await hall.webhook()).state is WebhookState.PAUSED or None

    await until(paused)
    given_up = await hall.webhook()
    assert (given_up.fault, given_up.status, given_up.stopped_at) == (DeliveryFault.ANSWER_REFUSED, 503, 2)
    (last,) = (await hall.house.log.stream("webhook:board"))[-1:]
    assert (last.topic, last.act.actor) == ("webhook.delivery-given-up", "system-scheduler")

    async def known() -> bool | None:
        return worker.position >= last.position or None

    await until(known)  # thirty days later the worker has long heard of it
    hall.advance(days=30)
    await asyncio.sleep(0.2)
    assert receiver.positions() == [1, 2, 3, 3, 3]
    head = await hall.house.log.head()
    await hall.tell(lambda webhook: webhook.resume(None, head))
    place = await hall.reaches(head + 1)
    assert (place.failures, place.failing_since) == (0, None)
    assert receiver.positions() == [1, 2, 3, 3, 3, *range(3, head + 2)]


async def test_the_owner_names_the_position_after_which_it_goes_on(hall: Hall, receiver: Receiver) -> None:
    await hall.register(receiver.address)
    head = await hall.house.log.head()
    await hall.worker()
    await hall.reaches(head)
    await hall.tell(lambda webhook: webhook.resume(head - 2, head))
    await receiver.until(head + 3)
    assert receiver.positions()[head:] == [head - 1, head, head + 1]
    await hall.tell(lambda webhook: webhook.pause("停止"))
    await hall.tell(lambda webhook: webhook.resume(None, head))
    await receiver.until(head + 5)
    assert receiver.positions()[head + 3 :] == [head + 2, head + 3]


async def test_a_receiver_that_is_gone_ends_the_webhook(hall: Hall, receiver: Receiver) -> None:
    receiver.answers = [(204, {}), (410, {})]
    await hall.register(receiver.address)
    await hall.worker()

    async def gone() -> bool | None:
        return (await hall.webhook()).state is WebhookState.ENDED or None

    await until(gone)
    hall.advance(days=1)
    await asyncio.sleep(0.2)
    assert receiver.positions() == [1, 2]


async def test_a_redirect_is_not_followed(hall: Hall, receiver: Receiver) -> None:
    async with receiving() as elsewhere:
        receiver.answers = [(307, {"Location": elsewhere.address})]
        await hall.register(receiver.address)
        await hall.worker()
        await hall.fails(1)
        (tried,) = await hall.attempts()
        assert (tried.status, tried.fault) == (307, DeliveryFault.REDIRECTED)
        assert elsewhere.got == []


async def test_a_slow_receiver_does_not_hold_up_another(hall: Hall, receiver: Receiver) -> None:
    async with receiving() as slow:
        slow.pause = 2.0
        await hall.register(slow.address, "slow")
        await hall.register(receiver.address, "quick")
        head = await hall.house.log.head()
        await hall.worker()
        await hall.reaches(head, "quick")
        place = await hall.place("slow")
        assert place is not None
        assert place.position == 0
        slow.pause = 0.0
        await hall.reaches(head, "slow")


async def test_of_several_workers_one_delivers_and_another_takes_over(hall: Hall, receiver: Receiver) -> None:
    await hall.register(receiver.address)
    workers = [await hall.worker() for _ in range(3)]
    await hall.reaches(await hall.house.log.head())
    for worker, leader in zip(workers[:2], hall.leaders[:2], strict=True):
        await worker.stop()
        await leader.release()
    await hall.house.submit(TOWNS[0], hall.house.clock.today())
    head = await hall.house.log.head()
    await hall.reaches(head)
    assert receiver.positions() == [*range(1, head + 1)]


async def test_workers_that_all_believe_to_lead_leave_nothing_out_and_never_go_back(
    hall: Hall, receiver: Receiver
) -> None:
    await hall.register(receiver.address)
    head = await hall.house.log.head()
    for _ in range(3):
        await hall.worker(Believer())
    await hall.reaches(head)
    positions = receiver.positions()
    assert sorted(set(positions)) == [*range(1, head + 1)]
    assert list(dict.fromkeys(positions)) == [*range(1, head + 1)]


async def test_a_worker_that_stops_lets_the_message_under_way_arrive_and_sends_no_other(
    hall: Hall, receiver: Receiver
) -> None:
    receiver.pause = 0.3
    await hall.register(receiver.address)
    worker = await hall.worker()
    await receiver.until(1)
    await worker.stop()
    place = await hall.place()
    assert place is not None
    assert (place.position, receiver.positions()) == (1, [1])


async def test_for_a_day_after_a_rotation_both_secrets_sign(hall: Hall, receiver: Receiver) -> None:
    old = await hall.register(receiver.address, after=None)
    hall.house.clock.move_to(datetime.now(UTC))
    seal, new = hall.sealer.new("webhook:board")
    await hall.tell(lambda webhook: webhook.rotate_secret(seal, at_once=False))
    await hall.worker()
    (both,) = (await receiver.until(1))[:1]
    assert (both.signed_with(old), both.signed_with(new)) == (True, True)
    hall.advance(hours=24, seconds=5)
    await hall.house.submit(TOWNS[0], hall.house.clock.today())
    (alone,) = (await receiver.until(2))[1:2]
    assert (alone.signed_with(old), alone.signed_with(new)) == (False, True)


async def test_a_secret_that_leaked_signs_nothing_more(hall: Hall, receiver: Receiver) -> None:
    old = await hall.register(receiver.address, after=None)
    seal, new = hall.sealer.new("webhook:board")
    await hall.tell(lambda webhook: webhook.rotate_secret(seal, at_once=True))
    await hall.worker()
    (first, *_) = await receiver.until(1)
    assert (first.signed_with(old), first.signed_with(new)) == (False, True)


@pytest.mark.parametrize("sealer", [Sealer(None), Sealer(b"another key, also of enough bytes")])
async def test_a_worker_with_another_key_or_none_signs_nothing(hall: Hall, receiver: Receiver, sealer: Sealer) -> None:
    await hall.register(receiver.address)
    await hall.worker(sealer=sealer)
    await hall.fails(1)
    assert [each.fault for each in await hall.attempts()] == [DeliveryFault.KEY_UNFIT]
    assert receiver.got == []


async def test_a_test_is_sent_once_also_while_it_is_paused(hall: Hall, receiver: Receiver) -> None:
    secret = await hall.register(receiver.address)
    await hall.tell(lambda webhook: webhook.pause("点検"))
    await hall.tell(lambda webhook: webhook.request_test())
    receiver.answers = [(500, {})]
    await hall.worker()
    (test,) = await receiver.until(1)
    await asyncio.sleep(0.2)
    assert len(receiver.got) == 1
    assert (test.told["type"], test.told["data"], test.signed_with(secret)) == ("webhook.test", {"number": 1}, True)
    (tried,) = await hall.attempts()
    assert (tried.first, tried.last, tried.status) == (0, 0, 500)
    assert (await hall.webhook()).state is WebhookState.PAUSED
    await hall.tell(lambda webhook: webhook.request_test())
    await receiver.until(2)
    assert receiver.got[1].headers["webhook-id"] == "board-test-2"


async def test_only_the_last_attempts_are_kept(hall: Hall, receiver: Receiver) -> None:
    await hall.register(receiver.address)
    await hall.house.submit(TOWNS[0], hall.house.clock.today())
    await hall.house.submit(TOWNS[1], hall.house.clock.today())
    head = await hall.house.log.head()
    await hall.worker()
    await hall.reaches(head)
    kept = await hall.attempts()
    assert head > 20
    assert [each.last for each in kept] == [*range(head, head - 20, -1)]


def test_the_source_is_the_services_address() -> None:
    assert SOURCE.uri == "https://shinchoku.example/"
