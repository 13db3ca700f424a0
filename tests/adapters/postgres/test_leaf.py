"""The leaf: SHA-256 of one canonical line that holds every other column, computed again without the database."""

import hashlib
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.postgres.connection import Database
from adapters.postgres.event_log import PostgresEventLog, open_event_log
from application.ports import Act, Append, NewEvent
from tests.adapters.postgres.ledger import EVENTS, Ledger

if TYPE_CHECKING:
    from asyncpg import Record

    from adapters.postgres.connection import Connection

COLUMNS = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = $1 AND table_name = 'event' AND column_name <> 'leaf' ORDER BY column_name
"""
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=40)
ACTS = st.builds(
    Act,
    actor=WORDS,
    capacity=WORDS,
    effective_on=st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    acting_for=st.none() | WORDS,
    authority=st.none() | WORDS,
    reason=st.none() | WORDS,
    corrects=st.none() | st.uuids(),
    causation_id=st.none() | st.uuids(),
    correlation_id=st.none() | st.uuids(),
    request_id=st.none() | WORDS,
)


def written(value: object) -> str:
    """Write a value as the line does, whatever the session is set to."""
    if isinstance(value, datetime):
        return json.dumps(value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    if isinstance(value, UUID):
        return json.dumps(str(value))
    return json.dumps(value, ensure_ascii=False)


def leaf(row: "Record") -> bytes:
    """Compute the leaf of a row from its other columns: sorted keys, the body as it stands."""
    members = (
        f'"{name}":{value if name == "body" else written(value)}'
        for name, value in sorted(row.items())
        if name != "leaf"
    )
    return hashlib.sha256(b"\x00" + f"{{{','.join(members)}}}".encode()).digest()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(act=ACTS, note=WORDS)
async def test_the_leaf_covers_every_column_whatever_stands_in_it(database: Database, act: Act, note: str) -> None:
    ledger = Ledger(name=uuid4().hex)
    ledger.enter(note, date(2025, 4, 1))
    async with open_event_log(database, EVENTS) as log:
        last = await log.append(Append([NewEvent(uuid4(), fact) for fact in ledger.collect()], act))
        for recorded in await log.page(last.first - 1, 2):
            row = await _row(database, recorded.position)
            assert set(dict(row)) - {"leaf"} == set(await _columns(database))
            assert row["leaf"] == recorded.leaf == leaf(row)
            assert json.loads(row["body"]).get("note", note) == note


async def _row(database: Database, position: int) -> "Record":
    connection = await database.connect()
    try:
        row = await connection.fetchrow("SELECT * FROM event WHERE position = $1", position)
    finally:
        await connection.close()
    assert row is not None
    return row


async def _columns(database: Database) -> list[str]:
    connection = await database.connect(role=None)
    try:
        return [row[0] for row in await connection.fetch(COLUMNS, database.area)]
    finally:
        await connection.close()


@pytest.mark.parametrize(
    "setting",
    [
        "timezone = 'Asia/Tokyo'",
        "datestyle = 'German'",
        "intervalstyle = 'sql_standard'",
        "bytea_output = 'escape'",
        "extra_float_digits = -15",
        "lc_time = 'C'",
    ],
)
async def test_no_setting_of_a_session_changes_a_leaf(
    log: PostgresEventLog, superuser: "Connection", setting: str
) -> None:
    ledger = Ledger(name="a")
    await log.append(Append([NewEvent(uuid4(), fact) for fact in ledger.collect()], Act("a", "b", date(2025, 4, 1))))
    await superuser.execute(f"SET {setting}")
    again: Any = await superuser.fetchval(
        """
        SELECT sha256('\\x00'::bytea || convert_to(canonical_line(acting_for, actor, authority, body::text, capacity,
            causation_id, corrects, correlation_id, effective_on, event_id, position, reason, recorded_at, request_id,
            schema_version, stream_id, topic, version), 'UTF8')) = leaf FROM event
        """
    )
    assert again is True
