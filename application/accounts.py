"""Commands of accounts: who may sign in, and what changed of how they prove who they are.

The first four are acts of the secretariat. The others tell what a person did at the sign-in desk, which alone performs
them, after it has seen who it is.
"""

from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from application.organisation import OfficeId
from domain.account import Account, FactorId, SecondFactorKind
from domain.errors import Refusal
from domain.kernel import PersonId, StreamId, Text
from domain.office import Office


class PersonNotPlaced(Refusal):
    """この職員は、指定された担当部局に配置されていません。"""


class _AccountAct(Command):
    """利用者に対する操作。"""

    person_id: Annotated[PersonId, Field(description="利用者ID（職員の識別子）")]

    @property
    def object_id(self) -> StreamId:
        """Name the account."""
        return Account.create_id(self.person_id)


class OpenAccount(_AccountAct):
    """職員を利用者として登録する。"""

    OBJECT = Account
    office_id: Annotated[OfficeId, Field(description="職員が配置されている（配置が決まっている）担当部局")]

    async def decide(self, desk: Desk) -> None:
        """Make the account of somebody who is placed, or will be; raises ``PersonNotPlaced``."""
        office = await desk.load(Office, self.office_id)
        if not any(each.person_id == self.person_id for each in office.assignments):
            raise PersonNotPlaced(person_id=self.person_id, office_id=self.office_id)
        desk.add(Account(person_id=self.person_id, opened_on=desk.act.effective_on))


class IssueAccessCode(_AccountAct):
    """本人確認のうえ、利用開始（再設定）コードを発行する。"""

    OBJECT = Account
    ground: Annotated[Text, Field(description="本人確認の方法（例 内線へ折り返し電話して確認した）")]

    async def decide(self, desk: Desk) -> None:
        """Ask the account."""
        (await desk.load(Account, self.object_id)).issue_code(self.ground, on=desk.act.effective_on)


class SuspendAccount(_AccountAct):
    """利用者の利用を停止する。"""

    OBJECT = Account
    ground: Annotated[Text, Field(description="停止の理由")]

    async def decide(self, desk: Desk) -> None:
        """Ask the account."""
        (await desk.load(Account, self.object_id)).suspend(self.ground, on=desk.act.effective_on)


class RestoreAccount(_AccountAct):
    """利用者の利用停止を解く。"""

    OBJECT = Account
    ground: Annotated[Text, Field(description="停止を解く理由")]

    async def decide(self, desk: Desk) -> None:
        """Ask the account."""
        (await desk.load(Account, self.object_id)).restore(self.ground, on=desk.act.effective_on)


class RemoveSecondFactor(_AccountAct):
    """利用者の第二要素を解除する。"""

    OBJECT = Account
    factor_id: Annotated[FactorId, Field(description="第二要素の識別子（利用者の表示にある）")]
    ground: Annotated[Text, Field(description="解除の理由と本人確認の方法")]

    async def decide(self, desk: Desk) -> None:
        """Ask the account."""
        account = await desk.load(Account, self.object_id)
        account.remove_factor(self.factor_id, self.ground, on=desk.act.effective_on)


class NotePassword(_AccountAct):
    """本人がパスワードを設定したことを記録する。"""

    OBJECT = Account
    by_code: Annotated[bool, Field(description="渡されたコードによる設定か（いまのパスワードによる変更でないか）")]

    async def decide(self, desk: Desk) -> None:
        """Ask the account."""
        (await desk.load(Account, self.object_id)).set_password(by_code=self.by_code, on=desk.act.effective_on)


class NoteSecondFactor(_AccountAct):
    """本人が第二要素を登録したことを記録する。"""

    OBJECT = Account
    factor_id: FactorId
    kind: SecondFactorKind

    async def decide(self, desk: Desk) -> None:
        """Ask the account."""
        account = await desk.load(Account, self.object_id)
        account.add_factor(self.factor_id, self.kind, on=desk.act.effective_on)


class NoteRecoveryCodes(_AccountAct):
    """本人が回復コードを作り直したことを記録する。"""

    OBJECT = Account

    async def decide(self, desk: Desk) -> None:
        """Ask the account."""
        (await desk.load(Account, self.object_id)).make_recovery_codes(on=desk.act.effective_on)


class NoteRecoveryCodeUsed(_AccountAct):
    """本人が回復コードを使ったことを記録する。"""

    OBJECT = Account

    async def decide(self, desk: Desk) -> None:
        """Ask the account."""
        (await desk.load(Account, self.object_id)).use_recovery_code(on=desk.act.effective_on)
