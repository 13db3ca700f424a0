"""The progress report: every measure is confirmed, and silence is not confirmation (rule 2)."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from domain.approval import FallCause
from domain.filing import CommentedFieldUnknown, FieldComment, FilingNotAccepted, FilingNotEditable, SubmissionState
from domain.progress_report import (
    MeasureNotDue,
    MeasureStatement,
    MeasureStatus,
    MeasuresUnconfirmed,
    MeasureUndescribed,
    ProgressContent,
    ProgressReport,
)
from domain.reduction import ReductionDiffersFromFormula
from domain.scale import GradeUnknown
from tests.domain.office_year import (
    AFTER,
    BEFORE,
    DUE,
    GRADES,
    LG,
    MEASURES,
    accepted,
    approved,
    codes,
    empty_report,
    full_report,
    statement,
    submitted,
)
from tests.domain.replay import assert_replays


def test_silence_about_a_measure_refuses_the_submission_and_names_it() -> None:
    made = empty_report()
    made.report(statement(MEASURES[1]))
    assert list(made.content_blockers()) == [MeasuresUnconfirmed(measures=[MEASURES[0]])]
    assert codes(made.submit_blockers()) == ["measures-unconfirmed", "in-house-approval-missing"]
    with pytest.raises(MeasuresUnconfirmed):
        submitted(made)


def test_a_measure_under_study_needs_a_statement_too() -> None:
    made = empty_report()
    made.report(statement(MEASURES[0]))
    made.report(statement(MEASURES[1], status=MeasureStatus.UNDER_STUDY))
    assert submitted(made).state is SubmissionState.SUBMITTED


def test_no_change_is_an_explicit_statement() -> None:
    made = empty_report()
    with pytest.raises(MeasureUndescribed) as refused:
        made.report(statement(narrative=None))
    assert refused.value.details == {"measure_id": MEASURES[0]}
    made.report(statement(narrative=None, no_change=True))
    assert made.statements[MEASURES[0]].no_change


def test_a_statement_is_about_a_measure_due_and_graded_on_the_rounds_scale() -> None:
    made = empty_report()
    stray = statement("measure:43210-0001", grade="Z", narrative=None)
    assert list(made.report_blockers()) == []
    assert list(made.report_blockers(stray)) == [
        MeasureNotDue(measure_id="measure:43210-0001"),
        GradeUnknown(grade="Z", grades=list(GRADES)),
        MeasureUndescribed(measure_id="measure:43210-0001"),
    ]
    with pytest.raises(MeasureNotDue):
        made.report(stray)
    made.report(statement(grade="D"))
    assert made.statements[MEASURES[0]].grade == "D"


def test_a_missing_figure_is_none_and_an_infinite_one_is_refused() -> None:
    made = statement()
    assert (made.indicator_actual, made.reduction) == (None, None)
    with pytest.raises(ValidationError):
        statement(indicator_actual=Decimal("Infinity"))
    with pytest.raises(ValidationError):
        statement(reduction=Decimal("Infinity"))


def test_figures_keep_six_places_and_a_bounded_length() -> None:
    for name in ("indicator_actual", "reduction"):
        for figure in ("0.1234567", "123456789012345.123456", "1e30"):
            with pytest.raises(ValidationError):
                MeasureStatement.model_validate({**statement().model_dump(), name: figure})
    assert statement(indicator_actual="12345678901234.123456").indicator_actual == Decimal("12345678901234.123456")


def test_what_is_filed_is_not_reported_on() -> None:
    made = submitted(full_report())
    assert list(made.edit_blockers()) == [FilingNotEditable(state=SubmissionState.SUBMITTED)]


def test_the_content_follows_the_order_of_the_measures() -> None:
    made = empty_report()
    second, first = statement(MEASURES[1]), statement(MEASURES[0])
    made.report(second)
    assert made.content() == ProgressContent(measures=MEASURES, statements=(second,))
    made.report(first)
    assert made.content() == ProgressContent(measures=MEASURES, statements=(first, second))


def test_comments_are_tied_to_measures_and_members_of_their_statements() -> None:
    fields = empty_report().fields()
    members = set(MeasureStatement.model_fields) - {"measure_id"}
    assert fields == {"measures", *MEASURES, *(f"{measure}.{member}" for measure in MEASURES for member in members)}


def test_a_report_without_any_measure_is_returned_with_a_comment_on_the_list_as_a_whole() -> None:
    made = ProgressReport(lg_code=LG, fiscal_year=2025, measures=(), grades=GRADES, begun_on=BEFORE)
    submitted(made)
    with pytest.raises(CommentedFieldUnknown):
        made.send_back((FieldComment(field="none", comment="施策がありません。"),), on=DUE)
    made.send_back((FieldComment(field="measures", comment="施策がありません。"),), on=DUE)
    assert made.state is SubmissionState.RETURNED


def test_what_is_not_confirmed_is_named_in_the_order_of_the_measures() -> None:
    made = empty_report()
    assert list(made.unconfirmed) == list(MEASURES)
    made.report(statement(MEASURES[0]))
    assert made.unconfirmed == (MEASURES[1],)


def test_a_measure_listed_later_is_owed_and_fells_the_approval() -> None:
    made = full_report()
    approved(made)
    made.list_measure("measure:43100-0003")
    assert made.fallen_approvals[-1].cause is FallCause.MEASURE_LISTED
    assert made.measures == (*MEASURES, "measure:43100-0003")
    assert made.content_version == made.version - 1
    assert list(made.content_blockers()) == [MeasuresUnconfirmed(measures=["measure:43100-0003"])]
    version = made.version
    made.list_measure("measure:43100-0003")
    assert made.version == version


def test_it_is_settled_when_it_is_accepted_and_nothing_came_due_since() -> None:
    made = full_report()
    assert not made.is_settled
    accepted(made)
    assert made.is_settled
    made.list_measure("measure:43100-0003")
    assert not made.is_settled


def test_a_submitted_report_that_lacks_a_measure_listed_later_is_not_accepted_but_returned() -> None:
    made = full_report()
    submitted(made)
    made.list_measure("measure:43100-0003")
    assert codes(made.accept_blockers()) == ["measures-unconfirmed"]
    made.send_back((FieldComment(field="measure:43100-0003", comment="追加されました"),), on=AFTER)
    made.report(statement("measure:43100-0003"))
    assert accepted(made).is_accepted


def test_a_correction_after_acceptance_keeps_reason_and_authority_and_moves_the_accepted_version() -> None:
    made = full_report()
    accepted(made)
    before = made.accepted_version
    made.correct((statement(reduction="1.5"), statement(MEASURES[1])), on=AFTER, reason="誤記", authority="事務局長")
    assert made.state is SubmissionState.ACCEPTED
    assert made.corrected
    assert made.statements[MEASURES[0]].reduction == Decimal("1.5")
    assert before is not None
    assert made.accepted_version == made.content_version == before + 4
    assert made.fallen_approvals[-1].cause is FallCause.CORRECTED
    corrected = made.corrections[-1]
    assert (corrected.reason, corrected.authority, corrected.corrected_on) == ("誤記", "事務局長", AFTER)
    facts = made.collect()
    assert [fact.statements for fact in facts if fact.TOPIC.endswith("corrected")] == [  # type: ignore[attr-defined]  # of Corrected
        (statement(reduction="1.5"),)
    ]
    assert_replays(type(made), facts, made)


def test_a_correction_of_one_measure_leaves_the_statements_on_the_others() -> None:
    made = full_report()
    accepted(made)
    made.correct((statement(reduction="1.5"),), on=AFTER, reason="誤記", authority="事務局長")
    assert made.statements == {MEASURES[0]: statement(reduction="1.5"), MEASURES[1]: statement(MEASURES[1])}


def test_a_correction_that_changes_nothing_adds_no_event() -> None:
    made = full_report()
    accepted(made)
    version = made.version
    made.correct((statement(),), on=AFTER, reason="誤記", authority="事務局長")
    assert made.version == version
    assert not made.corrected


def test_a_correction_is_checked_like_a_report() -> None:
    made = full_report()
    with pytest.raises(FilingNotAccepted):
        made.correct((statement(),), on=AFTER, reason="誤記", authority="事務局長")
    accepted(made)
    with pytest.raises(GradeUnknown):
        made.correct((statement(grade="Z"),), on=AFTER, reason="誤記", authority="事務局長")


FORMULA = {
    "method": "activity-and-factor",
    "activity": "4",
    "activity_unit": "件",
    "factor": "0.25",
    "factor_edition": "サンプル（架空値）の版",
}


def test_a_reduction_equals_the_formula_that_is_stated_beside_it() -> None:
    made = empty_report()
    with pytest.raises(ReductionDiffersFromFormula):
        made.report(statement(reduction="2", reduction_formula=FORMULA))
    made.report(statement(reduction="1", reduction_formula=FORMULA))
    accepted_report = full_report()
    accepted(accepted_report)
    wrong = statement(reduction="2", reduction_formula=FORMULA)
    with pytest.raises(ReductionDiffersFromFormula):
        accepted_report.correct((wrong,), on=AFTER, reason="誤記", authority="課長")


def test_unchanged_is_stated_explicitly_by_copying_what_was_stated_the_year_before() -> None:
    made = empty_report()
    earlier = tuple(statement(each, grade="A", indicator="count") for each in MEASURES)
    made.confirm_unchanged(earlier, from_fiscal_year=2024)
    assert [made.statements[each].no_change for each in MEASURES] == [True, True]
    assert made.statements[MEASURES[0]] == statement(indicator="count", no_change=True)
    assert list(made.content_blockers()) == []
    fact = made.collect()[-1]
    assert isinstance(fact, ProgressReport.ConfirmedUnchanged)
    assert (fact.from_fiscal_year, fact.statements) == (2024, tuple(made.statements.values()))


FIGURES: dict[str, Any] = {
    "indicator": "count",
    "indicator_actual": "12",
    "reduction": "1",
    "reduction_formula": FORMULA,
}


def test_unchanged_copies_no_figure_and_no_grade_of_last_year_since_nobody_has_measured_this_one() -> None:
    made = empty_report()
    made.confirm_unchanged((statement(grade="A", **FIGURES),), from_fiscal_year=2024)
    assert made.statements[MEASURES[0]] == statement(indicator="count", no_change=True)
    assert made.unconfirmed == (MEASURES[1],)


def test_unchanged_keeps_the_figures_that_this_year_has_stated_already() -> None:
    made = empty_report()
    own: dict[str, Any] = {
        **FIGURES,
        "indicator": "area",
        "indicator_actual": "7",
        "reduction": "3",
        "reduction_formula": None,
    }
    made.report(statement(grade="B", **own))
    made.confirm_unchanged((statement(grade="A", **FIGURES),), from_fiscal_year=2024)
    assert made.statements[MEASURES[0]] == statement(grade="B", no_change=True, **own)
    made.report(statement(grade="A", no_change=True))
    made.confirm_unchanged((statement(grade="A", **FIGURES),), from_fiscal_year=2024)
    assert made.statements[MEASURES[0]] == statement(grade="A", indicator="count", no_change=True)


def test_what_stands_unchanged_already_is_not_stated_again() -> None:
    made = empty_report()
    made.confirm_unchanged((statement(),), from_fiscal_year=2024)
    made.confirm_unchanged((statement(),), from_fiscal_year=2024)
    assert made.version == 2
    made.confirm_unchanged((statement(), statement(MEASURES[1])), from_fiscal_year=2024)
    fact = made.collect()[-1]
    assert isinstance(fact, ProgressReport.ConfirmedUnchanged)
    assert [each.measure_id for each in fact.statements] == [MEASURES[1]]


def test_confirming_unchanged_fells_the_approval_and_is_closed_once_filed() -> None:
    made = full_report()
    approved(made)
    made.confirm_unchanged((statement(grade="B"),), from_fiscal_year=2024)
    assert [fallen.cause for fallen in made.fallen_approvals] == [FallCause.CONTENT_CHANGED]
    assert made.content_version == made.version - 1
    submitted(made)
    with pytest.raises(FilingNotEditable):
        made.confirm_unchanged((statement(grade="A"),), from_fiscal_year=2024)


def test_a_grade_of_last_years_scale_is_not_carried_into_another_scale() -> None:
    made = empty_report()
    made.confirm_unchanged((statement(grade="◎"),), from_fiscal_year=2024)
    assert made.statements[MEASURES[0]].grade is None
    with pytest.raises(MeasureNotDue):
        made.confirm_unchanged((statement("measure:43100-0099"),), from_fiscal_year=2024)


def test_statements_of_before_formulas_are_lifted_without_one() -> None:
    reported: dict[str, Any] = {"statement": {"status": "under-way"}}
    ProgressReport.MeasureReported.upcast_v1_v2(reported)
    corrected: dict[str, Any] = {"statements": [{"status": "under-way"}]}
    ProgressReport.Corrected.upcast_v1_v2(corrected)
    lifted = {"status": "under-way", "indicator": None, "reduction_formula": None}
    assert (reported, corrected) == ({"statement": lifted}, {"statements": [lifted]})
