"""The webhooks: where the record is delivered, as whose reading, and which of them stand still and why."""

from domain.kernel import LgCode, Line
from domain.office import Capacity
from domain.webhook import Webhook
from domain.webhook_address import Address
from domain.webhook_terms import DeliveryFault, HttpStatus, Position, Wanted, WebhookSlug, WebhookState
from projections.view import ObjectRow, ObjectView, on, opens


class WebhookRow(ObjectRow):
    """配信先の行: its terms and its state; neither the secret nor what it is derived from."""

    slug: WebhookSlug
    name: Line
    address: Address
    capacity: Capacity
    lg_code: LgCode | None
    wanted: Wanted
    batched: bool
    state: WebhookState = WebhookState.ACTIVE
    fault: DeliveryFault | None = None
    status: HttpStatus | None = None
    stopped_at: Position | None = None
    tests: int = 0


class WebhookRegister(ObjectView[WebhookRow]):
    """配信先一覧: where is the record delivered, and where does it stand still?"""

    name = "webhooks"
    version = 1
    row = WebhookRow

    @opens(Webhook.Registered)
    def _registered(self, told: Webhook.Registered, key: str) -> WebhookRow:
        return WebhookRow(
            object_id=key,
            slug=told.slug,
            name=told.name,
            address=told.address,
            capacity=told.capacity,
            lg_code=told.lg_code,
            wanted=told.wanted,
            batched=told.batched,
        )

    @on(Webhook.AddressChanged)
    def _address_changed(self, row: WebhookRow, told: Webhook.AddressChanged) -> WebhookRow:
        return row.model_copy(update={"address": told.address})

    @on(Webhook.SecretRotated)
    def _secret_rotated(self, row: WebhookRow, told: Webhook.SecretRotated) -> WebhookRow:
        del told  # secrets are not shown
        return row

    @on(Webhook.Paused)
    def _paused(self, row: WebhookRow, told: Webhook.Paused) -> WebhookRow:
        del told  # the ground stays in the record
        return row.model_copy(update={"state": WebhookState.PAUSED})

    @on(Webhook.Resumed)
    def _resumed(self, row: WebhookRow, told: Webhook.Resumed) -> WebhookRow:
        del told
        running = {"state": WebhookState.ACTIVE, "fault": None, "status": None, "stopped_at": None}
        return row.model_copy(update=running)

    @on(Webhook.DeliveryGivenUp)
    def _given_up(self, row: WebhookRow, told: Webhook.DeliveryGivenUp) -> WebhookRow:
        stopped = {"fault": told.fault, "status": told.status, "stopped_at": told.position}
        return row.model_copy(update={"state": WebhookState.PAUSED, **stopped})

    @on(Webhook.TestRequested)
    def _test_requested(self, row: WebhookRow, told: Webhook.TestRequested) -> WebhookRow:
        return row.model_copy(update={"tests": told.number})

    @on(Webhook.FoundGone, Webhook.Ended)
    def _ended(self, row: WebhookRow, told: Webhook.FoundGone | Webhook.Ended) -> WebhookRow:
        del told
        return row.model_copy(update={"state": WebhookState.ENDED})
