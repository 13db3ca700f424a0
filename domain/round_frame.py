"""The frame of a round: what is frozen when it opens, and what forbids opening or ending it."""

from collections.abc import Collection, Iterator

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


class ListingGroundMissing(Refusal):
    """施策を追加する理由を記入してください。"""


class PublicationOutstanding(Refusal):
    """公表が済んでいません。"""


class StepsUnfinished(Refusal):
    """完了も期限経過も記録されていない工程があります。"""


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
