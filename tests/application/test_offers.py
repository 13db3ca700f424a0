"""What is offered can be done: an act without a blocker has valid content with which it goes through, all year long."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta
from importlib.resources import files

import pytest_asyncio

from adapters.postgres.connection import Database
from application.act import Outcome
from application.advice import AnswerAdvice
from application.authority import Caller, read_matrix
from application.catalogue import commands
from application.desk import replay
from application.excerpts import MakeExcerpt
from application.factors import OpenFactorTable
from application.joint import NOT_DRAWN
from application.meetings import ConveneMeeting, DecideItem, HoldMeeting, PutItem
from application.minutes import ApproveMinutes, DraftMinutes, MakePublicCopy
from application.offering import Action
from application.rounds import CloseRound, ProposeClosing, ProposeReopening, ReopenRound
from application.submission_flow import (
    AcceptEmissionStatement,
    AcceptEvaluation,
    AcceptInHouseReport,
    AcceptProgressReport,
    ApproveEvaluation,
    ApproveInHouseReport,
    SubmitEvaluation,
    SubmitInHouseReport,
)
from application.submissions import BeginEmissionStatement, BeginEvaluation, EvaluateYear, RecordInHouseReport
from domain.advice import Advice, ResponseClass
from domain.agenda import ItemKind
from domain.agenda import Outcome as ItemOutcome
from domain.approval import Rank
from domain.errors import Refusal
from domain.meeting import Meeting
from domain.office import Office
from tests.application.emission_year import calculate_provisionally, publish
from tests.application.joint_year import (
    COMMITTEE_FOUNDED,
    MARCH,
    PREPARE,
    PUBLISH,
    advice,
    approved,
    compiled,
    heard,
    seated,
)
from tests.application.review_year import (
    CHIEF,
    CLERK,
    HEAD,
    JULY,
    MANAGER,
    SECRETARIAT,
    SEPTEMBER,
    ReviewYear,
    opening,
    review_year,
)
from tests.application.test_rounds import lapse_everything
from tests.application.valid_content import BY_ID, CONTENT, NAMED, TEXT, UNNUMBERED, bodies
from tests.domain.emission_samples import entry
from tests.domain.office_year import LG, meeting

PEOPLE = (CLERK, MANAGER, HEAD, SECRETARIAT, CHIEF)
EARLY, COUNCIL_ID = "meeting:liaison-council:2025:1", "meeting:liaison-council:2025:2"
DECISION = {"rank": Rank.HEAD, "decision_number": "決裁2"}
OF = {"lg_code": LG, "fiscal_year": 2025}
PLACES = (
    *(f"{kind}:{LG}:2025" for kind in ("progress-report", "emission-statement", "evaluation", "in-house-report")),
    *("review-round:2025", "review-round:2026", "compilation:2025", "publication:2025"),
    Meeting.create_id("liaison-council", 2025, NOT_DRAWN),
    Meeting.create_id("advisory-committee", 2025, NOT_DRAWN),
    Advice.create_id(2025, NOT_DRAWN),
)
UNTRIED = {"KeepPublishedFiles"}  # the scheduler's own; tests/application/test_press.py


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        await opened.store(
            Office(slug=LG, region_id="region:kumamoto", name="課", opened_on=date(2021, 4, 1), lg_code=LG)
        )
        yield opened


async def opened(year: ReviewYear) -> None:
    await year.ask(CHIEF, COMMITTEE_FOUNDED)
    await year.ask(CHIEF, opening())
    await seated(year)


async def reckoned(year: ReviewYear) -> None:
    for slug in ("electricity", "fuel"):
        await year.ask(CHIEF, OpenFactorTable.model_validate({"slug": slug}))
    year.clock.move_to_day(JULY)
    await year.ask(CLERK, BeginEmissionStatement.model_validate(OF))
    await calculate_provisionally(year)


async def proposed_anew(year: ReviewYear) -> None:
    await publish(year, entry(2022), 2)


async def filed_parts(year: ReviewYear) -> None:
    await year.file_parts()


async def accepted(year: ReviewYear) -> None:
    await year.ask(SECRETARIAT, AcceptProgressReport.model_validate(OF))
    await year.ask(SECRETARIAT, AcceptEmissionStatement.model_validate(OF))


async def convened_early(year: ReviewYear) -> None:
    day = year.clock.today()
    meets = ConveneMeeting(body_id="liaison-council", fiscal_year=2025, meets_on=day, place="会議室")
    await year.ask(SECRETARIAT, meets)
    put = PutItem(meeting_id=EARLY, kind=ItemKind.CONSULTATION, title="サンプル施策", put_by=f"office:{LG}")
    await year.ask(SECRETARIAT, put)


async def held_early(year: ReviewYear) -> None:
    await year.ask(SECRETARIAT, HoldMeeting(meeting_id=EARLY, present=(f"office:{LG}",)))


async def convened_again(year: ReviewYear) -> None:
    day = year.clock.today() + timedelta(days=9)
    meets = ConveneMeeting(body_id="liaison-council", fiscal_year=2025, meets_on=day, place="会議室")
    await year.ask(SECRETARIAT, meets)


async def minuted_early(year: ReviewYear) -> None:
    await year.ask(SECRETARIAT, DecideItem(meeting_id=EARLY, item=1, outcome=ItemOutcome.DEFERRED))
    await minuted(year, EARLY)
    await year.ask(SECRETARIAT, MakeExcerpt(meeting_id=EARLY, item=1, passage=TEXT))


async def approved_then(year: ReviewYear) -> None:
    await approved(year, COUNCIL_ID)


async def evaluated(year: ReviewYear) -> None:
    year.clock.move_to_day(SEPTEMBER)
    await year.ask(CLERK, BeginEvaluation.model_validate(OF))
    for rank, who in {Rank.CLERK: CLERK, Rank.MANAGER: MANAGER, Rank.HEAD: HEAD}.items():
        await year.ask(who, EvaluateYear.model_validate({**OF, "rank": rank, "grade": "A"}))


async def judged(year: ReviewYear) -> None:
    await year.ask(HEAD, ApproveEvaluation.model_validate({**OF, **DECISION}))
    await year.ask(CLERK, SubmitEvaluation.model_validate(OF))
    held = meeting(held_on=year.clock.today())
    await year.ask(CLERK, RecordInHouseReport.model_validate({**OF, "meeting": held}))


async def reported(year: ReviewYear) -> None:
    await year.ask(SECRETARIAT, AcceptEvaluation.model_validate(OF))
    await year.ask(HEAD, ApproveInHouseReport.model_validate({**OF, **DECISION}))
    await year.ask(CLERK, SubmitInHouseReport.model_validate(OF))


async def all_accepted(year: ReviewYear) -> None:
    await year.ask(SECRETARIAT, AcceptInHouseReport.model_validate(OF))
    year.clock.move_to_day(date(2026, 1, 15))


async def minuted(year: ReviewYear, meeting_id: str = COUNCIL_ID) -> None:
    await year.ask(SECRETARIAT, DraftMinutes(meeting_id=meeting_id, text=TEXT))
    draft = str((await year.load(Meeting, meeting_id)).minutes.draft)
    await year.ask(CHIEF, ApproveMinutes(meeting_id=meeting_id, content_hash=draft))
    await year.ask(SECRETARIAT, MakePublicCopy(meeting_id=meeting_id, text="（略）"))


async def answered(year: ReviewYear) -> None:
    told = AnswerAdvice(advice_id="advice:2025:1", response=ResponseClass.EXPLAINED, text="説明します。")
    await year.ask(SECRETARIAT, told)


async def published(year: ReviewYear) -> None:
    year.clock.move_to_day(MARCH)
    await year.ask(SECRETARIAT, PREPARE)
    await year.ask(CHIEF, PUBLISH)


async def closed(year: ReviewYear) -> None:
    await lapse_everything(year)
    await year.ask(SECRETARIAT, ProposeClosing(fiscal_year=2025))
    await year.ask(CHIEF, CloseRound(fiscal_year=2025))


async def reopened(year: ReviewYear) -> None:
    await year.ask(SECRETARIAT, ProposeReopening(fiscal_year=2025, reason="誤り", authority="連絡会議"))
    await year.ask(CHIEF, ReopenRound(fiscal_year=2025))


async def advised(year: ReviewYear) -> None:
    await year.ask(SECRETARIAT, advice())


STAGES: tuple[Callable[[ReviewYear], Awaitable[None]], ...] = (
    *(opened, reckoned, proposed_anew, filed_parts, accepted, evaluated, judged, reported, all_accepted),
    *(convened_early, held_early, minuted_early, convened_again, compiled, approved_then, heard),
    *(advised, answered, minuted, published, closed, reopened),
)


async def tried(year: ReviewYear, who: Caller, object_id: str, action: Action) -> list[Refusal]:
    """Try an offered act with every valid content; an empty answer says that one went through."""
    command = commands()[action.command]
    found = replay(command.OBJECT, [record.event for record in await year.log.stream(object_id)])
    told = {"acting_for": action.acting_for, "authority": "paper", "effective_on": year.clock.today()}
    refused: list[Refusal] = []
    for body in bodies(command, object_id, found, year.clock.today(), who):
        asked = command.model_validate({**body, **(told if action.acting_for else {})})
        try:
            outcome = await year.counter.perform(asked, who, key="try", dry_run=True)
        except Refusal as refusal:
            refused.append(refusal)
        else:
            assert isinstance(outcome, Outcome)
            return []
    return refused or [LookupError(f"no content for {action.command}")]  # type: ignore[list-item]  # shown to people


async def offered(year: ReviewYear) -> AsyncIterator[tuple[Caller, str, Action]]:
    """Give every act that is offered without a blocker, on what there is and on what the year may yet bring."""
    there = [each for kind in BY_ID for each in await year.log.stream_ids(kind)]
    for object_id in (*PLACES, *there):
        for who in PEOPLE:
            for action in await year.counter.available_actions(object_id, who):
                if action.open and action.command not in UNTRIED:
                    yield who, object_id, action


async def test_every_act_that_is_offered_unblocked_goes_through_with_valid_content_all_year_long(
    year: ReviewYear,
) -> None:
    dishonest: list[str] = []
    tries: set[tuple[str, bool]] = set()
    for stage in STAGES:
        await stage(year)
        async for who, object_id, action in offered(year):
            tries.add((action.command, action.acting_for is not None))
            refused = await tried(year, who, object_id, action)
            if refused:
                place = f"{stage.__name__}: {action.command} on {object_id} by {who.capacity} for {action.acting_for}"
                dishonest.append(f"{place}: {[str(each) for each in refused]}")
    assert dishonest == [], "\n".join(dishonest)
    assert len(tries) > 40
    assert {("ApproveEvaluation", True), ("ReceiveExcerpt", True), ("LapseStep", False)} <= tries


def test_every_act_on_an_object_of_the_year_is_tried_or_named_as_untried() -> None:
    of_the_year = {name for name, each in commands().items() if each.OBJECT.TOPIC in {*NAMED, *BY_ID}}
    assert of_the_year == set(CONTENT) | set(UNNUMBERED) | UNTRIED | {"RecordInHouseReport", "CorrectInHouseReport"}
