"""The target path: a straight line from base to target, exact, and what pace is needed from the latest year on."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.allocation import GRAIN
from domain.plan_content import Target
from domain.target_path import Unknown, target_path

TARGET = Target(base_fiscal_year=2013, target_fiscal_year=2030, reduction_percent=Decimal(50))


def totals(**years: int) -> dict[int, Decimal]:
    return {int(name[1:]): Decimal(amount) for name, amount in years.items()}


def test_the_line_runs_from_the_base_to_the_target() -> None:
    path = target_path(TARGET, totals(_2013=3400, _2020=3100))
    assert (path.base, path.target, path.linear_pace) == (Decimal(3400), Decimal(1700), Decimal(100))
    assert [point.fiscal_year for point in path.points] == list(range(2013, 2031))
    assert (path.points[0].path, path.points[7].path, path.points[-1].path) == (
        Decimal(3400),
        Decimal(2700),
        Decimal(1700),
    )
    assert [point.actual for point in path.points[:8]] == [Decimal(3400), *[None] * 6, Decimal(3100)]


def test_the_needed_pace_counts_from_the_latest_year_that_is_complete() -> None:
    path = target_path(TARGET, totals(_2013=3400, _2019=3000, _2020=3100))
    assert (path.latest_fiscal_year, path.latest) == (2020, Decimal(3100))
    assert path.above_path == Decimal(400)
    assert path.needed_pace == Decimal(140)
    assert path.unknown == ()
    below = target_path(TARGET, totals(_2013=3400, _2029=1600))
    assert (below.above_path, below.needed_pace) == (Decimal(-200), Decimal(-100))


def test_half_a_gram_on_the_line_counts_as_a_whole_one() -> None:
    assert target_path(TARGET, {2013: GRAIN}).target == GRAIN


@pytest.mark.parametrize("known", [{}, {2020: Decimal(1)}])
def test_without_a_complete_base_year_the_path_is_not_known(known: dict[int, Decimal]) -> None:
    path = target_path(TARGET, known)
    assert (path.unknown, path.base, path.target, path.points) == ((Unknown.BASE,), None, None, ())
    assert path.reduction_percent == Decimal(50)


def test_without_a_year_after_the_base_and_before_the_target_no_pace_is_known() -> None:
    for known in ({}, {2012: Decimal(1)}, {2030: Decimal(1)}, {2031: Decimal(1)}):
        path = target_path(TARGET, {2013: Decimal(3400), **known})
        assert (path.unknown, path.latest, path.needed_pace) == ((Unknown.LATEST,), None, None)
        assert path.linear_pace == Decimal(100)
    assert target_path(TARGET, totals(_2013=3400, _2014=3300)).unknown == ()


@pytest.mark.parametrize("target_fiscal_year", [2012, 2013])
def test_a_target_that_does_not_lie_after_its_base_is_no_target(target_fiscal_year: int) -> None:
    odd = TARGET.model_copy(update={"target_fiscal_year": target_fiscal_year})
    assert target_path(odd, totals(_2013=3400)).unknown == (Unknown.TARGET,)


@given(
    st.decimals(min_value=1, max_value=10**10, places=3),
    st.decimals(min_value=0, max_value=100, places=3),
    st.integers(2014, 2060),
)
def test_the_line_meets_both_ends_and_falls_by_the_same_step(
    base: Decimal, percent: Decimal, target_fiscal_year: int
) -> None:
    target = Target(base_fiscal_year=2013, target_fiscal_year=target_fiscal_year, reduction_percent=percent)
    path = target_path(target, {2013: base})
    assert (path.points[0].path, path.points[-1].path) == (base, path.target)
    steps = [before.path - after.path for before, after in zip(path.points, path.points[1:], strict=False)]
    assert path.linear_pace is not None
    assert all(abs(step - path.linear_pace) <= 2 * GRAIN for step in steps)
