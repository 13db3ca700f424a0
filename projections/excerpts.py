"""The excerpts: what of the approved minutes went back to which office, and which meetings still owe some."""

from collections.abc import Iterable
from datetime import date

from pydantic import computed_field

from domain.change_cause import ChangeCause
from domain.excerpt import Excerpt, ExcerptState, Extract, Receiving
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Value
from projections.meeting_pack import MeetingRow
from projections.view import ObjectRow, ObjectView, on, opens


class ExcerptRow(ObjectRow):
    """議事録抄本の行: one item's excerpt, to whom it went, and whether it is there and still counts."""

    fiscal_year: FiscalYear
    meeting_id: StreamId
    item: int
    office_id: StreamId
    lg_code: LgCode | None
    extract: Extract
    receiving: Receiving | None = None
    fallen: ChangeCause | None = None

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def state(self) -> ExcerptState:
        """Tell how it stands."""
        if self.fallen is not None:
            return ExcerptState.FALLEN
        return ExcerptState.MADE if self.receiving is None else ExcerptState.RECEIVED


class Excerpts(ObjectView[ExcerptRow]):
    """議事録抄本一覧: which office got which excerpt of which minutes, and has it?"""

    name = "excerpts"
    version = 1
    row = ExcerptRow

    @opens(Excerpt.Made)
    def _made(self, told: Excerpt.Made, key: str) -> ExcerptRow:
        return ExcerptRow(
            object_id=key,
            fiscal_year=int(told.meeting_id.split(":")[2]),
            meeting_id=told.meeting_id,
            item=told.item,
            office_id=told.office_id,
            lg_code=told.lg_code,
            extract=told.extract,
        )

    @on(Excerpt.MadeAnew)
    def _made_anew(self, row: ExcerptRow, told: Excerpt.MadeAnew) -> ExcerptRow:
        return row.model_copy(update={"extract": told.extract, "receiving": None, "fallen": None})

    @on(Excerpt.Received)
    def _received(self, row: ExcerptRow, told: Excerpt.Received) -> ExcerptRow:
        return row.model_copy(update={"receiving": told.receiving})

    @on(Excerpt.Fell)
    def _fell(self, row: ExcerptRow, told: Excerpt.Fell) -> ExcerptRow:
        return row.model_copy(update={"fallen": told.cause})


class ExcerptDue(Value):
    """送付すべき抄本: an item whose office has no excerpt that counts, or has not said that it is there."""

    meeting_id: StreamId
    held_on: date
    closed: bool
    item: int
    title: Line
    office_id: StreamId
    excerpt_id: StreamId | None
    state: ExcerptState | None
    fallen: ChangeCause | None


def due(meetings: Iterable[MeetingRow], excerpts: Iterable[ExcerptRow]) -> tuple[ExcerptDue, ...]:
    """Tell which excerpts of approved minutes are not with the office that put the item, the oldest meeting first."""
    held = {(row.meeting_id, row.item): row for row in excerpts}
    found = [each for meeting in meetings for each in _due_of(meeting, held)]
    return tuple(sorted(found, key=lambda each: (each.held_on, each.meeting_id, each.item)))


def _due_of(meeting: MeetingRow, held: dict[tuple[str, int], ExcerptRow]) -> Iterable[ExcerptDue]:
    if meeting.attendance is None or meeting.minutes.approved_by is None:
        return
    for item in meeting.agenda.items:
        row = held.get((meeting.object_id, item.number))
        if item.matter.put_by is None or (row is not None and row.state is ExcerptState.RECEIVED):
            continue
        yield ExcerptDue(
            meeting_id=meeting.object_id,
            held_on=meeting.attendance.held_on,
            closed=meeting.closed,
            item=item.number,
            title=item.matter.title,
            office_id=item.matter.put_by,
            excerpt_id=None if row is None else row.object_id,
            state=None if row is None else row.state,
            fallen=None if row is None else row.fallen,
        )
