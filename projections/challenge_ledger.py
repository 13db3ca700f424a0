"""The challenge ledger 課題台帳: what stands in the way, over the years, the open ones first."""

from collections.abc import Iterable
from typing import NamedTuple

from pydantic import computed_field

from domain.challenge import Challenge, ChallengeOrigin, Concern
from domain.challenge_course import ChallengeCourse, ChallengeState
from domain.kernel import FiscalYear, LgCode, Line, Text
from projections.view import ObjectRow, ObjectView, on, opens


class ChallengeRow(ObjectRow):
    """課題の行: one challenge and everything that followed from it."""

    fiscal_year: FiscalYear
    number: int
    lg_code: LgCode | None
    title: Line
    text: Text
    concern: Concern
    origin: ChallengeOrigin
    course: ChallengeCourse

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def state(self) -> ChallengeState:
        """Tell how the matter stands."""
        return self.course.state

    def about(self, measure_id: str) -> bool:
        """Tell whether it concerns a measure or was taken up with it."""
        return self.concern.measure_id == measure_id or self.course.concerns(measure_id)


class ChallengeLedger(ObjectView[ChallengeRow]):
    """課題台帳: which challenges were raised, who works on them, and what became of them?"""

    name = "challenge-ledger"
    version = 1
    row = ChallengeRow

    @opens(Challenge.Raised)
    def _raised(self, told: Challenge.Raised, key: str) -> ChallengeRow:
        return ChallengeRow(
            object_id=key,
            fiscal_year=told.fiscal_year,
            number=told.number,
            lg_code=told.lg_code,
            title=told.title,
            text=told.text,
            concern=told.concern,
            origin=told.origin,
            course=ChallengeCourse(raised_in=told.fiscal_year),
        )

    @on(Challenge.TakenUp)
    def _taken_up(self, row: ChallengeRow, told: Challenge.TakenUp) -> ChallengeRow:
        return row.model_copy(update={"course": row.course.with_undertaking(told.undertaking)})

    @on(Challenge.Reviewed)
    def _reviewed(self, row: ChallengeRow, told: Challenge.Reviewed) -> ChallengeRow:
        return row.model_copy(update={"course": row.course.with_review(told.review)})

    @on(Challenge.CarriedOver)
    def _carried_over(self, row: ChallengeRow, told: Challenge.CarriedOver) -> ChallengeRow:
        return _moved(row, carried_to=told.to_fiscal_year)

    @on(Challenge.Settled)
    def _settled(self, row: ChallengeRow, told: Challenge.Settled) -> ChallengeRow:
        return _moved(row, outcome=told.outcome)

    @on(Challenge.Withdrawn)
    def _withdrawn(self, row: ChallengeRow, told: Challenge.Withdrawn) -> ChallengeRow:
        return _moved(row, withdrawn_for=told.ground)


def _moved(row: ChallengeRow, **facts: object) -> ChallengeRow:
    return row.model_copy(update={"course": row.course.model_copy(update=facts)})


class Wanted(NamedTuple):
    """絞込み: by fiscal year, municipality and measure; ``None`` narrows nothing."""

    fiscal_year: int | None = None
    lg_code: str | None = None
    measure_id: str | None = None

    def covers(self, row: ChallengeRow) -> bool:
        """Tell whether a challenge was alive in that year, is that municipality's, and about that measure."""
        return (
            (self.fiscal_year is None or row.course.alive_in(self.fiscal_year))
            and (self.lg_code is None or row.lg_code == self.lg_code)
            and (self.measure_id is None or row.about(self.measure_id))
        )


def ordered(ledger: Iterable[ChallengeRow], wanted: Wanted) -> tuple[ChallengeRow, ...]:
    """Give what was asked for, the open ones first, in each half the oldest first."""
    found = [row for row in ledger if wanted.covers(row)]
    return tuple(sorted(found, key=lambda row: (not row.course.is_open, row.fiscal_year, row.number)))
