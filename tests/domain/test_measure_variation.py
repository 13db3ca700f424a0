"""The variation: each municipality's own text and targets of a measure that it shares."""

from datetime import date
from decimal import Decimal
from operator import methodcaller

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Refusal
from domain.measure import Measure
from domain.measure_standing import NotAnOwner
from domain.measure_terms import Direction, Indicator, YearlyTarget
from domain.measure_variation import (
    MeasureNotShared,
    MeasureVariation,
    Variation,
    VariationDatesContradict,
    VariationEmpty,
    VariationState,
    target_of,
)
from tests.domain.acts import act
from tests.domain.office_year import codes
from tests.domain.refusal import refuses
from tests.domain.replay import assert_replays

DAY = date(2025, 4, 1)
SHARED = "measure:43210-0001"


def target(amount: int = 10, fiscal_year: int = 2025, indicator: str = "count") -> YearlyTarget:
    return YearlyTarget(indicator=indicator, fiscal_year=fiscal_year, amount=Decimal(amount))


OWN = Variation(name="サンプル（架空値）の事業", targets=(target(3),))


def measure(*owners: str) -> Measure:
    made = Measure(slug="43210-0001", plan_id="plan:p", owners=owners, name="共同事業", proposed_on=date(2024, 4, 1))
    made.set_indicator(Indicator(code="count", name="件数", unit="件", direction=Direction.INCREASE))
    return made


def variation() -> MeasureVariation:
    return MeasureVariation(measure_id=SHARED, lg_code="43204", variation=OWN, set_on=DAY)


def test_a_variation_is_that_of_one_municipality_in_one_measure() -> None:
    made = variation()
    assert made.id == "measure-variation:43210-0001:43204"
    assert (made.measure_id, made.variation, made.state) == (SHARED, OWN, VariationState.IN_FORCE)


def test_another_variation_takes_the_place_of_the_first_and_the_same_adds_no_event() -> None:
    made = variation()
    made.set_anew(OWN, date(2025, 5, 1))
    assert made.version == 1
    other = Variation(description="別の進め方")
    made.set_anew(other, date(2025, 5, 1))
    assert (made.version, made.variation, made.set_on) == (2, other, date(2025, 5, 1))


def test_after_the_withdrawal_the_common_text_holds_and_the_same_variation_may_come_back() -> None:
    made = variation()
    with refuses(VariationDatesContradict(withdrawn_on=date(2025, 3, 31), set_on=DAY)):
        made.withdraw(date(2025, 3, 31), "統一")
    for _ in range(2):
        made.withdraw(DAY, "統一")
    states = [made.state]
    assert made.version == 2
    made.set_anew(OWN, DAY)
    assert [*states, made.state] == [VariationState.WITHDRAWN, VariationState.IN_FORCE]


def test_only_an_owner_of_a_shared_measure_varies_it() -> None:
    assert codes(OWN.blockers(measure("43210", "43204"), "43204")) == []
    assert list(OWN.blockers(measure("43210", "43204"), "43100")) == [NotAnOwner(measure_id=SHARED, lg_code="43100")]
    assert list(OWN.blockers(measure("43210"), "43210")) == [MeasureNotShared(measure_id=SHARED)]
    ended = measure("43210", "43204")
    ended.discontinue(DAY, "第1号", "終了")
    assert codes(OWN.blockers(ended, "43204")) == ["measure-state-forbids"]


def test_a_variation_says_something_about_indicators_that_exist_and_once() -> None:
    shared = measure("43210", "43204")
    assert list(Variation().blockers(shared, "43204")) == [VariationEmpty(measure_id=SHARED)]
    unknown = Variation(targets=(target(indicator="other"), target(indicator="another")))
    assert [each.details["indicator"] for each in unknown.blockers(shared, "43204")] == ["another", "other"]
    twice = Variation(targets=(target(1), target(2)))
    assert codes(twice.blockers(shared, "43204")) == ["target-stated-twice"]
    assert codes(Variation(targets=(target(1), target(1, 2026))).blockers(shared, "43204")) == []


def test_the_target_of_a_municipality_is_its_own_else_the_common_one_else_none() -> None:
    common = (target(10), target(20, 2026))
    assert target_of(common, OWN, "count", 2025) == Decimal(3)
    assert target_of(common, OWN, "count", 2026) == Decimal(20)
    assert target_of(common, None, "count", 2025) == Decimal(10)
    assert target_of(common, OWN, "count", 2027) is None
    assert target_of(common, OWN, "other", 2025) is None


DAYS = st.dates(date(2025, 3, 1), date(2025, 6, 1))
ACTS = st.one_of(
    act("set_anew", st.sampled_from([OWN, Variation(name="別"), Variation(description="文")]), DAYS),
    act("withdraw", DAYS, st.just("統一")),
)


@settings(max_examples=60)
@given(st.lists(ACTS, max_size=15))
def test_any_history_of_a_variation_replays_to_the_same_state(acts: list[methodcaller]) -> None:
    made = variation()
    for each in acts:
        try:
            each(made)
        except Refusal:
            continue
    assert_replays(MeasureVariation, made.collect(), made)
