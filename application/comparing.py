"""Comparing: what the figures of a statement are held against before it is submitted, brought in when it is needed."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

from application.desk import Desk, replay
from application.emission_reference import bounds, head_counts, prefecture_wholes
from application.ports import EventLog
from application.reference import PrefectureEmissionRow, read
from domain.emission_checks import Comparison, StatedWhole, earlier_figures, stated_wholes, wholes_compared
from domain.emission_statement import EmissionStatement
from domain.kernel import Aggregate
from domain.people import People, head_count_for
from domain.review_round import ReviewRound
from domain.warning_answers import Checks

A = TypeVar("A", bound=Aggregate)


class Known(NamedTuple):
    """比較の材料: last year's statement, the people, and this round's other statements, as far as there are any."""

    earlier: EmissionStatement | None
    people: People | None
    others: tuple[EmissionStatement | None, ...]


async def bring_comparison(desk: Desk, statement: EmissionStatement) -> None:
    """Let a statement take last year's filed figures, the people, what others filed of the wholes, and the bounds."""
    review_round = await desk.find(ReviewRound, ReviewRound.create_id(statement.fiscal_year))
    known = Known(
        earlier=await desk.find(EmissionStatement, _a_year_before(statement)),
        people=await desk.find(People, People.create_id(statement.lg_code)),
        others=tuple([await desk.glance(EmissionStatement, each) for each in _others(statement, review_round)]),
    )
    statement.take_comparison(comparison(statement, known))


async def checks_of(log: EventLog, statement: EmissionStatement) -> Checks:
    """Give the checks of a statement as they would run today, without recording anything."""
    review_round = await _read(log, ReviewRound, ReviewRound.create_id(statement.fiscal_year))
    known = Known(
        earlier=await _read(log, EmissionStatement, _a_year_before(statement)),
        people=await _read(log, People, People.create_id(statement.lg_code)),
        others=tuple([await _read(log, EmissionStatement, each) for each in _others(statement, review_round)]),
    )
    return statement.checks.taken(comparison(statement, known))


def comparison(statement: EmissionStatement, known: Known) -> Comparison:
    """Put together what is known: a draft is nothing to compare with, be it last year's or another office's."""
    filed = known.earlier if known.earlier is not None and known.earlier.is_filed else None
    counts = head_counts(statement.lg_code, () if known.people is None else known.people.counts.values())
    found = head_count_for(counts, statement.emissions_fiscal_year)
    return Comparison(
        earlier_fiscal_year=None if filed is None else filed.emissions_fiscal_year,
        earlier=() if filed is None else earlier_figures(filed.content().cells),
        population=None if found is None else found.population,
        population_source=None if found is None else found.source,
        population_fiscal_year=None if found is None else found.fiscal_year,
        wholes=wholes_compared(statement.content().cells, _told(statement.emissions_fiscal_year, known.others)),
        bounds=bounds(),
    )


def _told(emissions_fiscal_year: int, others: Iterable[EmissionStatement | None]) -> Iterator[StatedWhole]:
    yield from prefecture_wholes(emissions_fiscal_year, read(PrefectureEmissionRow))
    for other in others:
        if other is not None and other.is_filed:
            yield from stated_wholes(other.lg_code, other.content().cells)


def _others(statement: EmissionStatement, review_round: ReviewRound | None) -> tuple[str, ...]:
    """Name the round's other statements, when this one shares out anything that they may state otherwise."""
    if review_round is None or all(cell.allocation is None for cell in statement.content().cells):
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
