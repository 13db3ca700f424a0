"""What front ends get: every command can be tried, and acts are offered for what does not exist yet as well."""

import json

import httpx2

from application.catalogue import commands
from tests.acceptance.asking import done
from tests.adapters.api.front import DOCUMENT, Front
from tests.application.review_year import NEWCOMER, SEPTEMBER
from tests.domain.office_year import LG, OTHER

EVALUATION = f"evaluation:{LG}:2025"


async def offered(client: httpx2.AsyncClient, object_id: str) -> dict[str, list[str]]:
    """Give what is offered for an object, whether it exists or not, with the codes of what blocks each act."""
    answer = await client.get(f"/api/v1/objects/{object_id}/actions")
    assert answer.status_code == 200, answer.text
    told = answer.json()["available_actions"]
    return {each["command"]: [blocker["code"] for blocker in each["blockers"]] for each in told}


def test_every_command_takes_a_dry_run() -> None:
    paths = json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"]
    for command in commands().values():
        operation = paths[f"/api/v1/commands/{command.code()}"]["post"]
        assert "dry_run" in json.dumps(operation["parameters"]), command.code()
    assert "dry_run" in json.dumps(paths["/api/v1/bundles"]["post"]["parameters"])


async def test_who_may_make_an_object_is_told_so_before_it_exists_with_what_blocks_it(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    report = f"progress-report:{LG}:2025"
    assert (await offered(clerk, report))["BeginProgressReport"] == []
    assert (await offered(clerk, EVALUATION))["BeginEvaluation"] == ["step-not-open", "evaluated-parts-not-filed"]
    assert (await offered(clerk, f"evaluation:{LG}:2031"))["BeginEvaluation"] == ["object-not-found"]
    stranger = await spring.come_in("clerk", NEWCOMER)
    assert (await offered(stranger, f"progress-report:{NEWCOMER}:2025"))["BeginProgressReport"] == [
        "not-a-round-member"
    ]
    await done(clerk, "begin-progress-report", lg_code=LG, fiscal_year=2025)
    after = await offered(clerk, report)
    assert (after["BeginProgressReport"], after["ReportMeasure"]) == (["state-forbids"], [])


async def test_an_evaluation_is_offered_once_its_two_reports_are_filed(spring: Front) -> None:
    await spring.year.file_parts()
    spring.clock.move_to_day(SEPTEMBER)
    assert (await offered(await spring.come_in("clerk", LG), EVALUATION))["BeginEvaluation"] == []


async def test_nobody_is_offered_anything_in_the_matter_of_another_office(spring: Front) -> None:
    await spring.year.file_parts()
    neighbour = await spring.come_in("clerk", OTHER)
    for object_id in (f"progress-report:{LG}:2025", EVALUATION, "evaluation:43999:2025", "nothing:of-the-kind"):
        assert await offered(neighbour, object_id) == {}


async def test_what_is_offered_for_an_object_that_could_never_exist_is_answered_without_a_failure(
    spring: Front,
) -> None:
    kinds = sorted({command.OBJECT.TOPIC for command in commands().values()} - {"api-key"})
    for client in (await spring.come_in("clerk", LG), await spring.come_in("secretariat")):
        for kind in kinds:
            for object_id in (kind, f"{kind}:", f"{kind}:x", f"{kind}:{LG}", f"{kind}:{LG}:x", f"{kind}:{LG}:20255"):
                answer = await client.get(f"/api/v1/objects/{object_id}/actions")
                assert answer.status_code in {200, 422}, (object_id, answer.text)
