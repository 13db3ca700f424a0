"""The entrance: how callers come to a key, and how a key is known again.

A secret is 256 random bits, made here, shown once, and known afterwards by its SHA-256 alone. The id of a key is the
beginning of that hash, so that a key is found in the log by its secret, and a revoked one is known at once: the log
is asked, no view that may lag behind it.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Protocol

from pydantic import Field

from application.accounts import OpenAccount
from application.act import Counter, Outcome, VersionStale
from application.authority import SYSTEM, Caller, NotPermitted, system
from application.codes import digest_of, new_code
from application.desk import ObjectNotFound, replay
from application.organisation import AssignPerson, IssueApiKey
from application.ports import Clock, Contact, Contacts, EventLog, RequestKeyReused
from domain.account import Account
from domain.api_key import ApiKey
from domain.errors import Refusal
from domain.kernel import Line, PersonId, StreamId, Value
from domain.office import Capacity, Office

SECRET = re.compile(r"^shk_[A-Za-z0-9_-]{43}$")
CODE_LIFE = timedelta(hours=1)
FIRST_KEY_DAYS = 90
USE_NOTED_EVERY = timedelta(minutes=1)
FIRST = "first-key"


class KeyNotAccepted(Refusal):
    """APIキーが正しくないか、期限切れか、失効しています。"""


class SecretShownOnce(Refusal):
    """この受付キーの鍵はすでに発行済みです。秘密は一度しか表示できません。失効させて、新しい受付キーで発行し直してください。"""


class SetupClosed(Refusal):
    """設定コードが正しくないか、期限切れか、すでに鍵が発行されています。"""


class KeyWanted(Value):
    """鍵の申込み: for whom a key is to be issued, and what it may open."""

    person_id: PersonId
    office_id: StreamId
    capacity: Capacity
    expires_on: Annotated[date, Field(description="最後の有効日")]
    scope: Annotated[tuple[Line, ...], Field(description="使える命令・閲覧の名前。空なら資格のすべて")] = ()


class Setup(Value):
    """初期設定: the code on the console, and who gets the first key."""

    code: Line
    person_id: PersonId
    name: Annotated[Line, Field(description="氏名。出来事には入らない")]
    office_id: StreamId
    capacity: Capacity = Capacity.SECRETARIAT_HEAD


@dataclass(frozen=True, slots=True)
class Issued:
    """発行結果: the outcome, and the secret that is shown this once; a dry run makes none."""

    outcome: Outcome
    secret: str | None


class EntranceRegister(Protocol):
    """入口の控え: what the entrance remembers outside the log: hashes of codes, and when keys were used."""

    async def put_code(self, sha256: bytes, expires_at: datetime, now: datetime) -> None:
        """Keep the hash of a code, and forget those that have expired."""

    async def code_known(self, sha256: bytes, now: datetime) -> bool:
        """Tell whether a code was printed and has not expired."""

    async def note_use(self, key_id: str, used_at: datetime) -> None:
        """Remember that a key was used."""

    async def last_uses(self, key_ids: Sequence[str]) -> Mapping[str, datetime]:
        """Give when keys were last used; keys never used are missing from the answer."""


class Entrance:
    """入口: identifies callers by their keys, issues keys, and lets the first person in by a code of the console."""

    def __init__(
        self, counter: Counter, log: EventLog, register: EntranceRegister, contacts: Contacts, clock: Clock
    ) -> None:
        self._counter = counter
        self._log = log
        self._register = register
        self._contacts = contacts
        self._clock = clock
        self._noted: dict[str, datetime] = {}

    async def identify(self, secret: str) -> Caller:
        """Say who calls with this secret; raises ``KeyNotAccepted``, in the same words whatever is wrong with it."""
        if not SECRET.match(secret):
            raise KeyNotAccepted
        secret_hash = hash_of(secret)
        records = await self._log.stream(ApiKey.create_id(key_id_of(secret_hash)))
        key = replay(ApiKey, [record.event for record in records])
        if (
            key is None
            or not hmac.compare_digest(key.secret_hash, secret_hash)
            or not key.valid_on(self._clock.today())
            or await self._has_left(key)
            or await self._is_suspended(key.person_id)
        ):
            raise KeyNotAccepted
        await self._note(key.key_id)
        return Caller(
            person_id=key.person_id,
            office_id=key.office_id,
            lg_code=key.lg_code,
            capacity=key.capacity.value,
            key_id=key.key_id,
            scope=frozenset(key.scope),
            body_id=key.body_id,
        )

    async def issue(self, wanted: KeyWanted, caller: Caller, *, key: str, dry_run: bool = False) -> Issued:
        """Issue a key for somebody and give its secret, once.

        A repeated request cannot be answered with the secret again, for nobody knows it; it is refused with
        ``SecretShownOnce``, which names the key, so that it can be revoked and another be issued.
        """
        if wanted.capacity.value == SYSTEM:
            raise NotPermitted(command=IssueApiKey.__name__, capacity=caller.capacity)
        secret = f"shk_{secrets.token_urlsafe(32)}"
        try:
            outcome = await self._counter.perform(
                _command(wanted, hash_of(secret)), caller, key=key, expected_version=0, dry_run=dry_run
            )
        except RequestKeyReused as reused:
            await self._name_earlier(caller, key)
            raise reused from None
        return Issued(outcome, None if dry_run else secret)

    async def setup_code(self) -> str | None:
        """Make a one-time code for the console while nobody has a key or an account; ``None`` when somebody has."""
        if not await self._nobody_in():
            return None
        code = new_code()
        now = self._clock.now()
        await self._register.put_code(digest_of(code), now + CODE_LIFE, now)
        return code

    async def set_up(self, setup: Setup) -> Issued:
        """Issue the first key against a code of the console, to a person who is put into the office if need be.

        Raises ``SetupClosed``. However many codes were printed and come at once, the log lets only one through: they
        share one request key.
        """
        await self._let_first(setup)
        wanted = KeyWanted(
            person_id=setup.person_id,
            office_id=setup.office_id,
            capacity=setup.capacity,
            expires_on=self._clock.today() + timedelta(days=FIRST_KEY_DAYS),
        )
        await self._put_into_office(setup)
        try:
            issued = await self.issue(wanted, system("setup"), key=FIRST)
        except (SecretShownOnce, RequestKeyReused) as late:
            raise SetupClosed from late
        await self._contacts.put(Contact(setup.person_id, setup.name))
        return issued

    async def set_up_account(self, setup: Setup) -> None:
        """Register the first person against a code of the console, who chooses a password next; raises as ``set_up``.

        Of an account and a key that are asked for at once only one comes about: they share the request key too.
        """
        await self._let_first(setup)
        await self._put_into_office(setup)
        opened = OpenAccount(person_id=setup.person_id, office_id=setup.office_id)
        try:
            outcome = await self._counter.perform(opened, system("setup"), key=FIRST, expected_version=0)
        except (RequestKeyReused, VersionStale) as late:
            raise SetupClosed from late
        if outcome.repeated:
            raise SetupClosed
        await self._contacts.put(Contact(setup.person_id, setup.name))

    async def _let_first(self, setup: Setup) -> None:
        known = await self._register.code_known(digest_of(setup.code), self._clock.now())
        if not known or not await self._nobody_in():
            raise SetupClosed

    async def _nobody_in(self) -> bool:
        return not (await self._log.stream_ids(ApiKey.TOPIC) or await self._log.stream_ids(Account.TOPIC))

    async def last_uses(self, key_ids: Sequence[str]) -> Mapping[str, datetime]:
        """Give when keys were last used, to the minute."""
        return await self._register.last_uses(key_ids)

    async def _put_into_office(self, wanted: Setup) -> None:
        office = replay(Office, [record.event for record in await self._log.stream(wanted.office_id)])
        if office is None:
            raise ObjectNotFound(object_id=wanted.office_id)
        today = self._clock.today()
        if wanted.capacity not in office.capacities_of(wanted.person_id, today):
            command = AssignPerson(
                office_id=wanted.office_id,
                person_id=wanted.person_id,
                capacity=wanted.capacity,
                assigned_on=today,
            )
            key = f"{FIRST}/{today}/{wanted.office_id}/{wanted.person_id}/{wanted.capacity.value}"
            await self._counter.perform(command, system("setup"), key=key)

    async def _has_left(self, key: ApiKey) -> bool:
        """Tell whether the person has been released from the capacity, which ends a key whatever its own days say."""
        office = replay(Office, [record.event for record in await self._log.stream(key.office_id)])
        return office is not None and office.has_released(key.person_id, key.capacity, self._clock.today())

    async def _is_suspended(self, person_id: str) -> bool:
        """Tell whether the person's account is suspended: who is out is out by every way in, and in again with it."""
        records = await self._log.stream(Account.create_id(person_id))
        account = replay(Account, [record.event for record in records])
        return account is not None and account.suspended_on is not None

    async def _note(self, key_id: str) -> None:
        now = self._clock.now()
        if key_id not in self._noted or now - self._noted[key_id] >= USE_NOTED_EVERY:
            self._noted[key_id] = now
            await self._register.note_use(key_id, now)

    async def _name_earlier(self, caller: Caller, key: str) -> None:
        earlier = await self._log.answered(caller.person_id, key)
        for done in json.loads((earlier and earlier.answer) or "[]"):
            if done["object_id"].startswith(f"{ApiKey.TOPIC}:"):
                raise SecretShownOnce(object_id=done["object_id"])


def hash_of(secret: str) -> str:
    """Give the SHA-256 by which a secret is known; 256 random bits need no slower one."""
    return hashlib.sha256(secret.encode()).hexdigest()


def key_id_of(secret_hash: str) -> str:
    """Name the key that a secret belongs to."""
    return f"k-{secret_hash[:24]}"


def _command(wanted: KeyWanted, secret_hash: str) -> IssueApiKey:
    return IssueApiKey(**dict(wanted), key_id=key_id_of(secret_hash), secret_hash=secret_hash)
