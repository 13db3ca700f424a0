"""The account: that a person may sign in, and what changed of how they prove who they are.

The record tells who let whom in, when a password or a second factor changed and on whose word, so that an auditor can
ask what stood behind an approval. The secrets themselves never enter it: hashes stand beside the record, erasable.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, PersonId, Text, event
from domain.labels import Labelled

FactorId = Annotated[str, StringConstraints(pattern=r"^f-[0-9a-f]{8,32}$")]


class AccountState(Labelled):
    """利用者の状態: whether a person may sign in at all."""

    OPEN = "open", "利用可", "open"
    SUSPENDED = "suspended", "利用停止", "suspended"


class SecondFactorKind(Labelled):
    """第二要素の種類: what proves a person beside the password."""

    AUTHENTICATOR = "authenticator", "認証アプリ", "authenticator application"


class AccountSuspended(Refusal):
    """この利用者は利用を停止されています。"""


class AccountNotSuspended(Refusal):
    """この利用者は利用を停止されていません。"""


class FactorAlreadyAdded(Refusal):
    """認証アプリはすでに登録されています。入れ替えるには、先に解除してください。"""


class FactorUnknown(Refusal):
    """指定された第二要素は登録されていません。"""


class Account(Aggregate):
    """利用者: a person who may sign in. What they may do follows from where they are placed, not from this."""

    TOPIC = "account"

    class Opened(Created):
        """利用者を登録した。"""

        TOPIC = "account.opened"
        person_id: PersonId
        opened_on: date

    class CodeIssued(Event):
        """利用開始コードを本人に渡した。"""

        TOPIC = "account.code-issued"
        ground: Text
        issued_on: date

    class PasswordSet(Event):
        """本人がパスワードを設定した。"""

        TOPIC = "account.password-set"
        by_code: bool
        set_on: date

    class FactorAdded(Event):
        """本人が第二要素を登録した。"""

        TOPIC = "account.factor-added"
        factor_id: FactorId
        kind: SecondFactorKind
        added_on: date

    class FactorRemoved(Event):
        """第二要素を解除した。"""

        TOPIC = "account.factor-removed"
        factor_id: FactorId
        ground: Text
        removed_on: date

    class RecoveryCodesMade(Event):
        """本人が回復コードを作り直した。"""

        TOPIC = "account.recovery-codes-made"
        made_on: date

    class RecoveryCodeUsed(Event):
        """本人が回復コードを使った。"""

        TOPIC = "account.recovery-code-used"
        used_on: date

    class Suspended(Event):
        """利用者の利用を停止した。"""

        TOPIC = "account.suspended"
        ground: Text
        suspended_on: date

    class Restored(Event):
        """利用者の利用停止を解いた。"""

        TOPIC = "account.restored"
        ground: Text
        restored_on: date

    @staticmethod
    def create_id(person_id: str) -> str:
        """Name the stream, such as ``account:p-43100-clerk``."""
        return f"account:{person_id}"

    @event(Opened)
    def __init__(self, person_id: str, opened_on: date) -> None:
        self.person_id = person_id
        self.opened_on = opened_on
        self.password_set_on: date | None = None
        self.factors: dict[str, SecondFactorKind] = {}
        self.suspended_on: date | None = None

    def issue_code(self, ground: str, *, on: date) -> None:
        """Let the person choose a password, at the beginning or anew; ``ground`` says how it was seen who they are."""
        refuse_first(self.open_blockers())
        self._issue_code(ground=ground, issued_on=on)

    @event(CodeIssued)
    def _issue_code(self, ground: str, issued_on: date) -> None:
        del ground, issued_on  # stay in the record

    def set_password(self, *, by_code: bool, on: date) -> None:
        """Note that the person chose a password, with a code that was handed over or with the old password."""
        refuse_first(self.open_blockers())
        self._set_password(by_code=by_code, set_on=on)

    @event(PasswordSet)
    def _set_password(self, by_code: bool, set_on: date) -> None:  # noqa: FBT001 - the fields of the event
        del by_code  # stays in the record
        self.password_set_on = set_on

    def add_factor(self, factor_id: str, kind: SecondFactorKind, *, on: date) -> None:
        """Note a second factor; there is one of a kind."""
        refuse_first(self.add_factor_blockers(kind))
        self._add_factor(factor_id=factor_id, kind=kind, added_on=on)

    def add_factor_blockers(self, kind: SecondFactorKind) -> Iterator[Refusal]:
        """Yield that the account is suspended, or that a factor of this kind is there."""
        yield from self.open_blockers()
        if kind in self.factors.values():
            yield FactorAlreadyAdded(kind=kind.value)

    @event(FactorAdded)
    def _add_factor(self, factor_id: str, kind: SecondFactorKind, added_on: date) -> None:
        del added_on  # stays in the record
        self.factors = self.factors | {factor_id: kind}

    def remove_factor(self, factor_id: str, ground: str, *, on: date) -> None:
        """Take a second factor away: the person's own, or one that was lost."""
        refuse_first(self.remove_factor_blockers(factor_id))
        self._remove_factor(factor_id=factor_id, ground=ground, removed_on=on)

    def remove_factor_blockers(self, factor_id: str) -> Iterator[Refusal]:
        """Yield that there is no such factor."""
        if factor_id not in self.factors:
            yield FactorUnknown(factor_id=factor_id)

    @event(FactorRemoved)
    def _remove_factor(self, factor_id: str, ground: str, removed_on: date) -> None:
        del ground, removed_on  # stay in the record
        self.factors = {each: kind for each, kind in self.factors.items() if each != factor_id}

    def make_recovery_codes(self, *, on: date) -> None:
        """Note that the person made new recovery codes; the earlier ones are worth nothing."""
        refuse_first(self.open_blockers())
        self._make_recovery_codes(made_on=on)

    @event(RecoveryCodesMade)
    def _make_recovery_codes(self, made_on: date) -> None:
        del made_on  # stays in the record

    def use_recovery_code(self, *, on: date) -> None:
        """Note that a recovery code stood in for the second factor."""
        refuse_first(self.open_blockers())
        self._use_recovery_code(used_on=on)

    @event(RecoveryCodeUsed)
    def _use_recovery_code(self, used_on: date) -> None:
        del used_on  # stays in the record

    def suspend(self, ground: str, *, on: date) -> None:
        """Let the person in no more: every session ends at once."""
        refuse_first(self.open_blockers())
        self._suspend(ground=ground, suspended_on=on)

    def open_blockers(self) -> Iterator[Refusal]:
        """Yield that the account is suspended."""
        if self.suspended_on is not None:
            yield AccountSuspended(suspended_on=self.suspended_on)

    @event(Suspended)
    def _suspend(self, ground: str, suspended_on: date) -> None:
        del ground  # stays in the record
        self.suspended_on = suspended_on

    def restore(self, ground: str, *, on: date) -> None:
        """Let the person in again, with the password and factors that they had."""
        refuse_first(self.restore_blockers())
        self._restore(ground=ground, restored_on=on)

    def restore_blockers(self) -> Iterator[Refusal]:
        """Yield that the account is not suspended."""
        if self.suspended_on is None:
            yield AccountNotSuspended(person_id=self.person_id)

    @event(Restored)
    def _restore(self, ground: str, restored_on: date) -> None:
        del ground, restored_on  # stay in the record
        self.suspended_on = None

    @property
    def state(self) -> AccountState:
        """Give the state, which follows from the suspension."""
        return AccountState.OPEN if self.suspended_on is None else AccountState.SUSPENDED
