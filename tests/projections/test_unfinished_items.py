"""Which items need somebody's hand: put off and nowhere taken up, left open, or carried to a meeting that never met."""

from datetime import date

from domain.agenda import Origin, Outcome
from domain.carrying import Carrying
from domain.meeting import Meeting
from projections.meeting_pack import MeetingPack
from projections.unfinished_items import Loose, UnfinishedItem, unfinished
from tests.domain.test_carrying import CHAINED, OLDER, later, source
from tests.domain.test_meeting import CITY, DAY, REPORT, held
from tests.projections.agreement import row_of

MEETS_ON = date(2026, 3, 10)


def asked(today: date, *meetings: Meeting) -> list[tuple[str, int, Loose]]:
    rows = [row_of(MeetingPack(), each) for each in meetings]
    return [(each.meeting_id, each.item, each.loose) for each in unfinished(rows, today)]


def test_a_postponed_item_is_told_with_its_chain_and_its_office() -> None:
    made = source(Outcome.DEFERRED)
    [found] = unfinished([row_of(MeetingPack(), made)], DAY)
    assert found == UnfinishedItem(
        meeting_id="meeting:liaison-council:2025:1",
        body_id="liaison-council",
        day=DAY,
        item=1,
        kind=CHAINED.kind,
        title=CHAINED.title,
        object_id=CHAINED.object_id,
        put_by=CITY,
        origin=(OLDER,),
        loose=Loose.POSTPONED,
    )


def test_a_carried_item_is_loose_again_only_when_its_meeting_does_not_meet_on_its_day() -> None:
    for today, expected in ((MEETS_ON, []), (date(2026, 3, 11), [Loose.NOT_MET])):
        made, target = source(Outcome.DEFERRED), later(meets_on=MEETS_ON)
        target.put_item(REPORT)
        Carrying(source=made, elsewhere=()).onto(target, [1])
        told = asked(today, made, target)
        assert [loose for _, _, loose in told] == expected
        assert all((meeting_id, item) == (target.id, 2) for meeting_id, item, _ in told)


def test_an_item_that_a_meeting_left_open_is_told_and_a_decided_one_is_not() -> None:
    assert asked(DAY, held(CHAINED)) == [("meeting:liaison-council:2025:1", 1, Loose.UNDECIDED)]
    assert asked(DAY, source(Outcome.APPROVED, Outcome.HEARD)) == []
    assert asked(date(2030, 1, 1), later()) == []


def test_an_item_put_off_twice_is_told_once_where_it_stands_now() -> None:
    first, second = source(Outcome.DEFERRED), later()
    Carrying(source=first, elsewhere=()).onto(second, [1])
    second.hold(held().attendance, DAY)  # type: ignore[arg-type]  # it was held
    second.decide_item(1, Outcome.DEFERRED)
    rows = [row_of(MeetingPack(), each) for each in (first, second)]
    [found] = unfinished(rows, DAY)
    assert (found.meeting_id, found.item) == (second.id, 1)
    assert found.origin == (OLDER, Origin(meeting_id=first.id, item=1))
