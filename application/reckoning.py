"""Commands by which an office has its emissions computed, answers what the checks ask, and settles recalculations."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import Field

from application.comparing import bring_comparison, check_of_restatement
from application.desk import Desk
from application.emission_reference import allocation_activity, allocation_wholes, warming_potential
from application.factors import factor_book
from application.submission_acts import SubmissionAct, accepted_content_changed, acted_on, part_content_changed
from domain.allocation import Allocation, Quantity, Share, Whole
from domain.change_cause import ChangeCause
from domain.computed_cells import GasMass, allocated, converted
from domain.emission_checks import WarningCode
from domain.emission_content import whole_blockers
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell
from domain.energy import SectorUses, calculated
from domain.errors import Refusal, refuse_first
from domain.kernel import Line, Text, Tonnes, Value
from domain.plan_content import SectorCode
from domain.restatement_checks import RestatementAnswer
from domain.review_round import ReviewRound
from domain.submission import Submission


class AllocationGiven(Value):
    """按分の入力: the figures that the standard method needs for one sector; its activity is known to the service."""

    sector: SectorCode
    whole: Whole = Whole.PREFECTURE
    whole_total: Annotated[Tonnes, Field(ge=0, description="按分元の部門の排出量 t-CO2")]
    whole_activity: Annotated[Quantity, Field(description="按分元の活動量")]
    shares: Annotated[tuple[Share, ...], Field(min_length=1, description="市町村の活動量。秘匿Xは数量なし")]
    unit: Annotated[Line, Field(description="活動量の単位")]
    source: Annotated[Line, Field(description="統計の名称と版")]
    note: Text | None = None


class StatementAct(SubmissionAct):
    """排出量算定に対する行為: the shared form; only its subclasses can be sent."""

    async def opened(self, desk: Desk) -> EmissionStatement:
        """Ask the round, then load the statement."""
        await self.open_round(desk)
        return await desk.load(EmissionStatement, self.object_id)

    async def state(self, desk: Desk, statement: EmissionStatement, cells: tuple[Cell, ...]) -> None:
        """State computed cells; an evaluation that rested on the older content falls."""
        statement.state_cells(cells)
        await part_content_changed(desk, statement, ChangeCause.PART_RESTATED)


class AllocateEmissions(StatementAct):
    """標準的手法（按分）により部門の排出量を算定する。"""

    OBJECT = EmissionStatement
    allocations: Annotated[tuple[AllocationGiven, ...], Field(min_length=1)]

    async def decide(self, desk: Desk) -> None:
        """Share out each sector's total; inputs, formula and hidden values stay with the figure."""
        statement = await self.opened(desk)
        cells = tuple(map(_allocated, self.allocations))
        refuse_first(whole_blockers(cells, allocation_wholes()))
        await self.state(desk, statement, cells)


class CalculateEnergyEmissions(StatementAct):
    """エネルギー使用量と排出係数から部門の排出量を算定する。"""

    OBJECT = EmissionStatement
    sectors: Annotated[tuple[SectorUses, ...], Field(min_length=1)]

    async def decide(self, desk: Desk) -> None:
        """Multiply by the factors of the emission year; where one is not yet published, an older one says so."""
        statement = await self.opened(desk)
        book = await factor_book(desk)
        cells = tuple(calculated(given, book, statement.emissions_fiscal_year) for given in self.sectors)
        await self.state(desk, statement, cells)


class ConvertGases(StatementAct):
    """ガスの質量を地球温暖化係数でCO2に換算する。"""

    OBJECT = EmissionStatement
    masses: Annotated[tuple[GasMass, ...], Field(min_length=1)]

    async def decide(self, desk: Desk) -> None:
        """Multiply by the potentials of the edition that counts for the emission year."""
        statement = await self.opened(desk)
        cells = tuple(_converted(given, statement.emissions_fiscal_year) for given in self.masses)
        await self.state(desk, statement, cells)


class AnswerWarning(StatementAct):
    """点検の警告に理由を回答する。"""

    OBJECT = EmissionStatement
    warning: Annotated[WarningCode, Field(description="警告の種類")]
    field: Annotated[Line, Field(description="警告の対象（例 RES.co2、total）")]
    reason: Annotated[Text, Field(description="その値で正しい理由")]

    async def decide(self, desk: Desk) -> None:
        """Run the checks against last year and the population, and answer one of them."""
        statement = await self.opened(desk)
        await bring_comparison(desk, statement)
        statement.answer_warning(self.warning, self.field, reason=self.reason, on=acted_on(desk))


class ProposeRecalculation(StatementAct):
    """公表・訂正された排出係数による再計算を提案する。"""

    OBJECT = EmissionStatement
    reason: Annotated[Text, Field(description="再計算の理由")]

    async def decide(self, desk: Desk) -> None:
        """Propose what comes out otherwise with the factors in force now."""
        statement = await self.opened(desk)
        statement.propose_recalculation(await factor_book(desk), on=desk.today, ground=self.reason)

    @classmethod
    def own_blockers(cls, submission: Submission) -> Iterator[Refusal]:
        """Yield nothing: a recalculation may be proposed for what was filed or accepted as well."""
        del submission
        yield from ()


class AcceptRecalculation(StatementAct):
    """提案された再計算を受け入れる。"""

    OBJECT = EmissionStatement
    number: Annotated[int, Field(ge=1, description="提案の番号")]
    answers: Annotated[tuple[RestatementAnswer, ...], Field(description="受理後の再算定のときの警告への回答")] = ()

    async def decide(self, desk: Desk) -> None:
        """Take the new cells over, checked like a restatement once accepted; what rested on the older ones falls."""
        statement = await self.opened(desk)
        proposed = statement.recalculations.open
        cells = () if proposed is None else proposed.cells
        statement.accept_recalculation(
            self.number,
            on=acted_on(desk),
            reason=self.reason or "",
            authority=self.authority or "",
            check=await check_of_restatement(desk, statement, cells, self.answers),
        )
        await part_content_changed(desk, statement, ChangeCause.PART_RESTATED)
        if statement.is_accepted:
            await accepted_content_changed(desk, statement, ChangeCause.PART_RESTATED)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what the round does not allow, then a proposal that is not open or no longer fits."""
        statement = await desk.load(EmissionStatement, object_id)
        review_round = await desk.load(ReviewRound, ReviewRound.create_id(statement.fiscal_year))
        open_acts = review_round.filing_blockers(cls.OBJECT.STEP, desk.today)
        return [*open_acts, *statement.recalculations.accept_blockers(None, statement.content_version)]


class DeclineRecalculation(StatementAct):
    """提案された再計算を理由を付して見送る。"""

    OBJECT = EmissionStatement
    number: Annotated[int, Field(ge=1, description="提案の番号")]
    reason: Annotated[Text, Field(description="見送る理由")]

    async def decide(self, desk: Desk) -> None:
        """Leave the figures as they are."""
        statement = await self.opened(desk)
        statement.decline_recalculation(self.number, on=acted_on(desk), reason=self.reason)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what the round does not allow, then a proposal that is not open."""
        statement = await desk.load(EmissionStatement, object_id)
        review_round = await desk.load(ReviewRound, ReviewRound.create_id(statement.fiscal_year))
        open_acts = review_round.filing_blockers(cls.OBJECT.STEP, desk.today)
        return [*open_acts, *statement.recalculations.open_blockers()]


def _allocated(given: AllocationGiven) -> Cell:
    allocation = Allocation(
        whole=given.whole,
        whole_total=given.whole_total,
        whole_activity=given.whole_activity,
        shares=given.shares,
        activity_name=allocation_activity(given.sector),
        unit=given.unit,
        source=given.source,
    )
    return allocated(given.sector, allocation, given.note)


def _converted(given: GasMass, fiscal_year: int) -> Cell:
    gas, potential = warming_potential(given.substance, fiscal_year)
    return converted(given, gas, potential)
