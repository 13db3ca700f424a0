"""The calendar: fiscal years, the imperial eras, closed days, and the windows of the yearly schedule.

Pure computation on days in Japan. Which days are national holidays comes in as a predicate, because only the gazette
knows them.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Annotated

from pydantic import Field

from domain.errors import Refusal
from domain.kernel import FiscalYear, Value
from domain.labels import Labelled

APRIL = 4
MONTHS = (*range(APRIL, 13), *range(1, APRIL))  # of a fiscal year, in its order
SATURDAY = 5
JAPAN = timezone(timedelta(hours=9))  # no summer time since 1951, so no database of time zones is needed
ERAS = ((date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"), (date(1926, 12, 25), "昭和"))
NEW_YEAR_CLOSURE = ((12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3))
WEEKDAYS = "月火水木金土日"


class Rolling(Labelled):
    """閉庁日の扱い: where a due day goes that falls on a closed day."""

    NONE = "none", "動かさない", "not moved"
    FORWARD = "forward", "翌開庁日", "next open day"
    BACK = "back", "前開庁日", "previous open day"


class Step(Labelled):
    """工程: the steps of the yearly schedule, in the seed's own words and order."""

    PROGRESS_CONFIRMATION = "progress-confirmation", "施策の取組状況の確認", "progress confirmation"
    EMISSIONS_CALCULATION = "emissions-calculation", "温室効果ガス排出量の算定", "emissions calculation"
    EVALUATION = "evaluation", "点検評価", "evaluation"
    IN_HOUSE_REPORT = "in-house-report", "庁内報告", "in-house report"
    COMPILATION = "compilation", "取りまとめ", "compilation"
    LIAISON_COUNCIL = "liaison-council", "連絡会議", "liaison council"
    ADVISORY_COMMITTEE = "advisory-committee", "意見聴取委員会", "advisory committee"
    PUBLICATION = "publication", "公表", "publication"
    OFFICERS_MEETING = "officers-meeting", "担当者会議", "officers' meeting"


OFFICE_STEPS = (Step.PROGRESS_CONFIRMATION, Step.EMISSIONS_CALCULATION, Step.EVALUATION, Step.IN_HOUSE_REPORT)


class DayBeforeEras(Refusal):
    """昭和より前の日付は和暦で表示できません。"""


class InstantWithoutZone(Refusal):
    """時刻に時間帯の指定がありません。"""


class TemplateIncomplete(Refusal):
    """期間のひな型には、すべての工程を一度ずつ記載してください。"""


class SpanReversed(Refusal):
    """工程の終わりの月が、年度の中で始まりの月より前です。"""


class Span(Value):
    """工程の月: the months in which a step is open every year, from the first day of one to the last of the other."""

    step: Step
    from_month: Annotated[int, Field(ge=1, le=12)]
    to_month: Annotated[int, Field(ge=1, le=12)]
    rolling: Rolling


class Window(Value):
    """期間: the days of one step in one fiscal year; ``due_on`` is the nominal day moved off the closed days."""

    step: Step
    opens_on: date
    nominal_due_on: date
    due_on: date
    rolling: Rolling


# Start months are the seed's. End months were lost in its conversion and are ours, as data/windows.csv says for each.
# What an office files may come on the next open day; the joint phase keeps inside its months, so it rolls back.
YEAR = (
    Span(step=Step.PROGRESS_CONFIRMATION, from_month=4, to_month=6, rolling=Rolling.FORWARD),
    Span(step=Step.EMISSIONS_CALCULATION, from_month=7, to_month=9, rolling=Rolling.FORWARD),
    Span(step=Step.EVALUATION, from_month=9, to_month=12, rolling=Rolling.FORWARD),
    Span(step=Step.IN_HOUSE_REPORT, from_month=9, to_month=12, rolling=Rolling.FORWARD),
    Span(step=Step.COMPILATION, from_month=1, to_month=1, rolling=Rolling.BACK),
    Span(step=Step.LIAISON_COUNCIL, from_month=2, to_month=2, rolling=Rolling.BACK),
    Span(step=Step.ADVISORY_COMMITTEE, from_month=2, to_month=2, rolling=Rolling.BACK),
    Span(step=Step.PUBLICATION, from_month=3, to_month=3, rolling=Rolling.BACK),
    Span(step=Step.OFFICERS_MEETING, from_month=4, to_month=3, rolling=Rolling.NONE),
)


def fiscal_year_of(day: date) -> int:
    """Give the fiscal year (年度) of a day: the calendar year in which its April falls."""
    return day.year if day.month >= APRIL else day.year - 1


def first_day(fiscal_year: int) -> date:
    """Give 1 April."""
    return date(fiscal_year, APRIL, 1)


def last_day(fiscal_year: int) -> date:
    """Give 31 March of the calendar year after."""
    return date(fiscal_year + 1, 3, 31)


def japan_day(instant: datetime) -> date:
    """Give the day in Japan of an instant: 31 March 15:00 UTC is 1 April."""
    if instant.tzinfo is None:
        raise InstantWithoutZone(instant=instant.isoformat())
    return instant.astimezone(JAPAN).date()


def wareki_year(day: date) -> str:
    """Write the year of a day as 令和7年, the first of an era as 令和元年."""
    for begins_on, era in ERAS:
        if day >= begins_on:
            return f"{era}{_counted(day.year - begins_on.year + 1)}年"
    raise DayBeforeEras(day=day.isoformat())


def wareki(day: date) -> str:
    """Write a day as 令和7年4月1日（火）."""
    return f"{wareki_year(day)}{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def wareki_fiscal_year(fiscal_year: int) -> str:
    """Write a fiscal year as 令和7年度; 2019 is 令和元年度 as a whole, as the government decided for its budget."""
    for begins_on, era in ERAS:
        if fiscal_year >= begins_on.year:
            return f"{era}{_counted(fiscal_year - begins_on.year + 1)}年度"
    raise DayBeforeEras(fiscal_year=fiscal_year)


def _counted(number: int) -> str:
    return "元" if number == 1 else str(number)


def closed_days(is_holiday: Callable[[date], bool], extra: Collection[date] = ()) -> Callable[[date], bool]:
    """Tell closed days: weekends, national holidays, 29 December to 3 January, and what an office adds."""
    added = frozenset(extra)

    def is_closed(day: date) -> bool:
        return day.weekday() >= SATURDAY or (day.month, day.day) in NEW_YEAR_CLOSURE or day in added or is_holiday(day)

    return is_closed


def roll(day: date, rolling: Rolling, is_closed: Callable[[date], bool]) -> date:
    """Move a day off the closed days in the given direction."""
    match rolling:
        case Rolling.NONE:
            return day
        case Rolling.FORWARD:
            return _next_open(day, timedelta(days=1), is_closed)
        case Rolling.BACK:
            return _next_open(day, timedelta(days=-1), is_closed)


def _next_open(day: date, stride: timedelta, is_closed: Callable[[date], bool]) -> date:
    while is_closed(day):
        day += stride
    return day


def template_blockers(spans: Collection[Span]) -> Iterator[Refusal]:
    """Yield what no year could be made from: a step left out or named twice, one that ends before it begins."""
    named = [span.step for span in spans]
    if sorted(named) != sorted(Step):
        yield TemplateIncomplete(steps=sorted(step for step in Step if named.count(step) != 1))
    for span in spans:
        if MONTHS.index(span.to_month) < MONTHS.index(span.from_month):
            yield SpanReversed(step=span.step, from_month=span.from_month, to_month=span.to_month)


def windows_of(
    fiscal_year: FiscalYear, is_closed: Callable[[date], bool], spans: tuple[Span, ...] = YEAR
) -> tuple[Window, ...]:
    """Compute the windows of a review year from a template, in the order of the yearly schedule."""
    ordered = sorted(spans, key=lambda span: list(Step).index(span.step))
    return tuple(_window(fiscal_year, span, is_closed) for span in ordered)


def _window(fiscal_year: int, span: Span, is_closed: Callable[[date], bool]) -> Window:
    nominal = _month_end(_calendar_year(fiscal_year, span.to_month), span.to_month)
    return Window(
        step=span.step,
        opens_on=date(_calendar_year(fiscal_year, span.from_month), span.from_month, 1),
        nominal_due_on=nominal,
        due_on=roll(nominal, span.rolling, is_closed),
        rolling=span.rolling,
    )


def _calendar_year(fiscal_year: int, month: int) -> int:
    return fiscal_year if month >= APRIL else fiscal_year + 1


def _month_end(calendar_year: int, month: int) -> date:
    return date(calendar_year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
