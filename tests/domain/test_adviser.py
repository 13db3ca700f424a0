"""Who advises: a member with a seat at the meeting, in the capacity of that seat."""

import pytest

from domain.attendance import AdviserCapacityDiffers, AdviserNotSeated, Seat, adviser_blockers

ROSTER = (Seat(member="p-1", capacity="有識者"), Seat(member="p-2", capacity="市民"), Seat(member="p-3"))


@pytest.mark.parametrize(("member", "capacity"), [("p-1", "有識者"), ("p-2", "市民"), ("p-3", "国"), ("p-3", "市民")])
def test_who_has_a_seat_advises_in_its_capacity_and_in_any_where_the_seat_names_none(
    member: str, capacity: str
) -> None:
    assert list(adviser_blockers(ROSTER, member, capacity)) == []


def test_who_has_no_seat_does_not_advise() -> None:
    for roster in (ROSTER, ()):
        assert list(adviser_blockers(roster, "p-9", "有識者")) == [AdviserNotSeated(member="p-9")]


def test_nobody_speaks_in_another_capacity_than_that_of_the_seat() -> None:
    other = AdviserCapacityDiffers(member="p-1", seated_as="有識者", capacity="市民")
    assert list(adviser_blockers(ROSTER, "p-1", "市民")) == [other]
