"""Commands of the four office acts, shared by all kinds: approve, submit, return, withdraw, accept under each name."""

from collections.abc import Iterable

from application.comparing import bring_comparison
from application.desk import Desk
from application.submission_acts import Accept, Approve, Return, Submit, Withdraw
from domain.emission_statement import EmissionStatement
from domain.errors import Refusal
from domain.evaluation import Evaluation
from domain.in_house_report import InHouseReport
from domain.progress_report import ProgressReport


class ApproveProgressReport(Approve):
    """施策の取組状況を決裁する。"""

    OBJECT = ProgressReport


class SubmitProgressReport(Submit):
    """施策の取組状況を提出する。"""

    OBJECT = ProgressReport


class ReturnProgressReport(Return):
    """施策の取組状況を差し戻す。"""

    OBJECT = ProgressReport


class WithdrawProgressReport(Withdraw):
    """施策の取組状況の提出を取り下げる。"""

    OBJECT = ProgressReport


class AcceptProgressReport(Accept):
    """施策の取組状況を受理する。"""

    OBJECT = ProgressReport


class ApproveEmissionStatement(Approve):
    """排出量の算定結果を決裁する。"""

    OBJECT = EmissionStatement


class SubmitEmissionStatement(Submit):
    """排出量の算定結果を提出する。"""

    OBJECT = EmissionStatement

    async def decide(self, desk: Desk) -> None:
        """Run the checks against last year and the population first, then submit."""
        await bring_comparison(desk, await desk.load(EmissionStatement, self.object_id))
        await super().decide(desk)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against it, with the checks as they would run now."""
        await bring_comparison(desk, await desk.load(EmissionStatement, object_id))
        return await super().blockers(desk, object_id)


class ReturnEmissionStatement(Return):
    """排出量の算定結果を差し戻す。"""

    OBJECT = EmissionStatement


class WithdrawEmissionStatement(Withdraw):
    """排出量の算定結果の提出を取り下げる。"""

    OBJECT = EmissionStatement


class AcceptEmissionStatement(Accept):
    """排出量の算定結果を受理する。"""

    OBJECT = EmissionStatement


class ApproveEvaluation(Approve):
    """点検評価を決裁する。"""

    OBJECT = Evaluation


class SubmitEvaluation(Submit):
    """点検評価を提出する。"""

    OBJECT = Evaluation


class ReturnEvaluation(Return):
    """点検評価を差し戻す。"""

    OBJECT = Evaluation


class WithdrawEvaluation(Withdraw):
    """点検評価の提出を取り下げる。"""

    OBJECT = Evaluation


class AcceptEvaluation(Accept):
    """点検評価を受理する。"""

    OBJECT = Evaluation


class ApproveInHouseReport(Approve):
    """庁内報告を決裁する。"""

    OBJECT = InHouseReport


class SubmitInHouseReport(Submit):
    """庁内報告を提出する。"""

    OBJECT = InHouseReport


class ReturnInHouseReport(Return):
    """庁内報告を差し戻す。"""

    OBJECT = InHouseReport


class WithdrawInHouseReport(Withdraw):
    """庁内報告の提出を取り下げる。"""

    OBJECT = InHouseReport


class AcceptInHouseReport(Accept):
    """庁内報告を受理する。"""

    OBJECT = InHouseReport
