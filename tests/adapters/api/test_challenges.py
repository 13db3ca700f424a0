"""The challenge ledger over HTTP: open ones first, over the years, with who still owes the review of the year."""

from datetime import date

from tests.adapters.api.front import Front, code, key, version
from tests.domain.office_year import LG, OTHER


async def test_the_open_challenges_come_first_and_say_who_owes_the_review_of_the_year(front: Front) -> None:
    await front.found()
    secretariat = await front.come_in("secretariat")
    raised = {
        "region_id": "region:kumamoto",
        "fiscal_year": 2025,
        "title": "サンプル（架空値）の課題",
        "text": "サンプル（架空値）",
        "origin": {"provenance": "secretariat"},
    }
    for more in ({}, {"lg_code": LG, "concern": {"measure_id": "measure:43100-0001"}}):
        answer = await secretariat.post("/api/v1/commands/raise-challenge", json={**raised, **more}, headers=key())
        assert answer.status_code == 201, answer.text
    ended = {"challenge_id": "challenge:2025:1", "ground": "重複"}
    await secretariat.post("/api/v1/commands/withdraw-challenge", json=ended, headers=version(1))
    await front.catch_up()
    reader = await front.come_in("reader")
    told = (await reader.get("/api/v1/challenges")).json()
    assert [(each["number"], each["state"]) for each in told["items"]] == [(2, "raised"), (1, "withdrawn")]
    assert (told["fiscal_year"], told["open"], told["unreviewed"]) == (2025, 1, ["challenge:2025:2"])
    for query, numbers in (
        ({"lg_code": LG}, [2]),
        ({"measure_id": "measure:43100-0001"}, [2]),
        ({"fiscal_year": 2024}, []),
        ({"fiscal_year": 2026}, [2]),
    ):
        narrowed = (await reader.get("/api/v1/challenges", params=query)).json()
        assert [each["number"] for each in narrowed["items"]] == numbers
    review = {"challenge_id": "challenge:2025:2", "fiscal_year": 2025, "text": "サンプル（架空値）"}
    answer = await secretariat.post("/api/v1/commands/review-challenge", json=review, headers=version(1))
    assert answer.is_success, answer.text
    await front.catch_up()
    assert (await reader.get("/api/v1/challenges")).json()["unreviewed"] == []
    front.clock.move_to_day(date(2026, 4, 1))
    assert (await reader.get("/api/v1/challenges")).json()["unreviewed"] == ["challenge:2025:2"]


async def test_each_initiative_of_a_round_is_one_query(spring: Front) -> None:
    await spring.catch_up()
    reader = await spring.come_in("reader")
    answer = await reader.get("/api/v1/rounds/2025/initiatives")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["fiscal_year"], told["plan_id"], told["outstanding"]) == (2025, "plan:kumamoto-1", [LG, OTHER])
    assert told["table"]["lines"] == []
    assert "measure:43100-0001" in told["table"]["elsewhere"]
    missing = await reader.get("/api/v1/rounds/2031/initiatives")
    assert (missing.status_code, code(missing)) == (404, "object-not-found")
