"""The post: one message signed, carried and noted down, and what follows from the answer."""

from dataclasses import dataclass
from datetime import datetime

from application.authority import StateForbids
from application.ports import Clock, StreamMoved
from application.webhook_ports import GONE, Answer, Attempt, Carrier, Deliveries, Place
from application.webhook_secrets import Sealer, WebhookKeyDiffers, WebhookKeyMissing, signature
from application.webhooks import GiveUpDelivery, RecordWebhookGone
from domain.webhook import Webhook, WebhookEnded, WebhookNotActive
from domain.webhook_terms import DeliveryFault
from scheduler.acts import Acts
from scheduler.parcels import Parcel
from scheduler.patience import GIVE_UP_AFTER, Jitter, asked_wait, wait_after
from scheduler.webhook_book import Booked

MOVED = (StateForbids, StreamMoved, WebhookEnded, WebhookNotActive)


@dataclass(frozen=True, slots=True)
class Post:
    """郵便: signs, carries, notes; ``permille`` draws the jitter of the waits."""

    acts: Acts
    deliveries: Deliveries
    carrier: Carrier
    sealer: Sealer
    clock: Clock
    permille: Jitter

    async def send(self, booked: Booked, parcel: Parcel) -> Answer:
        """Sign and carry one message, and keep the attempt."""
        at = self.clock.now()
        answer = await self._carried(booked, parcel, at)
        tried = Attempt(
            object_id=booked.webhook.id,
            at=at,
            first=parcel.first,
            last=parcel.last,
            status=answer.status,
            fault=answer.fault,
            milliseconds=answer.milliseconds,
        )
        await self.deliveries.note(tried)
        return answer

    async def fail(self, webhook: Webhook, place: Place, answer: Answer) -> None:
        """Do what follows from a failure: wait; end what is gone for good, give up what has failed for long."""
        now = self.clock.now()
        since = place.failing_since or now
        wait = max(wait_after(place.failures + 1, self.permille), asked_wait(answer.retry_after, now))
        await self.deliveries.wait(place, since, now + wait)
        if answer.status == GONE:
            await self._act(RecordWebhookGone(slug=webhook.slug), webhook)
        elif now - since >= GIVE_UP_AFTER:
            fault = answer.fault or DeliveryFault.ANSWER_REFUSED
            given_up = GiveUpDelivery(slug=webhook.slug, fault=fault, status=answer.status, position=place.position)
            await self._act(given_up, webhook)

    async def _carried(self, booked: Booked, parcel: Parcel, at: datetime) -> Answer:
        webhook, second = booked.webhook, int(at.timestamp())
        try:
            secrets = [self.sealer.secret(webhook.id, seal) for seal in booked.seals(at)]
        except (WebhookKeyMissing, WebhookKeyDiffers):
            return Answer(None, DeliveryFault.KEY_UNFIT, 0)
        headers = {
            "Content-Type": parcel.content_type,
            "webhook-id": parcel.message_id,
            "webhook-timestamp": str(second),
            "webhook-signature": " ".join(signature(each, parcel.message_id, second, parcel.body) for each in secrets),
        }
        return await self.carrier.carry(webhook.address, headers, parcel.body)

    async def _act(self, command: GiveUpDelivery | RecordWebhookGone, webhook: Webhook) -> None:
        """Perform an act of the system; where the webhook has moved meanwhile, the next turn looks again."""
        try:
            await self.acts.perform(command, attempt=str(webhook.version))
        except MOVED:
            return
