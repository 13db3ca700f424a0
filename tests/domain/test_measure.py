"""The measure: its course from proposal to end, rule 3 of its launch, and who must confirm it in which year."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.agenda import Origin
from domain.errors import Refusal
from domain.measure import Measure
from domain.measure_course import (
    MeasureDatesContradict,
    MeasureDayInFuture,
    MeasureState,
    MeasureStateForbids,
    MergedIntoInactive,
    MergedIntoItself,
    MergedIntoOtherPlan,
    day_faults,
)
from domain.measure_place import Placing
from domain.measure_standing import (
    AlreadyInLead,
    LeadOwnerStays,
    NoJointOwner,
    NotAnOwner,
    OwnerNamedTwice,
)
from domain.measure_terms import (
    Direction,
    Indicator,
    LaunchDecision,
    LaunchedBeforeBudget,
    UnknownIndicator,
    YearlyTarget,
)
from tests.domain.refusal import refuses
from tests.domain.replay import assert_replays

PROPOSED = date(2024, 5, 1)
DECISION = LaunchDecision(decided_by="政策会議", decision_reference="決裁第3号", budget_fiscal_year=2025, reason="補正")
INDICATOR = Indicator(code="count", name="件数", unit="件", direction=Direction.INCREASE)
PLACE = Placing(policy_number=4, initiative_number=1)
TARGET = YearlyTarget(indicator="count", fiscal_year=2025, amount=Decimal(30))


def proposed(slug: str = "43100-0001", owners: tuple[str, ...] = ("43100",)) -> Measure:
    return Measure(slug=slug, plan_id="plan:kumamoto-1", owners=owners, name="施策", proposed_on=PROPOSED)


def under_study(slug: str = "43100-0001", owners: tuple[str, ...] = ("43100",)) -> Measure:
    measure = proposed(slug, owners)
    measure.take_up(date(2024, 6, 1), "連絡会議")
    return measure


def under_way() -> Measure:
    measure = under_study()
    measure.launch(date(2025, 10, 1), DECISION)
    return measure


def placed() -> Measure:
    return Measure(
        slug="43100-0001",
        plan_id="plan:kumamoto-1",
        owners=("43100",),
        name="施策",
        proposed_on=PROPOSED,
        policy_number=2,
        initiative_number=3,
    )


def test_a_measure_is_named_by_its_slug() -> None:
    assert proposed().id == "measure:43100-0001"
    assert proposed().state is MeasureState.PROPOSED


def test_a_measure_may_belong_to_a_policy_and_to_a_priority_initiative() -> None:
    measure = placed()
    assert (measure.policy_number, measure.initiative_number) == (2, 3)


def test_a_study_becomes_a_project_in_the_middle_of_the_fiscal_year() -> None:
    measure = under_way()
    assert measure.state_on(date(2024, 4, 30)) is None
    assert measure.state_on(PROPOSED) is MeasureState.PROPOSED
    assert measure.state_on(date(2025, 9, 30)) is MeasureState.UNDER_STUDY
    assert measure.state_on(date(2025, 10, 1)) is MeasureState.UNDER_WAY
    assert measure.launch_decision == DECISION


@pytest.mark.parametrize("missing", ["decided_by", "decision_reference", "budget_fiscal_year", "reason"])
def test_a_launch_needs_decider_reference_budget_year_and_reason(missing: str) -> None:
    with pytest.raises(ValidationError):
        LaunchDecision.model_validate(DECISION.model_dump(exclude={missing}))


def test_a_launch_does_not_precede_the_year_of_its_budget() -> None:
    measure = under_study()
    with refuses(LaunchedBeforeBudget(launched_on=date(2025, 3, 31), budget_fiscal_year=2025)):
        measure.launch(date(2025, 3, 31), DECISION)
    measure.launch(date(2025, 4, 1), DECISION)
    assert measure.state is MeasureState.UNDER_WAY


def test_a_proposal_may_be_launched_at_once() -> None:
    measure = proposed()
    measure.launch(date(2025, 4, 1), DECISION)
    assert measure.state is MeasureState.UNDER_WAY


def test_a_day_may_be_asked_about_before_there_is_a_decision() -> None:
    assert not list(under_study().launch_blockers(date(2025, 3, 31)))


def test_only_a_proposal_is_taken_up() -> None:
    with refuses(MeasureStateForbids(state="under-study")):
        under_study().take_up(date(2025, 6, 1), "連絡会議")


@pytest.mark.parametrize("decided_at", [Origin(meeting_id="meeting:liaison-council:2024:1", item=2), None])
def test_a_proposal_taken_up_keeps_by_whom_and_at_which_item_it_was_decided(decided_at: Origin | None) -> None:
    measure = proposed()
    measure.take_up(date(2024, 6, 1), "連絡会議", decided_at)
    taken_up = measure.collect()[-1]
    assert isinstance(taken_up, Measure.TakenUp)
    assert (taken_up.taken_up_on, taken_up.decided_by) == (date(2024, 6, 1), "連絡会議")
    assert taken_up.decided_at == decided_at


def test_nothing_is_launched_twice() -> None:
    with refuses(MeasureStateForbids(state="under-way")):
        under_way().launch(date(2025, 11, 1), DECISION)


def test_no_act_lies_before_the_one_it_follows() -> None:
    with refuses(MeasureDatesContradict(day=date(2024, 4, 30), last=PROPOSED)):
        proposed().take_up(date(2024, 4, 30), "連絡会議")
    with refuses(MeasureDatesContradict(day=date(2024, 5, 31), last=date(2024, 6, 1))):
        under_study().launch(date(2024, 5, 31), DECISION)
    measure = under_way()
    before = date(2025, 9, 30)
    acts: tuple[Callable[[], None], ...] = (
        lambda: measure.suspend(before, "災害"),
        lambda: measure.complete(before),
        lambda: measure.discontinue(before, "決裁", "終了"),
        lambda: measure.merge(before, under_study("43100-0002"), "一体化"),
        lambda: measure.move_to_plan("plan:kumamoto-2", before, PLACE),
    )
    for act in acts:
        with refuses(MeasureDatesContradict(day=before, last=date(2025, 10, 1))):
            act()


@pytest.mark.parametrize("make", [under_study, under_way])
def test_what_was_suspended_resumes_as_what_it_was(make: Callable[[], Measure]) -> None:
    measure = make()
    before = measure.state
    measure.suspend(date(2025, 11, 1), "災害")
    assert measure.state is MeasureState.SUSPENDED
    with refuses(MeasureDatesContradict(day=date(2025, 10, 31), last=date(2025, 11, 1))):
        measure.resume(date(2025, 10, 31))
    measure.resume(date(2025, 12, 1))
    assert measure.state is before


def test_only_what_goes_on_is_suspended_and_only_what_is_suspended_resumes() -> None:
    with refuses(MeasureStateForbids(state="proposed")):
        proposed().suspend(date(2025, 11, 1), "災害")
    with refuses(MeasureStateForbids(state="under-way")):
        under_way().resume(date(2025, 11, 1))


def test_only_a_project_is_completed() -> None:
    with refuses(MeasureStateForbids(state="under-study")):
        under_study().complete(date(2026, 3, 31))
    measure = under_way()
    measure.complete(date(2026, 3, 31))
    assert measure.state is MeasureState.COMPLETED


def test_a_measure_is_merged_into_another_one() -> None:
    measure, into = under_way(), under_study("43100-0002")
    with refuses(MergedIntoItself(into_id=measure.id)):
        measure.merge(date(2026, 4, 1), measure, "一体化")
    measure.merge(date(2026, 4, 1), into, "一体化")
    assert (measure.state, measure.merged_into) == (MeasureState.MERGED, "measure:43100-0002")


def test_a_measure_is_merged_only_into_one_that_is_active_on_the_day_and_now() -> None:
    taken_up, day = date(2024, 6, 1), date(2024, 5, 31)
    study = under_study("43100-0002")
    for merged_on, into, state in (
        (taken_up, proposed("43100-0002"), "proposed"),
        (day, study, "under-study"),  # active now, and not yet on the day
    ):
        measure = proposed()
        with refuses(MergedIntoInactive(into_id=into.id, state=state)):
            measure.merge(merged_on, into, "一体化")
        assert measure.version == 1
    for number, end in enumerate(("suspend", "discontinue")):
        into = under_study(f"43100-001{number}")
        getattr(into, end)(taken_up, *(("財源",) if end == "suspend" else ("決裁第4号", "終了")))
        with refuses(MergedIntoInactive(into_id=into.id, state=into.state.value)):
            proposed().merge(taken_up, into, "一体化")
    proposed().merge(taken_up, study, "一体化")
    resumed = under_study("43100-0020")
    resumed.suspend(date(2024, 7, 1), "財源")
    resumed.resume(date(2024, 8, 1))
    with refuses(MergedIntoInactive(into_id=resumed.id, state="under-study")):
        proposed().merge(date(2024, 7, 31), resumed, "一体化")
    proposed().merge(date(2024, 8, 1), resumed, "一体化")


def test_a_measure_may_be_merged_into_one_that_was_a_study_on_the_day_and_is_under_way_now() -> None:
    measure, into = under_study(), under_study("43100-0002")
    into.launch(date(2025, 10, 1), DECISION)
    measure.merge(date(2025, 9, 30), into, "一体化")
    assert measure.merged_into == into.id


def test_a_measure_is_merged_only_into_one_of_the_same_plan() -> None:
    into = under_study("43100-0002")
    into.move_to_plan("plan:kumamoto-2", date(2025, 4, 1), PLACE)
    with refuses(MergedIntoOtherPlan(into_id=into.id, plan_id="plan:kumamoto-2")):
        under_way().merge(date(2026, 4, 1), into, "一体化")


def test_nobody_loses_a_measure_by_its_being_merged() -> None:
    measure, into = under_study(owners=("43100", "43210")), under_study("43211-0001", ("43211", "43210"))
    measure.merge(date(2024, 9, 1), into, "一体化")
    into.take_in(measure, date(2024, 9, 1))
    assert into.owners == ("43211", "43210", "43100")
    assert into.joined_on == {"43211": PROPOSED, "43210": PROPOSED, "43100": date(2024, 9, 1)}
    assert into.lead == "43211"


def test_a_joint_owner_is_taken_off_and_the_lead_is_not() -> None:
    measure = under_study(owners=("43100", "43210"))
    measure.add_joint_owner("43211", date(2024, 7, 1))
    with refuses(LeadOwnerStays(lg_code="43100")):
        measure.remove_joint_owner("43100", date(2024, 8, 1), "担当者会議", "見直し")
    with refuses(NotAnOwner(measure_id=measure.id, lg_code="43204")):
        measure.remove_joint_owner("43204", date(2024, 8, 1), "担当者会議", "見直し")
    with refuses(MeasureDatesContradict(day=date(2024, 6, 30), last=date(2024, 7, 1))):
        measure.remove_joint_owner("43211", date(2024, 6, 30), "担当者会議", "見直し")
    measure.remove_joint_owner("43211", date(2024, 7, 1), "担当者会議", "見直し")
    assert measure.owners == ("43100", "43210")
    told = measure.collect()[-1]
    assert isinstance(told, Measure.JointOwnerRemoved)
    assert (told.lg_code, told.left_on, told.decided_by, told.ground) == (
        "43211",
        date(2024, 7, 1),
        "担当者会議",
        "見直し",
    )


def test_the_lead_is_handed_over_to_an_owner_and_who_led_stays() -> None:
    day = date(2024, 8, 1)
    alone = under_study()
    with refuses(NoJointOwner(measure_id=alone.id)):
        alone.hand_over_lead("43210", day, "担当者会議", "組織改編")
    measure = under_study(owners=("43100", "43210"))
    measure.add_joint_owner("43211", date(2024, 7, 1))
    with refuses(AlreadyInLead(lg_code="43100")):
        measure.hand_over_lead("43100", day, "担当者会議", "組織改編")
    with refuses(NotAnOwner(measure_id=measure.id, lg_code="43204")):
        measure.hand_over_lead("43204", day, "担当者会議", "組織改編")
    with refuses(MeasureDatesContradict(day=date(2024, 6, 30), last=date(2024, 7, 1))):
        measure.hand_over_lead("43211", date(2024, 6, 30), "担当者会議", "組織改編")
    assert not list(measure.hand_over_blockers("43100"))
    assert not list(measure.hand_over_blockers(handed_over_on=day))
    measure.hand_over_lead("43211", date(2024, 7, 1), "担当者会議", "組織改編")
    assert (measure.lead, measure.owners) == ("43211", ("43211", "43100", "43210"))
    told = measure.collect()[-1]
    assert isinstance(told, Measure.LeadHandedOver)
    assert (told.lg_code, told.handed_over_on) == ("43211", date(2024, 7, 1))
    assert (told.decided_by, told.ground) == ("担当者会議", "組織改編")
    measure.remove_joint_owner("43100", day, "担当者会議", "組織改編")
    assert measure.owners == ("43211", "43210")
    measure.discontinue(day, "第1号", "終了")
    assert any(measure.hand_over_blockers())


def test_who_was_taken_off_may_come_back() -> None:
    measure = under_study(owners=("43100", "43210"))
    measure.remove_joint_owner("43210", date(2024, 7, 1), "担当者会議", "見直し")
    measure.add_joint_owner("43210", date(2024, 9, 1))
    assert measure.owners == ("43100", "43210")
    assert measure.joined_on["43210"] == date(2024, 9, 1)


def test_an_owner_is_named_once() -> None:
    assert not list(Measure.owner_faults(("43100", "43210")))
    assert list(Measure.owner_faults(("43210", "43100", "43210"))) == [OwnerNamedTwice(lg_code="43210")]


def test_nothing_is_recorded_of_a_measure_for_a_day_that_has_not_come() -> None:
    today = date(2025, 10, 1)
    assert not list(day_faults(date(2025, 9, 30), today))
    assert not list(day_faults(today, today))
    tomorrow = date(2025, 10, 2)
    assert list(day_faults(tomorrow, today)) == [MeasureDayInFuture(day=tomorrow, today=today)]


def test_a_measure_that_moves_takes_its_place_in_the_new_plan_and_keeps_that_of_the_old() -> None:
    measure = placed()
    moved = date(2026, 4, 1)
    measure.move_to_plan("plan:kumamoto-2", moved, PLACE)
    assert (measure.plan_id, measure.policy_number, measure.initiative_number) == ("plan:kumamoto-2", 4, 1)
    assert [measure.belonging.initiative_in(f"plan:kumamoto-{each}") for each in (1, 2, 3)] == [3, 1, None]
    with refuses(MeasureDatesContradict(day=date(2026, 3, 31), last=moved)):
        measure.move_to_plan("plan:kumamoto-3", date(2026, 3, 31), PLACE)
    measure.move_to_plan("plan:kumamoto-3", moved, Placing())
    assert (measure.policy_number, measure.initiative_number) == (None, None)


def test_a_measure_belongs_to_its_old_plan_until_the_day_before_it_moves() -> None:
    measure = proposed()
    moved = date(2026, 4, 1)
    measure.move_to_plan("plan:kumamoto-2", moved, PLACE)
    before, first, second = date(2026, 3, 31), "plan:kumamoto-1", "plan:kumamoto-2"
    assert measure.belonging.touches(first, before, moved)
    assert not measure.belonging.touches(first, moved, moved)
    assert measure.belonging.touches(second, before, moved)
    assert not measure.belonging.touches(second, before, before)
    assert measure.belonging.touches(first, PROPOSED, PROPOSED)
    assert not measure.belonging.touches(first, date(2024, 4, 1), date(2024, 4, 30))


def test_a_move_from_before_places_were_named_keeps_its_numbers_and_tells_nothing_of_the_old_plan() -> None:
    measure = placed()
    stored = {
        "originator_id": measure.id,
        "originator_version": 2,
        "plan_id": "plan:kumamoto-2",
        "moved_on": date(2026, 4, 1),
    }
    Measure.MovedToPlan.upcast_v1_v2(stored)
    Measure.MovedToPlan.model_validate(stored).mutate(measure)
    assert (measure.plan_id, measure.policy_number, measure.initiative_number) == ("plan:kumamoto-2", 2, 3)
    assert measure.belonging.initiative_in("plan:kumamoto-2") == 3
    assert measure.belonging.initiative_in("plan:kumamoto-1") is None


def test_nothing_follows_the_end() -> None:
    measure, day = under_way(), date(2026, 4, 1)
    measure.discontinue(day, "決裁第4号", "役割を終えた")
    acts: tuple[Callable[[], None], ...] = (
        lambda: measure.set_indicator(INDICATOR),
        lambda: measure.set_yearly_target(TARGET),
        lambda: measure.add_joint_owner("43210", day),
        lambda: measure.discontinue(day, "決裁第4号", "役割を終えた"),
        lambda: measure.merge(day, under_study("43100-0002"), "一体化"),
        lambda: measure.move_to_plan("plan:kumamoto-2", day, PLACE),
    )
    for act in acts:
        with refuses(MeasureStateForbids(state="discontinued")):
            act()


def test_targets_belong_to_an_indicator_and_are_replaced_in_place() -> None:
    measure = proposed()
    with refuses(UnknownIndicator(indicator="count")):
        measure.set_yearly_target(TARGET)
    measure.set_indicator(INDICATOR)
    measure.set_indicator(INDICATOR.model_copy(update={"unit": "台"}))
    measure.set_yearly_target(TARGET)
    measure.set_yearly_target(TARGET.model_copy(update={"fiscal_year": 2026}))
    measure.set_yearly_target(TARGET.model_copy(update={"amount": Decimal(40)}))
    assert [each.unit for each in measure.indicators] == ["台"]
    assert [(each.fiscal_year, each.amount) for each in measure.targets] == [(2026, Decimal(30)), (2025, Decimal(40))]


def test_stating_the_same_again_adds_no_event() -> None:
    measure = proposed()
    for _ in range(2):
        measure.set_indicator(INDICATOR)
        measure.set_yearly_target(TARGET)
        measure.add_joint_owner("43210", PROPOSED)
        measure.move_to_plan("plan:kumamoto-2", PROPOSED, PLACE)
    assert measure.version == 5
    assert measure.owners == ("43100", "43210")
    assert measure.plan_id == "plan:kumamoto-2"


def test_a_proposal_need_not_be_confirmed_but_a_study_must() -> None:
    assert not proposed().alive_in(2024)
    assert under_study().alive_in(2024)
    assert not under_study().alive_in(2023)
    assert under_study().alive_in(2030)


def test_a_suspended_measure_must_still_be_confirmed() -> None:
    measure = under_way()
    measure.suspend(date(2025, 11, 1), "災害")
    assert measure.alive_in(2026)


def test_a_measure_is_confirmed_for_the_year_in_which_it_ends_and_not_after() -> None:
    measure = under_way()
    measure.complete(date(2026, 4, 2))
    assert measure.alive_in(2025)
    assert measure.alive_in(2026)
    assert not measure.alive_in(2027)


def test_a_measure_that_ends_on_the_first_day_of_a_year_is_not_alive_in_it() -> None:
    measure = under_way()
    measure.complete(date(2026, 4, 1))
    assert measure.alive_in(2025)
    assert not measure.alive_in(2026)


def test_a_study_taken_up_on_the_last_day_of_a_year_is_alive_in_it() -> None:
    measure = proposed()
    measure.take_up(date(2025, 3, 31), "連絡会議")
    assert measure.alive_in(2024)


DAYS = st.dates(date(2024, 4, 1), date(2027, 3, 31))
ACTS = st.one_of(
    st.tuples(st.just("take_up"), DAYS, st.just("連絡会議")),
    st.tuples(st.just("launch"), DAYS, st.just(DECISION)),
    st.tuples(st.just("set_indicator"), st.just(INDICATOR)),
    st.tuples(st.just("set_yearly_target"), st.just(TARGET)),
    st.tuples(st.just("add_joint_owner"), st.sampled_from(["43210", "43211"]), DAYS),
    st.tuples(
        st.just("remove_joint_owner"),
        st.sampled_from(["43100", "43210", "43211"]),
        DAYS,
        st.just("会議"),
        st.just("見直し"),
    ),
    st.tuples(st.just("suspend"), DAYS, st.just("災害")),
    st.tuples(st.just("resume"), DAYS),
    st.tuples(st.just("complete"), DAYS),
    st.tuples(st.just("discontinue"), DAYS, st.just("決裁"), st.just("終了")),
    st.tuples(
        st.just("merge"),
        DAYS,
        st.sampled_from([under_study, proposed]).map(lambda make: make("43100-0002")),
        st.just("一体化"),
    ),
    st.tuples(
        st.just("move_to_plan"),
        st.sampled_from(["plan:kumamoto-1", "plan:kumamoto-2"]),
        DAYS,
        st.sampled_from([PLACE, Placing()]),
    ),
)


@settings(max_examples=80)
@given(st.lists(ACTS, max_size=20))
def test_any_history_of_a_measure_replays_to_the_same_state(acts: list[tuple[object, ...]]) -> None:
    made = proposed()
    for name, *arguments in acts:
        try:
            getattr(made, str(name))(*arguments)
        except Refusal:
            continue
    assert made.lead == "43100"
    assert len(set(made.owners)) == len(made.owners)
    assert made.plan_id == made.belonging.now.plan_id
    assert [each.since for each in made.course.phases] == sorted(each.since for each in made.course.phases)
    assert_replays(Measure, made.collect(), made)
