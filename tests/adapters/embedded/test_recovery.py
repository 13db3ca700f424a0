"""kill -9 of application, supervisor, server, everything: the next lease recovers, nothing committed is lost."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from adapters.embedded import Lease, ServerNotStarted, lease, processes
from tests.adapters.embedded.watching import (
    StartClient,
    ask,
    eventually,
    guard_of,
    postmaster,
    stopped,
    supervisor,
    whole,
)

pytestmark = pytest.mark.faults


async def commit(held: Lease) -> None:
    await ask(held.parameters, "CREATE TABLE kept AS SELECT 18 AS towns")


async def kept(held: Lease) -> bool:
    return bool(await ask(held.parameters, "SELECT towns FROM kept") == 18)


async def test_a_killed_application_leaves_no_server_behind(place: Path, start_client: StartClient) -> None:
    client = start_client(place)
    await ask(client.answer()["parameters"], "CREATE TABLE kept AS SELECT 18 AS towns")
    client.kill()
    eventually(lambda: stopped(place))
    with lease(place) as held:
        assert await kept(held)


async def test_the_server_dies_with_its_supervisor_and_a_renewed_lease_brings_both_back(place: Path) -> None:
    with lease(place) as held:
        await commit(held)
        server, guard = postmaster(place), supervisor(place)
        os.kill(guard, signal.SIGKILL)
        eventually(lambda: processes.started_at(server) is None)
        held.renew()
        assert supervisor(place) != guard
        assert await kept(held)


async def test_a_killed_server_is_restarted_for_those_who_use_it(place: Path) -> None:
    with lease(place) as held:
        await commit(held)
        guard, server = supervisor(place), postmaster(place)
        os.kill(server, signal.SIGKILL)
        eventually(lambda: processes.started_at(server) is None)
        held.renew()
        assert supervisor(place) == guard
        assert await kept(held)


async def test_a_killed_backend_is_recovered_by_the_server_itself(place: Path) -> None:
    with lease(place) as held:
        await commit(held)
        connection = await asyncpg.connect(**held.parameters)
        os.kill(connection.get_server_pid(), signal.SIGKILL)
        with contextlib.suppress(asyncpg.PostgresError, OSError):
            await connection.fetchval("SELECT 1")
        connection.terminate()
        held.renew()
        assert await kept(held)


async def test_everything_killed_at_once_recovers(place: Path, start_client: StartClient) -> None:
    client = start_client(place)
    await ask(client.answer()["parameters"], "CREATE TABLE kept AS SELECT 18 AS towns")
    for pid in whole(place):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    client.kill()
    with lease(place) as held:
        assert await kept(held)


async def test_a_server_left_alone_is_ended_before_another_starts(place: Path) -> None:
    with lease(place) as held:
        await commit(held)
        server = postmaster(place)
        os.kill(server, signal.SIGSTOP)  # it cannot hear that its supervisor dies
        os.kill(supervisor(place), signal.SIGKILL)
        held.renew()
        assert postmaster(place) != server
        assert processes.started_at(server) is None
        assert await kept(held)


@pytest.fixture
def stranger() -> Iterator[int]:
    """Give the pid of a living process that has nothing to do with us."""
    process = subprocess.Popen(["sleep", "600"])
    yield process.pid
    process.kill()
    process.wait()


@pytest.fixture
def zombie() -> Iterator[int]:
    """Give the pid of a process that has ended and that nobody has asked about."""
    process = subprocess.Popen(["true"])
    eventually(lambda: processes.started_at(process.pid) is None)
    yield process.pid
    process.wait()


@pytest.mark.parametrize("owner", ["stranger", "zombie"])
async def test_a_stale_pid_file_does_not_stop_anyone(place: Path, owner: str, request: pytest.FixtureRequest) -> None:
    pid: int = request.getfixturevalue(owner)
    with lease(place) as held:
        await commit(held)
        stale = (place / "postgres" / "postmaster.pid").read_text(encoding="utf-8")
    eventually(lambda: stopped(place))
    (place / "postgres" / "postmaster.pid").write_text(stale.replace(stale.split()[0], str(pid), 1), encoding="utf-8")
    with lease(place) as held:
        assert await kept(held)
    os.kill(pid, 0)  # the stranger was left alone


def test_the_remains_of_an_interrupted_beginning_are_cleared(place: Path, start_client: StartClient) -> None:
    first = start_client(place)
    eventually(lambda: any(place.glob("postgres.new-*/base")))
    os.kill(guard_of(place), signal.SIGKILL)
    assert "parameters" in first.answer()
    assert not list(place.glob("postgres.new-*"))


def test_a_beginning_that_is_still_under_way_is_ended_before_its_remains_are_cleared(
    place: Path, start_client: StartClient
) -> None:
    first = start_client(place)
    eventually(lambda: any(place.glob("postgres.new-*/base")))
    [beginning] = [
        pid for pid in processes.working_in(place) if (Path("/proc") / str(pid) / "exe").readlink().name == "initdb"
    ]
    os.kill(beginning, signal.SIGSTOP)  # it would end by itself otherwise, at a moment of its own choice
    os.kill(guard_of(place), signal.SIGKILL)
    assert "parameters" in first.answer()
    assert processes.started_at(beginning) is None
    assert not list(place.glob("postgres.new-*"))


def test_a_server_that_cannot_stay_up_is_given_up_with_its_own_words(place: Path) -> None:
    with lease(place) as held:
        with (place / "postgres" / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write("no_such_setting = on\n")
        server = postmaster(place)
        os.kill(server, signal.SIGKILL)
        eventually(lambda: processes.started_at(server) is None)
        with pytest.raises(ServerNotStarted, match="no_such_setting"):
            held.renew()
        (place / "postgres" / "postgresql.conf").write_text("", encoding="utf-8")
        held.renew()
