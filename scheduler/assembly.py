"""Assembly: the scheduler put together from what the house gives it."""

from dataclasses import dataclass

from application.act import Counter
from application.authority import Matrix
from application.enclosing import SurveyForms
from application.incoming import Inbox
from application.letter import MailTransport
from application.letter_text import LetterTexts
from application.ports import Clock, Contacts, Documents, EventLog
from application.press import Press
from application.reading import Reader
from application.sealing import Seals
from application.webhook_ports import Carrier, Deliveries
from application.webhook_secrets import Sealer
from projections.cloud_events import Source
from scheduler.acts import Acts
from scheduler.addressees import Addressees
from scheduler.clock import Leadership, Printing, Scheduler
from scheduler.day import DayWork
from scheduler.dispatch import Dispatcher
from scheduler.duties import Rules
from scheduler.intake import Intake
from scheduler.outlook import LetterOutlook
from scheduler.patience import Jitter
from scheduler.standing import Standing
from scheduler.webhook_post import Post
from scheduler.webhooks import POLL_SECONDS, Webhooks
from scheduler.writing import Writer


@dataclass(frozen=True, slots=True)
class Equipment:
    """装備: what the scheduler works with. ``worker`` names this process, ``address`` is where the pages are."""

    log: EventLog
    counter: Counter
    contacts: Contacts
    documents: Documents
    transport: MailTransport
    leadership: Leadership
    clock: Clock
    rules: Rules
    texts: LetterTexts
    worker: str
    seals: Seals
    address: str | None = None
    inbox: Inbox | None = None
    press: Press | None = None
    surveys: SurveyForms | None = None


@dataclass(frozen=True, slots=True)
class WebhookEquipment:
    """配信の装備: what webhooks are delivered with; ``leadership`` is the same one that sends the mails."""

    log: EventLog
    counter: Counter
    matrix: Matrix
    deliveries: Deliveries
    carrier: Carrier
    sealer: Sealer
    leadership: Leadership
    clock: Clock
    source: Source
    permille: Jitter
    poll: float = POLL_SECONDS


def assemble_webhooks(given: WebhookEquipment) -> Webhooks:
    """Put the delivery of webhooks together."""
    post = Post(
        acts=Acts(given.counter, given.clock),
        deliveries=given.deliveries,
        carrier=given.carrier,
        sealer=given.sealer,
        clock=given.clock,
        permille=given.permille,
    )
    return Webhooks(
        log=given.log,
        reader=Reader(given.log, given.matrix),
        deliveries=given.deliveries,
        post=post,
        source=given.source,
        leads=given.leadership.hold,
        poll=given.poll,
    )


def _writer(given: Equipment, standing: Standing, addressees: Addressees) -> Writer:
    return Writer(
        standing,
        addressees,
        given.texts,
        given.rules,
        given.clock,
        seals=given.seals,
        documents=given.documents,
        address=given.address,
        surveys=given.surveys,
    )


def letter_outlook(given: Equipment) -> LetterOutlook:
    """Put the outlook together for who only asks, without a worker."""
    standing = Standing(given.log)
    addressees = Addressees(standing, given.contacts)
    writer = _writer(given, standing, addressees)
    return LetterOutlook(standing, addressees, writer, given.rules)


def assemble(given: Equipment) -> Scheduler:
    """Put the scheduler together."""
    acts = Acts(given.counter, given.clock, given.leadership.hold)
    standing = Standing(given.log)
    addressees = Addressees(standing, given.contacts)
    writer = _writer(given, standing, addressees)
    dispatcher = Dispatcher(
        acts=acts,
        standing=standing,
        addressees=addressees,
        writer=writer,
        transport=given.transport,
        rules=given.rules,
        clock=given.clock,
        worker=given.worker,
    )
    work = DayWork(
        log=given.log,
        acts=acts,
        standing=standing,
        addressees=addressees,
        dispatcher=dispatcher,
        rules=given.rules,
        clock=given.clock,
    )
    outlook = LetterOutlook(standing, addressees, writer, given.rules)
    intake = None if given.inbox is None else Intake(acts, standing, given.inbox, given.clock)
    return Scheduler(
        work,
        dispatcher,
        given.seals,
        given.leadership,
        given.clock,
        outlook=outlook,
        intake=intake,
        printing=None if given.press is None else Printing(given.press, acts),
    )
