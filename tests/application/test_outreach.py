"""Outreach at the counter: recorded for a centre and year, linked to what exists, and counted in the annual report."""

from collections.abc import AsyncIterator
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import NotPermitted, read_matrix
from application.desk import ObjectNotFound
from application.organisation import EstablishBody, RenameBody
from application.outreach import CorrectActivity, RecordActivity, StrikeActivity
from domain.body import BodyKind, UnknownBody
from domain.meeting import Meeting
from domain.outreach import BodyWithoutOutreach, Outreach
from domain.region import NotAMember
from domain.report_form import CURRENT_FORM
from tests.application.joint_year import COMPILE, COUNCIL_ID, approved, compiled, filed, report_of
from tests.application.review_year import CHIEF, CLERK, SECRETARIAT, ReviewYear, review_year
from tests.domain.office_year import LG, MEASURES, OTHER

CENTRE = "city-promotion-centre"
RECORD = f"outreach:{CENTRE}:2024"


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        body = {"region_id": "region:kumamoto", "kind": BodyKind.PROMOTION_CENTRE, "name": "熊本市推進センター"}
        await opened.ask(CHIEF, EstablishBody.model_validate({**body, "body_id": CENTRE}))
        yield opened


def record(body_id: str = CENTRE, **facts: Any) -> RecordActivity:
    activity = {"held_on": "2024-06-01", "kind": "awareness", "title": "サンプル（架空値）の講座", **facts}
    return RecordActivity.model_validate({"region_id": "region:kumamoto", "body_id": body_id, "activity": activity})


async def test_an_activity_is_recorded_in_its_year_under_the_name_of_the_day(year: ReviewYear) -> None:
    rename = RenameBody(region_id="region:kumamoto", body_id=CENTRE, name="新センター", since=date(2025, 4, 1))
    await year.ask(CHIEF, rename)
    told = await year.ask(SECRETARIAT, record(lg_codes=[OTHER, LG, LG], measures=[MEASURES[0]]))
    assert told == ("outreach.opened", "outreach.activity-recorded")
    made = await year.load(Outreach, RECORD)
    assert (made.name, made.activities[1].lg_codes) == ("熊本市推進センター", (LG, OTHER))
    await year.ask(SECRETARIAT, record(held_on="2025-04-01"))
    assert (await year.load(Outreach, f"outreach:{CENTRE}:2025")).name == "新センター"


async def test_an_activity_is_linked_only_to_what_exists(year: ReviewYear) -> None:
    for refused, wrong in (
        (NotAMember, record(lg_codes=["43999"])),
        (ObjectNotFound, record(measures=["measure:none"])),
        (UnknownBody, record("no-such-centre")),
        (BodyWithoutOutreach, record("liaison-council")),
    ):
        with pytest.raises(refused):
            await year.ask(SECRETARIAT, wrong)
    with pytest.raises(NotPermitted):
        await year.ask(CLERK, record())


async def test_a_record_is_corrected_and_struck_with_a_reason(year: ReviewYear) -> None:
    await year.ask(SECRETARIAT, record())
    of: dict[str, Any] = {"body_id": CENTRE, "fiscal_year": 2024, "number": 1, "reason": "人数の判明"}
    better = {**record().activity.model_dump(), "participants": 30, "lg_codes": (OTHER, LG)}
    await year.ask(
        SECRETARIAT,
        CorrectActivity.model_validate({**of, "region_id": "region:kumamoto", "activity": better}),
    )
    assert (await year.load(Outreach, RECORD)).activities[1].lg_codes == (LG, OTHER)
    await year.ask(SECRETARIAT, StrikeActivity.model_validate(of))
    assert (await year.load(Outreach, RECORD)).content() == ()


async def test_the_annual_report_counts_the_activities_of_the_year_under_review(year: ReviewYear) -> None:
    await year.ask(SECRETARIAT, record(participants=12, measures=[MEASURES[0]]))
    await year.ask(SECRETARIAT, record(held_on="2025-04-01"))
    await filed(year)
    await compiled(year)
    await approved(year)
    [material] = (await year.load(Meeting, COUNCIL_ID)).agenda.materials
    told = await report_of(year, material.content_hash)
    assert told["form"] == CURRENT_FORM
    assert [(each["kind"], each["count"], each["participants"]) for each in told["outreach"]["counts"]] == [
        ("awareness", 1, 12),
        ("support", 0, None),
        ("counsel", 0, None),
    ]
    assert told["outreach"]["measures"] == [{"subject": MEASURES[0], "count": 1}]


async def test_word_of_an_activity_that_comes_late_makes_a_new_number_when_compiled_again(year: ReviewYear) -> None:
    await filed(year)
    await compiled(year)
    assert await year.ask(SECRETARIAT, COMPILE) == ()
    await year.ask(SECRETARIAT, record())
    assert await year.ask(SECRETARIAT, COMPILE) == ("compilation.compiled-anew",)
