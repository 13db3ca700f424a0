"""Bundles over HTTP: an office's whole form in one request, all of it or nothing."""

from collections.abc import Mapping
from typing import Any

import pytest

from adapters.api.commands import APART
from domain.errors import kebab
from domain.progress_report import ProgressReport
from tests.adapters.api.front import Front, code, key
from tests.adapters.api.test_openapi import WRITTEN
from tests.domain.office_year import LG, MEASURES

PATH = "/api/v1/bundles"
OF = {"lg_code": LG, "fiscal_year": 2025}
REPORT_ID = f"progress-report:{LG}:2025"
BEGIN = {"command": "begin-progress-report", "body": OF}


def stating(measure_id: str, narrative: str = "サンプル", **more: Any) -> dict[str, Any]:
    statement = {"measure_id": measure_id, "status": "under-way", "narrative": narrative}
    return {"command": "report-measure", "body": {**OF, "statement": statement}, **more}


def bundle(*parts: Mapping[str, Any]) -> dict[str, Any]:
    return {"commands": list(parts)}


async def test_a_whole_form_is_one_request_and_each_command_tells_what_it_came_to(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    answer = await clerk.post(PATH, json=bundle(BEGIN, *map(stating, MEASURES)), headers=key())
    outcomes = answer.json()["outcomes"]
    assert answer.status_code == 200
    assert [each["events"] for each in outcomes] == [
        ["progress-report.begun"],
        *[["progress-report.measure-reported"]] * len(MEASURES),
    ]
    assert [each["version"] for each in outcomes] == [*range(1, len(MEASURES) + 2)]
    assert {each["position"] for each in outcomes} == {await spring.log.head()}
    report = await spring.year.load(ProgressReport, REPORT_ID)
    assert set(report.statements) == set(MEASURES)


async def test_one_refusal_leaves_nothing_of_the_others_and_says_which_it_was(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    head = await spring.log.head()
    parts = (BEGIN, stating(MEASURES[0]), stating("measure:99999-0001"))
    answer = await clerk.post(PATH, json=bundle(*parts), headers=key())
    assert (answer.status_code, code(answer)) == (422, "measure-not-due")
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/commands/2"]
    assert await spring.log.head() == head


async def test_wrong_fields_of_all_commands_are_named_at_once_by_their_place(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    parts = ({"command": "no-such-act", "body": {}}, {"command": "begin-progress-report", "body": {"lg_code": LG}})
    answer = await clerk.post(PATH, json=bundle(*parts), headers=key())
    assert (answer.status_code, code(answer)) == (422, "input-invalid")
    found = {each["pointer"]: each["code"] for each in answer.json()["errors"]}
    assert found == {"/commands/0/command": "command-unknown", "/commands/1/body/fiscal_year": "missing"}


async def test_every_part_rests_on_the_version_that_stood_before_the_bundle(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    await clerk.post(PATH, json=bundle(BEGIN), headers=key())
    seen = {"if_match": '"1"'}
    both = bundle(stating(MEASURES[0], **seen), stating(MEASURES[1], **seen))
    assert (await clerk.post(PATH, json=both, headers=key())).json()["outcomes"][1]["version"] == 3
    stale = await clerk.post(PATH, json=both, headers=key())
    assert (stale.status_code, code(stale)) == (412, "version-stale")
    blind = await clerk.post(PATH, json=bundle(stating(MEASURES[0], "別の記入")), headers=key())
    assert (blind.status_code, code(blind)) == (428, "version-required")


async def test_the_same_bundle_under_the_same_key_is_done_once(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    once, asked = key(), bundle(BEGIN, stating(MEASURES[0]))
    first = await clerk.post(PATH, json=asked, headers=once)
    head = await spring.log.head()
    again = await clerk.post(PATH, json=asked, headers=once)
    assert again.json()["outcomes"] == [{**each, "repeated": True} for each in first.json()["outcomes"]]
    assert await spring.log.head() == head
    other = await clerk.post(PATH, json=bundle(BEGIN), headers=once)
    assert (other.status_code, code(other)) == (409, "request-key-reused")


async def test_a_bundle_of_one_is_not_the_command_itself_under_the_same_key(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    once = key()
    await clerk.post("/api/v1/commands/begin-progress-report", json=OF, headers=once)
    again = await clerk.post(PATH, json=bundle(BEGIN), headers=once)
    assert (again.status_code, code(again)) == (409, "request-key-reused")


async def test_a_bundle_can_be_tried_without_being_done(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    head = await spring.log.head()
    parts = (BEGIN, stating(MEASURES[0]))
    answer = await clerk.post(f"{PATH}?dry_run=1", json=bundle(*parts), headers=key())
    assert [each["dry_run"] for each in answer.json()["outcomes"]] == [True, True]
    assert await spring.log.head() == head


async def test_authority_is_asked_for_every_part(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    parts = (BEGIN, {"command": "accept-progress-report", "body": OF})
    answer = await clerk.post(PATH, json=bundle(*parts), headers=key())
    assert (answer.status_code, code(answer)) == (403, "not-permitted")
    assert answer.json()["errors"][0]["pointer"] == "/commands/1"


async def test_one_bundle_is_one_act_of_one_day_and_one_authority(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    paper = {**OF, "acting_for": LG, "authority": "paper", "effective_on": "2025-04-01"}
    mail = {**paper, "authority": "mail"}
    parts = ({"command": "begin-progress-report", "body": paper}, {"command": "begin-emission-statement", "body": mail})
    answer = await secretariat.post(PATH, json=bundle(*parts), headers=key())
    assert (answer.status_code, code(answer)) == (422, "bundle-acts-differ")


@pytest.mark.parametrize("parts", [[], [BEGIN] * 201])
async def test_a_bundle_has_at_least_one_and_at_most_two_hundred_parts(spring: Front, parts: list[Any]) -> None:
    clerk = await spring.come_in("clerk", LG)
    answer = await clerk.post(PATH, json={"commands": parts}, headers=key())
    assert (answer.status_code, code(answer)) == (422, "input-invalid")


async def test_what_shows_a_secret_or_asks_the_network_is_kept_out_of_bundles_and_told_why(spring: Front) -> None:
    head = await spring.come_in("secretariat-head")
    before = await spring.log.head()
    names = tuple(kebab(name) for name in APART)
    assert names[:3] == ("issue-access-code", "issue-api-key", "open-calendar-feed")
    parts = (BEGIN, *({"command": name, "body": {}} for name in names))
    answer = await head.post(PATH, json=bundle(*parts), headers=key())
    assert (answer.status_code, code(answer)) == (422, "input-invalid")
    told = {each["pointer"]: each for each in answer.json()["errors"]}
    assert {pointer: each["code"] for pointer, each in told.items()} == {
        f"/commands/{nth}/command": "command-not-bundled" for nth in range(1, len(names) + 1)
    }
    for name, nth in zip(APART, range(1, len(names) + 1), strict=True):
        assert APART[name] in told[f"/commands/{nth}/command"]["detail"]
    assert await spring.log.head() == before
    described = WRITTEN["paths"][PATH]["post"]["description"]
    assert all(name in described for name in (*names, "command-not-bundled"))
