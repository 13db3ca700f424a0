"""Rosters at the counter: appointed to bodies that stand, and meetings convened from who sits there on the day."""

from collections.abc import AsyncIterator
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import NotPermitted, read_matrix
from application.desk import ObjectNotFound
from application.meetings import ConveneMeeting
from application.organisation import EstablishBody, OpenOffice
from application.rosters import AppointMember, RecordMemberResigned
from domain.attendance import RosterMissing, Seat
from domain.body import BodyKind, UnknownBody
from domain.meeting import Meeting
from domain.roster import Roster, SeatOfOffice
from tests.application.joint_year import COMMITTEE_ID, COUNCIL_ID
from tests.application.review_year import CHIEF, CLERK, SECRETARIAT, ReviewYear, opening, review_year
from tests.domain.office_year import LG, OTHER

REGION = "region:kumamoto"
TERM = {"capacity": "expert", "from_on": "2024-04-01", "until_on": "2026-03-31"}


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        body = {"region_id": REGION, "body_id": "advisory-committee", "name": "意見聴取委員会"}
        await opened.ask(CHIEF, EstablishBody.model_validate({**body, "kind": BodyKind.ADVISORY_COMMITTEE}))
        await opened.ask(CHIEF, opening())
        yield opened


def appoint(member: str, body_id: str = "advisory-committee", **facts: Any) -> AppointMember:
    return AppointMember.model_validate({"region_id": REGION, "body_id": body_id, "member": member, **facts})


def convene(body_id: str, on: date) -> ConveneMeeting:
    return ConveneMeeting(body_id=body_id, fiscal_year=2025, meets_on=on, place="会議室")


async def test_a_meeting_of_the_committee_is_convened_from_its_members_of_the_day(year: ReviewYear) -> None:
    with pytest.raises(RosterMissing):
        await year.ask(SECRETARIAT, convene("advisory-committee", date(2025, 6, 1)))
    assert await year.ask(SECRETARIAT, appoint("p-1", **TERM)) == ("roster.opened", "roster.member-appointed")
    await year.ask(SECRETARIAT, appoint("p-2", **{**TERM, "capacity": "citizen"}))
    resign = RecordMemberResigned(body_id="advisory-committee", seat=1, resigned_on=date(2025, 7, 1))
    await year.ask(SECRETARIAT, resign)
    await year.ask(SECRETARIAT, appoint("p-3", capacity="expert", from_on="2025-08-01", succeeds=1))
    for number, (on, members) in enumerate(
        (
            (date(2025, 6, 30), ["p-1", "p-2"]),
            (date(2025, 7, 1), ["p-2"]),
            (date(2025, 8, 1), ["p-2", "p-3"]),
        ),
        start=1,
    ):
        await year.ask(SECRETARIAT, convene("advisory-committee", on))
        made = await year.load(Meeting, f"{COMMITTEE_ID[:-1]}{number}")
        assert [seat.member for seat in made.roster] == members
    assert made.roster[1] == Seat(member="p-3", capacity="有識者")


async def test_a_council_without_appointments_seats_the_offices_of_the_round(year: ReviewYear) -> None:
    await year.ask(SECRETARIAT, convene("liaison-council", date(2025, 6, 1)))
    made = await year.load(Meeting, COUNCIL_ID)
    assert [seat.member for seat in made.roster] == [f"office:{LG}", f"office:{OTHER}"]


async def test_a_council_with_appointments_seats_those_offices_from_their_day(year: ReviewYear) -> None:
    office = OpenOffice(slug=LG, region_id=REGION, name="課", opened_on=date(2021, 4, 1), lg_code=LG)
    await year.ask(CHIEF, office)
    await year.ask(SECRETARIAT, appoint(f"office:{LG}", "liaison-council", from_on="2025-06-02"))
    for on, members in ((date(2025, 6, 1), [f"office:{LG}", f"office:{OTHER}"]), (date(2025, 6, 2), [f"office:{LG}"])):
        outcome = await year.counter.perform(convene("liaison-council", on), SECRETARIAT, key=str(on))
        assert [seat.member for seat in (await year.load(Meeting, outcome.object_id)).roster] == members


async def test_nobody_is_appointed_to_what_does_not_exist(year: ReviewYear) -> None:
    for refused, wrong in (
        (UnknownBody, appoint("p-1", "no-such-body", **TERM)),
        (ObjectNotFound, appoint("office:43999", "liaison-council", from_on="2025-04-01")),
        (SeatOfOffice, appoint("p-1", "liaison-council", from_on="2025-04-01")),
    ):
        with pytest.raises(refused):
            await year.ask(SECRETARIAT, wrong)
    with pytest.raises(NotPermitted):
        await year.ask(CLERK, appoint("p-1", **TERM))


async def test_what_the_secretariat_may_do_with_a_roster_is_listed(year: ReviewYear) -> None:
    await year.ask(SECRETARIAT, appoint("p-1", **TERM))
    roster = await year.load(Roster, "roster:advisory-committee")
    assert roster.region_id == REGION
    assert await year.open(SECRETARIAT, roster.id) == {"AppointMember": [], "RecordMemberResigned": []}
    assert await year.open(CLERK, roster.id) == {}
