"""The secretariat changes hands: whatever waits for it on that day is written down with the object it is about."""

from collections.abc import AsyncIterator
from datetime import date
from importlib.resources import files

import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import read_matrix
from application.excerpts import MakeExcerpt, ReceiveExcerpt
from application.factors import OpenFactorTable
from application.handovers import HandOver
from application.joint import FinaliseCompilation
from application.meetings import ConveneMeeting, DecideItem, HoldMeeting, PutItem
from application.minutes import ApproveMinutes, DraftMinutes
from application.organisation import AssignPerson, EstablishBody, OpenOffice
from application.round_steps import LapseStep
from application.rounds import ProposeClosing
from application.submissions import BeginEmissionStatement
from domain.agenda import ItemKind, Outcome
from domain.body import BodyKind
from domain.calendar import OFFICE_STEPS
from domain.meeting import Meeting
from domain.office import Capacity, Office
from domain.region import Region
from tests.application.emission_year import (
    OF,
    STATEMENT,
    calculate_provisionally,
    close_round,
    file,
    propose,
    publish,
)
from tests.application.joint_year import COMPILE, CORRECTION, COUNCIL, COUNCIL_ID, PREPARE, PUBLISH, filed, ready
from tests.application.review_year import CHIEF, CLERK, HEAD, JULY, SECRETARIAT, ReviewYear, opening, review_year
from tests.domain.emission_samples import entry
from tests.domain.office_year import LG

REGION, OFFICE = "region:kumamoto", "office:secretariat"
ROUND, COMPILATION, PUBLICATION = "review-round:2025", "compilation:2025", "publication:2025"
COMMITTEE_ID = "meeting:advisory-committee:2025:1"
SINCE = date(2021, 4, 1)


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        body = EstablishBody(region_id=REGION, body_id="secretariat", kind=BodyKind.SECRETARIAT, name="事務局")
        await opened.ask(CHIEF, body)
        for slug, of in (("secretariat", {"body_id": "secretariat"}), (LG, {"lg_code": LG})):
            office = {"slug": slug, "region_id": REGION, "name": "課", "opened_on": SINCE, **of}
            await opened.ask(CHIEF, OpenOffice.model_validate(office))
        yield opened


async def handed_over(year: ReviewYear, office_id: str = OFFICE) -> list[tuple[str, str, tuple[int, ...]]]:
    """Let the office change hands today, and give what was written down as waiting for it."""
    day = year.clock.today()
    office = await year.load(Office, office_id)
    number = len(office.handovers)
    if number == 0:
        seat = {"office_id": office_id, "person_id": "p-0", "capacity": Capacity.SECRETARIAT, "assigned_on": SINCE}
        await year.ask(CHIEF, AssignPerson.model_validate(seat))
    act = HandOver(
        office_id=office_id,
        from_person=f"p-{number}",
        to_person=f"p-{number + 1}",
        capacity=Capacity.SECRETARIAT,
        handed_over_on=day,
    )
    await year.ask(CHIEF, act)
    told = (await year.load(Office, office_id)).handovers[-1].open_matters
    return [(each.kind.value, each.object_id, each.numbers) for each in told.coordination]


async def excerpts_of(year: ReviewYear, office_id: str) -> tuple[str, ...]:
    """Give the excerpts that an office was told to wait for when it last changed hands."""
    return (await year.load(Office, office_id)).handovers[-1].open_matters.excerpts


async def test_before_anything_was_filed_nothing_waits_for_the_secretariat(year: ReviewYear) -> None:
    await year.ask(CHIEF, opening())
    assert await handed_over(year) == []


async def test_filed_reports_wait_for_the_secretariat_and_not_for_the_office_that_filed_them(year: ReviewYear) -> None:
    await year.ask(CHIEF, opening())
    await year.file_parts()
    assert await handed_over(year) == [
        ("acceptance", f"progress-report:{LG}:2025", ()),
        ("acceptance", f"emission-statement:{LG}:2025", ()),
    ]
    assert await handed_over(year, f"office:{LG}") == []


async def test_the_compilation_waits_in_january_until_it_is_finalised_and_again_once_it_lapsed(
    year: ReviewYear,
) -> None:
    await filed(year)
    assert await handed_over(year) == [("not-compiled", COMPILATION, ())]
    await year.ask(SECRETARIAT, COMPILE)
    year.clock.move_to_day(date(2026, 1, 16))
    assert await handed_over(year) == [("not-finalised", COMPILATION, ())]
    await year.ask(SECRETARIAT, FinaliseCompilation(fiscal_year=2025, number=1))
    year.clock.move_to_day(date(2026, 1, 19))
    assert await handed_over(year) == []
    await year.ask(HEAD, CORRECTION)
    year.clock.move_to_day(date(2026, 1, 20))
    assert await handed_over(year) == [("compilation-lapsed", COMPILATION, ())]


async def test_a_held_meeting_waits_for_its_outcomes_minutes_and_excerpts(year: ReviewYear) -> None:
    year.clock.move_to_day(COUNCIL)
    meets = ConveneMeeting(body_id="liaison-council", fiscal_year=2025, meets_on=COUNCIL, place="会議室", roster=None)
    await year.ask(CHIEF, opening())
    await year.ask(SECRETARIAT, meets)
    put = PutItem(meeting_id=COUNCIL_ID, kind=ItemKind.CONSULTATION, title="サンプル施策", put_by=f"office:{LG}")
    await year.ask(SECRETARIAT, put)
    waiting = [("not-compiled", COMPILATION, ())]
    assert await handed_over(year) == waiting
    await year.ask(SECRETARIAT, HoldMeeting(meeting_id=COUNCIL_ID, present=(f"office:{LG}",)))
    year.clock.move_to_day(date(2026, 2, 12))
    minutes = ("minutes-not-approved", COUNCIL_ID, ())
    assert await handed_over(year) == [*waiting, ("items-undecided", COUNCIL_ID, (1,)), minutes]
    await year.ask(SECRETARIAT, DecideItem(meeting_id=COUNCIL_ID, item=1, outcome=Outcome.APPROVED))
    await year.ask(SECRETARIAT, DraftMinutes(meeting_id=COUNCIL_ID, text="承認した。"))
    year.clock.move_to_day(date(2026, 2, 13))
    assert await handed_over(year) == [*waiting, minutes]
    draft = str((await year.load(Meeting, COUNCIL_ID)).minutes.draft)
    await year.ask(CHIEF, ApproveMinutes(meeting_id=COUNCIL_ID, content_hash=draft))
    year.clock.move_to_day(date(2026, 2, 16))
    assert await handed_over(year) == [*waiting, ("excerpts-not-returned", COUNCIL_ID, (1,))]
    await year.ask(SECRETARIAT, MakeExcerpt(meeting_id=COUNCIL_ID, item=1, passage="承認した。"))
    year.clock.move_to_day(date(2026, 2, 17))
    assert await handed_over(year) == [*waiting, ("excerpts-not-received", COUNCIL_ID, (1,))]
    await handed_over(year, f"office:{LG}")
    assert await excerpts_of(year, f"office:{LG}") == ("excerpt:liaison-council:2025:1:1",)
    assert await excerpts_of(year, OFFICE) == ()
    await year.ask(CLERK, ReceiveExcerpt(excerpt_id="excerpt:liaison-council:2025:1:1"))
    year.clock.move_to_day(date(2026, 2, 18))
    assert await handed_over(year) == waiting
    await handed_over(year, f"office:{LG}")
    assert await excerpts_of(year, f"office:{LG}") == ()


async def test_an_unpublished_year_and_a_proposal_to_close_wait_until_another_person_acts(year: ReviewYear) -> None:
    await ready(year)
    minutes = [("minutes-not-approved", each, ()) for each in (COMMITTEE_ID, COUNCIL_ID)]
    await year.ask(SECRETARIAT, PREPARE)
    assert await handed_over(year) == [("not-published", PUBLICATION, ()), *minutes]
    await year.ask(CHIEF, PUBLISH)
    for step in OFFICE_STEPS:
        await year.ask(SECRETARIAT, LapseStep(fiscal_year=2025, step=step))
    await year.ask(SECRETARIAT, ProposeClosing(fiscal_year=2025))
    year.clock.move_to_day(date(2026, 3, 25))
    assert await handed_over(year) == [("closing-proposed", ROUND, ()), *minutes]


async def test_a_proposed_factor_waits_for_the_second_person(year: ReviewYear) -> None:
    await year.ask(CHIEF, opening())
    await year.ask(CHIEF, OpenFactorTable.model_validate({"slug": "electricity"}))
    year.clock.move_to_day(JULY)
    await propose(year, entry(2021, "0.0007"))
    assert await handed_over(year) == [("factor-proposed", "factor-table:electricity", (1,))]


async def test_figures_that_a_factor_changes_after_the_closing_wait_for_the_next_round(year: ReviewYear) -> None:
    await year.ask(CHIEF, opening())
    await year.ask(CHIEF, OpenFactorTable.model_validate({"slug": "electricity"}))
    year.clock.move_to_day(JULY)
    await year.ask(CLERK, BeginEmissionStatement.model_validate(OF))
    await calculate_provisionally(year)
    await file(year)
    await close_round(year)
    waiting = await handed_over(year)
    assert "factor-after-closing" not in {kind for kind, _, _ in waiting}
    await publish(year, entry(2022), 2)
    year.clock.move_to_day(date(2026, 3, 26))
    assert await handed_over(year) == [("factor-after-closing", STATEMENT, ()), *waiting]


async def test_another_region_has_its_own_secretariat_and_its_own_matters(year: ReviewYear) -> None:
    await year.ask(CHIEF, opening())
    await year.file_parts()
    other = Region(slug="other", name="サンプル圏域2", established_on=SINCE)
    other.establish_body("other-secretariat", BodyKind.SECRETARIAT, "事務局", None)
    office = Office(slug="other", region_id=other.id, name="課", opened_on=SINCE, body_id="other-secretariat")
    await year.store(other, office)
    assert await handed_over(year, office.id) == []
