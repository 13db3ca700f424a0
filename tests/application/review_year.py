"""A review year on the real record: a small area of two towns, a counter, and the people who come to it."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import pytest

from adapters.clock import MovableClock
from adapters.holidays_jp import japanese_holidays
from adapters.postgres.connection import Database
from adapters.postgres.documents import PostgresDocuments
from adapters.postgres.event_log import PostgresEventLog, open_event_log
from application.act import Counter, Outcome
from application.authority import Caller, Matrix
from application.catalogue import commands
from application.command import Command
from application.comparing import checks_of
from application.desk import replay
from application.ports import Append, NewEvent
from application.reckoning import AnswerWarning
from application.rounds import OpenReviewRound
from application.submission_flow import (
    AcceptEmissionStatement,
    AcceptProgressReport,
    ApproveEmissionStatement,
    ApproveProgressReport,
    SubmitEmissionStatement,
    SubmitProgressReport,
)
from application.submissions import BeginEmissionStatement, BeginProgressReport, ReportMeasure, StateCells
from domain.approval import Rank
from domain.body import BodyKind
from domain.emission_statement import EmissionStatement
from domain.kernel import Aggregate
from domain.measure import Measure
from domain.measure_terms import LaunchDecision
from domain.plan import Plan
from domain.plan_content import Sector
from domain.record import Act
from domain.region import Region
from domain.topics import all_events
from domain.warning_answers import WarningsUnanswered
from tests.domain.office_year import LG, MEASURES, OTHER, cell, statement

A = TypeVar("A", bound=Aggregate)

COMMANDS = commands()  # as in the service, every family is known to the counter
GOLDEN = Path(__file__).parents[1] / "golden"
NEWCOMER = "43204"
SINCE = date(2021, 3, 31)
OPENING = date(2025, 4, 1)
JULY = date(2025, 7, 1)
SEPTEMBER = date(2025, 9, 1)


def caller(capacity: str, lg_code: str | None = LG) -> Caller:
    """Name one of the people of an office, or of the secretariat."""
    office = lg_code or "secretariat"
    return Caller(f"{capacity}-{office}", f"office:{office}", lg_code, capacity, f"key-{capacity}")


CLERK = caller("clerk")
MANAGER = caller("manager")
HEAD = caller("head")
SECRETARIAT = caller("secretariat", None)
CHIEF = caller("secretariat-head", None)


@dataclass
class ReviewYear:
    """The record, the counter, the documents and the clock."""

    log: PostgresEventLog
    counter: Counter
    documents: PostgresDocuments
    clock: MovableClock

    async def ask(self, who: Caller, command: Command) -> tuple[str, ...]:
        """Let somebody ask for something; the answer is what happened."""
        outcome: Outcome = await self.counter.perform(command, who, key=uuid4().hex)
        return outcome.events

    async def open(self, who: Caller, object_id: str, acting_for: str | None = None) -> dict[str, list[str]]:
        """Give what somebody may do with an object, or may do for a town, with the codes of what blocks it."""
        actions = await self.counter.available_actions(object_id, who)
        return {
            action.command: [each.code for each in action.blockers]
            for action in actions
            if action.acting_for == acting_for
        }

    async def load(self, kind: type[A], object_id: str) -> A:
        """Read an object back from the record."""
        found = replay(kind, [record.event for record in await self.log.stream(object_id)])
        assert found is not None
        return found

    async def publish(self) -> None:
        """Have the year's report published, by the samples of what the record holds of it."""
        kept = [json.loads((GOLDEN / f"publication.{name}.json").read_text()) for name in ("prepared", "published.v2")]
        facts = [all_events()[each["topic"]].model_validate_json(json.dumps(each["body"])) for each in kept]
        act = Act(actor="founder", capacity="secretariat", effective_on=self.clock.today())
        numbered = [fact.model_copy(update={"originator_version": at}) for at, fact in enumerate(facts, start=1)]
        await self.log.append(Append([NewEvent(uuid4(), fact) for fact in numbered], act))

    async def store(self, *aggregates: Aggregate) -> None:
        """Store what was decided before the year."""
        act = Act(actor="founder", capacity="secretariat", effective_on=self.clock.today())
        for aggregate in aggregates:
            await self.log.append(Append([NewEvent(uuid4(), fact) for fact in aggregate.collect()], act))

    async def explain(self, who: Caller, command: Command) -> tuple[str, ...]:
        """Restate what must look wrong, since the figures of the samples are tiny, with a reason for each warning."""
        with pytest.raises(WarningsUnanswered) as refused:
            await self.ask(who, command)
        asked = [str(each).split(":") for each in refused.value.details["warnings"]]  # type: ignore[attr-defined]  # a list
        answers = [{"warning": code, "field": field, "reason": "サンプル（架空値）"} for code, field in asked]
        return await self.ask(who, type(command).model_validate({**command.model_dump(), "answers": answers}))

    async def answer_warnings(self, reason: str = "サンプル（架空値）") -> None:
        """Let the office explain whatever looks wrong in its emission statement."""
        statement = await self.load(EmissionStatement, EmissionStatement.create_id(LG, 2025))
        for warning in (await checks_of(self.log, statement)).unanswered(statement.content().cells):
            answer = AnswerWarning(
                lg_code=LG, fiscal_year=2025, warning=warning.code, field=warning.field, reason=reason
            )
            await self.ask(CLERK, answer)

    async def file_parts(self, *, accept: bool = False) -> None:
        """Let the office file its progress report, and in July its emission statement."""
        of: dict[str, object] = {"lg_code": LG, "fiscal_year": 2025}
        await self.ask(CLERK, BeginProgressReport.model_validate(of))
        for measure_id in MEASURES:
            await self.ask(CLERK, ReportMeasure.model_validate({**of, "statement": statement(measure_id)}))
        decision = {"rank": Rank.MANAGER, "decision_number": "決裁1"}
        await self.ask(MANAGER, ApproveProgressReport.model_validate({**of, **decision}))
        await self.ask(CLERK, SubmitProgressReport.model_validate(of))
        self.clock.move_to_day(JULY)
        if not await self.log.stream(f"emission-statement:{LG}:2025"):  # it may be begun and reckoned with already
            await self.ask(CLERK, BeginEmissionStatement.model_validate(of))
        await self.ask(CLERK, StateCells.model_validate({**of, "cells": (cell("RES"), cell("COM"))}))
        await self.answer_warnings()
        await self.ask(MANAGER, ApproveEmissionStatement.model_validate({**of, **decision}))
        await self.ask(CLERK, SubmitEmissionStatement.model_validate(of))
        if accept:
            await self.ask(SECRETARIAT, AcceptProgressReport.model_validate(of))
            await self.ask(SECRETARIAT, AcceptEmissionStatement.model_validate(of))


def opening(fiscal_year: int = 2025) -> OpenReviewRound:
    """Ask for the round of the sample area."""
    return OpenReviewRound(
        fiscal_year=fiscal_year,
        region_id="region:kumamoto",
        plan_id="plan:kumamoto-1",
        emissions_fiscal_year=fiscal_year - 3,
    )


def founders() -> Sequence[Aggregate]:
    """Found the area with three towns, two of them in the plan, and measures of every stage."""
    region = Region(slug="kumamoto", name="サンプル圏域", established_on=SINCE)
    region.establish_body("liaison-council", BodyKind.LIAISON_COUNCIL, "連絡会議", None)
    plan = Plan(slug="kumamoto-1", region_id=region.id, generation=1, name="サンプル計画")
    plan.set_sector_tree(
        tuple(Sector(code=code, parent=None, name=name) for code, name in (("RES", "家庭"), ("COM", "業務")))
    )
    for code in (LG, OTHER):
        region.admit(code, SINCE)
        plan.enter_municipality(code, SINCE)
    region.admit(NEWCOMER, SINCE)
    plan.adopt(SINCE)
    return region, plan, *_measures()


def _measures() -> Sequence[Measure]:
    decision = LaunchDecision(
        decided_by="市長", decision_reference="決定1", budget_fiscal_year=2021, reason="サンプル（架空値）"
    )
    under_way, under_study, joint = (
        _measure("43100-0001", LG),
        _measure("43100-0002", LG),
        _measure("43210-0001", OTHER, NEWCOMER),
    )
    under_way.launch(date(2021, 5, 1), decision)
    under_study.take_up(date(2021, 5, 1), "連絡会議")
    joint.take_up(date(2025, 3, 31), "連絡会議")
    late, elsewhere = _measure("43100-0003", LG), _measure("43204-0001", NEWCOMER)
    late.take_up(date(2025, 4, 1), "連絡会議")
    elsewhere.take_up(date(2021, 5, 1), "連絡会議")
    return under_way, under_study, joint, late, elsewhere, _measure("43100-0004", LG)


def _measure(slug: str, *owners: str) -> Measure:
    return Measure(
        slug=slug, plan_id="plan:kumamoto-1", owners=owners, name="サンプル施策", proposed_on=date(2021, 4, 1)
    )


@asynccontextmanager
async def review_year(database: Database, matrix: Matrix) -> AsyncIterator[ReviewYear]:
    """Open the record of a founded area on the morning of 1 April."""
    async with open_event_log(database, all_events()) as log, await database.pool() as pool:
        clock = MovableClock.on(OPENING)
        documents = PostgresDocuments(pool)
        year = ReviewYear(log, Counter(log, documents, clock, japanese_holidays(), matrix), documents, clock)
        await year.store(*founders())
        yield year
