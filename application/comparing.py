"""Comparing: what the figures of a statement are held against before it is submitted, brought in when it is needed."""

from application.desk import Desk, replay
from application.emission_reference import bounds, head_counts
from application.ports import EventLog
from domain.emission_checks import Comparison, earlier_figures
from domain.emission_statement import EmissionStatement
from domain.people import People, head_count_for
from domain.warning_answers import Checks


async def bring_comparison(desk: Desk, statement: EmissionStatement) -> None:
    """Let a statement take last year's filed figures, the population and the bounds of the checks."""
    earlier = await desk.find(EmissionStatement, _a_year_before(statement))
    people = await desk.find(People, People.create_id(statement.lg_code))
    statement.take_comparison(comparison(statement, earlier, people))


async def checks_of(log: EventLog, statement: EmissionStatement) -> Checks:
    """Give the checks of a statement as they would run today, without recording anything."""
    records = await log.stream(_a_year_before(statement))
    earlier = replay(EmissionStatement, [record.event for record in records])
    entered = await log.stream(People.create_id(statement.lg_code))
    people = replay(People, [record.event for record in entered])
    return statement.checks.taken(comparison(statement, earlier, people))


def comparison(statement: EmissionStatement, earlier: EmissionStatement | None, people: People | None) -> Comparison:
    """Put together what is known: a draft of last year is nothing to compare with, nor are unknown people."""
    filed = earlier if earlier is not None and earlier.is_filed else None
    counts = head_counts(statement.lg_code, () if people is None else people.counts.values())
    found = head_count_for(counts, statement.emissions_fiscal_year)
    return Comparison(
        earlier_fiscal_year=None if filed is None else filed.emissions_fiscal_year,
        earlier=() if filed is None else earlier_figures(filed.content().cells),
        population=None if found is None else found.population,
        population_source=None if found is None else found.source,
        population_fiscal_year=None if found is None else found.fiscal_year,
        bounds=bounds(),
    )


def _a_year_before(statement: EmissionStatement) -> str:
    return EmissionStatement.create_id(statement.lg_code, statement.fiscal_year - 1)
