"""In-house report: that a municipality took the evaluation to its own policy meeting 政策会議, and what came of it.

Most of these meetings never touch this system: the record says how word of them came in, and when.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from domain import filing
from domain.approval import FallCause
from domain.calendar import Step
from domain.errors import Refusal, refuse_first
from domain.filing import FILED, SubmissionState
from domain.kernel import Created, Event, FiscalYear, LgCode, Line, PersonId, StreamId, Text, Value, event
from domain.labels import Labelled
from domain.submission import Submission


class MeetingOutcome(Labelled):
    """会議の結果: what the policy meeting made of the evaluation."""

    APPROVED = "approved", "了承", "approved"
    APPROVED_WITH_CONDITIONS = "approved-with-conditions", "条件付き了承", "approved under conditions"
    NOTED = "noted", "報告済み", "noted"
    CONTINUED = "continued", "継続審議", "continued"


class ReceivedBy(Labelled):
    """受付方法: how word of an act outside the system came in (rule 8)."""

    MAIL = "mail", "メール", "mail"
    PAPER = "paper", "書面", "paper"
    PHONE = "phone", "電話", "phone"


class Receipt(Value):
    """受付: by which way and on which day an act outside the system became known."""

    source: ReceivedBy
    received_on: date


class PolicyMeeting(Value):
    """政策会議: one meeting, its chair, its outcome and the papers that prove it."""

    meeting_name: Line
    held_on: date
    chair: PersonId
    outcome: MeetingOutcome
    evidence: Annotated[Line, Field(description="根拠資料の文書番号または所在")]
    evidence_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    summary: Text | None = None
    receipt: Receipt | None = None


class MeetingNotYetHeld(Refusal):
    """会議の日が未来の日付です。"""


class ReceivedBeforeMeeting(Refusal):
    """受付の日が会議の日より前です。"""


class ReceivedInFuture(Refusal):
    """受付の日が未来の日付です。"""


class MeetingUndecided(Refusal):
    """継続審議のままの庁内報告は提出できません。"""


class ReportFallen(Refusal):
    """庁内報告の基にした点検評価が変わりました。政策会議に改めて報告してください。"""


class MeetingBeforeChange(Refusal):
    """会議の日が、点検評価の変わった日より前です。"""


class Fall(Value):
    """庁内報告の失効: the meeting whose outcome no longer counts, why, the evaluation that changed, and the day."""

    meeting: PolicyMeeting
    cause: FallCause
    part: StreamId
    fell_on: date


class InHouseReport(Submission):
    """庁内報告: the outcome of a municipality's own policy meeting on the year's evaluation."""

    TOPIC = "in-house-report"
    STEP = Step.IN_HOUSE_REPORT

    class Recorded(Created):
        """庁内の政策会議への報告を記録した。"""

        TOPIC = "in-house-report.recorded"
        lg_code: LgCode
        fiscal_year: FiscalYear
        meeting: PolicyMeeting
        recorded_on: date

    class RecordedAnew(Event):
        """庁内の政策会議への報告を改めて記録した。"""

        TOPIC = "in-house-report.recorded-anew"
        meeting: PolicyMeeting
        recorded_on: date

    class Approved(filing.Approved):
        """庁内報告を庁内で決裁した。"""

        TOPIC = "in-house-report.approved"

    class ApprovalFell(filing.ApprovalFell):
        """庁内報告の決裁が効力を失った。"""

        TOPIC = "in-house-report.approval-fell"

    class Submitted(filing.Submitted):
        """庁内報告を提出した。"""

        TOPIC = "in-house-report.submitted"

    class Returned(filing.Returned):
        """庁内報告を差し戻した。"""

        TOPIC = "in-house-report.returned"

    class Withdrawn(filing.Withdrawn):
        """庁内報告の提出を取り下げた。"""

        TOPIC = "in-house-report.withdrawn"

    class Accepted(filing.Accepted):
        """庁内報告を受理した。"""

        TOPIC = "in-house-report.accepted"

    class Corrected(Event):
        """受理後に庁内報告を訂正した。"""

        TOPIC = "in-house-report.corrected"
        meeting: PolicyMeeting
        reason: Text
        authority: Line
        corrected_on: date

    class ReportFell(Event):
        """庁内報告が効力を失った。"""

        TOPIC = "in-house-report.report-fell"
        cause: FallCause
        part: StreamId
        fell_on: date

    class Lapsed(filing.Lapsed):
        """庁内報告が提出されないまま期限が過ぎた。"""

        TOPIC = "in-house-report.lapsed"

    @staticmethod
    def create_id(lg_code: str, fiscal_year: int) -> str:
        """Name the stream after the office and the review year."""
        return f"in-house-report:{lg_code}:{fiscal_year}"

    @classmethod
    def record(cls, *, lg_code: str, fiscal_year: int, meeting: PolicyMeeting, on: date) -> "InHouseReport":
        """Record the first policy meeting of the year on the evaluation."""
        refuse_first(_meeting_blockers(meeting, on))
        return cls(lg_code=lg_code, fiscal_year=fiscal_year, meeting=meeting, recorded_on=on)

    @event(Recorded)
    def __init__(self, lg_code: str, fiscal_year: int, meeting: PolicyMeeting, recorded_on: date) -> None:
        self._begin(lg_code, fiscal_year, recorded_on)
        self._hold(meeting, recorded_on)
        self.earlier_meetings: tuple[PolicyMeeting, ...] = ()
        self.falls: tuple[Fall, ...] = ()

    def _hold(self, meeting: PolicyMeeting, recorded_on: date) -> None:
        self.meeting = meeting
        self.recorded_on = recorded_on
        self.fall: Fall | None = None

    def record_anew(self, meeting: PolicyMeeting, *, on: date) -> None:
        """Record a later meeting, or the same one more exactly; the same record again is nothing new.

        After the evaluation changed only a meeting counts that was held on that day or later.
        """
        refuse_first(self.edit_blockers())
        refuse_first(_meeting_blockers(meeting, on))
        if self.fall is not None and meeting.held_on < self.fall.fell_on:
            raise MeetingBeforeChange(held_on=meeting.held_on, fell_on=self.fall.fell_on)
        if meeting != self.meeting or self.fall is not None:
            self._recorded_anew(meeting=meeting, recorded_on=on)
            self.let_fall(FallCause.CONTENT_CHANGED)

    @event(RecordedAnew)
    def _recorded_anew(self, meeting: PolicyMeeting, recorded_on: date) -> None:
        self._change()
        self.earlier_meetings += (self.meeting,)
        self._hold(meeting, recorded_on)

    def correct(self, meeting: PolicyMeeting, *, on: date, reason: str, authority: str) -> None:
        """Correct the record after acceptance; the same record again is nothing new."""
        refuse_first(self.correct_blockers(reason, authority))
        refuse_first(_meeting_blockers(meeting, on))
        if meeting != self.meeting:
            self._corrected(meeting=meeting, reason=reason, authority=authority, corrected_on=on)
            self.let_fall(FallCause.CORRECTED)

    @event(Corrected)
    def _corrected(self, meeting: PolicyMeeting, reason: str, authority: str, corrected_on: date) -> None:
        self._correct(reason, authority, corrected_on)
        self.earlier_meetings += (self.meeting,)
        self._hold(meeting, corrected_on)

    def evaluation_changed(self, part: str, *, on: date) -> None:
        """Fall because the evaluation that was reported changed; it falls once, until it is recorded anew."""
        if self.fall is None:
            self._report_fell(cause=FallCause.PART_CHANGED, part=part, fell_on=on)
            self.let_fall(FallCause.PART_CHANGED)

    @event(ReportFell)
    def _report_fell(self, cause: FallCause, part: str, fell_on: date) -> None:
        self._change()
        self.fall = Fall(meeting=self.meeting, cause=cause, part=part, fell_on=fell_on)
        self.falls += (self.fall,)
        self._state = SubmissionState.RETURNED if self._state in FILED else self._state

    def content_blockers(self) -> Iterator[Refusal]:
        """Yield an evaluation that changed since, then an outcome that is still open."""
        if self.fall is not None:
            yield ReportFallen(part=self.fall.part, fell_on=self.fall.fell_on)
        if self.meeting.outcome is MeetingOutcome.CONTINUED:
            yield MeetingUndecided(meeting_name=self.meeting.meeting_name)

    def fields(self) -> Collection[str]:
        """Name each member of the record."""
        return set(PolicyMeeting.model_fields)

    def content(self) -> PolicyMeeting:
        """Give the record as it stands now."""
        return self.meeting


def _meeting_blockers(meeting: PolicyMeeting, on: date) -> Iterator[Refusal]:
    if meeting.held_on > on:
        yield MeetingNotYetHeld(held_on=meeting.held_on, recorded_on=on)
    if meeting.receipt is not None and meeting.receipt.received_on < meeting.held_on:
        yield ReceivedBeforeMeeting(received_on=meeting.receipt.received_on, held_on=meeting.held_on)
    if meeting.receipt is not None and meeting.receipt.received_on > on:
        yield ReceivedInFuture(received_on=meeting.receipt.received_on, recorded_on=on)
