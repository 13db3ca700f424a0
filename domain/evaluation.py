"""Evaluation: how an office judges its own year, rank by rank from the bottom up, on pinned versions of its reports.

The office may go on working while it is judged; when a pinned part changes, the evaluation falls and says why.
"""

from collections.abc import Collection, Iterator
from datetime import date

from domain import filing
from domain.approval import FallCause, Rank
from domain.calendar import Step
from domain.errors import Refusal, refuse_first
from domain.filing import FILED, SubmissionState
from domain.kernel import Created, Event, FiscalYear, LgCode, Line, PersonId, StreamId, Text, Value, event
from domain.pin import Pin
from domain.scale import GradeUnknown
from domain.submission import Submission


class Rating(Value):
    """評価: what one rank says, and who holds that rank."""

    rank: Rank
    evaluated_by: PersonId
    grade: Line
    comment: Text | None = None


class EvaluationContent(Value):
    """点検評価の内容: the pinned parts and the ratings, from the bottom up."""

    progress_report: Pin
    emission_statement: Pin
    ratings: tuple[Rating, ...]


class FallenRating(Value):
    """失効した評価: a rating that no longer stands, kept with the cause."""

    rating: Rating
    cause: FallCause


class EvaluatedPartsNotFiled(Refusal):
    """点検評価の前に、取組状況と排出量の両方を提出する必要があります。"""


class RankNotNeeded(Refusal):
    """この点検評価では求められていない職位です。"""


class RankOutOfOrder(Refusal):
    """下位の職位の評価がまだありません。"""


class RanksMissing(Refusal):
    """評価していない職位があります。"""


class PinnedPartChanged(Refusal):
    """評価の基にした取組状況または排出量が変更されています。"""


class Evaluation(Submission):
    """点検評価: the yearly judgement of one municipality on its measures and emissions."""

    TOPIC = "evaluation"
    STEP = Step.EVALUATION

    class Begun(Created):
        """点検評価を始めた。"""

        TOPIC = "evaluation.begun"
        lg_code: LgCode
        fiscal_year: FiscalYear
        progress_report: Pin
        emission_statement: Pin
        ranks: tuple[Rank, ...]
        grades: tuple[Line, ...]
        begun_on: date

    class PartsPinned(Event):
        """点検評価の基にする版を改めた。"""

        TOPIC = "evaluation.parts-pinned"
        progress_report: Pin
        emission_statement: Pin

    class Evaluated(Event):
        """点検評価を行った。"""

        TOPIC = "evaluation.evaluated"
        rating: Rating

    class EvaluationFell(Event):
        """点検評価が効力を失った。"""

        TOPIC = "evaluation.evaluation-fell"
        ranks: tuple[Rank, ...]
        cause: FallCause
        part: StreamId | None

    class Approved(filing.Approved):
        """点検評価を庁内で決裁した。"""

        TOPIC = "evaluation.approved"

    class ApprovalFell(filing.ApprovalFell):
        """点検評価の決裁が効力を失った。"""

        TOPIC = "evaluation.approval-fell"

    class Submitted(filing.Submitted):
        """点検評価を提出した。"""

        TOPIC = "evaluation.submitted"

    class Returned(filing.Returned):
        """点検評価を差し戻した。"""

        TOPIC = "evaluation.returned"

    class Withdrawn(filing.Withdrawn):
        """点検評価の提出を取り下げた。"""

        TOPIC = "evaluation.withdrawn"

    class Accepted(filing.Accepted):
        """点検評価を受理した。"""

        TOPIC = "evaluation.accepted"

    class Corrected(Event):
        """受理後に点検評価を訂正した。"""

        TOPIC = "evaluation.corrected"
        ratings: tuple[Rating, ...]
        reason: Text
        authority: Line
        corrected_on: date

    class Lapsed(filing.Lapsed):
        """点検評価が提出されないまま期限が過ぎた。"""

        TOPIC = "evaluation.lapsed"

    @staticmethod
    def create_id(lg_code: str, fiscal_year: int) -> str:
        """Name the stream after the office and the review year."""
        return f"evaluation:{lg_code}:{fiscal_year}"

    @event(Begun)
    def __init__(  # noqa: PLR0913 - the fields of the event
        self,
        *,
        lg_code: str,
        fiscal_year: int,
        progress_report: Pin,
        emission_statement: Pin,
        ranks: tuple[Rank, ...],
        grades: tuple[str, ...],
        begun_on: date,
    ) -> None:
        self._begin(lg_code, fiscal_year, begun_on)
        self.ranks = ranks
        self.grades = grades
        self.ratings: tuple[Rating, ...] = ()
        self.fallen_ratings: tuple[FallenRating, ...] = ()
        self._pin(progress_report, emission_statement)

    def _pin(self, progress_report: Pin, emission_statement: Pin) -> None:
        self.progress_report = progress_report
        self.emission_statement = emission_statement
        self.changed_parts: tuple[str, ...] = ()

    def pin_parts(self, progress_report: Pin, emission_statement: Pin) -> None:
        """Rest on newer versions after a part changed; while none has changed the pinned versions stand."""
        refuse_first(self.edit_blockers())
        if self.changed_parts:
            self._parts_pinned(progress_report=progress_report, emission_statement=emission_statement)
            self.let_fall(FallCause.CONTENT_CHANGED)

    @event(PartsPinned)
    def _parts_pinned(self, progress_report: Pin, emission_statement: Pin) -> None:
        self._change()
        self._pin(progress_report, emission_statement)

    def evaluate(self, rating: Rating) -> None:
        """Rate in one rank; a rank that rates anew fells the ratings above it, and the same rating is nothing new."""
        refuse_first(self.evaluate_blockers(rating))
        if rating in self.ratings:
            return
        above = self._standing(self._above(rating.rank))
        self._evaluated(rating=rating)
        if above:
            self._evaluation_fell(ranks=above, cause=FallCause.LOWER_RANK_CHANGED, part=None)
        self.let_fall(FallCause.CONTENT_CHANGED)

    def evaluate_blockers(self, rating: Rating | None = None) -> Iterator[Refusal]:
        """Yield what stands against rating: the state, a part that changed, then the rating itself when it is given."""
        yield from self.edit_blockers()
        yield from self._part_blockers()
        if rating is not None:
            yield from self._rating_blockers(rating)

    @event(Evaluated)
    def _evaluated(self, rating: Rating) -> None:
        self._change()
        self._rate((rating,))

    def part_changed(self, part: str, content_version: int) -> None:
        """Fall because a part changed after it was pinned; a part falls it once, until newer versions are pinned."""
        pinned = {pin.stream_id: pin.version for pin in (self.progress_report, self.emission_statement)}
        if part in self.changed_parts or content_version <= pinned[part]:
            return
        self._evaluation_fell(ranks=self._standing(self.ranks), cause=FallCause.PART_CHANGED, part=part)
        self.let_fall(FallCause.PART_CHANGED)

    @event(EvaluationFell)
    def _evaluation_fell(self, ranks: tuple[Rank, ...], cause: FallCause, part: str | None) -> None:
        self._change()
        self.fallen_ratings += tuple(
            FallenRating(rating=rating, cause=cause) for rating in self.ratings if rating.rank in ranks
        )
        self.ratings = tuple(rating for rating in self.ratings if rating.rank not in ranks)
        if part is not None:
            self.changed_parts += (part,)
            self._state = SubmissionState.RETURNED if self._state in FILED else self._state

    def correct(self, ratings: tuple[Rating, ...], *, on: date, reason: str, authority: str) -> None:
        """Correct ratings after acceptance; what repeats the standing ratings is nothing new."""
        refuse_first(self.correct_blockers(reason, authority))
        for rating in ratings:
            refuse_first(self._rating_blockers(rating))
        changed = tuple(rating for rating in ratings if rating not in self.ratings)
        if changed:
            self._corrected(ratings=changed, reason=reason, authority=authority, corrected_on=on)
            self.let_fall(FallCause.CORRECTED)

    @event(Corrected)
    def _corrected(self, ratings: tuple[Rating, ...], reason: str, authority: str, corrected_on: date) -> None:
        self._correct(reason, authority, corrected_on)
        self._rate(ratings)

    def _rate(self, ratings: tuple[Rating, ...]) -> None:
        by_rank = {rating.rank: rating for rating in (*self.ratings, *ratings)}
        self.ratings = tuple(by_rank[rank] for rank in self.ranks if rank in by_rank)

    def content_blockers(self) -> Iterator[Refusal]:
        """Yield what the evaluation lacks: parts that changed since they were pinned, then ranks without a rating."""
        yield from self._part_blockers()
        missing = [rank for rank in self.ranks if rank not in self._standing(self.ranks)]
        if missing:
            yield RanksMissing(ranks=missing)

    def _part_blockers(self) -> Iterator[Refusal]:
        if self.changed_parts:
            yield PinnedPartChanged(parts=list(self.changed_parts))

    def _rating_blockers(self, rating: Rating) -> Iterator[Refusal]:
        if rating.rank not in self.ranks:
            yield RankNotNeeded(rank=rating.rank, ranks=list(self.ranks))
            return
        below = self.ranks[: self.ranks.index(rating.rank)]
        missing = [rank for rank in below if rank not in self._standing(below)]
        if missing:
            yield RankOutOfOrder(rank=rating.rank, missing=missing)
        if rating.grade not in self.grades:
            yield GradeUnknown(grade=rating.grade, grades=list(self.grades))

    def _above(self, rank: Rank) -> tuple[Rank, ...]:
        return self.ranks[self.ranks.index(rank) + 1 :]

    def _standing(self, ranks: tuple[Rank, ...]) -> tuple[Rank, ...]:
        return tuple(rating.rank for rating in self.ratings if rating.rank in ranks)

    def fields(self) -> Collection[str]:
        """Name each rank, and the grade and comment of it as ``<rank>.<member>``."""
        return {*self.ranks, *(f"{rank}.{name}" for rank in self.ranks for name in ("grade", "comment"))}

    def content(self) -> EvaluationContent:
        """Give the content as it stands now."""
        return EvaluationContent(
            progress_report=self.progress_report, emission_statement=self.emission_statement, ratings=self.ratings
        )

    @property
    def grade(self) -> str | None:
        """The grade of the highest rank needed, once it has rated."""
        return self.ratings[-1].grade if len(self.ratings) == len(self.ranks) else None
