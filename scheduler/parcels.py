"""Parcels: the record packed for one webhook, one by one or in batches, in order and within its reader's reach."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from application.authority import Caller
from application.reading import Reader
from domain.record import Recorded
from domain.webhook import Webhook
from projections.audit_timeline import year_of
from projections.cloud_events import Source, cloud_event, trial_event

SINGLE = "application/cloudevents+json; charset=utf-8"
BATCH = "application/cloudevents-batch+json; charset=utf-8"
MOST = 50  # events in a batch
LARGEST = 256 * 1024  # bytes in a batch, unless its first event alone is larger


@dataclass(frozen=True, slots=True)
class Parcel:
    """包み: one message and the positions that it deals with; without a body there is nothing to send."""

    message_id: str
    first: int
    last: int
    content_type: str
    body: bytes


def reader_of(webhook: Webhook) -> Caller:
    """Say as whose reading a webhook is delivered."""
    office = f"office:{webhook.lg_code}" if webhook.lg_code else webhook.id
    return Caller(webhook.id.replace(":", "-"), office, webhook.lg_code, webhook.capacity.value, webhook.id)


def parcels(webhook: Webhook, page: Sequence[Recorded], reader: Reader, source: Source) -> Iterator[Parcel]:
    """Pack a page of the record in its order; a stretch at its end that is not told becomes an empty parcel."""
    asker = reader_of(webhook)
    told = [
        (each, cloud_event(each, source).written().encode())
        for each in page
        if _wanted(webhook, each) and reader.sees(each.stream_id, asker)
    ]
    if webhook.batched:
        yield from (_batch(group) for group in _grouped(told))
    else:
        yield from (Parcel(str(each.event_id), each.position, each.position, SINGLE, body) for each, body in told)
    if page and (not told or told[-1][0].position < page[-1].position):
        yield Parcel("", page[-1].position, page[-1].position, SINGLE, b"")


def trial_parcel(webhook: Webhook, source: Source, at: datetime) -> Parcel:
    """Pack a test event."""
    message_id = f"{webhook.slug}-test-{webhook.tests}"
    body = trial_event(message_id, webhook.id, webhook.tests, at, source).written().encode()
    if webhook.batched:
        return Parcel(message_id, 0, 0, BATCH, _listed([body]))
    return Parcel(message_id, 0, 0, SINGLE, body)


def _wanted(webhook: Webhook, recorded: Recorded) -> bool:
    return webhook.wanted.covers(recorded.topic, year_of(recorded.stream_id, recorded.act.effective_on))


def _grouped(told: Iterable[tuple[Recorded, bytes]]) -> Iterator[list[tuple[Recorded, bytes]]]:
    group: list[tuple[Recorded, bytes]] = []
    size = 0
    for each in told:
        if group and (len(group) == MOST or size + len(each[1]) > LARGEST):
            yield group
            group, size = [], 0
        group.append(each)
        size += len(each[1])
    if group:
        yield group


def _batch(group: Sequence[tuple[Recorded, bytes]]) -> Parcel:
    first, last = group[0][0], group[-1][0]
    body = _listed([each for _, each in group])
    return Parcel(f"{first.event_id}-{last.event_id}", first.position, last.position, BATCH, body)


def _listed(bodies: Sequence[bytes]) -> bytes:
    return b"[" + b",".join(bodies) + b"]"
