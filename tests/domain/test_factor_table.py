"""The factor table: two persons for every change, and every edition stays readable."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.emissions import FactorKind
from domain.errors import Refusal
from domain.factor_table import (
    CarrierOfOtherTable,
    FactorAlreadyPublished,
    FactorAuthorityMissing,
    FactorGroundMissing,
    FactorNotPublished,
    FactorProposalNotOpen,
    FactorTable,
    FactorUnchanged,
    book_of,
)
from domain.factors import UnitDiffers
from domain.round_closing import ConfirmedByProposer
from tests.domain.emission_samples import DAY, SAMPLE, electricity, entry, kerosene, propose, table
from tests.domain.replay import assert_replays


def value_of(made: FactorTable, fiscal_year: int = 2022) -> Decimal | None:
    return made.current[entry(fiscal_year).key].basic


def test_a_table_opens_with_what_the_sources_tell() -> None:
    made = table(entry(2021), entry(2022))
    assert (made.id, made.name) == ("factor-table:electricity", "サンプル排出係数表")
    assert list(made.current.values()) == [entry(2021), entry(2022)]
    assert (made.proposals, made.last_number) == ({}, 0)
    assert_replays(FactorTable, made.collect(), made)


def test_a_proposed_factor_does_not_count_yet() -> None:
    made = table()
    propose(made, entry())
    assert made.current == {}
    proposal = made.proposals[1]
    assert (proposal.entry, proposal.ground, proposal.authority) == (entry(), SAMPLE, "環境省公表")
    assert (proposal.proposed_by, proposal.proposed_on) == ("person-1", DAY)


def test_a_factor_counts_once_a_second_person_publishes_it() -> None:
    made = table()
    propose(made, entry())
    made.publish_factor(1, by="person-2", on=DAY)
    assert value_of(made) == Decimal("0.0005")
    assert made.proposals == {}
    assert_replays(FactorTable, made.collect(), made)


def test_nobody_confirms_what_they_proposed_themselves() -> None:
    made = table(entry(2021))
    propose(made, entry())
    propose(made, entry(2021, "0.0009"))
    with pytest.raises(ConfirmedByProposer):
        made.publish_factor(1, by="person-1", on=DAY)
    with pytest.raises(ConfirmedByProposer) as refused:
        made.correct_factor(2, by="person-1", on=DAY)
    assert refused.value.details == {"proposed_by": "person-1"}
    assert set(made.proposals) == {1, 2}


def test_a_correction_counts_and_what_it_corrects_stays_readable() -> None:
    made = table(entry())
    propose(made, entry(2022, "0.0004"))
    made.correct_factor(1, by="person-2", on=DAY)
    assert value_of(made) == Decimal("0.0004")
    assert made.editions[entry().key] == (entry(), entry(2022, "0.0004"))
    assert_replays(FactorTable, made.collect(), made)


def test_what_is_known_is_corrected_and_what_is_not_is_published() -> None:
    made = table(entry(2021))
    propose(made, entry(2021, "0.0009"))
    propose(made, entry(2022))
    with pytest.raises(FactorAlreadyPublished) as known:
        made.publish_factor(1, by="person-2", on=DAY)
    with pytest.raises(FactorNotPublished) as unknown:
        made.correct_factor(2, by="person-2", on=DAY)
    assert (known.value.details, unknown.value.details) == ({"fiscal_year": 2021}, {"fiscal_year": 2022})


def test_a_proposal_is_confirmed_or_dropped_once_and_its_number_is_not_used_again() -> None:
    made = table()
    propose(made, entry())
    with pytest.raises(FactorGroundMissing):
        made.drop_proposal(1, reason="", on=DAY)
    made.drop_proposal(1, reason=SAMPLE, on=DAY)
    assert made.proposals == {}
    for confirm in (made.publish_factor, made.correct_factor):
        with pytest.raises(FactorProposalNotOpen) as refused:
            confirm(1, by="person-2", on=DAY)
        assert refused.value.details == {"number": 1}
    with pytest.raises(FactorProposalNotOpen):
        made.drop_proposal(1, reason=SAMPLE, on=DAY)
    propose(made, entry())
    assert set(made.proposals) == {2}


def test_a_proposal_needs_a_change_in_its_own_table_and_unit_with_ground_and_authority() -> None:
    made = table(entry())
    assert list(made.propose_factor_blockers(entry(), "", "")) == [
        FactorUnchanged(carrier="electricity", fiscal_year=2022),
        FactorGroundMissing(),
        FactorAuthorityMissing(),
    ]
    assert list(made.propose_factor_blockers(kerosene(), SAMPLE, SAMPLE)) == [CarrierOfOtherTable(carrier="kerosene")]
    assert list(table(slug="fuel").propose_factor_blockers(entry(), SAMPLE, SAMPLE)) == [
        CarrierOfOtherTable(carrier="electricity")
    ]
    assert not list(table(slug="fuel").propose_factor_blockers(kerosene(), SAMPLE, SAMPLE))
    assert list(made.propose_factor_blockers(entry(2023, unit="MWh"), SAMPLE, SAMPLE)) == [
        UnitDiffers(carrier="electricity", unit="MWh", factor_unit="kWh")
    ]
    with pytest.raises(FactorUnchanged):
        propose(made, entry())


def test_a_new_fuel_may_come_in_any_unit() -> None:
    made = table(kerosene(), slug="fuel")
    assert not list(made.propose_factor_blockers(entry(carrier="lpg", unit="t"), SAMPLE, SAMPLE))


def test_the_book_binds_the_entries_in_force_of_every_table() -> None:
    electric = table(entry(2021), entry(2022))
    propose(electric, entry(2022, "0.0004"))
    electric.correct_factor(1, by="person-2", on=DAY)
    bound = book_of(electric, table(kerosene(), slug="fuel"))
    assert bound.entries == (entry(2021), entry(2022, "0.0004"), kerosene())
    assert bound.choose(electricity(), 2022, FactorKind.BASIC).value == Decimal("0.0004")


ENTRIES = st.builds(entry, st.integers(2020, 2023), st.sampled_from(("0.0004", "0.0005")))
PEOPLE = st.sampled_from(("person-1", "person-2"))
NUMBERS = st.integers(1, 4)
ACTS = st.lists(
    st.one_of(
        st.builds(lambda given_, by: lambda made: propose(made, given_, by), ENTRIES, PEOPLE),
        st.builds(lambda n, by: lambda made: made.publish_factor(n, by=by, on=DAY), NUMBERS, PEOPLE),
        st.builds(lambda n, by: lambda made: made.correct_factor(n, by=by, on=DAY), NUMBERS, PEOPLE),
        st.builds(lambda n: lambda made: made.drop_proposal(n, reason=SAMPLE, on=DAY), NUMBERS),
    ),
    max_size=12,
)


@given(ACTS)
def test_whatever_was_proposed_confirmed_or_refused_replays(acts: list[object]) -> None:
    made = table(entry(2021))
    for each in acts:
        try:
            each(made)  # type: ignore[operator]  # any of the acts above
        except Refusal:
            continue
    assert all(entry_.key == key for key, entry_ in made.current.items())
    assert_replays(FactorTable, made.collect(), made)
