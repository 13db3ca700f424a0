"""The checks before submission: named warnings that want a reason, and that reopen when their figures change."""

from decimal import Decimal

import pytest

from domain.emission_checks import (
    THOUSAND,
    CheckWarning,
    Comparison,
    EarlierFigure,
    WarningCode,
    earlier_figures,
    warnings,
)
from domain.emission_statement import EmissionStatement
from domain.emissions import Activity, Cell, Factor, Gas, Method, Notation, WarmingPotential
from domain.energy import calculated
from domain.filing import FilingNotEditable, SubmissionState
from domain.warning_answers import (
    ComparisonMissing,
    WarningNotRaised,
    WarningReasonMissing,
    WarningsUnanswered,
)
from tests.domain.emission_samples import (
    DAY,
    SAMPLE,
    allocation,
    book,
    bound,
    comparison,
    earlier,
    electricity,
    entry,
    uses,
)
from tests.domain.office_year import BEFORE, LG, accepted, approved, cell, full_statement, submitted
from tests.domain.replay import assert_replays

JUMP, SLIP, PARTS = WarningCode.YEAR_ON_YEAR, WarningCode.UNIT_SLIP, WarningCode.PARTS
MISSING, PER_PERSON = WarningCode.SECTOR_MISSING, WarningCode.PER_PERSON


def raised(cells: list[Cell], given: Comparison) -> list[tuple[WarningCode, str]]:
    return [(each.code, each.field) for each in warnings(cells, given)]


@pytest.mark.parametrize(
    ("value", "before", "code"),
    [
        ("100", "100", None),
        ("140", "100", None),
        ("70", "100", None),
        ("140.000001", "100", JUMP),
        ("69.999999", "100", JUMP),
        ("0", "100", JUMP),
        ("-100", "100", JUMP),
        ("100", "0", JUMP),
        ("0", "0", None),
        ("30000", "100", JUMP),
        ("30001", "100", SLIP),
        ("0.3", "100", JUMP),
        ("0.29", "100", SLIP),
    ],
)
def test_a_jump_from_last_year_is_asked_about_and_a_thousandfold_one_is_a_slip_of_unit(
    value: str, before: str, code: WarningCode | None
) -> None:
    found = warnings([cell(value=value)], comparison(earlier=(earlier(before),)))
    figures = {"field": "RES.co2", "stated": Decimal(value), "compared": Decimal(before)}
    assert found == (() if code is None else (CheckWarning.model_validate({"code": code, **figures}),))


def test_a_cell_is_compared_with_the_same_cell_of_last_year_alone() -> None:
    given = comparison(earlier=(earlier("100", "RES", Gas.CH4), earlier("100", "COM")))
    assert raised([cell("RES", value="900"), cell("COM", value="100")], given) == []


def test_a_cell_that_is_new_this_year_hides_no_jump_of_the_cells_after_it() -> None:
    given = comparison(earlier=(earlier("100", "COM"),))
    assert raised([cell("RES", value="900"), cell("COM", value="900")], given) == [(JUMP, "COM.co2")]


def test_a_sector_that_had_a_figure_last_year_and_has_none_now_is_missing() -> None:
    given = comparison(earlier=(earlier("100"), earlier("5", "RES", Gas.CH4), earlier("7", "COM")))
    found = warnings([cell("RES", value=None), cell("COM", value="7")], given)
    assert found == (CheckWarning(code=MISSING, field="RES", stated=None, compared=Decimal(105)),)
    assert raised([cell("COM", value="7"), cell("RES", Gas.N2O, "1")], given) == []


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("1000", None),
        ("30000", None),
        ("999.9", PER_PERSON),
        ("1", SLIP),
        ("0.9", PER_PERSON),
        ("30001", PER_PERSON),
        ("1000000", SLIP),
    ],
)
def test_a_total_that_does_not_fit_the_population_is_an_outlier_or_a_slip_of_unit(
    value: str, code: WarningCode | None
) -> None:
    found = warnings([cell(value=value)], comparison(population=1000))
    expected = {"code": code, "field": "total", "stated": Decimal(value), "compared": Decimal(1000)}
    assert found == (() if code is None else (CheckWarning.model_validate(expected),))


def test_a_far_too_large_total_is_an_outlier_when_the_other_unit_would_not_fit_either() -> None:
    assert raised([cell(value=str(30 * THOUSAND * THOUSAND + 1))], comparison(population=1000)) == [
        (PER_PERSON, "total")
    ]


def test_a_sum_that_lacks_cells_may_be_small_but_not_large() -> None:
    given = comparison(population=1000)
    assert raised([cell(value="1"), cell("COM", value=None)], given) == []
    assert raised([cell(value="40000"), cell("COM", value=None)], given) == [(PER_PERSON, "total")]
    assert raised([cell(value=None)], given) == []


def test_a_sector_has_its_own_bounds_and_sinks_count_for_nobody() -> None:
    given = comparison(population=1000, bounds=(bound(PER_PERSON, "1", "2", "RES"),))
    cells = [cell("RES", value="3000"), cell("COM", value="90000"), cell("SINK", value="-99999")]
    assert warnings(cells, given) == (
        CheckWarning(code=PER_PERSON, field="RES", stated=Decimal(3000), compared=Decimal(1000)),
    )
    whole = comparison(population=1000, bounds=(bound(PER_PERSON, "1", "30"),))
    assert raised([cell("RES", value="5000"), cell("SINK", value="-4900")], whole) == []


def test_without_a_population_or_a_last_year_nothing_is_compared_with_them() -> None:
    assert raised([cell(value="1")], comparison()) == []
    assert raised([cell(value="1")], Comparison(population=1000, earlier=(earlier("1000"),))) == []


def test_a_figure_that_differs_from_the_sum_of_its_uses_is_asked_about() -> None:
    right = calculated(uses(electricity()), book(entry()), 2022)
    assert raised([right], comparison()) == []
    for off in ("1", "-1"):
        assert raised([right.model_copy(update={"value": Decimal(500) + Decimal(off)})], comparison()) == []
    wrong = right.model_copy(update={"value": Decimal("501.1")})
    assert warnings([wrong], comparison()) == (
        CheckWarning(code=PARTS, field="RES.co2", stated=Decimal("501.1"), compared=Decimal(500)),
    )
    assert raised([right.model_copy(update={"value": Decimal("498.9")})], comparison()) == [(PARTS, "RES.co2")]


def test_a_figure_that_differs_from_its_own_allocation_is_asked_about() -> None:
    figure = {"sector": "RES", "gas": Gas.CO2, "method": Method.STANDARD}
    wrong = Cell.model_validate({**figure, "value": Decimal(1), "allocation": allocation()})
    assert raised([wrong], comparison()) == [(PARTS, "RES.co2")]
    right = wrong.model_copy(update={"value": Decimal(125000)})
    assert raised([right], comparison()) == []
    impossible = wrong.model_copy(update={"allocation": allocation(whole_activity=Decimal(1))})
    assert raised([impossible], comparison()) == []


def methane(value: str, quantity: str = "1000", **changes: object) -> Cell:
    body = {
        "sector": "WASTE",
        "gas": Gas.CH4,
        "value": Decimal(value),
        "method": Method.OWN,
        "activity": Activity(quantity=Decimal(quantity), unit="t"),
        "factor": Factor(value=Decimal("0.1"), edition=SAMPLE),
        **changes,
    }
    return Cell.model_validate(body)


def test_a_figure_that_differs_from_activity_times_factor_is_asked_about() -> None:
    assert raised([methane("100")], comparison()) == []
    assert raised([methane("2800")], comparison()) == [(PARTS, "WASTE.ch4")]
    potential = WarmingPotential(value=Decimal(28), edition=SAMPLE)
    assert raised([methane("2800", warming_potential=potential)], comparison()) == []
    no_figure = Cell(sector="WASTE", gas=Gas.CH4, notation=Notation.CONFIDENTIAL)
    assert raised([no_figure], comparison()) == []


def test_a_figure_of_zero_is_measured_against_its_account_like_any_other() -> None:
    assert raised([methane("0", quantity="5")], comparison()) == []
    assert warnings([methane("0", quantity="15")], comparison()) == (
        CheckWarning(code=PARTS, field="WASTE.ch4", stated=Decimal(0), compared=Decimal("1.5")),
    )


def test_an_activity_alone_and_a_factor_alone_say_nothing_about_a_figure() -> None:
    assert raised([methane("7", factor=None), methane("7", activity=None)], comparison()) == []


def test_what_the_next_year_is_compared_with_are_the_figures_and_not_the_notations() -> None:
    assert earlier_figures([cell("RES"), cell("COM", value=None)]) == (
        EarlierFigure(sector="RES", gas=Gas.CO2, value=Decimal("1234.5")),
    )


def doubtful() -> EmissionStatement:
    made = full_statement()
    made.take_comparison(comparison(earlier=(earlier("100"),)))
    return made


def waiting(made: EmissionStatement) -> list[object]:
    return [each.details.get("warnings", each.code) for each in made.checks.submit_blockers(made.content().cells)]


def test_a_statement_without_a_comparison_was_not_checked_and_cannot_be_submitted() -> None:
    made = EmissionStatement(
        lg_code=LG, fiscal_year=2025, emissions_fiscal_year=2022, sectors=("RES",), begun_on=BEFORE
    )
    made.state_cells((cell(),))
    approved(made)
    assert list(made.submit_blockers()) == [ComparisonMissing()]
    assert made.checks.raised(made.content().cells) == ()


def test_a_warning_holds_the_submission_back_until_it_is_answered_with_a_reason() -> None:
    made = doubtful()
    approved(made)
    assert list(made.submit_blockers()) == [WarningsUnanswered(warnings=["year-on-year:RES.co2"])]
    with pytest.raises(WarningReasonMissing):
        made.answer_warning("year-on-year", "RES.co2", reason="", on=DAY)
    made.answer_warning("year-on-year", "RES.co2", reason="工場の新設", on=DAY)
    assert list(made.submit_blockers()) == []
    (answer,) = made.checks.answers
    assert (answer.reason, answer.answered_on, answer.warning.code) == ("工場の新設", DAY, JUMP)
    made.submit(on=BEFORE, due_on=BEFORE)
    assert made.state is SubmissionState.SUBMITTED
    assert_replays(EmissionStatement, made.collect(), made)


def test_a_changed_figure_that_still_looks_wrong_opens_the_question_again() -> None:
    made = doubtful()
    made.answer_warning("year-on-year", "RES.co2", reason="工場の新設", on=DAY)
    assert waiting(made) == []
    made.state_cells((cell(value="900"),))
    assert waiting(made) == [["year-on-year:RES.co2"]]
    made.state_cells((cell(value="100"),))
    assert waiting(made) == []
    made.state_cells((cell(),))
    assert waiting(made) == []


def test_a_restated_last_year_opens_the_question_again() -> None:
    made = doubtful()
    made.answer_warning("year-on-year", "RES.co2", reason="工場の新設", on=DAY)
    made.take_comparison(comparison(earlier=(earlier("200"),)))
    assert waiting(made) == [["year-on-year:RES.co2"]]


def test_only_a_warning_that_stands_can_be_answered() -> None:
    made = doubtful()
    for code, field in (("year-on-year", "COM.co2"), ("parts", "RES.co2")):
        with pytest.raises(WarningNotRaised) as refused:
            made.answer_warning(code, field, reason="理由", on=DAY)
        assert refused.value.details == {"warning": code, "field": field}
    assert list(made.answer_warning_blockers("parts", "RES.co2", "")) == [
        WarningNotRaised(warning="parts", field="RES.co2"),
        WarningReasonMissing(),
    ]


def test_what_is_submitted_is_no_longer_answered() -> None:
    made = full_statement()
    submitted(made)
    with pytest.raises(FilingNotEditable):
        made.answer_warning("parts", "RES.co2", reason="理由", on=DAY)


def test_the_same_comparison_and_the_same_answer_are_nothing_new() -> None:
    made = doubtful()
    made.answer_warning("year-on-year", "RES.co2", reason="工場の新設", on=DAY)
    version = made.version
    made.take_comparison(comparison(earlier=(earlier("100"),)))
    made.answer_warning("year-on-year", "RES.co2", reason="工場の新設", on=DAY)
    assert made.version == version
    made.answer_warning("year-on-year", "RES.co2", reason="別の理由", on=DAY)
    assert [each.reason for each in made.checks.answers] == ["工場の新設", "別の理由"]


def test_an_answer_changes_no_content_so_an_approval_stands() -> None:
    made = doubtful()
    approved(made)
    version = made.content_version
    made.answer_warning("year-on-year", "RES.co2", reason="工場の新設", on=DAY)
    assert made.approval is not None
    assert made.content_version == version


def test_acceptance_asks_no_warnings_again() -> None:
    made = full_statement()
    accepted(made)
    assert [fact.TOPIC for fact in made.collect()][-1] == "emission-statement.accepted"
