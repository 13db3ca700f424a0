"""The standard method: shares of a whole, what is hidden counted as zero and said so."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.allocation import (
    GRAIN,
    Allocation,
    AllocationWithoutActivity,
    Share,
    ShareExceedsWhole,
    Whole,
    allocate,
    allocation_blockers,
)
from tests.domain.emission_samples import SAMPLE, allocation

QUANTITIES = st.decimals(min_value=0, max_value=10**9, places=3)
TOTALS = st.decimals(min_value=0, max_value=10**10, places=3)


def shares(*quantities: str | None) -> tuple[Share, ...]:
    return tuple(
        Share(name=f"業種{number}", quantity=None if quantity is None else Decimal(quantity))
        for number, quantity in enumerate(quantities, start=1)
    )


def test_the_total_of_the_whole_is_shared_out_by_activity() -> None:
    result = allocate(allocation())
    assert result.value == Decimal(125000)
    assert not result.understated
    assert result.formula == (
        "都道府県の排出量 1,000,000 t-CO2 × 世帯数 1,000 世帯 ÷ 8,000 世帯 = 125,000.000000 t-CO2"
    )


def test_a_national_total_is_named_as_such() -> None:
    assert allocate(allocation(whole=Whole.NATION)).formula.startswith("全国の排出量")


def test_what_the_statistics_hide_counts_as_zero_and_the_result_is_said_to_be_too_small() -> None:
    given = allocation(shares=shares("300", None, "200", None))
    result = allocate(given)
    assert (given.activity, given.suppressed) == (Decimal(500), ("業種2", "業種4"))
    assert result.value == Decimal(62500)
    assert result.understated
    assert result.formula.endswith("（秘匿X 業種2、業種4 を0として算定。過少）")


def test_a_municipality_of_which_everything_is_hidden_gets_zero_and_not_a_silent_one() -> None:
    result = allocate(allocation(shares=shares(None)))
    assert (result.value, result.understated) == (Decimal(0), True)


def test_a_quotient_that_does_not_end_is_cut_to_a_gram_half_up() -> None:
    thirds = allocation(whole_total=Decimal(2), whole_activity=Decimal(3), shares=shares("1"))
    assert allocate(thirds).value == Decimal("0.666667")
    half = allocation(whole_total=Decimal("0.000001"), whole_activity=Decimal(2), shares=shares("1"))
    assert allocate(half).value == GRAIN


def test_nothing_can_be_shared_out_by_no_activity_nor_more_than_the_whole() -> None:
    nothing = allocation(whole_activity=Decimal(0), shares=shares("0"))
    assert list(allocation_blockers(nothing)) == [AllocationWithoutActivity(activity="世帯数")]
    more = allocation(whole_activity=Decimal(999))
    assert list(allocation_blockers(more)) == [
        ShareExceedsWhole(activity="世帯数", part=Decimal(1000), whole=Decimal(999))
    ]
    with pytest.raises(AllocationWithoutActivity):
        allocate(nothing)
    with pytest.raises(ShareExceedsWhole):
        allocate(more)
    assert not list(allocation_blockers(allocation(whole_activity=Decimal(1000))))


@given(TOTALS, st.lists(QUANTITIES, min_size=1, max_size=30))
def test_the_shares_of_all_municipalities_sum_to_the_whole_but_for_the_grams(
    whole: Decimal, quantities: list[Decimal]
) -> None:
    activity = sum(quantities, Decimal(0))
    if not activity:
        return
    parts = [
        allocate(
            Allocation(
                whole_total=whole,
                whole_activity=activity,
                shares=(Share(name="一", quantity=quantity),),
                activity_name="人口",
                unit="人",
                source=SAMPLE,
            )
        ).value
        for quantity in quantities
    ]
    assert abs(sum(parts, Decimal(0)) - whole) <= GRAIN / 2 * len(parts)
    assert all(part >= 0 for part in parts)


@given(TOTALS, QUANTITIES)
def test_who_has_the_whole_activity_gets_the_whole_total_exactly(whole: Decimal, quantity: Decimal) -> None:
    if quantity:
        given_ = allocation(whole_total=whole, whole_activity=quantity, shares=(Share(name="一", quantity=quantity),))
        assert allocate(given_).value == whole
