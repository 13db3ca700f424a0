"""The short form of ``run.py fuzz``: every operation asked by many, nothing but what the document names comes back."""

from pathlib import Path

import pytest

from adapters.postgres.connection import Database
from domain.office import Capacity
from tests.fuzz.asking import Draws, operations
from tests.fuzz.judging import Tally, told
from tests.fuzz.visiting import area, visit

REQUESTS = 2_500


@pytest.mark.parametrize("stages", [4])
async def test_nobody_gets_an_answer_that_the_document_does_not_name(
    database: Database, tmp_path: Path, stages: int
) -> None:
    tally = Tally()
    async with area(database, stages, tmp_path) as front:
        await visit(front, tally, Draws(1, at=20), REQUESTS, at=20)
    assert tally.faults == {}, told(tally)
    assert (tally.failed, tally.undocumented, tally.unsealed) == (0, 0, 0)
    assert tally.requests >= REQUESTS
    assert len(tally.operations) == len(operations())
    assert len(tally.guests) == len(Capacity) + 5  # three of them also from another town, and two without a key
    assert {200, 201, 401, 403, 404, 422} <= set(tally.statuses)
