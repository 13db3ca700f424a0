"""The meeting pack: every sitting of a body with its agenda, the papers fixed for it, attendance and outcomes."""

from collections.abc import Iterable
from datetime import date

from pydantic import computed_field

from domain.agenda import Agenda
from domain.attendance import Attendance, Member, Seat
from domain.body import BodyId
from domain.deviation import Deviation
from domain.kernel import FiscalYear, Line
from domain.meeting import Meeting
from domain.meeting_state import MeetingState
from domain.minutes import Minutes
from projections.view import ObjectRow, ObjectView, on, opens


class MeetingRow(ObjectRow):
    """会議の行: one sitting; the papers are named by the hash of their bytes, which the documents keep for ever."""

    body_id: BodyId
    fiscal_year: FiscalYear
    number: int
    meets_on: date
    place: Line
    roster: tuple[Seat, ...]
    agenda: Agenda = Agenda()
    attendance: Attendance | None = None
    minutes: Minutes = Minutes()
    deviations: tuple[Deviation, ...] = ()
    closed: bool = False

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def state(self) -> MeetingState:
        """Tell how far the meeting has come."""
        if self.closed:
            return MeetingState.CLOSED
        return MeetingState.CONVENED if self.attendance is None else MeetingState.HELD

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def absent(self) -> tuple[Member, ...]:
        """Name the members who neither came nor sent anybody; empty before the meeting."""
        if self.attendance is None:
            return ()
        represented = self.attendance.represented
        return tuple(seat.member for seat in self.roster if seat.member not in represented)


class MeetingPack(ObjectView[MeetingRow]):
    """会議資料一式: what lies before a meeting, who was there, and what was decided?"""

    name = "meeting-pack"
    version = 3
    row = MeetingRow

    @opens(Meeting.Convened)
    def _convened(self, told: Meeting.Convened, key: str) -> MeetingRow:
        return MeetingRow(
            object_id=key,
            body_id=told.body_id,
            fiscal_year=told.fiscal_year,
            number=told.number,
            meets_on=told.meets_on,
            place=told.place,
            roster=told.roster,
        )

    @on(Meeting.ItemPut)
    def _item_put(self, row: MeetingRow, told: Meeting.ItemPut) -> MeetingRow:
        return row.model_copy(update={"agenda": row.agenda.put(told.item, told.matter)})

    @on(Meeting.MaterialFixed)
    def _material_fixed(self, row: MeetingRow, told: Meeting.MaterialFixed) -> MeetingRow:
        return row.model_copy(update={"agenda": row.agenda.fix(told.material)})

    @on(Meeting.RosterRevised)
    def _roster_revised(self, row: MeetingRow, told: Meeting.RosterRevised) -> MeetingRow:
        return row.model_copy(update={"roster": told.roster})

    @on(Meeting.Held)
    def _held(self, row: MeetingRow, told: Meeting.Held) -> MeetingRow:
        return row.model_copy(update={"attendance": told.attendance, "deviations": told.deviations})

    @on(Meeting.ItemDecided)
    def _item_decided(self, row: MeetingRow, told: Meeting.ItemDecided) -> MeetingRow:
        return row.model_copy(update={"agenda": row.agenda.amend(told.item, outcome=told.outcome)})

    @on(Meeting.ApprovalFell)
    def _approval_fell(self, row: MeetingRow, told: Meeting.ApprovalFell) -> MeetingRow:
        return row.model_copy(update={"agenda": row.agenda.amend(told.item, fallen=told.cause)})

    @on(Meeting.MinutesDrafted)
    def _minutes_drafted(self, row: MeetingRow, told: Meeting.MinutesDrafted) -> MeetingRow:
        return row.model_copy(update={"minutes": row.minutes.drafted(told.content_hash, told.by)})

    @on(Meeting.MinutesApproved)
    def _minutes_approved(self, row: MeetingRow, told: Meeting.MinutesApproved) -> MeetingRow:
        approved = row.minutes.model_copy(update={"draft": told.content_hash, "approved_by": told.by})
        return row.model_copy(update={"minutes": approved})

    @on(Meeting.MinutesApprovalFell)
    def _minutes_approval_fell(self, row: MeetingRow, told: Meeting.MinutesApprovalFell) -> MeetingRow:
        return row.model_copy(update={"minutes": row.minutes.felled(told.cause)})

    @on(Meeting.PublicCopyMade)
    def _public_copy_made(self, row: MeetingRow, told: Meeting.PublicCopyMade) -> MeetingRow:
        copied = row.minutes.copied(told.content_hash, told.nothing_redacted)
        return row.model_copy(update={"minutes": copied})

    @on(Meeting.Closed)
    def _closed(self, row: MeetingRow, told: Meeting.Closed) -> MeetingRow:
        del told
        return row.model_copy(update={"closed": True})


def of_body(meetings: Iterable[MeetingRow], body_id: str) -> tuple[MeetingRow, ...]:
    """Give the sittings of one body in the order of their numbers."""
    own = (row for row in meetings if row.body_id == body_id)
    return tuple(sorted(own, key=lambda row: (row.fiscal_year, row.number)))
