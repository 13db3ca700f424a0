"""The office: lasting, held by persons for a time, closed on days of its own."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Refusal
from domain.handover import HandedOverToOneself, OpenMatters
from domain.office import (
    AlreadyAssigned,
    AssignmentDatesContradict,
    Cadence,
    Capacity,
    Handover,
    NotAssigned,
    Office,
    OfficeState,
)
from tests.domain.refusal import refuses
from tests.domain.replay import assert_replays

OPENED = date(2021, 4, 1)
APRIL = date(2026, 4, 1)


def office() -> Office:
    return Office(slug="43100", region_id="region:kumamoto", name="担当課", opened_on=OPENED, lg_code="43100")


def test_a_handover_of_before_challenges_were_recorded_hands_none_over() -> None:
    state: dict[str, Any] = {"handover": {"open_matters": {"listed_on": "2026-03-31"}}}
    Office.HandedOver.upcast_v1_v2(state)
    assert state["handover"]["open_matters"]["challenges"] == []


def test_a_handover_of_before_the_secretariat_listed_its_own_matters_hands_none_over() -> None:
    state: dict[str, Any] = {"handover": {"open_matters": {"listed_on": "2026-03-31", "challenges": ["challenge:1"]}}}
    Office.HandedOver.upcast_v2_v3(state)
    assert state["handover"]["open_matters"] == {
        "listed_on": "2026-03-31",
        "challenges": ["challenge:1"],
        "coordination": [],
    }


def test_an_office_belongs_to_a_municipality_or_to_a_body() -> None:
    assert (office().id, office().lg_code, office().body_id) == ("office:43100", "43100", None)
    body = Office(
        slug="secretariat", region_id="region:kumamoto", name="事務局", opened_on=OPENED, body_id="secretariat"
    )
    assert (body.id, body.lg_code, body.body_id) == ("office:secretariat", None, "secretariat")
    assert body.state is OfficeState.OPEN


def test_the_contact_is_a_code_and_setting_it_again_adds_no_event() -> None:
    made = office()
    assert (made.contact_id, made.cadence) == (None, Cadence.AT_ONCE)
    for _ in range(2):
        made.set_contact("c-43100", Cadence.WEEKLY)
    assert (made.version, made.contact_id, made.cadence) == (2, "c-43100", Cadence.WEEKLY)
    made.set_contact("c-43100", Cadence.DAILY)
    assert made.cadence is Cadence.DAILY


def test_closed_days_are_added_once() -> None:
    made = office()
    made.add_closed_days((date(2025, 8, 15), date(2025, 8, 14)), "条例")
    made.add_closed_days((date(2025, 8, 15),), "条例")
    assert made.version == 2
    assert made.closed_days == {date(2025, 8, 14), date(2025, 8, 15)}
    made.add_closed_days((date(2025, 8, 15), date(2025, 8, 16)), "条例")
    assert len(made.closed_days) == 3


def test_staff_rotate_in_april_and_the_office_remains() -> None:
    made = office()
    made.assign_person("p-1", Capacity.CLERK, OPENED)
    made.release_person("p-1", Capacity.CLERK, APRIL)
    made.assign_person("p-2", Capacity.CLERK, APRIL)
    assert made.persons_on(date(2021, 3, 31)) == ()
    assert made.persons_on(date(2026, 3, 31), Capacity.CLERK) == ("p-1",)
    assert made.persons_on(APRIL, Capacity.CLERK) == ("p-2",)
    assert made.persons_on(APRIL, Capacity.HEAD) == ()


def test_one_person_may_hold_two_capacities() -> None:
    made = office()
    made.assign_person("p-1", Capacity.HEAD, OPENED)
    made.assign_person("p-1", Capacity.COUNCIL_MEMBER, OPENED)
    made.assign_person("p-0", Capacity.CLERK, OPENED)
    assert made.capacities_of("p-1", OPENED) == (Capacity.HEAD, Capacity.COUNCIL_MEMBER)
    assert made.persons_on(OPENED) == ("p-0", "p-1")
    made.release_person("p-1", Capacity.HEAD, APRIL)
    assert made.capacities_of("p-1", APRIL) == (Capacity.COUNCIL_MEMBER,)
    assert list(made.holding_blockers("p-1", Capacity.HEAD, APRIL)) == [NotAssigned(person_id="p-1", capacity="head")]
    assert not list(made.holding_blockers("p-1", Capacity.COUNCIL_MEMBER, APRIL))


def test_repeating_an_assignment_or_a_release_adds_no_event() -> None:
    made = office()
    for _ in range(2):
        made.assign_person("p-1", Capacity.CLERK, OPENED)
    for _ in range(2):
        made.release_person("p-1", Capacity.CLERK, APRIL)
    assert made.version == 3


def test_nobody_is_assigned_twice_or_before_the_office_or_inside_an_earlier_time() -> None:
    made = office()
    with refuses(AssignmentDatesContradict(person_id="p-1", assigned_on=date(2021, 3, 31))):
        made.assign_person("p-1", Capacity.CLERK, date(2021, 3, 31))
    made.assign_person("p-1", Capacity.CLERK, OPENED)
    with refuses(AlreadyAssigned(person_id="p-1", capacity="clerk")):
        made.assign_person("p-1", Capacity.CLERK, APRIL)
    made.release_person("p-1", Capacity.CLERK, APRIL)
    with refuses(AssignmentDatesContradict(person_id="p-1", assigned_on=date(2026, 3, 31))):
        made.assign_person("p-1", Capacity.CLERK, date(2026, 3, 31))
    made.assign_person("p-1", Capacity.CLERK, APRIL)


def test_only_who_holds_a_capacity_leaves_it_and_only_after_coming() -> None:
    made = office()
    with refuses(NotAssigned(person_id="p-1", capacity="clerk")):
        made.release_person("p-1", Capacity.CLERK, APRIL)
    made.assign_person("p-1", Capacity.CLERK, OPENED)
    with refuses(NotAssigned(person_id="p-1", capacity="head")):
        made.release_person("p-1", Capacity.HEAD, APRIL)
    with refuses(AssignmentDatesContradict(person_id="p-1", released_on=OPENED)):
        made.release_person("p-1", Capacity.CLERK, OPENED)


def handover(
    leaving: str = "p-1", coming: str = "p-2", capacity: Capacity = Capacity.CLERK, day: date = APRIL
) -> Handover:
    return Handover(
        from_person=leaving,
        to_person=coming,
        capacity=capacity,
        handed_over_on=day,
        open_matters=OpenMatters(listed_on=APRIL),
        notes="サンプル（架空値）",
    )


def held() -> Office:
    made = office()
    made.assign_person("p-1", Capacity.CLERK, OPENED)
    return made


def test_a_handover_releases_one_person_assigns_the_other_and_keeps_what_was_open() -> None:
    made = held()
    made.hand_over(handover())
    assert [fact.TOPIC for fact in made.collect()][2:] == [
        "office.person-released",
        "office.person-assigned",
        "office.handed-over",
    ]
    assert made.persons_on(date(2026, 3, 31)) == ("p-1",)
    assert made.persons_on(APRIL) == ("p-2",)
    assert made.handovers == (handover(),)


def test_the_same_handover_again_adds_no_event_whatever_has_become_of_what_was_open() -> None:
    made = held()
    made.hand_over(handover())
    later = handover().model_copy(update={"open_matters": OpenMatters(listed_on=date(2026, 5, 1))})
    made.hand_over(later)
    assert made.version == 5
    with pytest.raises(NotAssigned):
        made.hand_over(later.model_copy(update={"notes": None}))


def test_nobody_hands_over_what_is_not_held_or_to_who_holds_it_or_to_oneself() -> None:
    made = held()
    with refuses(HandedOverToOneself(person_id="p-1")):
        made.hand_over(handover(coming="p-1"))
    for refused, wrong in (
        (NotAssigned, handover(leaving="p-9")),
        (NotAssigned, handover(capacity=Capacity.HEAD)),
        (AssignmentDatesContradict, handover(day=OPENED)),
    ):
        with pytest.raises(refused):
            made.hand_over(wrong)
    made.assign_person("p-2", Capacity.CLERK, OPENED)
    with pytest.raises(AlreadyAssigned):
        made.hand_over(handover())
    assert made.version == 3


DAYS = st.dates(date(2021, 3, 1), date(2027, 3, 31))
PERSONS = st.sampled_from(["p-1", "p-2"])
CAPACITIES = st.sampled_from([Capacity.CLERK, Capacity.HEAD])
ACTS = st.one_of(
    st.tuples(st.just("set_contact"), st.sampled_from(["c-1", "c-2"]), st.sampled_from(Cadence)),
    st.tuples(st.just("add_closed_days"), st.lists(DAYS, max_size=3).map(tuple), st.just("条例")),
    st.tuples(st.just("assign_person"), PERSONS, CAPACITIES, DAYS),
    st.tuples(st.just("release_person"), PERSONS, CAPACITIES, DAYS),
    st.tuples(st.just("hand_over"), st.builds(handover, PERSONS, PERSONS, CAPACITIES, DAYS)),
)


@settings(max_examples=60)
@given(st.lists(ACTS, max_size=20))
def test_any_history_of_an_office_replays_to_the_same_state(acts: list[tuple[object, ...]]) -> None:
    made = office()
    for name, *arguments in acts:
        try:
            getattr(made, str(name))(*arguments)
        except Refusal:
            continue
    assert_replays(Office, made.collect(), made)


def test_who_was_released_holds_nothing_from_that_day_on_until_assigned_again() -> None:
    made = office()
    assert not made.has_released("p-1", Capacity.CLERK, OPENED)  # never assigned, so never released
    made.assign_person("p-1", Capacity.CLERK, OPENED)
    made.release_person("p-1", Capacity.CLERK, APRIL)
    assert not made.has_released("p-1", Capacity.CLERK, date(2026, 3, 31))
    assert made.has_released("p-1", Capacity.CLERK, APRIL)
    assert not made.has_released("p-1", Capacity.HEAD, APRIL)
    assert not made.has_released("p-2", Capacity.CLERK, APRIL)
    made.assign_person("p-1", Capacity.CLERK, date(2026, 5, 1))
    assert made.has_released("p-1", Capacity.CLERK, date(2026, 4, 30))
    assert not made.has_released("p-1", Capacity.CLERK, date(2026, 5, 1))
