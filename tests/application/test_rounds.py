"""The commands of the round, asked at the counter and answered by the record."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from importlib.resources import files

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import Grant, Matrix, NotPermitted, StateForbids, read_matrix, system
from application.plans import EnterMunicipality, RecordMunicipalityLeftPlan
from application.round_steps import CompleteStep, LapseStep
from application.rounds import (
    CloseRound,
    ExtendDeadline,
    ListMeasure,
    OpenReviewRound,
    ProposeClosing,
    ProposeReopening,
    ReopenRound,
    RoundAlreadyOpened,
)
from application.submission_flow import (
    AcceptProgressReport,
    ReturnProgressReport,
    SubmitProgressReport,
    WithdrawProgressReport,
)
from application.submissions import (
    BeginEmissionStatement,
    BeginEvaluation,
    BeginProgressReport,
    CorrectProgressReport,
)
from domain.calendar import OFFICE_STEPS, Step
from domain.filing import FieldComment, SubmissionState
from domain.plan import Plan
from domain.plan_content import Sector
from domain.progress_report import ProgressReport
from domain.review_round import ReviewRound
from domain.round_closing import ConfirmedByProposer, RoundClosed
from domain.round_frame import (
    EmissionsYearNotPast,
    EmissionsYearRepeated,
    MeasureDue,
    PublicationOutstanding,
    RepetitionGroundMissing,
)
from domain.timetable import (
    DeadlineStillRuns,
    DueDayClosed,
    DueDayNotPassed,
    Ground,
    NotARoundMember,
    StepEnd,
    StepIncomplete,
    StepNotOfOffices,
    StepNotOpen,
    StepsUnfinished,
)
from tests.application.review_year import (
    CHIEF,
    CLERK,
    HEAD,
    JULY,
    NEWCOMER,
    OPENING,
    SECRETARIAT,
    ReviewYear,
    caller,
    opening,
    review_year,
)
from tests.domain.office_year import LG, MEASURES, OTHER, accepted, statement

ROUND = "review-round:2025"
REPORT = f"progress-report:{LG}:2025"
CONFIRMATION = Step.PROGRESS_CONFIRMATION
MARCH = date(2026, 3, 25)


@pytest_asyncio.fixture
async def founded(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        yield opened


@pytest_asyncio.fixture
async def year(founded: ReviewYear) -> ReviewYear:
    await founded.ask(SECRETARIAT, opening())
    return founded


async def lapse_everything(year: ReviewYear) -> None:
    year.clock.move_to_day(MARCH)
    for step in OFFICE_STEPS:
        await year.ask(SECRETARIAT, LapseStep(fiscal_year=2025, step=step))


async def test_a_round_freezes_the_plans_members_and_the_measures_of_the_year_before(founded: ReviewYear) -> None:
    assert await founded.ask(system("calendar"), opening()) == ("review-round.opened",)
    made = await founded.load(ReviewRound, ROUND)
    assert made.members == (LG, OTHER)
    assert made.sectors == ("RES", "COM")
    assert (made.measures_fiscal_year, made.opened_on) == (2024, OPENING)
    assert made.measures == (
        MeasureDue(measure_id=MEASURES[0], lg_codes=(LG,), stage="under-way"),
        MeasureDue(measure_id=MEASURES[1], lg_codes=(LG,), stage="under-study"),
        MeasureDue(measure_id="measure:43210-0001", lg_codes=(OTHER,), stage="under-study"),
    )
    assert [grade.code for grade in made.scale] == ["A", "B", "C", "D"]
    assert "既定値" in made.scale_source
    assert made.window(Step.EVALUATION).due_on == date(2026, 1, 5)


async def test_a_round_leaves_out_who_left_the_plan_by_its_day_and_keeps_who_leaves_later(founded: ReviewYear) -> None:
    plan = "plan:kumamoto-1"
    later = {"plan_id": plan, "ground": "サンプル（架空値）"}
    leaves = RecordMunicipalityLeftPlan.model_validate({**later, "lg_code": OTHER, "left_on": date(2025, 4, 2)})
    await founded.ask(SECRETARIAT, leaves)
    await founded.ask(SECRETARIAT, opening())
    founded.clock.move_to_day(date(2026, 4, 1))
    enters = EnterMunicipality(plan_id=plan, lg_code=NEWCOMER, entered_on=date(2026, 4, 2))
    await founded.ask(SECRETARIAT, enters)
    next_round = opening().model_copy(update={"fiscal_year": 2026, "emissions_fiscal_year": 2023})
    await founded.ask(SECRETARIAT, next_round)
    assert (await founded.load(ReviewRound, ROUND)).members == (LG, OTHER)
    assert (await founded.load(ReviewRound, "review-round:2026")).members == (LG,)


async def test_a_round_is_opened_once(year: ReviewYear) -> None:
    with pytest.raises(StateForbids):
        await year.ask(SECRETARIAT, opening())


async def test_a_round_is_not_opened_twice_even_where_the_matrix_would_allow_it(database: Database) -> None:
    open_to_all = Matrix([Grant("OpenReviewRound", "secretariat", "any", frozenset({"*"}))])
    async with review_year(database, open_to_all) as made:
        await made.ask(SECRETARIAT, opening())
        with pytest.raises(RoundAlreadyOpened):
            await made.ask(SECRETARIAT, opening())


async def test_two_rounds_of_a_plan_take_the_same_emission_year_only_when_it_is_meant_and_said_why(
    year: ReviewYear,
) -> None:
    year.clock.move_to_day(date(2026, 4, 1))
    again = opening(2026).model_copy(update={"emissions_fiscal_year": 2022})
    with pytest.raises(EmissionsYearRepeated) as refused:
        await year.ask(SECRETARIAT, again)
    assert refused.value.details == {"emissions_fiscal_year": 2022, "rounds": [ROUND]}
    meant = again.model_copy(update={"repeats_emissions_year": True})
    with pytest.raises(RepetitionGroundMissing):
        await year.ask(SECRETARIAT, meant)
    told = meant.model_copy(update={"reason": "統計の公表が遅れたため"})
    assert await year.ask(SECRETARIAT, told) == ("review-round.opened",)
    assert (await year.load(ReviewRound, "review-round:2026")).emissions_fiscal_year == 2022


async def test_rounds_of_different_plans_may_take_the_same_emission_year(year: ReviewYear) -> None:
    other = Plan(slug="kumamoto-2", region_id="region:kumamoto", generation=2, name="サンプル計画2")
    other.set_sector_tree((Sector(code="RES", parent=None, name="家庭"),))
    other.enter_municipality(LG, OPENING)
    other.adopt(OPENING)
    await year.store(other)
    year.clock.move_to_day(date(2026, 4, 1))
    again = opening(2026).model_copy(update={"plan_id": other.id, "emissions_fiscal_year": 2022})
    assert await year.ask(SECRETARIAT, again) == ("review-round.opened",)


async def test_a_round_needs_past_emissions_and_the_secretariat(founded: ReviewYear) -> None:
    with pytest.raises(EmissionsYearNotPast):
        await founded.ask(SECRETARIAT, opening().model_copy(update={"emissions_fiscal_year": 2025}))
    with pytest.raises(NotPermitted):
        await founded.ask(CLERK, opening())


async def test_a_municipality_outside_the_plan_has_nothing_to_begin(year: ReviewYear) -> None:
    stranger = caller("clerk", NEWCOMER)
    with pytest.raises(NotARoundMember):
        await year.ask(stranger, BeginProgressReport(lg_code=NEWCOMER, fiscal_year=2025))


async def test_no_deadline_is_moved_to_a_day_on_which_offices_are_closed(year: ReviewYear) -> None:
    saturday = ExtendDeadline(
        fiscal_year=2025, step=CONFIRMATION, due_on=date(2025, 7, 19), ground=Ground.DISASTER, authority="事務局長"
    )
    with pytest.raises(DueDayClosed) as refused:
        await year.ask(CHIEF, saturday)
    assert refused.value.details == {"due_on": date(2025, 7, 19), "next_open": date(2025, 7, 22)}  # after 海の日


async def test_a_disaster_extends_the_deadline_of_all_members_at_once(year: ReviewYear) -> None:
    extend = ExtendDeadline(
        fiscal_year=2025,
        step=CONFIRMATION,
        due_on=date(2025, 7, 31),
        ground=Ground.DISASTER,
        authority="事務局長",
    )
    assert await year.ask(CHIEF, extend) == ("review-round.deadline-extended",)
    one = extend.model_copy(update={"due_on": date(2025, 8, 29), "lg_codes": (OTHER,)})
    await year.ask(SECRETARIAT, one)
    made = await year.load(ReviewRound, ROUND)
    assert made.timetable.extensions[0].lg_codes == (LG, OTHER)
    assert made.due_on(LG, CONFIRMATION) == date(2025, 7, 31)
    assert made.due_on(OTHER, CONFIRMATION) == date(2025, 8, 29)


async def test_a_forgotten_measure_reaches_the_reports_already_begun(year: ReviewYear) -> None:
    await year.ask(CLERK, BeginProgressReport(lg_code=LG, fiscal_year=2025))
    listing = ListMeasure(fiscal_year=2025, measure_id="measure:43100-0003", reason="記載漏れ")
    assert await year.ask(SECRETARIAT, listing) == ("review-round.measure-listed", "progress-report.measure-listed")
    assert (await year.load(ProgressReport, REPORT)).measures == (*MEASURES, "measure:43100-0003")
    assert await year.ask(SECRETARIAT, listing) == ()


async def test_a_measure_listed_after_acceptance_must_still_be_confirmed_before_the_step_is_complete(
    year: ReviewYear,
) -> None:
    await year.file_parts(accept=True)
    assert (await year.open(HEAD, REPORT))["CorrectProgressReport"] == []
    lapse = LapseStep(fiscal_year=2025, step=CONFIRMATION)
    await year.ask(SECRETARIAT, lapse)
    await year.ask(SECRETARIAT, ListMeasure(fiscal_year=2025, measure_id="measure:43100-0003", reason="記載漏れ"))
    with pytest.raises(StepIncomplete) as refused:
        await year.ask(SECRETARIAT, CompleteStep(fiscal_year=2025, step=CONFIRMATION))
    assert refused.value.details["lg_codes"] == [LG, OTHER]
    report = await year.load(ProgressReport, REPORT)
    assert (report.is_accepted, report.is_settled) == (True, False)
    acts = await year.open(HEAD, REPORT)
    assert acts["CorrectProgressReport"] == []
    assert (await year.open(CLERK, REPORT))["ReportMeasure"] == ["state-forbids"]
    correction = {"statements": (statement("measure:43100-0003"),), "reason": "記載漏れ", "authority": "課長"}
    await year.ask(HEAD, CorrectProgressReport.model_validate({"lg_code": LG, "fiscal_year": 2025, **correction}))
    with pytest.raises(StepIncomplete) as refused:
        await year.ask(SECRETARIAT, CompleteStep(fiscal_year=2025, step=CONFIRMATION))
    assert refused.value.details["lg_codes"] == [OTHER]


async def test_a_measure_of_strangers_is_not_listed_and_of_joint_owners_only_members_owe_it(year: ReviewYear) -> None:
    with pytest.raises(NotARoundMember):
        await year.ask(SECRETARIAT, ListMeasure(fiscal_year=2025, measure_id="measure:43204-0001", reason="記載漏れ"))
    listing = ListMeasure(fiscal_year=2025, measure_id="measure:43210-0001", reason="記載漏れ")
    assert await year.ask(SECRETARIAT, listing) == ()


async def test_a_step_is_completed_when_every_member_is_accepted(year: ReviewYear) -> None:
    with pytest.raises(StepIncomplete) as refused:
        await year.ask(SECRETARIAT, CompleteStep(fiscal_year=2025, step=CONFIRMATION))
    assert refused.value.details["lg_codes"] == [LG, OTHER]
    await year.file_parts()
    await year.ask(SECRETARIAT, AcceptProgressReport(lg_code=LG, fiscal_year=2025))
    with pytest.raises(StepIncomplete) as refused:
        await year.ask(SECRETARIAT, CompleteStep(fiscal_year=2025, step=CONFIRMATION))
    assert refused.value.details["lg_codes"] == [OTHER]
    assert (await year.open(SECRETARIAT, ROUND))["CompleteStep"] == ["step-incomplete"]
    bare = ProgressReport(lg_code=OTHER, fiscal_year=2025, measures=(), grades=("A",), begun_on=OPENING)
    await year.store(accepted(bare))
    assert (await year.open(SECRETARIAT, ROUND))["CompleteStep"] == []
    complete = CompleteStep(fiscal_year=2025, step=CONFIRMATION)
    assert await year.ask(SECRETARIAT, complete) == ("review-round.step-completed",)
    assert (await year.open(SECRETARIAT, ROUND))["CompleteStep"] == ["step-incomplete"]
    with pytest.raises(StepNotOfOffices):
        await year.ask(SECRETARIAT, CompleteStep(fiscal_year=2025, step=Step.PUBLICATION))


async def test_a_lapse_names_the_missing_lapses_their_drafts_and_spares_who_has_filed(year: ReviewYear) -> None:
    lapse = LapseStep(fiscal_year=2025, step=CONFIRMATION)
    year.clock.move_to_day(date(2025, 6, 30))
    with pytest.raises(DueDayNotPassed):
        await year.ask(system("calendar"), lapse)
    assert (await year.open(SECRETARIAT, ROUND))["LapseStep"] == ["due-day-not-passed"]
    await year.file_parts()
    assert (await year.open(SECRETARIAT, ROUND))["LapseStep"] == []
    year.clock.move_to_day(JULY)
    await year.ask(CLERK, WithdrawProgressReport(lg_code=LG, fiscal_year=2025))
    assert await year.ask(system("calendar"), lapse) == ("review-round.step-lapsed", "progress-report.lapsed")
    made = await year.load(ReviewRound, ROUND)
    assert made.timetable.lapsed_for(CONFIRMATION) == (LG, OTHER)
    report = await year.load(ProgressReport, REPORT)
    assert report.state is SubmissionState.LAPSED
    assert await year.ask(CLERK, SubmitProgressReport(lg_code=LG, fiscal_year=2025)) == ("progress-report.submitted",)
    assert (await year.load(ProgressReport, REPORT)).late


async def test_what_was_returned_came_in_time_and_lapses_only_when_a_person_says_so(year: ReviewYear) -> None:
    await year.file_parts()
    comment = FieldComment(field=MEASURES[0], comment="数値の根拠を記入してください。")
    await year.ask(SECRETARIAT, ReturnProgressReport(lg_code=LG, fiscal_year=2025, comments=(comment,)))
    year.clock.move_to_day(JULY)
    await year.ask(system("calendar"), LapseStep(fiscal_year=2025, step=CONFIRMATION))
    assert (await year.load(ReviewRound, ROUND)).timetable.lapsed_for(CONFIRMATION) == (OTHER,)
    assert (await year.load(ProgressReport, REPORT)).state is SubmissionState.RETURNED
    await year.ask(SECRETARIAT, LapseStep(fiscal_year=2025, step=CONFIRMATION, returned_too=True))
    assert (await year.load(ReviewRound, ROUND)).timetable.lapsed_for(CONFIRMATION) == (LG, OTHER)
    assert (await year.load(ProgressReport, REPORT)).state is SubmissionState.LAPSED


async def test_who_has_an_extension_is_not_named_as_missing(year: ReviewYear) -> None:
    await year.ask(
        SECRETARIAT,
        ExtendDeadline(
            fiscal_year=2025,
            step=CONFIRMATION,
            due_on=date(2025, 7, 31),
            ground=Ground.DISASTER,
            authority="事務局長",
            lg_codes=(OTHER,),
        ),
    )
    await year.file_parts()
    with pytest.raises(DueDayNotPassed) as refused:
        await year.ask(SECRETARIAT, LapseStep(fiscal_year=2025, step=CONFIRMATION))
    assert refused.value.details["lg_codes"] == [OTHER]
    year.clock.move_to_day(date(2025, 8, 1))
    await year.ask(SECRETARIAT, LapseStep(fiscal_year=2025, step=CONFIRMATION))
    made = await year.load(ReviewRound, ROUND)
    assert made.timetable.lapsed_for(CONFIRMATION) == (OTHER,)
    assert made.step_end(CONFIRMATION) is StepEnd.LAPSED


async def test_a_round_is_closed_by_two_persons_after_publication_and_reopened_by_two(year: ReviewYear) -> None:
    with pytest.raises(StepsUnfinished):
        await year.ask(SECRETARIAT, ProposeClosing(fiscal_year=2025))
    await lapse_everything(year)
    assert await year.open(SECRETARIAT, ROUND) == {
        "OpenReviewRound": ["state-forbids"],
        "ExtendDeadline": [],
        "ListMeasure": [],
        "CompleteStep": ["step-incomplete"],
        "LapseStep": [],
        "ProposeClosing": ["publication-outstanding"],
        "CloseRound": ["state-forbids"],
        "ProposeReopening": ["state-forbids"],
        "ReopenRound": ["state-forbids"],
    }
    with pytest.raises(PublicationOutstanding):
        await year.ask(SECRETARIAT, ProposeClosing(fiscal_year=2025))
    await year.publish()
    await year.ask(SECRETARIAT, ProposeClosing(fiscal_year=2025))
    with pytest.raises(ConfirmedByProposer):
        await year.ask(SECRETARIAT, CloseRound(fiscal_year=2025))
    assert (await year.open(SECRETARIAT, ROUND))["CloseRound"] == ["confirmed-by-proposer"]
    assert await year.ask(CHIEF, CloseRound(fiscal_year=2025)) == ("review-round.closed",)
    reopening = ProposeReopening(fiscal_year=2025, reason="誤りの判明", authority="連絡会議")
    await year.ask(CHIEF, reopening)
    assert (await year.open(CHIEF, ROUND))["ReopenRound"] == ["confirmed-by-proposer"]
    assert await year.ask(SECRETARIAT, ReopenRound(fiscal_year=2025)) == ("review-round.reopened",)
    assert (await year.load(ReviewRound, ROUND)).is_open


async def test_more_time_opens_a_lapsed_step_again_and_keeps_the_round_open_until_it_is_over(year: ReviewYear) -> None:
    await lapse_everything(year)
    await year.publish()
    today = year.clock.today()
    more = {"step": CONFIRMATION, "ground": Ground.DISASTER, "authority": "事務局長"}
    for_one = ExtendDeadline.model_validate({**more, "fiscal_year": 2025, "due_on": today, "lg_codes": (OTHER,)})
    await year.ask(SECRETARIAT, for_one)
    made = await year.load(ReviewRound, ROUND)
    assert made.timetable.lapsed_for(CONFIRMATION) == (LG,)
    assert (await year.open(SECRETARIAT, ROUND))["ProposeClosing"] == ["deadline-still-runs"]
    with pytest.raises(DeadlineStillRuns) as refused:
        await year.ask(SECRETARIAT, ProposeClosing(fiscal_year=2025))
    assert refused.value.details == {"due_on": {CONFIRMATION: {OTHER: today}}}
    year.clock.move_to_day(today + timedelta(days=1))
    await year.ask(SECRETARIAT, ProposeClosing(fiscal_year=2025))
    later = {"due_on": today + timedelta(days=1), "lg_codes": (OTHER,)}
    await year.ask(SECRETARIAT, ExtendDeadline.model_validate({**more, **later, "fiscal_year": 2025}))
    assert (await year.open(CHIEF, ROUND))["CloseRound"] == ["deadline-still-runs"]
    with pytest.raises(DeadlineStillRuns):
        await year.ask(CHIEF, CloseRound(fiscal_year=2025))


async def test_nothing_is_filed_in_a_closed_round(year: ReviewYear) -> None:
    await year.ask(CLERK, BeginProgressReport(lg_code=LG, fiscal_year=2025))
    await lapse_everything(year)
    await year.publish()
    await year.ask(SECRETARIAT, ProposeClosing(fiscal_year=2025))
    await year.ask(CHIEF, CloseRound(fiscal_year=2025))
    assert (await year.open(CLERK, REPORT))["SubmitProgressReport"][0] == "round-closed"
    with pytest.raises(RoundClosed):
        await year.ask(CLERK, SubmitProgressReport(lg_code=LG, fiscal_year=2025))
    with pytest.raises(StateForbids):
        await year.ask(SECRETARIAT, ListMeasure(fiscal_year=2025, measure_id=MEASURES[0], reason="記載漏れ"))


@pytest.mark.parametrize("begin", [BeginEmissionStatement, BeginEvaluation])
async def test_a_step_is_not_begun_before_its_first_day(
    year: ReviewYear, begin: type[BeginEmissionStatement] | type[BeginEvaluation]
) -> None:
    with pytest.raises(StepNotOpen):
        await year.ask(CLERK, begin(lg_code=LG, fiscal_year=2025))


def test_an_extension_and_a_reopening_name_their_authority() -> None:
    for kind, body in (
        (ExtendDeadline, {"step": "evaluation", "due_on": "2026-01-31", "ground": "disaster"}),
        (ProposeReopening, {"reason": "誤り"}),
        (ListMeasure, {"measure_id": MEASURES[0]}),
    ):
        with pytest.raises(ValueError, match="Field required"):
            kind.model_validate({"fiscal_year": 2025, **body})
    assert OpenReviewRound.label() == "年度点検を開始する。"
