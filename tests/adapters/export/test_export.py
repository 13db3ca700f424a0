"""The export: checked by one file of the standard library, that no forgery gets past and no honest file troubles."""

import json
import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.clock import MovableClock
from adapters.export.exporting import NothingToExport, export_record
from adapters.postgres.audit import PostgresAudit
from adapters.postgres.connection import Database
from adapters.postgres.event_log import open_event_log
from adapters.postgres.event_mapper import EventMapper
from application.canonical import canonical_line
from application.checkpoints import note_of
from application.ports import Act, Append, NewEvent
from domain.topics import all_events
from tests.adapters.export.forgeries import FORGERIES, packed, packed_tightly, unpacked
from tests.adapters.postgres.ledger import EVENTS, Ledger
from tests.adapters.postgres.seals import seals_over, signer

BROWSER = Path(__file__).parent / "verify_all.mjs"
PROGRAM_JS = files("data").joinpath("export", "verify.js")
PROGRAM = str(files("data").joinpath("export", "verify.py"))
VERIFIER = runpy.run_path(PROGRAM)
checked: Callable[..., tuple[list[str], list[dict[str, Any]]]] = VERIFIER["checked"]
Unreadable: type[Exception] = VERIFIER["Unreadable"]
ALL = {**all_events(), **EVENTS}
OPENING = date(2025, 4, 1)
YEAR = 2025
FORGED = 1_100


class Exported(NamedTuple):
    """Two exports of one record, and what came another way."""

    whole: bytes
    year: bytes
    key: str
    notes: list[str]


async def write(log: Any, events: int, on: date) -> None:
    """Append a stream of so many events on a day."""
    act = Act(actor="person-1", capacity="secretariat", effective_on=on, reason="サンプル（架空値）")
    ledger = Ledger(name=uuid4().hex)
    for number in range(events - 1):
        ledger.enter(f"記入𠮷{number}", on)
    await log.append(Append([NewEvent(uuid4(), fact) for fact in ledger.collect()], act))


@pytest_asyncio.fixture
async def exported(database: Database, tmp_path: Path) -> AsyncIterator[Exported]:
    """Export a record of two fiscal years with checkpoints in between."""
    async with open_event_log(database, ALL) as log, await database.pool() as pool:
        clock = MovableClock.on(OPENING)
        seals = seals_over(log, pool, clock)
        audit = PostgresAudit(pool, EventMapper(ALL))
        for events, on in ((5, OPENING), (9, OPENING - timedelta(days=30)), (20, OPENING), (3, OPENING)):
            await write(log, events, on)
            await seals.seal("daily")
        whole, year = tmp_path / "whole.zip", tmp_path / "year.zip"
        assert (await export_record(pool, audit, seals, clock, file=whole)).events == 37
        assert (await export_record(pool, audit, seals, clock, file=year, fiscal_year=YEAR)).events == 28
        assert sorted(os.listdir(tmp_path)) == ["whole.zip", "year.zip"]  # noqa: PTH208 - nothing waits here
        notes = [text.decode() for name, text in unpacked(whole.read_bytes()).items() if name.startswith("checkpoints")]
        yield Exported(whole.read_bytes(), year.read_bytes(), seals.keys[0].written(), notes)


def test_everything_in_an_honest_export_holds(exported: Exported) -> None:
    for archive in (exported.whole, exported.year):
        for keys, notes in (((), ()), ((exported.key,), exported.notes)):
            said, faults = checked(BytesIO(archive), keys, notes)
            assert faults == []
            assert len(said) == 3 + len(notes)


@pytest.mark.parametrize("isolated", [["-I"], ["-I", "-S"]])
def test_the_verifier_in_the_file_runs_by_itself(exported: Exported, tmp_path: Path, isolated: list[str]) -> None:
    """As an auditor would: unpack, run, with nothing but Python."""
    inside = unpacked(exported.whole)
    (tmp_path / "verify.py").write_bytes(inside["verify.py"])
    (tmp_path / "記録.zip").write_bytes(exported.whole)
    (tmp_path / "手元.txt").write_text(exported.notes[1], encoding="utf-8")
    given = ["記録.zip", "--key", exported.key, "--checkpoint", "手元.txt"]
    command = [sys.executable, *isolated, "verify.py", *given]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "すべて一致しました。" in done.stdout
    forged = {**inside, "events.jsonl": inside["events.jsonl"].replace(b"person-1", b"person-2", 1)}
    (tmp_path / "記録.zip").write_bytes(packed(forged))
    done = subprocess.run([*command, "--json"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["faults"]
    (tmp_path / "記録.zip").write_bytes(exported.whole[:200])
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")


def test_every_line_is_the_bytes_that_were_hashed(exported: Exported) -> None:
    inside = unpacked(exported.whole)
    told = [json.loads(line) for line in inside["events.jsonl"].splitlines()]
    assert [each["position"] for each in told] == list(range(1, 38))
    assert set(json.loads(inside["schema.json"])) >= {"measure.launched", "publication.published"}
    assert "python3 verify.py" in inside["README.txt"].decode()
    part = [json.loads(line)["position"] for line in unpacked(exported.year)["events.jsonl"].splitlines()]
    assert part == [*range(1, 6), *range(15, 38)]


def test_a_thousand_forgeries_are_all_found_and_no_honest_file_troubles(exported: Exported) -> None:
    dice = Random(2026)  # noqa: S311 - the same forgeries every time
    found = passed = 0
    whole, year = unpacked(exported.whole), unpacked(exported.year)
    for number in range(FORGED):
        forge = FORGERIES[number % len(FORGERIES)]
        original = whole if dice.random() < 0.5 else year
        forged = dict(original)
        forge(forged, dice)
        if forged == original:
            continue
        try:
            _, faults = checked(BytesIO(packed(forged)))
        except Unreadable:
            faults = [{}]
        assert faults, (forge.__name__, number)
        found += 1
    for _ in range(20):
        for archive in (exported.whole, exported.year):
            assert checked(BytesIO(packed(unpacked(archive))))[1] == []
            passed += 1
    assert found >= 1_000
    assert passed == 40


def in_the_browser(folder: Path, **asked: object) -> dict[str, dict[str, Any]]:
    """Let the browser's verifier, run by node, check every file of a folder."""
    command = ["node", str(BROWSER), str(PROGRAM_JS), str(folder), json.dumps(asked)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {told["name"]: told for told in map(json.loads, done.stdout.splitlines())}


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_both_verifiers_agree_on_every_honest_and_every_forged_file(exported: Exported, tmp_path: Path) -> None:
    dice = Random(12)  # noqa: S311 - the same forgeries every time
    folder = tmp_path / "forged"
    folder.mkdir()
    expected: dict[str, list[tuple[str, int]] | None] = {}
    for number in range(220):
        forge = FORGERIES[number % len(FORGERIES)]
        files_of = unpacked(exported.whole if dice.random() < 0.5 else exported.year)
        if number >= len(FORGERIES):
            forge(files_of, dice)
        name = f"{number:03}.zip"
        (folder / name).write_bytes(packed(files_of) if number % 2 else packed_tightly(files_of))
        try:
            expected[name] = [(each["fault"], each["position"]) for each in checked(str(folder / name))[1]]
        except Unreadable:
            expected[name] = None
    told = in_the_browser(folder)
    for name, faults in expected.items():
        if faults is None:
            assert "unreadable" in told[name], name
        else:
            assert [(each["fault"], each["position"]) for each in told[name]["faults"]] == faults, name
    assert sum(faults == [] for faults in expected.values()) >= len(FORGERIES)
    assert sum(faults != [] for faults in expected.values()) > 150


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_browser_holds_an_export_against_what_came_another_way(exported: Exported, tmp_path: Path) -> None:
    (tmp_path / "forged").mkdir()
    (tmp_path / "forged" / "whole.zip").write_bytes(exported.whole)
    roots = [note_of(each).checkpoint().shown() for each in exported.notes]
    told = in_the_browser(tmp_path / "forged", keys=[exported.key], roots=roots, checkpoints=exported.notes)
    assert told["whole.zip"]["faults"] == []
    other = f"{roots[0].partition(':')[0]}:{roots[1].partition(':')[2]}"
    told = in_the_browser(tmp_path / "forged", roots=[other, roots[1]])
    assert [each["fault"] for each in told["whole.zip"]["faults"]] == ["outside"]
    told = in_the_browser(tmp_path / "forged", keys=[signer().key.written()])
    assert {each["fault"] for each in told["whole.zip"]["faults"]} == {"signature", "checkpoint"}


async def test_a_record_made_anew_by_whoever_has_the_key_is_found_by_an_outside_checkpoint(
    database: Database, exported: Exported, tmp_path: Path
) -> None:
    """Everything is written again with other content and signed again: by itself, all is well."""
    async with open_event_log(database, ALL) as log, await database.pool() as pool:
        clock = MovableClock.on(OPENING)
        connection = await database.connect(role=None)
        try:
            for table in ("event", "checkpoint"):
                await connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
            await connection.execute("TRUNCATE event, checkpoint, subtree, trail")
        finally:
            await connection.close()
        seals = seals_over(log, pool, clock, signer())
        await write(log, 37, OPENING)
        forged = tmp_path / "forged.zip"
        await export_record(pool, PostgresAudit(pool, EventMapper(ALL)), seals, clock, file=forged)
    assert checked(BytesIO(forged.read_bytes()))[1] == []
    assert checked(BytesIO(forged.read_bytes()), [exported.key])[1] != []
    for note in exported.notes:
        signed = note_of(note).checkpoint()
        for notes, roots in (([note], ()), ((), [signed.shown()])):
            faults = checked(BytesIO(forged.read_bytes()), (), notes, roots)[1]
            assert [each["fault"] for each in faults] == ["outside"]
            assert checked(BytesIO(exported.whole), (), notes, roots)[1] == []


async def test_an_empty_record_is_not_exported(database: Database, tmp_path: Path) -> None:
    async with open_event_log(database, ALL) as log, await database.pool() as pool:
        clock = MovableClock.on(OPENING)
        seals = seals_over(log, pool, clock)
        with pytest.raises(NothingToExport):
            await export_record(pool, PostgresAudit(pool, EventMapper(ALL)), seals, clock, file=tmp_path / "none.zip")
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - nothing waits here


async def test_the_line_reckoned_here_is_the_line_that_the_database_hashed(database: Database) -> None:
    async with open_event_log(database, ALL) as log:
        await write(log, 3, OPENING)
        for record in await log.page(0, 10):
            assert record.leaf == VERIFIER["leaf_hash"](canonical_line(record))


@pytest.mark.parametrize(
    ("secret", "message", "signature"),
    [  # RFC 8032, 7.1: tests 1 to 3
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "",
            (
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "72",
            (
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "af82",
            (
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
            ),
        ),
    ],
)
def test_signatures_are_checked_as_the_standard_says(secret: str, message: str, signature: str) -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    public = private.public_key().public_bytes_raw()
    holds = VERIFIER["signature_holds"]
    assert private.sign(bytes.fromhex(message)).hex() == signature
    assert holds(public, bytes.fromhex(signature), bytes.fromhex(message))
    assert not holds(public, bytes.fromhex(signature), bytes.fromhex(message) + b"!")
    for at in (0, 31, 32, 63):
        changed = bytearray(bytes.fromhex(signature))
        changed[at] ^= 1
        assert not holds(public, bytes(changed), bytes.fromhex(message))
