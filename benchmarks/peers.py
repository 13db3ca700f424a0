"""The peers: the library's own PostgreSQL recorder on psycopg, and bare INSERTs by pgbench."""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.book import LibraryBooks, library_book

PLAIN = """
CREATE TABLE plain (
    position bigserial PRIMARY KEY,
    stream_id text NOT NULL,
    version integer NOT NULL,
    topic text NOT NULL,
    body json NOT NULL,
    UNIQUE (stream_id, version)
)
"""
INSERT = """
INSERT INTO plain (stream_id, version, topic, body) VALUES ('benchmark-book:' || gen_random_uuid(), 1,
 'benchmark-book.entered',
 '{"note":"公共施設の照明を省エネ型に改修した。","on":"2025-04-01","sector":"業務その他","tonnes":"12.500000"}');
"""


@contextmanager
def library(parameters: Mapping[str, Any], writers: int = 1) -> Iterator[LibraryBooks]:
    """Open an application of the library on a database, with a connection per writer."""
    application = LibraryBooks(
        {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": parameters["database"],
            "POSTGRES_HOST": parameters["host"],
            "POSTGRES_PORT": str(parameters["port"]),
            "POSTGRES_USER": parameters["user"],
            "POSTGRES_PASSWORD": parameters.get("password") or "none",
            "POSTGRES_POOL_SIZE": str(writers),
            "POSTGRES_MAX_WAITING": "1000",
        }
    )
    try:
        yield application
    finally:
        application.close()


def library_appends(parameters: Mapping[str, Any], writers: int, seconds: float) -> float:
    """Append single events by the library's recorder from so many threads; give events per second."""
    with library(parameters, writers) as application, ThreadPoolExecutor(writers) as threads:
        until = time.perf_counter() + seconds

        def write(_: int) -> int:
            done = 0
            while time.perf_counter() < until:
                application.recorder.insert_events(
                    [application.mapper.to_stored_event(fact) for fact in library_book(1)[1]]
                )
                done += 1
            return done

        started = time.perf_counter()
        return sum(threads.map(write, range(writers))) / (time.perf_counter() - started)


def pgbench_inserts(program: Path, parameters: Mapping[str, Any], writers: int, seconds: float) -> float:
    """Insert bare rows without any order or check, prepared, one transaction each; give rows per second."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as script:
        script.write(INSERT.strip().replace("\n", " ") + "\n")
        script.flush()
        output = subprocess.run(  # noqa: S603 - the wheel's own program
            [
                *(str(program), "-n", "-M", "prepared", "-f", script.name),
                *("-c", str(writers), "-j", str(min(writers, os.cpu_count() or 1)), "-T", str(max(1, round(seconds)))),
                *("-h", parameters["host"], "-p", str(parameters["port"]), "-U", parameters["user"]),
                parameters["database"],
            ],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    found = re.search(r"tps = ([0-9.]+)", output)
    assert found, output
    return float(found[1])
