"""The commands of the four office acts, asked at the counter and answered by the record."""

from collections.abc import AsyncIterator
from datetime import date
from importlib.resources import files

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application import submission_flow, submissions
from application.authority import ActingForIncomplete, NotPermitted, StateForbids, read_matrix
from application.catalogue import commands
from application.joint import Compile
from application.submission_acts import ActedPersonMissing, RankNotHeld
from application.submission_flow import (
    AcceptEvaluation,
    AcceptInHouseReport,
    ApproveEvaluation,
    ApproveInHouseReport,
    ApproveProgressReport,
    ReturnProgressReport,
    SubmitEvaluation,
    SubmitInHouseReport,
    SubmitProgressReport,
    WithdrawProgressReport,
)
from application.submissions import (
    BeginEvaluation,
    BeginProgressReport,
    CorrectEvaluation,
    CorrectInHouseReport,
    CorrectProgressReport,
    EvaluateYear,
    RecordInHouseReport,
    ReportMeasure,
    RestateEmissionStatement,
)
from domain.approval import FallCause, Rank
from domain.compilation import Compilation, CompilationState
from domain.emission_statement import EmissionStatement
from domain.evaluation import EvaluatedPartsNotFiled, Evaluation, Rating
from domain.filing import FieldComment, FilingNotSubmitted, SubmissionState
from domain.in_house_report import InHouseReport, MeetingBeforeChange, ReceivedBy
from domain.progress_report import ProgressReport
from domain.warning_answers import WarningsUnanswered
from tests.application.review_year import (
    CHIEF,
    CLERK,
    HEAD,
    MANAGER,
    OPENING,
    SECRETARIAT,
    SEPTEMBER,
    ReviewYear,
    caller,
    opening,
    review_year,
)
from tests.domain.office_year import LG, MEASURES, OTHER, cell, meeting, statement

REPORT = f"progress-report:{LG}:2025"
STATEMENT = f"emission-statement:{LG}:2025"
EVALUATION = f"evaluation:{LG}:2025"
IN_HOUSE = f"in-house-report:{LG}:2025"
BY_RANK = {Rank.CLERK: CLERK, Rank.MANAGER: MANAGER, Rank.HEAD: HEAD}


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        await opened.ask(SECRETARIAT, opening())
        yield opened


async def evaluate(year: ReviewYear) -> None:
    year.clock.move_to_day(SEPTEMBER)
    await year.ask(CLERK, BeginEvaluation(lg_code=LG, fiscal_year=2025))
    for rank, who in BY_RANK.items():
        await year.ask(who, EvaluateYear(lg_code=LG, fiscal_year=2025, rank=rank, grade="A"))


async def accept_evaluation(year: ReviewYear) -> None:
    await year.file_parts(accept=True)
    await evaluate(year)
    await year.ask(HEAD, ApproveEvaluation(lg_code=LG, fiscal_year=2025, rank=Rank.HEAD, decision_number="決裁2"))
    await year.ask(CLERK, SubmitEvaluation(lg_code=LG, fiscal_year=2025))
    await year.ask(SECRETARIAT, AcceptEvaluation(lg_code=LG, fiscal_year=2025))


async def compile_parts(year: ReviewYear) -> None:
    year.clock.move_to_day(date(2026, 1, 20))
    await year.ask(SECRETARIAT, Compile(fiscal_year=2025))


def correct(narrative: str = "訂正") -> CorrectProgressReport:
    return CorrectProgressReport(
        lg_code=LG,
        fiscal_year=2025,
        statements=(statement(narrative=narrative),),
        reason="転記の誤り",
        authority="事務局長",
    )


def test_every_command_of_the_office_acts_is_in_the_catalogue_and_the_matrix() -> None:
    modules = {submissions.__name__, submission_flow.__name__}
    mine = {name for name, command in commands().items() if command.__module__ in modules}
    assert len(mine) == 11 + 5 * 4
    assert mine <= {grant.command for grant in read_matrix(files("data").joinpath("authority")).grants()}


async def test_a_report_freezes_the_offices_measures_and_the_scale(year: ReviewYear) -> None:
    begin = BeginProgressReport(lg_code=LG, fiscal_year=2025)
    assert await year.ask(CLERK, begin) == ("progress-report.begun",)
    made = await year.load(ProgressReport, REPORT)
    assert (made.measures, made.grades, made.begun_on) == (MEASURES, ("A", "B", "C", "D"), OPENING)
    with pytest.raises(StateForbids):
        await year.ask(CLERK, begin)


async def test_an_office_acts_for_itself_only(year: ReviewYear) -> None:
    neighbour = caller("clerk", OTHER)
    with pytest.raises(NotPermitted):
        await year.ask(neighbour, BeginProgressReport(lg_code=LG, fiscal_year=2025))
    with pytest.raises(NotPermitted):
        await year.ask(SECRETARIAT, BeginProgressReport(lg_code=LG, fiscal_year=2025))


async def test_a_report_goes_its_way_from_the_clerk_to_acceptance(year: ReviewYear) -> None:
    await year.file_parts()
    assert await year.open(CLERK, REPORT) == {
        "BeginProgressReport": ["state-forbids"],
        "ReportMeasure": ["state-forbids"],
        "ConfirmUnchanged": ["state-forbids"],
        "SubmitProgressReport": ["state-forbids"],
        "WithdrawProgressReport": [],
    }
    comments = (FieldComment(field=f"{MEASURES[0]}.narrative", comment="具体的に"),)
    await year.ask(SECRETARIAT, ReturnProgressReport(lg_code=LG, fiscal_year=2025, comments=comments))
    changed = statement(narrative="具体的な内容")
    assert await year.ask(CLERK, ReportMeasure(lg_code=LG, fiscal_year=2025, statement=changed)) == (
        "progress-report.measure-reported",
        "progress-report.approval-fell",
    )
    assert (await year.open(CLERK, REPORT))["SubmitProgressReport"] == ["in-house-approval-missing"]
    await year.ask(
        MANAGER, ApproveProgressReport(lg_code=LG, fiscal_year=2025, rank=Rank.MANAGER, decision_number="決裁3")
    )
    assert (await year.open(CLERK, REPORT))["SubmitProgressReport"] == []
    await year.ask(CLERK, SubmitProgressReport(lg_code=LG, fiscal_year=2025))
    await year.ask(CLERK, WithdrawProgressReport(lg_code=LG, fiscal_year=2025))
    await year.ask(CLERK, SubmitProgressReport(lg_code=LG, fiscal_year=2025))
    made = await year.load(ProgressReport, REPORT)
    assert made.state is SubmissionState.SUBMITTED
    assert made.approval is not None
    assert made.approval.approved_by == MANAGER.person_id


async def test_nobody_approves_or_evaluates_in_a_rank_not_held(year: ReviewYear) -> None:
    await year.file_parts()
    await year.ask(CLERK, WithdrawProgressReport(lg_code=LG, fiscal_year=2025))
    await year.ask(CLERK, ReportMeasure(lg_code=LG, fiscal_year=2025, statement=statement(narrative="変更")))
    approve = ApproveProgressReport(lg_code=LG, fiscal_year=2025, rank=Rank.HEAD, decision_number="決裁3")
    with pytest.raises(RankNotHeld) as refused:
        await year.ask(MANAGER, approve)
    assert refused.value.details == {"rank": Rank.HEAD, "capacity": "manager"}
    with pytest.raises(NotPermitted):
        await year.ask(CLERK, approve)


async def test_what_came_on_paper_is_entered_by_the_secretariat_and_counts_on_the_day_it_came(
    year: ReviewYear,
) -> None:
    await year.file_parts()
    await year.ask(CLERK, WithdrawProgressReport(lg_code=LG, fiscal_year=2025))
    await year.ask(CLERK, ReportMeasure(lg_code=LG, fiscal_year=2025, statement=statement(narrative="変更")))
    paper = {"acting_for": LG, "authority": "paper", "effective_on": date(2025, 6, 27)}
    body = {"lg_code": LG, "fiscal_year": 2025, "rank": "head", "decision_number": "決裁9"}
    with pytest.raises(ActingForIncomplete):
        await year.ask(SECRETARIAT, ApproveProgressReport.model_validate({**body, "acting_for": LG}))
    with pytest.raises(ActedPersonMissing):
        await year.ask(SECRETARIAT, ApproveProgressReport.model_validate({**body, **paper}))
    await year.ask(SECRETARIAT, ApproveProgressReport.model_validate({**body, **paper, "approved_by": "head-of-town"}))
    of = {"lg_code": LG, "fiscal_year": 2025}
    await year.ask(SECRETARIAT, SubmitProgressReport.model_validate({**of, **paper}))
    made = await year.load(ProgressReport, REPORT)
    assert made.approval is not None
    assert (made.approval.approved_by, made.approval.approved_on) == ("head-of-town", date(2025, 6, 27))
    assert made.filing is not None
    assert (made.filing.submitted_on, made.late) == (date(2025, 6, 27), False)


async def test_what_the_secretariat_may_enter_for_an_office_is_offered_to_it_as_such(year: ReviewYear) -> None:
    assert (await year.open(SECRETARIAT, REPORT, acting_for=LG))["BeginProgressReport"] == []
    assert "BeginProgressReport" not in await year.open(SECRETARIAT, REPORT)
    assert await year.open(CLERK, REPORT, acting_for=LG) == {}
    await year.file_parts()
    offered = await year.open(SECRETARIAT, REPORT, acting_for=LG)
    assert offered["WithdrawProgressReport"] == []
    assert offered["SubmitProgressReport"] == ["state-forbids"]
    assert "AcceptProgressReport" not in offered
    assert (await year.open(SECRETARIAT, REPORT))["AcceptProgressReport"] == []
    assert await year.open(SECRETARIAT, REPORT, acting_for=OTHER) == {}


async def test_an_office_cannot_date_its_own_submission_back(year: ReviewYear) -> None:
    await year.file_parts()
    await year.ask(CLERK, WithdrawProgressReport(lg_code=LG, fiscal_year=2025))
    early = SubmitProgressReport(lg_code=LG, fiscal_year=2025, effective_on=date(2025, 6, 27))
    await year.ask(CLERK, early)
    made = await year.load(ProgressReport, REPORT)
    assert made.filing is not None
    assert (made.filing.submitted_on, made.late) == (date(2025, 7, 1), True)


async def test_an_evaluation_pins_the_two_reports_that_the_office_has_filed(year: ReviewYear) -> None:
    year.clock.move_to_day(SEPTEMBER)
    begin = BeginEvaluation(lg_code=LG, fiscal_year=2025, ranks=(Rank.HEAD, Rank.CLERK, Rank.HEAD))
    with pytest.raises(EvaluatedPartsNotFiled) as refused:
        await year.ask(CLERK, begin)
    assert refused.value.details == {"step": ProgressReport.STEP}
    await year.file_parts()
    year.clock.move_to_day(SEPTEMBER)
    assert await year.ask(CLERK, begin) == ("evaluation.begun",)
    made = await year.load(Evaluation, EVALUATION)
    assert made.ranks == (Rank.CLERK, Rank.HEAD)
    records = await year.log.stream(REPORT)
    assert (made.progress_report.version, made.progress_report.leaf) == (len(records), records[-1].leaf.hex())


async def test_an_evaluation_waits_for_the_emission_statement_too(year: ReviewYear) -> None:
    await year.file_parts()
    await year.ask(CLERK, submission_flow.WithdrawEmissionStatement(lg_code=LG, fiscal_year=2025))
    year.clock.move_to_day(SEPTEMBER)
    with pytest.raises(EvaluatedPartsNotFiled) as refused:
        await year.ask(CLERK, BeginEvaluation(lg_code=LG, fiscal_year=2025))
    assert refused.value.details == {"step": EmissionStatement.STEP}


async def test_a_correction_fells_the_evaluation_that_rests_on_it_and_the_compilation(year: ReviewYear) -> None:
    await accept_evaluation(year)
    await compile_parts(year)
    assert await year.ask(SECRETARIAT, correct()) == (
        "progress-report.corrected",
        "progress-report.approval-fell",
        "evaluation.evaluation-fell",
        "evaluation.approval-fell",
        "compilation.lapsed",
    )
    fallen = await year.load(Evaluation, EVALUATION)
    assert (fallen.state, fallen.changed_parts) == (SubmissionState.RETURNED, (REPORT,))
    assert (await year.load(Compilation, "compilation:2025")).state is CompilationState.LAPSED
    assert await year.ask(SECRETARIAT, correct()) == ()


async def test_an_evaluation_that_fell_is_made_again_on_the_newer_versions(year: ReviewYear) -> None:
    await accept_evaluation(year)
    await year.ask(SECRETARIAT, correct())
    again = EvaluateYear(lg_code=LG, fiscal_year=2025, rank=Rank.CLERK, grade="B", comment="訂正後")
    assert await year.ask(CLERK, again) == ("evaluation.parts-pinned", "evaluation.evaluated")
    made = await year.load(Evaluation, EVALUATION)
    assert made.progress_report.version == len(await year.log.stream(REPORT))
    assert made.ratings == (Rating(rank=Rank.CLERK, evaluated_by=CLERK.person_id, grade="B", comment="訂正後"),)


async def test_a_change_before_the_evaluation_is_filed_fells_it_too(year: ReviewYear) -> None:
    await year.file_parts()
    await evaluate(year)
    await year.ask(CLERK, WithdrawProgressReport(lg_code=LG, fiscal_year=2025))
    changed = ReportMeasure(lg_code=LG, fiscal_year=2025, statement=statement(narrative="変更"))
    assert "evaluation.evaluation-fell" in await year.ask(CLERK, changed)
    with pytest.raises(EvaluatedPartsNotFiled):
        await year.ask(CLERK, EvaluateYear(lg_code=LG, fiscal_year=2025, rank=Rank.CLERK, grade="B"))


async def test_a_restatement_makes_an_edition_and_fells_what_rests_on_it(year: ReviewYear) -> None:
    await accept_evaluation(year)
    await compile_parts(year)
    restate = RestateEmissionStatement(
        lg_code=LG,
        fiscal_year=2025,
        cells=(cell(value="2000"),),
        reason="統計の改訂",
        authority="事務局長",
        effect="家庭部門が増加",
    )
    before = (await year.load(EmissionStatement, STATEMENT)).version
    with pytest.raises(WarningsUnanswered) as refused:
        await year.ask(CHIEF, restate)
    assert refused.value.details == {"warnings": ["unit-slip:total", "unit-slip:RES"]}
    assert (await year.load(EmissionStatement, STATEMENT)).version == before
    told = await year.explain(CHIEF, restate)
    assert told[:3] == (*["emission-statement.warning-answered"] * 2, "emission-statement.restated")
    assert {"evaluation.evaluation-fell", "compilation.lapsed"} <= set(told)
    assert (await year.load(EmissionStatement, STATEMENT)).edition == 2


async def test_an_evaluation_is_corrected_after_acceptance(year: ReviewYear) -> None:
    await accept_evaluation(year)
    await compile_parts(year)
    rating = Rating(rank=Rank.HEAD, evaluated_by=HEAD.person_id, grade="C")
    told = await year.ask(
        HEAD,
        CorrectEvaluation(lg_code=LG, fiscal_year=2025, ratings=(rating,), reason="誤記", authority="部局長"),
    )
    assert told == ("evaluation.corrected", "evaluation.approval-fell", "compilation.lapsed")
    assert (await year.load(Evaluation, EVALUATION)).grade == "C"


async def test_an_in_house_report_received_by_mail_says_so(year: ReviewYear) -> None:
    year.clock.move_to_day(SEPTEMBER)
    mail = {"acting_for": LG, "authority": "mail", "effective_on": date(2025, 8, 29)}
    of = {"lg_code": LG, "fiscal_year": 2025}
    record = RecordInHouseReport.model_validate({**of, **mail, "meeting": meeting()})
    assert await year.ask(SECRETARIAT, record) == ("in-house-report.recorded",)
    made = await year.load(InHouseReport, IN_HOUSE)
    assert made.recorded_on == SEPTEMBER
    assert made.meeting.receipt is not None
    assert (made.meeting.receipt.source, made.meeting.receipt.received_on) == (ReceivedBy.MAIL, date(2025, 8, 29))
    own = RecordInHouseReport.model_validate({**of, "meeting": meeting(summary="追記")})
    assert await year.ask(CLERK, own) == ("in-house-report.recorded-anew",)
    assert (await year.load(InHouseReport, IN_HOUSE)).meeting.receipt is None


async def test_an_in_house_report_is_corrected_after_acceptance(year: ReviewYear) -> None:
    year.clock.move_to_day(SEPTEMBER)
    of = {"lg_code": LG, "fiscal_year": 2025}
    await year.ask(CLERK, RecordInHouseReport.model_validate({**of, "meeting": meeting()}))
    await year.ask(HEAD, ApproveInHouseReport.model_validate({**of, "rank": "head", "decision_number": "決裁4"}))
    await year.ask(CLERK, SubmitInHouseReport.model_validate(of))
    await year.ask(SECRETARIAT, AcceptInHouseReport.model_validate(of))
    amended = CorrectInHouseReport.model_validate(
        {**of, "meeting": meeting(summary="訂正"), "reason": "誤記", "authority": "事務局長"}
    )
    assert (await year.ask(SECRETARIAT, amended))[0] == "in-house-report.corrected"
    with pytest.raises(NotPermitted):
        await year.ask(CLERK, amended)


async def accept_in_house(year: ReviewYear, held_on: date) -> None:
    of = {"lg_code": LG, "fiscal_year": 2025}
    await year.ask(CLERK, RecordInHouseReport.model_validate({**of, "meeting": meeting(held_on=held_on)}))
    await year.ask(HEAD, ApproveInHouseReport.model_validate({**of, "rank": "head", "decision_number": "決裁4"}))
    await year.ask(CLERK, SubmitInHouseReport.model_validate(of))
    await year.ask(SECRETARIAT, AcceptInHouseReport.model_validate(of))


async def test_a_correction_fells_the_report_to_the_towns_own_meeting_too(year: ReviewYear) -> None:
    await accept_evaluation(year)
    await accept_in_house(year, SEPTEMBER)
    await compile_parts(year)
    assert await year.ask(SECRETARIAT, correct()) == (
        "progress-report.corrected",
        "progress-report.approval-fell",
        "evaluation.evaluation-fell",
        "evaluation.approval-fell",
        "compilation.lapsed",
        "in-house-report.report-fell",
        "in-house-report.approval-fell",
    )
    fallen = await year.load(InHouseReport, IN_HOUSE)
    assert (fallen.state, fallen.fallen_approvals[-1].cause) == (SubmissionState.RETURNED, FallCause.PART_CHANGED)
    offered = await year.open(CLERK, IN_HOUSE)
    assert offered["RecordInHouseReport"] == ["filing-not-submitted"]
    assert offered["SubmitInHouseReport"] == ["report-fallen", "in-house-approval-missing"]
    anew = {"lg_code": LG, "fiscal_year": 2025, "meeting": meeting(held_on=year.clock.today())}
    with pytest.raises(FilingNotSubmitted) as refused:
        await year.ask(CLERK, RecordInHouseReport.model_validate(anew))
    assert refused.value.details == {"state": SubmissionState.RETURNED, "object_id": EVALUATION}
    for rank, who in BY_RANK.items():
        await year.ask(who, EvaluateYear(lg_code=LG, fiscal_year=2025, rank=rank, grade="B"))
    await year.ask(HEAD, ApproveEvaluation(lg_code=LG, fiscal_year=2025, rank=Rank.HEAD, decision_number="決裁5"))
    await year.ask(CLERK, SubmitEvaluation(lg_code=LG, fiscal_year=2025))
    with pytest.raises(MeetingBeforeChange):
        await year.ask(CLERK, RecordInHouseReport.model_validate({**anew, "meeting": meeting(held_on=SEPTEMBER)}))
    await accept_in_house(year, year.clock.today())
    assert (await year.load(InHouseReport, IN_HOUSE)).is_accepted


async def test_a_corrected_evaluation_fells_the_report_of_it_and_a_draft_fells_nothing(year: ReviewYear) -> None:
    await year.file_parts(accept=True)
    year.clock.move_to_day(SEPTEMBER)
    of = {"lg_code": LG, "fiscal_year": 2025}
    await year.ask(CLERK, RecordInHouseReport.model_validate({**of, "meeting": meeting()}))
    await evaluate(year)
    assert (await year.load(InHouseReport, IN_HOUSE)).fall is None
    await year.ask(HEAD, ApproveEvaluation(lg_code=LG, fiscal_year=2025, rank=Rank.HEAD, decision_number="決裁2"))
    await year.ask(CLERK, SubmitEvaluation(lg_code=LG, fiscal_year=2025))
    await year.ask(SECRETARIAT, AcceptEvaluation(lg_code=LG, fiscal_year=2025))
    rating = Rating(rank=Rank.HEAD, evaluated_by=HEAD.person_id, grade="C")
    corrected = CorrectEvaluation(lg_code=LG, fiscal_year=2025, ratings=(rating,), reason="誤記", authority="部局長")
    told = await year.ask(HEAD, corrected)
    assert told == ("evaluation.corrected", "evaluation.approval-fell", "in-house-report.report-fell")
    assert await year.ask(HEAD, corrected) == ()


async def test_an_evaluation_sent_back_and_rated_otherwise_fells_the_report_of_it(year: ReviewYear) -> None:
    await year.file_parts(accept=True)
    await evaluate(year)
    await year.ask(HEAD, ApproveEvaluation(lg_code=LG, fiscal_year=2025, rank=Rank.HEAD, decision_number="決裁2"))
    await year.ask(CLERK, SubmitEvaluation(lg_code=LG, fiscal_year=2025))
    await accept_in_house(year, SEPTEMBER)
    comments = (FieldComment(field="head.grade", comment="根拠を示す"),)
    await year.ask(SECRETARIAT, submission_flow.ReturnEvaluation(lg_code=LG, fiscal_year=2025, comments=comments))
    same = EvaluateYear(lg_code=LG, fiscal_year=2025, rank=Rank.HEAD, grade="A")
    assert await year.ask(HEAD, same) == ()
    told = await year.ask(HEAD, EvaluateYear(lg_code=LG, fiscal_year=2025, rank=Rank.HEAD, grade="B"))
    assert "in-house-report.report-fell" in told


def test_a_correction_names_reason_and_authority() -> None:
    with pytest.raises(ValueError, match="Field required"):
        CorrectProgressReport.model_validate(
            {"lg_code": LG, "fiscal_year": 2025, "statements": [statement().model_dump()]}
        )
