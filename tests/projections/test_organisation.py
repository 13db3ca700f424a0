"""The rows of the organisation: what they say of an office plan is what the plan itself would say."""

from datetime import date
from typing import Any

from domain.office_plan_standing import OfficePlanStanding
from domain.report_outreach import cooperation_table
from projections.challenge_ledger import ChallengeLedger, Wanted, ordered
from projections.measure_variations import MeasureVariations
from projections.office_plans import OfficePlans
from projections.outreach import OutreachRegister
from projections.outreach_plans import OutreachPlans, by_day
from projections.people import PeopleByYear
from projections.rosters import Rosters
from projections.view import fold_all
from tests.projections import sample_organisation
from tests.projections.agreement import assert_agrees, row_of
from tests.projections.tape import Tape


def test_the_people_entered_stand_in_the_row_by_year_as_corrected() -> None:
    made = sample_organisation.people()
    row = row_of(PeopleByYear(), made)
    assert [(each.fiscal_year, each.population) for each in row.counts] == [(2015, 1000), (2020, 1001)]
    assert row.counts == tuple(made.counts[fiscal_year] for fiscal_year in sorted(made.counts))
    assert (row.lg_code, row.version) == (made.lg_code, made.version)


def test_an_office_plan_keeps_its_terms_and_emissions_in_the_row_too() -> None:
    made = sample_organisation.office_plan()
    row = row_of(OfficePlans(), made)
    assert_agrees(row, made, "record", "lg_code")
    assert row.record.standing_on(date(2015, 5, 1)) is OfficePlanStanding.IN_PREPARATION
    assert row.listed_by().lg_code == "43100"


def test_the_outreach_of_a_year_keeps_what_stands_and_counts_it() -> None:
    made = sample_organisation.outreach()
    row = row_of(OutreachRegister(), made)
    assert_agrees(row, made, "body_id", "fiscal_year", "kind")
    assert row.recorded == made.content()
    assert (row.partners, row.partners_of(1), row.partners_of(3)) == (made.partners, ("city-promotion-members",), ())
    assert cooperation_table(2024, [row]) == cooperation_table(2024, [made])
    assert [(each.count, each.participants) for each in row.counts] == [(1, 30), (0, None), (1, None)]
    assert row.listed_by() == (2024, None)


def test_a_roster_keeps_every_term_with_its_resignation() -> None:
    made = sample_organisation.roster()
    row = row_of(Rosters(), made)
    assert_agrees(row, made, "appointments", "body_id", "kind", "region_id")
    assert [each.resigned_on for each in row.appointments] == [None, date(2025, 4, 1), None]


def test_a_variation_stands_in_the_row_until_it_is_withdrawn() -> None:
    made = sample_organisation.variation()
    facts = Tape().take(made).facts
    assert fold_all(MeasureVariations(), facts[:2])[made.id].variation is not None
    row = fold_all(MeasureVariations(), facts)[made.id]
    assert_agrees(row, made, "measure_id", "lg_code", "variation", "set_on", "state")


def test_a_challenge_stands_in_its_row_as_it_stands_itself() -> None:
    for made in (sample_organisation.challenge(), sample_organisation.withdrawn_challenge()):
        row = row_of(ChallengeLedger(), made)
        assert_agrees(row, made, "course", "state", "concern", "origin", "lg_code", "fiscal_year", "title", "text")


def test_the_ledger_gives_the_open_challenges_first_and_is_narrowed_by_year_municipality_and_measure() -> None:
    older = sample_organisation.challenge()
    open_ones = sample_organisation.raised(3, None), sample_organisation.raised(4)
    rows = fold_all(ChallengeLedger(), Tape().take(older, *open_ones).facts).values()

    def numbers(**wanted: Any) -> list[int]:
        return [row.number for row in ordered(rows, Wanted(**wanted))]

    assert numbers() == [3, 4, 1]
    assert (numbers(fiscal_year=2024), numbers(fiscal_year=2026), numbers(fiscal_year=2027)) == ([], [3, 4, 1], [3, 4])
    assert (numbers(lg_code="43100"), numbers(lg_code="43210")) == ([4, 1], [])
    assert numbers(measure_id="measure:43100-0001") == [3, 4, 1]
    assert numbers(measure_id="measure:43100-0002") == [1]


def test_a_plan_of_outreach_stands_in_its_row_under_the_year_for_which_it_is_planned() -> None:
    made = [
        sample_organisation.outreach_plan(),
        sample_organisation.held_plan(),
        sample_organisation.called_off_plan(),
    ]
    rows = [row_of(OutreachPlans(), each) for each in made]
    for row, each in zip(rows, made, strict=True):
        assert_agrees(row, each, "intention", "holding", "called_off_for", "state", "body_id", "number")
        assert row.listed_by() == (2026, None)
    assert [row.overdue_on(date(2026, 4, 3)) for row in rows] == [True, False, False]
    assert not rows[0].overdue_on(date(2026, 4, 2))
    sooner = rows[0].intention.model_copy(update={"planned_for": date(2026, 4, 1)})
    first = rows[2].model_copy(update={"intention": sooner})
    assert by_day([rows[1], first, rows[0]]) == (first, rows[0], rows[1])
