"""The office plan: owed by every municipality, adopted for a period, run out without anybody's act."""

from datetime import date
from decimal import Decimal
from operator import methodcaller

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.errors import Refusal
from domain.office_plan import (
    OfficePlan,
    OfficePlanAlreadyAdopted,
    OfficePlanDatesContradict,
    OfficePlanNotAdopted,
    OfficePlanState,
    OwnEmissionsRestatementUnexplained,
    OwnEmissionsYearNotOver,
)
from domain.office_plan_standing import (
    OfficePlanDuty,
    OfficePlanStanding,
    OwnEmissions,
    PlanTerm,
    duties_on,
)
from tests.domain.acts import act
from tests.domain.refusal import refuses
from tests.domain.replay import assert_replays

ENTERED = date(2025, 4, 1)
ADOPTED = date(2021, 3, 31)
TODAY = date(2025, 6, 1)


def term(adopted_on: date = ADOPTED, first: int = 2021, last: int = 2025) -> PlanTerm:
    return PlanTerm(title="サンプル計画", adopted_on=adopted_on, first_fiscal_year=first, last_fiscal_year=last)


NEXT = term(date(2026, 2, 1), 2026, 2030)


def office_plan(*terms: PlanTerm) -> OfficePlan:
    made = OfficePlan(lg_code="43100", entered_on=ENTERED)
    for number, each in enumerate(terms):
        made.renew(each) if number else made.adopt(each)
    return made


def figure(tonnes: str = "1234.5", fiscal_year: int = 2024, reason: str | None = None) -> OwnEmissions:
    return OwnEmissions(fiscal_year=fiscal_year, tonnes=tonnes, source="サンプル（架空値）", reason=reason)


def test_a_municipality_that_was_entered_has_no_plan_yet() -> None:
    made = office_plan()
    assert (made.id, made.state) == ("office-plan:43100", OfficePlanState.NOT_YET)
    assert made.standing_on(ENTERED) is OfficePlanStanding.NOT_YET
    assert made.standing_on(date(2025, 3, 31)) is OfficePlanStanding.NOT_KNOWN


def test_a_plan_holds_from_its_adoption_to_the_last_day_of_its_last_fiscal_year() -> None:
    made = office_plan(term())
    assert made.state is OfficePlanState.ADOPTED
    assert made.standing_on(date(2021, 3, 30)) is OfficePlanStanding.NOT_KNOWN
    assert made.standing_on(ADOPTED) is OfficePlanStanding.ADOPTED
    assert made.standing_on(date(2026, 3, 31)) is OfficePlanStanding.ADOPTED
    assert made.record.term_on(date(2026, 3, 31)) == term()


def test_a_plan_runs_out_without_anybody_recording_it() -> None:
    made = office_plan(term())
    assert made.standing_on(date(2026, 4, 1)) is OfficePlanStanding.LAPSED
    assert made.record.term_on(date(2026, 4, 1)) is None
    assert made.state is OfficePlanState.ADOPTED


def test_the_days_of_a_preparation_are_remembered_after_the_adoption() -> None:
    made = office_plan()
    made.begin(date(2025, 5, 1))
    states = [made.state]
    made.adopt(term(date(2026, 3, 1), 2026, 2030))
    assert [*states, made.state] == [OfficePlanState.IN_PREPARATION, OfficePlanState.ADOPTED]
    days = (date(2025, 4, 30), date(2025, 5, 1), date(2026, 2, 28), date(2026, 3, 1))
    assert [made.standing_on(day).value for day in days] == ["not-yet", "in-preparation", "in-preparation", "adopted"]


def test_a_preparation_that_ended_on_the_day_it_began_does_not_outlive_its_plan() -> None:
    made = office_plan()
    made.begin(date(2025, 5, 1))
    made.adopt(term(date(2025, 5, 1), 2025, 2026))
    days = (date(2025, 5, 1), date(2027, 3, 31), date(2027, 4, 1))
    assert [made.standing_on(day).value for day in days] == ["adopted", "adopted", "lapsed"]


def test_preparing_the_next_plan_does_not_end_the_one_that_holds() -> None:
    made = office_plan(term())
    made.begin(date(2025, 10, 1))
    assert made.standing_on(date(2026, 3, 31)) is OfficePlanStanding.ADOPTED
    assert made.standing_on(date(2026, 4, 1)) is OfficePlanStanding.IN_PREPARATION


def test_what_is_being_prepared_is_not_begun_again_and_a_new_preparation_follows_the_adoption() -> None:
    made = office_plan()
    for _ in range(2):
        made.begin(date(2025, 5, 1))
    assert made.version == 2
    made.adopt(term(date(2025, 5, 1), 2025, 2026))
    assert made.state is OfficePlanState.ADOPTED
    with refuses(OfficePlanDatesContradict(begun_on=date(2025, 5, 1), last=date(2025, 5, 1))):
        made.begin(date(2025, 5, 1))
    made.begin(date(2025, 5, 2))
    assert made.record.preparations == (date(2025, 5, 1), date(2025, 5, 2))


def test_a_renewal_follows_before_the_end_or_after_it() -> None:
    made = office_plan(term(), NEXT)
    assert made.terms == (term(), NEXT)
    assert made.record.term_on(date(2026, 2, 1)) == NEXT
    assert made.record.term_on(date(2026, 1, 31)) == term()
    late = office_plan(term(), term(date(2027, 4, 1), 2027, 2031))
    assert [late.standing_on(day).value for day in (date(2027, 3, 31), date(2027, 4, 1))] == ["lapsed", "adopted"]


def test_the_same_adoption_and_the_same_renewal_add_no_event() -> None:
    made = office_plan(term())
    made.adopt(term())
    assert made.version == 2
    for version, each in enumerate((NEXT, term(date(2031, 2, 1), 2031, 2035)), start=3):
        made.renew(each)
        made.renew(each)
        assert made.version == version


def test_a_first_plan_is_adopted_once_and_only_an_adopted_one_is_renewed() -> None:
    made = office_plan()
    assert not list(made.adopt_blockers())
    assert list(made.renew_blockers()) == [OfficePlanNotAdopted(lg_code="43100")]
    with refuses(OfficePlanNotAdopted(lg_code="43100")):
        made.renew(term())
    made.adopt(term())
    assert not list(made.renew_blockers())
    with refuses(OfficePlanAlreadyAdopted(adopted_on=ADOPTED)):
        made.adopt(NEXT)
    with refuses(OfficePlanDatesContradict(adopted_on=ADOPTED, last_fiscal_year=2025)):
        made.renew(term())


@pytest.mark.parametrize(
    "impossible",
    [
        pytest.param(term(first=2026, last=2025), id="ends before it begins"),
        pytest.param(term(date(2026, 4, 1), 2021, 2025), id="adopted after its end"),
        pytest.param(term(date(2025, 4, 30), 2025, 2030), id="adopted before its preparation"),
    ],
)
def test_a_term_whose_days_contradict_is_refused(impossible: PlanTerm) -> None:
    made = office_plan()
    made.begin(date(2025, 5, 1))
    told = {"adopted_on": impossible.adopted_on, "last_fiscal_year": impossible.last_fiscal_year}
    with refuses(OfficePlanDatesContradict(**told)):
        made.adopt(impossible)
    made.adopt(term(date(2025, 5, 1), 2025, 2025))


@pytest.mark.parametrize("not_later", [term(ADOPTED, 2021, 2030), term(date(2024, 4, 1), 2024, 2025)])
def test_a_renewal_is_later_and_lasts_longer(not_later: PlanTerm) -> None:
    with pytest.raises(OfficePlanDatesContradict):
        office_plan(term()).renew(not_later)
    office_plan(term()).renew(term(date(2021, 4, 1), 2021, 2026))


def test_own_emissions_are_stated_once_the_year_is_over() -> None:
    made = office_plan()
    with refuses(OwnEmissionsYearNotOver(fiscal_year=2024)):
        made.state_emissions(figure(fiscal_year=2024), date(2025, 3, 31))
    made.state_emissions(figure(fiscal_year=2024), date(2025, 4, 1))
    assert made.emissions_of(2024) == figure()
    assert made.emissions_of(2023) is None


def test_a_figure_is_replaced_only_with_a_reason_and_the_older_one_stays() -> None:
    made = office_plan()
    made.state_emissions(figure(), TODAY)
    made.state_emissions(figure(), TODAY)
    assert made.version == 2
    with refuses(OwnEmissionsRestatementUnexplained(fiscal_year=2024)):
        made.state_emissions(figure("1200"), TODAY)
    made.state_emissions(figure("1200", reason="電力の係数の改定"), TODAY)
    made.state_emissions(figure("7", 2023), TODAY)
    found = made.emissions_of(2024)
    assert found is not None
    assert found.tonnes == Decimal(1200)
    assert [str(each.tonnes) for each in made.record.emissions] == ["1234.5", "1200", "7"]


def test_an_office_emits_nothing_at_least() -> None:
    assert figure("0").tonnes == 0
    with pytest.raises(ValidationError):
        figure("-0.1")


def test_who_owes_a_plan_is_told_for_a_day_and_who_was_never_entered_is_not_known() -> None:
    day = date(2025, 6, 1)
    adopted, lapsed, begun = office_plan(term()), office_plan(term(last=2024)), office_plan()
    begun.begin(day)
    records = [adopted.record, *(made.record.model_copy(update={"lg_code": code}) for made, code in
               ((lapsed, "43210"), (begun, "43211"), (office_plan(), "43213")))]  # fmt: skip
    told = duties_on(day, ("43214", "43213", "43211", "43210", "43100"), records)
    assert [(each.lg_code, each.standing.value, each.standing.is_owed) for each in told] == [
        ("43100", "adopted", False),
        ("43210", "lapsed", True),
        ("43211", "in-preparation", True),
        ("43213", "not-yet", True),
        ("43214", "not-known", False),
    ]
    assert told[0] == OfficePlanDuty(lg_code="43100", standing=OfficePlanStanding.ADOPTED, term=term())
    assert duties_on(day, (), records) == ()


DAYS = st.dates(date(2021, 1, 1), date(2027, 12, 31))
YEARS = st.integers(2020, 2030)
TERMS = st.builds(PlanTerm, adopted_on=DAYS, first_fiscal_year=YEARS, last_fiscal_year=YEARS)
FIGURES = st.builds(figure, st.sampled_from(["1", "2"]), st.integers(2022, 2024), st.sampled_from([None, "理由"]))
ACTS = st.one_of(
    act("begin", DAYS), act("adopt", TERMS), act("renew", TERMS), act("state_emissions", FIGURES, st.just(TODAY))
)


@settings(max_examples=60)
@given(st.lists(ACTS, max_size=20))
def test_any_history_of_an_office_plan_replays_to_the_same_state(acts: list[methodcaller]) -> None:
    made = office_plan()
    for each in acts:
        try:
            each(made)
        except Refusal:
            continue
    assert_replays(OfficePlan, made.collect(), made)
