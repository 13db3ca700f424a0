"""A small house for the scheduler's tests: a real log, a real counter, three sample towns and a clock that is moved."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from importlib.resources import files
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from adapters.clock import MovableClock
from adapters.holidays_jp import japanese_holidays
from adapters.mail.folder import MailFolder
from adapters.postgres.connection import Database
from adapters.postgres.contacts import PostgresContacts
from adapters.postgres.documents import PostgresDocuments
from adapters.postgres.event_log import PostgresEventLog, open_event_log
from adapters.postgres.leadership import PostgresLeadership
from application.act import Counter
from application.authority import read_matrix
from application.desk import replay
from application.enclosing import SurveyForms
from application.letter import MailTransport
from application.letter_text import read_letter_texts
from application.ports import Act, Append, Contact, NewEvent
from application.sealing import Seals
from domain.approval import Rank
from domain.calendar import Step
from domain.kernel import Aggregate
from domain.notice import Notice
from domain.office import Cadence, Office
from domain.plan import Plan
from domain.plan_content import Sector
from domain.progress_report import MeasureStatement, MeasureStatus, ProgressReport
from domain.region import Region
from domain.review_round import ReviewRound
from domain.submission import Submission
from domain.timetable import Extension, Ground
from domain.topics import all_events
from scheduler.assembly import Equipment, assemble
from scheduler.clock import Leadership, Scheduler
from scheduler.rules import read_rules
from scheduler.standing import Standing
from tests.adapters.postgres.seals import seals_over

TOWNS = ("43100", "43210", "43211")
DATA = files("data")
A = TypeVar("A", bound=Aggregate)
MEASURE = "measure:sample-0001"


@dataclass
class House:
    """Everything a scheduler needs, and the hands of the offices."""

    log: PostgresEventLog
    database: Database
    contacts: PostgresContacts
    documents: PostgresDocuments
    clock: MovableClock
    folder: MailFolder
    seals: Seals
    schedulers: list[Scheduler] = field(default_factory=list)

    def scheduler(
        self,
        worker: str = "one",
        transport: MailTransport | None = None,
        leadership: Leadership | None = None,
        counter: type[Counter] = Counter,
        surveys: SurveyForms | None = None,
    ) -> Scheduler:
        """Give one more worker."""
        holidays = japanese_holidays()
        made = assemble(
            Equipment(
                log=self.log,
                counter=self.counter(counter),
                contacts=self.contacts,
                documents=self.documents,
                transport=transport or self.folder,
                leadership=leadership or PostgresLeadership(self.database),
                clock=self.clock,
                rules=read_rules(DATA, holidays),
                texts=read_letter_texts(DATA.joinpath("mail")),
                worker=worker,
                seals=self.seals,
                address="https://shinchoku.example/",
                surveys=surveys,
            )
        )
        self.schedulers.append(made)
        return made

    def counter(self, kind: type[Counter] = Counter) -> Counter:
        """Give the counter at which people and workers act."""
        matrix = read_matrix(DATA.joinpath("authority"))
        return kind(self.log, self.documents, self.clock, japanese_holidays(), matrix)

    async def find(self, kind: type[A], stream_id: str) -> A:
        """Give one object as it stands."""
        found = replay(kind, [record.event for record in await self.log.stream(stream_id)])
        assert found is not None
        return found

    async def store(self, *aggregates: Aggregate) -> None:
        """Store what somebody decided."""
        for aggregate in aggregates:
            events = [NewEvent(uuid4(), each) for each in aggregate.collect()]
            act = Act(actor="somebody", capacity="secretariat", effective_on=self.clock.today())
            await self.log.append(Append(events, act))

    async def found(self, *, sample: bool = True, towns: Sequence[str] = TOWNS) -> None:
        """Found the region, its plan and its offices, with addresses."""
        since = date(2021, 3, 31)
        region = Region(slug="kumamoto", name="熊本連携中枢都市圏", established_on=since)
        plan = Plan(
            slug="kumamoto-1",
            region_id="region:kumamoto",
            generation=1,
            name="熊本連携中枢都市圏地球温暖化対策実行計画",
        )
        plan.set_sector_tree((Sector(code="IND", parent=None, name="産業部門"),))
        secretariat = Office(
            slug="secretariat", region_id="region:kumamoto", name="事務局", opened_on=since, body_id="secretariat"
        )
        secretariat.set_contact("c-secretariat", Cadence.AT_ONCE)
        await self.contacts.put(
            Contact("c-secretariat", "サンプル実行計画事務局", "jimukyoku@shinchoku.example", "000-000-0000", sample)
        )
        for code in towns:
            region.admit(code, since)
            plan.enter_municipality(code, since)
            office = Office(slug=code, region_id="region:kumamoto", name="担当", opened_on=since, lg_code=code)
            office.set_contact(f"c-{code}", Cadence.AT_ONCE)
            await self.contacts.put(
                Contact(f"c-{code}", f"担当部局{code}", f"ondanka@town-{code}.example", None, sample)
            )
            await self.store(office)
        plan.adopt(since)
        await self.store(region, plan, secretariat)

    async def submit(self, lg_code: str, day: date, *, fiscal_year: int = 2025) -> Submission:
        """Let an office file its progress report."""
        report = ProgressReport(
            lg_code=lg_code, fiscal_year=fiscal_year, measures=(MEASURE,), grades=("A",), begun_on=day
        )
        report.report(MeasureStatement(measure_id=MEASURE, status=MeasureStatus.UNDER_WAY, no_change=True))
        report.approve(approved_by="head-1", rank=Rank.HEAD, on=day, decision_number="第1号")
        report.submit(on=day, due_on=date(2025, 6, 30))
        await self.store(report)
        return report

    async def extend(self, lg_code: str, due_on: date) -> None:
        """Let the secretariat extend a deadline."""
        standing = Standing(self.log)
        await standing.refresh()
        review_round = standing.find(ReviewRound, "review-round:2025")
        assert review_round is not None
        review_round.extend_deadline(
            Extension(
                lg_codes=(lg_code,),
                step=Step.PROGRESS_CONFIRMATION,
                due_on=due_on,
                ground=Ground.DISASTER,
                authority="事務局長",
                extended_on=self.clock.today(),
            )
        )
        await self.store(review_round)

    async def notices(self) -> Sequence[Notice]:
        """Give all notices."""
        standing = Standing(self.log)
        await standing.refresh()
        return standing.every(Notice)

    def letters(self) -> list[EmailMessage]:
        """Give the letters written so far, in the order of their days and recipients."""
        read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in self.folder.letters()]
        return sorted(read, key=lambda each: (each["Date"].datetime, str(each["To"])))

    def recipients(self, day: date) -> list[str]:
        """Give the codes of the towns that were written to on a day."""
        return [
            letter["To"].addresses[0].domain.removeprefix("town-").removesuffix(".example")
            for letter in self.letters()
            if letter["Date"].datetime.astimezone(self.clock.now().tzinfo).date() == day
        ]


@asynccontextmanager
async def opened(database: Database, folder: Path, day: date) -> AsyncIterator[House]:
    """Open a house on a day, with whatever is on record."""
    async with AsyncExitStack() as stack:
        log = await stack.enter_async_context(open_event_log(database, all_events()))
        pool = await stack.enter_async_context(await database.pool())
        clock = MovableClock.on(day)
        house = House(
            log=log,
            database=database,
            contacts=PostgresContacts(pool),
            documents=PostgresDocuments(pool),
            clock=clock,
            folder=MailFolder(folder / "mail"),
            seals=seals_over(log, pool, clock),
        )
        try:
            yield house
        finally:
            for scheduler in house.schedulers:
                await scheduler.stop()


@asynccontextmanager
async def founded(database: Database, folder: Path, day: date) -> AsyncIterator[House]:
    """Open a founded house on a day."""
    async with opened(database, folder, day) as house:
        await house.found()
        yield house
