"""Which excerpts of approved minutes are not with the office that put the item."""

from domain.agenda import Outcome
from domain.change_cause import ChangeCause
from domain.excerpt import Excerpt, ExcerptState
from domain.meeting import Meeting
from projections.excerpts import ExcerptDue, Excerpts, due
from projections.meeting_pack import MeetingPack
from tests.domain.test_excerpt import MADE_ON, MINUTES, PUT, excerpt, minuted
from tests.domain.test_meeting import CITY, DAY, held
from tests.projections.agreement import row_of


def asked(meeting: Meeting, *excerpts: Excerpt) -> tuple[ExcerptDue, ...]:
    return due([row_of(MeetingPack(), meeting)], [row_of(Excerpts(), each) for each in excerpts])


def test_an_item_that_an_office_put_is_owed_its_excerpt_once_the_minutes_are_approved() -> None:
    unapproved = held(PUT)
    unapproved.decide_item(1, Outcome.APPROVED)
    unapproved.draft_minutes(MINUTES, "writer")
    assert asked(unapproved) == ()
    [found] = asked(minuted())
    assert found == ExcerptDue(
        meeting_id="meeting:liaison-council:2025:1",
        held_on=DAY,
        closed=False,
        item=1,
        title="来年度の進め方",
        office_id=CITY,
        excerpt_id=None,
        state=None,
        fallen=None,
    )


def test_a_closed_meeting_stays_in_the_list_until_the_office_has_the_excerpt() -> None:
    made = minuted()
    made.decide_item(2, Outcome.APPROVED)
    made.close()
    row = row_of(MeetingPack(), made)
    [found] = due([row], [])
    assert found.closed
    waiting, received = excerpt(), excerpt()
    [found] = due([row], [row_of(Excerpts(), waiting)])
    assert (found.excerpt_id, found.state) == (waiting.id, ExcerptState.MADE)
    received.receive(MADE_ON, "clerk")
    assert due([row], [row_of(Excerpts(), received)]) == ()


def test_an_excerpt_that_fell_is_owed_again_with_the_cause() -> None:
    fallen = excerpt()
    fallen.receive(MADE_ON, "clerk")
    fallen.minutes_changed(ChangeCause.MINUTES_CORRECTED)
    [found] = asked(minuted(), fallen)
    assert (found.state, found.fallen) == (ExcerptState.FALLEN, ChangeCause.MINUTES_CORRECTED)
