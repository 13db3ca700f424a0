"""A sign-in desk on a real database: one town's clerk and head with accounts, and a clock to move."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from adapters.postgres.connection import Database
from adapters.postgres.sign_in import PostgresCredentials, PostgresSessions
from application.accounts import IssueAccessCode, OpenAccount
from application.authenticator import Seeds
from application.organisation import AdmitMunicipality, AssignPerson, EstablishBody, EstablishRegion, OpenOffice
from application.own_account import OwnAccount
from application.passwords import Passwords, area_words
from application.sign_in import Entered, SignIn
from domain.body import BodyKind
from domain.office import Capacity
from tests.application.counter_room import HEAD, KEYS, CounterRoom, counter_room
from tests.domain.office_year import LG

if TYPE_CHECKING:
    from adapters.postgres.connection import Pool

OPENING = date(2025, 4, 1)
CLERK, CHIEF = f"clerk-{LG}", f"head-{LG}"
OFFICE, COUNCIL = f"office:{LG}", "office:liaison-council"
REGION, SINCE = "region:kumamoto", date(2021, 4, 1)
PASSWORD, OTHER = "みどりの椿がゆれる朝", "tsubaki ga yureru asa no iro"
SEEDS = Seeds(b"a test's own key of enough bytes")


@dataclass(frozen=True)
class Hall:
    """受付: the desk, one's own account, and what stands behind them."""

    room: CounterRoom
    sign_in: SignIn
    own: OwnAccount
    credentials: PostgresCredentials
    sessions: PostgresSessions
    pool: "Pool"

    async def code(self, person_id: str = CLERK) -> str:
        """Let the secretariat hand a code to a person."""
        wanted = IssueAccessCode(person_id=person_id, ground="内線へ折り返し電話して確認した")
        _, code = await self.sign_in.issue_code(wanted, HEAD, key=f"hall-{next(KEYS)}", expected_version=None)
        assert code is not None
        return code

    async def begin(self, person_id: str = CLERK, office_id: str = OFFICE) -> Entered:
        """Open an account and let its person choose a password."""
        await self.room.ask(OpenAccount(person_id=person_id, office_id=office_id))
        return await self.sign_in.choose_password(person_id, await self.code(person_id), PASSWORD, "Edge")

    def pass_time(self, **span: float) -> None:
        """Let time pass."""
        self.room.clock.advance(timedelta(**span))


@asynccontextmanager
async def open_hall(database: Database, seeds: Seeds = SEEDS) -> AsyncIterator[Hall]:
    """Open the desk on 1 April; the clerk and the head of a town are placed, the head in the council too."""
    async with counter_room(database, OPENING) as room, await database.pool() as pool:
        await _place(room)
        credentials, sessions = PostgresCredentials(pool), PostgresSessions(pool)
        passwords = Passwords(area_words())
        sign_in = SignIn(room.counter, room.log, credentials, sessions, passwords, seeds, room.clock)
        own = OwnAccount(room.counter, room.log, credentials, sessions, passwords, seeds, sign_in, room.clock)
        yield Hall(room, sign_in, own, credentials, sessions, pool)


async def _place(room: CounterRoom) -> None:
    await room.ask(EstablishRegion(slug="kumamoto", name="サンプル圏域", established_on=SINCE))
    await room.ask(AdmitMunicipality(region_id=REGION, lg_code=LG, joined_on=SINCE))
    body = {"region_id": REGION, "body_id": "liaison-council", "kind": BodyKind.LIAISON_COUNCIL, "name": "連絡会議"}
    await room.ask(EstablishBody.model_validate(body))
    await room.ask(OpenOffice(slug=LG, region_id=REGION, name="環境課", opened_on=SINCE, lg_code=LG))
    council = {"slug": "liaison-council", "region_id": REGION, "name": "連絡会議", "body_id": "liaison-council"}
    await room.ask(OpenOffice.model_validate({**council, "opened_on": OPENING}))
    for office, person, capacity in (
        (OFFICE, CLERK, Capacity.CLERK),
        (OFFICE, CHIEF, Capacity.HEAD),
        (COUNCIL, CHIEF, Capacity.COUNCIL_MEMBER),
    ):
        await room.ask(AssignPerson(office_id=office, person_id=person, capacity=capacity, assigned_on=OPENING))
