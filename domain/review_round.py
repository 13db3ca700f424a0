"""Review round: one review year of the plan, with everything it rests on frozen on the day it opened.

A round carries two years: the measures of the fiscal year before it, and the emissions of the newest year in the
statistics. Who joins later enters the next round (rule 10); a closed round changes only through its reopening (rule 9).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from domain.calendar import Step, Window
from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, FiscalYear, LgCode, Line, StreamId, Text, event
from domain.plan_content import SectorCode
from domain.round_closing import (
    Closing,
    Confirmation,
    Proposal,
    ReopeningAuthorityMissing,
    ReopeningGroundMissing,
    RoundState,
)
from domain.round_frame import (
    ListingGroundMissing,
    MeasureDue,
    Publicity,
)
from domain.scale import Grade
from domain.timetable import NOBODY, Completion, Extension, Owed, StepEnd, StepLapse, Timetable


class ReviewRound(Aggregate):
    """年度点検: the frozen frame of one review year, its extensions, the ends of its steps and its closing."""

    TOPIC = "review-round"

    class Opened(Created):
        """年度点検を開始した。"""

        TOPIC = "review-round.opened"
        fiscal_year: FiscalYear
        region_id: StreamId
        plan_id: StreamId
        members: tuple[LgCode, ...]
        measures: tuple[MeasureDue, ...]
        measures_fiscal_year: FiscalYear
        emissions_fiscal_year: FiscalYear
        sectors: tuple[SectorCode, ...]
        windows: tuple[Window, ...]
        scale: tuple[Grade, ...]
        scale_source: Line
        opened_on: date

    class MeasureListed(Event):
        """点検の対象に施策を追加した。"""

        TOPIC = "review-round.measure-listed"
        measure: MeasureDue
        ground: Text
        listed_on: date

    class DeadlineExtended(Event):
        """提出期限を延長した。"""

        TOPIC = "review-round.deadline-extended"
        extension: Extension

    class StepCompleted(Event):
        """すべての団体の受理により工程を完了した。"""

        TOPIC = "review-round.step-completed"
        completion: Completion

    class StepLapsed(Event):
        """提出のない団体を残して工程の期限が過ぎた。"""

        TOPIC = "review-round.step-lapsed"
        lapse: StepLapse

    class ClosingProposed(Event):
        """年度点検の終了を発議した。"""

        TOPIC = "review-round.closing-proposed"
        proposal: Proposal

    class Closed(Event):
        """年度点検を終了した。"""

        TOPIC = "review-round.closed"
        confirmation: Confirmation

    class ReopeningProposed(Event):
        """年度点検の再開を発議した。"""

        TOPIC = "review-round.reopening-proposed"
        proposal: Proposal

    class Reopened(Event):
        """年度点検を再開した。"""

        TOPIC = "review-round.reopened"
        confirmation: Confirmation

    @staticmethod
    def create_id(fiscal_year: int) -> str:
        """Name the stream after the review year."""
        return f"review-round:{fiscal_year}"

    @event(Opened)
    def __init__(  # noqa: PLR0913 - the fields of the event
        self,
        *,
        fiscal_year: int,
        region_id: str,
        plan_id: str,
        members: tuple[str, ...],
        measures: tuple[MeasureDue, ...],
        measures_fiscal_year: int,
        emissions_fiscal_year: int,
        sectors: tuple[str, ...],
        windows: tuple[Window, ...],
        scale: tuple[Grade, ...],
        scale_source: str,
        opened_on: date,
    ) -> None:
        self.fiscal_year = fiscal_year
        self.region_id = region_id
        self.plan_id = plan_id
        self.members = members
        self.measures = measures
        self.measures_fiscal_year = measures_fiscal_year
        self.emissions_fiscal_year = emissions_fiscal_year
        self.sectors = sectors
        self.windows = windows
        self.scale = scale
        self.scale_source = scale_source
        self.opened_on = opened_on
        self.timetable = Timetable(members=members, windows=windows)
        self.closing = Closing()

    def list_measure(self, measure: MeasureDue, *, ground: str, on: date) -> None:
        """Add a forgotten measure; what the same municipalities owe already is nothing new."""
        refuse_first(self.list_measure_blockers(measure, ground))
        if not set(measure.lg_codes) <= set(self._owing(measure.measure_id)):
            self._measure_listed(measure=measure, ground=ground, listed_on=on)

    def list_measure_blockers(self, measure: MeasureDue | None = None, ground: str = "") -> Iterator[Refusal]:
        """Yield what stands against listing: a closed round; then, given a measure, its ground and municipalities."""
        yield from self.closing.change_blockers()
        if measure is not None:
            if not ground:
                yield ListingGroundMissing()
            yield from self.timetable.member_blockers(measure.lg_codes)

    @event(MeasureListed)
    def _measure_listed(self, measure: MeasureDue, ground: str, listed_on: date) -> None:
        del ground, listed_on  # for the record; what is owed does not depend on them
        owing = tuple(sorted({*self._owing(measure.measure_id), *measure.lg_codes}))
        others = (each for each in self.measures if each.measure_id != measure.measure_id)
        self.measures = (*others, measure.model_copy(update={"lg_codes": owing}))

    def extend_deadline(self, extension: Extension) -> None:
        """Move the due day of one step for those of the named municipalities for whom it is a later day."""
        refuse_first(self.extend_deadline_blockers(extension))
        self._deadline_extended(extension=self.timetable.later(extension))

    def extend_deadline_blockers(self, extension: Extension | None = None) -> Iterator[Refusal]:
        """Yield what stands against an extension: a closed round; then, given one, what the timetable says."""
        yield from self.closing.change_blockers()
        if extension is not None:
            yield from self.timetable.extension_blockers(extension)

    @event(DeadlineExtended)
    def _deadline_extended(self, extension: Extension) -> None:
        self.timetable = self.timetable.extended(extension)

    def complete_step(
        self,
        step: Step,
        *,
        outstanding: Collection[str],
        unconfirmed: Mapping[str, Sequence[str]] | None = None,
        on: date,
    ) -> None:
        """Record that every office's act of a step is accepted, and says something of every measure listed since."""
        refuse_first(self.closing.change_blockers())
        refuse_first(self.timetable.completion_blockers(step, outstanding, unconfirmed or {}))
        self._step_completed(completion=Completion(step=step, completed_on=on))

    @event(StepCompleted)
    def _step_completed(self, completion: Completion) -> None:
        self.timetable = self.timetable.completed(completion)

    def lapse_step(self, step: Step, *, missing: Collection[str], on: date) -> None:
        """Record that the time ran out for the missing, naming them; who is named already is not named again."""
        refuse_first(self.closing.change_blockers())
        refuse_first(self.timetable.lapse_blockers(step, missing, on))
        newly = tuple(sorted(set(missing) - set(self.timetable.lapsed_for(step))))
        if newly:
            self._step_lapsed(lapse=StepLapse(step=step, missing=newly, lapsed_on=on))

    @event(StepLapsed)
    def _step_lapsed(self, lapse: StepLapse) -> None:
        self.timetable = self.timetable.lapsed(lapse)

    def propose_closing(self, *, by: str, on: date, published: Publicity, owed: Owed = NOBODY) -> None:
        """Propose to close the round; a standing proposal is enough."""
        refuse_first(self.propose_closing_blockers(on, published=published, owed=owed))
        if self.closing.closing is None:
            self._closing_proposed(proposal=Proposal(proposed_by=by, proposed_on=on))

    def propose_closing_blockers(self, on: date, *, published: Publicity, owed: Owed = NOBODY) -> Iterator[Refusal]:
        """Yield what stands against closing: closed already, steps without an end, days that run, what is not public.

        ``owed`` names by step whose act is not settled.
        """
        yield from self.closing.change_blockers()
        yield from self.timetable.closing_blockers(owed, on)
        yield from published.blockers(self.fiscal_year)

    @event(ClosingProposed)
    def _closing_proposed(self, proposal: Proposal) -> None:
        self.closing = self.closing.proposed_to_close(proposal)

    def close(self, *, by: str, on: date, published: Publicity, owed: Owed = NOBODY) -> None:
        """Close the round on the proposal of another person."""
        refuse_first(self.close_blockers(by, on, published=published, owed=owed))
        self._closed(confirmation=Confirmation(confirmed_by=by, confirmed_on=on))

    def close_blockers(self, by: str, on: date, *, published: Publicity, owed: Owed = NOBODY) -> Iterator[Refusal]:
        """Yield what stands against closing, then a missing proposal or the proposer in person (rule 9)."""
        yield from self.propose_closing_blockers(on, published=published, owed=owed)
        yield from self.closing.close_blockers(by)

    @event(Closed)
    def _closed(self, confirmation: Confirmation) -> None:
        self.closing = self.closing.closed_by(confirmation)

    def propose_reopening(self, *, by: str, on: date, ground: str, authority: str) -> None:
        """Propose to reopen a closed round, on a named authority; a standing proposal is enough."""
        refuse_first(self.propose_reopening_blockers(ground, authority))
        if self.closing.reopening is None:
            proposal = Proposal(proposed_by=by, proposed_on=on, ground=ground, authority=authority)
            self._reopening_proposed(proposal=proposal)

    def propose_reopening_blockers(self, ground: str, authority: str) -> Iterator[Refusal]:
        """Yield what stands against reopening: not closed, no ground, no authority."""
        yield from self.closing.propose_reopening_blockers()
        if not ground:
            yield ReopeningGroundMissing()
        if not authority:
            yield ReopeningAuthorityMissing()

    @event(ReopeningProposed)
    def _reopening_proposed(self, proposal: Proposal) -> None:
        self.closing = self.closing.proposed_to_reopen(proposal)

    def reopen(self, *, by: str, on: date) -> None:
        """Reopen the round on the proposal of another person."""
        refuse_first(self.closing.reopen_blockers(by))
        self._reopened(confirmation=Confirmation(confirmed_by=by, confirmed_on=on))

    @event(Reopened)
    def _reopened(self, confirmation: Confirmation) -> None:
        self.closing = self.closing.reopened_by(confirmation)

    def filing_blockers(self, step: Step, on: date) -> Iterator[Refusal]:
        """Yield what stands against work on a step: a closed round, then a window that has not opened."""
        yield from self.closing.change_blockers()
        yield from self.timetable.opening_blockers(step, on)

    @property
    def state(self) -> RoundState:
        """Where the round stands."""
        return self.closing.state

    @property
    def is_open(self) -> bool:
        """Tell whether anything may still change."""
        return self.closing.closed is None

    def window(self, step: Step) -> Window:
        """Give the frozen window of a step."""
        return self.timetable.window(step)

    def due_on(self, lg_code: str, step: Step) -> date:
        """Give the due day of a step for a municipality, extensions counted in."""
        return self.timetable.due_on(lg_code, step)

    def step_end(self, step: Step) -> StepEnd | None:
        """Tell how a step of the offices ended, ``None`` while it has not."""
        return self.timetable.step_end(step)

    def measures_of(self, lg_code: str) -> tuple[MeasureDue, ...]:
        """Give the measures about which a municipality owes a statement."""
        return tuple(measure for measure in self.measures if lg_code in measure.lg_codes)

    def _owing(self, measure_id: str) -> tuple[str, ...]:
        return next((each.lg_codes for each in self.measures if each.measure_id == measure_id), ())
