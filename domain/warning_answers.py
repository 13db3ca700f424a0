"""Warning answers: what an office says to the checks before it submits.

An answer belongs to the very figures that it explains: when they change and still look wrong, the question is open
again.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, ClassVar, Self

from domain.emission_checks import CheckWarning, Comparison, warnings
from domain.emissions import Cell
from domain.errors import Refusal
from domain.kernel import Event, Text, Value


class WarningAnswer(Value):
    """警告への回答: the reason why the figures are right all the same."""

    warning: CheckWarning
    reason: Text
    answered_on: date


class ComparisonMissing(Refusal):
    """提出前の点検に用いる比較対象がまだ取り込まれていません。"""


class WarningNotRaised(Refusal):
    """その警告は出ていません。"""


class WarningReasonMissing(Refusal):
    """警告への回答には理由が必要です。"""


class WarningsUnanswered(Refusal):
    """理由の回答がない警告があります。"""


class Taken(Event):
    """The shape of taking in what the figures are compared with; since its second version people have a year.

    The same version knows what others say of the wholes that are shared out.
    """

    class_version: ClassVar[int] = 2
    comparison: Comparison

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Lift what was compared in the time before: the year of its people stays unknown, no whole was compared."""
        state["comparison"].update(population_fiscal_year=None, wholes=[])


class Answered(Event):
    """The shape of an answer to a warning."""

    answer: WarningAnswer


class Checks(Value):
    """提出前の点検: what the figures are compared with, and what was answered. Every change gives a new one."""

    comparison: Comparison | None = None
    answers: tuple[WarningAnswer, ...] = ()

    def taken(self, comparison: Comparison) -> Self:
        """Compare with this from now on."""
        return self.model_copy(update={"comparison": comparison})

    def needed(self) -> Comparison:
        """Give what the figures are compared with; raises ``ComparisonMissing`` where nothing was taken yet."""
        if self.comparison is None:
            raise ComparisonMissing
        return self.comparison

    def answered(self, answer: WarningAnswer) -> Self:
        """Take up an answer."""
        return self.model_copy(update={"answers": (*self.answers, answer)})

    def raised(self, cells: Sequence[Cell]) -> tuple[CheckWarning, ...]:
        """Give what the checks ask; before there is anything to compare with, nothing."""
        return () if self.comparison is None else warnings(cells, self.comparison)

    def unanswered(self, cells: Sequence[Cell]) -> tuple[CheckWarning, ...]:
        """Give the warnings whose very figures nobody has explained."""
        explained = [answer.warning for answer in self.answers]
        return tuple(warning for warning in self.raised(cells) if warning not in explained)

    def asking(self, cells: Sequence[Cell], code: str, field: str) -> tuple[CheckWarning, ...]:
        """Give the warnings of one check about one field."""
        return tuple(each for each in self.raised(cells) if (each.code, each.field) == (code, field))

    def answer_blockers(self, cells: Sequence[Cell], code: str, field: str, reason: str) -> Iterator[Refusal]:
        """Yield that nothing is asked there, then a missing reason."""
        if not self.asking(cells, code, field):
            yield WarningNotRaised(warning=code, field=field)
        if not reason:
            yield WarningReasonMissing()

    def submit_blockers(self, cells: Sequence[Cell]) -> Iterator[Refusal]:
        """Yield that nothing was compared yet, for a check that did not run is none, or what waits for a reason."""
        if self.comparison is None:
            yield ComparisonMissing()
        waiting = self.unanswered(cells)
        if waiting:
            yield WarningsUnanswered(warnings=[f"{each.code}:{each.field}" for each in waiting])
