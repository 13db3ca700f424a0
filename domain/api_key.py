"""The API key: how a caller is known. Hashed, expiring, bound to a person, an office and a capacity."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import StringConstraints

from domain.body import BodyId
from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, LgCode, Line, PersonId, StreamId, Text, event
from domain.labels import Labelled
from domain.office import Capacity

KeyId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
SecretHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
CONSOLE_CODE = "console-code"
LONGEST_LIFE = timedelta(days=400)  # a fiscal year and the weeks of the handover; staff rotate every April


class ApiKeyState(Labelled):
    """鍵の状態: expiry is deduced from the day, see ``valid_on``."""

    ACTIVE = "active", "有効", "active"
    REVOKED = "revoked", "失効", "revoked"


class KeyLifeNotAllowed(Refusal):
    """鍵の有効期限は発行日より後、400日以内としてください。"""


class KeyAlreadyRevoked(Refusal):
    """鍵はすでに失効しています。"""


class ApiKey(Aggregate):
    """APIキー: knows only the SHA-256 of its 256-bit secret; ``origin`` is who issued it, or ``console-code``."""

    TOPIC = "api-key"

    class Issued(Created):
        """APIキーを発行した。"""

        TOPIC = "api-key.issued"
        class_version = 2
        key_id: KeyId
        person_id: PersonId
        office_id: StreamId
        lg_code: LgCode | None
        capacity: Capacity
        secret_hash: SecretHash
        issued_on: date
        expires_on: date
        scope: tuple[Line, ...]
        origin: PersonId
        body_id: BodyId | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Before bodies kept records of their own, no key spoke for one."""
            state["body_id"] = None

    class Revoked(Event):
        """APIキーを失効させた。"""

        TOPIC = "api-key.revoked"
        revoked_on: date
        ground: Text

    @staticmethod
    def create_id(key_id: str) -> str:
        """Name the stream, such as ``api-key:k-3f9a``."""
        return f"api-key:{key_id}"

    @event(Issued)
    def __init__(  # noqa: PLR0913 - the fields of the event
        self,
        *,
        key_id: str,
        person_id: str,
        office_id: str,
        lg_code: str | None,
        capacity: Capacity,
        secret_hash: str,
        issued_on: date,
        expires_on: date,
        scope: tuple[str, ...],
        origin: str,
        body_id: str | None,
    ) -> None:
        self.key_id = key_id
        self.person_id = person_id
        self.office_id = office_id
        self.lg_code = lg_code
        self.capacity = capacity
        self.secret_hash = secret_hash
        self.issued_on = issued_on
        self.expires_on = expires_on
        self.scope = scope
        self.origin = origin
        self.body_id = body_id
        self.revoked_on: date | None = None

    @staticmethod
    def life_blockers(issued_on: date, expires_on: date) -> Iterator[Refusal]:
        """Refuse a key that would live no day, or longer than people hold an office unasked."""
        if not issued_on < expires_on <= issued_on + LONGEST_LIFE:
            yield KeyLifeNotAllowed(issued_on=issued_on, expires_on=expires_on)

    def revoke(self, revoked_on: date, ground: str) -> None:
        """End the key before its time."""
        refuse_first(self.revoke_blockers())
        self._revoke(revoked_on=revoked_on, ground=ground)

    def revoke_blockers(self) -> Iterator[Refusal]:
        """Refuse a second time: the first ground stands."""
        if self.revoked_on is not None:
            yield KeyAlreadyRevoked(revoked_on=self.revoked_on)

    @event(Revoked)
    def _revoke(self, revoked_on: date, ground: str) -> None:
        del ground  # stays in the record
        self.revoked_on = revoked_on

    @property
    def state(self) -> ApiKeyState:
        """Give the state, which follows from the revocation."""
        return ApiKeyState.ACTIVE if self.revoked_on is None else ApiKeyState.REVOKED

    def valid_on(self, day: date) -> bool:
        """Tell whether the key opens anything on a day; ``expires_on`` is the last one."""
        return self.revoked_on is None and self.issued_on <= day <= self.expires_on
