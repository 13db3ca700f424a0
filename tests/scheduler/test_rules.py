"""The rules of the calendar are data, and damaged data stops the start."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from domain.notice_terms import Stage
from domain.reminder import Audience
from scheduler.rules import REVIEW, STAGES, CalendarRulesDamaged, read_rules

DATA = files("data")


def no_holiday(_day: date) -> bool:
    return False


def copy(folder: Path, **changed: str) -> Path:
    for name in (STAGES, REVIEW):
        kept = DATA.joinpath(name).read_text(encoding="utf-8")
        (folder / name).write_text(changed.get(name.removesuffix(".csv"), kept), encoding="utf-8")
    return folder


def test_the_stages_stand_in_the_order_of_their_urgency() -> None:
    rules = read_rules(DATA, no_holiday)
    assert [rule.stage for rule in rules.stages] == [
        Stage.REQUEST,
        Stage.TWO_WEEKS_BEFORE,
        Stage.THREE_DAYS_BEFORE,
        Stage.RETURNED,
        Stage.DUE_DAY,
        Stage.OVERDUE,
        Stage.ESCALATED,
        Stage.UNANSWERED,
    ]
    assert [rule.audience for rule in rules.stages][-3:] == [Audience.OFFICE, Audience.MANAGER, Audience.SECRETARIAT]
    assert rules.most_urgent([Stage.REQUEST, Stage.OVERDUE, Stage.RETURNED]).heading == "督促"
    assert rules.emissions_years_back == 3


def test_every_stage_has_its_text() -> None:
    texts = {file.name.removesuffix(".txt") for file in DATA.joinpath("mail").iterdir()}
    assert {rule.text for rule in read_rules(DATA, no_holiday).stages} <= texts


def test_a_damaged_stage_is_named_by_its_line(tmp_path: Path) -> None:
    head = DATA.joinpath(STAGES).read_text(encoding="utf-8").splitlines()[0]
    copy(tmp_path, reminder_stages=f"{head}\nrequest,opening,soon,days,,request,依頼\n")
    with pytest.raises(CalendarRulesDamaged) as refused:
        read_rules(tmp_path, no_holiday)
    assert refused.value.details == {"file": STAGES, "line": 2}


@pytest.mark.parametrize("text", ["rule,value,source\n", "rule,value,source\nemissions_years_back,some,\n"])
def test_the_age_of_the_statistics_must_be_a_number(tmp_path: Path, text: str) -> None:
    with pytest.raises(CalendarRulesDamaged):
        read_rules(copy(tmp_path, review_rules=text), no_holiday)
