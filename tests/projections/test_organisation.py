"""The rows of the organisation: what they say of an office plan is what the plan itself would say."""

from datetime import date

from domain.office_plan_standing import OfficePlanStanding
from projections.office_plans import OfficePlans
from tests.projections import sample_organisation
from tests.projections.agreement import assert_agrees, row_of


def test_an_office_plan_keeps_its_terms_and_emissions_in_the_row_too() -> None:
    made = sample_organisation.office_plan()
    row = row_of(OfficePlans(), made)
    assert_agrees(row, made, "record", "lg_code")
    assert row.record.standing_on(date(2015, 5, 1)) is OfficePlanStanding.IN_PREPARATION
    assert row.listed_by().lg_code == "43100"
