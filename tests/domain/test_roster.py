"""The roster: members by capacity and term, resignations and successors, and who sat there on a day."""

from datetime import date
from operator import methodcaller

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.advice import AdviserCapacity
from domain.attendance import Seat
from domain.body import BodyKind
from domain.errors import Refusal
from domain.roster import (
    MemberAlreadySeated,
    Roster,
    RosterState,
    SeatNotVacant,
    SeatOfOffice,
    SeatOfPerson,
    SeatUnknown,
    SuccessorInOtherCapacity,
    TermDatesContradict,
    vacant_on,
)
from tests.domain.acts import act
from tests.domain.refusal import refuses
from tests.domain.replay import assert_replays

FIRST, LAST = date(2023, 4, 1), date(2025, 3, 31)
LEFT = date(2024, 6, 1)
EXPERT, CITIZEN = AdviserCapacity.EXPERT, AdviserCapacity.CITIZEN


def committee(kind: BodyKind = BodyKind.ADVISORY_COMMITTEE) -> Roster:
    return Roster(body_id="advisory-committee", region_id="region:kumamoto", kind=kind)


def seated() -> Roster:
    made = committee()
    made.appoint_member("p-1", FIRST, until_on=LAST, capacity=EXPERT)
    return made


def left() -> Roster:
    made = seated()
    made.record_member_resigned(1, LEFT)
    return made


def members(made: Roster, day: date) -> list[str]:
    return [each.member for each in made.members_on(day)]


def test_a_roster_is_that_of_one_body() -> None:
    made = committee()
    assert (made.id, made.state, made.members_on(FIRST)) == ("roster:advisory-committee", RosterState.KEPT, ())


def test_a_member_sits_from_the_first_day_of_the_term_to_the_last() -> None:
    made = seated()
    days = (date(2023, 3, 31), FIRST, LAST, date(2025, 4, 1))
    assert [members(made, day) for day in days] == [[], ["p-1"], ["p-1"], []]
    assert made.seats_on(FIRST) == (Seat(member="p-1", capacity="有識者"),)


def test_a_term_without_an_end_goes_on() -> None:
    made = committee(BodyKind.LIAISON_COUNCIL)
    made.appoint_member("office:43100", FIRST)
    assert made.seats_on(date(2050, 1, 1)) == (Seat(member="office:43100", capacity=None),)


def test_whoever_resigned_was_a_member_until_the_day_before() -> None:
    made = left()
    assert [members(made, day) for day in (date(2024, 5, 31), LEFT)] == [["p-1"], []]
    assert [each.member for each in vacant_on(made.appointments, LEFT)] == ["p-1"]
    assert vacant_on(made.appointments, date(2024, 5, 31)) == ()
    assert vacant_on(made.appointments, date(2025, 4, 1)) == ()


def test_a_successor_serves_the_rest_of_the_term_in_the_same_capacity() -> None:
    made = left()
    made.appoint_member("p-2", date(2024, 7, 1), capacity=EXPERT, succeeds=1)
    successor = made.appointments[1]
    assert (successor.seat, successor.until_on, successor.succeeds) == (2, LAST, 1)
    assert members(made, date(2024, 7, 1)) == ["p-2"]
    assert [each.member for each in vacant_on(made.appointments, date(2024, 6, 30))] == ["p-1"]
    assert vacant_on(made.appointments, date(2024, 7, 1)) == ()


def test_a_successor_may_be_given_a_term_of_its_own() -> None:
    made = left()
    made.appoint_member("p-2", LEFT, until_on=date(2026, 3, 31), capacity=EXPERT, succeeds=1)
    assert made.appointments[1].until_on == date(2026, 3, 31)


def test_only_a_vacant_seat_is_succeeded_once_and_in_its_capacity() -> None:
    made = seated()
    with refuses(SeatNotVacant(seat=1)):
        made.appoint_member("p-2", LEFT, capacity=EXPERT, succeeds=1)
    with refuses(SeatUnknown(seat=2)):
        made.appoint_member("p-2", LEFT, capacity=EXPERT, succeeds=2)
    made.record_member_resigned(1, LEFT)
    with refuses(TermDatesContradict(from_on=date(2024, 5, 31), resigned_on=LEFT)):
        made.appoint_member("p-2", date(2024, 5, 31), capacity=EXPERT, succeeds=1)
    with refuses(SuccessorInOtherCapacity(seat=1)):
        made.appoint_member("p-2", LEFT, capacity=CITIZEN, succeeds=1)
    made.appoint_member("p-2", LEFT, capacity=EXPERT, succeeds=1)
    with refuses(SeatNotVacant(seat=1)):
        made.appoint_member("p-3", LEFT, capacity=EXPERT, succeeds=1)


def test_nobody_sits_twice_at_once_but_may_be_appointed_again() -> None:
    made = seated()
    for overlapping in (LAST, date(2023, 1, 1)):
        with refuses(MemberAlreadySeated(member="p-1")):
            made.appoint_member("p-1", overlapping, until_on=date(2027, 3, 31), capacity=EXPERT)
    made.appoint_member("p-1", date(2025, 4, 1), until_on=date(2027, 3, 31), capacity=EXPERT)
    made.appoint_member("p-2", FIRST, until_on=LAST, capacity=CITIZEN)
    assert members(made, LAST) == ["p-1", "p-2"]
    assert members(made, date(2025, 4, 1)) == ["p-1"]


def test_a_term_ends_no_earlier_than_it_begins() -> None:
    made = committee()
    with refuses(TermDatesContradict(from_on=FIRST, until_on=date(2023, 3, 31))):
        made.appoint_member("p-1", FIRST, until_on=date(2023, 3, 31), capacity=EXPERT)
    made.appoint_member("p-1", FIRST, until_on=FIRST, capacity=EXPERT)


@pytest.mark.parametrize("wrong", [FIRST, date(2025, 4, 1), date(2020, 1, 1)])
def test_a_member_resigns_inside_the_term(wrong: date) -> None:
    made = seated()
    with refuses(TermDatesContradict(seat=1, resigned_on=wrong)):
        made.record_member_resigned(1, wrong)
    made.record_member_resigned(1, LAST)


def test_a_member_resigns_once_and_the_same_resignation_adds_no_event() -> None:
    made = left()
    made.record_member_resigned(1, LEFT)
    assert made.version == 3
    with refuses(TermDatesContradict(seat=1, resigned_on=date(2024, 7, 1))):
        made.record_member_resigned(1, date(2024, 7, 1))
    with refuses(SeatUnknown(seat=2)):
        made.record_member_resigned(2, LEFT)


def test_one_resignation_leaves_the_other_seats_alone() -> None:
    made = seated()
    made.appoint_member("p-2", FIRST, until_on=LAST, capacity=CITIZEN)
    made.record_member_resigned(2, LEFT)
    assert members(made, LEFT) == ["p-1"]


def test_the_same_appointment_again_adds_no_event_not_even_after_the_resignation() -> None:
    made = left()
    made.appoint_member("p-1", FIRST, until_on=LAST, capacity=EXPERT)
    assert made.version == 3


def test_a_council_seats_offices_and_a_committee_persons_in_a_capacity() -> None:
    for kind in (BodyKind.LIAISON_COUNCIL, BodyKind.OFFICERS_MEETING):
        for member, capacity in (("p-1", None), ("office:43100", EXPERT)):
            with refuses(SeatOfOffice(member=member)):
                committee(kind).appoint_member(member, FIRST, capacity=capacity)
    for member, capacity in (("office:43100", EXPERT), ("p-1", None)):
        with refuses(SeatOfPerson(member=member)):
            committee().appoint_member(member, FIRST, capacity=capacity)
    volunteers = committee(BodyKind.PROMOTION_MEMBERS)
    volunteers.appoint_member("p-1", FIRST)
    assert members(volunteers, FIRST) == ["p-1"]


DAYS = st.dates(date(2023, 1, 1), date(2025, 12, 31))
MEMBERS = st.sampled_from(["p-1", "p-2", "office:43100"])
APPOINT = st.builds(
    lambda member, from_on, until_on, capacity, succeeds: methodcaller(
        "appoint_member", member, from_on, until_on=until_on, capacity=capacity, succeeds=succeeds
    ),
    MEMBERS,
    DAYS,
    st.none() | DAYS,
    st.sampled_from([EXPERT, CITIZEN, None]),
    st.none() | st.integers(1, 3),
)
ACTS = st.one_of(APPOINT, act("record_member_resigned", st.integers(1, 4), DAYS))


@settings(max_examples=80)
@given(st.lists(ACTS, max_size=20))
def test_any_history_of_a_roster_replays_to_the_same_state(acts: list[methodcaller]) -> None:
    made = committee()
    for each in acts:
        try:
            each(made)
        except Refusal:
            continue
    assert_replays(Roster, made.collect(), made)


@settings(max_examples=80)
@given(st.lists(ACTS, max_size=20), DAYS)
def test_nobody_ever_holds_two_seats_on_one_day(acts: list[methodcaller], day: date) -> None:
    made = committee()
    for each in acts:
        try:
            each(made)
        except Refusal:
            continue
    held = members(made, day)
    assert len(held) == len(set(held))
