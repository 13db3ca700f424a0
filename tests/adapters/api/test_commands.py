"""Commands over HTTP: once per Idempotency-Key, on the version that was seen, and tried before they are done."""

import asyncio
from typing import TYPE_CHECKING

import pytest

from domain.progress_report import ProgressReport
from tests.adapters.api.front import Front, code, key, version
from tests.domain.office_year import LG, OTHER

if TYPE_CHECKING:
    from domain.kernel import Aggregate

BEGIN = "/api/v1/commands/begin-progress-report"
REPORT = "/api/v1/commands/report-measure"
OF = {"lg_code": LG, "fiscal_year": 2025}
STATED = {**OF, "statement": {"measure_id": "measure:43100-0001", "status": "under-way", "narrative": "サンプル"}}
REPORT_ID = f"progress-report:{LG}:2025"


async def test_a_command_that_makes_an_object_is_answered_201_with_its_place_and_version(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    before = await spring.log.head()
    answer = await clerk.post(BEGIN, json=OF, headers=key())
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v1/objects/{REPORT_ID}"
    assert answer.headers["etag"] == '"1"'
    assert answer.json() == {
        "object_id": REPORT_ID,
        "version": 1,
        "events": ["progress-report.begun"],
        "position": before + 1,
        "repeated": False,
        "dry_run": False,
    }


async def test_a_command_on_an_existing_object_is_answered_200(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    await clerk.post(BEGIN, json=OF, headers=key())
    answer = await clerk.post(REPORT, json=STATED, headers=version(1))
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')


async def test_the_same_key_with_the_same_body_gets_the_first_answer_and_nothing_is_written_twice(
    spring: Front,
) -> None:
    clerk = await spring.come_in("clerk", LG)
    once = key()
    first = await clerk.post(BEGIN, json=OF, headers=once)
    head = await spring.log.head()
    again = await clerk.post(BEGIN, json=OF, headers=once)
    assert again.status_code == first.status_code
    assert again.json() == {**first.json(), "repeated": True}
    assert await spring.log.head() == head


async def test_a_repeated_command_gets_its_first_answer_though_the_object_has_moved_since(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    once = key()
    first = await clerk.post(BEGIN, json=OF, headers=once)
    await clerk.post(REPORT, json=STATED, headers=version(1))
    again = await clerk.post(BEGIN, json=OF, headers=once)
    assert again.json()["version"] == first.json()["version"] == 1


async def test_twenty_at_once_with_one_key_are_one_act(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    once = key()
    answers = await asyncio.gather(*(clerk.post(BEGIN, json=OF, headers=once) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len(await spring.log.stream(REPORT_ID)) == 1


async def test_the_same_key_with_another_body_is_refused(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    once = key()
    await clerk.post(BEGIN, json=OF, headers=once)
    other = await clerk.post(BEGIN, json={**OF, "reason": "別の内容"}, headers=once)
    assert (other.status_code, code(other)) == (409, "request-key-reused")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [({}, "idempotency-key-missing"), ({"Idempotency-Key": "a b"}, "idempotency-key-malformed")],
)
async def test_a_command_without_a_usable_key_is_refused(spring: Front, headers: dict[str, str], expected: str) -> None:
    clerk = await spring.come_in("clerk", LG)
    answer = await clerk.post(BEGIN, json=OF, headers=headers)
    assert (answer.status_code, code(answer)) == (400, expected)


async def test_an_existing_object_needs_the_version_that_was_seen(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    await clerk.post(BEGIN, json=OF, headers=key())
    answer = await clerk.post(REPORT, json=STATED, headers=key())
    assert (answer.status_code, code(answer)) == (428, "version-required")
    assert answer.json()["details"]["actual"] == 1


async def test_a_stale_version_is_refused_and_nothing_is_written(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    await clerk.post(BEGIN, json=OF, headers=key())
    await clerk.post(REPORT, json=STATED, headers=version(1))
    answer = await clerk.post(REPORT, json=STATED, headers=version(1))
    assert (answer.status_code, code(answer)) == (412, "version-stale")
    assert len(await spring.log.stream(REPORT_ID)) == 2


async def test_a_version_of_what_does_not_exist_is_stale(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    answer = await clerk.post(BEGIN, json=OF, headers=version(3))
    assert (answer.status_code, code(answer)) == (412, "version-stale")


@pytest.mark.parametrize("given", ["3", "*", 'W/"3"', '"3", "4"', '"-1"', '"x"', '"²"'])
async def test_an_if_match_that_is_not_one_version_is_refused(spring: Front, given: str) -> None:
    clerk = await spring.come_in("clerk", LG)
    answer = await clerk.post(
        BEGIN, json=OF, headers=[*((n.encode(), v.encode()) for n, v in key().items()), (b"If-Match", given.encode())]
    )
    assert (answer.status_code, code(answer)) == (400, "if-match-malformed")


async def test_a_dry_run_tells_what_would_happen_and_writes_nothing(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    head = await spring.log.head()
    answer = await clerk.post(BEGIN, json=OF, headers=key(), params={"dry_run": 1})
    assert answer.status_code == 200
    assert (answer.json()["events"], answer.json()["dry_run"]) == (["progress-report.begun"], True)
    assert await spring.log.head() == head


async def test_a_key_used_for_a_dry_run_is_still_free(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    once = key()
    await clerk.post(BEGIN, json=OF, headers=once, params={"dry_run": 1})
    assert (await clerk.post(BEGIN, json=OF, headers=once)).status_code == 201


async def test_a_dry_run_is_refused_like_the_act_itself(spring: Front) -> None:
    clerk = await spring.come_in("clerk", OTHER)
    answer = await clerk.post(BEGIN, json=OF, headers=key(), params={"dry_run": 1})
    assert (answer.status_code, code(answer)) == (403, "not-permitted")


async def test_a_guard_of_the_domain_is_a_problem_with_its_facts(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    await clerk.post(BEGIN, json=OF, headers=key())
    answer = await clerk.post("/api/v1/commands/submit-progress-report", json=OF, headers=version(1))
    assert (answer.status_code, code(answer)) == (409, "measures-unconfirmed")
    assert answer.json()["title"] == "取組状況が確認されていない施策があります。"
    assert answer.json()["details"]["measures"] == ["measure:43100-0001", "measure:43100-0002"]


async def test_a_figure_keeps_every_digit_on_its_way_into_the_record(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    await clerk.post(BEGIN, json=OF, headers=key())
    body = b"""{"lg_code": "43100", "fiscal_year": 2025, "statement": {"measure_id": "measure:43100-0001",
        "status": "under-way", "narrative": "a", "reduction": 123456789012.123456}}"""
    headers = {**version(1), "Content-Type": "application/json"}
    assert (await clerk.post(REPORT, content=body, headers=headers)).status_code == 200
    report: Aggregate = await spring.year.load(ProgressReport, REPORT_ID)
    assert "123456789012.123456" in str(vars(report))
    shown = (await clerk.get(f"/api/v1/objects/{REPORT_ID}")).text
    assert '"123456789012.123456"' in shown


async def test_a_key_limited_to_some_acts_opens_no_others(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG, scope=["ReportMeasure"])
    answer = await clerk.post(BEGIN, json=OF, headers=key())
    assert (answer.status_code, code(answer)) == (403, "not-permitted")
