"""Emissions computed by the service, checked before submission, and recalculated, asked at the counter."""

from collections.abc import AsyncIterator
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application import factors, reckoning
from application.authority import NotPermitted, StateForbids, read_matrix
from application.catalogue import commands
from application.comparing import checks_of
from application.desk import Desk
from application.emission_reference import SectorWithoutStandardMethod, WarmingPotentialNotKnown
from application.factors import CorrectFactor, DropProposal, OpenFactorTable, PublishFactor
from application.past_emissions import EnterPastEmissions, RestatePastEmissions
from application.reckoning import (
    AcceptRecalculation,
    AllocateEmissions,
    AnswerWarning,
    CalculateEnergyEmissions,
    ConvertGases,
    DeclineRecalculation,
    ProposeRecalculation,
)
from application.rounds import ProposeReopening, ReopenRound
from application.submission_flow import SubmitEmissionStatement
from application.submissions import RestateEmissionStatement, StateCells
from domain.computed_cells import allocated
from domain.emission_checks import Comparison, WarningCode
from domain.emission_content import CellStatedTwice
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell, Gas, Method
from domain.factor_table import FactorTable
from domain.factors import FactorNotKnown
from domain.filing import CorrectionReasonMissing
from domain.recalculation import RecalculationNotOpen
from domain.record import Act
from domain.round_closing import ConfirmedByProposer
from domain.warning_answers import WarningNotRaised, WarningsUnanswered
from tests.application.emission_year import (
    OF,
    STATEMENT,
    calculate_provisionally,
    close_round,
    emission_year,
    file,
    propose,
    publish,
    statement_of,
)
from tests.application.review_year import (
    CHIEF,
    CLERK,
    HEAD,
    JULY,
    MANAGER,
    OPENING,
    SECRETARIAT,
    ReviewYear,
    caller,
)
from tests.domain.emission_samples import HOUSEHOLDS, SAMPLE, allocation, electricity, entry, uses
from tests.domain.office_year import LG, OTHER, accepted, cell, submitted

TABLE = "factor-table:electricity"
KYUDEN = {"supplier": "九州電力(株)", "menu": "事業者全体"}


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with emission_year(database) as opened:
        yield opened


def allocate(**changes: Any) -> AllocateEmissions:
    return AllocateEmissions.model_validate({**OF, "allocations": [{**HOUSEHOLDS, **changes}]})


async def household(year: ReviewYear) -> Cell:
    return (await statement_of(year)).cells["RES", Gas.CO2]


def test_every_command_of_reckoning_and_factors_is_in_the_catalogue_and_the_matrix() -> None:
    modules = {reckoning.__name__, factors.__name__}
    mine = {name for name, command in commands().items() if command.__module__ in modules}
    assert len(mine) == 7 + 5
    assert mine <= {grant.command for grant in read_matrix(files("data").joinpath("authority")).grants()}


async def test_the_standard_method_states_figure_inputs_and_formula_together(year: ReviewYear) -> None:
    assert await year.ask(CLERK, allocate()) == ("emission-statement.cells-stated",)
    made = await household(year)
    assert (made.value, made.method) == (Decimal("1351954.285714"), Method.STANDARD)
    assert made.activity is not None
    assert (made.activity.quantity, made.activity.unit) == (Decimal(315456), "世帯")
    assert made.allocation is not None
    assert (made.allocation.activity_name, made.allocation.source) == ("世帯数", SAMPLE)
    assert "3,000,000 t-CO2 × 世帯数 315,456 世帯 ÷ 700,000 世帯" in (made.formula or "")
    assert not made.understated


async def test_hidden_statistics_leave_their_mark_on_the_figure_and_on_the_total(year: ReviewYear) -> None:
    hidden = [{"name": "A", "quantity": "1000"}, {"name": "B"}]
    await year.ask(CLERK, allocate(shares=hidden))
    made = await household(year)
    assert made.understated
    assert (await statement_of(year)).total().understated == ("RES.co2",)


async def test_a_sector_that_has_no_activity_of_its_own_cannot_be_allocated(year: ReviewYear) -> None:
    with pytest.raises(SectorWithoutStandardMethod) as refused:
        await year.ask(CLERK, allocate(sector="IND"))
    assert refused.value.details == {"sector": "IND"}


async def test_energy_is_multiplied_by_the_utilitys_factor_of_the_emission_year(year: ReviewYear) -> None:
    use = electricity().model_copy(update=KYUDEN)
    await year.ask(CLERK, CalculateEnergyEmissions.model_validate({**OF, "sectors": [uses(use)]}))
    made = await household(year)
    assert (made.value, made.method, made.provisional_in(2022)) == (Decimal(399), Method.OWN, True)
    (part,) = made.parts
    assert (part.factor.value, part.factor.fiscal_year) == (Decimal("0.000399"), 2022)
    assert part.factor.edition == "令和4年度実績 国公表前の会社報告値"


async def test_an_older_factor_is_labelled_provisional_with_its_year(year: ReviewYear) -> None:
    await calculate_provisionally(year)
    made = await household(year)
    assert (made.value, made.provisional_in(2022)) == (Decimal(700), True)
    assert "暫定 2021年度" in (made.formula or "")
    assert (await statement_of(year)).total().provisional == ("RES.co2",)


async def test_where_no_factor_was_found_nothing_is_filled_in(year: ReviewYear) -> None:
    for use in (electricity(), electricity().model_copy(update={"supplier": "代替値"})):
        with pytest.raises(FactorNotKnown):
            await year.ask(CLERK, CalculateEnergyEmissions.model_validate({**OF, "sectors": [uses(use)]}))
    assert (await statement_of(year)).cells == {}


async def test_a_mass_of_gas_counts_by_the_edition_of_the_emission_year(year: ReviewYear) -> None:
    mass = {"sector": "COM", "substance": "CH4", "tonnes": "2.5", "note": SAMPLE}
    await year.ask(CLERK, ConvertGases.model_validate({**OF, "masses": [mass]}))
    made = (await statement_of(year)).cells["COM", Gas.CH4]
    assert made.value == Decimal("62.5")
    assert made.warming_potential is not None
    assert made.warming_potential.value == Decimal(25)
    assert made.warming_potential.edition == "施行令（平成27年4月から令和6年3月まで）"
    assert (made.formula or "").startswith("CH4 2.5 t × 25（施行令")


async def test_a_substance_that_was_not_transcribed_is_refused_and_one_cell_holds_one_substance(
    year: ReviewYear,
) -> None:
    mass = {"sector": "COM", "tonnes": "1"}
    with pytest.raises(WarmingPotentialNotKnown):
        await year.ask(CLERK, ConvertGases.model_validate({**OF, "masses": [{**mass, "substance": "SF6"}]}))
    both = [{**mass, "substance": name} for name in ("HFC-23", "HFC-32")]
    with pytest.raises(CellStatedTwice):
        await year.ask(CLERK, ConvertGases.model_validate({**OF, "masses": both}))


async def test_a_submission_waits_for_answers_and_an_answer_opens_the_way(year: ReviewYear) -> None:
    await year.ask(CLERK, StateCells.model_validate({**OF, "cells": (cell("RES"), cell("COM"))}))
    made = await statement_of(year)
    raised = (await checks_of(year.log, made)).unanswered(made.content().cells)
    assert [f"{each.code}:{each.field}" for each in raised] == ["unit-slip:total", "unit-slip:RES"]
    actions = await year.open(CLERK, STATEMENT)
    assert actions["SubmitEmissionStatement"] == ["in-house-approval-missing", "warnings-unanswered"]
    answer = {**OF, "warning": "unit-slip", "field": "total", "reason": SAMPLE}
    assert await year.ask(CLERK, AnswerWarning.model_validate(answer)) == (
        "emission-statement.comparison-taken",
        "emission-statement.warning-answered",
    )
    with pytest.raises(WarningNotRaised):
        await year.ask(CLERK, AnswerWarning.model_validate({**answer, "field": "COM"}))
    await year.answer_warnings()
    assert (await year.open(CLERK, STATEMENT))["SubmitEmissionStatement"] == ["in-house-approval-missing"]
    taken = (await statement_of(year)).checks.comparison
    assert taken is not None
    assert (taken.population, taken.population_source, taken.population_fiscal_year) == (740822, "国勢調査 2015", 2015)


async def test_an_unanswered_warning_refuses_the_submission_at_the_counter(year: ReviewYear) -> None:
    await year.ask(CLERK, StateCells.model_validate({**OF, "cells": (cell("RES"), cell("COM"))}))
    decision = {"rank": "manager", "decision_number": "決裁1"}
    await year.ask(MANAGER, commands()["ApproveEmissionStatement"].model_validate({**OF, **decision}))
    with pytest.raises(WarningsUnanswered) as refused:
        await year.ask(CLERK, SubmitEmissionStatement.model_validate(OF))
    assert refused.value.details == {"warnings": ["unit-slip:total", "unit-slip:RES"]}


async def last_year(year: ReviewYear, value: str, *, file_it: bool) -> None:
    """Put a statement of the round before on the record."""
    earlier = EmissionStatement(
        lg_code=LG, fiscal_year=2024, emissions_fiscal_year=2021, sectors=("RES", "COM"), begun_on=OPENING
    )
    earlier.take_comparison(Comparison())
    earlier.state_cells((cell("RES", value=value), cell("COM", value="1000000")))
    if file_it:
        accepted(earlier)
    await year.store(earlier)


async def test_figures_are_held_against_what_was_filed_the_year_before(year: ReviewYear) -> None:
    await last_year(year, "2000000", file_it=True)
    now = (cell("RES", value="1300000"), cell("COM", value=None))
    await year.ask(CLERK, StateCells.model_validate({**OF, "cells": now}))
    made = await statement_of(year)
    checks = await checks_of(year.log, made)
    assert checks.comparison is not None
    assert checks.comparison.earlier_fiscal_year == 2021
    assert [(each.code, each.field, each.compared) for each in checks.raised(made.content().cells)] == [
        (WarningCode.YEAR_ON_YEAR, "RES.co2", Decimal(2000000)),
        (WarningCode.SECTOR_MISSING, "COM", Decimal(1000000)),
    ]


async def test_a_draft_of_the_year_before_is_nothing_to_compare_with(year: ReviewYear) -> None:
    await last_year(year, "2000000", file_it=False)
    checks = await checks_of(year.log, await statement_of(year))
    assert checks.comparison is not None
    assert (checks.comparison.earlier_fiscal_year, checks.comparison.earlier) == (None, ())


async def test_a_table_opens_once_with_the_factors_that_were_found(year: ReviewYear) -> None:
    table = await year.load(FactorTable, TABLE)
    years = {key.fiscal_year for key in table.current if key.supplier == "九州電力(株)"}
    assert years == {2017, 2018, 2022, 2024}
    assert all(held.source for held in table.current.values())
    with pytest.raises(StateForbids):
        await year.ask(CHIEF, OpenFactorTable.model_validate({"slug": "electricity"}))
    with pytest.raises(NotPermitted):
        await year.ask(SECRETARIAT, OpenFactorTable.model_validate({"slug": "electricity"}))


async def test_a_factor_takes_two_persons_of_the_secretariat(year: ReviewYear) -> None:
    await propose(year, entry(2022))
    number = {"slug": "electricity", "number": 1}
    with pytest.raises(ConfirmedByProposer):
        await year.ask(SECRETARIAT, PublishFactor.model_validate(number))
    with pytest.raises(NotPermitted):
        await year.ask(CLERK, PublishFactor.model_validate(number))
    assert (await year.open(SECRETARIAT, TABLE))["PublishFactor"] == ["confirmed-by-proposer"]
    assert (await year.open(CHIEF, TABLE))["CorrectFactor"] == ["factor-not-published"]
    assert await year.ask(CHIEF, PublishFactor.model_validate(number)) == ("factor-table.factor-published",)
    dropped = await year.open(CHIEF, TABLE)
    assert dropped["PublishFactor"] == ["factor-proposal-not-open"]


async def test_a_dropped_proposal_is_never_published(year: ReviewYear) -> None:
    await propose(year, entry(2022))
    drop = DropProposal.model_validate({"slug": "electricity", "number": 1, "reason": SAMPLE})
    assert await year.ask(SECRETARIAT, drop) == ("factor-table.proposal-dropped",)
    assert entry(2022).key not in (await year.load(FactorTable, TABLE)).current


async def test_a_published_factor_is_proposed_to_every_statement_that_it_touches(year: ReviewYear) -> None:
    await calculate_provisionally(year)
    told = await publish(year, entry(2022), 2)
    assert told == ("factor-table.factor-published", "emission-statement.recalculation-proposed")
    made = await statement_of(year)
    assert made.recalculations.open is not None
    assert made.recalculations.open.ground == "排出係数の公表"
    assert (await household(year)).value == Decimal(700)


async def test_a_corrected_factor_is_proposed_too(year: ReviewYear) -> None:
    await calculate_provisionally(year)
    await propose(year, entry(2021, "0.0006"))
    correct = CorrectFactor.model_validate({"slug": "electricity", "number": 2})
    assert await year.ask(CHIEF, correct) == (
        "factor-table.factor-corrected",
        "emission-statement.recalculation-proposed",
    )


@pytest.mark.parametrize("correct", [False, True])
async def test_a_factor_let_in_after_the_closing_writes_nothing_into_the_closed_round(
    year: ReviewYear, *, correct: bool
) -> None:
    await calculate_provisionally(year)
    await file(year)
    await close_round(year)
    before = (await statement_of(year)).version
    await propose(year, entry(2021, "0.0006") if correct else entry(2022))
    act = CorrectFactor if correct else PublishFactor
    told = await year.ask(CHIEF, act.model_validate({"slug": "electricity", "number": 2}))
    assert told == (f"factor-table.factor-{'corrected' if correct else 'published'}",)
    assert (await statement_of(year)).version == before
    because = {"reason": "2022年度の係数の公表", "authority": "事務局長"}
    await year.ask(SECRETARIAT, ProposeReopening.model_validate({"fiscal_year": 2025, **because}))
    await year.ask(CHIEF, ReopenRound(fiscal_year=2025))
    ask = ProposeRecalculation.model_validate({**OF, "reason": SAMPLE})
    assert await year.ask(SECRETARIAT, ask) == ("emission-statement.recalculation-proposed",)


async def test_an_office_accepts_a_recalculation_into_its_draft(year: ReviewYear) -> None:
    await calculate_provisionally(year)
    assert (await year.open(CLERK, STATEMENT))["AcceptRecalculation"] == ["recalculation-not-open"]
    await publish(year, entry(2022), 2)
    assert (await year.open(CLERK, STATEMENT))["AcceptRecalculation"] == []
    told = await year.ask(CLERK, AcceptRecalculation.model_validate({**OF, "number": 1}))
    assert told == ("emission-statement.cells-stated", "emission-statement.recalculation-accepted")
    made = await household(year)
    assert (made.value, made.provisional_in(2022)) == (Decimal(500), False)


async def test_an_accepted_statement_is_restated_by_a_recalculation_and_what_rests_on_it_falls(
    year: ReviewYear,
) -> None:
    await calculate_provisionally(year)
    await file(year)
    await publish(year, entry(2022), 2)
    accept = {**OF, "number": 1}
    with pytest.raises(StateForbids):
        await year.ask(CLERK, AcceptRecalculation.model_validate(accept))
    with pytest.raises(CorrectionReasonMissing):
        await year.ask(HEAD, AcceptRecalculation.model_validate(accept))
    because = {"reason": "2022年度の係数の公表", "authority": "環境省公表"}
    told = await year.explain(HEAD, AcceptRecalculation.model_validate({**accept, **because}))
    assert told[:3] == (*["emission-statement.warning-answered"] * 2, "emission-statement.restated")
    assert "emission-statement.recalculation-accepted" in told
    made = await statement_of(year)
    assert (made.edition, made.earlier_editions[0].cells[0].value) == (2, Decimal(700))
    assert made.effects[0].endswith("（差 -200.000000 t-CO2）。")


async def test_a_restatement_is_compared_as_it_would_stand_with_the_year_before_and_the_wholes_of_others(
    year: ReviewYear,
) -> None:
    await last_year(year, "1000000", file_it=True)
    stated = (cell("RES", value="1000000"), cell("COM", value="1000000"))
    await year.ask(CLERK, StateCells.model_validate({**OF, "cells": stated}))
    await file(year, cell("COM", value="1000000"))
    other = EmissionStatement(
        lg_code=OTHER, fiscal_year=2025, emissions_fiscal_year=2022, sectors=("RES", "COM"), begun_on=JULY
    )
    other.take_comparison(Comparison())
    other.state_cells((allocated("RES", allocation(whole_total=Decimal(1000001))), cell("COM")))
    await year.store(submitted(other))
    shared = (allocated("RES", allocation()),)
    restate = {**OF, "cells": shared, "reason": "統計の改訂", "authority": "事務局長", "effect": "減る"}
    with pytest.raises(WarningsUnanswered) as refused:
        await year.ask(HEAD, RestateEmissionStatement.model_validate(restate))
    assert refused.value.details == {"warnings": ["year-on-year:RES.co2", "per-person:RES", "whole-total:RES.co2"]}
    again = {**restate, "cells": stated}
    version = (await statement_of(year)).version
    assert await year.ask(HEAD, RestateEmissionStatement.model_validate(again)) == ()
    assert (await statement_of(year)).version == version


async def test_a_past_year_is_compared_as_it_would_stand_with_the_year_before_it(year: ReviewYear) -> None:
    for fiscal_year, value in ((2012, "1500000"), (2013, "1600000")):
        cells = (cell("RES", value=value), cell("COM", value="1500000"))
        past = {"lg_code": LG, "emissions_fiscal_year": fiscal_year, "cells": cells, "source": SAMPLE}
        await year.ask(SECRETARIAT, EnterPastEmissions.model_validate({**past, "plan_id": "plan:kumamoto-1"}))
    named = {"reason": "統計の改訂", "authority": "事務局長", "effect": "増える", "source": SAMPLE}
    of = {"lg_code": LG, "emissions_fiscal_year": 2013, "cells": (cell("RES", value="3000000"),), **named}
    with pytest.raises(WarningsUnanswered) as refused:
        await year.ask(SECRETARIAT, RestatePastEmissions.model_validate(of))
    assert refused.value.details == {"warnings": ["year-on-year:RES.co2"]}
    told = await year.explain(SECRETARIAT, RestatePastEmissions.model_validate(of))
    assert told == ("past-emissions.warning-answered", "past-emissions.restated")


async def test_an_office_may_decline_a_recalculation_with_a_reason(year: ReviewYear) -> None:
    await calculate_provisionally(year)
    await publish(year, entry(2022), 2)
    decline = DeclineRecalculation.model_validate({**OF, "number": 1, "reason": SAMPLE})
    assert (await year.open(MANAGER, STATEMENT))["DeclineRecalculation"] == []
    assert await year.ask(MANAGER, decline) == ("emission-statement.recalculation-declined",)
    with pytest.raises(RecalculationNotOpen):
        await year.ask(MANAGER, decline)
    assert (await year.open(MANAGER, STATEMENT))["DeclineRecalculation"] == ["recalculation-not-open"]
    assert (await household(year)).value == Decimal(700)


async def test_a_recalculation_can_be_asked_for_and_is_not_proposed_where_nothing_changes(year: ReviewYear) -> None:
    await calculate_provisionally(year)
    ask = ProposeRecalculation.model_validate({**OF, "reason": SAMPLE})
    assert await year.ask(SECRETARIAT, ask) == ()
    await publish(year, entry(2022), 2)
    assert await year.ask(SECRETARIAT, ask) == ()
    await year.ask(CLERK, StateCells.model_validate({**OF, "cells": (cell("COM"),)}))
    assert await year.ask(SECRETARIAT, ask) == ("emission-statement.recalculation-proposed",)


async def test_no_other_office_computes_or_answers_for_this_one(year: ReviewYear) -> None:
    with pytest.raises(NotPermitted):
        await year.ask(caller("clerk", OTHER), allocate())
    year.clock.move_to_day(JULY)


async def test_what_is_only_glanced_at_may_move_on_and_what_lies_on_the_desk_is_seen_as_it_lies(
    year: ReviewYear,
) -> None:
    act = Act(actor="clerk", capacity="clerk", effective_on=JULY)
    desk = Desk(year.log, year.documents, lambda _: False, act, JULY)
    stored = await desk.glance(EmissionStatement, STATEMENT)
    assert stored is not None
    assert stored.content().cells == ()
    assert await desk.glance(EmissionStatement, "emission-statement:99999:2025") is None
    assert desk.reads() == {}
    held = await desk.load(EmissionStatement, STATEMENT)
    held.state_cells((cell("RES"),))
    assert await desk.glance(EmissionStatement, STATEMENT) is held
