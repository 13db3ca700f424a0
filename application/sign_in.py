"""The sign-in desk: how people prove who they are, and the sessions that follow.

A session speaks in one capacity in one office, as a key does; who holds several changes between them. Whether it still
opens anything is asked of the record each time: who is suspended or has left is out at once.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.accounts import IssueAccessCode, NotePassword, NoteRecoveryCodeUsed
from application.act import Counter, Outcome
from application.authenticator import Seeds, step_of
from application.authority import Caller, system
from application.codes import digest_of, new_code
from application.desk import replay
from application.entrance import SecretShownOnce
from application.passwords import Passwords
from application.patience import pause_after
from application.placements import Placements
from application.ports import Clock, EventLog
from application.sign_in_ports import Credentials, Session, Sessions
from domain.account import Account, SecondFactorKind
from domain.errors import Refusal
from domain.office import Capacity, Office

DESK = "sign-in"
IDLE, ABSOLUTE, WAITING = timedelta(minutes=30), timedelta(hours=12), timedelta(minutes=5)
ACCESS_CODE_LIFE = timedelta(minutes=10)
NOTED_EVERY = timedelta(minutes=1)
DEVICE = 120  # characters kept of what a browser calls itself


class SignInRefused(Refusal):
    """利用者ID、パスワード、コードのいずれかが正しくありません。"""


class SignInPaused(Refusal):
    """続けて失敗したため、しばらくサインインできません。時間をおいてからお試しください。"""


class SessionNotOpen(Refusal):
    """サインインしていないか、時間が経ったため終了しました。もう一度サインインしてください。"""


class SecondFactorAwaited(Refusal):
    """認証アプリのコードがまだ入力されていません。"""


class NotPlacedToday(Refusal):
    """本日、配置されている担当部局がありません。事務局にお問い合わせください。"""


@dataclass(frozen=True, slots=True)
class Entered:
    """サインイン: the token for the browser, which is kept nowhere else, and the session that it opens."""

    token: str
    session: Session


class SignIn:
    """サインイン窓口: lets people in by password, second factor or code, and knows them again by their session."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a desk stands on
        self,
        counter: Counter,
        log: EventLog,
        credentials: Credentials,
        sessions: Sessions,
        passwords: Passwords,
        seeds: Seeds,
        clock: Clock,
    ) -> None:
        self._counter = counter
        self._log = log
        self._credentials = credentials
        self._sessions = sessions
        self._passwords = passwords
        self._seeds = seeds
        self._clock = clock
        self.placements = Placements(log, clock)

    async def issue_code(
        self, wanted: IssueAccessCode, caller: Caller, *, key: str, expected_version: int | None, dry_run: bool = False
    ) -> tuple[Outcome, str | None]:
        """Make a code by which a person chooses a password within ten minutes, and give it, once."""
        outcome = await self._counter.perform(
            wanted, caller, key=key, expected_version=expected_version, dry_run=dry_run
        )
        if outcome.repeated:
            raise SecretShownOnce(object_id=outcome.object_id)
        if dry_run:
            return outcome, None
        code = new_code()
        await self._credentials.put_code(wanted.person_id, digest_of(code), self._clock.now() + ACCESS_CODE_LIFE)
        return outcome, code

    async def choose_password(self, person_id: str, code: str, password: str, device: str) -> Entered:
        """Set a password by a code that was handed over, end all earlier sessions, and let the person in.

        Failures before it neither hinder nor outlive it: nobody guesses a code of 100 bits within ten minutes.
        """
        account, sha256 = await self._account(person_id), digest_of(code)
        if account is None or not await self._credentials.code_fits(person_id, sha256, self._clock.now()):
            raise SignInRefused
        self._passwords.judge(password, person_id)
        hashed = await self._passwords.hashed(password)
        await self._counter.perform(
            NotePassword(person_id=person_id, by_code=True), system(DESK), key=f"password/{sha256.hex()}"
        )
        await self._credentials.put_password(person_id, hashed, self._clock.now())
        await self._credentials.forget_failures(person_id)
        await self._sessions.end_others(person_id, None)
        return await self._open(person_id, device, waiting=self._has_factor(account))

    def judge(self, password: str, person_id: str) -> None:
        """Refuse what is no password for a person."""
        self._passwords.judge(password, person_id)

    async def choose_first_password(self, person_id: str, password: str, device: str) -> Entered:
        """Set the very first password of the very first person, who came by the code of the console."""
        account = await self._account(person_id)
        if account is None or account.password_set_on is not None:
            raise SignInRefused
        self.judge(password, person_id)
        hashed = await self._passwords.hashed(password)
        await self._counter.perform(
            NotePassword(person_id=person_id, by_code=True), system(DESK), key="password/first", expected_version=1
        )
        await self._credentials.put_password(person_id, hashed, self._clock.now())
        return await self._open(person_id, device, waiting=False)

    async def sign_in(self, person_id: str, password: str, device: str) -> Entered:
        """Let a person in by password; with a second factor the session waits for its code.

        Raises ``SignInRefused`` in the same words and after the same work whatever was wrong, ``SignInPaused``, and
        for somebody who proved who they are ``AccountSuspended`` and ``NotPlacedToday``.
        """
        await self._let_try(person_id)
        account = await self._account(person_id)
        kept = None if account is None else await self._credentials.password(person_id)
        if not await self._passwords.fits(password, kept):
            await self._failed(person_id)
        return await self._open(person_id, device, waiting=self._has_factor(account))

    async def give_factor(self, token: str, code: str) -> Entered:
        """Give the code of the authenticator, or a recovery code, to a session that waits for it."""
        session = await self._alive(token)
        if not session.waiting:
            return Entered(token, session)
        await self._let_try(session.person_id)
        if not await self.factor_fits(session.person_id, code):
            await self._failed(session.person_id)
        await self._credentials.forget_failures(session.person_id)
        return await self._turned(token, session.model_copy(update={"waiting": False}))

    async def factor_fits(self, person_id: str, code: str) -> bool:
        """Tell whether a code is the authenticator's of now, or a recovery code; either is used up by it."""
        account, factor = await self._account(person_id), await self._credentials.factor(person_id)
        if account is None or factor is None or factor.factor_id not in account.factors:
            return False
        step = step_of(self._seeds.seed(person_id, factor.factor_id, factor.salt), code, self._clock.now())
        if step is not None:
            return await self._credentials.use_step(person_id, factor.factor_id, step)
        if not await self._credentials.use_recovery_code(person_id, digest_of(code)):
            return False
        key = f"recovery/{digest_of(code).hex()}"
        await self._counter.perform(NoteRecoveryCodeUsed(person_id=person_id), system(DESK), key=key)
        return True

    async def identify(self, token: str) -> tuple[Caller, Session]:
        """Say who comes with this token; raises ``SessionNotOpen`` and ``SecondFactorAwaited``."""
        session = await self._alive(token)
        if session.waiting:
            raise SecondFactorAwaited
        account = await self._account(session.person_id)
        office = await self.placements.at(session.person_id, session.office_id, session.capacity)
        if account is None or account.suspended_on is not None or office is None:
            raise SessionNotOpen
        now = self._clock.now()
        if now - session.used_at >= NOTED_EVERY:
            await self._sessions.touch(_hash(token), now)
        return _caller(session, office), session

    async def waits(self, token: str) -> bool:
        """Tell whether a session is there that waits for its second factor."""
        try:
            return (await self._alive(token)).waiting
        except SessionNotOpen:
            return False

    async def change_capacity(self, token: str, office_id: str, capacity: Capacity) -> Entered:
        """Let a session speak in another capacity that the person holds today; raises ``NotPlacedToday``."""
        session = await self._alive(token)
        if await self.placements.at(session.person_id, office_id, capacity) is None:
            raise NotPlacedToday(office_id=office_id, capacity=capacity.value)
        return await self._turned(token, session.model_copy(update={"office_id": office_id, "capacity": capacity}))

    async def renew(self, token: str) -> Entered:
        """Give a session another token, as after every change of what it proves."""
        return await self._turned(token, await self._alive(token))

    async def sign_out(self, token: str) -> None:
        """End the session of a token; one that is not there has ended."""
        session = await self._sessions.find(_hash(token))
        if session is not None:
            await self._sessions.end(session.person_id, session.session_id)

    async def open_sessions(self, person_id: str) -> Sequence[Session]:
        """List where a person is signed in, latest use first."""
        now = self._clock.now()
        return [each for each in await self._sessions.of(person_id) if not _over(each, now)]

    async def prove(self, person_id: str, password: str) -> None:
        """Ask for the password once more, before what proves a person is changed; raises as ``sign_in`` does."""
        await self._let_try(person_id)
        if not await self._passwords.fits(password, await self._credentials.password(person_id)):
            await self._failed(person_id)
        await self._credentials.forget_failures(person_id)

    async def _open(self, person_id: str, device: str, *, waiting: bool) -> Entered:
        account = await self._account(person_id)
        for blocked in () if account is None else account.open_blockers():
            raise blocked
        placed = await self.placements.of(person_id)
        if not placed:
            raise NotPlacedToday(person_id=person_id)
        (office, capacity), now, token = placed[0], self._clock.now(), secrets.token_urlsafe(32)
        session = Session(
            session_id=f"s-{_hash(token).hex()[:24]}",
            person_id=person_id,
            office_id=office.id,
            capacity=capacity,
            opened_at=now,
            used_at=now,
            waiting=waiting,
            device=device[:DEVICE],
        )
        await self._sessions.open(_hash(token), session)
        if not waiting:  # failures at a second factor are not made good by the first
            await self._credentials.forget_failures(person_id)
        return Entered(token, session)

    async def _turned(self, token: str, session: Session) -> Entered:
        later = secrets.token_urlsafe(32)
        if not await self._sessions.turn(_hash(token), _hash(later), session):
            raise SessionNotOpen
        return Entered(later, session)

    async def _alive(self, token: str) -> Session:
        session = await self._sessions.find(_hash(token))
        if session is None or _over(session, self._clock.now()):
            raise SessionNotOpen
        return session

    async def _account(self, person_id: str) -> Account | None:
        records = await self._log.stream(Account.create_id(person_id))
        return replay(Account, [record.event for record in records])

    @staticmethod
    def _has_factor(account: Account | None) -> bool:
        return account is not None and SecondFactorKind.AUTHENTICATOR in account.factors.values()

    async def _let_try(self, person_id: str) -> None:
        failures = await self._credentials.failures(person_id)
        left = timedelta() if failures is None else pause_after(failures, self._clock.now())
        if left > timedelta():
            raise SignInPaused(retry_after=int(left.total_seconds()) + 1)

    async def _failed(self, person_id: str) -> None:
        await asyncio.shield(self._credentials.note_failure(person_id, self._clock.now()))
        raise SignInRefused


def _over(session: Session, now: datetime) -> bool:
    idle = WAITING if session.waiting else IDLE
    return now - session.used_at >= idle or now - session.opened_at >= ABSOLUTE


def _caller(session: Session, office: Office) -> Caller:
    return Caller(
        person_id=session.person_id,
        office_id=session.office_id,
        lg_code=office.lg_code,
        capacity=session.capacity.value,
        key_id=session.session_id,
        body_id=office.body_id,
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
