"""The screens over ten years of 24 offices with 60 measures each: how long the service works on a page, and for whom.

The area is played as in ``ten_years``, then people of it sign in and open every screen; times are those of the
application alone, without network and browser. What knowing who comes costs is measured against the same service that
asks nobody.
"""

import asyncio
import gc
import gzip
import logging
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx2
import structlog
import uvloop
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import SecretStr

from adapters.api.door import COOKIE
from adapters.clock import MovableClock
from adapters.settings import A_YEAR_AT_ONCE, Settings
from application.accounts import IssueAccessCode, OpenAccount
from application.authority import Caller, system
from application.organisation import AssignPerson, OpenOffice
from application.passwords import LANES, MEMORY_KIB, PASSES
from application.ports import Contact
from benchmarks.row import Row
from benchmarks.sample_area import ADOPTED, REGION
from benchmarks.ten_years import AREA, AREA_QUICK, FIRST_YEAR, YEARS, YEARS_QUICK, year_house
from bootstrap import House, open_house
from domain.office import Capacity

if TYPE_CHECKING:
    from adapters.postgres.connection import Database
    from benchmarks.place import Place

ALLOWED_MS, ALLOWED_KB = 150, 200
TIMES, TIMES_QUICK = 40, 3
PASSWORD = "tsubaki ga yureru asa no iro"  # noqa: S105 - of nobody real
HOST = "https://bench"
WITHOUT_ASKING = 1 / 1.5
DESK = Caller("p-bench-desk", "office:bench", None, Capacity.SECRETARIAT_HEAD.value, "k-bench")


def rows(place: "Place") -> Iterator[Row]:
    """Play the years, then open every screen as a clerk, as the secretariat and as anybody."""
    years, area = (YEARS_QUICK, AREA_QUICK) if place.quick else (YEARS, AREA)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))  # a line a request else
    database = place.log("bench_screens")
    yield from uvloop.run(_measure(database, area, years, TIMES_QUICK if place.quick else TIMES))


async def _measure(database: "Database", area: Any, years: int, times: int) -> list[Row]:
    async with year_house(database, area) as played:
        for fiscal_year in range(FIRST_YEAR, FIRST_YEAR + years):
            async for deed in area.year(played.log, fiscal_year):
                await played.perform(deed)
    gc.collect()
    gc.freeze()  # what playing the years left behind: a service has not played them, and would not search it
    last = FIRST_YEAR + years - 1
    with TemporaryDirectory() as folder:
        async with _house(database, Path(folder), date(last + 1, 3, 15)) as house:
            town = area.codes[0]
            clerk = await _person(house, "p-bench-clerk", town, Capacity.CLERK, {"lg_code": town})
            chief = await _person(house, "p-bench-chief", "bench-secretariat", Capacity.SECRETARIAT_HEAD, {})
            await house.projector.catch_up()
            size = f"{years} years x {area.offices} offices x {area.measures} measures"
            found = [
                *await _screens(clerk, _of_office(town, last), size, times),
                *await _screens(chief, _of_secretariat(last), size, times),
            ]
            return [
                *found,
                await _asking(house, clerk, f"/api/v1/rounds/{last}/board", times),
                await _signing(house, times),
            ]


def _of_office(town: str, fiscal_year: int) -> Sequence[tuple[str, str]]:
    return (
        ("home of an office", "/home"),
        ("round board", f"/rounds/{fiscal_year}"),
        ("measure sheet", f"/sheets/{fiscal_year}/{town}"),
        ("emission statement", f"/statements/{fiscal_year}/{town}"),
        ("one object with its history", f"/objects/progress-report:{town}:{fiscal_year}"),
        ("shape of the area", "/area"),
    )


def _of_secretariat(fiscal_year: int) -> Sequence[tuple[str, str]]:
    return (
        ("home of the secretariat", "/home"),
        ("board of deadlines", "/deadlines"),
        ("register of measures", "/registers/measures"),
        ("register of filings", f"/registers/filings?fiscal_year={fiscal_year}"),
        ("the record, newest first", "/records"),
        ("one act's form", f"/acts/extend-deadline?object=review-round:{fiscal_year}"),
    )


async def _screens(browser: httpx2.AsyncClient, screens: Sequence[tuple[str, str]], size: str, times: int) -> list[Row]:
    found = []
    for name, path in screens:
        page = await browser.get(path)
        assert page.status_code == httpx2.codes.OK, (path, page.status_code)
        taken = [await _timed(lambda path=path: browser.get(path)) for _ in range(times)]  # type: ignore[misc]  # a default
        kilobytes = len(gzip.compress(page.content)) / 1000
        milliseconds = _p95(taken) * 1000
        found += [
            _allowed(f"{name}, {size}, p95", milliseconds, ALLOWED_MS, "ms"),
            _allowed(f"{name}, compressed", kilobytes, ALLOWED_KB, "kB"),
        ]
    return found


def _allowed(work: str, ours: float, allowed: float, unit: str) -> Row:
    return Row(work, "what it may take", ours, allowed, 1, unit, less_is_better=True)


async def _asking(house: House, browser: httpx2.AsyncClient, path: str, times: int) -> Row:
    """Compare a request that asks the record who comes with one that is told."""
    services = house.api.state.services
    known = await services.sign_in.identify(browser.headers["Cookie"].partition("=")[2])

    class Told:
        async def identify(self, token: str) -> Any:
            del token
            return known

    asked, told = [], []
    for _ in range(times):
        asked.append(await _timed(lambda: browser.get(path)))
        object.__setattr__(services, "sign_in", Told())
        told.append(await _timed(lambda: browser.get(path)))
        object.__setattr__(services, "sign_in", house.sign_in)
    ours, peer = 1 / statistics.median(asked), 1 / statistics.median(told)
    return Row("board by a session", "the same, nobody asked", ours, peer, WITHOUT_ASKING, "requests/s")


async def _signing(house: House, times: int) -> Row:
    hasher = Argon2Hasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
    kept = hasher.hash(PASSWORD)
    ours = [await _timed(lambda: house.sign_in.sign_in("p-bench-clerk", PASSWORD, "bench")) for _ in range(times)]
    bare = [await _timed(lambda: asyncio.to_thread(hasher.verify, PASSWORD, kept)) for _ in range(times)]
    return Row("signing in", "bare argon2id", 1 / statistics.median(ours), 1 / statistics.median(bare), None, "per s")


async def _timed(work: Callable[[], Awaitable[Any]]) -> float:
    started = time.perf_counter()
    await work()
    return time.perf_counter() - started


def _p95(taken: Sequence[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.95)] if len(taken) > 1 else taken[0]


async def _person(
    house: House, person_id: str, slug: str, capacity: Capacity, whose: dict[str, str]
) -> httpx2.AsyncClient:
    """Place somebody, let them choose a password, and give their browser."""
    setup, office_id = system("setup"), f"office:{slug}"
    office = {"slug": slug, "region_id": REGION, "name": "見本", "opened_on": ADOPTED, **whose}
    await house.counter.perform(OpenOffice.model_validate(office), setup, key=f"office/{slug}")
    placed = {"office_id": office_id, "person_id": person_id, "capacity": capacity, "assigned_on": ADOPTED}
    await house.counter.perform(AssignPerson.model_validate(placed), setup, key=f"placed/{person_id}")
    await house.counter.perform(OpenAccount(person_id=person_id, office_id=office_id), setup, key=f"open/{person_id}")
    await house.contacts.put(Contact(person_id, "サンプル（架空値）", sample=True))
    wanted = IssueAccessCode(person_id=person_id, ground="サンプル（架空値）")
    _, code = await house.sign_in.issue_code(wanted, DESK, key=f"code/{person_id}", expected_version=None)
    first = await house.sign_in.choose_password(person_id, code or "", PASSWORD, "bench")
    transport = httpx2.ASGITransport(app=house.api, client=("127.0.0.1", 1))
    return httpx2.AsyncClient(transport=transport, base_url=HOST, headers={"Cookie": f"{COOKIE}={first.token}"})


@asynccontextmanager
async def _house(database: "Database", folder: Path, on: date) -> Any:
    url = "postgresql://{user}@/{database}?host={host}&port={port}".format(
        **{name: quote(str(value), safe="") for name, value in database.parameters.items()}
    )
    settings = Settings(
        data_directory=folder,
        database_url=SecretStr(url),
        area=database.area,
        secret_key=SecretStr("x" * 48),
        rate_address=A_YEAR_AT_ONCE,
        rate_office=A_YEAR_AT_ONCE,
        rate_person=A_YEAR_AT_ONCE,
        rate_key=A_YEAR_AT_ONCE,
    )
    async with open_house(settings, MovableClock.on(on)) as house:
        yield house
