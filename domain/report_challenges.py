"""The report's challenges 課題: what stood in the way in the year of the report, the open ones first."""

from collections.abc import Iterable

from domain.challenge import Challenge, ChallengeOrigin, Concern
from domain.challenge_course import ChallengeState, Undertaking
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Text, Value


class ChallengeLine(Value):
    """課題の行: one challenge as it stood, with the review of the year; ``None`` where the year has none."""

    challenge_id: StreamId
    raised_in: FiscalYear
    lg_code: LgCode | None
    title: Line
    text: Text
    concern: Concern
    origin: ChallengeOrigin
    state: ChallengeState
    undertakings: tuple[Undertaking, ...]
    review: Text | None
    carried_to: FiscalYear | None
    outcome: Text | None
    withdrawn_for: Text | None


class ChallengeCount(Value):
    """課題の集計: how many challenges of the year stand in a state."""

    state: ChallengeState
    count: int


class ChallengeTable(Value):
    """課題の表: everything that was a challenge in the fiscal year, and what of it nobody has reviewed."""

    fiscal_year: FiscalYear
    lines: tuple[ChallengeLine, ...]
    counts: tuple[ChallengeCount, ...]
    unreviewed: tuple[StreamId, ...]


def challenge_table(fiscal_year: int, told: Iterable[Challenge]) -> ChallengeTable:
    """Set out the challenges that were alive in a fiscal year: open ones first, each half from the oldest on."""
    alive = sorted(
        (each for each in told if each.course.alive_in(fiscal_year)),
        key=lambda each: (not each.course.is_open, each.fiscal_year, each.number),
    )
    return ChallengeTable(
        fiscal_year=fiscal_year,
        lines=tuple(_line(fiscal_year, each) for each in alive),
        counts=tuple(
            ChallengeCount(state=state, count=sum(each.state is state for each in alive)) for state in ChallengeState
        ),
        unreviewed=tuple(each.id for each in alive if each.course.awaits_review_in(fiscal_year)),
    )


def _line(fiscal_year: int, told: Challenge) -> ChallengeLine:
    course = told.course
    return ChallengeLine(
        challenge_id=told.id,
        raised_in=told.fiscal_year,
        lg_code=told.lg_code,
        title=told.title,
        text=told.text,
        concern=told.concern,
        origin=told.origin,
        state=told.state,
        undertakings=course.undertakings,
        review=course.review_of(fiscal_year),
        carried_to=course.carried_to,
        outcome=course.outcome,
        withdrawn_for=course.withdrawn_for,
    )
