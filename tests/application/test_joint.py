"""The compilation at the counter: what is pinned, what is missing, and what falls with a changed part."""

from collections.abc import AsyncIterator
from datetime import date
from importlib.resources import files

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import read_matrix
from application.joint import FinaliseCompilation
from application.meetings import FixMaterial
from application.round_steps import LapseStep
from application.rounds import CloseRound, ListMeasure, ProposeClosing
from application.submissions import RestateEmissionStatement
from domain.attendance import MeetingAlreadyHeld
from domain.calendar import OFFICE_STEPS
from domain.change_cause import ChangeCause
from domain.compilation import (
    Compilation,
    CompilationLapsed,
    CompilationState,
)
from domain.measure import Measure
from domain.meeting import Meeting
from domain.round_closing import RoundClosed
from domain.timetable import StepNotOpen
from tests.application.joint_year import (
    COMMITTEE_ID,
    COMPILATION,
    COMPILE,
    CORRECTION,
    COUNCIL,
    COUNCIL_ID,
    PREPARE,
    PUBLISH,
    approved,
    compiled,
    filed,
    ready,
)
from tests.application.review_year import CHIEF, HEAD, SECRETARIAT, ReviewYear, opening, review_year
from tests.domain.office_year import LG, MEASURES, OTHER, cell


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        yield opened


async def test_the_compilation_pins_accepted_parts_and_names_the_missing(year: ReviewYear) -> None:
    await filed(year)
    assert await year.ask(SECRETARIAT, COMPILE) == ("compilation.compiled",)
    made = await year.load(Compilation, COMPILATION)
    assert [pin.stream_id for pin in made.parts] == [f"emission-statement:{LG}:2025", f"progress-report:{LG}:2025"]
    for pin in (*made.parts, *made.basis):
        stored = (await year.log.stream(pin.stream_id, upto=pin.version))[-1]
        assert (stored.version, stored.leaf.hex()) == (pin.version, pin.leaf)
    assert [(each.lg_code, each.step.value) for each in made.missing] == [
        (LG, "evaluation"),
        (LG, "in-house-report"),
        (OTHER, "emissions-calculation"),
        (OTHER, "evaluation"),
        (OTHER, "in-house-report"),
        (OTHER, "progress-confirmation"),
    ]
    assert {each.state for each in made.missing} == {None}
    assert [pin.stream_id.partition(":")[0] for pin in made.basis] == ["measure"] * 3 + ["plan", "review-round"]


async def test_compiling_again_without_a_change_is_nothing_new(year: ReviewYear) -> None:
    await filed(year)
    await compiled(year)
    assert await year.ask(SECRETARIAT, COMPILE) == ()


async def test_nothing_is_compiled_before_january(year: ReviewYear) -> None:
    await year.ask(CHIEF, opening())
    with pytest.raises(StepNotOpen):
        await year.ask(SECRETARIAT, COMPILE)
    assert (await year.open(SECRETARIAT, COMPILATION))["Compile"] == ["step-not-open"]


async def test_a_correction_lapses_the_compilation_and_fells_approval_and_hearing_in_one_act(year: ReviewYear) -> None:
    await ready(year)
    assert await year.ask(HEAD, CORRECTION) == (
        "progress-report.corrected",
        "progress-report.approval-fell",
        "compilation.lapsed",
        "meeting.approval-fell",
        "meeting.approval-fell",
    )
    made = await year.load(Compilation, COMPILATION)
    assert made.lapse is not None
    assert (made.state, made.lapse.cause) == (CompilationState.LAPSED, ChangeCause.PART_CORRECTED)
    for meeting_id in (COUNCIL_ID, COMMITTEE_ID):
        meeting = await year.load(Meeting, meeting_id)
        assert meeting.agenda.item(1).fallen is ChangeCause.PART_CORRECTED
    with pytest.raises(CompilationLapsed):
        await year.ask(SECRETARIAT, PREPARE)


async def test_a_measure_listed_in_an_accepted_report_lapses_the_compilation_and_fells_the_approval(
    year: ReviewYear,
) -> None:
    await ready(year)
    told = await year.ask(
        SECRETARIAT, ListMeasure(fiscal_year=2025, measure_id="measure:43100-0003", reason="記載漏れ")
    )
    assert "compilation.lapsed" in told
    assert told.count("meeting.approval-fell") == 2
    made = await year.load(Compilation, COMPILATION)
    assert made.lapse is not None
    assert made.lapse.cause is ChangeCause.MEASURE_LISTED


async def test_nothing_is_finalised_in_a_closed_round(year: ReviewYear) -> None:
    await ready(year)
    await year.ask(SECRETARIAT, PREPARE)
    await year.ask(CHIEF, PUBLISH)
    year.clock.move_to_day(date(2026, 3, 30))
    for step in OFFICE_STEPS:
        await year.ask(SECRETARIAT, LapseStep(fiscal_year=2025, step=step))
    await year.ask(SECRETARIAT, ProposeClosing(fiscal_year=2025))
    await year.ask(CHIEF, CloseRound(fiscal_year=2025))
    assert "round-closed" in (await year.open(SECRETARIAT, COMPILATION))["FinaliseCompilation"]
    with pytest.raises(RoundClosed):
        await year.ask(SECRETARIAT, FinaliseCompilation(fiscal_year=2025, number=1))


async def test_a_restatement_lapses_the_compilation_with_its_own_cause(year: ReviewYear) -> None:
    await filed(year)
    await compiled(year)
    restate = RestateEmissionStatement(
        lg_code=LG,
        fiscal_year=2025,
        cells=(cell("RES", value="2"),),
        reason="統計の改定",
        authority="課長",
        effect="家庭部門が減る",
    )
    assert "compilation.lapsed" in await year.explain(HEAD, restate)
    made = await year.load(Compilation, COMPILATION)
    assert made.lapse is not None
    assert made.lapse.cause is ChangeCause.PART_RESTATED


async def test_compiling_anew_takes_the_approvals_of_the_old_number_with_it(year: ReviewYear) -> None:
    await filed(year)
    await compiled(year)
    await approved(year)
    measure = await year.load(Measure, MEASURES[0])
    measure.suspend(COUNCIL, "予算の都合")
    await year.store(measure)
    assert await year.ask(SECRETARIAT, COMPILE) == ("compilation.compiled-anew", "meeting.approval-fell")
    meeting = await year.load(Meeting, COUNCIL_ID)
    assert meeting.agenda.item(1).fallen is ChangeCause.COMPILED_ANEW
    late = FixMaterial(meeting_id=COUNCIL_ID, fiscal_year=2025, number=2)
    with pytest.raises(MeetingAlreadyHeld):
        await year.ask(SECRETARIAT, late)
