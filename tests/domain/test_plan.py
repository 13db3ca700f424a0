"""The plan: content while it is a draft, adoption, revision, succession, and members that may not be known."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Refusal
from domain.measure_place import Placing
from domain.plan import Plan
from domain.plan_content import (
    Content,
    Initiative,
    InitiativeKind,
    InitiativeNotInPlan,
    NumberNotUnique,
    Policy,
    PolicyNotInPlan,
    PolicyNotNamed,
    Sector,
    SectorTreeBroken,
    Target,
)
from domain.plan_membership import (
    AlreadyInPlan,
    CountContradicts,
    Entry,
    NotInPlan,
    PlanMembershipDatesContradict,
    Standing,
    Turn,
)
from domain.plan_state import (
    NotTheSuccessor,
    PlanAlreadySucceeded,
    PlanDatesContradict,
    PlanNoLongerReviewed,
    PlanNotAdopted,
    PlanNotDraft,
    PlanPeriodContradicts,
    PlanState,
    PlanWithoutMembers,
    PlanWithoutSectors,
    SuccessorIsItself,
)
from tests.domain.refusal import refuses
from tests.domain.replay import assert_replays

if TYPE_CHECKING:
    from collections.abc import Callable

ADOPTED = date(2021, 3, 31)
SECTORS = (
    Sector(code="IND", parent=None, name="産業部門"),
    Sector(code="IND_MFG", parent="IND", name="製造業"),
    Sector(code="RES", parent=None, name="家庭部門"),
)
TARGET = Target(base_fiscal_year=2013, target_fiscal_year=2030, reduction_percent=Decimal("40.5"))


def draft() -> Plan:
    return Plan(slug="kumamoto-1", region_id="region:kumamoto", generation=1, name="実行計画")


def adopted() -> Plan:
    plan = draft()
    plan.enter_municipality("43100", ADOPTED)
    plan.set_sector_tree(SECTORS)
    plan.adopt(ADOPTED)
    return plan


def test_a_plan_is_named_after_its_region_and_generation() -> None:
    assert draft().id == "plan:kumamoto-1"
    assert draft().state is PlanState.DRAFT


def test_a_draft_is_no_edition_yet_and_may_know_its_period() -> None:
    plan = Plan(
        slug="kumamoto-2",
        region_id="region:kumamoto",
        generation=2,
        name="実行計画",
        first_fiscal_year=2026,
        last_fiscal_year=2030,
    )
    assert (plan.edition, plan.first_fiscal_year, plan.last_fiscal_year) == (0, 2026, 2030)


def test_a_period_does_not_end_before_it_begins() -> None:
    assert list(Plan.period_blockers(2026, 2025)) == [
        PlanPeriodContradicts(first_fiscal_year=2026, last_fiscal_year=2025)
    ]
    assert not list(Plan.period_blockers(2025, 2025))
    assert not list(Plan.period_blockers(2026, None))
    assert not list(Plan.period_blockers(None, 2025))


def test_members_take_part_from_their_day_and_stand_in_the_order_of_their_codes() -> None:
    plan = draft()
    plan.enter_municipality("43210", date(2021, 4, 1))
    plan.enter_municipality("43100", ADOPTED)
    plan.enter_municipality("43100", ADOPTED)
    assert plan.version == 3
    assert plan.members == ("43100", "43210")
    assert plan.membership.on(ADOPTED) == ("43100",)
    assert plan.membership.standing("43100") is Standing.ENTERED
    assert plan.membership.standing("43211") is Standing.OUTSIDE


LEFT_ON = date(2025, 4, 1)
GROUND = "サンプル（架空値）の協議"


def joined() -> Plan:
    plan = adopted()
    plan.enter_municipality("43210", ADOPTED)
    return plan


def left() -> Plan:
    plan = joined()
    plan.record_left("43210", LEFT_ON, GROUND)
    return plan


def test_who_leaves_a_plan_takes_part_until_the_day_before() -> None:
    plan = left()
    plan.record_left("43210", LEFT_ON, GROUND)
    assert plan.version == 6
    assert plan.members == ("43100",)
    assert plan.membership.on(date(2025, 3, 31)) == ("43100", "43210")
    assert plan.membership.on(LEFT_ON) == ("43100",)
    assert plan.membership.standing("43210") is Standing.LEFT
    assert plan.membership.entries[1] == Entry(lg_code="43210", entered_on=ADOPTED, left_on=LEFT_ON, ground=GROUND)
    assert plan.membership.entries[0] == Entry(lg_code="43100", entered_on=ADOPTED)
    assert list(plan.membership.participation_blockers(["43100", "43210"])) == [NotInPlan(lg_code="43210")]


def test_nobody_leaves_who_does_not_take_part_or_before_taking_part() -> None:
    plan = left()
    for lg_code, left_on, ground in (
        ("43211", LEFT_ON, GROUND),
        ("43210", date(2025, 4, 2), GROUND),
        ("43210", LEFT_ON, "別の理由"),
    ):
        with refuses(NotInPlan(lg_code=lg_code)):
            plan.record_left(lg_code, left_on, ground)
    made = joined()
    with refuses(PlanMembershipDatesContradict(lg_code="43210", left_on=ADOPTED)):
        made.record_left("43210", ADOPTED, GROUND)
    made.record_left("43210", date(2021, 4, 1), GROUND)
    assert made.membership.on(ADOPTED) == ("43100", "43210")


def test_who_left_may_enter_again_from_that_day_on() -> None:
    plan = left()
    with refuses(PlanMembershipDatesContradict(lg_code="43210", entered_on=date(2025, 3, 31))):
        plan.enter_municipality("43210", date(2025, 3, 31))
    plan.enter_municipality("43210", ADOPTED)
    assert plan.version == 6
    plan.enter_municipality("43210", LEFT_ON)
    assert plan.membership.on(LEFT_ON) == plan.members == ("43100", "43210")
    with refuses(AlreadyInPlan(lg_code="43210")):
        plan.enter_municipality("43210", date(2025, 4, 2))
    plan.record_left("43210", date(2026, 4, 1), GROUND)
    assert [each.left_on for each in plan.membership.entries] == [None, LEFT_ON, date(2026, 4, 1)]


def test_who_left_still_counts_in_the_number_that_was_found() -> None:
    plan = draft()
    plan.leave_membership_open(("43100", "43210", "43211"), 2)
    for code in ("43100", "43210"):
        plan.enter_municipality(code, ADOPTED)
    plan.record_left("43210", LEFT_ON, GROUND)
    assert plan.membership.standing("43211") is Standing.OUTSIDE
    with refuses(CountContradicts(members_count=2)):
        plan.enter_municipality("43211", LEFT_ON)
    with refuses(CountContradicts(members_count=1, candidates=1)):
        plan.leave_membership_open(("43100",), 1)
    plan.enter_municipality("43210", LEFT_ON)
    assert plan.members == ("43100", "43210")


def test_figures_of_who_left_belong_to_the_years_before_that_of_the_leaving() -> None:
    plan = left()
    assert plan.membership.turns() == (Turn(fiscal_year=2025, lg_code="43210", joined=False),)
    owing = {year: plan.membership.owing_in(year) for year in (2013, 2024, 2025, 2026)}
    assert owing == {
        2013: ("43100", "43210"),
        2024: ("43100", "43210"),
        2025: ("43100",),
        2026: ("43100",),
    }
    plan.enter_municipality("43210", date(2027, 3, 31))
    assert plan.membership.turns()[1] == Turn(fiscal_year=2026, lg_code="43210", joined=True)
    assert plan.membership.owing_in(2025) == ("43100",)
    assert plan.membership.owing_in(2026) == ("43100", "43210")


def test_who_enters_again_in_the_year_of_the_leaving_makes_no_turn() -> None:
    plan = left()
    plan.enter_municipality("43210", date(2026, 3, 31))
    assert plan.membership.turns() == ()
    assert plan.membership.owing_in(2025) == ("43100", "43210")
    assert plan.membership.known == ("43100", "43210")


def test_who_leaves_again_after_such_a_year_makes_a_turn_then() -> None:
    plan = left()
    plan.enter_municipality("43210", date(2026, 3, 31))
    plan.record_left("43210", date(2028, 5, 1), GROUND)
    assert plan.membership.turns() == (Turn(fiscal_year=2028, lg_code="43210", joined=False),)


def test_nobody_enters_twice() -> None:
    plan = adopted()
    with refuses(AlreadyInPlan(lg_code="43100")):
        plan.enter_municipality("43100", date(2022, 4, 1))


def test_the_number_of_members_may_be_known_without_their_names() -> None:
    plan = draft()
    plan.leave_membership_open(("43100", "43210", "43211"), 2)
    plan.leave_membership_open(("43100", "43210", "43211"), 2)
    assert plan.version == 2
    assert plan.members == ()
    assert {plan.membership.standing(code) for code in ("43100", "43210", "43211")} == {Standing.NOT_KNOWN}
    assert not list(plan.membership.participation_blockers(["43100"]))


def test_what_was_open_settles_with_the_last_entry() -> None:
    plan = draft()
    plan.leave_membership_open(("43100", "43210", "43211"), 2)
    plan.enter_municipality("43100", ADOPTED)
    assert plan.membership.standing("43211") is Standing.NOT_KNOWN
    plan.enter_municipality("43210", ADOPTED)
    assert plan.membership.standing("43211") is Standing.OUTSIDE
    assert list(plan.membership.participation_blockers(["43211"])) == [NotInPlan(lg_code="43211")]
    with refuses(CountContradicts(members_count=2)):
        plan.enter_municipality("43211", ADOPTED)


@pytest.mark.parametrize("count", [0, 3])
def test_a_number_that_the_candidates_cannot_yield_is_refused(count: int) -> None:
    plan = draft()
    plan.enter_municipality("43100", ADOPTED)
    with refuses(CountContradicts(members_count=count, candidates=2)):
        plan.leave_membership_open(("43100", "43210"), count)


@pytest.mark.parametrize("count", [1, 2])
def test_the_number_lies_between_those_who_entered_and_all_who_may_have(count: int) -> None:
    plan = draft()
    plan.enter_municipality("43100", ADOPTED)
    plan.leave_membership_open(("43100", "43210"), count)
    assert plan.membership.members_count == count


def test_content_is_ordered_by_number_and_replaced_in_place() -> None:
    plan = draft()
    for number, name in ((2, "省エネルギー"), (1, "再生可能エネルギー"), (2, "省エネルギーの推進")):
        plan.set_policy(Policy(number=number, name=name))
    assert [each.name for each in plan.content.policies] == ["再生可能エネルギー", "省エネルギーの推進"]
    plan.set_priority_initiative(Initiative(number=4))
    plan.set_priority_initiative(Initiative(number=1))
    plan.set_priority_initiative(Initiative(number=4, name="事業", kind=InitiativeKind.JOINT))
    assert [(each.number, each.name) for each in plan.content.initiatives] == [(1, None), (4, "事業")]
    plan.set_target(TARGET)
    plan.set_target(TARGET.model_copy(update={"target_fiscal_year": 2025}))
    plan.set_target(TARGET.model_copy(update={"reduction_percent": Decimal(48)}))
    assert [each.target_fiscal_year for each in plan.content.targets] == [2025, 2030]
    assert plan.content.targets[1].reduction_percent == Decimal(48)


def test_stating_the_same_again_adds_no_event() -> None:
    plan = draft()
    policy, initiative = Policy(number=1, name="方針"), Initiative(number=1)
    for _ in range(2):
        plan.set_policy(policy)
        plan.set_priority_initiative(initiative)
        plan.set_target(TARGET)
        plan.set_sector_tree(SECTORS)
    assert plan.version == 5


def test_figures_are_stated_in_the_sectors_without_parts() -> None:
    assert [sector.code for sector in adopted().leaf_sectors] == ["IND_MFG", "RES"]
    assert adopted().sectors == SECTORS


@pytest.mark.parametrize(
    ("sectors", "broken"),
    [((SECTORS[1],), "IND_MFG"), ((SECTORS[0], SECTORS[0]), "IND"), ((SECTORS[1], SECTORS[0]), "IND_MFG")],
)
def test_a_broken_tree_is_refused(sectors: tuple[Sector, ...], broken: str) -> None:
    with refuses(SectorTreeBroken(sector=broken)):
        draft().set_sector_tree(sectors)


def test_a_plan_is_adopted_with_members_and_sectors() -> None:
    plan = draft()
    assert list(plan.adopt_blockers()) == [PlanWithoutMembers(), PlanWithoutSectors()]
    with refuses(PlanWithoutMembers()):
        plan.adopt(ADOPTED)
    plan.leave_membership_open(("43100",), 1)
    plan.set_sector_tree(SECTORS)
    plan.adopt(ADOPTED, "決定第1号")
    plan.adopt(ADOPTED, "決定第1号")
    assert plan.version == 4
    assert (plan.state, plan.edition, plan.decision_reference) == (PlanState.ADOPTED, 1, "決定第1号")


def test_an_adopted_plan_changes_only_by_revision() -> None:
    plan = adopted()
    changes: tuple[Callable[[], None], ...] = (
        lambda: plan.set_policy(Policy(number=1, name="方針")),
        lambda: plan.set_priority_initiative(Initiative(number=1)),
        lambda: plan.set_target(TARGET),
        lambda: plan.set_sector_tree(SECTORS[:1]),
        lambda: plan.adopt(date(2021, 4, 1)),
    )
    for change in changes:
        with refuses(PlanNotDraft(state="adopted")):
            change()


def test_a_revision_replaces_the_content_and_counts_the_edition() -> None:
    plan = adopted()
    content = Content(policies=(Policy(number=1, name="新方針"),), sectors=SECTORS[:1])
    plan.revise(date(2023, 4, 1), "決定第2号", "中間見直し", content)
    assert (plan.content, plan.edition, plan.revised_on) == (content, 2, date(2023, 4, 1))
    assert (plan.decision_reference, plan.summary) == ("決定第2号", "中間見直し")


def test_revisions_follow_the_adoption_and_each_other() -> None:
    plan, content = adopted(), Content(sectors=SECTORS)
    with refuses(PlanNotAdopted(state="draft")):
        draft().revise(ADOPTED, "決定", "見直し", content)
    with refuses(PlanDatesContradict(revised_on=date(2021, 3, 30), last=ADOPTED)):
        plan.revise(date(2021, 3, 30), "決定", "見直し", content)
    plan.revise(date(2023, 4, 1), "決定", "見直し", content)
    with refuses(PlanDatesContradict(revised_on=date(2023, 3, 31), last=date(2023, 4, 1))):
        plan.revise(date(2023, 3, 31), "決定", "見直し", content)


def test_revised_content_must_hold_together() -> None:
    twice = (Policy(number=1, name="甲"), Policy(number=1, name="乙"))
    for content, refusal in (
        (Content(), PlanWithoutSectors()),
        (Content(sectors=(SECTORS[1],)), SectorTreeBroken(sector="IND_MFG")),
        (Content(sectors=SECTORS, policies=twice), NumberNotUnique(of="policies")),
        (Content(sectors=SECTORS, initiatives=(Initiative(number=1),) * 2), NumberNotUnique(of="initiatives")),
        (Content(sectors=SECTORS, targets=(TARGET,) * 2), NumberNotUnique(of="targets")),
    ):
        with refuses(refusal):
            adopted().revise(ADOPTED, "決定", "見直し", content)


def test_a_plan_is_succeeded_by_another_plan_once_it_was_adopted() -> None:
    plan = adopted()
    with refuses(PlanNotAdopted(state="draft")):
        draft().succeed("plan:kumamoto-2", ADOPTED)
    with refuses(SuccessorIsItself(successor_id=plan.id)):
        plan.succeed(plan.id, ADOPTED)
    with refuses(PlanDatesContradict(succeeded_on=date(2021, 3, 30), last=ADOPTED)):
        plan.succeed("plan:kumamoto-2", date(2021, 3, 30))
    plan.succeed("plan:kumamoto-2", date(2026, 4, 1))
    plan.succeed("plan:kumamoto-2", date(2026, 4, 1))
    assert (plan.state, plan.version, plan.succeeded_on) == (PlanState.SUCCEEDED, 5, date(2026, 4, 1))


def test_a_plan_may_be_succeeded_on_the_day_of_its_adoption() -> None:
    plan = adopted()
    plan.succeed("plan:kumamoto-2", ADOPTED)
    assert plan.successor_id == "plan:kumamoto-2"


def test_nobody_enters_a_plan_that_was_succeeded() -> None:
    plan = adopted()
    plan.succeed("plan:kumamoto-2", date(2026, 4, 1))
    with refuses(PlanAlreadySucceeded(successor_id="plan:kumamoto-2")):
        plan.enter_municipality("43210", date(2026, 4, 2))
    with refuses(PlanAlreadySucceeded(successor_id="plan:kumamoto-2")):
        plan.leave_membership_open(("43210",), 2)
    with refuses(PlanAlreadySucceeded(successor_id="plan:kumamoto-2")):
        plan.record_left("43100", date(2026, 4, 2), GROUND)


DAYS = st.dates(date(2021, 1, 1), date(2026, 12, 31))
TREES = st.sampled_from([SECTORS, SECTORS[:1], SECTORS[1:]])
ACTS = st.one_of(
    st.tuples(st.just("enter_municipality"), st.sampled_from(["43100", "43210", "43211"]), DAYS),
    st.tuples(st.just("record_left"), st.sampled_from(["43100", "43210"]), DAYS, st.just("協議")),
    st.tuples(st.just("leave_membership_open"), st.just(("43100", "43210")), st.integers(0, 3)),
    st.tuples(st.just("set_policy"), st.builds(Policy, number=st.integers(1, 3), name=st.just("方針"))),
    st.tuples(st.just("set_priority_initiative"), st.builds(Initiative, number=st.integers(1, 3), name=st.none())),
    st.tuples(st.just("set_target"), st.just(TARGET)),
    st.tuples(st.just("set_sector_tree"), TREES),
    st.tuples(st.just("adopt"), DAYS),
    st.tuples(st.just("revise"), DAYS, st.just("決定"), st.just("見直し"), st.builds(Content, sectors=TREES)),
    st.tuples(st.just("succeed"), st.sampled_from(["plan:kumamoto-1", "plan:kumamoto-2"]), DAYS),
)


@settings(max_examples=60)
@given(st.lists(ACTS, max_size=20))
def test_any_history_of_a_plan_replays_to_the_same_state(acts: list[tuple[object, ...]]) -> None:
    made = draft()
    for name, *arguments in acts:
        try:
            getattr(made, str(name))(*arguments)
        except Refusal:
            continue
    assert_replays(Plan, made.collect(), made)


def test_a_place_has_numbers_that_the_plan_has() -> None:
    content = Content(policies=(Policy(number=4, name="方針"),), initiatives=(Initiative(number=1),))
    assert not list(content.placing_faults(Placing()))
    assert not list(content.placing_faults(Placing(policy_number=4, initiative_number=1)))
    assert list(content.placing_faults(Placing(policy_number=1, initiative_number=4))) == [
        PolicyNotInPlan(number=1),
        InitiativeNotInPlan(number=4),
    ]


def test_what_comes_from_another_plan_names_its_policy_where_there_are_any() -> None:
    content = Content(policies=(Policy(number=4, name="方針"),))
    assert list(content.arrival_faults(Placing())) == [PolicyNotNamed()]
    assert list(content.arrival_faults(Placing(policy_number=3))) == [PolicyNotInPlan(number=3)]
    assert not list(content.arrival_faults(Placing(policy_number=4)))
    assert not list(Content().arrival_faults(Placing()))
    assert list(Content().arrival_faults(Placing(initiative_number=1))) == [InitiativeNotInPlan(number=1)]


def test_a_measure_goes_to_the_successor_alone_and_from_the_day_of_the_succession_on() -> None:
    plan, day = adopted(), date(2026, 4, 1)
    assert list(plan.move_blockers("plan:kumamoto-2", day)) == [
        NotTheSuccessor(plan_id="plan:kumamoto-2", successor_id=None)
    ]
    plan.succeed("plan:kumamoto-2", day)
    assert list(plan.move_blockers("plan:kumamoto-3", day)) == [
        NotTheSuccessor(plan_id="plan:kumamoto-3", successor_id="plan:kumamoto-2")
    ]
    before = date(2026, 3, 31)
    assert list(plan.move_blockers("plan:kumamoto-2", before)) == [PlanDatesContradict(moved_on=before, last=day)]
    assert not list(plan.move_blockers("plan:kumamoto-2", day))


def test_a_plan_is_reviewed_for_the_last_time_about_the_last_year_in_which_it_held_on_some_day() -> None:
    assert list(draft().review_blockers(2024)) == [PlanNotAdopted(state="draft")]
    assert not list(adopted().review_blockers(2040))
    for day, last in ((date(2026, 4, 1), 2025), (date(2026, 4, 2), 2026)):
        plan = adopted()
        plan.succeed("plan:kumamoto-2", day)
        assert not list(plan.review_blockers(last))
        assert list(plan.review_blockers(last + 1)) == [
            PlanNoLongerReviewed(succeeded_on=day, reviewed_fiscal_year=last + 1)
        ]
        assert [plan.ends_in_or_after(year) for year in (last, last + 1)] == [True, False]


def test_a_plan_whose_last_year_is_known_ends_in_it() -> None:
    for adopts in (True, False):
        plan = Plan(
            slug="kumamoto-1", region_id="region:kumamoto", generation=1, name="実行計画", last_fiscal_year=2025
        )
        plan.enter_municipality("43100", ADOPTED)
        plan.set_sector_tree(SECTORS)
        if adopts:
            plan.adopt(ADOPTED)
        assert [plan.ends_in_or_after(year) for year in (2024, 2025, 2026)] == [False, adopts, False]
    assert not adopted().ends_in_or_after(2025)


def test_of_whom_nothing_is_known_is_named_once_and_no_longer_when_it_is_settled() -> None:
    plan = draft()
    named = [plan.membership.not_known]
    plan.leave_membership_open(("43210", "43100", "43100", "43204"), 2)
    named.append(plan.membership.not_known)
    for lg_code in ("43204", "43100"):
        plan.enter_municipality(lg_code, ADOPTED)
        named.append(plan.membership.not_known)
    assert named == [(), ("43100", "43204", "43210"), ("43100", "43210"), ()]
