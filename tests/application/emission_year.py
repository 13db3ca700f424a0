"""A review year in which the emission statement is begun and the factor tables are open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from importlib.resources import files

from adapters.postgres.connection import Database
from application.authority import read_matrix
from application.factors import OpenFactorTable, ProposeFactor, PublishFactor
from application.reckoning import CalculateEnergyEmissions
from application.round_steps import LapseStep
from application.rounds import CloseRound, ProposeClosing
from application.submission_flow import (
    AcceptEmissionStatement,
    ApproveEmissionStatement,
    SubmitEmissionStatement,
)
from application.submissions import BeginEmissionStatement, StateCells
from domain.approval import Rank
from domain.calendar import OFFICE_STEPS
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell
from domain.factors import FactorEntry
from tests.application.review_year import (
    CHIEF,
    CLERK,
    JULY,
    MANAGER,
    SECRETARIAT,
    ReviewYear,
    opening,
    review_year,
)
from tests.domain.emission_samples import SAMPLE, electricity, entry, uses
from tests.domain.office_year import LG, cell

STATEMENT = f"emission-statement:{LG}:2025"
MARCH = date(2026, 3, 25)
OF = {"lg_code": LG, "fiscal_year": 2025}


@asynccontextmanager
async def emission_year(database: Database) -> AsyncIterator[ReviewYear]:
    """Open the round, the tables and the statement in July."""
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as year:
        await year.ask(SECRETARIAT, opening())
        for slug in ("electricity", "fuel"):
            await year.ask(CHIEF, OpenFactorTable.model_validate({"slug": slug}))
        year.clock.move_to_day(JULY)
        await year.ask(CLERK, BeginEmissionStatement.model_validate(OF))
        yield year


async def statement_of(year: ReviewYear) -> EmissionStatement:
    """Read the statement back."""
    return await year.load(EmissionStatement, STATEMENT)


async def propose(year: ReviewYear, given: FactorEntry) -> None:
    """Let the secretariat propose a factor."""
    proposal = {"slug": "electricity", "entry": given, "reason": SAMPLE, "authority": "環境省公表"}
    await year.ask(SECRETARIAT, ProposeFactor.model_validate(proposal))


async def publish(year: ReviewYear, given: FactorEntry, number: int) -> tuple[str, ...]:
    """Let the secretariat propose a factor and its head publish it."""
    await propose(year, given)
    return await year.ask(CHIEF, PublishFactor.model_validate({"slug": "electricity", "number": number}))


async def calculate_provisionally(year: ReviewYear) -> None:
    """Compute the households from electricity, for whose year only the factor of the year before is known."""
    await publish(year, entry(2021, "0.0007"), 1)
    given = {**OF, "sectors": (uses(electricity()),)}
    await year.ask(CLERK, CalculateEnergyEmissions.model_validate(given))


async def close_round(year: ReviewYear) -> None:
    """Let every step lapse in March, publish, and close the round by two persons."""
    year.clock.move_to_day(MARCH)
    for step in OFFICE_STEPS:
        await year.ask(SECRETARIAT, LapseStep(fiscal_year=2025, step=step))
    await year.publish()
    await year.ask(SECRETARIAT, ProposeClosing(fiscal_year=2025))
    await year.ask(CHIEF, CloseRound(fiscal_year=2025))


async def file(year: ReviewYear, *cells: Cell) -> None:
    """State the rest, explain what looks wrong, have it approved, submitted and accepted."""
    await year.ask(CLERK, StateCells.model_validate({**OF, "cells": cells or (cell("COM"),)}))
    await year.answer_warnings()
    decision = {"rank": Rank.MANAGER, "decision_number": "決裁1"}
    await year.ask(MANAGER, ApproveEmissionStatement.model_validate({**OF, **decision}))
    await year.ask(CLERK, SubmitEmissionStatement.model_validate(OF))
    await year.ask(SECRETARIAT, AcceptEmissionStatement.model_validate(OF))
