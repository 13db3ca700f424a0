"""The deadline board: what is due on which day, by office, by body and for the whole area, with the day spelt out.

An entry keeps its ``uid`` for ever and counts its changes in ``sequence``, so that a calendar program moves the entry
that it has and does not make a second one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from domain.body import Body, BodyKind
from domain.calendar import Step, wareki, wareki_fiscal_year
from domain.calendar_feed import STEPS_OF
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Value
from domain.obligations import MET
from domain.office import Capacity
from domain.timetable import Timetable
from projections.meeting_pack import MeetingRow
from projections.round_board import Board, JointState, JointStep, Square
from projections.rounds import RoundRow

DONE = "【済】"
MEETING_STEPS: Mapping[BodyKind, Step] = {
    BodyKind.LIAISON_COUNCIL: Step.LIAISON_COUNCIL,
    BodyKind.OFFICERS_MEETING: Step.OFFICERS_MEETING,
    BodyKind.ADVISORY_COMMITTEE: Step.ADVISORY_COMMITTEE,
}
Bodies = Mapping[str, Body]


class Deadline(Value):
    """期限・予定: one day to keep, for whom, and how it stands."""

    uid: Line
    on: date
    spelt: Annotated[Line, Field(description="和暦と曜日")]
    title: Line
    state: Line
    done: bool
    days_left: Annotated[int, Field(description="残り日数。過ぎた日は負")]
    fiscal_year: FiscalYear
    step: Step | None = None
    lg_codes: Annotated[tuple[LgCode, ...], Field(description="まだ提出のない市町村、または対象の市町村")] = ()
    object_id: StreamId | None = None
    place: Line | None = None
    sequence: Annotated[int, Field(ge=0, description="変更の回数")] = 0
    changed_on: date


def of_office(rounds: Iterable[tuple[RoundRow, Board]], lg_code: str) -> tuple[Deadline, ...]:
    """Give the deadlines of one office, by day."""
    found = [
        _of_square(row, board, square)
        for row, board in rounds
        for square in board.of_office(lg_code)
        if lg_code in board.members
    ]
    return _sorted(found)


def of_area(
    rounds: Sequence[tuple[RoundRow, Board]], meetings: Iterable[MeetingRow], bodies: Bodies
) -> tuple[Deadline, ...]:
    """Give what the whole area keeps: a day per step and due day with those outstanding, joint steps and meetings."""
    found = [each for row, board in rounds for each in (*_steps(row, board), *_joint(row, board))]
    return _sorted([*found, *_meetings(rounds, meetings, bodies)])


def of_body(
    rounds: Sequence[tuple[RoundRow, Board]], meetings: Iterable[MeetingRow], bodies: Bodies, body_id: str
) -> tuple[Deadline, ...]:
    """Give the meetings of a body."""
    return _sorted(_meetings(rounds, (each for each in meetings if each.body_id == body_id), bodies))


def of_capacity(
    rounds: Sequence[tuple[RoundRow, Board]],
    meetings: Iterable[MeetingRow],
    bodies: Bodies,
    capacity: Capacity,
    lg_code: str | None,
) -> tuple[Deadline, ...]:
    """Give what a capacity keeps: its steps, of its own office where it is held in one, and its meetings."""
    if lg_code is None:
        found = of_area(rounds, meetings, bodies)
    else:
        found = _sorted([*of_office(rounds, lg_code), *_meetings(rounds, meetings, bodies)])
    return tuple(each for each in found if each.step in STEPS_OF[capacity])


def _sorted(found: Iterable[Deadline]) -> tuple[Deadline, ...]:
    return tuple(sorted(found, key=lambda each: (each.on, each.uid)))


def _of_square(row: RoundRow, board: Board, square: Square) -> Deadline:
    owed = square.obligation
    done = owed.state in MET
    granted = [each for each in row.timetable.extensions if each.step is owed.step and owed.lg_code in each.lg_codes]
    opened = row.timetable.window(owed.step).opens_on
    changed = max(
        [opened, *(each.extended_on for each in granted), *([square.updated_on] if square.updated_on else [])]
    )
    return _deadline(
        board,
        uid=f"{row.fiscal_year}.{owed.step}.{owed.lg_code}",
        on=owed.due_on,
        what=f"【提出期限】{owed.step.japanese}",
        state=owed.state.japanese,
        done=done,
        step=owed.step,
        lg_codes=(owed.lg_code,),
        object_id=square.object_id,
        sequence=len(granted) + square.version,
        changed_on=changed,
    )


def _steps(row: RoundRow, board: Board) -> Iterator[Deadline]:
    """Give a day for each step and due day: who was granted more time has a day of his own."""
    of_step: dict[Step, list[Square]] = {}
    for square in board.squares:
        of_step.setdefault(square.obligation.step, []).append(square)
    names = {step: day_names(row.timetable, step) for step in of_step}
    days: dict[tuple[Step, str], list[Square]] = {}
    for step, squares in of_step.items():
        for square in squares:
            days.setdefault((step, names[step][square.obligation.lg_code]), []).append(square)
    for (step, name), squares in days.items():
        due_on = squares[0].obligation.due_on
        outstanding = tuple(each.obligation.lg_code for each in squares if each.obligation.state not in MET)
        granted = [each for each in row.timetable.extensions if each.step is step]
        moved = [each.updated_on for each in squares if each.updated_on]
        yield _deadline(
            board,
            uid=".".join([str(row.fiscal_year), step, *([name] if name else [])]),
            on=due_on,
            what=f"【提出期限】{step.japanese}",
            state=f"未提出 {len(outstanding)}団体" if outstanding else "すべて提出済み",
            done=not outstanding,
            step=step,
            lg_codes=outstanding,
            sequence=sum(each.version for each in squares) + len(granted),
            changed_on=max([row.timetable.window(step).opens_on, *moved, *(each.extended_on for each in granted)]),
        )


def day_names(timetable: Timetable, step: Step) -> Mapping[str, str]:
    """Name for each municipality the entry in which its deadline of a step stands; those of one day share one.

    The first entry has no name of its own. An extension for all who stand in an entry moves it; one for some makes a
    new entry, named by its number, unless there is one of that day. So what a calendar program has stays the same entry
    whenever the whole of it moves.
    """
    names = dict.fromkeys(timetable.members, "")
    days = {"": timetable.window(step).due_on}
    granted = [each for each in timetable.extensions if each.step is step]
    for number, extension in enumerate(granted, start=1):
        moved = set(extension.lg_codes)
        standing = [name for name, day in days.items() if day == extension.due_on and name in names.values()]
        whole = [name for name in days if {code for code in names if names[code] == name} & moved]
        whole = [name for name in whole if {code for code in names if names[code] == name} <= moved]
        name = next(iter([*standing, *whole]), f"x{number}")
        names.update(dict.fromkeys(moved & names.keys(), name))
        days[name] = extension.due_on
    return names


def _joint(row: RoundRow, board: Board) -> Iterator[Deadline]:
    for each in board.joint:
        done = each.state is JointState.DONE
        yield _deadline(
            board,
            uid=f"{row.fiscal_year}.{each.step}",
            on=each.due_on,
            what=f"【期限】{each.step.japanese}",
            state=each.state.japanese,
            done=done,
            step=each.step,
            object_id=each.object_id,
            sequence=int(done),
            changed_on=_changed(each),
        )


def _changed(step: JointStep) -> date:
    return step.done_on or step.opens_on


def _meetings(
    rounds: Sequence[tuple[RoundRow, Board]], meetings: Iterable[MeetingRow], bodies: Bodies
) -> Iterator[Deadline]:
    boards = {row.fiscal_year: board for row, board in rounds}
    for each in meetings:
        board = boards.get(each.fiscal_year)
        if board is not None:
            held = each.attendance is not None
            body = bodies.get(each.body_id)
            yield _deadline(
                board,
                uid=each.object_id.replace(":", "."),
                on=each.meets_on,
                what=f"【会議】{body.name_on(board.today) if body else each.body_id} 第{each.number}回",
                state=each.state.japanese,
                done=held,
                step=MEETING_STEPS.get(body.kind) if body else None,
                object_id=each.object_id,
                place=each.place,
                sequence=each.version,
                changed_on=each.updated_on,
            )


def _deadline(board: Board, *, on: date, what: str, done: bool, **facts: Any) -> Deadline:
    """Spell a day and its title, and count the days that are left of it on the day of the board."""
    return Deadline(
        on=on,
        spelt=wareki(on),
        title=f"{DONE if done else ''}{what}（{wareki_fiscal_year(board.fiscal_year)}）",
        done=done,
        days_left=(on - board.today).days,
        fiscal_year=board.fiscal_year,
        **facts,
    )
