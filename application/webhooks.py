"""Commands of webhooks: what the secretariat does with them, and what the system finds on delivering.

The three commands that bear a secret or an address to be looked at are brought by ``application.webhook_office``.
"""

from collections.abc import Iterable
from typing import Annotated, ClassVar

from pydantic import Field

from application.command import Command
from application.desk import Desk
from domain.errors import Refusal, refuse_first
from domain.kernel import LgCode, Line, StreamId, Text
from domain.office import Capacity
from domain.topics import all_events
from domain.webhook import Webhook
from domain.webhook_address import Address
from domain.webhook_terms import DeliveryFault, HttpStatus, Position, SecretSeal, Wanted, WebhookSlug

After = Annotated[Position | None, Field(description="この位置の次から配信する")]
Reason = Annotated[Text, Field(description="理由")]


class _WebhookAct(Command):
    """Webhook配信先に対する操作。"""

    slug: Annotated[WebhookSlug, Field(description="配信先の識別名")]

    @property
    def object_id(self) -> StreamId:
        """Name the webhook."""
        return Webhook.create_id(self.slug)


class _OpenWebhookAct(_WebhookAct):
    """終了していない配信先に対する操作。"""

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids it: an end."""
        return (await desk.load(Webhook, object_id)).ended_blockers()


class RegisterWebhook(_WebhookAct):
    """Webhookの配信先を登録する。"""

    OBJECT = Webhook
    name: Annotated[Line, Field(description="配信先の名前")]
    address: Address
    capacity: Annotated[Capacity, Field(description="この資格の閲覧範囲で配信する")]
    lg_code: Annotated[LgCode | None, Field(description="この市町村の担当部局として閲覧する")] = None
    wanted: Wanted = Wanted()
    batched: Annotated[bool, Field(description="複数の出来事をまとめて配信する")] = False
    after: After = None
    seal: SecretSeal
    reason: Reason

    async def decide(self, desk: Desk) -> None:
        """Register it, from now on or after a position that is recorded."""
        refuse_first(Webhook.terms_blockers(self.address, self.capacity, self.wanted, all_events()))
        refuse_first(Webhook.position_blockers(self.after, await desk.head()))
        desk.add(
            Webhook(
                slug=self.slug,
                name=self.name,
                address=self.address,
                capacity=self.capacity,
                lg_code=self.lg_code,
                wanted=self.wanted,
                batched=self.batched,
                after=self.after,
                seal=self.seal,
            )
        )


class ChangeWebhookAddress(_OpenWebhookAct):
    """Webhookの配信先のアドレスを変更する。"""

    OBJECT = Webhook
    address: Address
    reason: Reason

    async def decide(self, desk: Desk) -> None:
        """Ask the webhook."""
        (await desk.load(Webhook, self.object_id)).change_address(self.address)


class RotateWebhookSecret(_OpenWebhookAct):
    """Webhookの署名の秘密を更新する。"""

    OBJECT = Webhook
    seal: SecretSeal
    at_once: Annotated[bool, Field(description="古い秘密を直ちに無効とする。省略時は24時間、両方で署名する")] = False
    reason: Reason

    async def decide(self, desk: Desk) -> None:
        """Ask the webhook."""
        (await desk.load(Webhook, self.object_id)).rotate_secret(self.seal, at_once=self.at_once)


class PauseWebhook(_OpenWebhookAct):
    """Webhookの配信を停止する。"""

    OBJECT = Webhook
    reason: Reason

    async def decide(self, desk: Desk) -> None:
        """Ask the webhook."""
        (await desk.load(Webhook, self.object_id)).pause(self.reason)


class ResumeWebhook(_OpenWebhookAct):
    """Webhookの配信を再開する。"""

    OBJECT = Webhook
    after: Annotated[Position | None, Field(description="この位置の次から配信する。省略時は、届いたところの次から")] = (
        None
    )

    async def decide(self, desk: Desk) -> None:
        """Ask the webhook."""
        (await desk.load(Webhook, self.object_id)).resume(self.after, await desk.head())


class TestWebhook(_OpenWebhookAct):
    """Webhookの試験配信を求める。"""

    __test__: ClassVar[bool] = False  # a command, not a collection of tests
    OBJECT = Webhook

    async def decide(self, desk: Desk) -> None:
        """Ask the webhook."""
        (await desk.load(Webhook, self.object_id)).request_test()


class EndWebhook(_OpenWebhookAct):
    """Webhookの配信を終了する。"""

    OBJECT = Webhook
    reason: Reason

    async def decide(self, desk: Desk) -> None:
        """Ask the webhook."""
        (await desk.load(Webhook, self.object_id)).end(self.reason)


class GiveUpDelivery(_WebhookAct):
    """届かないWebhookの配信を停止する。"""

    OBJECT = Webhook
    fault: DeliveryFault
    status: HttpStatus | None = None
    position: Position

    async def decide(self, desk: Desk) -> None:
        """Ask the webhook."""
        webhook = await desk.load(Webhook, self.object_id)
        webhook.give_up_delivery(self.fault, self.status, self.position)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids giving up."""
        return (await desk.load(Webhook, object_id)).give_up_delivery_blockers()


class RecordWebhookGone(_OpenWebhookAct):
    """Webhookの配信先がなくなったことを記録する。"""

    OBJECT = Webhook

    async def decide(self, desk: Desk) -> None:
        """Ask the webhook."""
        (await desk.load(Webhook, self.object_id)).record_gone()
