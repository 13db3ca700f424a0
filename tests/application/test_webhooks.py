"""Webhooks at the counter: the head of the secretariat alone, secrets derived and shown once, addresses looked at."""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.act import VersionStale
from application.authority import NotPermitted, StateForbids, system
from application.ports import RequestKeyReused
from application.webhook_office import (
    RotationWanted,
    Sealed,
    Terms,
    WebhookOffice,
    WebhookSecretShownOnce,
    WebhookWanted,
)
from application.webhook_rules import AddressRules, WebhookHostNotAllowed
from application.webhook_secrets import (
    SHORTEST_KEY,
    Sealer,
    WebhookKeyDiffers,
    WebhookKeyMissing,
    WebhookKeyTooShort,
    signature,
)
from application.webhooks import (
    ChangeWebhookAddress,
    EndWebhook,
    GiveUpDelivery,
    PauseWebhook,
    RecordWebhookGone,
    ResumeWebhook,
    TestWebhook,
)
from domain.office import Capacity
from domain.webhook import Webhook, WebhookPositionAhead, WebhookReaderNotAllowed, WebhookTopicUnknown
from domain.webhook_address import WebhookAddressNotHttps
from domain.webhook_terms import DeliveryFault, SecretSeal, WebhookState
from tests.application.counter_room import HEAD, SECRETARIAT, CounterRoom, caller, counter_room
from tests.domain.refusal import refuses

KEY = b"a test's own key of enough bytes"
ID = "webhook:board"
SYSTEM = system("scheduler")


@dataclass(frozen=True)
class Room:
    """受付の部屋: the counter, and the office that brings commands with secrets to it."""

    counter: CounterRoom
    office: WebhookOffice

    async def register(self, key: str = "r-1", *, dry_run: bool = False, who: Any = HEAD, **terms: Any) -> Sealed:
        """Register a webhook."""
        return await self.office.register(wanted(**terms), who, Terms(key, 0, dry_run))

    async def webhook(self) -> Webhook:
        """Read the webhook."""
        return await self.counter.load(Webhook, ID)


def wanted(**terms: Any) -> WebhookWanted:
    plain = {
        "slug": "board",
        "name": "サンプル（架空値）の配信先",
        "address": "https://receiver.example/hook",
        "capacity": "clerk",
        "lg_code": "43100",
        "reason": "掲示板の更新",
    }
    return WebhookWanted.model_validate({**plain, **terms})


@pytest_asyncio.fixture
async def room(database: Database) -> AsyncIterator[Room]:
    async with counter_room(database, date(2025, 4, 1)) as opened:
        yield Room(opened, WebhookOffice(opened.counter, opened.log, Sealer(KEY), AddressRules()))


async def test_a_webhook_is_registered_with_a_secret_that_stands_nowhere(room: Room) -> None:
    sealed = await room.register()
    assert sealed.secret is not None
    assert len(base64.b64decode(sealed.secret.removeprefix("whsec_"))) == 32
    made = await room.webhook()
    assert made.seal.sha256 == hashlib.sha256(sealed.secret.encode()).hexdigest()
    assert (made.capacity, made.lg_code, made.after, made.batched) == (Capacity.CLERK, "43100", None, False)
    (record,) = await room.counter.log.stream(ID)
    assert record.act.reason == "掲示板の更新"
    assert sealed.secret not in record.body
    assert "whsec_" not in record.body


async def test_a_secret_is_shown_once_and_a_dry_run_makes_none(room: Room) -> None:
    assert (await room.register("dry", dry_run=True)).secret is None
    assert await room.counter.log.stream(ID) == []
    await room.register()
    with refuses(WebhookSecretShownOnce(object_id=ID)):
        await room.register()
    rotation = RotationWanted(slug="board", reason="更新")
    await room.office.rotate(rotation, HEAD, Terms("r-2", 1, dry_run=False))
    with refuses(WebhookSecretShownOnce(object_id=ID)):
        await room.office.rotate(rotation, HEAD, Terms("r-2", 2, dry_run=False))


async def test_a_request_key_of_another_act_is_no_reason_to_speak_of_secrets(room: Room) -> None:
    await room.register()
    await room.counter.counter.perform(TestWebhook(slug="board"), HEAD, key="t-1")
    with pytest.raises(RequestKeyReused):
        await room.register("t-1", slug="other")


async def test_only_the_head_of_the_secretariat_registers(room: Room) -> None:
    for who in (SECRETARIAT, caller(Capacity.HEAD, "43100"), caller(Capacity.AUDITOR), SYSTEM):
        with pytest.raises(NotPermitted):
            await room.register(who=who)
    await room.register()
    for command in (
        PauseWebhook(slug="board", reason="停止"),
        ResumeWebhook(slug="board", after=0),
        TestWebhook(slug="board"),
        EndWebhook(slug="board", reason="終了"),
    ):
        with pytest.raises(NotPermitted):
            await room.counter.ask(command, SECRETARIAT)


async def test_what_the_system_finds_is_for_the_system_to_say(room: Room) -> None:
    await room.register()
    given_up = GiveUpDelivery(slug="board", fault=DeliveryFault.TIMED_OUT, position=1)
    for command in (given_up, RecordWebhookGone(slug="board")):
        with pytest.raises(NotPermitted):
            await room.counter.ask(command)
    await room.counter.ask(given_up, SYSTEM)
    assert (await room.webhook()).fault is DeliveryFault.TIMED_OUT
    with pytest.raises(StateForbids):
        await room.counter.ask(given_up, SYSTEM)
    await room.counter.ask(RecordWebhookGone(slug="board"), SYSTEM)
    assert (await room.webhook()).state is WebhookState.ENDED


async def test_terms_that_cannot_hold_are_refused(room: Room) -> None:
    with refuses(WebhookReaderNotAllowed()):
        await room.register(capacity="system", lg_code=None)
    with refuses(WebhookTopicUnknown(topics=["no.such"])):
        await room.register(wanted={"topics": ["no.such", "webhook.ended"]})
    with refuses(WebhookPositionAhead(after=1, head=0)):
        await room.register(after=1)
    with refuses(WebhookAddressNotHttps()):
        await room.register(address="http://receiver.example/hook")
    with refuses(WebhookHostNotAllowed(host="10.0.0.1")):
        await room.register(address="https://10.0.0.1/hook")
    assert await room.counter.log.head() == 0


async def test_it_leads_elsewhere_only_where_it_may(room: Room) -> None:
    await room.register()
    inside = ChangeWebhookAddress(slug="board", address="https://192.168.0.1/", reason="移転")
    with refuses(WebhookHostNotAllowed(host="192.168.0.1")):
        await room.office.change_address(inside, HEAD, Terms("c-1", 1, dry_run=False))
    elsewhere = ChangeWebhookAddress(slug="board", address="https://other.example/", reason="移転")
    with pytest.raises(VersionStale):
        await room.office.change_address(elsewhere, HEAD, Terms("c-2", 2, dry_run=False))
    await room.office.change_address(elsewhere, HEAD, Terms("c-3", 1, dry_run=False))
    assert (await room.webhook()).address == "https://other.example/"


async def test_its_whole_life_at_the_counter(room: Room) -> None:
    await room.register()
    await room.counter.ask(TestWebhook(slug="board"))
    await room.counter.ask(PauseWebhook(slug="board", reason="停止"))
    head = await room.counter.log.head()
    with refuses(WebhookPositionAhead(after=head + 1, head=head)):
        await room.counter.ask(ResumeWebhook(slug="board", after=head + 1))
    outcome = await room.counter.ask(ResumeWebhook(slug="board", after=head))
    assert outcome.events == ("webhook.resumed",)
    rotation = RotationWanted(slug="board", at_once=True, reason="漏えい")
    sealed = await room.office.rotate(rotation, HEAD, Terms("r-2", 4, dry_run=False))
    made = await room.webhook()
    assert (made.earlier_seal, made.tests, made.run) == (None, 1, 2)
    assert Sealer(KEY).secret(ID, made.seal) == sealed.secret
    acts = {"ChangeWebhookAddress", "RotateWebhookSecret", "PauseWebhook", "ResumeWebhook", "TestWebhook", "EndWebhook"}
    offered = await room.counter.actions(ID)
    assert {name: offered[name] for name in acts} == dict.fromkeys(acts, ())
    assert await room.counter.actions(ID, SECRETARIAT) == {}
    await room.counter.ask(EndWebhook(slug="board", reason="終了"))
    offered = await room.counter.actions(ID)
    assert {name: offered[name] for name in acts} == dict.fromkeys(acts, ("state-forbids",))


def test_a_secret_is_derived_for_one_webhook_and_salt_from_one_key() -> None:
    sealer = Sealer(KEY)
    seal, secret = sealer.new(ID)
    assert sealer.secret(ID, seal) == Sealer(KEY).secret(ID, seal) == secret
    told = b"shinchoku webhook secret 1\0webhook:board\0" + seal.salt.encode()
    assert secret == "whsec_" + base64.b64encode(hmac.new(KEY, told, "sha256").digest()).decode()
    assert sealer.new(ID)[1] != secret
    with refuses(WebhookKeyDiffers(object_id="webhook:other")):
        sealer.secret("webhook:other", seal)
    with refuses(WebhookKeyDiffers(object_id=ID)):
        Sealer(KEY + b"!").secret(ID, seal)
    with refuses(WebhookKeyDiffers(object_id=ID)):
        sealer.secret(ID, SecretSeal(salt="00" * 16, sha256=seal.sha256))


def test_without_a_key_there_are_no_secrets_and_a_short_one_is_none() -> None:
    with refuses(WebhookKeyMissing()):
        Sealer(None).new(ID)
    with refuses(WebhookKeyTooShort(length=SHORTEST_KEY - 1, shortest=SHORTEST_KEY)):
        Sealer(b"k" * (SHORTEST_KEY - 1))
    assert "k" * 8 not in repr(Sealer(b"k" * SHORTEST_KEY))


def test_a_signature_is_the_one_of_the_standard() -> None:
    """The vector of github.com/standard-webhooks/standard-webhooks, as its libraries test themselves."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - published as an example
    made = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
