"""Random people: they come, go, hand over, are suspended, their keys run out; nobody ever does what the matrix denies.

The judge reads the rows of ``data/authority/*.csv`` by itself and knows nothing of the application's own reading: who
is placed where and which key still counts is what the machine itself did. What is allowed must also come through, or
a service that refuses everything would pass.
"""

import asyncio
import csv
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, product
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

import httpx2
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from adapters.api.rates import Rates
from adapters.api.wiring import Settings
from adapters.postgres.connection import Database
from application.accounts import OpenAccount, RestoreAccount, SuspendAccount
from application.entrance import KeyWanted
from application.handovers import HandOver
from application.organisation import AssignPerson, OpenOffice, ReleasePerson, RevokeApiKey
from application.submissions import BeginProgressReport
from domain.errors import Refusal
from domain.office import Capacity
from tests.adapters.api.front import Front, code, open_front, version
from tests.application.review_year import CHIEF, JULY, SINCE, caller, opening
from tests.domain.office_year import LG, OTHER

MATRIX = Path(__file__).parents[2] / "data" / "authority"
TOWNS = (LG, OTHER)
MUNICIPAL = (Capacity.CLERK, Capacity.MANAGER, Capacity.HEAD)
CENTRAL = (Capacity.SECRETARIAT, Capacity.SECRETARIAT_HEAD, Capacity.COUNCIL_MEMBER, Capacity.AUDITOR, Capacity.READER)
PEOPLE = tuple(f"p-{number}" for number in range(4))
STATES = {LG: "accepted", OTHER: "draft"}  # of the progress reports, which no step of the machine changes
LISTS = {
    "accounts": "ListAccounts",
    "keys": "ListApiKeys",
    "webhooks": "ListWebhooks",
    "notices": "ListNotices",
    "audit-timeline": "ListAuditTimeline",
    "announcements": "ListAnnouncements",
    "mail-outlook": "ShowMailOutlook",
}
ACTS = {
    "submit-progress-report": "SubmitProgressReport",
    "withdraw-progress-report": "WithdrawProgressReport",
    "accept-progress-report": "AcceptProgressReport",
    "begin-progress-report": "BeginProgressReport",
}
NUMBERS = count(1)
OFTEN = Settings(rates=Rates(*(10**9 for _ in range(5))))  # a minute: what is tried here is not the rate
Probe: TypeAlias = tuple[str, bool, httpx2.Response]
PLACES = st.sampled_from([*product(TOWNS, MUNICIPAL), *((None, each) for each in CENTRAL)])
VERSIONS: dict[str, int] = {}  # of the progress reports, known once the service is open


def rows() -> Mapping[tuple[str, str], list[tuple[str, list[str]]]]:
    """Read the matrix: for each act and capacity the scopes, each with its states."""
    found: dict[tuple[str, str], list[tuple[str, list[str]]]] = {}
    for file in MATRIX.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                place = found.setdefault((row["command"], row["capacity"]), [])
                place.append((row["scope"], row["states"].split()))
    return found


ROWS = rows()


def allowed(what: str, capacity: str, own: str | None, matter: str | None, state: str) -> bool:
    """Judge by the rows alone; nobody acts for another here, so only ``any`` and ``own`` and ``lead`` can open."""
    return any(
        (scope == "any" or (scope in {"own", "lead"} and own is not None and own == matter))
        and ("*" in states or state in states)
        for scope, states in ROWS.get((what, capacity), ())
    )


@dataclass
class Held:
    """A key that was given out, as the machine knows it."""

    secret: str
    key_id: str
    person: str
    office: str
    capacity: Capacity
    expires_on: date
    revoked: bool = False


@dataclass
class World:
    """What the machine did: who is placed where, which keys there are, and who is suspended."""

    placed: set[tuple[str, str, Capacity]] = field(default_factory=set)
    released: set[tuple[str, str, Capacity]] = field(default_factory=set)
    keys: list[Held] = field(default_factory=list)
    accounts: set[str] = field(default_factory=set)
    suspended: set[str] = field(default_factory=set)

    def counts(self, held: Held, today: date) -> bool:
        """Tell whether a key still opens anything."""
        left = (held.person, held.office, held.capacity) in self.released
        return not (held.revoked or left or held.person in self.suspended or today > held.expires_on)


class People(RuleBasedStateMachine):
    """Offices, people, keys and accounts as they come and go, over a running service; each run has its own offices."""

    runner: ClassVar[asyncio.Runner]
    front: ClassVar[Front]
    tally: ClassVar[dict[str, int]]

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.number = next(NUMBERS)

    def do(self, asked: Any, who: Any = CHIEF) -> bool:
        """Let the secretariat ask for something, and tell whether it was done."""
        try:
            self.runner.run(self.front.year.ask(who, asked))
        except Refusal:
            return False
        return True

    def office(self, town: str | None) -> str:
        """Name the office of a town, or of the secretariat, in this run."""
        return f"office:r{self.number}-{town or 'secretariat'}"

    def person(self, name: str) -> str:
        """Name a person of this run."""
        return f"{name}-{self.number}"

    @initialize()
    def open_offices(self) -> None:
        """Open an office in each town and one of the secretariat."""
        for town in (*TOWNS, None):
            slug = self.office(town).removeprefix("office:")
            told = {"slug": slug, "region_id": "region:kumamoto", "name": "課", "opened_on": SINCE, "lg_code": town}
            assert self.do(OpenOffice.model_validate(told))

    @rule(name=st.sampled_from(PEOPLE), place=PLACES)
    def assign(self, name: str, place: tuple[str | None, Capacity]) -> None:
        """Place somebody."""
        town, capacity = place
        who = (self.person(name), self.office(town), capacity)
        told = {"office_id": who[1], "person_id": who[0], "capacity": capacity, "assigned_on": self.front.clock.today()}
        if self.do(AssignPerson.model_validate(told)):
            self.world.placed.add(who)
            self.world.released.discard(who)

    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        """Let somebody go."""
        if self.world.placed:
            who = data.draw(st.sampled_from(sorted(self.world.placed)))
            told = {"office_id": who[1], "person_id": who[0], "capacity": who[2]}
            if self.do(ReleasePerson.model_validate({**told, "released_on": self.front.clock.today()})):
                self._gone(who)

    @rule(data=st.data(), name=st.sampled_from(PEOPLE))
    def hand_over(self, data: st.DataObject, name: str) -> None:
        """Let one person follow another, who may be the same or not placed at all."""
        if self.world.placed:
            who = data.draw(st.sampled_from(sorted(self.world.placed)))
            told = {"office_id": who[1], "from_person": who[0], "to_person": self.person(name)}
            asked = {**told, "capacity": who[2], "handed_over_on": self.front.clock.today()}
            if self.do(HandOver.model_validate(asked)):
                self._gone(who)
                new = (self.person(name), who[1], who[2])
                self.world.placed.add(new)
                self.world.released.discard(new)

    def _gone(self, who: tuple[str, str, Capacity]) -> None:
        self.world.placed.discard(who)
        self.world.released.add(who)
        for held in self.world.keys:
            if (held.person, held.office, held.capacity) == who:
                held.revoked |= self._revoked(held)

    def _revoked(self, held: Held) -> bool:
        """Ask the record whether a key was taken in passing; a release leaves it, a handover takes it."""
        told = [record.event.TOPIC for record in self.runner.run(self.front.log.stream(f"api-key:{held.key_id}"))]
        return "api-key.revoked" in told

    @rule(data=st.data(), days=st.integers(1, 3))
    def issue(self, data: st.DataObject, days: int) -> None:
        """Give somebody who is placed a key for some days."""
        if self.world.placed and len(self.world.keys) < 6:
            who = data.draw(st.sampled_from(sorted(self.world.placed)))
            last = self.front.clock.today() + timedelta(days=days)
            wanted = KeyWanted(person_id=who[0], office_id=who[1], capacity=who[2], expires_on=last)
            issued = self.runner.run(self.front.entrance.issue(wanted, CHIEF, key=f"random-{next(NUMBERS)}"))
            assert issued.secret is not None
            key_id = issued.outcome.object_id.partition(":")[2]
            self.world.keys.append(Held(issued.secret, key_id, *who, last))

    @rule(data=st.data())
    def revoke(self, data: st.DataObject) -> None:
        """Revoke a key."""
        if self.world.keys:
            held = data.draw(st.sampled_from(self.world.keys))
            held.revoked |= self.do(RevokeApiKey(key_id=held.key_id, ground="紛失"))

    @rule(name=st.sampled_from(PEOPLE))
    def suspend(self, name: str) -> None:
        """Suspend the account of somebody who is placed."""
        who = self.person(name)
        for _, office, _ in sorted(each for each in self.world.placed if each[0] == who)[:1]:
            if who in self.world.accounts or self.do(OpenAccount(person_id=who, office_id=office)):
                self.world.accounts.add(who)
                if self.do(SuspendAccount(person_id=who, ground="調査中")):
                    self.world.suspended.add(who)

    @rule(name=st.sampled_from(PEOPLE))
    def restore(self, name: str) -> None:
        """Restore an account, if it is suspended."""
        if self.do(RestoreAccount(person_id=self.person(name), ground="終了")):
            self.world.suspended.discard(self.person(name))

    @rule()
    def let_a_day_pass(self) -> None:
        """Let a day pass, so that keys run out."""
        self.front.clock.move_to_day(self.front.clock.today() + timedelta(days=1))

    @invariant()
    def nobody_does_what_the_matrix_denies(self) -> None:
        """Let everybody who ever held a key try everything."""
        for held in self.world.keys:
            self.runner.run(self._try(held))

    async def _try(self, held: Held) -> None:
        own = next((town for town in TOWNS if held.office == self.office(town)), None)
        counts = self.world.counts(held, self.front.clock.today())
        async with self.front.client(held.secret) as who:
            for what, may, answer in [each async for each in probes(who, held.capacity.value, own)]:
                told = (what, held, may, counts, answer.status_code, answer.text[:200])
                self.tally["tried"] += 1
                if not counts:
                    self.tally["out"] += 1
                    assert answer.status_code == 401, told
                elif not may:
                    self.tally["denied"] += 1
                    assert answer.status_code in {403, 404, 409}, told
                else:
                    self.tally["allowed"] += 1
                    assert answer.status_code not in {401, 403, 404}, told
                    assert answer.is_success or code(answer) != "state-forbids", told


async def probes(who: httpx2.AsyncClient, capacity: str, own: str | None) -> AsyncIterator[Probe]:
    """Ask for everything that is tried, each with the name of its row and the judgement over it."""
    for town in TOWNS:
        for row in ("progress-report", "progress-report/events"):
            path = f"/api/v1/objects/progress-report:{town}:2025{row.removeprefix('progress-report')}"
            yield row, allowed(row, capacity, own, town, STATES[town]), await who.get(path)
        for act, row in ACTS.items():
            body = {"lg_code": town, "fiscal_year": 2025}
            asked = await who.post(
                f"/api/v1/commands/{act}", params={"dry_run": 1}, json=body, headers=version(VERSIONS[town])
            )
            yield row, allowed(row, capacity, own, town, STATES[town]), asked
    for path, row in LISTS.items():
        yield row, allowed(row, capacity, own, None, "present"), await who.get(f"/api/v1/{path}")


async def _opened(stack: AsyncExitStack, database: Database) -> Front:
    """Open the service in July: one town's report is accepted, the other's a draft."""
    front = await stack.enter_async_context(open_front(database, OFTEN))
    await front.found()
    await front.year.ask(CHIEF, opening())
    await front.year.file_parts(accept=True)
    await front.year.ask(caller("clerk", OTHER), BeginProgressReport(lg_code=OTHER, fiscal_year=2025))
    await front.catch_up()
    for town in TOWNS:
        records = await front.log.stream(f"progress-report:{town}:2025")
        VERSIONS[town] = records[-1].event.originator_version
    return front


def test_nobody_does_or_reads_what_the_matrix_denies_whoever_comes_and_goes(database: Database) -> None:
    tally = dict.fromkeys(("tried", "out", "denied", "allowed"), 0)
    stack = AsyncExitStack()
    with asyncio.Runner() as runner:
        front = runner.run(_opened(stack, database))
        assert front.clock.today() == JULY
        try:
            run_state_machine_as_test(
                type("Here", (People,), {"runner": runner, "front": front, "tally": tally}),
                settings=settings(
                    max_examples=10,
                    stateful_step_count=20,
                    deadline=None,
                    database=None,
                    derandomize=True,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(stack.aclose())
    assert min(tally.values()) > 50, tally


def test_the_judge_reads_the_rows_as_they_stand() -> None:
    assert allowed("SubmitProgressReport", "clerk", LG, LG, "draft")
    assert not allowed("SubmitProgressReport", "clerk", LG, OTHER, "draft")
    assert not allowed("SubmitProgressReport", "reader", None, LG, "draft")
    assert not allowed("AcceptProgressReport", "secretariat", None, LG, "draft")
    assert all(allowed(row, "secretariat", None, None, "present") for row in LISTS.values() if row != "ListWebhooks")


def test_every_row_that_is_tried_is_in_the_matrix() -> None:
    known = {command for command, _ in ROWS}
    assert {*LISTS.values(), *ACTS.values(), "progress-report", "progress-report/events"} <= known
