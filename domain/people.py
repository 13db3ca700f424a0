"""People: how many people and households a municipality had in a year, and where that is written.

Emissions per head are divided by the newest count not later than their year. For a year before the first known count
the nearest later one stands in, since the base year is older than the record. Whoever uses a count names its year.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated

from pydantic import Field

from domain.calendar import fiscal_year_of
from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, FiscalYear, LgCode, Line, Text, Value, event


class HeadCount(Value):
    """人口・世帯数の値: counted in one fiscal year, in persons and households, with where it is written."""

    fiscal_year: Annotated[FiscalYear, Field(description="調査・基準日の属する年度")]
    population: Annotated[int, Field(gt=0, description="人口（人）")]
    households: Annotated[int, Field(gt=0, description="世帯数（世帯）")]
    source: Annotated[Line, Field(description="出典（例 2020年国勢調査 人口等基本集計）")]


class HeadCountAlreadyEntered(Refusal):
    """この年度の人口・世帯数は記録済みです。改めるには訂正してください。"""


class HeadCountNotEntered(Refusal):
    """この年度の人口・世帯数は記録されていません。"""


class HeadCountUnchanged(Refusal):
    """記録されている人口・世帯数と同じです。"""


class HeadCountYearNotBegun(Refusal):
    """まだ始まっていない年度の人口・世帯数は記録できません。"""


class HouseholdsExceedPopulation(Refusal):
    """世帯数が人口を超えています。"""


def head_count_for(counts: Iterable[HeadCount], fiscal_year: int) -> HeadCount | None:
    """Give the newest count not later than a year, else the nearest later one; ``None`` when nothing is known."""
    ordered = sorted(counts, key=lambda each: each.fiscal_year)
    by_then = [each for each in ordered if each.fiscal_year <= fiscal_year]
    return by_then[-1] if by_then else next(iter(ordered), None)


class People(Aggregate):
    """人口と世帯数: those of one municipality by year, each with its source."""

    TOPIC = "people"

    class Opened(Created):
        """市町村の人口と世帯数の記録を設けた。"""

        TOPIC = "people.opened"
        lg_code: LgCode

    class HeadCountEntered(Event):
        """年度の人口と世帯数を出典とともに記録した。"""

        TOPIC = "people.head-count-entered"
        count: HeadCount
        entered_on: date

    class HeadCountCorrected(Event):
        """年度の人口と世帯数を訂正した。"""

        TOPIC = "people.head-count-corrected"
        count: HeadCount
        reason: Text
        authority: Line
        corrected_on: date

    @staticmethod
    def create_id(lg_code: str) -> str:
        """Name the stream, such as ``people:43100``."""
        return f"people:{lg_code}"

    @event(Opened)
    def __init__(self, lg_code: str) -> None:
        self.lg_code = lg_code
        self.counts: dict[int, HeadCount] = {}

    def enter_head_count(self, count: HeadCount, *, on: date) -> None:
        """Enter what a source says of a year of which nothing was entered yet."""
        refuse_first(self.enter_head_count_blockers(count, on))
        self._head_count_entered(count=count, entered_on=on)

    def enter_head_count_blockers(self, count: HeadCount, on: date) -> Iterator[Refusal]:
        """Yield that the year was entered before, that it has not begun, or that the figures contradict each other."""
        if count.fiscal_year in self.counts:
            yield HeadCountAlreadyEntered(fiscal_year=count.fiscal_year)
        if count.fiscal_year > fiscal_year_of(on):
            yield HeadCountYearNotBegun(fiscal_year=count.fiscal_year)
        yield from _contradictions(count)

    @event(HeadCountEntered)
    def _head_count_entered(self, count: HeadCount, entered_on: date) -> None:
        del entered_on  # stays in the record
        self.counts = self.counts | {count.fiscal_year: count}

    def correct_head_count(self, count: HeadCount, *, on: date, reason: str, authority: str) -> None:
        """Put another count in the place of one that was entered; what it was stays in the record."""
        refuse_first(self.correct_head_count_blockers(count))
        self._head_count_corrected(count=count, reason=reason, authority=authority, corrected_on=on)

    def correct_head_count_blockers(self, count: HeadCount) -> Iterator[Refusal]:
        """Yield that nothing was entered, that nothing changes, or that the figures contradict each other."""
        held = self.counts.get(count.fiscal_year)
        if held is None:
            yield HeadCountNotEntered(fiscal_year=count.fiscal_year)
        if held == count:
            yield HeadCountUnchanged(fiscal_year=count.fiscal_year)
        yield from _contradictions(count)

    @event(HeadCountCorrected)
    def _head_count_corrected(self, count: HeadCount, reason: str, authority: str, corrected_on: date) -> None:
        del reason, authority, corrected_on  # stay in the record
        self.counts = self.counts | {count.fiscal_year: count}


def _contradictions(count: HeadCount) -> Iterator[Refusal]:
    if count.households > count.population:
        yield HouseholdsExceedPopulation(households=count.households, population=count.population)
