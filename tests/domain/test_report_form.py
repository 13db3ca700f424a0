"""The form of the report: a later form adds sections, and what was published in an earlier one keeps every byte."""

import dataclasses
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.body import BodyKind
from domain.compilation import Compilation
from domain.outreach import Activity, ActivityKind, Outreach
from domain.plan_content import Initiative, InitiativeKind
from domain.plan_membership import PlanMembership
from domain.report import AnnualReport, annual_report
from domain.report_form import (
    ADDED,
    CURRENT_FORM,
    FIFTH_FORM,
    FIRST_FORM,
    FOURTH_FORM,
    SECOND_FORM,
    SIXTH_FORM,
    THIRD_FORM,
    unknown_to,
)
from domain.report_marks import MARKING
from domain.report_membership import MembershipNote
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


def full(form: int) -> AnnualReport:
    """Make a report that has something to say in every section of the third form."""
    made = outreach()
    made.name_partners(1, ("members",))
    initiatives = (Initiative(number=1, kind=InitiativeKind.LEADING), Initiative(number=2))
    belonging = {SOLAR.measure_id: 1, STUDY.measure_id: None}
    more = {"initiatives": initiatives, "belonging": belonging, "challenges": [challenge()]}
    return annual_report(frame(), 3, PINS, MISSING, parts(outreach=[made], **more), form=form)


def content(form: int) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(full(form).canonical())
    return told


def test_a_report_of_the_first_form_is_made_again_byte_for_byte() -> None:
    assert report(FIRST_FORM).canonical() == (KEPT / "form-1.json").read_bytes()


def test_a_report_of_the_second_form_is_made_again_byte_for_byte() -> None:
    assert report(SECOND_FORM).canonical() == (KEPT / "form-2.json").read_bytes()


def test_a_report_of_the_third_form_is_made_again_byte_for_byte() -> None:
    assert full(THIRD_FORM).canonical() == (KEPT / "form-3.json").read_bytes()


def test_a_report_of_the_fourth_form_is_made_again_byte_for_byte() -> None:
    assert full(FOURTH_FORM).canonical() == (KEPT / "form-4.json").read_bytes()


def test_a_report_of_the_fifth_form_is_made_again_byte_for_byte() -> None:
    assert full(FIFTH_FORM).canonical() == (KEPT / "form-5.json").read_bytes()


def test_a_report_of_the_sixth_form_is_made_again_byte_for_byte() -> None:
    assert full(SIXTH_FORM).canonical() == (KEPT / "form-6.json").read_bytes()


def test_a_report_of_an_earlier_form_is_not_even_given_the_later_sections() -> None:
    first, second = report(FIRST_FORM), report(SECOND_FORM)
    assert (first.outreach, first.achievements, first.initiatives) == (None, None, None)
    assert (second.initiatives, second.challenges, second.cooperation) == (None, None, None)
    assert full(THIRD_FORM).reductions is None


@pytest.mark.parametrize("form", [FIRST_FORM, SECOND_FORM, THIRD_FORM, FOURTH_FORM, FIFTH_FORM, SIXTH_FORM])
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
    told = content(THIRD_FORM)
    assert told["form"] == THIRD_FORM == 3
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


def test_the_fourth_form_shows_every_reduction_with_its_basis_and_leaves_the_third_as_it_was() -> None:
    told = content(FOURTH_FORM)
    assert told["form"] == FOURTH_FORM == 4
    third = json.loads((KEPT / "form-3.json").read_bytes())
    assert {name: told[name] for name in third if name != "form"} == {
        name: part for name, part in third.items() if name != "form"
    }
    assert set(told) - set(third) == ADDED[4]
    assert told["reductions"]["fiscal_year"] == 2024
    [line] = told["reductions"]["lines"]
    assert (line["measure_id"], line["lg_code"]) == (SOLAR.measure_id, "43100")
    assert (line["stated"]["tonnes"], line["stated"]["basis"]) == ("3.5", "entered")
    assert line["stated"]["narrative"] == "補助 12 件"


def test_the_fifth_form_marks_every_amount_and_leaves_the_fourth_as_it_was() -> None:
    told = content(FIFTH_FORM)
    assert told["form"] == FIFTH_FORM == 5
    fourth = json.loads((KEPT / "form-4.json").read_bytes())
    assert {name: told[name] for name in told if name not in {"form", "emissions"}} == {
        name: part for name, part in fourth.items() if name not in {"form", "emissions"}
    }
    nothing: dict[str, Any] = {"understated": [], "provisional": [], "label": None}
    marked = {**fourth["emissions"], "marking": MARKING}
    for amount in (marked["total"], marked["sink"], *(each["amount"] for each in marked["sectors"])):
        amount["marks"] = nothing
    for town in marked["municipalities"]:
        town["amount"]["marks"] = nothing
    assert told["emissions"] == marked


def test_a_report_of_the_fourth_form_says_nothing_of_marks_even_where_there_are_some() -> None:
    plain = annual_report(frame(), 3, PINS, MISSING, parts(), form=FOURTH_FORM)
    cells = [each.model_copy(update={"understated": True}) for each in parts().cells["43100"]]
    marked = dataclasses.replace(parts(), cells={"43100": cells})
    assert annual_report(frame(), 3, PINS, MISSING, marked, form=FOURTH_FORM).canonical() == plain.canonical()
    assert annual_report(frame(), 3, PINS, MISSING, marked).canonical().count("過少".encode()) > 1


def test_the_sixth_form_names_of_whom_it_is_not_known_and_leaves_the_fifth_as_it_was() -> None:
    told = content(SIXTH_FORM)
    assert told["form"] == SIXTH_FORM == 6
    fifth = json.loads((KEPT / "form-5.json").read_bytes())
    assert {name: told[name] for name in fifth if name != "form"} == {
        name: part for name, part in fifth.items() if name != "form"
    }
    assert set(told) - set(fifth) == ADDED[6] == {"membership"}
    reviewed = len(frame().members)
    assert told["membership"] == {"reviewed": reviewed, "members_count": None, "not_known": []}
    open_one = PlanMembership(candidates=("43204", "43100"), members_count=1)
    more = dataclasses.replace(parts(), membership=open_one)
    note = annual_report(frame(), 3, PINS, MISSING, more, form=SIXTH_FORM).membership
    assert note == MembershipNote(reviewed=reviewed, members_count=1, not_known=("43100", "43204"))
    assert annual_report(frame(), 3, PINS, MISSING, more, form=FIFTH_FORM).membership is None


def test_the_seventh_form_adds_its_sections_and_leaves_the_sixth_as_it_was() -> None:
    told = content(CURRENT_FORM)
    assert told["form"] == CURRENT_FORM == 7
    sixth = json.loads((KEPT / "form-6.json").read_bytes())
    assert {name: told[name] for name in sixth if name != "form"} == {
        name: part for name, part in sixth.items() if name != "form"
    }
    assert set(told) - set(sixth) == ADDED[7]


def test_a_report_of_the_present_form_is_read_back_to_the_same_bytes() -> None:
    made = full(CURRENT_FORM).canonical()
    assert AnnualReport.model_validate_json(made).canonical() == made


def test_the_current_form_is_what_a_report_is_made_in_unless_told_otherwise() -> None:
    assert annual_report(frame(), 3, PINS, MISSING, parts()).form == CURRENT_FORM


def test_a_form_does_not_know_the_sections_of_later_ones() -> None:
    assert unknown_to(FIRST_FORM) == ADDED[2] | ADDED[3] | ADDED[4] | ADDED[6] | ADDED[7]
    assert unknown_to(SECOND_FORM) == ADDED[3] | ADDED[4] | ADDED[6] | ADDED[7]
    assert unknown_to(THIRD_FORM) == ADDED[4] | ADDED[6] | ADDED[7]
    assert unknown_to(FOURTH_FORM) == unknown_to(FIFTH_FORM) == ADDED[6] | ADDED[7]
    assert unknown_to(SIXTH_FORM) == ADDED[7]
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
