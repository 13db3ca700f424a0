"""One's own account: the password, the authenticator and its recovery codes, and where one is signed in."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from application.accounts import NotePassword, NoteRecoveryCodes, NoteSecondFactor, RemoveSecondFactor
from application.act import Counter
from application.authenticator import Seeds, address_of, step_of
from application.authority import system
from application.codes import digest_of, new_code
from application.desk import ObjectNotFound, replay
from application.passwords import Passwords
from application.ports import Clock, EventLog
from application.sign_in import DESK, SignIn
from application.sign_in_ports import Credentials, KeptFactor, Session, Sessions
from domain.account import Account, SecondFactorKind
from domain.errors import Refusal, refuse_first

RECOVERY_CODES, RECOVERY_GROUPS = 10, 5  # 125 random bits each: no slower hash is needed for what nobody can guess
OWN_WISH = "本人の操作"


class FactorCodeRefused(Refusal):
    """認証アプリのコードが正しくありません。時計が合っているか確かめ、いま表示されているコードを入力してください。"""


class FactorNotBegun(Refusal):
    """認証アプリの登録が始まっていません。はじめからやり直してください。"""


class SessionUnknown(Refusal):
    """指定されたサインインは見つかりません。すでに終了しています。"""


@dataclass(frozen=True, slots=True)
class FactorOffered:
    """登録する認証アプリ: the seed to type, and the address that a QR code shows; it counts once a code was given."""

    seed: str
    address: str


@dataclass(frozen=True, slots=True)
class Standing:
    """自分の利用者情報: the account, the recovery codes left, and where one is signed in."""

    account: Account
    recovery_codes_left: int
    sessions: Sequence[Session]


class OwnAccount:
    """自分の利用者情報の窓口: whoever comes here has a session, and proves themselves again before a change."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a desk stands on
        self,
        counter: Counter,
        log: EventLog,
        credentials: Credentials,
        sessions: Sessions,
        passwords: Passwords,
        seeds: Seeds,
        sign_in: SignIn,
        clock: Clock,
    ) -> None:
        self._counter = counter
        self._log = log
        self._credentials = credentials
        self._sessions = sessions
        self._passwords = passwords
        self._seeds = seeds
        self._sign_in = sign_in
        self._clock = clock

    async def standing(self, person_id: str) -> Standing:
        """Tell how the account stands; raises ``ObjectNotFound`` for who has none."""
        account = await self._account(person_id)
        left = await self._credentials.recovery_codes_left(person_id) if account.factors else 0
        return Standing(account, left, await self._sign_in.open_sessions(person_id))

    async def change_password(self, session: Session, current: str, password: str) -> None:
        """Put another password in place of the current one, and end every other session."""
        await self._sign_in.prove(session.person_id, current)
        self._passwords.judge(password, session.person_id)
        hashed = await self._passwords.hashed(password)
        await self._note(NotePassword(person_id=session.person_id, by_code=False))
        await self._credentials.put_password(session.person_id, hashed, self._clock.now())
        await self._sessions.end_others(session.person_id, session.session_id)

    async def begin_factor(self, person_id: str, password: str, service: str) -> FactorOffered:
        """Offer a new authenticator, which counts for nothing until ``confirm_factor``; raises ``SecretKeyMissing``."""
        account = await self._account(person_id)
        refuse_first(account.add_factor_blockers(SecondFactorKind.AUTHENTICATOR))
        await self._sign_in.prove(person_id, password)
        factor = KeptFactor(factor_id=f"f-{secrets.token_hex(8)}", salt=secrets.token_hex(16), last_step=0)
        seed = self._seeds.seed(person_id, factor.factor_id, factor.salt)
        await self._credentials.put_factor(person_id, factor)
        return FactorOffered(seed, address_of(seed, person_id, service))

    async def offered(self, person_id: str, service: str) -> FactorOffered | None:
        """Give the authenticator again that was offered and not yet confirmed."""
        account, factor = await self._account(person_id), await self._credentials.factor(person_id)
        if factor is None or account.factors or factor.last_step:
            return None
        seed = self._seeds.seed(person_id, factor.factor_id, factor.salt)
        return FactorOffered(seed, address_of(seed, person_id, service))

    async def confirm_factor(self, session: Session, code: str) -> Sequence[str]:
        """Register the authenticator by a code that it shows, end other sessions, and give recovery codes, once."""
        person_id = session.person_id
        account, factor = await self._account(person_id), await self._credentials.factor(person_id)
        refuse_first(account.add_factor_blockers(SecondFactorKind.AUTHENTICATOR))
        if factor is None:
            raise FactorNotBegun
        step = step_of(self._seeds.seed(person_id, factor.factor_id, factor.salt), code, self._clock.now())
        if step is None or not await self._credentials.use_step(person_id, factor.factor_id, step):
            raise FactorCodeRefused
        added = NoteSecondFactor(person_id=person_id, factor_id=factor.factor_id, kind=SecondFactorKind.AUTHENTICATOR)
        await self._note(added)
        await self._sessions.end_others(person_id, session.session_id)
        return await self._new_recovery_codes(person_id)

    async def remove_factor(self, session: Session, password: str) -> None:
        """Take one's own authenticator away."""
        account = await self._account(session.person_id)
        await self._sign_in.prove(session.person_id, password)
        for factor_id in account.factors:
            await self._note(
                RemoveSecondFactor(person_id=session.person_id, factor_id=factor_id, ground=OWN_WISH),
            )
        await self._sessions.end_others(session.person_id, session.session_id)

    async def renew_recovery_codes(self, session: Session, password: str) -> Sequence[str]:
        """Make new recovery codes in place of the earlier ones, and give them, once; raises ``FactorNotBegun``."""
        if not (await self._account(session.person_id)).factors:
            raise FactorNotBegun
        await self._sign_in.prove(session.person_id, password)
        return await self._new_recovery_codes(session.person_id)

    async def end_session(self, person_id: str, session_id: str) -> None:
        """End one of one's own sessions; raises ``SessionUnknown``."""
        if not await self._sessions.end(person_id, session_id):
            raise SessionUnknown(session_id=session_id)

    async def end_other_sessions(self, session: Session) -> int:
        """End every session but the one that asks."""
        return await self._sessions.end_others(session.person_id, session.session_id)

    async def _new_recovery_codes(self, person_id: str) -> Sequence[str]:
        codes = [new_code(RECOVERY_GROUPS) for _ in range(RECOVERY_CODES)]
        await self._note(NoteRecoveryCodes(person_id=person_id))
        await self._credentials.put_recovery_codes(person_id, [digest_of(each) for each in codes])
        return codes

    async def _account(self, person_id: str) -> Account:
        account_id = Account.create_id(person_id)
        account = replay(Account, [record.event for record in await self._log.stream(account_id)])
        if account is None:
            raise ObjectNotFound(object_id=account_id)
        return account

    async def _note(self, command: NotePassword | NoteSecondFactor | NoteRecoveryCodes | RemoveSecondFactor) -> None:
        await self._counter.perform(command, system(DESK), key=f"{command.code()}/{secrets.token_hex(16)}")
