"""The round board 進捗状況一覧: members × steps and joint steps, every state deduced for the day of asking."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, NamedTuple

from pydantic import Field

from domain.agenda import Outcome
from domain.body import Body, BodyKind
from domain.calendar import OFFICE_STEPS, Step
from domain.compilation import CompilationState
from domain.deviation import Deviation
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Value
from domain.labels import Labelled
from domain.obligations import Obligation, ObligationState, obligation
from domain.publication import PublicationState
from domain.round_closing import RoundState
from domain.timetable import StepEnd
from projections.compilations import CompilationRow
from projections.filings import FilingRow
from projections.meeting_pack import MeetingRow
from projections.publication import PublicationRow
from projections.rounds import RoundRow

SITTINGS = (
    (Step.LIAISON_COUNCIL, BodyKind.LIAISON_COUNCIL, Outcome.APPROVED),
    (Step.ADVISORY_COMMITTEE, BodyKind.ADVISORY_COMMITTEE, Outcome.HEARD),
)


class JointState(Labelled):
    """共同工程の状態: how a step of the whole area stands on a day."""

    NOT_DUE = "not-due", "開始前", "not due yet"
    OPEN = "open", "実施中", "open"
    DONE = "done", "完了", "done"
    OVERDUE = "overdue", "期限経過", "overdue"


class Square(Value):
    """一覧の欄: one office's act of one step, its obligation on the day, and what is still missing in it."""

    obligation: Obligation
    object_id: StreamId | None
    version: int
    missing: tuple[Line, ...]
    returned_times: int
    updated_on: date | None

    @property
    def late_listed(self) -> bool:
        """Tell whether the act is accepted and yet lacks a measure that was listed since."""
        return self.obligation.state is ObligationState.ACCEPTED and bool(self.missing)


class JointStep(Value):
    """共同工程の欄: one step of the whole area, with the object that fulfils it when there is one."""

    step: Step
    state: JointState
    opens_on: date
    due_on: date
    done_on: date | None
    object_id: StreamId | None
    deviation: Annotated[Deviation | None, Field(description="年間日程の月を外れたときの理由")] = None


class OfficeStep(Value):
    """工程の欄: one step of the offices as a whole: how it ended, and who is outstanding."""

    step: Step
    end: StepEnd | None
    outstanding: tuple[LgCode, ...]


class Board(Value):
    """進捗状況一覧: everything about one review year on one day."""

    round_id: StreamId
    fiscal_year: FiscalYear
    measures_fiscal_year: FiscalYear
    emissions_fiscal_year: FiscalYear
    state: RoundState
    today: date
    members: tuple[LgCode, ...]
    squares: tuple[Square, ...]
    steps: tuple[OfficeStep, ...]
    joint: tuple[JointStep, ...]

    def of_office(self, lg_code: str) -> tuple[Square, ...]:
        """Give the squares of one member, in the order of the steps."""
        return tuple(square for square in self.squares if square.obligation.lg_code == lg_code)


class Joint(Value):
    """共同工程の事実: what the whole area did in a review year, from the views that know it."""

    bodies: tuple[Body, ...] = ()
    compilation: CompilationRow | None = None
    meetings: tuple[MeetingRow, ...] = ()
    publication: PublicationRow | None = None


def board(round_row: RoundRow, filings: Iterable[FilingRow], joint: Joint, today: date) -> Board:
    """Lay out a review year for a day; what nobody has begun is there all the same, so that silence shows."""
    filed = {(row.lg_code, row.step): row for row in filings if row.fiscal_year == round_row.fiscal_year}
    squares = tuple(
        _square(round_row, lg_code, step, filed.get((lg_code, step)), today)
        for lg_code in round_row.members
        for step in OFFICE_STEPS
    )
    return Board(
        round_id=round_row.object_id,
        fiscal_year=round_row.fiscal_year,
        measures_fiscal_year=round_row.measures_fiscal_year,
        emissions_fiscal_year=round_row.emissions_fiscal_year,
        state=round_row.state,
        today=today,
        members=round_row.members,
        squares=squares,
        steps=tuple(_office_step(round_row, step, squares) for step in OFFICE_STEPS),
        joint=tuple(_joint_steps(round_row, joint, today)),
    )


def _square(round_row: RoundRow, lg_code: str, step: Step, row: FilingRow | None, today: date) -> Square:
    return Square(
        obligation=obligation(round_row.timetable, lg_code, step, row.fact if row else None, today),
        object_id=row.object_id if row else None,
        version=row.version if row else 0,
        missing=row.missing if row else _all_missing(round_row, lg_code, step),
        returned_times=len(row.returns) if row else 0,
        updated_on=row.updated_on if row else None,
    )


def _all_missing(round_row: RoundRow, lg_code: str, step: Step) -> tuple[str, ...]:
    if step is Step.PROGRESS_CONFIRMATION:
        return tuple(measure.measure_id for measure in round_row.measures_of(lg_code))
    return round_row.sectors if step is Step.EMISSIONS_CALCULATION else ()


def _office_step(round_row: RoundRow, step: Step, squares: Iterable[Square]) -> OfficeStep:
    of_step = (square for square in squares if square.obligation.step is step and not square.late_listed)
    settled = {each.obligation.lg_code for each in of_step if each.obligation.state is ObligationState.ACCEPTED}
    return OfficeStep(
        step=step,
        end=round_row.timetable.step_end(step),
        outstanding=tuple(code for code in round_row.members if code not in settled),
    )


def _joint_steps(round_row: RoundRow, joint: Joint, today: date) -> Iterable[JointStep]:
    done = _done(joint)
    for window in round_row.timetable.windows:
        if window.step not in OFFICE_STEPS:
            found = done.get(window.step, NOT_DONE)
            yield JointStep(
                step=window.step,
                state=_joint_state(window.opens_on, window.due_on, found.on, today),
                opens_on=window.opens_on,
                due_on=window.due_on,
                done_on=found.on,
                object_id=found.object_id,
                deviation=_deviation(found, round_row.fiscal_year, window.step),
            )


def _deviation(found: "_Done", fiscal_year: int, step: Step) -> Deviation | None:
    own = (each for each in found.deviations if (each.month.fiscal_year, each.month.step) == (fiscal_year, step))
    return next(own, None)


def _joint_state(opens_on: date, due_on: date, done_on: date | None, today: date) -> JointState:
    if done_on is not None:
        return JointState.DONE
    if today < opens_on:
        return JointState.NOT_DUE
    return JointState.OPEN if today <= due_on else JointState.OVERDUE


class _Done(NamedTuple):
    on: date | None = None
    object_id: str | None = None
    deviations: tuple[Deviation, ...] = ()


NOT_DONE = _Done()


def _done(joint: Joint) -> Mapping[Step, _Done]:
    """Tell on which day each joint step was fulfilled and by what; what fell again is no longer fulfilled."""
    done: dict[Step, _Done] = {}
    compiled, published = joint.compilation, joint.publication
    kinds = {body.body_id: body.kind for body in joint.bodies}
    if compiled is not None:
        if compiled.state is CompilationState.FINALISED:
            done[Step.COMPILATION] = _Done(compiled.updated_on, compiled.object_id)
        done |= {
            step: _Done(meeting.attendance.held_on, meeting.object_id, meeting.deviations)
            for step, kind, outcome in SITTINGS
            for meeting in joint.meetings
            if meeting.attendance is not None
            and kinds.get(meeting.body_id) is kind
            and meeting.agenda.stands(outcome, compiled.object_id, compiled.current.number)
        }
    if published is not None and published.state is not PublicationState.PREPARED:
        done[Step.PUBLICATION] = _Done(published.editions[0].published_on, published.object_id, published.deviations)
    return done
