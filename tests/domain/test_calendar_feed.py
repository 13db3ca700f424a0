"""Calendar feeds: of one thing each, and closed once."""

from domain.calendar_feed import CalendarFeed, CalendarFeedClosed, CalendarFeedState, FeedOfNobody
from tests.domain.refusal import refuses
from tests.domain.replay import assert_replays
from tests.projections.sample_letters import DAY, feed


def test_a_feed_is_of_an_office_of_a_body_or_of_the_whole_area() -> None:
    assert not list(CalendarFeed.faults("43100", None))
    assert not list(CalendarFeed.faults(None, "liaison-council"))
    assert not list(CalendarFeed.faults(None, None))
    assert list(CalendarFeed.faults("43100", "liaison-council")) == [
        FeedOfNobody(lg_code="43100", body_id="liaison-council")
    ]


def test_a_feed_is_closed_once_and_stays_closed() -> None:
    made = feed()
    assert (made.state, made.closed_on) == (CalendarFeedState.CLOSED, DAY)
    with refuses(CalendarFeedClosed(closed_on=DAY)):
        made.close("もう一度", DAY)
    assert_replays(CalendarFeed, made.collect(), made)
    opened = CalendarFeed(feed_id="f-1", secret_hash="a" * 64, lg_code=None, body_id=None, opened_on=DAY, by="p-1")
    assert (opened.lg_code, opened.body_id) == (None, None)
    of_body = CalendarFeed(
        feed_id="f-2", secret_hash="a" * 64, lg_code=None, body_id="liaison-council", opened_on=DAY, by="p-1"
    )
    assert of_body.body_id == "liaison-council"
    assert (opened.state, opened.closed_on) == (CalendarFeedState.OPEN, None)
