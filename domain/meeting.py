"""The meeting: a council, a committee or an officers' meeting, from its convening to its closing and its minutes."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field

from domain.agenda import Agenda, Material, Matter, Outcome, without_put_by
from domain.attendance import (
    Attendance,
    ProxyRule,
    Quorum,
    Seat,
    attendance_blockers,
    without_proxy_rule,
    without_quorum,
)
from domain.body import BodyId
from domain.change_cause import ChangeCause
from domain.deviation import Deviation, Month, deviation_blockers, deviations, without_deviations
from domain.errors import refuse_first
from domain.kernel import Created, Event, FiscalYear, Line, PersonId, StreamId, Text, event
from domain.minutes import Minutes, without_statement
from domain.pin import ContentHash
from domain.sitting import Sitting


class Meeting(Sitting):
    """会議: one sitting of a body, under a number that is drawn once and never reissued (rule 7)."""

    TOPIC = "meeting"

    class Convened(Created):
        """会議を招集した。"""

        TOPIC = "meeting.convened"
        class_version = 3
        body_id: BodyId
        fiscal_year: FiscalYear
        number: Annotated[int, Field(ge=1)]
        meets_on: date
        place: Line
        roster: tuple[Seat, ...]
        quorum: Quorum | None = None
        proxy_rule: ProxyRule | None = None
        upcast_v1_v2: ClassVar[Any] = staticmethod(without_quorum)
        upcast_v2_v3: ClassVar[Any] = staticmethod(without_proxy_rule)

    class ItemPut(Event):
        """議題を付議した。"""

        TOPIC = "meeting.item-put"
        class_version = 2
        item: int
        matter: Matter
        upcast_v1_v2: ClassVar[Any] = staticmethod(without_put_by)

    class MaterialFixed(Event):
        """会議資料を確定した。"""

        TOPIC = "meeting.material-fixed"
        material: Material

    class RosterRevised(Event):
        """会議に招集する構成員を改めた。"""

        TOPIC = "meeting.roster-revised"
        roster: tuple[Seat, ...]
        reason: Text

    class Held(Event):
        """会議を開催した。"""

        TOPIC = "meeting.held"
        class_version = 2
        attendance: Attendance
        deviations: tuple[Deviation, ...]
        upcast_v1_v2: ClassVar[Any] = staticmethod(without_deviations)

    class ItemDecided(Event):
        """議題の結果を記録した。"""

        TOPIC = "meeting.item-decided"
        item: int
        outcome: Outcome

    class ApprovalFell(Event):
        """承認または聴取が効力を失った。"""

        TOPIC = "meeting.approval-fell"
        item: int
        cause: ChangeCause
        object_id: StreamId

    class MinutesDrafted(Event):
        """議事録の案を作成した。"""

        TOPIC = "meeting.minutes-drafted"
        content_hash: ContentHash
        by: PersonId

    class MinutesApproved(Event):
        """議事録を承認した。"""

        TOPIC = "meeting.minutes-approved"
        content_hash: ContentHash
        by: PersonId

    class MinutesApprovalFell(Event):
        """議事録の承認が効力を失った。"""

        TOPIC = "meeting.minutes-approval-fell"
        content_hash: ContentHash
        cause: ChangeCause

    class PublicCopyMade(Event):
        """議事録の公開用写しを作成した。"""

        TOPIC = "meeting.public-copy-made"
        class_version = 2
        content_hash: ContentHash
        nothing_redacted: Text | None = None
        upcast_v1_v2: ClassVar[Any] = staticmethod(without_statement)

    class Closed(Event):
        """会議を終了した。"""

        TOPIC = "meeting.closed"

    @staticmethod
    def create_id(body_id: str, fiscal_year: int, number: int) -> str:
        """Name the stream of a body's meeting, such as ``meeting:liaison-council:2025:1``."""
        return f"meeting:{body_id}:{fiscal_year}:{number}"

    @event(Convened)
    def __init__(  # noqa: PLR0913, PLR0917 - the fields of the event; the library has no keyword-only defaults
        self,
        body_id: str,
        fiscal_year: int,
        number: int,
        meets_on: date,
        place: str,
        roster: tuple[Seat, ...],
        quorum: Quorum | None = None,
        proxy_rule: ProxyRule | None = None,
    ) -> None:
        self.body_id = body_id
        self.fiscal_year = fiscal_year
        self.number = number
        self.meets_on = meets_on
        self.place = place
        self.roster = roster
        self.quorum = quorum
        self.proxy_rule = proxy_rule
        self.agenda = Agenda()
        self.attendance: Attendance | None = None
        self.deviations: tuple[Deviation, ...] = ()
        self.minutes = Minutes()
        self.closed = False

    def put_item(self, matter: Matter) -> None:
        """Put a matter on the agenda under the next number; the same matter is not put twice while undecided."""
        if self.agenda.awaits(matter):
            return
        refuse_first(self.put_item_blockers(matter))
        self._item_put(item=len(self.agenda.items) + 1, matter=matter)

    @event(ItemPut)
    def _item_put(self, item: int, matter: Matter) -> None:
        self.agenda = self.agenda.put(item, matter)

    def fix_material(self, material: Material) -> None:
        """Fix the bytes that the meeting will have before it; a compilation's number is fixed once."""
        if material in self.agenda.materials:
            return
        refuse_first(self.fix_material_blockers())
        self._material_fixed(material=material)

    @event(MaterialFixed)
    def _material_fixed(self, material: Material) -> None:
        self.agenda = self.agenda.fix(material)

    def revise_roster(self, roster: tuple[Seat, ...], reason: str) -> None:
        """Call whoever has a seat by now; the same roster again is nothing new."""
        if self.roster == roster:
            return
        refuse_first(self.revise_roster_blockers(roster))
        self._roster_revised(roster=roster, reason=reason)

    @event(RosterRevised)
    def _roster_revised(self, roster: tuple[Seat, ...], reason: str) -> None:
        del reason  # stays in the record
        self.roster = roster

    def hold(
        self, attendance: Attendance, today: date, months: Sequence[Month] = (), reason: str | None = None
    ) -> None:
        """Record who was there; absence is computed. Outside the ``months`` of the schedule it takes a reason."""
        if self.attendance == attendance:
            return
        present = attendance_blockers(self.roster, attendance, today, self.proxy_rule)
        refuse_first([*self.hold_blockers(), *present])
        refuse_first(deviation_blockers(months, attendance.held_on, reason))
        self._held(attendance=attendance, deviations=deviations(months, attendance.held_on, reason))

    @event(Held)
    def _held(self, attendance: Attendance, deviations: tuple[Deviation, ...]) -> None:
        self.attendance = attendance
        self.deviations = deviations

    def decide_item(self, number: int, outcome: Outcome) -> None:
        """Record what people decided on an item; the same outcome again is nothing new."""
        if any((item.number, item.outcome, item.fallen) == (number, outcome, None) for item in self.agenda.items):
            return
        refuse_first(self.decide_item_blockers(number, outcome))
        self._item_decided(item=number, outcome=outcome)

    @event(ItemDecided)
    def _item_decided(self, item: int, outcome: Outcome) -> None:
        self.agenda = self.agenda.amend(item, outcome=outcome)

    def changed(self, object_id: str, cause: ChangeCause) -> None:
        """Let every approval and hearing of the object fall; each falls once and stays in the record (rule 4)."""
        for item in self.agenda.items:
            if item.stands and item.concerns(object_id):
                self._approval_fell(item=item.number, cause=cause, object_id=object_id)

    @event(ApprovalFell)
    def _approval_fell(self, item: int, cause: ChangeCause, object_id: str) -> None:  # noqa: ARG002 - told to readers
        self.agenda = self.agenda.amend(item, fallen=cause)

    def draft_minutes(self, content_hash: str, by: str) -> None:
        """Draft the minutes; until they are approved a new draft replaces the one before."""
        if self.minutes.draft == content_hash:
            return
        refuse_first(self.draft_minutes_blockers())
        self._minutes_drafted(content_hash=content_hash, by=by)

    @event(MinutesDrafted)
    def _minutes_drafted(self, content_hash: str, by: str) -> None:
        self.minutes = self.minutes.drafted(content_hash, by)

    def approve_minutes(self, content_hash: str, by: str) -> None:
        """Approve exactly this text of the minutes, by another person than its writer."""
        if (self.minutes.draft, self.minutes.approved_by) == (content_hash, by):
            return
        refuse_first(self.approve_minutes_blockers(content_hash, by))
        self._minutes_approved(content_hash=content_hash, by=by)

    @event(MinutesApproved)
    def _minutes_approved(self, content_hash: str, by: str) -> None:
        del content_hash  # it is that of the draft: no other text can be approved
        self.minutes = self.minutes.model_copy(update={"approved_by": by})

    def correct_minutes(self, content_hash: str, by: str) -> None:
        """Draft approved minutes anew: their approval falls, for it was given to another text (rule 4)."""
        refuse_first(self.correct_minutes_blockers())
        if self.minutes.draft is not None and self.minutes.draft != content_hash:
            self._minutes_approval_fell(content_hash=self.minutes.draft, cause=ChangeCause.MINUTES_CORRECTED)
            self._minutes_drafted(content_hash=content_hash, by=by)

    @event(MinutesApprovalFell)
    def _minutes_approval_fell(self, content_hash: str, cause: ChangeCause) -> None:
        del content_hash  # it is that of the draft: no other text can have been approved
        self.minutes = self.minutes.felled(cause)

    def make_public_copy(self, content_hash: str, nothing_redacted: str | None = None) -> None:
        """Make the redacted copy of the approved minutes; a better redaction replaces it."""
        if self.minutes.public_copy == content_hash:
            return
        refuse_first(self.make_public_copy_blockers())
        self._public_copy_made(content_hash=content_hash, nothing_redacted=nothing_redacted)

    @event(PublicCopyMade)
    def _public_copy_made(self, content_hash: str, nothing_redacted: str | None = None) -> None:
        self.minutes = self.minutes.copied(content_hash, nothing_redacted)

    def close(self) -> None:
        """Close the meeting; nothing is decided by closing."""
        if self.closed:
            return
        refuse_first(self.close_blockers())
        self._closed()

    @event(Closed)
    def _closed(self) -> None:
        self.closed = True
