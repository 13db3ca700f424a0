"""``python3 run.py fuzz [--requests N] [--seed N]``: ask for everything in every capacity, with whatever is drawn.

The application runs over its own embedded PostgreSQL, over a fresh area for every stage of the year. Ends with 1 when
an answer was of 500 or above, of a status or a form that the OpenAPI document does not name, or without its headers.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
from pathlib import Path
from typing import Any

import asyncpg
import structlog

from adapters.embedded import lease
from adapters.postgres.connection import Database
from adapters.postgres.migrations import migrate
from tests.adapters.api.secrets_of_a_year import STAGES
from tests.fuzz.asking import Draws
from tests.fuzz.judging import Tally, told
from tests.fuzz.visiting import area, visit

CASES = 16  # drawn of every operation


async def run(requests: int, seed: int, parameters: dict[str, Any], folder: Path) -> Tally:
    """Visit an area in each stage of its year."""
    tally, visits = Tally(), len(STAGES) + 1
    draws = Draws(CASES, seed)
    for stages in range(visits):
        name = f"fuzz_{stages}"
        connection = await asyncpg.connect(**parameters)
        await connection.execute(f"CREATE DATABASE {name}")
        await connection.close()
        database = Database({**parameters, "database": name})
        await migrate(database)
        print(f"段階 stage {stages}", flush=True)
        async with area(database, stages, folder) as front:
            await visit(front, tally, draws, -(-requests // visits), seed + stages)
        print(
            f"  {tally.requests:,} … {len(tally.faults)}",
            *(f"✗ {label}: {what}" for label, what in tally.faults),
            sep="\n",
            flush=True,
        )
    return tally


def main(words: list[str]) -> int:
    """Read the words, run, and print the counts."""
    reader = argparse.ArgumentParser(prog="run.py fuzz")
    reader.add_argument("--requests", type=int, default=20_000)
    reader.add_argument("--seed", type=int, default=1)
    asked = reader.parse_args(words)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as place, lease(Path(place) / "postgresql") as embedded:
        tally = asyncio.run(run(asked.requests, asked.seed, dict(embedded.parameters), Path(place) / "letters"))
    print(told(tally))
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
