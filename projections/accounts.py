"""The accounts: who may sign in and by what, for those who let people in. No secret and no hash is in them."""

from datetime import date

from domain.account import Account, FactorId, SecondFactorKind
from domain.kernel import PersonId, Value
from projections.view import ObjectRow, ObjectView, on, opens


class FactorRow(Value):
    """第二要素の行: what proves a person beside the password."""

    factor_id: FactorId
    kind: SecondFactorKind
    added_on: date


class AccountRow(ObjectRow):
    """利用者の行: since when a person may sign in, when they last chose a password, and whether they are suspended."""

    person_id: PersonId
    opened_on: date
    code_issued_on: date | None = None
    password_set_on: date | None = None
    factors: tuple[FactorRow, ...] = ()
    suspended_on: date | None = None


class Accounts(ObjectView[AccountRow]):
    """利用者一覧: who may sign in, and who has not chosen a password yet?"""

    name = "accounts"
    version = 1
    row = AccountRow

    @opens(Account.Opened)
    def _opened(self, told: Account.Opened, key: str) -> AccountRow:
        return AccountRow(object_id=key, person_id=told.person_id, opened_on=told.opened_on)

    @on(Account.CodeIssued)
    def _code_issued(self, row: AccountRow, told: Account.CodeIssued) -> AccountRow:
        return row.model_copy(update={"code_issued_on": told.issued_on})

    @on(Account.PasswordSet)
    def _password_set(self, row: AccountRow, told: Account.PasswordSet) -> AccountRow:
        return row.model_copy(update={"password_set_on": told.set_on})

    @on(Account.FactorAdded)
    def _factor_added(self, row: AccountRow, told: Account.FactorAdded) -> AccountRow:
        added = FactorRow(factor_id=told.factor_id, kind=told.kind, added_on=told.added_on)
        return row.model_copy(update={"factors": (*row.factors, added)})

    @on(Account.FactorRemoved)
    def _factor_removed(self, row: AccountRow, told: Account.FactorRemoved) -> AccountRow:
        left = tuple(each for each in row.factors if each.factor_id != told.factor_id)
        return row.model_copy(update={"factors": left})

    @on(Account.RecoveryCodesMade, Account.RecoveryCodeUsed)
    def _recovery(self, row: AccountRow, told: Account.RecoveryCodesMade | Account.RecoveryCodeUsed) -> AccountRow:
        del told  # stays in the record
        return row

    @on(Account.Suspended)
    def _suspended(self, row: AccountRow, told: Account.Suspended) -> AccountRow:
        return row.model_copy(update={"suspended_on": told.suspended_on})

    @on(Account.Restored)
    def _restored(self, row: AccountRow, told: Account.Restored) -> AccountRow:
        del told  # stays in the record
        return row.model_copy(update={"suspended_on": None})
