"""Leaks: what an office wrote is found by nobody whom the matrix denies it, by any route, in any state of the year.

Each secret stands in one object. The matrix alone says who may see it; every list, board, document, feed and refusal
must agree, whatever it is made from.
"""

import io
import re
import zipfile
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from importlib.resources import files
from itertools import product

import httpx2
import pytest
from fastapi.routing import APIRoute

from adapters.api.app import bare_app
from adapters.api.wiring import Settings
from adapters.postgres.connection import Database
from application.authority import Caller, concerned, read_matrix, state_of
from application.catalogue import commands
from application.desk import replay
from domain.errors import kebab
from domain.topics import AGGREGATES
from tests.adapters.api.front import Front, open_front, version
from tests.adapters.api.secrets_of_a_year import (
    COUNCIL,
    EXCERPT,
    FIGURES,
    HOUSE,
    JUDGEMENT,
    REPORT,
    STAGES,
    STRANGERS,
    Secret,
)
from tests.application.valid_content import CONTENT, bodies
from tests.domain.office_year import LG, OTHER

MATRIX = read_matrix(files("data").joinpath("authority"))
OBJECTS = (REPORT, FIGURES, JUDGEMENT, HOUSE, COUNCIL, EXCERPT)
KINDS = {kind.TOPIC: kind for kind in AGGREGATES}
ROUTES = [route for route in bare_app(Settings()).routes if isinstance(route, APIRoute)]
READS = [route for route in ROUTES if "GET" in (route.methods or ())]
TOLD = {
    "lg_code": LG,
    "fiscal_year": "2025",
    "plan_id": "plan:kumamoto-1",
    "on": "2026-01-15",
    "body_id": "liaison-council",
    "emissions_fiscal_year": "2022",
    "base_fiscal_year": "2022",
    "region_id": "region:kumamoto",
    "measure_id": "measure:43100-0001",
    "since": "1",
    "until": "1",
    "after": "0",
    "position": "1",
    "at": "2025-04-01T00:00:00Z",
    "size": "1",
    "old": "1",
    "new": "1",
    "limit": "100",
    "due_from": "2025-04-01",
    "due_until": "2026-03-31",
}
MEETS = ("liaison-council", LG, OTHER)  # whose matter the minutes are: the body and the offices that sit in it


def readable(answer: httpx2.Response) -> str:
    """Give all that an answer tells, also what is packed in workbooks and archives of them."""
    return answer.text + str(answer.headers) + "".join(unpacked(answer.content))


def unpacked(content: bytes) -> Iterable[str]:
    """Give the text of every file of an archive, and of the archives in it."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for each in archive.infolist():
                held = archive.read(each)
                yield from unpacked(held) if held.startswith(b"PK") else (held.decode("utf-8", "replace"),)


class Places:
    """Every place of the area that an address can name."""

    def __init__(self, objects: Sequence[str], documents: Sequence[str]) -> None:
        self.values: Mapping[str, Sequence[str]] = {
            "object_id": objects,
            "sha256": documents,
            "fiscal_year": ("2025",),
            "edition": ("1",),
            "file": ("annual-report.pdf", "facts.csv", "facts.json"),
            "kind": ("progress", "emissions", "evaluation", "own-emissions"),
            "number": ("1",),
            "paper": ("agenda", "attendance", "resolution", "minutes", "advice"),
            "chart": ("course", "sectors", "towns", "tiles"),
            "office_id": (f"office:{LG}",),
            "body_id": ("liaison-council", "advisory-committee"),
            "contact_id": ("c-secret",),
            "slug": ("board",),
            "size": ("1",),
            "secret": (f"shf_{'x' * 43}.ics",),  # whoever has a real one may read by it; nobody guesses one
        }

    def addresses(self, route: APIRoute) -> Iterable[str]:
        """Give every address of a route."""
        names = re.findall(r"{(\w+)}", route.path)
        for values in product(*(self.values[name] for name in names)):
            told = dict(zip(names, values, strict=True))
            yield re.sub(r"{(\w+)}", lambda name: told[name[1]], route.path)  # noqa: B023 - called at once


async def places(front: Front) -> Places:
    connection = await front.database.connect()
    try:
        streams = [row[0] for row in await connection.fetch("SELECT DISTINCT stream_id FROM event ORDER BY 1")]
        documents = [row[0].hex() for row in await connection.fetch("SELECT sha256 FROM document ORDER BY 1")]
    finally:
        await connection.close()
    first: dict[str, str] = {}
    for stream in streams:
        first.setdefault(stream.partition(":")[0], stream)
    own = [stream for stream in streams if LG in stream and not stream.startswith("measure:")]
    return Places(sorted({*own, *first.values()}), documents)


async def open_to(front: Front, secret: Secret, who: Caller) -> bool:
    """Say by the matrix alone whether somebody may see a secret as things stand."""
    kind = KINDS.get(secret.object_id.partition(":")[0])
    if kind is None:
        return MATRIX.refusal(secret.rows[0], who, (), "present") is None
    found = replay(kind, [record.event for record in await front.log.stream(secret.object_id)])
    matter = MEETS if secret.object_id == COUNCIL or "meeting/minutes" in secret.rows else (LG,)
    rows = (*secret.rows, f"{secret.object_id.partition(':')[0]}/events", "ListAuditTimeline")
    held = any(MATRIX.refusal(row, who, matter, state_of(found)) is None for row in rows)
    shown = state_of(found) == "accepted" and any(
        MATRIX.refusal(row, who, (), "present") is None for row in secret.when_accepted
    )
    return held or shown


def questions(route: APIRoute) -> Iterable[Mapping[str, str]]:
    """Give a question with what it needs alone, and one that names the office in everything that can be named."""
    asked = {each.name: each.field_info.is_required() for each in route.dependant.query_params if each.name in TOLD}
    yield {name: TOLD[name] for name, needed in asked.items() if needed or name in {"after", "limit", "at"}}
    if "lg_code" in asked:
        yield {name: TOLD[name] for name in asked}


async def told(who: httpx2.AsyncClient, everywhere: Places) -> AsyncIterator[tuple[str, str]]:
    """Ask for everything that can be asked for, and give each address with all that came back."""
    for route in READS:
        for address, question in product(list(everywhere.addresses(route)), list(questions(route))):
            answer = await who.get(address, params=question)
            assert answer.status_code != 422, (route.path, answer.text)
            yield f"{address}?{question}", readable(answer)


@pytest.mark.parametrize("capacity", STRANGERS)
async def test_no_route_tells_a_stranger_what_the_matrix_denies_in_any_state_of_the_year(
    database: Database, capacity: str
) -> None:
    async with open_front(database) as front:
        await front.found()
        secrets: list[Secret] = []
        lg_code = STRANGERS[capacity]
        who = await front.come_in(capacity, lg_code)
        caller = Caller("p", "o", lg_code, capacity, "k")
        leaks, seen = [], set()
        for stage in STAGES:
            secrets += await stage(front)
            await front.catch_up()
            denied = [each for each in secrets if not await open_to(front, each, caller)]
            async for address, answer in told(who, await places(front)):
                seen |= {each.text for each in secrets if each.text in answer}
                leaks += [(stage.__name__, address, each.object_id) for each in denied if each.text in answer]
        assert leaks == [], "\n".join(map(str, leaks))
        allowed = {each.text for each in secrets if await open_to(front, each, caller)}
        if capacity in {"secretariat", "auditor"}:
            assert seen == allowed  # else the secrets are not where they would be found


@pytest.mark.parametrize("capacity", STRANGERS)
async def test_no_command_lets_a_stranger_do_what_the_matrix_denies_in_any_state_of_the_year(
    database: Database, capacity: str
) -> None:
    async with open_front(database) as front:
        await front.found()
        lg_code = STRANGERS[capacity]
        who = await front.come_in(capacity, lg_code)
        caller = Caller("p", "o", lg_code, capacity, "k")
        tried = 0
        for stage in STAGES:
            await stage(front)
            head = await front.log.head()
            for name, object_id in product(sorted(CONTENT), OBJECTS):
                command = commands()[name]
                if object_id.partition(":")[0] != command.OBJECT.TOPIC:
                    continue
                found = replay(command.OBJECT, [record.event for record in await front.log.stream(object_id)])
                denied = MATRIX.refusal(name, caller, concerned(found, {}, object_id), state_of(found))
                if denied is None:
                    continue
                for given in list(bodies(command, object_id, found, front.clock.today(), caller))[:1] or [{}]:
                    body = {field: value for field, value in given.items() if field in command.model_fields}
                    asked = command.model_validate(body).model_dump(mode="json") if body else {}
                    number = found.version if found else 0
                    answer = await who.post(f"/api/v1/commands/{kebab(name)}", json=asked, headers=version(number))
                    assert answer.status_code >= 400, (stage.__name__, name, object_id)
                    assert not body or answer.status_code in {403, 404, 409}, (name, answer.text)
                    tried += 1
            assert await front.log.head() == head, stage.__name__
        assert tried > 20
