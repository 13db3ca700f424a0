"""Rosters at the counter: appointed to bodies that stand, and meetings convened from who sits there on the day."""

from collections.abc import AsyncIterator
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import NotPermitted, StateForbids, read_matrix
from application.desk import ObjectNotFound
from application.meetings import ConveneMeeting, HoldMeeting, PutItem
from application.organisation import AssignPerson, EstablishBody, OpenOffice
from application.rosters import AppointMember, RecordMemberResigned, ReviseMeetingRoster
from domain.agenda import ItemKind
from domain.attendance import (
    MemberNotSeated,
    NotOnRoster,
    ProxyForTooMany,
    ProxyRule,
    ProxyUnknown,
    RosterMissing,
    Seat,
)
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


async def held_by(year: ReviewYear, on: date, *present: str, **facts: Any) -> tuple[str, ...]:
    """Convene the committee for a day in June with one item, and hold it on another day."""
    await year.ask(SECRETARIAT, convene("advisory-committee", date(2025, 6, 1)))
    made = max(await year.log.stream_ids("meeting"))
    await year.ask(SECRETARIAT, PutItem(meeting_id=made, kind=ItemKind.REPORT, title="報告"))
    year.clock.move_to_day(on)
    return await year.ask(SECRETARIAT, HoldMeeting.model_validate({"meeting_id": made, "present": present, **facts}))


async def test_nobody_is_convened_who_has_no_seat_on_the_day(year: ReviewYear) -> None:
    await year.ask(SECRETARIAT, appoint("p-1", **TERM))
    await year.ask(SECRETARIAT, appoint("p-2", **TERM))
    stranger = convene("advisory-committee", date(2025, 6, 1)).model_copy(
        update={"roster": (Seat(member="p-1"), Seat(member="p-nobody"))}
    )
    with pytest.raises(MemberNotSeated) as refused:
        await year.ask(SECRETARIAT, stranger)
    assert refused.value.details == {"members": ["p-nobody"], "day": date(2025, 6, 1)}
    await year.ask(SECRETARIAT, stranger.model_copy(update={"roster": (Seat(member="p-2"),)}))
    [seat] = (await year.load(Meeting, COMMITTEE_ID)).roster
    assert seat == Seat(member="p-2", capacity="有識者")
    over = convene("advisory-committee", date(2026, 4, 1)).model_copy(update={"roster": (Seat(member="p-1"),)})
    with pytest.raises(RosterMissing):
        await year.ask(SECRETARIAT, over)


async def test_who_resigned_before_the_day_is_no_member_at_the_meeting(year: ReviewYear) -> None:
    await year.ask(SECRETARIAT, appoint("p-1", **TERM))
    await year.ask(SECRETARIAT, appoint("p-2", **TERM))
    resign = RecordMemberResigned(body_id="advisory-committee", seat=1, resigned_on=date(2025, 6, 10))
    await year.ask(SECRETARIAT, resign)
    with pytest.raises(MemberNotSeated) as refused:
        await held_by(year, date(2025, 6, 10), "p-1", "p-2")
    assert refused.value.details == {"members": ["p-1"], "day": date(2025, 6, 10)}
    absent = HoldMeeting(meeting_id=COMMITTEE_ID, present=("p-2",))
    assert await year.ask(SECRETARIAT, absent) == ("meeting.held",)


async def test_who_resigns_after_the_day_was_a_member_on_it(year: ReviewYear) -> None:
    await year.ask(SECRETARIAT, appoint("p-1", **TERM))
    resign = RecordMemberResigned(body_id="advisory-committee", seat=1, resigned_on=date(2025, 6, 11))
    await year.ask(SECRETARIAT, resign)
    assert await held_by(year, date(2025, 6, 10), "p-1") == ("meeting.held",)


async def test_a_proxy_is_a_person_with_a_post_or_a_seat_on_the_day_and_for_one_member(year: ReviewYear) -> None:
    office = {"slug": LG, "region_id": REGION, "name": "課", "opened_on": date(2021, 4, 1), "lg_code": LG}
    await year.ask(CHIEF, OpenOffice.model_validate(office))
    post = {"office_id": f"office:{LG}", "person_id": "p-clerk", "capacity": "clerk", "assigned_on": date(2025, 6, 10)}
    await year.ask(CHIEF, AssignPerson.model_validate(post))
    for member in ("p-1", "p-2", "p-3"):
        await year.ask(SECRETARIAT, appoint(member, **TERM))

    def sent(person: str, *members: str) -> dict[str, Any]:
        return {"proxies": [{"member": member, "person": person} for member in members]}

    with pytest.raises(ProxyUnknown) as refused:
        await held_by(year, date(2025, 6, 10), **sent("p-nobody", "p-1"))
    assert refused.value.details == {"persons": ["p-nobody"], "day": date(2025, 6, 10)}
    body = {"meeting_id": COMMITTEE_ID, "present": ()}
    early = {**body, **sent("p-clerk", "p-1"), "effective_on": date(2025, 6, 9)}
    with pytest.raises(ProxyUnknown):
        await year.ask(SECRETARIAT, HoldMeeting.model_validate(early))
    with pytest.raises(ProxyForTooMany):
        await year.ask(SECRETARIAT, HoldMeeting.model_validate({**body, **sent("p-clerk", "p-1", "p-2", "p-3")}))
    both = {"proxies": [*sent("p-clerk", "p-1")["proxies"], *sent("p-3", "p-2")["proxies"]]}
    hold = HoldMeeting.model_validate({**body, **both})
    assert await year.ask(SECRETARIAT, hold) == ("meeting.held",)
    assert await year.ask(SECRETARIAT, hold) == ()


async def test_a_body_that_allows_it_lets_one_person_stand_in_for_more(year: ReviewYear) -> None:
    for member in ("p-1", "p-2", "p-3"):
        await year.ask(SECRETARIAT, appoint(member, **TERM))
    rule = ProxyRule(members_per_person=2, source="設置要綱（サンプル）")
    convening = convene("advisory-committee", date(2025, 6, 1)).model_copy(update={"proxy_rule": rule})
    await year.ask(SECRETARIAT, convening)
    await year.ask(SECRETARIAT, PutItem(meeting_id=COMMITTEE_ID, kind=ItemKind.REPORT, title="報告"))
    year.clock.move_to_day(date(2025, 6, 1))
    proxies = [{"member": member, "person": "p-3"} for member in ("p-1", "p-2")]
    hold = HoldMeeting.model_validate({"meeting_id": COMMITTEE_ID, "present": (), "proxies": proxies})
    assert await year.ask(SECRETARIAT, hold) == ("meeting.held",)


async def test_a_successor_who_came_after_the_convening_is_called_and_can_attend(year: ReviewYear) -> None:
    for member in ("p-1", "p-2"):
        await year.ask(SECRETARIAT, appoint(member, **TERM))
    await year.ask(SECRETARIAT, convene("advisory-committee", date(2025, 4, 20)))
    await year.ask(SECRETARIAT, PutItem(meeting_id=COMMITTEE_ID, kind=ItemKind.REPORT, title="サンプルの報告"))
    revise = ReviseMeetingRoster(meeting_id=COMMITTEE_ID, reason="委員の交代")
    assert await revised(year) == ["roster-as-convened"]
    leaving = date(2025, 4, 10)
    await year.ask(SECRETARIAT, RecordMemberResigned(body_id="advisory-committee", seat=1, resigned_on=leaving))
    await year.ask(SECRETARIAT, appoint("p-3", capacity="expert", from_on="2025-04-11", succeeds=1))
    year.clock.move_to_day(date(2025, 4, 20))
    with pytest.raises(NotOnRoster):
        await year.ask(SECRETARIAT, HoldMeeting(meeting_id=COMMITTEE_ID, present=("p-2", "p-3")))
    assert await revised(year) == []
    with pytest.raises(NotPermitted):
        await year.ask(CLERK, revise)
    with pytest.raises(MemberNotSeated):
        await year.ask(SECRETARIAT, revise.model_copy(update={"roster": (Seat(member="p-1"),)}))
    assert await year.ask(SECRETARIAT, revise) == ("meeting.roster-revised",)
    made = await year.load(Meeting, COMMITTEE_ID)
    assert [seat.member for seat in made.roster] == ["p-2", "p-3"]
    await year.ask(SECRETARIAT, HoldMeeting(meeting_id=COMMITTEE_ID, present=("p-3",)))
    held = await year.load(Meeting, COMMITTEE_ID)
    assert held.absent == ("p-2",)
    with pytest.raises(StateForbids):
        await year.ask(SECRETARIAT, revise)


async def revised(year: ReviewYear) -> list[str]:
    """Give what blocks the revision, as it is told to the secretariat."""
    actions = {each.command: each for each in await year.counter.available_actions(COMMITTEE_ID, SECRETARIAT)}
    return [each.code for each in actions["ReviseMeetingRoster"].blockers]
