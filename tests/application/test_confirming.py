"""Confirming measures at the counter: unchanged is said explicitly, figures stand beside their formulas."""

from collections.abc import AsyncIterator
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import NotPermitted, read_matrix
from application.confirming import ConfirmUnchanged, NothingToCarryOver
from application.measure_variations import SetMeasureVariation
from application.measures import SetIndicator, SetYearlyTarget
from application.submissions import BeginProgressReport, CorrectProgressReport, ReportMeasure
from domain.measure_terms import Direction, Indicator, UnknownIndicator, YearlyTarget
from domain.meeting import Meeting
from domain.progress_report import ProgressReport
from domain.reduction import ReductionDiffersFromFormula
from tests.application.joint_year import COUNCIL_ID, approved, compiled, filed, report_of
from tests.application.review_year import CHIEF, CLERK, SECRETARIAT, ReviewYear, caller, opening, review_year
from tests.domain.office_year import GRADES, LG, MEASURES, OTHER, accepted, statement

REPORT = f"progress-report:{LG}:2025"
OF: dict[str, Any] = {"lg_code": LG, "fiscal_year": 2025}
FORMULA = {
    "method": "activity-and-factor",
    "activity": "4",
    "activity_unit": "件",
    "factor": "0.25",
    "factor_edition": "サンプル（架空値）の版",
}


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        yield opened


def last_year(*, accept: bool = True) -> ProgressReport:
    """Give what the office filed a year ago about its first measure."""
    made = ProgressReport(lg_code=LG, fiscal_year=2024, measures=MEASURES[:1], grades=GRADES, begun_on=date(2024, 4, 1))
    made.report(statement(grade="A", indicator_actual="12", reduction="1", reduction_formula=FORMULA))
    if accept:
        accepted(made)
    return made


def unchanged(*measures: str) -> ConfirmUnchanged:
    return ConfirmUnchanged(**OF, measures=measures)


async def begun(year: ReviewYear) -> None:
    await year.ask(CHIEF, opening())
    await year.ask(CLERK, BeginProgressReport(**OF))


async def test_what_was_accepted_last_year_is_copied_into_an_explicit_statement(year: ReviewYear) -> None:
    await year.store(last_year())
    await begun(year)
    assert await year.ask(CLERK, unchanged(MEASURES[0], MEASURES[0])) == ("progress-report.confirmed-unchanged",)
    told = (await year.load(ProgressReport, REPORT)).statements[MEASURES[0]]
    assert told == statement(no_change=True)
    assert await year.ask(CLERK, unchanged(MEASURES[0])) == ()


async def test_the_figures_of_a_year_are_stated_beside_unchanged_and_stay_when_it_is_said_again(
    year: ReviewYear,
) -> None:
    await year.store(last_year())
    await begun(year)
    await year.ask(CLERK, unchanged(MEASURES[0]))
    assert (await year.load(ProgressReport, REPORT)).statements[MEASURES[0]].reduction is None
    told = statement(grade="A", no_change=True, indicator_actual="20", reduction="5")
    await year.ask(CLERK, ReportMeasure(**OF, statement=told))
    assert await year.ask(CLERK, unchanged(MEASURES[0])) == ()
    assert (await year.load(ProgressReport, REPORT)).statements[MEASURES[0]] == told


async def test_what_nobody_accepted_last_year_cannot_be_unchanged(year: ReviewYear) -> None:
    await begun(year)
    with pytest.raises(NothingToCarryOver) as refused:
        await year.ask(CLERK, unchanged(MEASURES[0]))
    assert refused.value.details == {"measures": [MEASURES[0]], "fiscal_year": 2024}
    await year.store(last_year(accept=False))
    with pytest.raises(NothingToCarryOver):
        await year.ask(CLERK, unchanged(MEASURES[0]))


async def test_a_measure_that_is_new_this_year_cannot_be_unchanged(year: ReviewYear) -> None:
    await year.store(last_year())
    await begun(year)
    with pytest.raises(NothingToCarryOver) as refused:
        await year.ask(CLERK, unchanged(*MEASURES))
    assert refused.value.details["measures"] == [MEASURES[1]]


async def test_nobody_confirms_for_another_office(year: ReviewYear) -> None:
    await begun(year)
    with pytest.raises(NotPermitted):
        await year.ask(caller("clerk", OTHER), unchanged(MEASURES[0]))


async def test_an_actual_is_of_an_indicator_that_the_measure_has(year: ReviewYear) -> None:
    await begun(year)
    named = ReportMeasure(**OF, statement=statement(indicator="count", indicator_actual="12"))
    with pytest.raises(UnknownIndicator):
        await year.ask(CLERK, named)
    indicator = Indicator(code="count", name="件数", unit="件", direction=Direction.INCREASE)
    await year.ask(CLERK, SetIndicator(measure_id=MEASURES[0], indicator=indicator))
    await year.ask(CLERK, named)


async def test_an_accepted_report_is_not_corrected_to_an_indicator_that_the_measure_lacks(year: ReviewYear) -> None:
    await filed(year)
    correction = {**OF, "reason": "誤記", "authority": "課長", "statements": [statement(indicator="other")]}
    with pytest.raises(UnknownIndicator):
        await year.ask(SECRETARIAT, CorrectProgressReport.model_validate(correction))


async def test_a_reduction_that_differs_from_its_formula_is_not_stored(year: ReviewYear) -> None:
    await begun(year)
    with pytest.raises(ReductionDiffersFromFormula):
        await year.ask(CLERK, ReportMeasure(**OF, statement=statement(reduction="2", reduction_formula=FORMULA)))
    await year.ask(CLERK, ReportMeasure(**OF, statement=statement(reduction="1", reduction_formula=FORMULA)))


async def test_the_report_shows_achievement_and_formula_at_the_versions_that_were_compiled(year: ReviewYear) -> None:
    indicator = Indicator(code="count", name="件数", unit="件", direction=Direction.INCREASE)
    target = YearlyTarget(indicator="count", fiscal_year=2024, amount=24)
    await year.ask(CLERK, SetIndicator(measure_id=MEASURES[0], indicator=indicator))
    await year.ask(CLERK, SetYearlyTarget(measure_id=MEASURES[0], target=target))
    await filed(year)
    change = statement(indicator_actual="12", reduction="1", reduction_formula=FORMULA)
    correction = {**OF, "reason": "誤記", "authority": "課長", "statements": [change]}
    await year.ask(SECRETARIAT, CorrectProgressReport.model_validate(correction))
    await compiled(year)
    await year.ask(
        CLERK,
        SetYearlyTarget(measure_id=MEASURES[0], target=YearlyTarget(indicator="count", fiscal_year=2024, amount=99)),
    )
    await approved(year)
    [material] = (await year.load(Meeting, COUNCIL_ID)).agenda.materials
    [told] = [
        each
        for each in (await report_of(year, material.content_hash))["achievements"]["lines"]
        if each["measure_id"] == MEASURES[0]
    ]
    assert (told["result"]["target"], told["result"]["actual"], told["result"]["achievement"]) == ("24", "12", "50")
    assert told["reduction"] == {**FORMULA, "tonnes": "1", "ground": None}


async def test_a_shared_measure_is_reported_under_the_towns_own_target(year: ReviewYear) -> None:
    shared = "measure:43210-0001"
    manager = caller("manager", OTHER)
    indicator = Indicator(code="count", name="件数", unit="件", direction=Direction.INCREASE)
    await year.ask(caller("clerk", OTHER), SetIndicator(measure_id=shared, indicator=indicator))
    own = {"name": "サンプル（架空値）", "targets": [{"indicator": "count", "fiscal_year": 2024, "amount": "4"}]}
    vary = {"measure_id": shared, "lg_code": OTHER, "variation": own}
    await year.ask(manager, SetMeasureVariation.model_validate(vary))
    await filed(year)
    await year.store(_report_of_the_other_town(shared))
    await compiled(year)
    await approved(year)
    [material] = (await year.load(Meeting, COUNCIL_ID)).agenda.materials
    told = (await report_of(year, material.content_hash))["achievements"]["lines"]
    [line] = [each for each in told if each["measure_id"] == shared]
    assert (line["own_name"], line["result"]["target"], line["result"]["achievement"]) == (
        "サンプル（架空値）",
        "4",
        "75",
    )


def _report_of_the_other_town(measure_id: str) -> ProgressReport:
    made = ProgressReport(
        lg_code=OTHER, fiscal_year=2025, measures=(measure_id,), grades=GRADES, begun_on=date(2025, 4, 1)
    )
    made.report(statement(measure_id, indicator_actual="3"))
    accepted(made)
    return made
