"""Words: how days, figures, states and codes are written on pages."""

import csv
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from application.reference import BodyRow, MunicipalityRow, RegionRow, read
from domain.calendar import JAPAN, wareki, wareki_fiscal_year
from domain.emission_statement import EmissionStatement
from domain.errors import kebab
from domain.kernel import Aggregate
from domain.labels import Labelled
from domain.measure_course import MeasureState
from domain.office import Capacity
from domain.progress_report import ProgressReport
from domain.region import Region
from domain.topics import aggregate_of

PAGES = {ProgressReport.TOPIC: "sheets", EmissionStatement.TOPIC: "statements"}
YEAR = re.compile(r"^20\d\d$")
SOON = 14  # days before a due day from which it is shown as near


def day(value: date | None) -> str:
    """Write a day as 令和7年4月1日（火）, and nothing as a dash."""
    return "―" if value is None else wareki(value)


def short_day(value: date | None) -> str:
    """Write a day as 4/1（火）, where the year is told by what stands around it."""
    return "―" if value is None else f"{value.month}/{value.day}（{'月火水木金土日'[value.weekday()]}）"


def instant(value: datetime | None) -> str:
    """Write an instant as it was on the clocks of Japan."""
    if value is None:
        return "―"
    local = value.astimezone(JAPAN)
    return f"{wareki(local.date())} {local:%H:%M}"


def fiscal(value: int) -> str:
    """Write a fiscal year as 令和7年度（2025年度）."""
    return f"{wareki_fiscal_year(value)}（{value}年度）"


def left(due_on: date, today: date) -> str:
    """Say how long it is to a due day, in the words of an office."""
    days = (due_on - today).days
    if days < 0:
        return f"{-days}日超過"
    return "本日まで" if days == 0 else f"あと{days}日"


def urgency(due_on: date, today: date) -> str:
    """Name how near a due day is: ``over``, ``near`` or ``far``."""
    days = (due_on - today).days
    return "over" if days < 0 else "near" if days <= SOON else "far"


def figure(value: Decimal | int | None) -> str:
    """Write a figure with its thousands apart and every digit it has; nothing as a dash, a minus as △."""
    if value is None:
        return "―"
    written = f"{abs(value):,f}" if isinstance(value, Decimal) else f"{abs(value):,}"
    return f"△{written}" if value < 0 else written


def word(value: Any) -> str:
    """Write the Japanese label of what has one."""
    return value.japanese if isinstance(value, Labelled) else str(value)


def town(lg_code: str | None) -> str:
    """Give the name of a municipality, and its code where it is not known."""
    return "" if lg_code is None else _towns().get(lg_code, lg_code)


def capacity(code: str) -> str:
    """Write a capacity as it is called."""
    return next((each.japanese for each in Capacity if each.value == code), code)


def stage(code: str) -> str:
    """Write the stage of a measure as it is called: 検討事業, 実施事業."""
    return next((each.japanese for each in MeasureState if each.value == code), code)


def body(body_id: str) -> str:
    """Give the name of a body of the area."""
    return _bodies().get(body_id, body_id)


def region(region_id: str) -> str:
    """Give the name of a region, and its id where it is not known."""
    return next((row.name for row in read(RegionRow) if f"{Region.TOPIC}:{row.slug}" == region_id), region_id)


def called(stream_id: str) -> str:
    """Call an object by what it is and of whom: 点検評価 熊本市 令和7年度（2025年度）."""
    kind, *of = stream_id.split(":")
    try:
        term = term_of(aggregate_of(stream_id))
    except StopIteration:
        return stream_id
    return " ".join([term, *(_part(part) for part in of)]) if kind else stream_id


def workplace_of(stream_id: str) -> str | None:
    """Give the page on which an object is worked at, where it has one of its own."""
    kind, *of = stream_id.split(":")
    page = PAGES.get(kind)
    return f"/{page}/{of[1]}/{of[0]}" if page is not None and len(of) == len(("town", "year")) else None


def workplace(stream_id: str) -> str:
    """Give the page on which an object is worked at or, where it has none of its own, the one that shows it."""
    return workplace_of(stream_id) or f"/objects/{stream_id}"


def term_of(kind: type[Aggregate]) -> str:
    """Give the Japanese term with which the docstring of every aggregate begins."""
    return (kind.__doc__ or kind.TOPIC).partition(":")[0].strip()


def _part(part: str) -> str:
    """Write a part of an id as what it names: a fiscal year, a municipality, a body."""
    return fiscal(int(part)) if YEAR.match(part) else body(town(part))


def sentence(label: str) -> str:
    """Write an act without the full stop of its sentence, as it stands on a button."""
    return label.rstrip("。")


@cache
def _bodies() -> Mapping[str, str]:
    return {row.body_id: row.name for row in read(BodyRow)}


def field_word(name: str) -> str:
    """Give the Japanese word for a field, and its name where there is none."""
    return field_words().get(name, name)


@cache
def field_words() -> Mapping[str, str]:
    """Give the Japanese word of every field, from ``data/labels/fields.csv``."""
    text = files("data").joinpath("labels", "fields.csv").read_text(encoding="utf-8")
    return {row["field"]: row["japanese"] for row in csv.DictReader(text.splitlines())}


@cache
def _towns() -> Mapping[str, str]:
    return {row.lg_code: row.name for row in read(MunicipalityRow)}


FILTERS: Mapping[str, Callable[..., str]] = {
    **{
        each.__name__: each
        for each in (
            day,
            short_day,
            instant,
            fiscal,
            left,
            urgency,
            figure,
            word,
            town,
            capacity,
            stage,
            body,
            called,
            workplace,
            sentence,
        )
    },
    "kebab": kebab,
}
