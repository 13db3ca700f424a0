"""The sitting: what can be asked of a meeting, whatever has happened to it. The events are the meeting's own."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from domain.agenda import Matter, NothingLeftToDecide, Outcome, matter_blockers
from domain.attendance import MeetingAlreadyHeld, MeetingNotHeld, quorum_blockers, vote_blockers
from domain.errors import Refusal
from domain.kernel import Aggregate
from domain.meeting_state import MeetingState
from domain.minutes import approval_blockers, copy_blockers, redraft_blockers

if TYPE_CHECKING:
    from domain.agenda import Agenda
    from domain.attendance import Attendance, Quorum, Seat
    from domain.minutes import Minutes


class Sitting(Aggregate):
    """会議の様子: the questions and the guards of its minutes, apart from the acts themselves."""

    if TYPE_CHECKING:  # an annotation at run time would make the library turn the class into a dataclass
        meets_on: date
        roster: tuple[Seat, ...]
        quorum: Quorum | None
        fiscal_year: int
        agenda: Agenda
        attendance: Attendance | None
        minutes: Minutes
        closed: bool

    def put_item_blockers(self, matter: Matter | None = None) -> Iterator[Refusal]:
        """Yield what closes the agenda: the meeting was held; then, given a matter, one of another year."""
        if self.attendance is not None:
            yield MeetingAlreadyHeld(held_on=self.attendance.held_on)
        if matter is not None:
            yield from matter_blockers(matter, self.fiscal_year)

    def fix_material_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids changing the papers: the meeting was held."""
        yield from self.put_item_blockers()

    def hold_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids holding: already held, nothing to discuss, papers not fixed for an item (rule 5)."""
        yield from self.put_item_blockers()
        yield from self.agenda.holding_blockers()

    def decide_item_blockers(self, number: int | None = None, outcome: Outcome | None = None) -> Iterator[Refusal]:
        """Yield what forbids a decision: not held (save a withdrawal), unknown item, decided, unfit outcome, quorum."""
        if self.attendance is None and outcome is not Outcome.WITHDRAWN:
            yield MeetingNotHeld(meets_on=self.meets_on)
        if number is None and not self.agenda.undecided:
            yield NothingLeftToDecide()
        if number is not None and outcome is not None:
            yield from self.agenda.decision_blockers(number, outcome)
        yield from vote_blockers(outcome, self.quorum, self.attendance)

    def revise_roster_blockers(self, roster: "tuple[Seat, ...]" = ()) -> Iterator[Refusal]:
        """Yield what forbids calling others: the meeting was held; a quorum that those to be called cannot reach."""
        yield from self.put_item_blockers()
        if roster:
            yield from quorum_blockers(roster, self.quorum)

    def close_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids closing: not held, items without an outcome."""
        if self.attendance is None:
            yield MeetingNotHeld(meets_on=self.meets_on)
        yield from self.agenda.closing_blockers()

    def draft_minutes_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids drafting: nothing was held, or the minutes are approved."""
        if self.attendance is None:
            yield MeetingNotHeld(meets_on=self.meets_on)
        yield from redraft_blockers(self.minutes)

    def approve_minutes_blockers(self, content_hash: str | None = None, by: str | None = None) -> Iterator[Refusal]:
        """Yield what forbids approving the minutes."""
        yield from approval_blockers(self.minutes, content_hash, by)

    def correct_minutes_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids a correction: minutes that are not approved are simply drafted again."""
        yield from copy_blockers(self.minutes)

    def make_public_copy_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids a public copy: minutes that are not approved."""
        yield from copy_blockers(self.minutes)

    @property
    def state(self) -> MeetingState:
        """Tell how far the meeting has come."""
        if self.closed:
            return MeetingState.CLOSED
        return MeetingState.CONVENED if self.attendance is None else MeetingState.HELD

    @property
    def day(self) -> date:
        """Give the day on which it was held, or else is to meet."""
        return self.meets_on if self.attendance is None else self.attendance.held_on

    @property
    def absent(self) -> tuple[str, ...]:
        """Name the members who neither came nor sent anybody; empty before the meeting."""
        return () if self.attendance is None else self.attendance.absent(self.roster)

    @property
    def partakers(self) -> frozenset[str]:
        """Name whose meeting it is: the members by their ids, offices or persons, and who came in a member's place."""
        proxies = () if self.attendance is None else self.attendance.proxies
        return frozenset({*(seat.member for seat in self.roster), *(proxy.person for proxy in proxies)})

    def approved(self, object_id: str, object_version: int) -> bool:
        """Tell whether an approval of exactly this version stands."""
        return self.agenda.stands(Outcome.APPROVED, object_id, object_version)

    def heard(self, object_id: str, object_version: int) -> bool:
        """Tell whether a hearing of exactly this version stands."""
        return self.agenda.stands(Outcome.HEARD, object_id, object_version)
