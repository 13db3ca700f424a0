"""The frame of a round: what is frozen when it opens, and what forbids opening or ending it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from domain.errors import Refusal
from domain.kernel import LgCode, Line, StreamId, Value


class MeasureDue(Value):
    """点検対象の施策: a measure, the members that owe a statement about it, and its stage when it was listed."""

    measure_id: StreamId
    lg_codes: tuple[LgCode, ...]
    stage: Line


class RoundWithoutMembers(Refusal):
    """点検の対象となる市町村がありません。"""


class RoundWithoutSectors(Refusal):
    """計画に部門分類が定められていません。"""


class EmissionsYearNotPast(Refusal):
    """排出量の対象年度は点検年度より前でなければなりません。"""


class EmissionsYearRepeated(Refusal):
    """この計画の以前の年度点検と排出量の対象年度が同じです。意図したものであれば、その旨と理由を記入してください。"""


class RepetitionGroundMissing(Refusal):
    """同じ排出量の対象年度を再び点検する理由を記入してください。"""


class MeasureOfAnotherPlan(Refusal):
    """この施策は、年度点検の対象となる計画の施策ではありません。"""


class ListingGroundMissing(Refusal):
    """施策を追加する理由を記入してください。"""


class PublicationOutstanding(Refusal):
    """公表が済んでいません。"""


class NewerCompilationUnpublished(Refusal):
    """公表した版より新しい取りまとめが公表されていません。"""


class PublishedCompilationLapsed(Refusal):
    """公表の基になった取りまとめが効力を失っています。取りまとめ直して正誤を公表してください。"""


@dataclass(frozen=True, slots=True)
class Publicity:
    """公表の状況: which number is public, which is the newest, and whether that has lapsed, as facts from elsewhere."""

    public: int | None = None
    newest: int | None = None
    lapsed: bool = False

    def blockers(self, fiscal_year: int) -> Iterator[Refusal]:
        """Yield nothing public, a newer number than the public one, a public number that has lapsed."""
        if self.public is None:
            yield PublicationOutstanding(fiscal_year=fiscal_year)
        elif self.newest not in {None, self.public}:
            yield NewerCompilationUnpublished(published=self.public, newest=self.newest)
        elif self.lapsed:
            yield PublishedCompilationLapsed(number=self.public)


def frame_blockers(
    fiscal_year: int, emissions_fiscal_year: int, members: Collection[str], sectors: Collection[str]
) -> Iterator[Refusal]:
    """Yield what stands against opening: nobody to ask, nothing to state, an emission year that is not past."""
    if not members:
        yield RoundWithoutMembers(fiscal_year=fiscal_year)
    if not sectors:
        yield RoundWithoutSectors(fiscal_year=fiscal_year)
    if emissions_fiscal_year >= fiscal_year:
        yield EmissionsYearNotPast(emissions_fiscal_year=emissions_fiscal_year, fiscal_year=fiscal_year)


def repetition_blockers(
    emissions_fiscal_year: int, rounds: Collection[str], meant_because: str | None
) -> Iterator[Refusal]:
    """Yield that earlier rounds of the plan took the same emission year, unless it is meant and said why.

    Two rounds state a year twice only when the statistics bring no newer one. ``rounds`` are those earlier ones;
    ``meant_because`` is ``None`` where nobody said that it is meant.
    """
    if rounds and meant_because is None:
        yield EmissionsYearRepeated(emissions_fiscal_year=emissions_fiscal_year, rounds=list(rounds))
    elif rounds and not meant_because:
        yield RepetitionGroundMissing()
