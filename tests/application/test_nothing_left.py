"""A dry run and a refusal leave nothing behind, documents included; and a round opens on no draft of a plan."""

from collections.abc import AsyncIterator
from hashlib import sha256
from importlib.resources import files
from uuid import uuid4

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.act import Asked, BundleRefused
from application.authority import read_matrix
from application.meetings import HoldMeeting
from application.minutes import ApproveMinutes, DraftMinutes
from application.ports import DocumentNotFound
from application.submission_flow import ApproveProgressReport
from domain.agenda import ItemKind
from domain.approval import Rank
from domain.plan import Plan
from domain.plan_state import PlanNotAdopted
from domain.progress_report import ProgressReport
from tests.application.joint_year import CORRECTION, COUNCIL, COUNCIL_ID, compiled, convened, filed
from tests.application.review_year import CHIEF, HEAD, SECRETARIAT, ReviewYear, opening, review_year
from tests.domain.office_year import LG, OTHER, REPORT_ID

TEXT = "出席者は次のとおり。"
DIGEST = sha256(TEXT.encode()).hexdigest()
DRAFT = DraftMinutes(meeting_id=COUNCIL_ID, text=TEXT)


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        yield opened


async def sat(year: ReviewYear) -> None:
    await filed(year)
    await compiled(year)
    year.clock.move_to_day(COUNCIL)
    await convened(year, COUNCIL_ID, ItemKind.DECISION)
    await year.ask(SECRETARIAT, HoldMeeting(meeting_id=COUNCIL_ID, present=(f"office:{LG}", f"office:{OTHER}")))


async def test_a_dry_run_keeps_no_document(year: ReviewYear) -> None:
    await sat(year)
    outcome = await year.counter.perform(DRAFT, SECRETARIAT, key=uuid4().hex, dry_run=True)
    assert outcome.dry_run
    with pytest.raises(DocumentNotFound):
        await year.documents.get(DIGEST)
    await year.ask(SECRETARIAT, DRAFT)
    assert await year.documents.get(DIGEST) == TEXT.encode()


async def test_a_bundle_that_is_refused_keeps_no_document_of_its_parts(year: ReviewYear) -> None:
    await sat(year)
    asked = (Asked(DRAFT), Asked(ApproveMinutes(meeting_id=COUNCIL_ID, content_hash=DIGEST)))
    with pytest.raises(BundleRefused):
        await year.counter.perform_all(asked, SECRETARIAT, key=uuid4().hex)
    with pytest.raises(DocumentNotFound):
        await year.documents.get(DIGEST)


async def test_what_was_corrected_after_acceptance_is_approved_anew_in_the_office(year: ReviewYear) -> None:
    await filed(year)
    await year.ask(HEAD, CORRECTION)
    assert (await year.load(ProgressReport, REPORT_ID)).approval is None
    assert (await year.open(HEAD, REPORT_ID))["ApproveProgressReport"] == []
    decision = {"rank": Rank.HEAD, "decision_number": "決裁2"}
    await year.ask(HEAD, ApproveProgressReport.model_validate({"lg_code": LG, "fiscal_year": 2025, **decision}))
    made = await year.load(ProgressReport, REPORT_ID)
    assert made.is_accepted
    assert made.approval is not None
    assert made.approval.decision_number == "決裁2"


async def test_a_round_opens_on_no_draft_of_a_plan(year: ReviewYear) -> None:
    draft = Plan(slug="kumamoto-2", region_id="region:kumamoto", generation=2, name="サンプル計画")
    await year.store(draft)
    with pytest.raises(PlanNotAdopted):
        await year.ask(CHIEF, opening().model_copy(update={"plan_id": draft.id}))
