"""The generations of the plan over HTTP: what is not known says so, and the series shows where one follows another."""

from typing import Any

import httpx2

from tests.adapters.api.front import Front, code, key, version
from tests.domain.office_year import LG, OTHER

NEWCOMER = "43204"
SECOND = "plan:kumamoto-2"


async def done(client: httpx2.AsyncClient, command: str, expected: int | None, **body: Any) -> int:
    """Have one command done, and give the new version of its object."""
    headers = key() if expected is None else version(expected)
    answer = await client.post(f"/api/v1/commands/{command}", json=body, headers=headers)
    assert answer.is_success, answer.text
    return int(answer.json()["version"])


async def drafted(client: httpx2.AsyncClient, first_fiscal_year: int | None) -> int:
    """Draft the second generation: two of three municipalities, nobody knows which."""
    plan = {
        "slug": "kumamoto-2",
        "region_id": "region:kumamoto",
        "generation": 2,
        "name": "サンプル（架空値）の第2次計画",
    }
    at = await done(client, "draft-plan", None, **plan, first_fiscal_year=first_fiscal_year)
    candidates = [LG, OTHER, NEWCOMER]
    return await done(client, "leave-membership-open", at, plan_id=SECOND, candidates=candidates, members_count=2)


async def plans(front: Front, client: httpx2.AsyncClient) -> dict[str, Any]:
    await front.catch_up()
    return {row["object_id"]: row for row in (await client.get("/api/v1/plans")).json()["items"]}


async def test_a_plan_says_of_whom_it_is_not_known_whether_they_take_part(front: Front) -> None:
    await front.found()
    head = await front.come_in("secretariat-head")
    at = await drafted(head, None)
    row = (await plans(front, head))[SECOND]
    assert row["membership"]["members_count"] == 2
    assert [(each["lg_code"], each["standing"]) for each in row["participation"]] == [
        (LG, "not-known"),
        (NEWCOMER, "not-known"),
        (OTHER, "not-known"),
    ]
    at = await done(head, "enter-municipality", at, plan_id=SECOND, lg_code=LG, entered_on="2025-04-01")
    at = await done(head, "enter-municipality", at, plan_id=SECOND, lg_code=OTHER, entered_on="2025-04-01")
    row = (await plans(front, head))[SECOND]
    assert [each["standing"] for each in row["participation"]] == ["entered", "outside", "entered"]
    third = {"plan_id": SECOND, "lg_code": NEWCOMER, "entered_on": "2025-04-01"}
    answer = await head.post("/api/v1/commands/enter-municipality", json=third, headers=version(at))
    assert (answer.status_code, code(answer)) == (422, "count-contradicts")


async def test_targets_and_names_of_priority_initiatives_may_be_absent(front: Front) -> None:
    await front.found()
    head = await front.come_in("secretariat-head")
    at = await drafted(head, None)
    for number, kind in enumerate(("leading-project", "joint-project", None, None), start=1):
        initiative = {"number": number, "kind": kind}
        at = await done(head, "set-priority-initiative", at, plan_id=SECOND, initiative=initiative)
    content = (await plans(front, head))[SECOND]["content"]
    assert content["targets"] == []
    assert [(each["number"], each["name"], each["kind"]) for each in content["initiatives"]] == [
        (1, None, "leading-project"),
        (2, None, "joint-project"),
        (3, None, None),
        (4, None, None),
    ]


async def test_the_series_shows_where_the_second_generation_begins_and_whom_it_adds(front: Front) -> None:
    await front.found()
    head = await front.come_in("secretariat-head")
    first = {
        "slug": "old",
        "region_id": "region:kumamoto",
        "generation": 1,
        "name": "サンプル（架空値）",
        "first_fiscal_year": 2021,
    }
    at = await done(head, "draft-plan", None, **first)
    await done(head, "enter-municipality", at, plan_id="plan:old", lg_code=LG, entered_on="2021-03-31")
    at = await drafted(head, 2026)
    await done(head, "enter-municipality", at, plan_id=SECOND, lg_code=NEWCOMER, entered_on="2025-04-01")
    await front.catch_up()
    told = (await head.get("/api/v1/emission-series", params={"plan_id": "plan:kumamoto-1"})).json()
    [one] = told["breaks"]
    assert one == {
        "emissions_fiscal_year": 2026,
        "plan_id": SECOND,
        "joined": [NEWCOMER],
        "left": [],
        "not_known": [LG, OTHER],
    }


async def test_a_measure_keeps_its_history_when_it_moves_to_the_next_generation(front: Front) -> None:
    await front.found()
    head = await front.come_in("secretariat-head")
    at = await drafted(head, 2026)
    at = await done(head, "enter-municipality", at, plan_id=SECOND, lg_code=LG, entered_on="2025-04-01")
    await done(head, "set-policy", at, plan_id=SECOND, policy={"number": 4, "name": "サンプル（架空値）の基本方針"})
    measure, first = "measure:43100-0001", "plan:kumamoto-1"
    shown = (await head.get(f"/api/v1/objects/{measure}")).json()
    moving = {"measure_id": measure, "plan_id": SECOND, "moved_on": "2025-04-01", "policy_number": 4}
    early = await head.post("/api/v1/commands/move-measure-to-plan", json=moving, headers=version(shown["version"]))
    assert (early.status_code, code(early)) == (409, "not-the-successor")
    at = (await head.get(f"/api/v1/objects/{first}")).json()["version"]
    await done(head, "succeed-plan", at, plan_id=first, successor_id=SECOND, succeeded_on="2025-04-01")
    for refused, changed in (
        ("policy-not-named", {"policy_number": None}),
        ("policy-not-in-plan", {"policy_number": 1}),
    ):
        answer = await head.post(
            "/api/v1/commands/move-measure-to-plan", json={**moving, **changed}, headers=version(shown["version"])
        )
        assert (answer.status_code, code(answer)) == (422, refused)
    await done(head, "move-measure-to-plan", shown["version"], **moving)
    await front.catch_up()
    rows = {row["object_id"]: row for row in (await head.get("/api/v1/measures")).json()["items"]}
    assert (rows[measure]["plan_id"], rows[measure]["policy_number"]) == (SECOND, 4)
    assert [each["plan_id"] for each in rows[measure]["belonging"]["stays"]] == [first, SECOND]
    assert [each["topic"] for each in rows[measure]["timeline"]] == [
        "measure.proposed",
        "measure.launched",
        "measure.moved-to-plan",
    ]


async def test_a_joint_owner_comes_and_goes_with_the_decider_and_the_ground(front: Front) -> None:
    await front.found()
    manager = await front.come_in("manager", LG)
    measure = "measure:43100-0001"
    at = (await manager.get(f"/api/v1/objects/{measure}")).json()["version"]
    joining = {"measure_id": measure, "lg_code": OTHER}
    at = await done(manager, "add-joint-owner", at, **joining, joined_on="2025-04-01")
    leaving = {**joining, "left_on": "2025-04-01", "decided_by": "担当者会議", "ground": "サンプル（架空値）の見直し"}
    for missing in ("decided_by", "ground", "left_on"):
        body = {name: value for name, value in leaving.items() if name != missing}
        answer = await manager.post("/api/v1/commands/remove-joint-owner", json=body, headers=version(at))
        assert (answer.status_code, code(answer)) == (422, "input-invalid")
    joint = await front.come_in("manager", OTHER)
    for command, body in (
        ("remove-joint-owner", leaving),
        ("suspend-measure", {"measure_id": measure, "suspended_on": "2025-04-01", "ground": "サンプル（架空値）"}),
    ):
        answer = await joint.post(f"/api/v1/commands/{command}", json=body, headers=version(at))
        assert (answer.status_code, code(answer)) == (403, "not-permitted")
    early = {**leaving, "left_on": "2025-04-02"}
    answer = await manager.post("/api/v1/commands/remove-joint-owner", json=early, headers=version(at))
    assert (answer.status_code, code(answer)) == (422, "measure-day-in-future")
    await done(manager, "remove-joint-owner", at, **leaving)
    await front.catch_up()
    rows = {row["object_id"]: row for row in (await manager.get("/api/v1/measures")).json()["items"]}
    last = rows[measure]["timeline"][-1]
    assert rows[measure]["owners"] == [LG]
    assert (last["topic"], last["lg_code"], last["decided_by"]) == ("measure.joint-owner-removed", OTHER, "担当者会議")


async def test_the_register_lists_a_measure_under_the_lead_of_now(front: Front) -> None:
    await front.found()
    manager, measure = await front.come_in("manager", LG), "measure:43100-0001"
    at = (await manager.get(f"/api/v1/objects/{measure}")).json()["version"]
    at = await done(manager, "add-joint-owner", at, measure_id=measure, lg_code=OTHER, joined_on="2025-04-01")
    told = {"decided_by": "担当者会議", "ground": "サンプル（架空値）の見直し", "handed_over_on": "2025-04-01"}
    await done(manager, "hand-over-lead", at, measure_id=measure, lg_code=OTHER, **told)
    await front.catch_up()
    rows = {row["object_id"]: row for row in (await manager.get("/api/v1/measures")).json()["items"]}
    assert rows[measure]["owners"] == [OTHER, LG]
    last = rows[measure]["timeline"][-1]
    assert (last["topic"], last["lg_code"], last["ground"]) == ("measure.lead-handed-over", OTHER, told["ground"])


async def test_a_municipality_leaves_a_plan_on_a_day_and_the_series_shows_it(front: Front) -> None:
    await front.found()
    head = await front.come_in("secretariat-head")
    first = "plan:kumamoto-1"
    at = (await head.get(f"/api/v1/objects/{first}")).json()["version"]
    leaving = {"plan_id": first, "lg_code": OTHER, "left_on": "2025-04-01", "ground": "サンプル（架空値）"}
    early = {**leaving, "left_on": "2021-03-31"}
    answer = await head.post("/api/v1/commands/record-municipality-left-plan", json=early, headers=version(at))
    assert (answer.status_code, code(answer)) == (422, "plan-membership-dates-contradict")
    nameless = {key: value for key, value in leaving.items() if key != "ground"}
    answer = await head.post("/api/v1/commands/record-municipality-left-plan", json=nameless, headers=version(at))
    assert (answer.status_code, code(answer)) == (422, "input-invalid")
    await done(head, "record-municipality-left-plan", at, **leaving)
    row = (await plans(front, head))[first]
    assert {each["lg_code"]: each["standing"] for each in row["participation"]} == {LG: "entered", OTHER: "left"}
    duties = {"region_id": "region:kumamoto", "plan_id": first}
    for on, members in (("2025-03-31", [LG, OTHER]), ("2025-04-01", [LG])):
        told = (await head.get("/api/v1/office-plan-duties", params={**duties, "on": on})).json()
        assert [each["lg_code"] for each in told["duties"]] == members
    series = (await head.get("/api/v1/emission-series", params={"plan_id": first})).json()
    assert series["members"] == [LG]
    assert series["breaks"] == [
        {"emissions_fiscal_year": 2025, "plan_id": first, "joined": [], "left": [OTHER], "not_known": []}
    ]
