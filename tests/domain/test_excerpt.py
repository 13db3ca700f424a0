"""The excerpt: word for word from the approved minutes, to the office that put the item, falling with the minutes."""

import json
from datetime import date

import pytest

from domain.agenda import ItemsUndecided, ItemUnknown, Outcome
from domain.attendance import Attendance
from domain.change_cause import ChangeCause
from domain.errors import Refusal
from domain.excerpt import (
    Excerpt,
    ExcerptAlreadyReceived,
    ExcerptNotStanding,
    ExcerptState,
    Extract,
    ItemPutByNoOffice,
    PassageNotInMinutes,
    ReceivedBeforeMade,
    excerpt_blockers,
    excerpt_text,
    offer_blockers,
    passage_blockers,
)
from domain.kernel import stored_name
from domain.meeting import Meeting
from domain.minutes import MinutesNotApproved, MinutesNotDrafted
from tests.domain.replay import assert_replays
from tests.domain.test_meeting import CITY, CONSULTATION, DAY, DECISION, REPORT, convened, held

MINUTES = "aa" * 32
MADE_ON = date(2026, 2, 20)
PUT = CONSULTATION.model_copy(update={"put_by": CITY, "object_id": "measure:43100-0001", "object_version": 3})


def minuted() -> Meeting:
    made = held(PUT, DECISION, REPORT)
    made.decide_item(1, Outcome.APPROVED)
    made.decide_item(3, Outcome.HEARD)
    made.draft_minutes(MINUTES, "writer")
    made.approve_minutes(MINUTES, "chair")
    return made


def extract(digit: str = "b", minutes: str = MINUTES) -> Extract:
    return Extract(content_hash=digit * 64, minutes_hash=minutes, made_on=MADE_ON, by="writer")


def excerpt() -> Excerpt:
    return Excerpt(
        meeting_id="meeting:liaison-council:2025:1", item=1, office_id=CITY, lg_code="43100", extract=extract()
    )


def told(made: Excerpt) -> list[str]:
    return [stored_name(fact).removeprefix("excerpt.") for fact in made.collect()]


def test_an_excerpt_says_what_the_record_and_the_minutes_say_on_one_item() -> None:
    text = excerpt_text(minuted(), 1, "原案のとおり承認した。")
    assert json.loads(text.canonical()) == {
        "meeting_id": "meeting:liaison-council:2025:1",
        "body_id": "liaison-council",
        "held_on": "2026-02-10",
        "item": 1,
        "kind": "consultation",
        "title": "来年度の進め方",
        "object_id": "measure:43100-0001",
        "object_version": 3,
        "outcome": "approved",
        "minutes_hash": MINUTES,
        "passage": "原案のとおり承認した。",
    }
    assert text.canonical().startswith(b'{"body_id":"liaison-council","held_on"')
    assert "承認".encode() in text.canonical()


@pytest.mark.parametrize(
    ("item", "refusals"),
    [
        (None, []),
        (1, []),
        (2, [ItemsUndecided(items=(2,)), ItemPutByNoOffice(item=2)]),
        (3, [ItemPutByNoOffice(item=3)]),
        (4, [ItemUnknown(item=4)]),
    ],
)
def test_an_excerpt_is_of_a_decided_item_that_an_office_put(item: int | None, refusals: list[Refusal]) -> None:
    assert list(excerpt_blockers(minuted(), item)) == refusals
    if item is not None and refusals:
        with pytest.raises(type(refusals[0])):
            excerpt_text(minuted(), item, "承認した。")


def test_an_excerpt_is_taken_from_approved_minutes_only() -> None:
    made = held(PUT)
    assert list(excerpt_blockers(made)) == [MinutesNotDrafted()]
    made.draft_minutes(MINUTES, "writer")
    assert list(excerpt_blockers(made, 4)) == [MinutesNotApproved(drafted_by="writer"), ItemUnknown(item=4)]


def test_an_excerpt_is_offered_once_some_item_may_be_excerpted() -> None:
    assert list(offer_blockers(held(PUT, DECISION))) == [MinutesNotDrafted()]
    assert list(offer_blockers(minuted())) == []
    undecided = held(PUT, DECISION)
    undecided.draft_minutes(MINUTES, "writer")
    undecided.approve_minutes(MINUTES, "chair")
    assert list(offer_blockers(undecided)) == [ItemsUndecided(items=(1,))]
    unnamed = held(DECISION, REPORT)
    for number, outcome in ((1, Outcome.APPROVED), (2, Outcome.HEARD)):
        unnamed.decide_item(number, outcome)
    unnamed.draft_minutes(MINUTES, "writer")
    unnamed.approve_minutes(MINUTES, "chair")
    assert list(offer_blockers(unnamed)) == [ItemPutByNoOffice(item=1)]


def test_an_excerpt_says_nothing_that_the_minutes_do_not_say() -> None:
    assert list(passage_blockers("議題1　承認した。議題2　報告を受けた。", "承認した。")) == []
    assert list(passage_blockers("承認した。", "承認しない。")) == [PassageNotInMinutes(characters=6)]


def test_an_excerpt_is_named_after_its_meeting_and_item_and_waits_to_be_received() -> None:
    made = excerpt()
    assert made.id == "excerpt:liaison-council:2025:1:1"
    assert (made.meeting_id, made.item) == ("meeting:liaison-council:2025:1", 1)
    assert (made.office_id, made.lg_code, made.extract) == (CITY, "43100", extract())
    assert (made.state, made.receiving, made.fallen) == (ExcerptState.MADE, None, None)


def test_an_excerpt_is_received_once_and_not_before_it_was_made() -> None:
    made = excerpt()
    with pytest.raises(ReceivedBeforeMade) as refused:
        made.receive(date(2026, 2, 19), "clerk")
    assert refused.value.details == {"received_on": date(2026, 2, 19), "made_on": MADE_ON}
    made.receive(MADE_ON, "clerk")
    made.receive(date(2026, 2, 25), "other-clerk")
    assert made.receiving is not None
    assert (made.receiving.received_on, made.receiving.by) == (MADE_ON, "clerk")
    assert made.state is ExcerptState.RECEIVED
    assert told(made) == ["made", "received"]


def test_a_better_passage_replaces_an_excerpt_that_nobody_has_yet() -> None:
    made = excerpt()
    made.make_anew(extract())
    made.make_anew(extract("c"))
    assert made.extract == extract("c")
    made.receive(MADE_ON, "clerk")
    made.make_anew(extract("c"))
    with pytest.raises(ExcerptAlreadyReceived) as refused:
        made.make_anew(extract("d"))
    assert refused.value.details == {"received_on": MADE_ON}
    assert told(made) == ["made", "made-anew", "received"]


def test_an_excerpt_falls_once_with_its_minutes_and_is_made_anew_from_the_corrected_ones() -> None:
    made = excerpt()
    made.receive(MADE_ON, "clerk")
    made.minutes_changed(ChangeCause.MINUTES_CORRECTED)
    made.minutes_changed(ChangeCause.MINUTES_CORRECTED)
    assert (made.state, made.fallen) == (ExcerptState.FALLEN, ChangeCause.MINUTES_CORRECTED)
    assert list(made.receive_blockers()) == [ExcerptNotStanding(cause=ChangeCause.MINUTES_CORRECTED)]
    with pytest.raises(ExcerptNotStanding):
        made.receive(MADE_ON, "clerk")
    assert list(made.make_anew_blockers()) == []
    made.make_anew(extract("b", "cc" * 32))
    assert (made.state, made.receiving, made.fallen) == (ExcerptState.MADE, None, None)
    made.receive(MADE_ON, "clerk")
    facts = made.collect()
    assert [stored_name(fact) for fact in facts][2:4] == ["excerpt.fell", "excerpt.made-anew"]
    assert facts[2].minutes_hash == MINUTES  # type: ignore[attr-defined]  # the fall
    assert_replays(Excerpt, facts, made)


def test_what_was_approved_and_has_fallen_stays_in_the_minutes() -> None:
    made = minuted()
    made.make_public_copy("dd" * 32)
    made.correct_minutes(MINUTES, "writer")
    assert made.minutes.approved_by == "chair"
    made.correct_minutes("bb" * 32, "other-writer")
    assert (made.minutes.draft, made.minutes.drafted_by) == ("bb" * 32, "other-writer")
    assert {made.minutes.approved_by, made.minutes.public_copy} == {None}
    [fell] = made.minutes.fallen
    assert (fell.content_hash, fell.approved_by, fell.cause) == (MINUTES, "chair", ChangeCause.MINUTES_CORRECTED)
    with pytest.raises(MinutesNotApproved):
        made.correct_minutes("cc" * 32, "writer")
    made.approve_minutes("bb" * 32, "chair")
    made.correct_minutes(MINUTES, "writer")
    assert [each.content_hash for each in made.minutes.fallen] == [MINUTES, "bb" * 32]
    facts = made.collect()
    assert [stored_name(fact) for fact in facts][-2:] == ["meeting.minutes-approval-fell", "meeting.minutes-drafted"]
    assert_replays(Meeting, facts, made)


def test_minutes_without_an_approval_have_nothing_that_could_fall() -> None:
    made = held(PUT)
    assert made.minutes.felled(ChangeCause.MINUTES_CORRECTED) == made.minutes
    made.draft_minutes(MINUTES, "writer")
    assert made.minutes.felled(ChangeCause.MINUTES_CORRECTED) == made.minutes
    assert list(made.correct_minutes_blockers()) == [MinutesNotApproved(drafted_by="writer")]


def test_the_day_of_a_meeting_is_that_on_which_it_was_held_or_is_to_meet() -> None:
    assert convened().day == DAY
    late = convened()
    late.put_item(PUT)
    late.hold(Attendance(held_on=date(2026, 2, 12), present=(CITY,)), date(2026, 2, 12))
    assert late.day == date(2026, 2, 12)


def test_an_excerpt_waits_at_the_office_to_which_it_was_returned_until_it_is_received() -> None:
    made = excerpt()
    assert made.awaits(CITY)
    assert not made.awaits("office:43210")
    made.receive(MADE_ON, "person-1")
    assert not made.awaits(CITY)
