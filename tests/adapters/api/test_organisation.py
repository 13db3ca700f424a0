"""The organisation over HTTP: who owes what as a body, apart from the round, on any day."""

from tests.adapters.api.front import Front, code, key, version
from tests.domain.office_year import LG, OTHER

REGION = "region:kumamoto"
NEWCOMER = "43204"


async def test_who_still_owes_an_office_plan_is_one_query(front: Front) -> None:
    await front.found()
    secretariat = await front.come_in("secretariat")
    term = {"adopted_on": "2021-03-01", "first_fiscal_year": 2021, "last_fiscal_year": 2025}
    adopted = await secretariat.post(
        "/api/v1/commands/adopt-office-plan", json={"lg_code": LG, "term": term}, headers=key()
    )
    assert adopted.status_code == 201, adopted.text
    await secretariat.post("/api/v1/commands/enter-office-plan", json={"lg_code": OTHER}, headers=key())
    await front.catch_up()
    for on, owed in (("2026-03-31", [OTHER]), ("2026-04-01", [LG, OTHER])):
        answer = await secretariat.get("/api/v1/office-plan-duties", params={"region_id": REGION, "on": on})
        assert answer.status_code == 200, answer.text
        assert (answer.json()["owed"], answer.json()["not_known"]) == (owed, [NEWCOMER])
    told = {each["lg_code"]: each["standing"] for each in answer.json()["duties"]}
    assert told == {LG: "lapsed", OTHER: "not-yet", NEWCOMER: "not-known"}
    assert "第21条" in answer.json()["duty"]


async def test_the_duties_of_a_plan_are_those_of_its_members_on_the_day(front: Front) -> None:
    await front.found()
    await front.catch_up()
    reader = await front.come_in("reader")
    params = {"region_id": REGION, "plan_id": "plan:kumamoto-1"}
    answer = await reader.get("/api/v1/office-plan-duties", params=params)
    assert (answer.json()["on"], answer.json()["not_known"]) == ("2025-04-01", [LG, OTHER])
    for wrong in ({**params, "plan_id": "plan:none"}, {**params, "region_id": "region:none"}):
        answer = await reader.get("/api/v1/office-plan-duties", params=wrong)
        assert (answer.status_code, code(answer)) == (404, "object-not-found")


async def test_a_second_adoption_is_refused_by_its_name(front: Front) -> None:
    await front.found()
    clerk = await front.come_in("clerk", LG)
    term = {"adopted_on": "2021-03-01", "first_fiscal_year": 2021, "last_fiscal_year": 2025}
    body = {"lg_code": LG, "term": term}
    made = await clerk.post("/api/v1/commands/adopt-office-plan", json=body, headers=key())
    other = {"lg_code": LG, "term": {**term, "last_fiscal_year": 2030}}
    answer = await clerk.post("/api/v1/commands/adopt-office-plan", json=other, headers=version(made.json()["version"]))
    assert (answer.status_code, code(answer)) == (409, "office-plan-already-adopted")


async def test_an_activity_is_recorded_corrected_and_listed_with_its_counts(front: Front) -> None:
    await front.found()
    secretariat = await front.come_in("secretariat")
    body = {"region_id": REGION, "body_id": "centre", "kind": "promotion-centre", "name": "推進センター"}
    region = await secretariat.get(f"/api/v1/objects/{REGION}")
    await secretariat.post("/api/v1/commands/establish-body", json=body, headers=version(region.json()["version"]))
    activity = {"held_on": "2024-06-01", "kind": "counsel", "title": "サンプル（架空値）", "lg_codes": [LG]}
    answer = await secretariat.post(
        "/api/v1/commands/record-activity",
        json={"region_id": REGION, "body_id": "centre", "activity": activity},
        headers=key(),
    )
    assert answer.status_code == 201, answer.text
    correction = {
        "region_id": REGION,
        "body_id": "centre",
        "fiscal_year": 2024,
        "number": 2,
        "activity": activity,
        "reason": "誤記",
    }
    answer = await secretariat.post("/api/v1/commands/correct-activity", json=correction, headers=version(2))
    assert (answer.status_code, code(answer)) == (422, "activity-unknown")
    await front.catch_up()
    [row] = (await secretariat.get("/api/v1/outreach", params={"fiscal_year": 2024})).json()["items"]
    assert [(each["kind"], each["count"]) for each in row["counts"]] == [
        ("awareness", 0),
        ("support", 0),
        ("counsel", 1),
    ]
