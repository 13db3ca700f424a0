"""Commands of past emissions: the base year and other years that no round covers, entered with their source."""

from typing import Annotated

from pydantic import Field

from application.command import Command
from application.comparing import Compared, check_of_entry, check_of_past
from application.desk import Desk
from application.emission_reference import allocation_wholes
from application.organisation import require_member
from domain.emission_content import whole_blockers
from domain.emissions import Cell
from domain.errors import Refusal, refuse_first
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Text
from domain.past_emissions import PastEmissions
from domain.plan import Plan
from domain.restatement_checks import RestatementAnswer
from domain.review_round import ReviewRound


class YearUnderReview(Refusal):
    """この年度の排出量は年度点検で算定されます。過年度の排出量としては記録できません。"""


class _PastEmissionsAct(Command):
    """過年度の排出量に対する操作。"""

    lg_code: Annotated[LgCode, Field(description="市町村の団体コード")]
    emissions_fiscal_year: Annotated[FiscalYear, Field(description="排出量の年度 例 2013（基準年度）")]
    cells: Annotated[tuple[Cell, ...], Field(description="部門・ガスごとの値または注記記号 t-CO2")]
    source: Annotated[Text, Field(description="出典（文書名、ページ）")]
    answers: Annotated[tuple[RestatementAnswer, ...], Field(description="点検の警告への回答")] = ()

    @property
    def object_id(self) -> StreamId:
        """Name the municipality's record of the year."""
        return PastEmissions.create_id(self.lg_code, self.emissions_fiscal_year)


class EnterPastEmissions(_PastEmissionsAct):
    """点検の対象となる前の年度の排出量を記録する。"""

    OBJECT = PastEmissions
    plan_id: Annotated[StreamId, Field(description="部門の体系を定める計画")]

    async def decide(self, desk: Desk) -> None:
        """Enter the figures of a member in the sectors of a plan, checked, unless a round covers the year."""
        await require_member(desk, self.lg_code)
        for review in await desk.every(ReviewRound):
            if review.emissions_fiscal_year == self.emissions_fiscal_year and self.lg_code in review.members:
                raise YearUnderReview(review_round=review.id, emissions_fiscal_year=self.emissions_fiscal_year)
        refuse_first(whole_blockers(self.cells, allocation_wholes()))
        plan = await desk.load(Plan, self.plan_id)
        of = Compared(self.lg_code, self.emissions_fiscal_year, self.cells)
        desk.add(
            PastEmissions.enter(
                lg_code=self.lg_code,
                emissions_fiscal_year=self.emissions_fiscal_year,
                sectors=[sector.code for sector in plan.leaf_sectors],
                cells=self.cells,
                source=self.source,
                on=desk.act.effective_on,
                check=await check_of_entry(desk, of, self.answers),
            )
        )


class RestatePastEmissions(_PastEmissionsAct):
    """点検の対象となる前の年度の排出量を再算定として改める。"""

    OBJECT = PastEmissions
    reason: Annotated[Text, Field(description="再算定の理由")]
    authority: Annotated[Line, Field(description="再算定の根拠となる権限")]
    effect: Annotated[Text, Field(description="再算定の影響")]

    async def decide(self, desk: Desk) -> None:
        """Ask the checks, then the record of the year."""
        refuse_first(whole_blockers(self.cells, allocation_wholes()))
        past = await desk.load(PastEmissions, self.object_id)
        past.restate(
            self.cells,
            source=self.source,
            on=desk.act.effective_on,
            reason=self.reason,
            authority=self.authority,
            effect=self.effect,
            check=await check_of_past(desk, past, self.cells, self.answers),
        )
