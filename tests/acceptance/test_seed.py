"""Sentences of the document of March 2021, each shown at the counter on the real record where no other test shows it.

``docs/seed-traceability.md`` lists every sentence with all the tests that show it.
"""

import tomllib
from collections.abc import AsyncIterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import NotPermitted, read_matrix
from application.measures import DiscontinueMeasure, LaunchMeasure, SetIndicator, SetYearlyTarget
from application.meetings import ConveneMeeting, DecideItem, HoldMeeting, PutItem
from application.organisation import AdmitMunicipality, EstablishBody, EstablishRegion
from application.plans import DraftPlan, SetPriorityInitiative
from application.reference import BodyRow, MembershipRow, MunicipalityRow, PolicyRow, RegionRow, read
from application.submission_flow import (
    AcceptEvaluation,
    AcceptInHouseReport,
    ApproveEvaluation,
    ApproveInHouseReport,
    SubmitEvaluation,
    SubmitInHouseReport,
)
from application.submissions import BeginEvaluation, EvaluateYear, RecordInHouseReport
from domain.advice import AdviserCapacity
from domain.agenda import ItemKind, Origin, Outcome
from domain.approval import Rank
from domain.body import BodyKind
from domain.calendar import OFFICE_STEPS, Step
from domain.compilation import Compilation
from domain.in_house_report import MeetingOutcome
from domain.measure import Measure
from domain.measure_course import MeasureState
from domain.measure_terms import Direction, Indicator, YearlyTarget
from domain.meeting import Meeting
from domain.plan import Plan
from domain.plan_content import Initiative, InitiativeKind
from domain.publication import Publication, PublicationState
from domain.region import Region
from domain.review_round import ReviewRound
from domain.timetable import StepNotOpen
from tests.application.counter_room import CounterRoom, counter_room
from tests.application.joint_year import (
    COMMITTEE,
    COMMITTEE_ID,
    COMPILATION,
    COMPILE,
    COUNCIL,
    COUNCIL_ID,
    MARCH,
    PREPARE,
    PUBLICATION,
    PUBLISH,
    advice,
    compiled,
    filed,
    ready,
)
from tests.application.review_year import (
    CHIEF,
    CLERK,
    HEAD,
    MANAGER,
    SECRETARIAT,
    SEPTEMBER,
    ReviewYear,
    opening,
    review_year,
)
from tests.domain.office_year import LG, MEASURES, OTHER, meeting

REGION = "region:kumamoto"
WRITTEN_ON = date(2021, 3, 25)
SENTENCES = {
    each["id"]: each["text"]
    for each in tomllib.loads(Path(__file__).with_name("seed_sentences.toml").read_text(encoding="utf-8"))["sentence"]
}


@pytest_asyncio.fixture
async def room(database: Database) -> AsyncIterator[CounterRoom]:
    async with counter_room(database, WRITTEN_ON) as opened:
        row = read(RegionRow)[0]
        await opened.ask(EstablishRegion(slug=row.slug, name=row.name, established_on=row.established_on))
        yield opened


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        yield opened


async def test_the_members_on_the_day_of_the_document_are_the_eighteen_that_it_names(room: CounterRoom) -> None:
    joined = [row for row in read(MembershipRow) if row.joined_on <= WRITTEN_ON]
    for row in joined:
        await room.ask(AdmitMunicipality(region_id=REGION, lg_code=row.lg_code, joined_on=row.joined_on))
    names = {row.lg_code: row.name for row in read(MunicipalityRow)}
    members = (await room.load(Region, REGION)).members_on(WRITTEN_ON)
    assert {names[code] for code in members} == set(SENTENCES["0.1"].split("・"))
    assert len(members) == 18


async def test_council_officers_committee_secretariat_and_centres_stand_under_the_names_of_the_document(
    room: CounterRoom,
) -> None:
    for row in read(BodyRow):
        await room.ask(EstablishBody(region_id=REGION, **row.model_dump(exclude={"source"})))
    bodies = (await room.load(Region, REGION)).bodies
    text = "".join(SENTENCES.values())
    outreach = {BodyKind.PROMOTION_CENTRE, BodyKind.PROMOTION_MEMBERS}
    for kind in set(BodyKind) - outreach:
        (body,) = (each for each in bodies.values() if each.kind is kind)
        assert body.names[0].name in text
    assert bodies["officers-meeting"].under == "liaison-council"
    for kind in outreach:
        assert sorted(each.lg_code or "" for each in bodies.values() if each.kind is kind) == ["", "43100"]


async def test_the_plan_has_four_priority_initiatives_of_the_two_kinds(room: CounterRoom) -> None:
    await room.ask(DraftPlan(slug="kumamoto-1", region_id=REGION, generation=1, name="実行計画"))
    numbers = [row.number for row in read(PolicyRow) if row.kind == "initiative" and row.plan == "kumamoto-1"]
    for number in numbers:
        # Which of the four is of which kind was not found; any of them may be of either.
        initiative = Initiative(number=number, kind=InitiativeKind.LEADING if number == 1 else InitiativeKind.JOINT)
        await room.ask(SetPriorityInitiative(plan_id="plan:kumamoto-1", initiative=initiative))
    initiatives = (await room.load(Plan, "plan:kumamoto-1")).content.initiatives
    assert [each.number for each in initiatives] == [1, 2, 3, 4]
    assert {each.kind for each in initiatives} == set(InitiativeKind)


async def test_studies_and_projects_are_both_reviewed_every_year_and_a_launched_study_is_a_project(
    year: ReviewYear,
) -> None:
    await year.ask(CHIEF, opening())
    stages = {due.measure_id: due.stage for due in (await year.load(ReviewRound, "review-round:2025")).measures}
    assert (stages[MEASURES[0]], stages[MEASURES[1]]) == ("under-way", "under-study")
    year.clock.move_to_day(date(2025, 10, 1))
    launch = LaunchMeasure(
        measure_id=MEASURES[1],
        launched_on=date(2025, 10, 1),
        decided_by="市長",
        decision_reference="決定2",
        budget_fiscal_year=2025,
        reason="サンプル（架空値）",
    )
    await year.ask(HEAD, launch)
    year.clock.move_to_day(date(2026, 4, 1))
    await year.ask(CHIEF, opening(2026))
    stages = {due.measure_id: due.stage for due in (await year.load(ReviewRound, "review-round:2026")).measures}
    assert {stages[measure_id] for measure_id in MEASURES} == {"under-way"}


async def test_the_schedule_of_a_round_begins_in_the_months_of_the_document(year: ReviewYear) -> None:
    await year.ask(CHIEF, opening())
    windows = (await year.load(ReviewRound, "review-round:2025")).windows
    assert [(window.step, window.opens_on.month) for window in windows] == [
        (Step.PROGRESS_CONFIRMATION, 4),
        (Step.EMISSIONS_CALCULATION, 7),
        (Step.EVALUATION, 9),
        (Step.IN_HOUSE_REPORT, 9),
        (Step.COMPILATION, 1),
        (Step.LIAISON_COUNCIL, 2),
        (Step.ADVISORY_COMMITTEE, 2),
        (Step.PUBLICATION, 3),
        (Step.OFFICERS_MEETING, 4),
    ]
    council, committee, publication, officers = windows[5:]
    assert [each.due_on.month for each in (council, committee, publication, officers)] == [2, 2, 3, 3]


async def evaluated(year: ReviewYear) -> None:
    """Let the office evaluate its year in September and have it accepted."""
    of = {"lg_code": LG, "fiscal_year": 2025}
    year.clock.move_to_day(SEPTEMBER)
    await year.ask(CLERK, BeginEvaluation.model_validate(of))
    for rank, who in ((Rank.CLERK, CLERK), (Rank.MANAGER, MANAGER), (Rank.HEAD, HEAD)):
        await year.ask(who, EvaluateYear.model_validate({**of, "rank": rank, "grade": "C"}))
    await year.ask(HEAD, ApproveEvaluation.model_validate({**of, "rank": Rank.HEAD, "decision_number": "決裁2"}))
    await year.ask(CLERK, SubmitEvaluation.model_validate(of))
    await year.ask(SECRETARIAT, AcceptEvaluation.model_validate(of))


async def test_an_office_evaluates_reports_to_its_policy_meeting_and_reviews_its_measures(year: ReviewYear) -> None:
    await year.ask(CHIEF, opening())
    await year.file_parts(accept=True)
    with pytest.raises(StepNotOpen):
        await year.ask(CLERK, BeginEvaluation(lg_code=LG, fiscal_year=2025))
    await evaluated(year)
    of = {"lg_code": LG, "fiscal_year": 2025}
    held = meeting(MeetingOutcome.APPROVED_WITH_CONDITIONS, held_on=SEPTEMBER)
    await year.ask(CLERK, RecordInHouseReport.model_validate({**of, "meeting": held}))
    await year.ask(HEAD, ApproveInHouseReport.model_validate({**of, "rank": Rank.HEAD, "decision_number": "決裁3"}))
    await year.ask(CLERK, SubmitInHouseReport.model_validate(of))
    await year.ask(SECRETARIAT, AcceptInHouseReport.model_validate(of))
    indicator = Indicator(code="count", name="件数", unit="件", direction=Direction.INCREASE)
    await year.ask(MANAGER, SetIndicator(measure_id=MEASURES[0], indicator=indicator))
    target = YearlyTarget.model_validate({"indicator": "count", "fiscal_year": 2026, "amount": "30"})
    await year.ask(MANAGER, SetYearlyTarget(measure_id=MEASURES[0], target=target))
    discontinue = DiscontinueMeasure(
        measure_id=MEASURES[1], discontinued_on=SEPTEMBER, decision_reference="政策会議1", ground="見直し"
    )
    await year.ask(HEAD, discontinue)
    reviewed, ended = [await year.load(Measure, measure_id) for measure_id in MEASURES]
    assert (reviewed.targets, ended.state) == ((target,), MeasureState.DISCONTINUED)


async def test_what_the_offices_filed_is_compiled_approved_by_the_council_heard_by_the_committee_and_published(
    year: ReviewYear,
) -> None:
    await ready(year)
    await year.ask(SECRETARIAT, PREPARE)
    await year.ask(CHIEF, PUBLISH)
    council, committee = await year.load(Meeting, COUNCIL_ID), await year.load(Meeting, COMMITTEE_ID)
    assert council.approved(COMPILATION, 1)
    assert committee.heard(COMPILATION, 1)
    publication = await year.load(Publication, PUBLICATION)
    assert publication.state is PublicationState.PUBLISHED
    assert COUNCIL < COMMITTEE < publication.editions[0].published_on == MARCH
    pinned = {pin.stream_id for pin in (await year.load(Compilation, COMPILATION)).parts}
    assert {f"progress-report:{LG}:2025", f"emission-statement:{LG}:2025"} <= pinned


async def test_the_committee_is_given_the_report_and_each_member_advises_from_an_own_standpoint(
    year: ReviewYear,
) -> None:
    await ready(year)
    for capacity in AdviserCapacity:
        told = await year.ask(SECRETARIAT, advice(member=f"p-adviser-{capacity}", capacity=capacity))
        assert "advice.given" in told
    words = [capacity.japanese for capacity in AdviserCapacity]
    assert all(word in SENTENCES["1.9"] for word in words)
    item = (await year.load(Meeting, COMMITTEE_ID)).agenda.item(1)
    assert (item.matter.kind, item.matter.object_id, item.outcome) == (ItemKind.REPORT, COMPILATION, Outcome.HEARD)


async def test_the_officers_meet_in_any_month_and_what_they_discussed_goes_on_to_the_council(year: ReviewYear) -> None:
    body = {"region_id": REGION, "body_id": "officers-meeting", "name": "担当者会議", "under": "liaison-council"}
    await year.ask(CHIEF, EstablishBody.model_validate({**body, "kind": BodyKind.OFFICERS_MEETING}))
    await year.ask(CHIEF, opening())
    for number, day in enumerate((date(2025, 4, 10), date(2025, 8, 8), date(2026, 1, 9)), start=1):
        year.clock.move_to_day(day)
        meeting_id = f"meeting:officers-meeting:2025:{number}"
        convene = ConveneMeeting(body_id="officers-meeting", fiscal_year=2025, meets_on=day, place="会議室")
        await year.ask(SECRETARIAT, convene)
        await year.ask(SECRETARIAT, PutItem(meeting_id=meeting_id, kind=ItemKind.CONSULTATION, title="啓発事業の企画"))
        await year.ask(SECRETARIAT, HoldMeeting(meeting_id=meeting_id, present=(f"office:{LG}", f"office:{OTHER}")))
        await year.ask(SECRETARIAT, DecideItem(meeting_id=meeting_id, item=1, outcome=Outcome.APPROVED))
    year.clock.move_to_day(COUNCIL)
    await year.ask(
        SECRETARIAT, ConveneMeeting(body_id="liaison-council", fiscal_year=2025, meets_on=COUNCIL, place="会議室")
    )
    origin = Origin(meeting_id="meeting:officers-meeting:2025:3", item=1)
    forwarded = PutItem(meeting_id=COUNCIL_ID, kind=ItemKind.CONSULTATION, title="啓発事業", forwarded_from=origin)
    await year.ask(SECRETARIAT, forwarded)
    assert (await year.load(Meeting, COUNCIL_ID)).agenda.item(1).matter.origin == (origin,)


async def test_the_secretariat_keeps_progress_and_emissions_of_all_together_and_no_office_does(
    year: ReviewYear,
) -> None:
    await filed(year)
    with pytest.raises(NotPermitted):
        await year.ask(HEAD, COMPILE)
    await compiled(year)
    made = await year.load(Compilation, COMPILATION)
    places = {(pin.stream_id.split(":")[1]) for pin in made.parts} | {each.lg_code for each in made.missing}
    assert places == {LG, OTHER}
    assert len(made.parts) + len(made.missing) == len(OFFICE_STEPS) * 2
