"""The office of webhooks: makes the secrets that are shown once, looks at addresses, and brings the commands."""

import json
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from application.act import Counter, Outcome
from application.authority import Caller
from application.ports import EventLog, RequestKeyReused
from application.webhook_rules import AddressRules
from application.webhook_secrets import Sealer
from application.webhooks import (
    After,
    ChangeWebhookAddress,
    Reason,
    RegisterWebhook,
    RotateWebhookSecret,
)
from domain.errors import Refusal, refuse_first
from domain.kernel import LgCode, Line, Value
from domain.office import Capacity
from domain.webhook import Webhook
from domain.webhook_address import Address, address_blockers
from domain.webhook_terms import Wanted, WebhookSlug


class WebhookSecretShownOnce(Refusal):
    """この受付キーの操作はすでに済んでいます。秘密は一度しか表示できません。秘密を更新してください。"""


class WebhookWanted(Value):
    """配信先の申込み: where, as whose reading, what and from when on the record is to be delivered."""

    slug: Annotated[WebhookSlug, Field(description="配信先の識別名")]
    name: Annotated[Line, Field(description="配信先の名前")]
    address: Annotated[Address, Field(description="https のアドレス")]
    capacity: Annotated[Capacity, Field(description="この資格の閲覧範囲で配信する")]
    lg_code: Annotated[LgCode | None, Field(description="この市町村の担当部局として閲覧する")] = None
    wanted: Wanted = Wanted()
    batched: Annotated[bool, Field(description="複数の出来事をまとめて配信する")] = False
    after: Annotated[After, Field(description="この位置の次から配信する。省略時は登録の後から")] = None
    reason: Reason


class RotationWanted(Value):
    """秘密の更新の申込み: whether the old secret must not be trusted any more."""

    slug: Annotated[WebhookSlug, Field(description="配信先の識別名")]
    at_once: Annotated[bool, Field(description="古い秘密を直ちに無効とする。省略時は24時間、両方で署名する")] = False
    reason: Reason


@dataclass(frozen=True, slots=True)
class Sealed:
    """秘密つきの結果: the outcome, and the secret that is shown this once; a dry run makes none."""

    outcome: Outcome
    secret: str | None


@dataclass(frozen=True, slots=True)
class Terms:
    """操作の条件: the caller's key, the version that the act rests on, and whether it is only tried."""

    key: str
    expected_version: int | None
    dry_run: bool


class WebhookOffice:
    """配信先の受付: registers webhooks, moves them and rotates their secrets."""

    def __init__(self, counter: Counter, log: EventLog, sealer: Sealer, rules: AddressRules) -> None:
        self._counter = counter
        self._log = log
        self._sealer = sealer
        self._rules = rules

    async def register(self, wanted: WebhookWanted, caller: Caller, terms: Terms) -> Sealed:
        """Register a webhook and give its secret, once; a repeated request gets ``WebhookSecretShownOnce``."""
        self._look_at(wanted.address)
        seal, secret = self._sealer.new(Webhook.create_id(wanted.slug))
        return await self._sealed(RegisterWebhook(**dict(wanted), seal=seal), secret, caller, terms)

    async def rotate(self, wanted: RotationWanted, caller: Caller, terms: Terms) -> Sealed:
        """Rotate the secret of a webhook and give the new one, once."""
        seal, secret = self._sealer.new(Webhook.create_id(wanted.slug))
        return await self._sealed(RotateWebhookSecret(**dict(wanted), seal=seal), secret, caller, terms)

    async def change_address(self, command: ChangeWebhookAddress, caller: Caller, terms: Terms) -> Outcome:
        """Let a webhook lead elsewhere."""
        self._look_at(command.address)
        return await self._perform(command, caller, terms)

    def _look_at(self, address: str) -> None:
        refuse_first(address_blockers(address))
        self._rules.check(address)

    async def _sealed(
        self, command: RegisterWebhook | RotateWebhookSecret, secret: str, caller: Caller, terms: Terms
    ) -> Sealed:
        try:
            outcome = await self._perform(command, caller, terms)
        except RequestKeyReused as reused:
            earlier = await self._log.answered(caller.person_id, terms.key)
            for done in json.loads((earlier and earlier.answer) or "[]"):
                if done["object_id"] == command.object_id:
                    raise WebhookSecretShownOnce(object_id=command.object_id) from reused
            raise
        return Sealed(outcome, None if terms.dry_run else secret)

    async def _perform(
        self, command: RegisterWebhook | RotateWebhookSecret | ChangeWebhookAddress, caller: Caller, terms: Terms
    ) -> Outcome:
        return await self._counter.perform(
            command, caller, key=terms.key, expected_version=terms.expected_version, dry_run=terms.dry_run
        )
