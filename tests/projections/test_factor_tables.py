"""The factor tables as they are read, and what a statement's row knows of its checks and proposals."""

from domain.recalculation import RecalculationState
from projections.emission_series import EmissionSeries
from projections.factor_tables import FactorTables
from tests.domain import office_year
from tests.domain.emission_samples import DAY, SAMPLE, book, comparison, earlier, entry
from tests.domain.test_recalculation import provisional
from tests.projections import sample_year
from tests.projections.agreement import assert_agrees, row_of


def test_a_table_shows_every_edition_of_its_factors_and_the_proposals_that_are_open() -> None:
    made = sample_year.factor_table()
    row = row_of(FactorTables(), made)
    assert_agrees(row, made, "slug", "name", "proposals")
    assert row.current == tuple(made.current.values())
    assert [recorded.editions for recorded in row.factors] == list(made.editions.values())
    assert [len(recorded.editions) for recorded in row.factors] == [1, 2]
    assert [proposal.number for proposal in row.proposals] == [4]


def test_a_statement_shows_what_it_was_compared_with_and_what_was_answered() -> None:
    made = office_year.full_statement()
    made.take_comparison(comparison(earlier=(earlier("100"),)))
    made.answer_warning("year-on-year", "RES.co2", reason=SAMPLE, on=DAY)
    row = row_of(EmissionSeries(), made)
    assert_agrees(row, made, "checks", "recalculations")
    assert row.checks.unanswered(row.cells) == ()


def test_a_statement_shows_how_its_proposals_stand() -> None:
    made = provisional()
    for number, basic in enumerate(("0.0005", "0.0004"), start=1):
        made.propose_recalculation(book(entry(2021, "0.0007"), entry(2022, basic)), on=DAY, ground=SAMPLE)
        if number == 1:
            made.decline_recalculation(1, on=DAY, reason=SAMPLE)
    made.accept_recalculation(2, on=DAY, reason=SAMPLE, authority=SAMPLE)
    row = row_of(EmissionSeries(), made)
    assert_agrees(row, made, "checks", "recalculations", "cells")
    states = [row.recalculations.state_of(number) for number in (1, 2)]
    assert states == [RecalculationState.DECLINED, RecalculationState.ACCEPTED]
