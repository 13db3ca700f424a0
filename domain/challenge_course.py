"""The course of a challenge: who took it up, what each year's review said, and how it ended."""

from typing import Annotated, Self

from pydantic import Field

from domain.agenda import Origin
from domain.kernel import FiscalYear, StreamId, Text, Value
from domain.labels import Labelled


class ChallengeState(Labelled):
    """課題の状態: computed from what has happened."""

    RAISED = "raised", "未着手", "raised"
    IN_HAND = "in-hand", "対応中", "being worked on"
    SETTLED = "settled", "解決", "settled"
    WITHDRAWN = "withdrawn", "取下げ", "withdrawn"


class Undertaking(Value):
    """課題への対応: which office works on it, with which measure, and the agenda item at which it is discussed."""

    office_id: StreamId
    measure_id: StreamId | None = None
    agenda_item: Annotated[Origin | None, Field(description="議題。会議と番号")] = None


class YearlyReview(Value):
    """課題の年度点検: what was found about the challenge in one fiscal year."""

    fiscal_year: FiscalYear
    text: Text


class ChallengeCourse(Value):
    """課題の経過: everything that followed from raising it, and what can be told from that."""

    raised_in: FiscalYear
    undertakings: tuple[Undertaking, ...] = ()
    reviews: tuple[YearlyReview, ...] = ()
    carried_to: FiscalYear | None = None
    outcome: Text | None = None
    withdrawn_for: Text | None = None

    @property
    def state(self) -> ChallengeState:
        """Tell how the challenge stands."""
        if self.withdrawn_for is not None:
            return ChallengeState.WITHDRAWN
        if self.outcome is not None:
            return ChallengeState.SETTLED
        return ChallengeState.IN_HAND if self.undertakings else ChallengeState.RAISED

    @property
    def is_open(self) -> bool:
        """Tell whether somebody must still care for it."""
        return self.state in {ChallengeState.RAISED, ChallengeState.IN_HAND}

    @property
    def stands_in(self) -> int:
        """Give the fiscal year in which the matter stands, or stood when it ended."""
        return self.carried_to or self.raised_in

    def alive_in(self, fiscal_year: int) -> bool:
        """Tell whether it was a matter of that fiscal year: raised by then, and not ended in an earlier one."""
        return self.raised_in <= fiscal_year and (self.is_open or fiscal_year <= self.stands_in)

    def awaits_review_in(self, fiscal_year: int) -> bool:
        """Tell whether a fiscal year still owes its review: open, not carried past that year, nothing said in it."""
        return self.is_open and self.stands_in <= fiscal_year and self.review_of(fiscal_year) is None

    def review_of(self, fiscal_year: int) -> str | None:
        """Give what the review of a fiscal year said."""
        return next((each.text for each in self.reviews if each.fiscal_year == fiscal_year), None)

    def concerns(self, measure_id: str) -> bool:
        """Tell whether anybody took it up with this measure."""
        return any(each.measure_id == measure_id for each in self.undertakings)

    def with_undertaking(self, undertaking: Undertaking) -> Self:
        """Give the course with one more undertaking; earlier ones stay."""
        return self.model_copy(update={"undertakings": (*self.undertakings, undertaking)})

    def with_review(self, review: YearlyReview) -> Self:
        """Give the course with the review of a fiscal year, in place of an earlier one of the same."""
        others = tuple(each for each in self.reviews if each.fiscal_year != review.fiscal_year)
        return self.model_copy(update={"reviews": (*others, review)})
