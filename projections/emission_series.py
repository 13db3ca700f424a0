"""The emission series: accepted figures by edition, municipality, emission year, sector and gas, over plan generations.

Figures are revised for years. Every edition stays as it was accepted; totals are computed when they are asked for, from
the parts, and name what they lack (rule 6). Between plan generations the series breaks, and says so (rule 10).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field

from domain.emission_statement import EmissionStatement
from domain.emissions import Cell, Gas, Total, total
from domain.kernel import Event, FiscalYear, LgCode, Line, StreamId, Text, Value
from domain.past_emissions import PastEmissions
from domain.plan_content import SectorCode
from domain.recalculation import Recalculations, RecalculationState
from domain.report import SAMPLE_MARKS
from domain.warning_answers import Checks
from projections.plans import PlanRow
from projections.view import ObjectRow, ObjectView, on, opens

Members = Callable[[int], Collection[str]]  # by fiscal year: whose figures belong to it


class Edition(Value):
    """版: the figures of one municipality as they were accepted, or restated later, and why."""

    edition: int
    since: date
    cells: tuple[Cell, ...]
    source: Text | None = None
    reason: Text | None = None
    authority: Line | None = None
    effect: Text | None = None


class StatementRow(ObjectRow):
    """排出量の行: one municipality's statement in one round: what is being written, and every accepted edition.

    Past emissions have no round, so no ``fiscal_year``; every edition of theirs counts from when it was entered.
    """

    fiscal_year: FiscalYear | None
    lg_code: LgCode
    emissions_fiscal_year: FiscalYear
    sectors: tuple[SectorCode, ...]
    cells: tuple[Cell, ...] = ()
    editions: tuple[Edition, ...] = ()
    checks: Checks = Checks()
    recalculations: Recalculations = Recalculations()

    @property
    def sample(self) -> bool:
        """Tell whether anything in it is marked as invented."""
        text = self.model_dump_json(include={"cells", "editions"})
        return any(mark in text for mark in SAMPLE_MARKS)


class EmissionSeries(ObjectView[StatementRow]):
    """排出量の推移: which figures hold for which municipality and year, in which edition?"""

    name = "emission-series"
    version = 3
    row = StatementRow

    @opens(EmissionStatement.Begun)
    def _begun(self, told: EmissionStatement.Begun, key: str) -> StatementRow:
        return StatementRow(
            object_id=key,
            fiscal_year=told.fiscal_year,
            lg_code=told.lg_code,
            emissions_fiscal_year=told.emissions_fiscal_year,
            sectors=told.sectors,
        )

    @opens(PastEmissions.Entered)
    def _entered(self, told: PastEmissions.Entered, key: str) -> StatementRow:
        entered = Edition(edition=1, since=told.entered_on, cells=told.cells, source=told.source)
        return StatementRow(
            object_id=key,
            fiscal_year=None,
            lg_code=told.lg_code,
            emissions_fiscal_year=told.emissions_fiscal_year,
            sectors=told.sectors,
            cells=told.cells,
            editions=(entered,),
        )

    @on(PastEmissions.Restated)
    def _past_restated(self, row: StatementRow, told: PastEmissions.Restated) -> StatementRow:
        return _with_edition(row, told, told.source)

    @on(EmissionStatement.CellsStated)
    def _cells_stated(self, row: StatementRow, told: EmissionStatement.CellsStated) -> StatementRow:
        return row.model_copy(update={"cells": _laid_over(row.cells, told.cells)})

    @on(
        EmissionStatement.Approved,
        EmissionStatement.ApprovalFell,
        EmissionStatement.Submitted,
        EmissionStatement.Returned,
        EmissionStatement.Withdrawn,
        EmissionStatement.Lapsed,
    )
    def _went_on(self, row: StatementRow, told: Event) -> StatementRow:
        """Note only that the object moved: the flow of a filing is told elsewhere."""
        del told
        return row

    @on(EmissionStatement.ComparisonTaken)
    def _comparison_taken(self, row: StatementRow, told: EmissionStatement.ComparisonTaken) -> StatementRow:
        return row.model_copy(update={"checks": row.checks.taken(told.comparison)})

    @on(EmissionStatement.WarningAnswered, PastEmissions.WarningAnswered)
    def _warning_answered(
        self, row: StatementRow, told: EmissionStatement.WarningAnswered | PastEmissions.WarningAnswered
    ) -> StatementRow:
        return row.model_copy(update={"checks": row.checks.answered(told.answer)})

    @on(EmissionStatement.RecalculationProposed)
    def _recalculation_proposed(self, row: StatementRow, told: EmissionStatement.RecalculationProposed) -> StatementRow:
        return row.model_copy(update={"recalculations": row.recalculations.proposed(told.recalculation)})

    @on(EmissionStatement.RecalculationAccepted)
    def _recalculation_accepted(self, row: StatementRow, told: EmissionStatement.RecalculationAccepted) -> StatementRow:
        return _settled(row, RecalculationState.ACCEPTED, told.number, told.accepted_on)

    @on(EmissionStatement.RecalculationDeclined)
    def _recalculation_declined(self, row: StatementRow, told: EmissionStatement.RecalculationDeclined) -> StatementRow:
        return _settled(row, RecalculationState.DECLINED, told.number, told.declined_on, told.reason)

    @on(EmissionStatement.RecalculationLapsed)
    def _recalculation_lapsed(self, row: StatementRow, told: EmissionStatement.RecalculationLapsed) -> StatementRow:
        return _settled(row, RecalculationState.LAPSED, told.number, told.lapsed_on, told.ground)

    @on(EmissionStatement.Accepted)
    def _accepted(self, row: StatementRow, told: EmissionStatement.Accepted) -> StatementRow:
        accepted = Edition(edition=1, since=told.accepted_on, cells=row.cells)
        return row.model_copy(update={"editions": (accepted,)})

    @on(EmissionStatement.Restated)
    def _restated(self, row: StatementRow, told: EmissionStatement.Restated) -> StatementRow:
        return _with_edition(row, told)


def _settled(row: StatementRow, state: RecalculationState, number: int, *facts: Any) -> StatementRow:
    return row.model_copy(update={"recalculations": row.recalculations.settled(number, state, *facts)})


def _with_edition(
    row: StatementRow, told: EmissionStatement.Restated | PastEmissions.Restated, source: str | None = None
) -> StatementRow:
    cells = _laid_over(row.cells, told.cells)
    restated = Edition(
        edition=told.edition,
        since=told.restated_on,
        cells=cells,
        source=source,
        reason=told.reason,
        authority=told.authority,
        effect=told.effect,
    )
    return row.model_copy(update={"cells": cells, "editions": (*row.editions, restated)})


def _laid_over(cells: tuple[Cell, ...], stated: tuple[Cell, ...]) -> tuple[Cell, ...]:
    held = {cell.key: cell for cell in cells} | {cell.key: cell for cell in stated}
    return tuple(held.values())


class Figure(Value):
    """排出量の値: one cell under its full key, with where it comes from."""

    edition: int
    lg_code: LgCode
    emissions_fiscal_year: FiscalYear
    cell: Cell
    object_id: StreamId
    sample: bool


class Break(Value):
    """系列の断絶: from this emission year on another plan generation counts, or other members of the same one."""

    emissions_fiscal_year: FiscalYear
    plan_id: StreamId
    joined: tuple[LgCode, ...]
    left: tuple[LgCode, ...]
    not_known: Annotated[tuple[LgCode, ...], Field(description="計画への参加が未確認の市町村")]


class AreaTotal(Value):
    """圏域の合計: the exact sum of what was accepted for a year, and the members of whom nothing was.

    Of whom it is not known whether they take part in the plan, nothing is in the sum, and they are named.
    """

    emissions_fiscal_year: FiscalYear
    total: Total
    missing: tuple[LgCode, ...]
    not_known: Annotated[tuple[LgCode, ...], Field(description="計画への参加が未確認で、合計に含まない市町村")]
    sample: bool


def figures(rows: Iterable[StatementRow], *, on: date | None = None) -> tuple[Figure, ...]:
    """Give every accepted figure of every edition, or of those that stood on a day, under its full key."""
    return tuple(
        Figure(
            edition=edition.edition,
            lg_code=row.lg_code,
            emissions_fiscal_year=row.emissions_fiscal_year,
            cell=cell,
            object_id=row.object_id,
            sample=sample,
        )
        for row in rows
        for sample in (row.sample,)  # which reads the whole row: once for it, not once for each of its figures
        for edition in row.editions
        if on is None or edition.since <= on
        for cell in edition.cells
    )


def precedence(object_id: str) -> tuple[bool, str]:
    """Order what says something about a year: first what was entered from before the rounds, then round by round."""
    return (not object_id.startswith(f"{PastEmissions.TOPIC}:"), object_id)


def newest(found: Iterable[Figure]) -> Mapping[tuple[str, int, str, Gas], Figure]:
    """Keep, for each municipality, emission year, sector and gas, the figure of the latest round and edition."""
    ordered = sorted(found, key=lambda each: (precedence(each.object_id), each.edition))
    return {(each.lg_code, each.emissions_fiscal_year, *each.cell.key): each for each in ordered}


def area_totals(found: Iterable[Figure], members: Members, not_known: Sequence[str] = ()) -> tuple[AreaTotal, ...]:
    """Sum the newest figures year by year over the members of each year; who has none is named, never zero."""
    return tuple(
        AreaTotal(
            emissions_fiscal_year=fiscal_year,
            total=total((figure.cell for figure in held), fiscal_year),
            missing=tuple(sorted(frozenset(members(fiscal_year)) - {figure.lg_code for figure in held})),
            not_known=tuple(not_known),
            sample=any(figure.sample for figure in held),
        )
        for fiscal_year, held in figures_of_members(found, members, not_known)
    )


def figures_of_members(
    found: Iterable[Figure], members: Members, not_known: Sequence[str] = ()
) -> Iterator[tuple[int, Sequence[Figure]]]:
    """Yield, year by year, the newest figures of those who belong to that year; a year without any is not there.

    A year of which only those have figures whose part is not known is there, with no figure: it has no sum.
    """
    years: dict[int, list[Figure]] = {}
    whose = cache(members)
    for figure in newest(found).values():
        if figure.lg_code in whose(figure.emissions_fiscal_year):
            years.setdefault(figure.emissions_fiscal_year, []).append(figure)
        elif figure.lg_code in not_known:
            years.setdefault(figure.emissions_fiscal_year, [])
    yield from sorted(years.items())


def breaks(plans: Iterable[PlanRow]) -> tuple[Break, ...]:
    """Tell where one plan generation follows another or somebody leaves one, and whom that adds or removes."""
    ordered = sorted((plan for plan in plans if plan.first_fiscal_year), key=lambda plan: plan.generation)
    successions = (
        Break(
            emissions_fiscal_year=after.first_fiscal_year or 0,
            plan_id=after.object_id,
            joined=tuple(sorted(set(after.membership.members) - set(before.membership.members))),
            left=tuple(
                sorted(set(before.membership.members) - {*after.membership.members, *after.membership.not_known})
            ),
            not_known=after.membership.not_known,
        )
        for before, after in pairwise(ordered)
    )
    turned = (each for plan in plans for each in _turned(plan))
    return tuple(sorted((*successions, *turned), key=lambda each: (each.emissions_fiscal_year, each.plan_id)))


def _turned(plan: PlanRow) -> Iterator[Break]:
    turns = plan.membership.turns()
    for fiscal_year in sorted({turn.fiscal_year for turn in turns}):
        here = [turn for turn in turns if turn.fiscal_year == fiscal_year]
        yield Break(
            emissions_fiscal_year=fiscal_year,
            plan_id=plan.object_id,
            joined=tuple(turn.lg_code for turn in here if turn.joined),
            left=tuple(turn.lg_code for turn in here if not turn.joined),
            not_known=plan.membership.not_known,
        )
