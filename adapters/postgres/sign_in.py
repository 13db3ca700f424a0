"""Signing in on PostgreSQL: credentials and sessions, in tables of the area that stand outside the record."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from adapters.postgres.connection import refusing
from adapters.postgres.queries import queries
from application.sign_in import ABSOLUTE, IDLE
from application.sign_in_ports import Failures, KeptFactor, Session

if TYPE_CHECKING:
    from adapters.postgres.connection import Pool

FAILURES_KEPT = timedelta(days=1)


class PostgresCredentials:
    """本人確認の控え: hashes, salts and counts; no statement gives a secret."""

    def __init__(self, pool: "Pool") -> None:
        """Stand on a pool of the application's role."""
        self._pool = pool

    async def password(self, person_id: str) -> str | None:
        """Give the hash of a password."""
        with refusing():
            found: str | None = await self._pool.fetchval(queries("sign_in")["password"], person_id)
        return found

    async def put_password(self, person_id: str, password_hash: str, set_at: datetime) -> None:
        """Keep the hash of a password in place of an earlier one; a code that was handed over is used up by it."""
        with refusing():
            await self._pool.execute(queries("sign_in")["put_password"], person_id, password_hash, set_at)

    async def put_code(self, person_id: str, sha256: bytes, expires_at: datetime) -> None:
        """Keep the hash of a code that was handed over, in place of an earlier one."""
        with refusing():
            await self._pool.execute(queries("sign_in")["put_code"], person_id, sha256, expires_at)

    async def code_fits(self, person_id: str, sha256: bytes, now: datetime) -> bool:
        """Tell whether a person was given this code, and it has not expired."""
        with refusing():
            return bool(await self._pool.fetchval(queries("sign_in")["code_fits"], person_id, sha256, now))

    async def put_factor(self, person_id: str, factor: KeptFactor) -> None:
        """Keep a second factor in place of an earlier one."""
        kept = (person_id, factor.factor_id, factor.salt, factor.last_step)
        with refusing():
            await self._pool.execute(queries("sign_in")["put_factor"], *kept)

    async def factor(self, person_id: str) -> KeptFactor | None:
        """Give the second factor of a person."""
        with refusing():
            row = await self._pool.fetchrow(queries("sign_in")["factor"], person_id)
        return None if row is None else KeptFactor(*row)

    async def use_step(self, person_id: str, factor_id: str, step: int) -> bool:
        """Use a time step, and tell whether it is later than any used before."""
        with refusing():
            used = await self._pool.fetchval(queries("sign_in")["use_step"], person_id, factor_id, step)
        return used is not None

    async def put_recovery_codes(self, person_id: str, hashes: Sequence[bytes]) -> None:
        """Keep the hashes of recovery codes in place of the earlier ones."""
        with refusing():
            await self._pool.execute(queries("sign_in")["put_recovery_codes"], person_id, list(hashes))

    async def recovery_codes_left(self, person_id: str) -> int:
        """Count the recovery codes that were not used."""
        with refusing():
            return int(await self._pool.fetchval(queries("sign_in")["recovery_codes_left"], person_id))

    async def use_recovery_code(self, person_id: str, sha256: bytes) -> bool:
        """Use a recovery code up, and tell whether it was one."""
        with refusing():
            used = await self._pool.fetchval(queries("sign_in")["use_recovery_code"], person_id, sha256)
        return used is not None

    async def failures(self, person_id: str) -> Failures | None:
        """Tell how often somebody failed in a row."""
        with refusing():
            row = await self._pool.fetchrow(queries("sign_in")["failures"], person_id)
        return None if row is None else Failures(*row)

    async def note_failure(self, person_id: str, now: datetime) -> None:
        """Count a failure."""
        with refusing():
            await self._pool.execute(queries("sign_in")["drop_failures"], now - FAILURES_KEPT)
            await self._pool.execute(queries("sign_in")["note_failure"], person_id, now)

    async def forget_failures(self, person_id: str) -> None:
        """Begin to count anew."""
        with refusing():
            await self._pool.execute(queries("sign_in")["forget_failures"], person_id)


class PostgresSessions:
    """サインイン簿: one row per open session, under the hash of its token."""

    def __init__(self, pool: "Pool") -> None:
        """Stand on a pool of the application's role."""
        self._pool = pool

    async def open(self, sha256: bytes, session: Session) -> None:
        """Keep a new session, and forget those that are over."""
        now = session.opened_at
        with refusing():
            await self._pool.execute(queries("sign_in")["drop_sessions"], now - ABSOLUTE, now - IDLE)
            await self._pool.execute(
                queries("sign_in")["open_session"],
                sha256,
                session.session_id,
                session.person_id,
                session.office_id,
                session.capacity.value,
                session.opened_at,
                session.used_at,
                session.waiting,
                session.device,
            )

    async def find(self, sha256: bytes) -> Session | None:
        """Give a session that was not ended."""
        with refusing():
            row = await self._pool.fetchrow(queries("sign_in")["find_session"], sha256)
        return None if row is None else Session.model_validate(dict(row))

    async def turn(self, earlier: bytes, later: bytes, session: Session) -> bool:
        """Put another token, and what has become of the session, in place of the earlier; false when it is gone."""
        told = (earlier, later, session.office_id, session.capacity.value, session.waiting)
        with refusing():
            return await self._pool.fetchval(queries("sign_in")["turn_session"], *told) is not None

    async def touch(self, sha256: bytes, used_at: datetime) -> None:
        """Remember that a session was used."""
        with refusing():
            await self._pool.execute(queries("sign_in")["touch_session"], sha256, used_at)

    async def end(self, person_id: str, session_id: str) -> bool:
        """End one session of a person; false when there is none."""
        with refusing():
            ended = await self._pool.fetchval(queries("sign_in")["end_session"], person_id, session_id)
        return ended is not None

    async def end_others(self, person_id: str, session_id: str | None) -> int:
        """End every session of a person but one, and count them."""
        with refusing():
            return len(await self._pool.fetch(queries("sign_in")["end_other_sessions"], person_id, session_id))

    async def of(self, person_id: str) -> Sequence[Session]:
        """List the sessions of a person that were not ended, latest use first."""
        with refusing():
            rows = await self._pool.fetch(queries("sign_in")["sessions_of"], person_id)
        return [Session.model_validate(dict(row)) for row in rows]
