"""Calendar feeds: of one thing each, and closed once."""

from domain.calendar_feed import (
    STEPS_OF,
    CalendarFeed,
    CalendarFeedClosed,
    CalendarFeedState,
    CapacityHasNoFeed,
    FeedOfNobody,
)
from domain.office import Capacity
from tests.domain.refusal import refuses
from tests.domain.replay import assert_replays
from tests.projections.sample_letters import DAY, feed


def test_a_feed_is_of_an_office_of_a_body_or_of_the_whole_area() -> None:
    assert not list(CalendarFeed.faults("43100", None, None))
    assert not list(CalendarFeed.faults(None, "liaison-council", None))
    assert not list(CalendarFeed.faults(None, None, None))
    assert list(CalendarFeed.faults("43100", "liaison-council", None)) == [
        FeedOfNobody(lg_code="43100", body_id="liaison-council", capacity=None)
    ]


def test_a_feed_of_a_capacity_names_the_municipality_where_it_is_held_in_one() -> None:
    assert set(STEPS_OF) == set(Capacity) - {Capacity.PROMOTER, Capacity.SYSTEM, Capacity.READER}
    assert STEPS_OF[Capacity.HEAD] < STEPS_OF[Capacity.MANAGER] < STEPS_OF[Capacity.SECRETARIAT]
    for capacity in STEPS_OF:
        of_office = capacity in {Capacity.CLERK, Capacity.MANAGER, Capacity.HEAD}
        right, wrong = ("43100", None) if of_office else (None, "43100")
        assert not list(CalendarFeed.faults(right, None, capacity))
        assert list(CalendarFeed.faults(wrong, None, capacity)) == [CapacityHasNoFeed(capacity=capacity, lg_code=wrong)]
    assert list(CalendarFeed.faults(None, None, Capacity.READER)) == [
        CapacityHasNoFeed(capacity=Capacity.READER, lg_code=None)
    ]
    assert list(CalendarFeed.faults(None, "liaison-council", Capacity.AUDITOR)) == [
        FeedOfNobody(lg_code=None, body_id="liaison-council", capacity=Capacity.AUDITOR)
    ]


def test_a_feed_is_closed_once_and_stays_closed() -> None:
    made = feed()
    assert (made.state, made.closed_on) == (CalendarFeedState.CLOSED, DAY)
    with refuses(CalendarFeedClosed(closed_on=DAY)):
        made.close("もう一度", DAY)
    assert_replays(CalendarFeed, made.collect(), made)
    opened = CalendarFeed(
        feed_id="f-1", secret_hash="a" * 64, lg_code=None, body_id=None, opened_on=DAY, by="p-1", capacity=None
    )
    assert (opened.lg_code, opened.body_id) == (None, None)
    of_body = CalendarFeed(
        feed_id="f-2",
        secret_hash="a" * 64,
        lg_code=None,
        body_id="liaison-council",
        opened_on=DAY,
        by="p-1",
        capacity=None,
    )
    assert of_body.body_id == "liaison-council"
    assert (opened.state, opened.closed_on) == (CalendarFeedState.OPEN, None)
