"""過少 and 暫定 before the council and in public: the pack and the report carry the marks of their figures and sums."""

from collections.abc import AsyncIterator
from importlib.resources import files
from typing import Any

import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import read_matrix
from application.submissions import RestateEmissionStatement
from domain.emissions import Activity, Cell, Factor, Gas, Method
from domain.meeting import Meeting
from domain.publication import Publication
from domain.report import AnnualReport
from tests.application.joint_year import (
    COUNCIL_ID,
    MARCH,
    PREPARE,
    PUBLISH,
    approved,
    compiled,
    filed,
    heard,
)
from tests.application.review_year import CHIEF, HEAD, SECRETARIAT, ReviewYear, review_year
from tests.domain.emission_samples import SAMPLE, allocation
from tests.domain.office_year import LG

HIDDEN = Cell(
    sector="RES",
    gas=Gas.CO2,
    value=125000,
    method=Method.STANDARD,
    allocation=allocation(shares=[{"name": "A", "quantity": 1000}, {"name": "B"}]),
    understated=True,
)
TYPED = Cell(
    sector="COM",
    gas=Gas.CO2,
    value=10,
    method=Method.OWN,
    activity=Activity(quantity=20, unit="MWh"),
    factor=Factor(value="0.5", edition=SAMPLE, fiscal_year=2021),
)


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        yield opened


async def test_the_pack_of_the_council_and_what_is_published_carry_the_marks_of_figures_and_sums(
    year: ReviewYear,
) -> None:
    await filed(year)
    because = {"reason": "統計の改訂", "authority": "課長", "effect": "家庭部門が増加"}
    restated: dict[str, Any] = {"lg_code": LG, "fiscal_year": 2025, "cells": (HIDDEN, TYPED), **because}
    await year.explain(HEAD, RestateEmissionStatement.model_validate(restated))
    await compiled(year)
    await approved(year)
    [material] = (await year.load(Meeting, COUNCIL_ID)).agenda.materials
    pack = await year.documents.get(material.content_hash)
    told = AnnualReport.model_validate_json(pack).emissions
    assert told.total.marks is not None
    assert told.total.marks.label == "過少・暫定"
    assert [(each.lg_code, each.sector) for each in told.total.marks.understated] == [(LG, "RES")]
    assert [(each.lg_code, each.sector) for each in told.total.marks.provisional] == [(LG, "COM")]
    assert {line.sector: line.amount.marks and line.amount.marks.label for line in told.sectors} == {
        "RES": "過少",
        "COM": "暫定",
    }
    await heard(year)
    year.clock.move_to_day(MARCH)
    await year.ask(SECRETARIAT, PREPARE)
    await year.ask(CHIEF, PUBLISH)
    public = (await year.load(Publication, "publication:2025")).editions[-1].content
    assert AnnualReport.model_validate_json(await year.documents.get(public.content_hash)).emissions == told
