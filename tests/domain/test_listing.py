"""Which measures a round asks about: of its plan, alive in the year under review, and of somebody who is a member."""

from datetime import date

from domain.listing import listing_faults, measures_due
from domain.measure import Measure
from domain.measure_place import Placing
from domain.round_frame import MeasureDue, MeasureOfAnotherPlan

FIRST, SECOND = "plan:kumamoto-1", "plan:kumamoto-2"
OPENED = date(2026, 4, 2)


def study(slug: str = "43100-0001", *owners: str, moved_on: date | None = None) -> Measure:
    made = Measure(
        slug=slug, plan_id=FIRST, owners=owners or ("43210", "43100"), name="施策", proposed_on=date(2024, 5, 1)
    )
    made.take_up(date(2024, 6, 1), "連絡会議")
    if moved_on is not None:
        made.move_to_plan(SECOND, moved_on, Placing())
    return made


def asked(plan_id: str, *measures: Measure, fiscal_year: int = 2025) -> tuple[MeasureDue, ...]:
    return measures_due(measures, plan_id, ("43100", "43210", "43211"), fiscal_year, OPENED)


def test_a_living_measure_is_asked_of_those_of_its_owners_that_are_members_in_their_order() -> None:
    due = MeasureDue(measure_id="measure:43100-0001", lg_codes=("43100", "43210"), stage="under-study")
    assert asked(FIRST, study("43100-0001", "43210", "43204", "43100"), study("43204-0001", "43204")) == (due,)


def test_a_measure_that_did_not_live_in_the_year_is_not_asked_about() -> None:
    assert asked(FIRST, study(), fiscal_year=2023) == ()


def test_a_measure_is_asked_about_by_a_plan_to_which_it_belonged_between_the_year_and_the_opening() -> None:
    first_day, day_after = date(2025, 4, 1), date(2026, 4, 3)
    for moved_on, plans in (
        (None, (FIRST,)),
        (first_day, (SECOND,)),
        (date(2025, 4, 2), (FIRST, SECOND)),
        (OPENED, (FIRST, SECOND)),
        (day_after, (FIRST,)),
    ):
        made = study(moved_on=moved_on)
        assert tuple(plan for plan in (FIRST, SECOND) if asked(plan, made)) == plans


def test_only_what_belonged_to_the_plan_since_the_year_began_is_listed_by_hand() -> None:
    for moved_on, plans in (
        (None, (FIRST,)),
        (date(2025, 4, 1), (SECOND,)),
        (date(2025, 4, 2), (FIRST, SECOND)),
        (date(2026, 4, 3), (FIRST,)),
    ):
        made = study(moved_on=moved_on)
        faults = {plan: list(listing_faults(made, plan, 2025, OPENED)) for plan in (FIRST, SECOND)}
        assert tuple(plan for plan, found in faults.items() if not found) == plans
        for plan, found in faults.items():
            assert found in ([], [MeasureOfAnotherPlan(measure_id=made.id, plan_id=plan)])
