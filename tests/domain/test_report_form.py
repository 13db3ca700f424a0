"""The form of the report: a later form adds sections, and what was published in an earlier one keeps every byte."""

import json
from datetime import date
from pathlib import Path

from domain.body import BodyKind
from domain.compilation import Compilation
from domain.outreach import Activity, ActivityKind, Outreach
from domain.report import AnnualReport, annual_report
from domain.report_form import ADDED, CURRENT_FORM, FIRST_FORM, unknown_to
from tests.domain.report_samples import MISSING, PINS, parts
from tests.domain.test_report import frame

KEPT = Path(__file__).parents[1] / "golden_reports"


def outreach() -> Outreach:
    made = Outreach(body_id="centre", fiscal_year=2024, kind=BodyKind.PROMOTION_CENTRE, name="センター")
    made.record_activity(Activity(held_on=date(2024, 5, 1), kind=ActivityKind.SUPPORT, title="講座"), date(2024, 5, 1))
    return made


def report(form: int) -> AnnualReport:
    return annual_report(frame(), 3, PINS, MISSING, parts(outreach=[outreach()]), form=form)


def test_a_report_of_the_first_form_is_made_again_byte_for_byte() -> None:
    assert report(FIRST_FORM).canonical() == (KEPT / "form-1.json").read_bytes()


def test_a_report_of_the_first_form_is_not_even_given_the_later_sections() -> None:
    made = report(FIRST_FORM)
    assert (made.outreach, made.achievements) == (None, None)


def test_a_published_report_of_the_first_form_is_read_back_to_the_same_bytes() -> None:
    kept = (KEPT / "form-1.json").read_bytes()
    assert AnnualReport.model_validate_json(kept).canonical() == kept


def test_the_second_form_counts_the_outreach_of_the_year_under_review_and_names_itself() -> None:
    told = json.loads(report(CURRENT_FORM).canonical())
    assert told["form"] == CURRENT_FORM == 2
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


def test_a_form_does_not_know_the_sections_of_later_ones() -> None:
    assert unknown_to(FIRST_FORM) == ADDED[2]
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
