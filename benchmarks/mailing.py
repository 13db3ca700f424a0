"""Mail for a nation: a year of reminders to 1,741 offices, and letters sent against a bare loop of the library.

Planning is held against the mere reckoning of which stages come, which writes nothing down: what the record, the checks
and the commits cost beside it. Sending is held against a loop that hands ready letters to the same library, one after
the other, and records nothing.
"""

import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date, timedelta
from importlib.resources import files
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
from application.ports import Act, Append, Contact, NewEvent
from application.sealing import Seals
from benchmarks.row import Row
from domain.kernel import Aggregate
from domain.notice import Notice
from domain.office import Cadence, Office
from domain.plan import Plan
from domain.plan_content import Sector
from domain.region import Region
from domain.topics import all_events
from scheduler.assembly import Equipment, assemble
from scheduler.clock import Scheduler
from scheduler.duties import owed
from scheduler.rules import read_rules
from scheduler.standing import Standing

if TYPE_CHECKING:
    from adapters.postgres.connection import Database
    from benchmarks.place import Place

OFFICES, OFFICES_QUICK = 1_741, 5  # the municipalities of Japan
OPENING = date(2025, 4, 1)
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
    transport: "_Remembering"
    contacts: PostgresContacts


class _Remembering:
    """A transport that remembers what it handed over."""

    def __init__(self, inner: SmtpTransport) -> None:
        self.letters: list[Letter] = []
        self._inner = inner

    async def send(self, letter: Letter) -> None:
        """Hand a letter over and remember it."""
        await self._inner.send(letter)
        self.letters.append(letter)


async def _measure(database: "Database", offices: int) -> list[Row]:
    with _sink() as port:
        async with _opened(database, port) as post:
            await _found(post, offices)
            started = time.perf_counter()
            await post.scheduler.run_day(OPENING)
            sent = len(post.transport.letters) / (time.perf_counter() - started)
            bare = await _bare(port, post.transport.letters)
            planned, reckoned = await _year(post)
    return [
        Row(f"letters to {offices} offices, planned to recorded", "bare SMTP loop", sent, bare, GOAL, "mails/s"),
        Row(f"a year of reminders to {offices} offices", "reckoning alone", planned, reckoned, None, "notices/s"),
    ]


async def _year(post: _Post) -> tuple[float, float]:
    """Run every day on which a stage comes, sending included, and reckon the same days without writing anything."""
    rules, standing = read_rules(files("data"), japanese_holidays()), Standing(post.log)
    days = [OPENING + timedelta(days=each) for each in range(1, 365)]
    before, worked, reckoned, found = len(await post.log.stream_ids(Notice.TOPIC)), 0.0, 0.0, 0
    for day in days:
        post.clock.move_to_day(day)
        await standing.refresh()
        started = time.perf_counter()
        found += len(list(owed(standing, rules, day)))
        reckoned += time.perf_counter() - started
        if day.day in {1, 8, 15, 22}:  # four days a month: on the others hardly anything comes
            started = time.perf_counter()
            await post.scheduler.run_day(day)
            worked += time.perf_counter() - started
    return (len(await post.log.stream_ids(Notice.TOPIC)) - before) / worked, found / reckoned


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
        transport = _Remembering(SmtpTransport(read_smtp_url(f"smtp://127.0.0.1:{port}?starttls=never")))
        scheduler = assemble(
            Equipment(
                log=log,
                counter=Counter(log, PostgresDocuments(pool), clock, holidays, matrix),
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
        yield _Post(log, clock, scheduler, transport, PostgresContacts(pool))
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
    codes = [str(each) for each in range(10_001, 10_001 + offices)]
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
