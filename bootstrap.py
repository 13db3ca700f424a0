"""The composition root: the only module that knows all others. It opens the house and closes it again."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from random import SystemRandom
from typing import TYPE_CHECKING
from uuid import uuid4

import uvicorn
from fastapi import FastAPI

from adapters.api.app import create_app
from adapters.api.wiring import Readiness, Services
from adapters.api.wiring import Settings as ApiSettings
from adapters.clock import SystemClock
from adapters.documents.printing import print_files
from adapters.embedded import lease
from adapters.holidays_jp import japanese_holidays
from adapters.mail.folder import MailFolder
from adapters.mail.intake import MailboxFolder
from adapters.mail.smtp import SmtpTransport, read_smtp_url
from adapters.postgres.accesses import PostgresAccesses
from adapters.postgres.audit import PostgresAudit
from adapters.postgres.connection import Database
from adapters.postgres.contacts import PostgresContacts
from adapters.postgres.documents import PostgresDocuments
from adapters.postgres.entrance import PostgresEntranceRegister
from adapters.postgres.event_log import PostgresEventLog, open_event_log
from adapters.postgres.event_mapper import EventMapper
from adapters.postgres.leadership import PostgresLeadership
from adapters.postgres.migrations import migrate, require_current
from adapters.postgres.projector import Projector
from adapters.postgres.sign_in import PostgresCredentials, PostgresSessions
from adapters.postgres.tree import PostgresCheckpoints, PostgresTree
from adapters.postgres.views import PostgresViews
from adapters.postgres.webhooks import PostgresDeliveries
from adapters.settings import Settings
from adapters.signing.ed25519 import verify
from adapters.surveys.enclosing import SurveyEnclosures
from adapters.web.site import Site
from adapters.webhooks.carrier import HttpCarrier
from adapters.workbooks.reading import WorkbookReader
from application.act import Counter
from application.authority import read_matrix
from application.calendar_feeds import CalendarDesk
from application.entrance import Entrance
from application.founding import found
from application.letter import MailTransport
from application.letter_text import read_letter_texts
from application.own_account import OwnAccount
from application.passwords import Passwords, area_words
from application.ports import Clock
from application.press import Press
from application.sealing import Seals
from application.sign_in import SignIn
from application.survey_keys import SurveyKeys
from application.webhook_office import WebhookOffice
from domain.topics import all_events
from projections.catalogue import all_views
from projections.cloud_events import Source
from scheduler.assembly import Equipment, WebhookEquipment, assemble, assemble_webhooks
from scheduler.clock import Scheduler
from scheduler.rules import read_rules
from scheduler.webhooks import Webhooks

if TYPE_CHECKING:
    from adapters.postgres.connection import Pool

GRACE_SECONDS = 10  # for requests under way; a live feed would go on for longer
STARTING_SECONDS = 0.01
TOLERATED_LAG = 1_000  # events that a view may be behind while it is being brought up to date


@dataclass(frozen=True, slots=True)
class House:
    """家: everything that runs, put together."""

    api: FastAPI
    counter: Counter
    scheduler: Scheduler
    webhooks: Webhooks
    projector: Projector
    views: PostgresViews
    log: PostgresEventLog
    entrance: Entrance
    clock: Clock
    mail: MailTransport
    pool: "Pool"
    audit: PostgresAudit
    accesses: PostgresAccesses
    seals: Seals
    sign_in: SignIn
    contacts: PostgresContacts


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """Open the configured database, or the embedded one, which is brought up to date by itself."""
    url = settings.url()
    if url is not None:
        yield Database.at(url, settings.area)
        return
    held = await asyncio.to_thread(lease, settings.data_directory / "postgresql")
    try:
        database = Database(held.parameters, settings.area)
        await migrate(database)
        yield database
    finally:
        held.close()


@asynccontextmanager
async def open_house(settings: Settings, clock: Clock | None = None) -> AsyncIterator[House]:
    """Open the database, the log and all that stands on them; an empty log is founded."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings))
        await require_current(database)
        log = await stack.enter_async_context(open_event_log(database, all_events()))
        pool = await database.pool()
        stack.push_async_callback(pool.close)
        house = _furnish(settings, database, log, pool, clock or SystemClock())
        await found(house.counter, log, house.clock)
        yield house


def _furnish(settings: Settings, database: Database, log: PostgresEventLog, pool: "Pool", clock: Clock) -> House:
    matrix = read_matrix(files("data").joinpath("authority"))
    documents, contacts = PostgresDocuments(pool), PostgresContacts(pool)
    counter = Counter(log, documents, clock, japanese_holidays(), matrix)
    views = PostgresViews(pool, all_views())
    entrance = Entrance(counter, log, PostgresEntranceRegister(pool), contacts, clock)
    sign_in, own_account = _sign_in(settings, counter, log, pool, clock)
    mail = _transport(settings)
    leadership, sealer, rules = PostgresLeadership(database), settings.sealer(), settings.address_rules()
    deliveries = PostgresDeliveries(pool)
    accesses = PostgresAccesses(pool)
    tree, checkpoints = PostgresTree(pool), PostgresCheckpoints(pool)
    seals = Seals(
        log=log,
        tree=tree,
        checkpoints=checkpoints,
        signer=settings.signer(),
        former=settings.keys_of_former_years(),
        verify=verify,
        clock=clock,
    )
    texts = read_letter_texts(files("data").joinpath("mail"))
    scheduler = assemble(
        Equipment(
            log=log,
            counter=counter,
            contacts=contacts,
            documents=documents,
            transport=mail,
            leadership=leadership,
            clock=clock,
            rules=read_rules(files("data"), japanese_holidays()),
            texts=texts,
            worker=f"w-{uuid4().hex[:12]}",
            seals=seals,
            address=settings.public_address,
            press=Press(log, documents, checkpoints, print_files),
            inbox=None if settings.mail_inbox is None else MailboxFolder(settings.mail_inbox),
            surveys=SurveyEnclosures(lambda: services),  # which stand on the scheduler, below
        )
    )
    services = Services(
        counter=counter,
        log=log,
        views=views,
        audit=PostgresAudit(pool, EventMapper(all_events())),
        documents=documents,
        contacts=contacts,
        clock=clock,
        entrance=entrance,
        sign_in=sign_in,
        own_account=own_account,
        matrix=matrix,
        webhooks=WebhookOffice(counter, log, sealer, rules),
        deliveries=deliveries,
        accesses=accesses,
        tree=tree,
        checkpoints=checkpoints,
        seals=seals,
        outlook=scheduler.outlook,
        mail=mail,
        texts=texts,
        survey_keys=SurveyKeys(settings.master()),
        survey_reader=WorkbookReader(),
        calendars=CalendarDesk(counter, log),
        readiness=(_log_reachable(log), _views_current(views), _daily_run(scheduler)),
        settings=ApiSettings(rates=settings.rates(), public_address=settings.public_address),
    )
    webhooks = assemble_webhooks(
        WebhookEquipment(
            log=log,
            counter=counter,
            matrix=matrix,
            deliveries=deliveries,
            carrier=HttpCarrier(rules),
            sealer=sealer,
            leadership=leadership,
            clock=clock,
            source=Source(settings.area, settings.public_address),
            permille=SystemRandom().randint,
        )
    )
    projector = Projector(database, log, all_views())
    return House(
        api=create_app(services, Site()),
        counter=counter,
        scheduler=scheduler,
        webhooks=webhooks,
        projector=projector,
        views=views,
        log=log,
        entrance=entrance,
        clock=clock,
        mail=mail,
        pool=pool,
        audit=services.audit,
        accesses=accesses,
        seals=seals,
        sign_in=sign_in,
        contacts=contacts,
    )


def _sign_in(
    settings: Settings, counter: Counter, log: PostgresEventLog, pool: "Pool", clock: Clock
) -> tuple[SignIn, OwnAccount]:
    credentials, sessions, seeds = PostgresCredentials(pool), PostgresSessions(pool), settings.seeds()
    passwords = Passwords(area_words())
    sign_in = SignIn(counter, log, credentials, sessions, passwords, seeds, clock)
    return sign_in, OwnAccount(counter, log, credentials, sessions, passwords, seeds, sign_in, clock)


def _transport(settings: Settings) -> MailTransport:
    if settings.smtp_url is None:
        return MailFolder(settings.data_directory / "mail")
    return SmtpTransport(read_smtp_url(settings.smtp_url.get_secret_value()))


def _log_reachable(log: PostgresEventLog) -> Callable[[], Awaitable[Readiness]]:
    async def check() -> Readiness:
        await log.head()
        return Readiness("log-reachable", ready=True, japanese="記録に届きます。")

    return check


def _views_current(views: PostgresViews) -> Callable[[], Awaitable[Readiness]]:
    async def check() -> Readiness:
        standing = await views.status()
        ready = standing.lag <= TOLERATED_LAG and not standing.failed
        japanese = "集計は最新です。" if ready else "集計が遅れているか、止まっています。"
        return Readiness("projections-current", ready=ready, japanese=japanese)

    return check


def _daily_run(scheduler: Scheduler) -> Callable[[], Awaitable[Readiness]]:
    async def check() -> Readiness:
        ready = await scheduler.current()
        japanese = "本日の定時処理は済んでいます。" if ready else "本日の定時処理がまだ済んでいません。"
        return Readiness("daily-run", ready=ready, japanese=japanese)

    return check


@asynccontextmanager
async def running(house: House, *, worker: bool = True) -> AsyncIterator[None]:
    """Keep the views up to date while the block runs, and with ``worker`` let the calendar act as well."""
    projecting = asyncio.create_task(house.projector.run(), name="projector")
    if worker:
        await house.scheduler.start()
        await house.webhooks.start()
    try:
        yield
    finally:
        if worker:
            await house.webhooks.stop()
            await house.scheduler.stop()
        projecting.cancel()
        with suppress(asyncio.CancelledError):
            await projecting


@dataclass(frozen=True, slots=True)
class Server:
    """提供中のAPI: where it answers, and when it ends."""

    address: str
    ended: asyncio.Task[None]


class PortTaken(Exception):  # noqa: N818 - named like the refusals
    """指定されたアドレスとポートは使えません。別のポートを --port で指定してください。"""


@asynccontextmanager
async def serving(house: House, host: str, port: int) -> AsyncIterator[Server]:
    """Serve the API while the block runs; a signal to end lets the requests under way finish first."""
    try:
        door = socket.create_server((host, port))
    except OSError as error:
        raise PortTaken(host, port) from error
    with door:
        server = uvicorn.Server(
            uvicorn.Config(
                house.api,
                log_level="warning",
                access_log=False,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        ended = asyncio.create_task(server.serve(sockets=[door]), name="server")
        try:
            while not server.started and not ended.done():  # noqa: ASYNC110 - the library tells by a flag only
                await asyncio.sleep(STARTING_SECONDS)
            yield Server(f"http://{host}:{door.getsockname()[1]}", ended)
        finally:
            server.should_exit = True
            await ended
