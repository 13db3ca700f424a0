"""Challenge 課題: what stands in the way of the targets, from the day it is raised until it is settled or withdrawn."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from domain.challenge_course import ChallengeCourse, ChallengeState, Undertaking, YearlyReview
from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, FiscalYear, LgCode, Line, StreamId, Text, Value, event
from domain.labels import Labelled
from domain.later_year import carrying_blockers
from domain.plan_content import Number, SectorCode


class Provenance(Labelled):
    """課題の出どころ: where a challenge was first seen."""

    EVALUATION = "evaluation", "点検評価", "evaluation"
    MEETING = "meeting", "会議", "meeting"
    SECRETARIAT = "secretariat", "事務局", "secretariat"


class ChallengeOrigin(Value):
    """課題の起源: the evaluation or the meeting, with its item, in which it was raised; the secretariat needs none."""

    provenance: Provenance
    object_id: Annotated[StreamId | None, Field(description="点検評価または会議")] = None
    item: Annotated[int | None, Field(ge=1, description="会議の議題の番号")] = None


class Concern(Value):
    """課題の対象: a measure, a sector or a priority initiative of a plan; nothing named is the matter as a whole."""

    measure_id: StreamId | None = None
    plan_id: StreamId | None = None
    sector: SectorCode | None = None
    initiative: Number | None = None


class ChallengeOriginIncomplete(Refusal):
    """課題の出どころに合う点検評価または会議が示されていません。"""


class OriginOfAnotherMunicipality(Refusal):
    """他の市町村の点検評価から、この市町村の課題を起こすことはできません。"""


class ConcernWithoutPlan(Refusal):
    """部門または重点取組を対象とする課題には、実行計画が必要です。"""


class RaisedInAnotherName(Refusal):
    """事務局が起こした課題として記録できるのは事務局だけです。"""


class OfficeOfAnotherMunicipality(Refusal):
    """この市町村の課題に、他の市町村の担当部局は割り当てられません。"""


class ChallengeEnded(Refusal):
    """この課題はすでに解決または取下げとなっています。"""


class ChallengeNotTakenUp(Refusal):
    """この課題にはまだ対応する担当部局がありません。"""


class ChallengeNotReviewed(Refusal):
    """この課題は、現在の年度の点検がまだ記録されていません。"""


class ReviewOfAnotherYear(Refusal):
    """課題の点検は、課題が現在置かれている年度について記録してください。"""


class Challenge(Aggregate):
    """課題: raised under a number of its year, taken up, reviewed every year, carried over, and settled or withdrawn.

    Without ``lg_code`` it is a matter of the whole area.
    """

    TOPIC = "challenge"

    class Raised(Created):
        """課題を提起した。"""

        TOPIC = "challenge.raised"
        fiscal_year: FiscalYear
        number: Annotated[int, Field(ge=1)]
        lg_code: LgCode | None
        title: Line
        text: Text
        concern: Concern
        origin: ChallengeOrigin

    class TakenUp(Event):
        """課題に取り組むこととした。"""

        TOPIC = "challenge.taken-up"
        undertaking: Undertaking

    class Reviewed(Event):
        """課題の状況を点検した。"""

        TOPIC = "challenge.reviewed"
        review: YearlyReview

    class CarriedOver(Event):
        """課題を後の年度に継続することとした。"""

        TOPIC = "challenge.carried-over"
        to_fiscal_year: FiscalYear

    class Settled(Event):
        """課題を解決した。"""

        TOPIC = "challenge.settled"
        outcome: Text

    class Withdrawn(Event):
        """課題を取り下げた。"""

        TOPIC = "challenge.withdrawn"
        ground: Text

    @staticmethod
    def create_id(fiscal_year: int, number: int) -> str:
        """Name the stream, such as ``challenge:2025:1``."""
        return f"challenge:{fiscal_year}:{number}"

    @staticmethod
    def raise_blockers(lg_code: str | None, concern: Concern, origin: ChallengeOrigin) -> Iterator[Refusal]:
        """Yield an origin that does not fit its kind, one of another municipality, and a concern without its plan."""
        if not _fits(origin):
            yield ChallengeOriginIncomplete(provenance=origin.provenance.value)
        of = (origin.object_id or "").split(":")
        if lg_code is not None and of[0] == Provenance.EVALUATION.value and of[1] != lg_code:
            yield OriginOfAnotherMunicipality(lg_code=lg_code, origin=origin.object_id)
        if concern.plan_id is None and (concern.sector is not None or concern.initiative is not None):
            yield ConcernWithoutPlan(sector=concern.sector, initiative=concern.initiative)

    @event(Raised)
    def __init__(  # noqa: PLR0913 - the fields of the event
        self,
        *,
        fiscal_year: int,
        number: int,
        lg_code: str | None,
        title: str,
        text: str,
        concern: Concern,
        origin: ChallengeOrigin,
    ) -> None:
        self.fiscal_year = fiscal_year
        self.number = number
        self.lg_code = lg_code
        self.title = title
        self.text = text
        self.concern = concern
        self.origin = origin
        self.course = ChallengeCourse(raised_in=fiscal_year)

    def take_up(self, undertaking: Undertaking, office_lg_code: str | None) -> None:
        """Let an office work on it; ``office_lg_code`` is the office's municipality. The same twice is nothing new."""
        if self.course.undertakings[-1:] == (undertaking,):
            return
        refuse_first(self.take_up_blockers(office_lg_code))
        self._take_up(undertaking=undertaking)

    def take_up_blockers(self, office_lg_code: str | None = None) -> Iterator[Refusal]:
        """Yield what forbids taking it up: ended, then an office of another municipality."""
        yield from self.ended_blockers()
        if None not in {self.lg_code, office_lg_code} and office_lg_code != self.lg_code:
            yield OfficeOfAnotherMunicipality(lg_code=self.lg_code, office_lg_code=office_lg_code)

    def ended_blockers(self) -> Iterator[Refusal]:
        """Yield that the matter has ended."""
        if not self.course.is_open:
            yield ChallengeEnded(state=self.state.value)

    @event(TakenUp)
    def _take_up(self, undertaking: Undertaking) -> None:
        self.course = self.course.with_undertaking(undertaking)

    def review(self, review: YearlyReview) -> None:
        """Record the review of the year in which the matter stands; a better one of that year takes its place."""
        if review in self.course.reviews:
            return
        refuse_first(self.review_blockers(review.fiscal_year))
        self._review(review=review)

    def review_blockers(self, fiscal_year: int | None = None) -> Iterator[Refusal]:
        """Yield what forbids a review: ended, then a year in which the matter does not stand."""
        yield from self.ended_blockers()
        if fiscal_year is not None and fiscal_year != self.course.stands_in:
            yield ReviewOfAnotherYear(stands_in=self.course.stands_in, asked=fiscal_year)

    @event(Reviewed)
    def _review(self, review: YearlyReview) -> None:
        self.course = self.course.with_review(review)

    def carry_over(self, to_fiscal_year: int) -> None:
        """Take the matter into a later year; into the year where it already is there is nothing to do."""
        if self.course.carried_to == to_fiscal_year:
            return
        refuse_first(self.carry_over_blockers(to_fiscal_year))
        self._carry_over(to_fiscal_year=to_fiscal_year)

    def carry_over_blockers(self, to_fiscal_year: int | None = None) -> Iterator[Refusal]:
        """Yield what forbids carrying over: ended, a year that nobody reviewed, then a year that is not later."""
        yield from self.ended_blockers()
        if self.course.review_of(self.course.stands_in) is None:
            yield ChallengeNotReviewed(fiscal_year=self.course.stands_in)
        yield from carrying_blockers(self.course.stands_in, to_fiscal_year)

    @event(CarriedOver)
    def _carry_over(self, to_fiscal_year: int) -> None:
        self.course = self.course.model_copy(update={"carried_to": to_fiscal_year})

    def settle(self, outcome: str) -> None:
        """Settle the matter with what came of it; only what somebody took up can be settled."""
        if self.course.outcome == outcome:
            return
        refuse_first(self.settle_blockers())
        self._settle(outcome=outcome)

    def settle_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids settling: ended, then nobody who took it up."""
        yield from self.ended_blockers()
        if not self.course.undertakings:
            yield ChallengeNotTakenUp()

    @event(Settled)
    def _settle(self, outcome: str) -> None:
        self.course = self.course.model_copy(update={"outcome": outcome})

    def withdraw(self, ground: str) -> None:
        """Withdraw the matter with a reason; it stays in the record."""
        if self.course.withdrawn_for == ground:
            return
        refuse_first(self.ended_blockers())
        self._withdraw(ground=ground)

    @event(Withdrawn)
    def _withdraw(self, ground: str) -> None:
        self.course = self.course.model_copy(update={"withdrawn_for": ground})

    def is_matter_of(self, office_id: str, lg_code: str | None, *, coordinates: bool) -> bool:
        """Tell whether an office must still care: it took it up, it is its municipality's, or it coordinates the area.

        ``coordinates`` says that the office is the secretariat, which cares for what belongs to the area as a whole.
        """
        taken_up = any(each.office_id == office_id for each in self.course.undertakings)
        own = coordinates if self.lg_code is None else self.lg_code == lg_code
        return self.course.is_open and (taken_up or own)

    @property
    def state(self) -> ChallengeState:
        """Tell how the matter stands."""
        return self.course.state


def _fits(origin: ChallengeOrigin) -> bool:
    kind = None if origin.object_id is None else origin.object_id.partition(":")[0]
    if origin.provenance is Provenance.SECRETARIAT:
        return kind is None and origin.item is None
    return kind == origin.provenance.value and (origin.item is None or origin.provenance is Provenance.MEETING)
