"""Who owes what: questions about the obligations of a board, by office and by urgency."""

from collections.abc import Iterable, Mapping
from datetime import date

from domain.obligations import MET, OWED_NOW, Obligation, ObligationState
from projections.round_board import Board, Square


def owed_by(board: Board, lg_code: str) -> tuple[Square, ...]:
    """Tell what an office owes on the day of the board, the most urgent first: あなたの宿題.

    What is accepted is owed again once a measure was listed that it does not mention.
    """
    squares = board.of_office(lg_code)
    owed = (square for square in squares if square.late_listed or square.obligation.state in OWED_NOW)
    return tuple(sorted(owed, key=lambda square: square.obligation.due_on))


def coming_for(board: Board, lg_code: str) -> tuple[Square, ...]:
    """Tell what an office will owe later in the year."""
    return tuple(square for square in board.of_office(lg_code) if square.obligation.state is ObligationState.NOT_DUE)


def overdue(board: Board) -> tuple[Square, ...]:
    """Tell which offices have nothing filed after the due day, the longest overdue first."""
    late = (square for square in board.squares if square.obligation.overdue)
    return tuple(sorted(late, key=lambda square: (square.obligation.due_on, square.obligation.lg_code)))


def silent(board: Board) -> tuple[Square, ...]:
    """Tell which offices have not even begun what is open, so that a list shows those who filed nothing."""
    return tuple(square for square in board.squares if square.object_id is None and square.obligation.state in OWED_NOW)


def due_between(obligations: Iterable[Obligation], first: date, last: date) -> tuple[Obligation, ...]:
    """Tell what is not met yet and falls due in a span of days, both ends included."""
    return tuple(each for each in obligations if each.state not in MET and first <= each.due_on <= last)


def counts(board: Board) -> Mapping[ObligationState, int]:
    """Count the squares by state, in the order of the states; what does not occur counts zero."""
    states = [square.obligation.state for square in board.squares]
    return {state: states.count(state) for state in ObligationState}
