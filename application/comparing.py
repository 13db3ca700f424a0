"""Comparing: what figures are held against before they are submitted or restated, brought in when it is needed."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

from application.desk import Desk, replay
from application.emission_reference import bounds, head_counts, prefecture_wholes
from application.ports import EventLog
from application.reference import PrefectureEmissionRow, read
from domain.emission_checks import Comparison, StatedWhole, earlier_figures, stated_wholes, wholes_compared
from domain.emission_content import EmissionContent
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell
from domain.kernel import Aggregate
from domain.past_emissions import PastEmissions
from domain.people import People, head_count_for
from domain.restatement_checks import RestatementAnswer, RestatementCheck
from domain.review_round import ReviewRound
from domain.warning_answers import Checks

A = TypeVar("A", bound=Aggregate)


class Compared(NamedTuple):
    """点検の対象: the figures that are looked at, whose and of which year."""

    lg_code: str
    emissions_fiscal_year: int
    cells: tuple[Cell, ...]


class Known(NamedTuple):
    """比較の材料: the year before, the people, and this round's other statements, as far as there are any."""

    earlier: EmissionContent | None
    people: People | None
    others: tuple[EmissionStatement | None, ...] = ()


async def bring_comparison(desk: Desk, statement: EmissionStatement) -> None:
    """Let a statement take last year's filed figures, the people, what others filed of the wholes, and the bounds."""
    statement.take_comparison(await _comparison_of(desk, statement, statement.content().cells))


async def check_of_restatement(
    desk: Desk, statement: EmissionStatement, cells: tuple[Cell, ...], answers: tuple[RestatementAnswer, ...]
) -> RestatementCheck:
    """Give the check of a statement as these cells would restate it; nothing is taken before it is decided."""
    known = tuple(cell for cell in cells if cell.sector in statement.sectors)  # a stray sector is refused in its place
    return RestatementCheck(
        comparison=await _comparison_of(desk, statement, statement.laid_over(known)), answers=answers
    )


async def check_of_past(
    desk: Desk, past: PastEmissions, cells: tuple[Cell, ...], answers: tuple[RestatementAnswer, ...]
) -> RestatementCheck:
    """Give the check of a past year as these cells would restate it: the year before, the people and the wholes."""
    held = past.laid_over(tuple(cell for cell in cells if cell.sector in past.sectors))
    return await check_of_entry(desk, Compared(past.lg_code, past.emissions_fiscal_year, held), answers)


async def check_of_entry(desk: Desk, of: Compared, answers: tuple[RestatementAnswer, ...]) -> RestatementCheck:
    """Give the check of a past year that is entered: against the year before, the people and the wholes."""
    before = await desk.glance(PastEmissions, PastEmissions.create_id(of.lg_code, of.emissions_fiscal_year - 1))
    people = await desk.glance(People, People.create_id(of.lg_code))
    known = Known(earlier=None if before is None else before.content(), people=people)
    return RestatementCheck(comparison=comparison(of, known), answers=answers)


async def checks_of(log: EventLog, statement: EmissionStatement) -> Checks:
    """Give the checks of a statement as they would run today, without recording anything."""
    review_round = await _read(log, ReviewRound, ReviewRound.create_id(statement.fiscal_year))
    cells = statement.content().cells
    known = Known(
        earlier=_filed(await _read(log, EmissionStatement, _a_year_before(statement))),
        people=await _read(log, People, People.create_id(statement.lg_code)),
        others=tuple([await _read(log, EmissionStatement, each) for each in _others(statement, cells, review_round)]),
    )
    of = Compared(statement.lg_code, statement.emissions_fiscal_year, cells)
    return statement.checks.taken(comparison(of, known))


def comparison(of: Compared, known: Known) -> Comparison:
    """Put together what is known of the year before, the people, and what others say of the wholes."""
    counts = head_counts(of.lg_code, () if known.people is None else known.people.counts.values())
    found = head_count_for(counts, of.emissions_fiscal_year)
    return Comparison(
        earlier_fiscal_year=None if known.earlier is None else known.earlier.emissions_fiscal_year,
        earlier=() if known.earlier is None else earlier_figures(known.earlier.cells),
        population=None if found is None else found.population,
        population_source=None if found is None else found.source,
        population_fiscal_year=None if found is None else found.fiscal_year,
        wholes=wholes_compared(of.cells, _told(of.emissions_fiscal_year, known.others)),
        bounds=bounds(),
    )


async def _comparison_of(desk: Desk, statement: EmissionStatement, cells: tuple[Cell, ...]) -> Comparison:
    review_round = await desk.find(ReviewRound, ReviewRound.create_id(statement.fiscal_year))
    known = Known(
        earlier=_filed(await desk.find(EmissionStatement, _a_year_before(statement))),
        people=await desk.find(People, People.create_id(statement.lg_code)),
        others=tuple([await desk.glance(EmissionStatement, each) for each in _others(statement, cells, review_round)]),
    )
    return comparison(Compared(statement.lg_code, statement.emissions_fiscal_year, cells), known)


def _filed(earlier: EmissionStatement | None) -> EmissionContent | None:
    """Give what was filed: a draft is nothing to compare with, be it last year's or another office's."""
    return earlier.content() if earlier is not None and earlier.is_filed else None


def _told(emissions_fiscal_year: int, others: Iterable[EmissionStatement | None]) -> Iterator[StatedWhole]:
    yield from prefecture_wholes(emissions_fiscal_year, read(PrefectureEmissionRow))
    for other in others:
        if other is not None and other.is_filed:
            yield from stated_wholes(other.lg_code, other.content().cells)


def _others(statement: EmissionStatement, cells: Iterable[Cell], review_round: ReviewRound | None) -> tuple[str, ...]:
    """Name the round's other statements, when these cells share out anything that they may state otherwise."""
    if review_round is None or all(cell.allocation is None for cell in cells):
        return ()
    return tuple(
        EmissionStatement.create_id(lg_code, statement.fiscal_year)
        for lg_code in review_round.members
        if lg_code != statement.lg_code
    )


async def _read(log: EventLog, kind: type[A], stream_id: str) -> A | None:
    return replay(kind, [record.event for record in await log.stream(stream_id)])


def _a_year_before(statement: EmissionStatement) -> str:
    return EmissionStatement.create_id(statement.lg_code, statement.fiscal_year - 1)
