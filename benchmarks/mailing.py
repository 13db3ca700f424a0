"""Mail for a nation: a year of reminders to 1,741 offices, and letters sent against a bare loop of the library.

Planning is held against bare appends of as many notices to the same log: what authority, loading and checking cost
beside the commit; what a day owes is derived anew each time, and held against planning it. Sending is held against a
loop that hands ready letters to the same library, one after the other, and records nothing.
"""

import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

import aiosmtplib
import uvloop
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.clock import MovableClock
from adapters.holidays_jp import japanese_holidays
from adapters.mail.message import message
from adapters.mail.smtp import SmtpTransport, read_smtp_url
from adapters.postgres.contacts import PostgresContacts
from adapters.postgres.documents import PostgresDocuments
from adapters.postgres.event_log import PostgresEventLog, open_event_log
from adapters.postgres.tree import PostgresCheckpoints, PostgresTree
from adapters.signing.ed25519 import Ed25519Signer, verify
from application.act import Counter
from application.authority import read_matrix
from application.letter import Letter
from application.letter_text import read_letter_texts
from application.mailing import Due, PlanNotices
from application.ports import Act, Append, Contact, NewEvent
from application.rounds import OpenReviewRound
from application.sealing import Seals
from benchmarks.row import Row
from domain.calendar import OFFICE_STEPS, Step
from domain.kernel import Aggregate
from domain.notice import Notice
from domain.notice_terms import Occasion, Stage
from domain.office import Cadence, Office
from domain.plan import Plan
from domain.plan_content import Sector
from domain.region import Region
from domain.topics import all_events
from scheduler.acts import SCHEDULER
from scheduler.assembly import Equipment, assemble
from scheduler.clock import Scheduler
from scheduler.duties import owed, unplanned
from scheduler.rules import read_rules
from scheduler.standing import Standing

if TYPE_CHECKING:
    from adapters.postgres.connection import Database
    from benchmarks.place import Place

OFFICES, OFFICES_QUICK = 1_741, 5  # the municipalities of Japan
OPENING, LATE = date(2025, 4, 1), date(2027, 2, 1)  # by the latter every step of both rounds is owed
YEARS = (2025, 2026)  # two rounds of four steps
STAGES = (Stage.REQUEST, Stage.TWO_WEEKS_BEFORE, Stage.THREE_DAYS_BEFORE, Stage.DUE_DAY, Stage.OVERDUE)
GOAL = 0.5


def rows(place: "Place") -> Iterator[Row]:
    """Plan and send."""
    offices = OFFICES_QUICK if place.quick else OFFICES
    yield from uvloop.run(_measure(place.log("bench_mail"), offices))


class _Post(NamedTuple):
    """郵便: what is between the record and the wire."""

    log: PostgresEventLog
    clock: MovableClock
    scheduler: Scheduler
    counter: Counter
    transport: "_Remembering"
    contacts: PostgresContacts


class _Remembering:
    """A transport that remembers what it handed over."""

    def __init__(self, inner: SmtpTransport) -> None:
        self.letters: list[Letter] = []
        self.begun = 0.0
        self._inner = inner

    async def send(self, letter: Letter) -> None:
        """Hand a letter over and remember it, and the moment of the first one."""
        self.begun = self.begun or time.perf_counter()
        await self._inner.send(letter)
        self.letters.append(letter)


async def _measure(database: "Database", offices: int) -> list[Row]:
    with _sink() as port:
        async with _opened(database, port) as post:
            await _found(post, offices)
            await post.scheduler.run_day(OPENING)
            sent = len(post.transport.letters) / (time.perf_counter() - post.transport.begun)
            bare = await _bare(port, post.transport.letters)
            planned, appended = await _plan(post, offices)
            derived = await _derive(post, offices)
    return [
        Row(
            f"letters to {offices} offices, claimed to recorded",
            "bare SMTP loop",
            sent,
            bare,
            GOAL,
            "mails/s",
        ),
        Row(
            f"notices of 8 steps x 5 stages for {offices} offices planned",
            "bare appends",
            planned,
            appended,
            None,
            "notices/s",
        ),
        Row(
            f"a day's derivation of what {offices} offices owe of two rounds",
            "planning as many notices",
            derived,
            planned,
            None,
            "obligations/s",
        ),
    ]


async def _plan(post: _Post, offices: int) -> tuple[float, float]:
    """Plan every stage of every step of two rounds for every office, and append as many bare notices the same way."""
    post.clock.move_to_day(LATE)
    for fiscal_year in YEARS[1:]:
        of = {"region_id": "region:kumamoto", "plan_id": "plan:kumamoto-1"}
        opening = OpenReviewRound(fiscal_year=fiscal_year, emissions_fiscal_year=fiscal_year - 3, **of)
        await post.counter.perform(opening, SCHEDULER, key=f"open/{fiscal_year}")
    begun = time.perf_counter()
    for fiscal_year, stage, code in product(YEARS, STAGES, _codes(offices)):
        due = tuple(Due(step=step, stage=stage, turn=9, on=LATE) for step in OFFICE_STEPS)
        of = {"recipient": f"c-{code}", "subject": "overdue", "reason": "SAMPLE"}
        planning = PlanNotices(fiscal_year=fiscal_year, lg_code=code, due=due, **of)
        outcome = await post.counter.perform(planning, SCHEDULER, key=f"{fiscal_year}/{stage}/{code}")
        assert len(outcome.events) == len(due)
    planned = time.perf_counter() - begun
    begun = time.perf_counter()
    for year, stage, code in product(YEARS, STAGES, _codes(offices)):
        notices = [_notice(f"bare-{year}-{stage}-{code}", step) for step in OFFICE_STEPS]
        act = Act(actor="bench", capacity="system", effective_on=LATE)
        await post.log.append(Append([NewEvent(uuid4(), each) for made in notices for each in made.collect()], act))
    bare = time.perf_counter() - begun
    notices_planned = len(YEARS) * len(STAGES) * offices * len(OFFICE_STEPS)
    return notices_planned / planned, notices_planned / bare


async def _derive(post: _Post, offices: int) -> float:
    """Find what is owed and at which stage on a day on which everything is, from the standing in memory."""
    standing, rules = Standing(post.log), read_rules(files("data"), japanese_holidays())
    await standing.refresh()
    begun = time.perf_counter()
    found = sum(1 for _ in unplanned(standing, list(owed(standing, rules, LATE))))
    assert found >= offices * len(OFFICE_STEPS) * len(YEARS)
    return found / (time.perf_counter() - begun)


def _notice(recipient: str, step: Step) -> Notice:
    of = {"round_id": "review-round:2020", "lg_code": "10001", "step": step, "stage": Stage.OVERDUE}
    return Notice(occasion=Occasion(recipient=recipient, **of), subject="overdue", due_on=LATE)


def _codes(offices: int) -> list[str]:
    return [str(each) for each in range(10_001, 10_001 + offices)]


async def _bare(port: int, letters: list[Letter]) -> float:
    started = time.perf_counter()
    for each in letters:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, local_hostname="bench") as client:
            await client.sendmail(each.sender.address, [each.recipient.address], message(each))
    return len(letters) / (time.perf_counter() - started)


@contextmanager
def _sink() -> Iterator[int]:
    running = subprocess.Popen([sys.executable, "-m", "benchmarks.mail_sink"], stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        yield int(running.stdout.readline())
    finally:
        running.terminate()
        running.wait()


@asynccontextmanager
async def _opened(database: "Database", port: int) -> AsyncIterator[_Post]:
    async with open_event_log(database, all_events()) as log, await database.pool() as pool:
        clock, holidays = MovableClock.on(OPENING), japanese_holidays()
        matrix = read_matrix(files("data").joinpath("authority"))
        counter = Counter(log, PostgresDocuments(pool), clock, holidays, matrix)
        transport = _Remembering(SmtpTransport(read_smtp_url(f"smtp://127.0.0.1:{port}?starttls=never")))
        scheduler = assemble(
            Equipment(
                log=log,
                counter=counter,
                contacts=PostgresContacts(pool),
                documents=PostgresDocuments(pool),
                transport=transport,
                leadership=_Leads(),
                clock=clock,
                rules=read_rules(files("data"), holidays),
                texts=read_letter_texts(files("data").joinpath("mail")),
                worker="bench",
                seals=Seals(
                    log=log,
                    tree=PostgresTree(pool),
                    checkpoints=PostgresCheckpoints(pool),
                    signer=Ed25519Signer("benchmark.example", Ed25519PrivateKey.generate()),
                    former=(),
                    verify=verify,
                    clock=clock,
                ),
            )
        )
        yield _Post(log, clock, scheduler, counter, transport, PostgresContacts(pool))
        await scheduler.stop()


class _Leads:
    """Leadership of the only worker there is."""

    async def hold(self) -> bool:
        """Lead."""
        return True

    async def release(self) -> None:
        """Let nobody else."""


async def _found(post: _Post, offices: int) -> None:
    """Found an area of numbered municipalities, each with an office and an address of its own."""
    since = date(2021, 4, 1)
    region = Region(slug="kumamoto", name="SAMPLE", established_on=since)
    plan = Plan(slug="kumamoto-1", region_id=region.id, generation=1, name="SAMPLE")
    plan.set_sector_tree((Sector(code="IND", parent=None, name="SAMPLE"),))
    codes = _codes(offices)
    people = [
        _office("secretariat", since, body_id="secretariat"),
        *(_office(each, since, lg_code=each) for each in codes),
    ]
    for code in codes:
        region.admit(code, since)
        plan.enter_municipality(code, since)
    plan.adopt(since)
    for aggregate in (region, plan, *people):
        await _store(post, aggregate)
    for slug in ("secretariat", *codes):
        await post.contacts.put(Contact(f"c-{slug}", "SAMPLE", f"office@town-{slug}.example", sample=True))


def _office(slug: str, since: date, **whose: str) -> Office:
    office = Office(slug=slug, region_id="region:kumamoto", name="SAMPLE", opened_on=since, **whose)
    office.set_contact(f"c-{slug}", Cadence.AT_ONCE)
    return office


async def _store(post: _Post, aggregate: Aggregate) -> None:
    act = Act(actor="bench", capacity="secretariat", effective_on=post.clock.today())
    await post.log.append(Append([NewEvent(uuid4(), each) for each in aggregate.collect()], act))
