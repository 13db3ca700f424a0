"""What a meeting put off goes onto a later agenda whole: nothing is typed again, lost, or carried twice."""

from datetime import date

import pytest

from domain.agenda import CompilationOfAnotherYear, ItemKind, Matter, Origin, Outcome
from domain.attendance import Attendance, MeetingAlreadyHeld
from domain.carrying import (
    CarriedOntoItself,
    CarriedToAnotherBody,
    CarriedToEarlierMeeting,
    Carrying,
    NothingPostponed,
    NowhereToCarry,
    came_from,
    left_over,
    target_blockers,
)
from domain.errors import Refusal
from domain.meeting import Meeting
from tests.domain.test_meeting import CITY, CONSULTATION, DAY, DECISION, HASH, MATERIAL, REPORT, convened

OLDER = Origin(meeting_id="meeting:officers-meeting:2025:3", item=2)
CHAINED = Matter(
    kind=ItemKind.CONSULTATION,
    title="サンプル施策",
    object_id="measure:43100-0001",
    object_version=4,
    origin=(OLDER,),
    put_by="office:43100",
)


def source(*outcomes: Outcome) -> Meeting:
    made = convened()
    for matter in (CHAINED, REPORT, CONSULTATION)[: len(outcomes)]:
        made.put_item(matter)
    made.hold(Attendance(held_on=DAY, present=(CITY,)), DAY)
    for number, outcome in enumerate(outcomes, start=1):
        made.decide_item(number, outcome)
    return made


def later(body_id: str = "liaison-council", number: int = 2, meets_on: date = DAY) -> Meeting:
    return Meeting(body_id, 2025, number, meets_on, "市役所", convened().roster)


def test_every_postponed_item_is_carried_with_its_chain_its_office_and_the_newest_version() -> None:
    made, target = source(Outcome.DEFERRED, Outcome.HEARD, Outcome.DEFERRED), later()
    carrying = Carrying(source=made, elsewhere=frozenset())
    assert [item.number for item in carrying.items] == [1, 3]
    carrying.onto(target, [7, None])
    first, second = target.agenda.items
    assert first.matter == CHAINED.model_copy(
        update={"object_version": 7, "origin": (OLDER, Origin(meeting_id=made.id, item=1))}
    )
    assert second.matter == CONSULTATION.model_copy(update={"origin": (Origin(meeting_id=made.id, item=3),)})
    assert (first.outcome, first.matter.put_by) == (None, "office:43100")


def test_what_stands_on_a_later_agenda_is_not_carried_again() -> None:
    made, target = source(Outcome.DEFERRED, Outcome.DEFERRED), later()
    Carrying(source=made, elsewhere=frozenset()).onto(target, [1, None])
    elsewhere = came_from([made, target, convened()])
    assert elsewhere == {OLDER, Origin(meeting_id=made.id, item=1), Origin(meeting_id=made.id, item=2)}
    again = Carrying(source=made, elsewhere=elsewhere)
    assert again.items == ()
    assert list(again.source_blockers()) == [NothingPostponed(meeting_id=made.id)]
    with pytest.raises(NothingPostponed):
        again.onto(later(number=3), [])
    assert left_over(made.id, made.agenda.postponed, {Origin(meeting_id=made.id, item=2)}) == (made.agenda.item(1),)


@pytest.mark.parametrize("outcome", [Outcome.RETURNED, Outcome.WITHDRAWN, Outcome.HEARD])
def test_only_what_was_put_off_is_carried(outcome: Outcome) -> None:
    assert list(Carrying(source=source(outcome), elsewhere=()).source_blockers()) != []
    assert source(outcome).agenda.postponed == ()


@pytest.mark.parametrize(
    ("target", "refusals"),
    [
        (later(), []),
        (later(meets_on=date(2026, 2, 11)), []),
        (later(number=1), [CarriedOntoItself(meeting_id="meeting:liaison-council:2025:1")]),
        (later(meets_on=date(2026, 2, 9)), [CarriedToEarlierMeeting(to=date(2026, 2, 9), source=DAY)]),
        (
            later("advisory-committee", meets_on=date(2026, 2, 9)),
            [
                CarriedToEarlierMeeting(to=date(2026, 2, 9), source=DAY),
                CarriedToAnotherBody(body_id="advisory-committee", source="liaison-council"),
            ],
        ),
    ],
)
def test_items_go_to_a_later_meeting_of_the_same_body(target: Meeting, refusals: list[Refusal]) -> None:
    carrying = Carrying(source=source(Outcome.DEFERRED), elsewhere=())
    assert list(carrying.blockers(target)) == refusals
    if refusals:
        with pytest.raises(type(refusals[0])):
            carrying.onto(target, [1])
        assert target.agenda.items == ()


def test_a_meeting_that_was_held_later_than_planned_counts_on_the_day_on_which_it_was_held() -> None:
    made, held_on = convened(), date(2026, 2, 12)
    made.put_item(REPORT)
    made.hold(Attendance(held_on=held_on, present=(CITY,)), held_on)
    made.decide_item(1, Outcome.DEFERRED)
    refusal = CarriedToEarlierMeeting(to=date(2026, 2, 11), source=held_on)
    assert list(Carrying(source=made, elsewhere=()).blockers(later(meets_on=date(2026, 2, 11)))) == [refusal]
    assert list(Carrying(source=made, elsewhere=()).blockers(later(meets_on=held_on))) == []


def test_items_go_to_another_body_when_they_are_forwarded() -> None:
    target = later("advisory-committee")
    Carrying(source=source(Outcome.DEFERRED), elsewhere=(), forwarded=True).onto(target, [1])
    assert len(target.agenda.items) == 1


def test_a_meeting_that_was_held_takes_nothing_up() -> None:
    target = later()
    target.put_item(REPORT)
    target.hold(Attendance(held_on=DAY, present=(CITY,)), DAY)
    with pytest.raises(MeetingAlreadyHeld):
        Carrying(source=source(Outcome.DEFERRED), elsewhere=()).onto(target, [1])


def test_all_items_are_carried_or_none() -> None:
    made = convened()
    for matter in (CONSULTATION, DECISION):
        made.put_item(matter)
    made.fix_material(MATERIAL.model_copy(update={"content_hash": HASH}))
    made.hold(Attendance(held_on=DAY, present=(CITY,)), DAY)
    for number in (1, 2):
        made.decide_item(number, Outcome.DEFERRED)
    target = Meeting("liaison-council", 2027, 1, date(2028, 2, 10), "市役所", made.roster)
    with pytest.raises(CompilationOfAnotherYear):
        Carrying(source=made, elsewhere=()).onto(target, [None, 1])
    assert target.agenda.items == ()


@pytest.mark.parametrize("versions", [[7], [7, None, 1]])
def test_a_version_too_few_or_too_many_carries_nothing(versions: list[int | None]) -> None:
    target = later()
    with pytest.raises(ValueError, match="argument"):
        Carrying(source=source(Outcome.DEFERRED, Outcome.DEFERRED), elsewhere=()).onto(target, versions)
    assert target.agenda.items == ()


def test_there_is_somewhere_to_carry_to_once_another_meeting_lies_ahead() -> None:
    made = source(Outcome.DEFERRED)
    nowhere = [NowhereToCarry(meeting_id=made.id)]
    before, held = later(number=3, meets_on=date(DAY.year, DAY.month, DAY.day - 1)), later(number=4)
    held.put_item(REPORT)
    held.hold(Attendance(held_on=DAY, present=(CITY,)), DAY)
    assert list(target_blockers(made, [made, before, held])) == nowhere
    assert list(target_blockers(made, [])) == nowhere
    for ahead in (later(), later("advisory-committee", 1), later(number=5, meets_on=date(DAY.year + 1, 1, 1))):
        assert not list(target_blockers(made, [before, ahead]))
    waiting = convened()
    assert list(target_blockers(waiting, [waiting])) == [NowhereToCarry(meeting_id=waiting.id)]
