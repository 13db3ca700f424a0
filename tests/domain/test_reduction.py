"""The reduction: a figure beside its formula, which anybody can compute again."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.reduction import (
    ReductionDiffersFromFormula,
    ReductionFigureMissing,
    ReductionFormula,
    ReductionFormulaIncomplete,
    ReductionMethod,
)
from tests.domain.office_year import codes

EDITION = "サンプル（架空値）の係数 令和6年度版"


def formula(activity: str = "120", factor: str = "0.000457", **facts: object) -> ReductionFormula:
    body = {"method": "activity-and-factor", "activity": activity, "activity_unit": "kWh", "factor": factor}
    return ReductionFormula.model_validate({**body, "factor_edition": EDITION, **facts})


def direct(**facts: object) -> ReductionFormula:
    return ReductionFormula.model_validate({"method": "direct", "ground": "電力計の実測", **facts})


def test_activity_times_factor_is_the_figure() -> None:
    assert formula().result == Decimal("0.05484")
    assert codes(formula().blockers(Decimal("0.05484"))) == []
    assert codes(formula().blockers(Decimal("0.054840"))) == []


def test_the_product_is_rounded_half_up_to_the_sixth_decimal_and_stays_exact_before() -> None:
    assert formula("1", "0.0000005").result == Decimal("0.000001")
    assert formula("1", "0.000000499999").result == Decimal(0)
    assert str(formula("99999999999999.999999", "99999999.999999999999").result) == "9999999999999999999800.000000"


def test_a_figure_that_the_formula_does_not_give_is_refused_with_what_it_gives() -> None:
    [refused] = formula().blockers(Decimal("0.05483"))
    assert refused == ReductionDiffersFromFormula(reduction=Decimal("0.05483"), result=Decimal("0.05484"))


def test_a_direct_figure_is_taken_with_its_ground() -> None:
    assert direct().result is None
    assert codes(direct().blockers(Decimal(7))) == []
    [refused] = direct(ground=None).blockers(Decimal(7))
    assert refused == ReductionFormulaIncomplete(method=ReductionMethod.DIRECT, lacking=["ground"])


@pytest.mark.parametrize("missing", ["activity", "activity_unit", "factor", "factor_edition"])
def test_a_formula_names_what_it_lacks(missing: str) -> None:
    lacking = formula().model_copy(update={missing: None})
    assert lacking.lacking() == (missing,)
    assert codes(lacking.blockers(Decimal(1)))[0] == ReductionFormulaIncomplete.code


def test_a_formula_without_a_figure_says_nothing() -> None:
    assert list(formula().blockers(None)) == [ReductionFigureMissing(method=ReductionMethod.ACTIVITY_AND_FACTOR)]
    assert codes(direct().blockers(None)) == ["reduction-figure-missing"]


def test_an_activity_is_not_negative_and_a_factor_may_be() -> None:
    assert formula("0").result == 0
    assert formula("2", "-1").result == Decimal(-2)
    with pytest.raises(ValidationError):
        formula("-1")


@given(st.decimals(0, 10**9, places=6), st.decimals(-(10**3), 10**3, places=12))
def test_whatever_the_formula_gives_stands_beside_it_without_contradiction(activity: Decimal, factor: Decimal) -> None:
    made = formula(str(activity), str(factor))
    assert codes(made.blockers(made.result)) == []
