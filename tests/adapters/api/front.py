"""A front end of the API: the application over a real database, and clients that call it by key.

Every answer that passes a client is checked: it is sealed, its problem is a problem document, and its status is one
that the OpenAPI document names for that operation.
"""

import hashlib
import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from itertools import count
from pathlib import Path

import httpx2
from fastapi import FastAPI

from adapters.api.app import create_app
from adapters.api.pages import Pages
from adapters.api.statuses import STATUS
from adapters.api.wiring import Readiness, Services, Settings
from adapters.clock import MovableClock
from adapters.holidays_jp import japanese_holidays
from adapters.mail.folder import MailFolder
from adapters.postgres.accesses import PostgresAccesses
from adapters.postgres.audit import PostgresAudit
from adapters.postgres.connection import Database
from adapters.postgres.contacts import PostgresContacts
from adapters.postgres.documents import PostgresDocuments
from adapters.postgres.entrance import PostgresEntranceRegister
from adapters.postgres.event_log import PostgresEventLog, open_event_log
from adapters.postgres.event_mapper import EventMapper
from adapters.postgres.leadership import PostgresLeadership
from adapters.postgres.projector import Projector
from adapters.postgres.sign_in import PostgresCredentials, PostgresSessions
from adapters.postgres.tree import PostgresCheckpoints, PostgresTree
from adapters.postgres.views import PostgresViews
from adapters.postgres.webhooks import PostgresDeliveries
from adapters.surveys.enclosing import SurveyEnclosures
from adapters.workbooks.reading import WorkbookReader
from application.act import Counter
from application.authenticator import Seeds
from application.authority import read_matrix
from application.calendar_feeds import CalendarDesk
from application.entrance import Entrance, hash_of, key_id_of
from application.letter_text import read_letter_texts
from application.own_account import OwnAccount
from application.passwords import Passwords, area_words
from application.ports import Append, NewEvent
from application.sign_in import SignIn
from application.survey_keys import SurveyKeys
from application.webhook_office import WebhookOffice
from application.webhook_rules import AddressRules
from application.webhook_secrets import Sealer
from domain.api_key import ApiKey
from domain.office import Capacity
from domain.topics import all_events
from projections.catalogue import all_views
from projections.view import Fact
from scheduler.assembly import Equipment, letter_outlook
from scheduler.rules import read_rules
from tests.adapters.postgres.seals import seals_over
from tests.application.review_year import OPENING, ReviewYear, founders

KEYS = count(1)
SECRET_KEY = b"a test's own key of enough bytes"
DOCUMENT = Path(__file__).parents[3] / "docs" / "api" / "openapi.json"
SEALS = (
    *("x-content-type-options", "content-security-policy", "referrer-policy", "cache-control", "x-request-id"),
    *("strict-transport-security", "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy"),
)


@dataclass
class Front:
    """窓口の外側: the application, what it stands on, and clients of it."""

    app: FastAPI
    year: ReviewYear
    entrance: Entrance
    projector: Projector
    ready: list[Readiness | Exception]
    database: Database
    anyone: httpx2.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        """Open the client that has no key."""
        self.anyone = self.client()

    @property
    def log(self) -> PostgresEventLog:
        """Give the record behind it."""
        return self.year.log

    @property
    def clock(self) -> MovableClock:
        """Give the clock on the wall."""
        return self.year.clock

    def client(self, secret: str | None = None) -> httpx2.AsyncClient:
        """Give a client, with a key or without."""
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        transport = httpx2.ASGITransport(app=self.app, client=("127.0.0.1", 1))
        checks = {"response": [EXAMINER.examine]}
        return httpx2.AsyncClient(transport=transport, base_url="http://api", headers=headers, event_hooks=checks)

    async def come_in(self, capacity: str, lg_code: str | None = None, scope: Sequence[str] = ()) -> httpx2.AsyncClient:
        """Give a client with a new key of a capacity, of a municipality or of the secretariat."""
        return self.client(await self.secret(capacity, lg_code, scope))

    async def secret(self, capacity: str, lg_code: str | None = None, scope: Sequence[str] = ()) -> str:
        """Put a key into the record, and give its secret."""
        number = f"{capacity}/{lg_code}/{next(KEYS)}"
        secret = f"shk_{hashlib.sha256(number.encode()).hexdigest()[:43]}"
        today = self.clock.today()
        office = lg_code or "secretariat"
        key = ApiKey(
            key_id=key_id_of(hash_of(secret)),
            person_id=f"{capacity}-{office}",
            office_id=f"office:{office}",
            lg_code=lg_code,
            capacity=next(each for each in Capacity if each.value == capacity),
            secret_hash=hash_of(secret),
            issued_on=today,
            expires_on=today + timedelta(days=365),
            scope=tuple(scope),
            origin="founder",
            body_id=None,
        )
        await self.year.store(key)
        return secret

    async def found(self) -> None:
        """Put the founded area of two towns into the record."""
        await self.year.store(*founders())

    async def tell(self, facts: Sequence[Fact]) -> None:
        """Put facts into the record as they are, and let the views know them."""
        for fact in facts:
            await self.log.append(Append([NewEvent(fact.event_id, fact.event)], fact.act))
        await self.catch_up()

    async def catch_up(self) -> None:
        """Let the views come to the head of the record."""
        await self.projector.catch_up()


class Examiner:
    """検査: what must be true of every answer whatever was asked."""

    def __init__(self) -> None:
        """Know the operations of the committed document."""
        self._paths = [
            (re.compile("^" + re.sub(r"\\{[a-z0-9_]+\\}", "[^/]+", re.escape(path)) + "$"), methods)
            for path, methods in json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"].items()
        ]

    async def examine(self, response: httpx2.Response) -> None:
        """Check one answer."""
        await response.aread()
        assert not [seal for seal in SEALS if seal not in response.headers], response.headers
        assert "shk_" not in str(response.headers)
        if response.status_code >= 400 and response.request.url.path != "/readyz":
            examine_problem(response)
        path = response.request.url.raw_path.decode().partition("?")[0]
        for pattern, methods in self._paths:
            if pattern.match(path) and response.request.method.lower() in methods:
                documented = methods[response.request.method.lower()]["responses"]
                assert str(response.status_code) in documented, (path, response.status_code, response.text)


EXAMINER = Examiner()


def examine_problem(response: httpx2.Response) -> None:
    """Check that a refusal is a problem document with a stable code and nothing of the inside."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    body = response.json()
    assert body["status"] == response.status_code == STATUS[body["code"]]
    assert body["title"]
    assert body["request_id"] == response.headers["x-request-id"]
    assert body["type"] == f"/api/v1/reference#problem-{body['code']}"
    assert "Traceback" not in response.text


def key() -> dict[str, str]:
    """Give a new Idempotency-Key as a header."""
    return {"Idempotency-Key": f"test-{next(KEYS)}"}


def version(number: int) -> dict[str, str]:
    """Give a new Idempotency-Key and the version that a command rests on."""
    return {**key(), "If-Match": f'"{number}"'}


def code(response: httpx2.Response) -> str:
    """Give the code of a problem."""
    return str(json.loads(response.text)["code"])


@asynccontextmanager
async def open_front(
    database: Database, settings: Settings | None = None, on: date = OPENING, pages: Pages | None = None
) -> AsyncIterator[Front]:
    """Open the API over an empty area, with pages beside it where they are given."""
    async with AsyncExitStack() as stack:
        log = await stack.enter_async_context(open_event_log(database, all_events()))
        pool = await stack.enter_async_context(await database.pool())
        clock = MovableClock.on(on)
        documents, contacts = PostgresDocuments(pool), PostgresContacts(pool)
        matrix = read_matrix(files("data").joinpath("authority"))
        counter = Counter(log, documents, clock, japanese_holidays(), matrix)
        entrance = Entrance(counter, log, PostgresEntranceRegister(pool), contacts, clock)
        ready: list[Readiness | Exception] = [Readiness("sample", ready=True, japanese="準備ができています。")]

        async def readiness() -> Readiness:
            if isinstance(ready[0], Exception):
                raise ready[0]
            return ready[0]

        texts, seals = read_letter_texts(files("data").joinpath("mail")), seals_over(log, pool, clock)
        equipment = Equipment(
            log=log,
            counter=counter,
            contacts=contacts,
            documents=documents,
            transport=MailFolder(Path("unused")),
            leadership=PostgresLeadership(database),
            clock=clock,
            rules=read_rules(files("data"), japanese_holidays()),
            texts=texts,
            worker="front",
            seals=seals,
            surveys=SurveyEnclosures(lambda: services),
        )
        credentials, sessions, seeds = PostgresCredentials(pool), PostgresSessions(pool), Seeds(SECRET_KEY)
        passwords = Passwords(area_words())
        sign_in = SignIn(counter, log, credentials, sessions, passwords, seeds, clock)
        services = Services(
            counter=counter,
            log=log,
            views=PostgresViews(pool, all_views()),
            audit=PostgresAudit(pool, EventMapper(all_events())),
            documents=documents,
            contacts=contacts,
            clock=clock,
            entrance=entrance,
            sign_in=sign_in,
            own_account=OwnAccount(counter, log, credentials, sessions, passwords, seeds, sign_in, clock),
            matrix=matrix,
            webhooks=WebhookOffice(counter, log, Sealer(SECRET_KEY), AddressRules()),
            deliveries=PostgresDeliveries(pool),
            accesses=PostgresAccesses(pool),
            tree=PostgresTree(pool),
            checkpoints=PostgresCheckpoints(pool),
            seals=seals,
            outlook=letter_outlook(equipment),
            mail=equipment.transport,
            texts=texts,
            survey_keys=SurveyKeys(SECRET_KEY),
            survey_reader=WorkbookReader(),
            calendars=CalendarDesk(counter, log),
            readiness=(readiness,),
            settings=settings or Settings(wait_seconds=0.2, feed_seconds=0.2, feed_beat=0.1),
        )
        year = ReviewYear(log, counter, documents, clock)
        front = Front(
            create_app(services, pages), year, entrance, Projector(database, log, all_views()), ready, database
        )
        yield front
        await front.anyone.aclose()
