"""The emission statement: no sector left blank, and every edition stays readable."""

from copy import deepcopy
from decimal import Decimal

import pytest

from domain.approval import FallCause
from domain.emission_content import CellStatedTwice, RestatementEffectMissing, SectorNotInPlan, SectorsUnstated
from domain.emission_statement import EmissionStatement
from domain.emissions import Gas
from domain.filing import FilingNotAccepted, SubmissionState
from tests.domain.emission_samples import SAMPLE
from tests.domain.office_year import AFTER, accepted, cell, codes, empty_statement, full_statement, submitted
from tests.domain.replay import assert_replays


def restate(made: EmissionStatement, value: str = "2000") -> None:
    made.restate((cell(value=value),), on=AFTER, reason="統計の改訂", authority="事務局長", effect="家庭部門が増加")


def test_a_sector_without_figure_or_notation_refuses_the_submission() -> None:
    made = empty_statement()
    made.state_cells((cell("COM"),))
    assert list(made.content_blockers()) == [SectorsUnstated(sectors=["RES"])]
    assert codes(made.submit_blockers()) == ["sectors-unstated", "in-house-approval-missing"]
    made.state_cells((cell("RES", value=None),))
    assert submitted(made).state is SubmissionState.SUBMITTED


def test_cells_belong_to_sectors_of_the_round_and_are_stated_once() -> None:
    made = empty_statement()
    assert list(made.state_cells_blockers()) == []
    assert list(made.state_cells_blockers((cell("XX"), cell("AA"), cell("RES"), cell("RES", value="1")))) == [
        SectorNotInPlan(sectors=["AA", "XX"]),
        CellStatedTwice(cells=["RES.co2"]),
    ]
    with pytest.raises(SectorNotInPlan):
        made.state_cells((cell("XX"),))
    with pytest.raises(CellStatedTwice):
        made.state_cells((cell(), cell()))
    assert made.cells == {}


def test_only_cells_that_change_are_recorded() -> None:
    made = full_statement()
    made.collect()
    made.state_cells((cell("RES"), cell("COM", value="7")))
    (fact,) = made.collect()
    assert isinstance(fact, EmissionStatement.CellsStated)
    assert fact.cells == (cell("COM", value="7"),)
    made.state_cells((cell("RES"),))
    assert made.collect() == ()


def test_the_content_is_ordered_by_sector_and_gas() -> None:
    made = empty_statement()
    made.state_cells((cell("COM", Gas.CH4), cell("COM"), cell("RES")))
    content = made.content()
    assert [held.name for held in content.cells] == ["RES.co2", "COM.co2", "COM.ch4"]
    assert (content.edition, content.emissions_fiscal_year) == (1, 2022)
    assert content.sectors == ("RES", "COM")
    assert made.total().value == Decimal("3703.5")


def test_cells_from_the_time_before_computations_are_lifted_with_nothing_known_of_any() -> None:
    direct = {"sector": "RES", "gas": "co2", "value": "10", "method": "direct", "factor": None}
    factor = {"value": "0.5", "edition": SAMPLE, "provisional": False}
    multiplied = {**direct, "gas": "ch4", "method": "own", "factor": factor}
    state = {"cells": [deepcopy(direct), deepcopy(multiplied)]}
    EmissionStatement.CellsStated.upcast_v1_v2(state)
    lifted: dict[str, object] = {
        "warming_potential": None,
        "allocation": None,
        "parts": [],
        "formula": None,
        "understated": False,
    }
    assert state == {
        "cells": [
            {**direct, **lifted},
            {**multiplied, **lifted, "factor": {**factor, "fiscal_year": None}},
        ]
    }


def test_comments_are_tied_to_sectors_and_cells() -> None:
    fields = empty_statement().fields()
    assert {"RES", "COM", "RES.co2", "COM.nf3"} <= set(fields)
    assert len(fields) == 2 + 2 * 7


def test_a_restatement_makes_an_edition_and_keeps_the_earlier_one() -> None:
    made = full_statement()
    accepted(made)
    first = made.content()
    restate(made)
    assert made.state is SubmissionState.ACCEPTED
    assert (made.edition, made.corrected) == (2, True)
    assert made.earlier_editions == (first,)
    assert made.content().edition == 2
    assert made.content().cells[0].value == Decimal(2000)
    assert made.effects == ("家庭部門が増加",)
    assert (made.corrections[-1].reason, made.corrections[-1].authority) == ("統計の改訂", "事務局長")
    assert made.corrections[-1].corrected_on == AFTER
    assert made.fallen_approvals[-1].cause is FallCause.CORRECTED
    restate(made, "1000")
    assert made.edition == 3
    assert made.differences() == {2: Decimal("765.5"), 3: Decimal(-1000)}
    assert_replays(EmissionStatement, made.collect(), made)


def test_every_restatement_stays_in_the_record_with_its_effect_and_correction() -> None:
    made = full_statement()
    accepted(made)
    for value, effect in (("2000", "増加"), ("1000", "減少")):
        made.restate((cell(value=value),), on=AFTER, reason="改訂", authority="事務局長", effect=effect)
    assert made.effects == ("増加", "減少")
    assert len(made.corrections) == len(made.earlier_editions) == 2


def test_the_effect_on_a_total_is_unknown_where_a_total_is() -> None:
    made = empty_statement()
    made.state_cells((cell("RES", value=None), cell("COM", value=None)))
    accepted(made)
    restate(made)
    restate(made, "2001")
    assert made.differences() == {2: None, 3: Decimal(1)}


def test_a_restatement_that_changes_nothing_adds_no_event() -> None:
    made = full_statement()
    accepted(made)
    version = made.version
    restate(made, "1234.5")
    assert (made.version, made.edition) == (version, 1)


def test_a_restatement_needs_acceptance_reason_authority_and_effect_in_this_order() -> None:
    made = full_statement()
    assert codes(made.restate_blockers((cell("XX"),), "", "", "")) == [
        "filing-not-accepted",
        "correction-reason-missing",
        "correction-authority-missing",
        "restatement-effect-missing",
        "sector-not-in-plan",
    ]
    with pytest.raises(FilingNotAccepted):
        restate(made)
    accepted(made)
    with pytest.raises(RestatementEffectMissing):
        made.restate((cell(),), on=AFTER, reason="統計の改訂", authority="事務局長", effect="")
