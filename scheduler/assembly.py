"""Assembly: the scheduler put together from what the house gives it."""

from dataclasses import dataclass

from application.act import Counter
from application.letter import MailTransport
from application.letter_text import LetterTexts
from application.ports import Clock, Contacts, EventLog
from scheduler.acts import Acts
from scheduler.addressees import Addressees
from scheduler.clock import Leadership, Scheduler
from scheduler.day import DayWork
from scheduler.dispatch import Dispatcher
from scheduler.duties import Rules
from scheduler.standing import Standing
from scheduler.writing import Writer


@dataclass(frozen=True, slots=True)
class Equipment:
    """装備: what the scheduler works with. ``worker`` names this process, ``address`` is where the pages are."""

    log: EventLog
    counter: Counter
    contacts: Contacts
    transport: MailTransport
    leadership: Leadership
    clock: Clock
    rules: Rules
    texts: LetterTexts
    worker: str
    address: str | None = None


def assemble(given: Equipment) -> Scheduler:
    """Put the scheduler together."""
    acts = Acts(given.counter, given.clock)
    standing = Standing(given.log)
    addressees = Addressees(standing, given.contacts)
    writer = Writer(standing, addressees, given.texts, given.rules, given.clock, address=given.address)
    dispatcher = Dispatcher(
        acts=acts,
        standing=standing,
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
    return Scheduler(work, dispatcher, given.leadership, given.clock)
