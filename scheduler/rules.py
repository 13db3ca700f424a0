"""The rules of the calendar as data: the reminder stages and the age of the statistics, read from files."""

import csv
from collections.abc import Callable
from datetime import date
from importlib.resources.abc import Traversable

from pydantic import ValidationError

from domain.errors import Refusal
from domain.reminder import StageRule
from scheduler.duties import Rules

STAGES = "reminder_stages.csv"
REVIEW = "review_rules.csv"


class CalendarRulesDamaged(Refusal):
    """暦の定めを記したファイルが正しくありません。"""


def read_rules(folder: Traversable, holidays: Callable[[date], bool]) -> Rules:
    """Read the rules from the data folder; a damaged row stops the start, naming file and line."""
    numbers = {row["rule"]: row["value"] for row in _rows(folder, REVIEW)}
    years_back = numbers.get("emissions_years_back", "")
    if not years_back.isdecimal():
        raise CalendarRulesDamaged(file=REVIEW, rule="emissions_years_back")
    stages = tuple(_stage(row, line) for line, row in enumerate(_rows(folder, STAGES), start=2))
    return Rules(stages=stages, holidays=holidays, emissions_years_back=int(years_back))


def _rows(folder: Traversable, file: str) -> list[dict[str, str]]:
    try:
        return list(csv.DictReader(folder.joinpath(file).read_text(encoding="utf-8").splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise CalendarRulesDamaged(file=file) from error


def _stage(row: dict[str, str], line: int) -> StageRule:
    try:
        return StageRule.model_validate({name: value or None for name, value in row.items()})
    except ValidationError as error:
        raise CalendarRulesDamaged(file=STAGES, line=line) from error
