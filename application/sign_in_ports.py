"""What signing in needs from outside: the secrets people prove themselves by, and the sessions that are open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.kernel import Value
from domain.office import Capacity


@dataclass(frozen=True, slots=True)
class KeptFactor:
    """控えられた第二要素: the salt of its seed and the last time step used; the record says whether it counts."""

    factor_id: str
    salt: str
    last_step: int


@dataclass(frozen=True, slots=True)
class Failures:
    """失敗の控え: how often in a row somebody failed to sign in as a person, and when last."""

    count: int
    last_at: datetime


class Credentials(Protocol):
    """本人確認の控え: nothing in it is in the record, and all of it can be erased."""

    async def password(self, person_id: str) -> str | None:
        """Give the hash of a password."""

    async def put_password(self, person_id: str, password_hash: str, set_at: datetime) -> None:
        """Keep the hash of a password in place of an earlier one; a code that was handed over is used up by it."""

    async def put_code(self, person_id: str, sha256: bytes, expires_at: datetime) -> None:
        """Keep the hash of a code that was handed over, in place of an earlier one."""

    async def code_fits(self, person_id: str, sha256: bytes, now: datetime) -> bool:
        """Tell whether a person was given this code, and it has not expired."""

    async def put_factor(self, person_id: str, factor: KeptFactor) -> None:
        """Keep a second factor in place of an earlier one."""

    async def factor(self, person_id: str) -> KeptFactor | None:
        """Give the second factor of a person."""

    async def use_step(self, person_id: str, factor_id: str, step: int) -> bool:
        """Use a time step, and tell whether it is later than any used before."""

    async def put_recovery_codes(self, person_id: str, hashes: Sequence[bytes]) -> None:
        """Keep the hashes of recovery codes in place of the earlier ones."""

    async def recovery_codes_left(self, person_id: str) -> int:
        """Count the recovery codes that were not used."""

    async def use_recovery_code(self, person_id: str, sha256: bytes) -> bool:
        """Use a recovery code up, and tell whether it was one."""

    async def failures(self, person_id: str) -> Failures | None:
        """Tell how often somebody failed in a row."""

    async def note_failure(self, person_id: str, now: datetime) -> None:
        """Count a failure."""

    async def forget_failures(self, person_id: str) -> None:
        """Begin to count anew."""


class Session(Value):
    """サインインの状態: one browser of one person, in one of the capacities that they hold."""

    session_id: str
    person_id: str
    office_id: str
    capacity: Capacity
    opened_at: datetime
    used_at: datetime
    waiting: bool
    device: str


class Sessions(Protocol):
    """サインイン簿: sessions by the hash of their token."""

    async def open(self, sha256: bytes, session: Session) -> None:
        """Keep a new session, and forget those that ended long ago."""

    async def find(self, sha256: bytes) -> Session | None:
        """Give a session that was not ended."""

    async def turn(self, earlier: bytes, later: bytes, session: Session) -> bool:
        """Put another token, and what has become of the session, in place of the earlier; false when it is gone."""

    async def touch(self, sha256: bytes, used_at: datetime) -> None:
        """Remember that a session was used."""

    async def end(self, person_id: str, session_id: str) -> bool:
        """End one session of a person; false when there is none."""

    async def end_others(self, person_id: str, session_id: str | None) -> int:
        """End every session of a person but one, and count them."""

    async def of(self, person_id: str) -> Sequence[Session]:
        """List the sessions of a person that were not ended, latest use first."""
