"""The organisation over HTTP: who owes what as a body, apart from the round, on any day."""

from tests.adapters.api.front import Front, code, key, version
from tests.application.review_year import CHIEF, opening
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


async def test_who_was_a_member_on_a_day_is_one_query(front: Front) -> None:
    await front.found()
    secretariat = await front.come_in("secretariat")
    region = (await secretariat.get(f"/api/v1/objects/{REGION}")).json()["version"]
    body = {"region_id": REGION, "body_id": "committee", "kind": "advisory-committee", "name": "委員会"}
    await secretariat.post("/api/v1/commands/establish-body", json=body, headers=version(region))
    term = {"region_id": REGION, "body_id": "committee", "from_on": "2024-04-01", "until_on": "2026-03-31"}
    for number, (member, capacity) in enumerate((("p-1", "nation"), ("p-2", "business"))):
        headers = version(number + 1) if number else key()
        answer = await secretariat.post(
            "/api/v1/commands/appoint-member", json={**term, "member": member, "capacity": capacity}, headers=headers
        )
        assert answer.is_success, answer.text
    resigned = {"body_id": "committee", "seat": 1, "resigned_on": "2025-01-01"}
    await secretariat.post("/api/v1/commands/record-member-resigned", json=resigned, headers=version(3))
    await front.catch_up()
    told = {}
    for on in ("2024-12-31", "2025-01-01", "2026-04-01"):
        answer = await secretariat.get("/api/v1/bodies/committee/members", params={"region_id": REGION, "on": on})
        assert answer.status_code == 200, answer.text
        told[on] = answer.json()
    members = {on: [each["appointment"]["member"] for each in said["members"]] for on, said in told.items()}
    assert members == {"2024-12-31": ["p-1", "p-2"], "2025-01-01": ["p-2"], "2026-04-01": []}
    assert [each["capacity"] for each in told["2025-01-01"]["vacant"]] == ["nation"]
    assert [said["basis"] for said in told.values()] == ["appointed", "appointed", "not-recorded"]


async def test_a_council_seats_the_offices_of_the_plan_with_whoever_holds_them_on_the_day(front: Front) -> None:
    await front.found()
    head = await front.come_in("secretariat-head")
    office = {"slug": LG, "region_id": REGION, "name": "課", "opened_on": "2021-04-01", "lg_code": LG}
    await head.post("/api/v1/commands/open-office", json=office, headers=key())
    seat = {"office_id": f"office:{LG}", "person_id": "p-1", "capacity": "head", "assigned_on": "2025-04-01"}
    await head.post("/api/v1/commands/assign-person", json=seat, headers=version(1))
    await front.catch_up()
    reader = await front.come_in("reader")
    for on, basis, persons in (
        ("2025-03-31", "office-of-member", []),
        ("2025-04-01", "office-of-member", ["p-1"]),
        ("2021-03-30", "not-recorded", None),
    ):
        params = {"region_id": REGION, "on": on}
        told = (await reader.get("/api/v1/bodies/liaison-council/members", params=params)).json()
        assert told["basis"] == basis
        if persons is not None:
            assert [each["appointment"]["member"] for each in told["members"]] == [f"office:{LG}", f"office:{OTHER}"]
            assert [each["person_id"] for each in told["members"][0]["persons"]] == persons
    answer = await reader.get("/api/v1/bodies/nothing/members", params={"region_id": REGION})
    assert (answer.status_code, code(answer)) == (422, "unknown-body")


async def test_an_office_tells_who_holds_it_on_a_day_and_how_it_changed_hands(front: Front) -> None:
    await front.found()
    head = await front.come_in("secretariat-head")
    office = {"slug": LG, "region_id": REGION, "name": "課", "opened_on": "2021-04-01", "lg_code": LG}
    await head.post("/api/v1/commands/open-office", json=office, headers=key())
    seat = {"office_id": f"office:{LG}", "person_id": "p-1", "capacity": "clerk", "assigned_on": "2021-04-01"}
    await head.post("/api/v1/commands/assign-person", json=seat, headers=version(1))
    act = {
        "office_id": f"office:{LG}",
        "from_person": "p-1",
        "to_person": "p-2",
        "capacity": "clerk",
        "handed_over_on": "2025-04-01",
    }
    done = await head.post("/api/v1/commands/hand-over", json=act, headers=version(2))
    assert done.status_code == 200, done.text
    await front.catch_up()
    for on, person in (("2025-03-31", "p-1"), ("2025-04-01", "p-2")):
        told = (await head.get(f"/api/v1/offices/office:{LG}/persons", params={"on": on})).json()
        assert [each["person_id"] for each in told["persons"]] == [person]
    assert [(each["from_person"], each["to_person"]) for each in told["handovers"]] == [("p-1", "p-2")]
    missing = await head.get("/api/v1/offices/office:none/persons")
    assert (missing.status_code, code(missing)) == (404, "object-not-found")


async def test_the_secretariat_hands_over_what_waits_for_its_hand_with_the_object_of_each(front: Front) -> None:
    await front.found()
    await front.year.ask(CHIEF, opening())
    await front.year.file_parts()
    head = await front.come_in("secretariat-head")
    region = (await head.get(f"/api/v1/objects/{REGION}")).json()["version"]
    body = {"region_id": REGION, "body_id": "secretariat", "kind": "secretariat", "name": "事務局"}
    await head.post("/api/v1/commands/establish-body", json=body, headers=version(region))
    of = {"region_id": REGION, "name": "事務局", "opened_on": "2021-04-01", "body_id": "secretariat"}
    await head.post("/api/v1/commands/open-office", json={"slug": "secretariat", **of}, headers=key())
    seat = {"office_id": "office:secretariat", "person_id": "p-1", "capacity": "secretariat"}
    await head.post("/api/v1/commands/assign-person", json={**seat, "assigned_on": "2021-04-01"}, headers=version(1))
    act = {"office_id": "office:secretariat", "capacity": "secretariat", "from_person": "p-1", "to_person": "p-2"}
    done = await head.post(
        "/api/v1/commands/hand-over", json={**act, "handed_over_on": "2025-07-01"}, headers=version(2)
    )
    assert done.status_code == 200, done.text
    await front.catch_up()
    [handover] = (await head.get("/api/v1/offices/office:secretariat/persons")).json()["handovers"]
    assert handover["open_matters"]["coordination"] == [
        {"kind": "acceptance", "object_id": f"progress-report:{LG}:2025", "numbers": []},
        {"kind": "acceptance", "object_id": f"emission-statement:{LG}:2025", "numbers": []},
    ]
