"""Starting, sharing and stopping the embedded database."""

import asyncio
import time
from pathlib import Path

import pytest

from adapters.embedded import SettingsDiffer, lease, processes
from tests.adapters.embedded.watching import StartClient, ask, eventually, postmaster, stopped, supervisor


async def test_the_first_lease_makes_a_durable_cluster_that_sorts_by_code_point(place: Path) -> None:
    with lease(place) as held:
        assert (
            await ask(
                held.parameters,
                "SELECT string_agg(current_setting(s), ' ') FROM unnest(ARRAY["
                "'fsync','synchronous_commit','full_page_writes','data_checksums','server_encoding','timezone']) s",
            )
            == "on on on on UTF8 UTC"
        )
        assert (
            await ask(held.parameters, "SELECT datlocprovider::text || datlocale FROM pg_database LIMIT 1")
            == "bC.UTF-8"
        )
        assert await ask(held.parameters, "SELECT current_setting('listen_addresses')") == ""
        assert (held.bin_directory / "pg_dump").exists()


async def test_two_processes_share_one_server(place: Path, start_client: StartClient) -> None:
    first, second = start_client(place), start_client(place)
    one, other = first.answer(), second.answer()
    assert one == other
    assert await ask(one["parameters"], "SELECT 1") == 1


async def test_six_processes_that_start_at_once_get_one_server(place: Path, start_client: StartClient) -> None:
    clients = [start_client(place) for _ in range(6)]
    assert len({client.answer()["supervisor"] for client in clients}) == 1
    log = (place / "server.log").read_text(encoding="utf-8")
    assert log.count("starting PostgreSQL") == 1


async def test_the_last_one_out_stops_the_server_and_no_one_before(place: Path, start_client: StartClient) -> None:
    first, second = start_client(place), start_client(place)
    first.answer()
    parameters = second.answer()["parameters"]
    first.leave()
    await asyncio.sleep(2.0)
    assert await ask(parameters, "SELECT 1") == 1
    second.leave()
    eventually(lambda: stopped(place))
    assert "database system is shut down" in (place / "server.log").read_text(encoding="utf-8")


async def test_what_was_committed_is_there_after_a_stop(place: Path) -> None:
    with lease(place) as held:
        await ask(held.parameters, "CREATE TABLE kept AS SELECT 18 AS towns")
    eventually(lambda: stopped(place))
    with lease(place) as held:
        assert await ask(held.parameters, "SELECT towns FROM kept") == 18


async def test_who_comes_back_at_once_finds_the_same_server(place: Path) -> None:
    with lease(place):
        before = postmaster(place)
    with lease(place):
        assert postmaster(place) == before


async def test_who_comes_while_it_stops_gets_a_new_server(place: Path) -> None:
    for _ in range(3):
        with lease(place) as held:
            assert await ask(held.parameters, "SELECT 1") == 1
        await asyncio.sleep(0.6)  # the linger: now it may be stopping, or about to


async def test_further_settings_reach_the_server_and_must_agree(place: Path) -> None:
    with lease(place, settings={"work_mem": "8MB"}) as held:
        assert await ask(held.parameters, "SHOW work_mem") == "8MB"
        with lease(place):
            pass
        with pytest.raises(SettingsDiffer):
            lease(place, settings={"work_mem": "9MB"})


def test_the_server_stops_when_its_directory_is_taken_away(place: Path, tmp_path: Path) -> None:
    with lease(place):
        server, guard = postmaster(place), supervisor(place)
        place.rename(tmp_path / "elsewhere")
        eventually(lambda: processes.started_at(server) is None and processes.started_at(guard) is None)


async def test_a_warm_lease_costs_next_to_nothing(place: Path) -> None:
    with lease(place) as held:
        begun = time.perf_counter()
        held.renew()
        with lease(place):
            pass
        assert time.perf_counter() - begun < 1.0  # a start would take longer than a look


def test_a_long_log_is_cut_at_the_next_start(place: Path) -> None:
    place.mkdir()
    (place / "server.log").write_bytes(b"x" * (9 * 1024 * 1024))
    with lease(place):
        assert (place / "server.log").stat().st_size < 1024 * 1024
        assert (place / "server.log.1").stat().st_size > 1024 * 1024
