"""The calendar feeds: who opened which, and which still answer; their addresses are nowhere."""

from datetime import date

from domain.body import BodyId
from domain.calendar_feed import CalendarFeed, CalendarFeedState
from domain.kernel import LgCode, Line, PersonId
from domain.office import Capacity
from projections.view import ObjectRow, ObjectView, on, opens


class CalendarFeedRow(ObjectRow):
    """予定の配信の行: of whom it is, and whether it answers."""

    feed_id: Line
    lg_code: LgCode | None
    body_id: BodyId | None
    capacity: Capacity | None
    opened_on: date
    by: PersonId
    state: CalendarFeedState = CalendarFeedState.OPEN
    closed_on: date | None = None


class CalendarFeeds(ObjectView[CalendarFeedRow]):
    """予定の配信の一覧: which calendars are read from outside?"""

    name = "calendar-feeds"
    version = 2
    row = CalendarFeedRow

    @opens(CalendarFeed.Opened)
    def _opened(self, told: CalendarFeed.Opened, key: str) -> CalendarFeedRow:
        names = ("feed_id", "lg_code", "body_id", "capacity", "opened_on", "by")
        return CalendarFeedRow(object_id=key, **{name: getattr(told, name) for name in names})

    @on(CalendarFeed.Closed)
    def _closed(self, row: CalendarFeedRow, told: CalendarFeed.Closed) -> CalendarFeedRow:
        return row.model_copy(update={"state": CalendarFeedState.CLOSED, "closed_on": told.closed_on})
