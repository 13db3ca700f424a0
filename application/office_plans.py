"""Commands of the office plan 事務事業編: entered, begun, adopted, renewed, and the municipality's own emissions."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from application.organisation import require_member
from domain.errors import Refusal
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Tonnes
from domain.office_plan import OfficePlan
from domain.office_plan_standing import OwnEmissions, PlanTerm


class _OfficePlanAct(Command):
    """事務事業編に対する操作。"""

    lg_code: Annotated[LgCode, Field(description="市町村の団体コード")]

    @property
    def object_id(self) -> StreamId:
        """Name the municipality's office plan."""
        return OfficePlan.create_id(self.lg_code)

    async def plan(self, desk: Desk) -> OfficePlan:
        """Give the office plan; what is recorded first enters the municipality, if it ever was in a region."""
        found = await desk.find(OfficePlan, self.object_id)
        if found is not None:
            return found
        await require_member(desk, self.lg_code)
        return desk.add(OfficePlan(lg_code=self.lg_code, entered_on=desk.act.effective_on))


class EnterOfficePlan(_OfficePlanAct):
    """事務事業編の台帳に市町村を載せる。"""

    OBJECT = OfficePlan

    async def decide(self, desk: Desk) -> None:
        """Enter a municipality that has no plan yet."""
        await self.plan(desk)


class BeginOfficePlan(_OfficePlanAct):
    """事務事業編の策定に着手する。"""

    OBJECT = OfficePlan
    begun_on: date

    async def decide(self, desk: Desk) -> None:
        """Ask the office plan."""
        (await self.plan(desk)).begin(self.begun_on)


class _TermAct(_OfficePlanAct):
    """事務事業編の策定または改定。"""

    term: Annotated[PlanTerm, Field(description="名称・策定日・計画期間。不明の項目は省略")]


class AdoptOfficePlan(_TermAct):
    """事務事業編を策定する。"""

    OBJECT = OfficePlan

    async def decide(self, desk: Desk) -> None:
        """Ask the office plan."""
        (await self.plan(desk)).adopt(self.term)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against a first plan."""
        found = await desk.find(OfficePlan, object_id)
        return () if found is None else found.adopt_blockers()


class RenewOfficePlan(_TermAct):
    """事務事業編を改定する。"""

    OBJECT = OfficePlan

    async def decide(self, desk: Desk) -> None:
        """Ask the office plan."""
        (await desk.load(OfficePlan, self.object_id)).renew(self.term)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against a next plan."""
        return (await desk.load(OfficePlan, object_id)).renew_blockers()


class StateOwnEmissions(_OfficePlanAct):
    """事務事業に伴う排出量を記録する。"""

    OBJECT = OfficePlan
    fiscal_year: FiscalYear
    tonnes: Annotated[Tonnes, Field(ge=0, description="排出量 t-CO2")]
    source: Annotated[Line, Field(description="出典。公表資料の名称等")]

    async def decide(self, desk: Desk) -> None:
        """Ask the office plan; the reason of the act says why an earlier figure is replaced."""
        emissions = OwnEmissions(
            fiscal_year=self.fiscal_year, tonnes=self.tonnes, source=self.source, reason=self.reason
        )
        (await self.plan(desk)).state_emissions(emissions, desk.today)
