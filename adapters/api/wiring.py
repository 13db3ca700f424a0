"""Wiring: what the API needs from the composition root, and how a route gets hold of it."""

from asyncio import Semaphore
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from adapters.api.rates import Rates
from adapters.postgres.audit import PostgresAudit
from adapters.postgres.views import PostgresViews
from application.accesses import Accesses
from application.act import Counter
from application.authority import Caller, Matrix
from application.calendar_feeds import CalendarDesk
from application.entrance import Entrance
from application.letter import MailTransport
from application.letter_outlook import MailOutlook
from application.letter_text import LetterTexts
from application.own_account import OwnAccount
from application.ports import Clock, Contacts, Documents, EventLog
from application.reading import Reader
from application.sealing import Checkpoints, Seals, Tree
from application.sign_in import SignIn
from application.survey_keys import SurveyKeys
from application.survey_raw import SurveyReader
from application.webhook_office import WebhookOffice
from application.webhook_ports import Deliveries


@dataclass(frozen=True, slots=True)
class Settings:
    """設定: the limits of the API; the defaults are the ones documented."""

    body_limit: int = 1024 * 1024
    wait_seconds: float = 5.0
    feeds: int = 200
    feed_seconds: float = 900.0
    feed_beat: float = 15.0
    rates: Rates = field(default_factory=Rates)
    public_address: str | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """準備状況: the answer of one check, with a sentence in Japanese for the people who operate the service."""

    name: str
    ready: bool
    japanese: str


@dataclass(frozen=True, slots=True)
class Services:
    """接続先: everything the API needs, made by ``bootstrap``."""

    counter: Counter
    log: EventLog
    views: PostgresViews
    audit: PostgresAudit
    documents: Documents
    contacts: Contacts
    clock: Clock
    entrance: Entrance
    sign_in: SignIn
    own_account: OwnAccount
    matrix: Matrix
    webhooks: WebhookOffice
    deliveries: Deliveries
    accesses: Accesses
    tree: Tree
    checkpoints: Checkpoints
    seals: Seals
    outlook: MailOutlook
    mail: MailTransport
    texts: LetterTexts
    survey_keys: SurveyKeys
    survey_reader: SurveyReader
    calendars: CalendarDesk
    readiness: Sequence[Callable[[], Awaitable[Readiness]]] = ()
    settings: Settings = Settings()
    feeds: Semaphore = field(init=False)

    def __post_init__(self) -> None:
        """Make the places of the live feed, as many as the settings allow."""
        object.__setattr__(self, "feeds", Semaphore(self.settings.feeds))

    @property
    def reader(self) -> Reader:
        """Give the application's reading desk over this log and matrix."""
        return Reader(self.log, self.matrix)


def services(request: Request) -> Services:
    """Give the services of the application that answers this request."""
    found: Services = request.app.state.services
    return found


def base_of(request: Request) -> str:
    """Give the address under which people reach the service: the configured one, or the one that was asked."""
    return (services(request).settings.public_address or str(request.base_url)).rstrip("/")


def caller(request: Request) -> Caller:
    """Give whom the door has let in; only routes behind the door may ask."""
    found: Caller = request.state.caller
    return found


Need = Annotated[Services, Depends(services)]
Asker = Annotated[Caller, Depends(caller)]
