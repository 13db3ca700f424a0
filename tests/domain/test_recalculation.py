"""Recalculation: a published factor changes nothing by itself; it is proposed, and accepted or declined."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.emission_content import effect_of
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell, Gas
from domain.energy import calculated
from domain.errors import Refusal
from domain.factors import FactorBook
from domain.filing import CorrectionAuthorityMissing, CorrectionReasonMissing, FilingNotEditable
from domain.recalculation import (
    Recalculation,
    RecalculationNotOpen,
    RecalculationOutdated,
    RecalculationReasonMissing,
    RecalculationState,
)
from tests.domain.emission_samples import DAY, SAMPLE, book, electricity, entry, uses
from tests.domain.office_year import accepted, cell, codes, empty_statement, submitted
from tests.domain.refusal import refuses
from tests.domain.replay import assert_replays

OLD = book(entry(2021, "0.0007"))
PUBLISHED = book(entry(2021, "0.0007"), entry(2022, "0.0005"))
CORRECTED = book(entry(2021, "0.0007"), entry(2022, "0.0004"))
PROPOSED, ACCEPTED = RecalculationState.PROPOSED, RecalculationState.ACCEPTED
DECLINED, SUPERSEDED = RecalculationState.DECLINED, RecalculationState.SUPERSEDED


def provisional() -> EmissionStatement:
    made = empty_statement()
    made.state_cells((calculated(uses(electricity()), OLD, 2022), cell("COM")))
    return made


def propose(made: EmissionStatement, found: FactorBook = PUBLISHED) -> Recalculation | None:
    made.propose_recalculation(found, on=DAY, ground="2022年度の係数の公表")
    return made.recalculations.open


def accept(made: EmissionStatement, number: int = 1, reason: str = "係数の公表", authority: str = "国の公表") -> None:
    made.accept_recalculation(number, on=DAY, reason=reason, authority=authority)


def household(made: EmissionStatement) -> Cell:
    return made.cells["RES", Gas.CO2]


def test_a_published_factor_is_proposed_with_the_cells_as_they_come_out_and_changes_nothing_yet() -> None:
    made = provisional()
    version = made.content_version
    proposal = propose(made)
    assert proposal is not None
    assert (proposal.number, proposal.content_version, proposal.proposed_on) == (1, version, DAY)
    assert proposal.ground == "2022年度の係数の公表"
    assert [(each.name, each.value, each.provisional_in(2022)) for each in proposal.cells] == [
        ("RES.co2", Decimal(500), False)
    ]
    assert (household(made).value, household(made).provisional_in(2022)) == (Decimal(700), True)
    assert made.content_version == version
    assert_replays(EmissionStatement, made.collect(), made)


def test_where_nothing_comes_out_otherwise_nothing_is_proposed() -> None:
    made = provisional()
    assert propose(made, OLD) is None
    assert made.recalculations.proposals == ()


def test_the_same_proposal_twice_is_nothing_new_and_another_one_supersedes_it() -> None:
    made = provisional()
    propose(made)
    propose(made)
    assert len(made.recalculations.proposals) == 1
    propose(made, CORRECTED)
    assert [made.recalculations.state_of(number) for number in range(4)] == [None, SUPERSEDED, PROPOSED, None]
    with pytest.raises(RecalculationNotOpen) as refused:
        accept(made, 1)
    assert refused.value.details == {"number": 1}


def test_the_proposal_that_is_accepted_is_the_one_that_was_named() -> None:
    made = provisional()
    propose(made)
    propose(made, CORRECTED)
    accept(made, 2)
    assert household(made).value == Decimal(400)


def test_what_gave_way_to_a_newer_proposal_is_not_declined_either() -> None:
    made = provisional()
    propose(made)
    propose(made, CORRECTED)
    with refuses(RecalculationNotOpen(number=1)):
        made.decline_recalculation(1, on=DAY, reason=SAMPLE)
    assert list(made.recalculations.decline_blockers(1, "")) == [
        RecalculationNotOpen(number=1),
        RecalculationReasonMissing(),
    ]
    assert made.recalculations.settlements == ()


def test_accepting_in_a_draft_states_the_new_cells_and_lets_an_approval_fall() -> None:
    made = provisional()
    submitted(made)
    made.withdraw(on=DAY)
    propose(made)
    accept(made)
    assert (household(made).value, household(made).provisional_in(2022)) == (Decimal(500), False)
    assert (made.edition, made.approval) == (1, None)
    assert made.recalculations.state_of(1) is ACCEPTED
    assert made.recalculations.open is None
    assert_replays(EmissionStatement, made.collect(), made)


def test_accepting_an_accepted_statement_restates_it_with_reason_authority_and_effect() -> None:
    made = provisional()
    accepted(made)
    propose(made)
    accept(made)
    assert (made.edition, household(made).value) == (2, Decimal(500))
    assert made.earlier_editions[0].cells[0].value == Decimal(700)
    assert made.effects == ("合計 1,934.500000 t-CO2 から 1,734.500000 t-CO2 へ（差 -200.000000 t-CO2）。",)
    assert (made.corrections[-1].reason, made.corrections[-1].authority) == ("係数の公表", "国の公表")
    assert made.recalculations.settlements[-1].settled_on == DAY
    assert_replays(EmissionStatement, made.collect(), made)


def test_an_accepted_statement_is_recalculated_only_with_reason_and_authority() -> None:
    made = provisional()
    accepted(made)
    propose(made)
    with pytest.raises(CorrectionReasonMissing):
        accept(made, reason="")
    with pytest.raises(CorrectionAuthorityMissing):
        accept(made, authority="")
    assert made.edition == 1


def test_what_is_submitted_and_not_yet_accepted_must_come_back_first() -> None:
    made = provisional()
    submitted(made)
    propose(made)
    with pytest.raises(FilingNotEditable):
        accept(made)
    assert household(made).value == Decimal(700)


def test_a_proposal_about_content_that_changed_since_is_outdated_and_is_made_again() -> None:
    made = provisional()
    propose(made)
    made.state_cells((cell("COM", value="1"),))
    with pytest.raises(RecalculationOutdated) as refused:
        accept(made)
    assert refused.value.details == {"number": 1}
    proposal = propose(made)
    assert proposal is not None
    accept(made, proposal.number)
    assert household(made).value == Decimal(500)
    assert made.cells["COM", Gas.CO2].value == Decimal(1)


def test_declining_needs_a_reason_and_leaves_the_figures() -> None:
    made = provisional()
    propose(made)
    with pytest.raises(RecalculationReasonMissing):
        made.decline_recalculation(1, on=DAY, reason="")
    made.decline_recalculation(1, on=DAY, reason=SAMPLE)
    settlement = made.recalculations.settlements[-1]
    assert (settlement.number, settlement.state, settlement.settled_on) == (1, DECLINED, DAY)
    assert settlement.reason == SAMPLE
    assert made.recalculations.state_of(1) is DECLINED
    assert household(made).value == Decimal(700)
    for again in (accept, lambda held: held.decline_recalculation(1, on=DAY, reason=SAMPLE)):
        with pytest.raises(RecalculationNotOpen):
            again(made)
    propose(made)
    assert len(made.recalculations.proposals) == 1
    assert_replays(EmissionStatement, made.collect(), made)


def test_the_guards_of_an_acceptance_stand_in_a_fixed_order() -> None:
    made = provisional()
    assert codes(made.accept_recalculation_blockers(1, "", "")) == ["recalculation-not-open"]
    assert codes(made.accept_recalculation_blockers(None, "", "")) == ["recalculation-not-open"]
    accepted(made)
    propose(made)
    made.restate((cell("COM", value="1"),), on=DAY, reason="統計", authority="国", effect="減")
    assert codes(made.accept_recalculation_blockers(None, "", "")) == [
        "recalculation-outdated",
        "correction-reason-missing",
        "correction-authority-missing",
    ]


def test_the_effect_on_an_unknown_total_is_unknown() -> None:
    held = {each.key: each for each in (cell("RES", value=None),)}
    assert effect_of(held, [cell("RES", value="1")]) == "合計への影響は、欠けている値があるため不明。"
    known = {each.key: each for each in (cell("RES", value="1"),)}
    assert effect_of(known, [cell("RES", value=None)]) == "合計への影響は、欠けている値があるため不明。"
    assert effect_of(known, [cell("RES", value="3")]) == "合計 1 t-CO2 から 3 t-CO2 へ（差 +2 t-CO2）。"


BOOKS = st.sampled_from((OLD, PUBLISHED, CORRECTED))
NUMBERS = st.integers(1, 4)
ACTS = st.lists(
    st.one_of(
        st.builds(lambda found: lambda made: propose(made, found), BOOKS),
        st.builds(lambda number: lambda made: accept(made, number), NUMBERS),
        st.builds(lambda n: lambda made: made.decline_recalculation(n, on=DAY, reason=SAMPLE), NUMBERS),
        st.just(submitted),
        st.just(lambda made: made.accept(on=DAY)),
        st.just(lambda made: made.state_cells((cell("COM", value="5"),))),
    ),
    max_size=12,
)


@given(ACTS)
def test_whatever_was_proposed_accepted_or_refused_replays(acts: list[object]) -> None:
    made = provisional()
    for each in acts:
        try:
            each(made)  # type: ignore[operator]  # any of the acts above
        except Refusal:
            continue
    assert_replays(EmissionStatement, made.collect(), made)


def test_a_proposal_lapses_when_the_factor_goes_back_and_may_be_made_again() -> None:
    made = provisional()
    propose(made)
    made.propose_recalculation(OLD, on=DAY, ground="公表の取消し")
    assert made.recalculations.open is None
    assert made.recalculations.state_of(1) is RecalculationState.LAPSED
    [settlement] = made.recalculations.settlements
    assert (settlement.settled_on, settlement.reason) == (DAY, "公表の取消し")
    with refuses(RecalculationNotOpen(number=1)):
        accept(made)
    assert propose(made, OLD) is None
    assert len(made.recalculations.settlements) == 1
    again = propose(made)
    assert again is not None
    assert (again.number, made.recalculations.state_of(2)) == (2, PROPOSED)
    assert_replays(EmissionStatement, made.collect(), made)
