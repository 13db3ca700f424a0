"""The organisation at the counter: the real region from the data, offices, persons, keys, and who may do what."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import NotPermitted, StateForbids
from application.command import Source
from application.desk import ObjectNotFound
from application.organisation import (
    AddClosedDays,
    AdmitMunicipality,
    AssignPerson,
    EstablishBody,
    EstablishRegion,
    IssueApiKey,
    OpenOffice,
    RecordMunicipalityLeft,
    ReleasePerson,
    RenameBody,
    RevokeApiKey,
    SetOfficeContact,
)
from application.reference import BodyRow, MembershipRow, RegionRow, read
from domain.api_key import ApiKey, ApiKeyState, KeyLifeNotAllowed
from domain.body import BodyKind, UnknownBody
from domain.office import Cadence, Capacity, NotAssigned, Office
from domain.region import AlreadyMember, Region
from tests.application.counter_room import SECRETARIAT, CounterRoom, caller, counter_room

TODAY = date(2025, 4, 1)
REGION = "region:kumamoto"
CITY = "office:43100"
MANAGER = caller(Capacity.MANAGER, "43100")


@pytest_asyncio.fixture
async def room(database: Database) -> AsyncIterator[CounterRoom]:
    async with counter_room(database, TODAY) as opened:
        row = read(RegionRow)[0]
        await opened.ask(EstablishRegion(slug=row.slug, name=row.name, established_on=row.established_on))
        await opened.ask(AdmitMunicipality(region_id=REGION, lg_code="43100", joined_on=row.established_on))
        await opened.ask(
            OpenOffice(slug="43100", region_id=REGION, name="担当課", opened_on=date(2021, 4, 1), lg_code="43100")
        )
        yield opened


def key(**changed: object) -> IssueApiKey:
    stated = {
        "key_id": "k-1",
        "person_id": "p-1",
        "office_id": CITY,
        "capacity": Capacity.CLERK,
        "secret_hash": "ab" * 32,
        "expires_on": date(2026, 3, 31),
    }
    return IssueApiKey.model_validate({**stated, **changed})


async def test_the_real_region_is_entered_member_by_member(room: CounterRoom) -> None:
    for row in read(MembershipRow):
        await room.ask(AdmitMunicipality(region_id=REGION, lg_code=row.lg_code, joined_on=row.joined_on))
    region = await room.load(Region, REGION)
    days = (date(2016, 3, 30), date(2021, 3, 31), date(2022, 3, 28), date(2023, 10, 24), date(2025, 3, 27))
    assert [len(region.members_on(day)) for day in days] == [17, 18, 19, 20, 24]


async def test_the_bodies_of_the_seed_are_established_and_renamed(room: CounterRoom) -> None:
    for row in read(BodyRow):
        await room.ask(EstablishBody(region_id=REGION, **row.model_dump(exclude={"source"})), SECRETARIAT)
    await room.ask(
        RenameBody(region_id=REGION, body_id="officers-meeting", name="24市町村担当者会議", since=date(2025, 3, 27))
    )
    body = (await room.load(Region, REGION)).body_on("officers-meeting", TODAY)
    assert (body.kind, body.name_on(TODAY)) == (BodyKind.OFFICERS_MEETING, "24市町村担当者会議")
    assert body.name_on(date(2025, 3, 26)) == "18市町村担当者会議"


async def test_a_municipality_leaves(room: CounterRoom) -> None:
    await room.ask(RecordMunicipalityLeft(region_id=REGION, lg_code="43100", left_on=TODAY))
    assert not (await room.load(Region, REGION)).is_member("43100", TODAY)


async def test_what_the_region_refuses_is_not_stored(room: CounterRoom) -> None:
    head = await room.log.head()
    with pytest.raises(AlreadyMember):
        await room.ask(AdmitMunicipality(region_id=REGION, lg_code="43100", joined_on=TODAY))
    assert await room.log.head() == head


async def test_a_region_is_established_once(room: CounterRoom) -> None:
    with pytest.raises(StateForbids):
        await room.ask(EstablishRegion(slug="kumamoto", name="圏域", established_on=TODAY))


async def test_an_office_of_a_body_needs_the_body(room: CounterRoom) -> None:
    office = OpenOffice(slug="secretariat", region_id=REGION, name="事務局", opened_on=TODAY, body_id="secretariat")
    with pytest.raises(UnknownBody):
        await room.ask(office)
    await room.ask(EstablishBody(region_id=REGION, body_id="secretariat", kind=BodyKind.SECRETARIAT, name="事務局"))
    await room.ask(office)
    assert (await room.load(Office, "office:secretariat")).body_id == "secretariat"


async def test_an_office_of_an_unknown_region_is_not_opened(room: CounterRoom) -> None:
    with pytest.raises(ObjectNotFound):
        await room.ask(OpenOffice(slug="x", region_id="region:elsewhere", name="課", opened_on=TODAY))


async def test_an_office_sets_its_own_contact_closed_days_and_persons(room: CounterRoom) -> None:
    await room.ask(SetOfficeContact(office_id=CITY, contact_id="c-43100", cadence=Cadence.DAILY), MANAGER)
    await room.ask(AddClosedDays(office_id=CITY, days=(date(2025, 8, 15),), ground="条例"), MANAGER)
    await room.ask(AssignPerson(office_id=CITY, person_id="p-1", capacity=Capacity.CLERK, assigned_on=TODAY), MANAGER)
    await room.ask(
        ReleasePerson(office_id=CITY, person_id="p-1", capacity=Capacity.CLERK, released_on=date(2026, 4, 1)), MANAGER
    )
    office = await room.load(Office, CITY)
    assert (office.contact_id, office.closed_days) == ("c-43100", frozenset({date(2025, 8, 15)}))
    assert office.persons_on(TODAY) == ("p-1",)


async def test_no_office_touches_another(room: CounterRoom) -> None:
    stranger = caller(Capacity.MANAGER, "43210")
    with pytest.raises(NotPermitted):
        await room.ask(SetOfficeContact(office_id=CITY, contact_id="c-43100"), stranger)
    with pytest.raises(NotPermitted):
        await room.ask(AdmitMunicipality(region_id=REGION, lg_code="43210", joined_on=TODAY), MANAGER)


async def test_the_secretariat_acts_for_an_office_with_source_and_day(room: CounterRoom) -> None:
    paper = AssignPerson(
        office_id=CITY,
        person_id="p-1",
        capacity=Capacity.CLERK,
        assigned_on=TODAY,
        acting_for="43100",
        authority=Source.PAPER.value,
        effective_on=TODAY,
    )
    await room.ask(paper, SECRETARIAT)
    record = (await room.log.stream(CITY))[-1]
    assert (record.act.acting_for, record.act.authority, record.act.effective_on) == ("43100", "paper", TODAY)


async def test_a_key_is_issued_to_who_holds_the_capacity_and_revoked(room: CounterRoom) -> None:
    with pytest.raises(NotAssigned):
        await room.ask(key())
    await room.ask(AssignPerson(office_id=CITY, person_id="p-1", capacity=Capacity.CLERK, assigned_on=TODAY))
    with pytest.raises(KeyLifeNotAllowed):
        await room.ask(key(expires_on=TODAY))
    await room.ask(key())
    issued = await room.load(ApiKey, "api-key:k-1")
    assert (issued.lg_code, issued.issued_on, issued.origin) == ("43100", TODAY, "p-secretariat-secretariat-head")
    await room.ask(RevokeApiKey(key_id="k-1", ground="人事異動"))
    assert (await room.load(ApiKey, "api-key:k-1")).state is ApiKeyState.REVOKED


async def test_an_office_sees_what_it_may_do(room: CounterRoom) -> None:
    may = {"SetOfficeContact", "AddClosedDays", "AssignPerson", "ReleasePerson", "HandOver"}
    assert await room.actions(CITY, MANAGER) == dict.fromkeys(may, ())
