"""An area as large as the real one may become, in samples: offices, a plan, measures, and every act of a year.

The acts are those of the application, in the order and on the days of the year, so that a whole year can be played
against a log. Nothing here is a figure of a real municipality: codes are numbered, values are SAMPLE.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING
from uuid import uuid4

from application.authority import Caller
from application.comparing import checks_of
from application.desk import replay
from application.joint import Compile, FinaliseCompilation
from application.meetings import ConveneMeeting, DecideItem, FixMaterial, HoldMeeting, PutItem
from application.ports import Act, Append, NewEvent
from application.publications import PreparePublication, Publish
from application.reckoning import AnswerWarning
from application.round_steps import CompleteStep
from application.rounds import CloseRound, OpenReviewRound, ProposeClosing
from application.submission_acts import Accept, Approve, Submit
from application.submission_flow import (
    AcceptEmissionStatement,
    AcceptEvaluation,
    AcceptInHouseReport,
    AcceptProgressReport,
    ApproveEmissionStatement,
    ApproveEvaluation,
    ApproveInHouseReport,
    ApproveProgressReport,
    SubmitEmissionStatement,
    SubmitEvaluation,
    SubmitInHouseReport,
    SubmitProgressReport,
)
from application.submissions import (
    BeginEmissionStatement,
    BeginEvaluation,
    BeginProgressReport,
    EvaluateYear,
    RecordInHouseReport,
    ReportMeasure,
    StateCells,
)
from domain.advice import AdviserCapacity
from domain.agenda import ItemKind, Outcome
from domain.approval import Rank
from domain.body import BodyKind
from domain.calendar import OFFICE_STEPS
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell, Gas, Method
from domain.in_house_report import MeetingOutcome, PolicyMeeting
from domain.measure import Measure
from domain.measure_terms import LaunchDecision
from domain.office import Capacity
from domain.plan import Plan
from domain.plan_content import Sector
from domain.progress_report import MeasureStatement, MeasureStatus
from domain.publication import Channel
from domain.region import Region
from domain.roster import Roster

if TYPE_CHECKING:
    from adapters.postgres.event_log import PostgresEventLog
    from application.command import Command
    from domain.kernel import Aggregate

SAMPLE = "サンプル（架空値）"
ADOPTED, LAUNCHED = date(2021, 3, 31), date(2021, 4, 1)
REGION, PLAN = "region:sample", "plan:sample-1"
COUNCIL, COMMITTEE, EXPERT = "liaison-council", "advisory-committee", "p-expert"
SECTORS = tuple(f"S{number}" for number in range(1, 9))
FILINGS: tuple[tuple[int, type[Approve], type[Submit], type[Accept]], ...] = (
    (5, ApproveProgressReport, SubmitProgressReport, AcceptProgressReport),
    (7, ApproveEmissionStatement, SubmitEmissionStatement, AcceptEmissionStatement),
    (10, ApproveEvaluation, SubmitEvaluation, AcceptEvaluation),
    (10, ApproveInHouseReport, SubmitInHouseReport, AcceptInHouseReport),
)


@dataclass(frozen=True, slots=True)
class Deed:
    """一つの行為: who asks for what on which day."""

    day: date
    caller: Caller
    command: "Command"


@dataclass(frozen=True, slots=True)
class SampleArea:
    """圏域の見本: so many offices with so many measures each."""

    offices: int = 24
    measures: int = 60

    @property
    def codes(self) -> tuple[str, ...]:
        """Give the municipality codes, which belong to nobody."""
        return tuple(f"{99000 + number}" for number in range(1, self.offices + 1))

    def measure_ids(self, lg_code: str) -> tuple[str, ...]:
        """Give the measures of a municipality."""
        return tuple(f"measure:{lg_code}-{number:04d}" for number in range(1, self.measures + 1))

    async def found(self, log: "PostgresEventLog") -> None:
        """Store what was decided before the first year."""
        act = Act(actor="founder", capacity=Capacity.SYSTEM.value, effective_on=ADOPTED)
        for made in self._founders():
            await log.append(Append([NewEvent(uuid4(), fact) for fact in made.collect()], act))

    def _founders(self) -> "Iterator[Aggregate]":
        region = Region(slug="sample", name=SAMPLE, established_on=ADOPTED)
        region.establish_body(COUNCIL, BodyKind.LIAISON_COUNCIL, BodyKind.LIAISON_COUNCIL.japanese, None)
        region.establish_body(COMMITTEE, BodyKind.ADVISORY_COMMITTEE, BodyKind.ADVISORY_COMMITTEE.japanese, None)
        plan = Plan(slug="sample-1", region_id=region.id, generation=1, name=SAMPLE)
        plan.set_sector_tree(tuple(Sector(code=code, parent=None, name=SAMPLE) for code in SECTORS))
        for code in self.codes:
            region.admit(code, ADOPTED)
            plan.enter_municipality(code, ADOPTED)
        plan.adopt(ADOPTED)
        yield region
        roster = Roster(body_id=COMMITTEE, region_id=region.id, kind=BodyKind.ADVISORY_COMMITTEE)
        roster.appoint_member(EXPERT, ADOPTED, capacity=AdviserCapacity.EXPERT)
        yield roster
        yield plan
        decision = LaunchDecision(
            decided_by=SAMPLE, decision_reference=SAMPLE, budget_fiscal_year=ADOPTED.year, reason=SAMPLE
        )
        for code in self.codes:
            for measure_id in self.measure_ids(code):
                slug = measure_id.partition(":")[2]
                measure = Measure(slug=slug, plan_id=plan.id, owners=(code,), name=SAMPLE, proposed_on=ADOPTED)
                measure.launch(LAUNCHED, decision)
                yield measure

    async def year(self, log: "PostgresEventLog", fiscal_year: int) -> AsyncIterator[Deed]:
        """Give every act of a fiscal year, from the opening of the round to its closing, in order."""
        opening = OpenReviewRound(
            fiscal_year=fiscal_year, region_id=REGION, plan_id=PLAN, emissions_fiscal_year=fiscal_year - 3
        )
        yield Deed(date(fiscal_year, 4, 1), _secretariat(head=True), opening)
        for lg_code in self.codes:
            for deed in chain(self._confirming(fiscal_year, lg_code), _filed(fiscal_year, lg_code, 0)):
                yield deed
        for lg_code in self.codes:
            for deed in _stating(fiscal_year, lg_code):
                yield deed
            for deed in chain(await _answering(log, fiscal_year, lg_code), _filed(fiscal_year, lg_code, 1)):
                yield deed
        for deed in self._autumn(fiscal_year):
            yield deed

    def _autumn(self, fiscal_year: int) -> Iterator[Deed]:
        for lg_code in self.codes:
            yield from _evaluating(fiscal_year, lg_code)
            yield from _filed(fiscal_year, lg_code, 2)
            yield from _reporting(fiscal_year, lg_code)
            yield from _filed(fiscal_year, lg_code, 3)
        yield from self._jointly(fiscal_year)

    def _confirming(self, fiscal_year: int, lg_code: str) -> Iterator[Deed]:
        day, clerk = date(fiscal_year, 5, 8), _person(lg_code, Capacity.CLERK)
        yield Deed(day, clerk, BeginProgressReport(lg_code=lg_code, fiscal_year=fiscal_year))
        for measure_id in self.measure_ids(lg_code):
            told = MeasureStatement(
                measure_id=measure_id, status=MeasureStatus.UNDER_WAY, reduction=Decimal("12.5"), narrative=SAMPLE
            )
            yield Deed(day, clerk, ReportMeasure(lg_code=lg_code, fiscal_year=fiscal_year, statement=told))

    def _jointly(self, fiscal_year: int) -> Iterator[Deed]:
        january, march = date(fiscal_year + 1, 1, 15), date(fiscal_year + 1, 3, 24)
        secretariat, head = _secretariat(), _secretariat(head=True)
        for step in OFFICE_STEPS:
            yield Deed(january, secretariat, CompleteStep(fiscal_year=fiscal_year, step=step))
        yield Deed(january, secretariat, Compile(fiscal_year=fiscal_year))
        yield Deed(january, head, FinaliseCompilation(fiscal_year=fiscal_year, number=1))
        offices = tuple(f"office:{code}" for code in self.codes)
        yield from _meeting(fiscal_year, COUNCIL, date(fiscal_year + 1, 2, 10), offices, Outcome.APPROVED)
        yield from _meeting(fiscal_year, COMMITTEE, date(fiscal_year + 1, 2, 24), (EXPERT,), Outcome.HEARD)
        yield Deed(march, secretariat, PreparePublication(fiscal_year=fiscal_year))
        yield Deed(march, head, Publish(fiscal_year=fiscal_year, channels=(Channel.WEBSITE,)))
        yield Deed(march, secretariat, ProposeClosing(fiscal_year=fiscal_year))
        yield Deed(march, head, CloseRound(fiscal_year=fiscal_year))


def _filed(fiscal_year: int, lg_code: str, nth: int) -> Iterator[Deed]:
    """Have one of the four acts approved in-house, submitted and accepted."""
    (month, approve, submit, accept), at = FILINGS[nth], {"lg_code": lg_code, "fiscal_year": fiscal_year}
    day, approval = date(fiscal_year, month, 8), {**at, "rank": Rank.MANAGER, "decision_number": SAMPLE}
    yield Deed(day, _person(lg_code, Capacity.MANAGER), approve.model_validate(approval))
    yield Deed(day, _person(lg_code, Capacity.CLERK), submit.model_validate(at))
    yield Deed(day, _secretariat(), accept.model_validate(at))


def _person(lg_code: str, capacity: Capacity) -> Caller:
    return Caller(f"p-{lg_code}-{capacity}", f"office:{lg_code}", lg_code, capacity.value, f"k-{lg_code}-{capacity}")


def _secretariat(*, head: bool = False) -> Caller:
    capacity = Capacity.SECRETARIAT_HEAD if head else Capacity.SECRETARIAT
    return Caller(f"p-{capacity}", "office:secretariat", None, capacity.value, f"k-{capacity}")


def _stating(fiscal_year: int, lg_code: str) -> Iterator[Deed]:
    day, clerk, at = date(fiscal_year, 7, 8), _person(lg_code, Capacity.CLERK), (lg_code, fiscal_year)
    yield Deed(day, clerk, BeginEmissionStatement(lg_code=at[0], fiscal_year=at[1]))
    cells = tuple(
        Cell(sector=code, gas=Gas.CO2, value=Decimal("1234.5"), method=Method.IMPORTED, note=SAMPLE) for code in SECTORS
    )
    yield Deed(day, clerk, StateCells(lg_code=at[0], fiscal_year=at[1], cells=cells))


async def _answering(log: "PostgresEventLog", fiscal_year: int, lg_code: str) -> Sequence[Deed]:
    """Answer what the checks ask about the figures just stated."""
    day, clerk = date(fiscal_year, 7, 8), _person(lg_code, Capacity.CLERK)
    records = await log.stream(EmissionStatement.create_id(lg_code, fiscal_year))
    statement = replay(EmissionStatement, [record.event for record in records])
    assert statement is not None
    at = {"lg_code": lg_code, "fiscal_year": fiscal_year, "reason": SAMPLE}
    return [
        Deed(day, clerk, AnswerWarning.model_validate({**at, "warning": asked.code, "field": asked.field}))
        for asked in (await checks_of(log, statement)).unanswered(statement.content().cells)
    ]


def _evaluating(fiscal_year: int, lg_code: str) -> Iterator[Deed]:
    day = date(fiscal_year, 10, 8)
    yield Deed(day, _person(lg_code, Capacity.CLERK), BeginEvaluation(lg_code=lg_code, fiscal_year=fiscal_year))
    for rank, capacity in zip(Rank, (Capacity.CLERK, Capacity.MANAGER, Capacity.HEAD), strict=True):
        rating = EvaluateYear(lg_code=lg_code, fiscal_year=fiscal_year, rank=rank, grade="A", comment=SAMPLE)
        yield Deed(day, _person(lg_code, capacity), rating)


def _reporting(fiscal_year: int, lg_code: str) -> Iterator[Deed]:
    day = date(fiscal_year, 10, 8)
    meeting = PolicyMeeting(
        meeting_name=SAMPLE, held_on=day, chair="p-mayor", outcome=MeetingOutcome.APPROVED, evidence=SAMPLE
    )
    asked = RecordInHouseReport(lg_code=lg_code, fiscal_year=fiscal_year, meeting=meeting)
    yield Deed(day, _person(lg_code, Capacity.CLERK), asked)


def _meeting(fiscal_year: int, body_id: str, day: date, present: tuple[str, ...], outcome: Outcome) -> Iterator[Deed]:
    secretariat, meeting_id = _secretariat(), f"meeting:{body_id}:{fiscal_year}:1"
    kind = ItemKind.DECISION if outcome is Outcome.APPROVED else ItemKind.REPORT
    convening = ConveneMeeting(body_id=body_id, fiscal_year=fiscal_year, meets_on=day, place=SAMPLE)
    yield Deed(day, secretariat, convening)
    subject = f"compilation:{fiscal_year}"
    yield Deed(day, secretariat, PutItem(meeting_id=meeting_id, kind=kind, title=SAMPLE, subject_id=subject))
    yield Deed(day, secretariat, FixMaterial(meeting_id=meeting_id, fiscal_year=fiscal_year, number=1))
    yield Deed(day, secretariat, HoldMeeting(meeting_id=meeting_id, present=present))
    yield Deed(day, secretariat, DecideItem(meeting_id=meeting_id, item=1, outcome=outcome))
