"""Ten years of 24 offices with 60 measures each: does a command of the tenth year cost what one of the first did?

Two areas in two databases: one is new, the other has nine years behind it. Every act of the next year is done in both,
in turn, so that a noisy machine is noisy to both. Then the ten years are read back whole, and their views rebuilt.
"""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import uvloop

from adapters.clock import MovableClock
from adapters.holidays_jp import japanese_holidays
from adapters.postgres.documents import PostgresDocuments
from adapters.postgres.event_log import PAGE, PostgresEventLog, open_event_log
from adapters.postgres.projector import Projector
from application.act import Counter
from application.authority import read_matrix
from benchmarks.row import Row
from benchmarks.sample_area import ADOPTED, Deed, SampleArea
from domain.topics import all_events
from projections.catalogue import all_views

if TYPE_CHECKING:
    from adapters.postgres.connection import Database
    from benchmarks.place import Place

FIRST_YEAR, YEARS, YEARS_QUICK = 2022, 10, 2
AREA, AREA_QUICK = SampleArea(offices=24, measures=60), SampleArea(offices=2, measures=3)
FLAT = 1 / 1.2  # a command of the last year may cost at most 1.2 times one of the first


def rows(place: "Place") -> Iterator[Row]:
    """Play the years, then compare the last with the first: its commands, its replay, its rebuild."""
    years, area = (YEARS_QUICK, AREA_QUICK) if place.quick else (YEARS, AREA)
    young, old = place.log("bench_first_year"), place.log("bench_tenth_year")
    yield from uvloop.run(_measure(young, old, area, years))


async def _measure(young: "Database", old: "Database", area: SampleArea, years: int) -> list[Row]:
    async with year_house(young, area) as first, year_house(old, area) as last:
        for fiscal_year in range(FIRST_YEAR, FIRST_YEAR + years - 1):
            async for deed in area.year(last.log, fiscal_year):
                await last.perform(deed)
        commands = await _in_turn(first, last, area, FIRST_YEAR + years - 1)
        size = f"{years} years x {area.offices} offices x {area.measures} measures"
        replays = await _replay(last.log), await _replay(first.log)
    rebuilds = await _rebuild(old), await _rebuild(young)
    return [
        Row(f"command of the last of {size}", "of the first year", *commands, FLAT, "commands/s"),
        Row(f"replay of {size}", "of the first year", *replays, None, "events/s"),
        Row(f"rebuild of all views over {size}", "over the first year", *rebuilds, None, "events/s"),
    ]


@dataclass(frozen=True, slots=True)
class YearHouse:
    """一年の家: a log, the counter before it, and the clock."""

    log: PostgresEventLog
    counter: Counter
    clock: MovableClock

    async def perform(self, deed: Deed) -> float:
        """Do one act and give the seconds that it took."""
        self.clock.move_to_day(deed.day)
        started = time.perf_counter()
        await self.counter.perform(deed.command, deed.caller, key=uuid4().hex)
        return time.perf_counter() - started


@asynccontextmanager
async def year_house(database: "Database", area: SampleArea) -> AsyncIterator[YearHouse]:
    """Open the counter of a founded area."""
    async with open_event_log(database, all_events()) as log, await database.pool(2) as pool:
        await area.found(log)
        clock, matrix = MovableClock.on(ADOPTED), read_matrix(files("data").joinpath("authority"))
        yield YearHouse(log, Counter(log, PostgresDocuments(pool), clock, japanese_holidays(), matrix), clock)


async def _in_turn(first: YearHouse, last: YearHouse, area: SampleArea, fiscal_year: int) -> tuple[float, float]:
    """Do the same year in both, act by act, and give the commands per second of the last and of the first."""
    pairs: list[tuple[float, float]] = []
    twin = aiter(area.year(first.log, FIRST_YEAR))
    async for deed in area.year(last.log, fiscal_year):
        other = await anext(twin)
        assert type(other.command) is type(deed.command)
        pairs.append((await last.perform(deed), await first.perform(other)))
    assert await anext(twin, None) is None
    ours, theirs = (sum(side) for side in zip(*pairs, strict=True))
    return len(pairs) / ours, len(pairs) / theirs


async def _replay(log: PostgresEventLog) -> float:
    """Read every event back, validated, and let it change its object: what a replay of the years is."""
    objects: dict[str, Any] = {}
    started, position = time.perf_counter(), 0
    while page := await log.page(position, PAGE):
        for recorded in page:
            objects[recorded.stream_id] = recorded.event.mutate(objects.get(recorded.stream_id))
        position = page[-1].position
    assert all(made is not None for made in objects.values())
    return position / (time.perf_counter() - started)


async def _rebuild(database: "Database") -> float:
    """Build every view of the service from nothing."""
    async with open_event_log(database, all_events()) as log:
        started = time.perf_counter()
        await Projector(database, log, all_views()).catch_up()
        return await log.head() / (time.perf_counter() - started)
