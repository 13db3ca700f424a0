"""The book of webhooks: every webhook that has not ended, held in memory and kept current by following the log."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.ports import EventLog
from domain.record import Recorded
from domain.webhook import Webhook
from domain.webhook_terms import SecretSeal, WebhookState

OVERLAP = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Booked:
    """控え: a webhook, the position of its registration, and when its secret was rotated last."""

    webhook: Webhook
    registered_at: int
    rotated_at: datetime | None

    @property
    def version(self) -> int:
        """Give the version of the webhook that is booked."""
        return self.webhook.version

    @property
    def begins(self) -> int:
        """Give the position after which delivery begins, unless it has gone further: at first, the registration."""
        return self.registered_at if self.webhook.after is None else self.webhook.after

    def seals(self, now: datetime) -> Sequence[SecretSeal]:
        """Give the seals of the secrets to sign with: for a day after a rotation the earlier one as well."""
        earlier = self.webhook.earlier_seal
        if earlier is None or self.rotated_at is None or now >= self.rotated_at + OVERLAP:
            return (self.webhook.seal,)
        return (self.webhook.seal, earlier)


class Book:
    """配信先の帳簿: webhooks as of a position of the log."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._records: dict[str, list[Recorded]] = {}
        self._booked: dict[str, Booked] = {}
        self.position = 0

    async def load(self) -> None:
        """Read every webhook from the log, as of its head or later."""
        position = await self._log.head()
        self._records.clear()
        self._booked.clear()
        for stream_id in await self._log.stream_ids(Webhook.TOPIC):
            self._enter(stream_id, await self._log.stream(stream_id))
        self.position = position

    def take(self, page: Sequence[Recorded]) -> None:
        """Follow one page of the log."""
        for record in page:
            if record.stream_id.startswith(f"{Webhook.TOPIC}:"):
                self._enter(record.stream_id, [record])
        self.position = page[-1].position

    def every(self) -> Iterator[Booked]:
        """Give all webhooks that have not ended."""
        return (each for each in self._booked.values() if each.webhook.state is not WebhookState.ENDED)

    def find(self, object_id: str) -> Booked | None:
        """Give one webhook."""
        return self._booked.get(object_id)

    def _enter(self, stream_id: str, records: Sequence[Recorded]) -> None:
        """Enter new records of a webhook; it is made anew from all, so that nobody's copy changes under his hands."""
        known = self._records.setdefault(stream_id, [])
        known += [each for each in records if each.version > len(known)]
        webhook = None
        for each in known:
            webhook = each.event.mutate(webhook)
        if isinstance(webhook, Webhook):
            rotations = [each.recorded_at for each in known if each.topic == Webhook.SecretRotated.TOPIC]
            self._booked[stream_id] = Booked(webhook, known[0].position, rotations[-1] if rotations else None)
