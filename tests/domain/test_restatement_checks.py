"""The checks of a restatement: what looks wrong after it and did not before is asked, and answered with a reason."""

from datetime import date
from decimal import Decimal

import pytest

from domain.emission_checks import CheckWarning, Comparison, WarningCode
from domain.emission_statement import EmissionStatement
from domain.past_emissions import PastEmissions
from domain.restatement_checks import RestatementAnswer, RestatementCheck, asked_of_restatement
from domain.warning_answers import ComparisonMissing, WarningNotRaised, WarningReasonMissing, WarningsUnanswered
from tests.domain.emission_samples import DAY, SAMPLE, bound, comparison, earlier
from tests.domain.office_year import AFTER, BEFORE, LG, SECTORS, accepted, cell, full_statement
from tests.domain.replay import assert_replays
from tests.domain.test_recalculation import PUBLISHED, propose, provisional

SLIP = bound(WarningCode.UNIT_SLIP, "0.003", "300")
BOUNDS = Comparison(bounds=(SLIP,))


def answer(
    code: WarningCode = WarningCode.UNIT_SLIP, field: str = "RES.co2", reason: str = SAMPLE
) -> RestatementAnswer:
    return RestatementAnswer.model_construct(warning=code, field=field, reason=reason)


def check(*answers: RestatementAnswer, against: Comparison = BOUNDS) -> RestatementCheck:
    return RestatementCheck(comparison=against, answers=answers)


def statement() -> EmissionStatement:
    made = accepted(full_statement())
    assert isinstance(made, EmissionStatement)
    return made


def restate(made: EmissionStatement, value: str, given: RestatementCheck | None = None) -> None:
    named = {"reason": "統計の改訂", "authority": "事務局長", "effect": "家庭部門が増加"}
    made.restate((cell(value=value),), on=AFTER, check=given, **named)


@pytest.mark.parametrize(
    ("before", "after", "slips"),
    [
        ("100", "30000", False),
        ("100", "30001", True),
        ("100", "0.3", False),
        ("100", "0.29", True),
        ("100", "100", False),
        ("0", "100", False),
        ("100", "-100000", False),
        ("100", "0", False),
        ("100", None, False),
        (None, "100000", False),
    ],
)
def test_a_figure_a_thousand_times_its_former_edition_is_asked_about(
    before: str | None, after: str | None, *, slips: bool
) -> None:
    asked = asked_of_restatement([cell(value=before)], [cell(value=after)], BOUNDS)
    held = [(each.code, each.field, each.stated, each.compared) for each in asked]
    slip = (WarningCode.UNIT_SLIP, "RES.co2", Decimal(after or 0), Decimal(before or 0))
    assert held == ([slip] if slips else [])


def test_a_figure_that_was_not_there_before_hides_no_slip_of_another() -> None:
    before, after = [cell("COM", value="1")], [cell("RES", value="5"), cell("COM", value="1000")]
    assert [each.field for each in asked_of_restatement(before, after, BOUNDS)] == ["COM.co2"]


def test_without_bounds_on_record_no_slip_is_asked_about() -> None:
    assert asked_of_restatement([cell(value="1")], [cell(value="100000")], Comparison()) == ()


def test_what_looked_the_same_before_is_not_asked_again_and_every_check_is_asked_of_the_rest() -> None:
    against = comparison(earlier=(earlier("100"), earlier("100", "COM")))
    before, after = [cell(value="900"), cell("COM", value="100")], [cell(value="900"), cell("COM", value="900")]
    assert [(each.code, each.field) for each in asked_of_restatement(before, after, against)] == [
        (WarningCode.YEAR_ON_YEAR, "COM.co2")
    ]
    assert asked_of_restatement(before, before, against) == ()


def test_a_slip_seen_against_both_years_and_editions_of_the_same_figure_is_asked_once() -> None:
    against = comparison(earlier=(earlier("100"),), bounds=(SLIP,))
    asked = asked_of_restatement([cell(value="100")], [cell(value="100000")], against)
    assert len(asked) == 1


def test_a_slip_of_unit_in_a_restatement_wants_a_reason_and_is_no_wall() -> None:
    made = statement()
    version = made.version
    with pytest.raises(WarningsUnanswered) as refused:
        restate(made, "1234500", check())
    assert refused.value.details == {"warnings": ["unit-slip:RES.co2"]}
    assert (made.version, made.edition) == (version, 1)
    restate(made, "1234500", check(answer()))
    assert made.edition == 2
    held = made.checks.answers[-1]
    assert (held.reason, held.answered_on, held.warning.compared) == (SAMPLE, AFTER, Decimal("1234.5"))
    assert made.checks.comparison == BOUNDS
    assert_replays(EmissionStatement, made.collect())
    restate(made, "1234501", check())
    assert made.edition == 3


def test_what_was_answered_before_of_the_very_figures_is_not_asked_again() -> None:
    made = statement()
    against = comparison(earlier=(earlier("1234.5"),))
    restate(made, "9999", check(answer(WarningCode.YEAR_ON_YEAR), against=against))
    restate(made, "1234.5", check(against=against))
    restate(made, "9999", check(against=against))
    assert (made.edition, len(made.checks.answers)) == (4, 1)


def test_what_was_answered_may_be_answered_otherwise_and_the_same_answer_is_nothing_new() -> None:
    made = statement()
    against = comparison(earlier=(earlier("1234.5"),))
    jump = WarningCode.YEAR_ON_YEAR
    restate(made, "9999", check(answer(jump), against=against))
    restate(made, "1234.5", check(against=against))
    restate(made, "9999", check(answer(jump), against=against))
    assert [each.reason for each in made.checks.answers] == [SAMPLE]
    restate(made, "1234.5", check(against=against))
    restate(made, "9999", check(answer(jump, reason="別の理由"), against=against))
    assert [each.reason for each in made.checks.answers] == [SAMPLE, "別の理由"]


def test_a_restatement_compares_with_what_was_taken_last_unless_it_brings_something() -> None:
    made = statement()
    made.take_comparison(BOUNDS)
    with pytest.raises(WarningsUnanswered):
        restate(made, "1234500")
    before = made.version
    restate(made, "1235")
    assert made.version == before + 2  # the restatement, and the approval that falls


def test_nothing_restated_takes_no_comparison_and_no_answer() -> None:
    made = statement()
    before = made.version
    restate(made, "1234.5", check(answer()))
    assert made.version == before


def test_a_restatement_without_anything_to_compare_with_is_no_check() -> None:
    made = EmissionStatement(lg_code=LG, fiscal_year=2025, emissions_fiscal_year=2022, sectors=SECTORS, begun_on=BEFORE)
    made.state_cells((cell("RES"), cell("COM")))
    made.trigger_event(EmissionStatement.Accepted, accepted_on=AFTER, content_version=made.content_version)
    with pytest.raises(ComparisonMissing):
        restate(made, "1300")
    assert made.edition == 1


def test_an_answer_is_about_a_warning_that_is_raised_and_has_a_reason() -> None:
    made = statement()
    with pytest.raises(WarningNotRaised) as refused:
        restate(made, "1300", check(answer()))
    assert refused.value.details == {"warning": "unit-slip", "field": "RES.co2"}
    with pytest.raises(WarningReasonMissing):
        restate(made, "1234500", check(answer(reason="")))
    assert made.edition == 1


def test_an_accepted_recalculation_is_checked_like_every_restatement() -> None:
    made = provisional()
    accepted(made)
    propose(made)
    named = {"reason": "係数の公表", "authority": "環境省公表"}
    narrow = Comparison(bounds=(bound(WarningCode.UNIT_SLIP, "0.9", "1.1"),))
    with pytest.raises(WarningsUnanswered):
        made.accept_recalculation(1, on=DAY, check=check(against=narrow), **named)
    assert made.edition == 1
    made.accept_recalculation(1, on=DAY, check=check(answer(), against=narrow), **named)
    assert (made.edition, made.recalculations.open) == (2, None)
    assert PUBLISHED.entries


def past(value: str = "1000") -> PastEmissions:
    cells = (cell("RES", value=value), cell("COM", value="50"))
    of = {"lg_code": LG, "emissions_fiscal_year": 2013, "sectors": SECTORS, "source": SAMPLE, "on": date(2025, 5, 1)}
    return PastEmissions.enter(**of, cells=cells, check=RestatementCheck(comparison=Comparison()))  # type: ignore[arg-type]  # as named


def restate_past(made: PastEmissions, value: str, given: RestatementCheck) -> None:
    named = {"source": SAMPLE, "reason": "統計の改訂", "authority": "事務局長", "effect": "増加"}
    made.restate((cell(value=value),), on=AFTER, check=given, **named)


def test_a_past_year_restated_a_thousandfold_wants_a_reason_too() -> None:
    made = past()
    with pytest.raises(WarningsUnanswered) as refused:
        restate_past(made, "1000000", check())
    assert refused.value.details == {"warnings": ["unit-slip:RES.co2"]}
    assert made.edition == 1
    with pytest.raises(WarningNotRaised):
        restate_past(made, "1000000", check(answer(), answer(field="COM.co2")))
    restate_past(made, "1000000", check(answer()))
    assert made.edition == 2
    [held] = made.answers
    expected = CheckWarning(
        code=WarningCode.UNIT_SLIP, field="RES.co2", stated=Decimal(1000000), compared=Decimal(1000)
    )
    assert (held.warning, held.reason, held.answered_on) == (expected, SAMPLE, AFTER)
    assert_replays(PastEmissions, made.collect())
    restate_past(made, "1000", check(answer()))
    restate_past(made, "1000000", check())
    assert (made.edition, len(made.answers)) == (4, 2)
