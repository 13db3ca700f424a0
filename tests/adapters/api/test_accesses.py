"""Accesses: who reads the record is written down, before the answer, and read by those who watch."""

import asyncpg
import pytest

from adapters.postgres.connection import Database
from tests.adapters.api.front import Front, code, key
from tests.domain.office_year import LG

PATH = "/api/v1/audit-accesses"


async def test_every_reading_of_the_trail_is_written_down_with_what_was_asked(spring: Front) -> None:
    secretariat, auditor = await spring.come_in("secretariat"), await spring.come_in("auditor")
    await secretariat.get("/api/v1/audit-timeline", params={"lg_code": LG, "limit": 5})
    await secretariat.get("/api/v1/objects/review-round:2025/events")
    await auditor.get("/api/v1/publications/2025/story", params={"lg_code": LG})
    told = (await auditor.get(PATH)).json()["items"]
    assert [(each["operation"], each["person_id"], each["capacity"]) for each in told] == [
        ("GetStory", "auditor-secretariat", "auditor"),
        ("ListObjectEvents", "secretariat-secretariat", "secretariat"),
        ("ListAuditTimeline", "secretariat-secretariat", "secretariat"),
    ]
    assert told[2]["asked"] == {"lg_code": LG, "order": "newest", "limit": 5}
    assert told[1]["asked"]["object_id"] == "review-round:2025"
    assert all(each["key_id"].startswith("k-") and each["read_at"] for each in told)


async def test_accesses_are_read_page_by_page_newest_first(spring: Front) -> None:
    auditor = await spring.come_in("auditor")
    for _ in range(3):
        await auditor.get("/api/v1/audit-timeline")
    first = (await auditor.get(PATH, params={"limit": 2})).json()
    rest = (await auditor.get(PATH, params={"limit": 2, "cursor": first["next"]})).json()
    numbers = [each["number"] for page in (first, rest) for each in page["items"]]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 3
    assert rest["next"] is None


async def test_what_is_refused_is_not_read_and_asking_who_read_is_for_those_who_watch(spring: Front) -> None:
    clerk, auditor = await spring.come_in("clerk", LG), await spring.come_in("auditor")
    assert code(await clerk.get("/api/v1/audit-timeline")) == "not-permitted"
    for capacity in ("secretariat", "council-chair", "reader"):
        assert code(await (await spring.come_in(capacity)).get(PATH)) == "not-permitted"
    assert (await auditor.get(PATH)).json()["items"] == []


async def test_an_access_is_never_changed_or_removed(spring: Front, database: Database) -> None:
    await (await spring.come_in("auditor")).get("/api/v1/audit-timeline")
    for statement in ("UPDATE access SET person_id = 'x'", "DELETE FROM access", "TRUNCATE access"):
        for role in ({}, {"role": None}):
            connection = await database.connect(**role)
            try:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)
            finally:
                await connection.close()


async def test_an_act_of_a_day_long_ago_is_told_like_any_other(spring: Front) -> None:
    secretariat, auditor = await spring.come_in("secretariat-head"), await spring.come_in("auditor")
    told = {"slug": "old", "region_id": "region:kumamoto", "name": "課", "opened_on": "2021-04-01", "lg_code": LG}
    asked = {**told, "effective_on": "1856-03-31"}
    done = await secretariat.post("/api/v1/commands/open-office", json=asked, headers=key())
    assert done.status_code == 201, done.text
    answer = await auditor.get("/api/v1/audit-timeline", params={"limit": 100})
    assert answer.status_code == 200
    assert [each["fiscal_year"] for each in answer.json()["items"] if each["object_id"] == "office:old"] == [1855]
