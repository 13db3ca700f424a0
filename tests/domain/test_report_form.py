"""The form of the report: a later form adds sections, and what was published in an earlier one keeps every byte."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.body import BodyKind
from domain.compilation import Compilation
from domain.outreach import Activity, ActivityKind, Outreach
from domain.plan_content import Initiative, InitiativeKind
from domain.report import AnnualReport, annual_report
from domain.report_form import ADDED, CURRENT_FORM, FIRST_FORM, SECOND_FORM, unknown_to
from tests.domain.report_samples import MISSING, PINS, parts
from tests.domain.test_challenge import challenge
from tests.domain.test_report import SOLAR, STUDY, frame

KEPT = Path(__file__).parents[1] / "golden_reports"


def outreach() -> Outreach:
    made = Outreach(body_id="centre", fiscal_year=2024, kind=BodyKind.PROMOTION_CENTRE, name="センター")
    made.record_activity(Activity(held_on=date(2024, 5, 1), kind=ActivityKind.SUPPORT, title="講座"), date(2024, 5, 1))
    return made


def report(form: int) -> AnnualReport:
    return annual_report(frame(), 3, PINS, MISSING, parts(outreach=[outreach()]), form=form)


def newest() -> dict[str, Any]:
    made = outreach()
    made.name_partners(1, ("members",))
    initiatives = (Initiative(number=1, kind=InitiativeKind.LEADING), Initiative(number=2))
    belonging = {SOLAR.measure_id: 1, STUDY.measure_id: None}
    more = {"initiatives": initiatives, "belonging": belonging, "challenges": [challenge()]}
    told = annual_report(frame(), 3, PINS, MISSING, parts(outreach=[made], **more))
    content: dict[str, Any] = json.loads(told.canonical())
    return content


def test_a_report_of_the_first_form_is_made_again_byte_for_byte() -> None:
    assert report(FIRST_FORM).canonical() == (KEPT / "form-1.json").read_bytes()


def test_a_report_of_the_second_form_is_made_again_byte_for_byte() -> None:
    assert report(SECOND_FORM).canonical() == (KEPT / "form-2.json").read_bytes()


def test_a_report_of_an_earlier_form_is_not_even_given_the_later_sections() -> None:
    first, second = report(FIRST_FORM), report(SECOND_FORM)
    assert (first.outreach, first.achievements, first.initiatives) == (None, None, None)
    assert (second.initiatives, second.challenges, second.cooperation) == (None, None, None)


@pytest.mark.parametrize("form", [FIRST_FORM, SECOND_FORM])
def test_a_published_report_of_an_earlier_form_is_read_back_to_the_same_bytes(form: int) -> None:
    kept = (KEPT / f"form-{form}.json").read_bytes()
    assert AnnualReport.model_validate_json(kept).canonical() == kept


def test_the_second_form_counts_the_outreach_of_the_year_under_review_and_names_itself() -> None:
    told = json.loads(report(SECOND_FORM).canonical())
    assert told["form"] == SECOND_FORM == 2
    assert told["outreach"]["fiscal_year"] == 2024
    assert [(each["kind"], each["count"]) for each in told["outreach"]["counts"]] == [
        ("awareness", 0),
        ("support", 1),
        ("counsel", 0),
    ]
    first = json.loads((KEPT / "form-1.json").read_bytes())
    assert {name: told[name] for name in first} == first
    assert [each["lg_code"] for each in told["achievements"]["lines"]] == ["43100", "43348", "43100"]
    assert told["achievements"]["fiscal_year"] == 2024
    assert set(told) - set(first) == ADDED[2]


def test_the_third_form_tells_of_initiatives_challenges_and_cooperation_and_leaves_the_second_as_it_was() -> None:
    told = newest()
    assert told["form"] == CURRENT_FORM == 3
    second = json.loads((KEPT / "form-2.json").read_bytes())
    assert {name: told[name] for name in second if name != "form"} == {
        name: part for name, part in second.items() if name != "form"
    }
    assert set(told) - set(second) == ADDED[3]
    assert [(each["initiative"]["number"], each["measures"]) for each in told["initiatives"]["lines"]] == [
        (1, [SOLAR.measure_id]),
        (2, []),
    ]
    assert (told["initiatives"]["elsewhere"], told["initiatives"]["fiscal_year"]) == ([STUDY.measure_id], 2024)
    assert [each["challenge_id"] for each in told["challenges"]["lines"]] == ["challenge:2025:3"]
    assert told["challenges"]["fiscal_year"] == 2025
    assert (told["cooperation"]["activities"], told["cooperation"]["together"]) == (1, 1)
    assert told["cooperation"]["fiscal_year"] == 2024


def test_a_form_does_not_know_the_sections_of_later_ones() -> None:
    assert unknown_to(FIRST_FORM) == ADDED[2] | ADDED[3]
    assert unknown_to(SECOND_FORM) == ADDED[3]
    assert unknown_to(CURRENT_FORM) == frozenset()


def test_a_compilation_of_before_there_were_forms_is_in_the_first_one() -> None:
    state: dict[str, object] = {}
    Compilation.Compiled.upcast_v1_v2(state)
    assert state == {"form": FIRST_FORM}
    anew: dict[str, object] = {}
    Compilation.CompiledAnew.upcast_v1_v2(anew)
    assert anew == {"form": FIRST_FORM}


def test_a_compilation_keeps_its_form_and_compiling_anew_takes_the_present_one() -> None:
    old = Compilation(fiscal_year=2024, number=1, parts=PINS, missing=(), basis=(), form=FIRST_FORM)
    old.compile_anew(PINS, ())
    assert (old.number, old.form) == (1, FIRST_FORM)
    old.compile_anew((), ())
    assert (old.number, old.form) == (2, CURRENT_FORM)
    assert Compilation.compile(2025, PINS, ()).form == CURRENT_FORM
