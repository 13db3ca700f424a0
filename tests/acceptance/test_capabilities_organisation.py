"""The organisation over HTTP: persons valid by date, members by date, and a policy meeting with its evidence."""

from datetime import date
from typing import Any

import pytest

from tests.acceptance.asking import ask, done, shown
from tests.adapters.api.front import Front, code
from tests.application.review_year import NEWCOMER, SEPTEMBER
from tests.domain.office_year import LG, OTHER

OFFICE = f"office:{LG}"
REGION = "region:kumamoto"
APRIL_2 = date(2025, 4, 2)
PERSON: dict[str, Any] = {"office_id": OFFICE, "person_id": "p-1"}


async def with_keys(front: Front, *capacities: str) -> list[str]:
    """Open an office, put one person into its capacities, and give the secrets of that person's keys."""
    await front.found()
    head = await front.come_in("secretariat-head")
    office: dict[str, Any] = {"slug": LG, "region_id": REGION, "name": "課", "opened_on": "2021-04-01", "lg_code": LG}
    at, secrets = await done(head, "open-office", **office), []
    for capacity in capacities:
        at = await done(head, "assign-person", at, **PERSON, capacity=capacity, assigned_on="2025-04-01")
        issued = await ask(head, "issue-api-key", **PERSON, capacity=capacity, expires_on="2026-03-31")
        secrets.append(str(issued.json()["secret"]))
    return secrets


async def opens(front: Front, secret: str) -> bool:
    """Tell whether a key opens anything."""
    answer = await front.client(secret).get(f"/api/v1/objects/{OFFICE}")
    assert answer.status_code == 200 or (answer.status_code, code(answer)) == (401, "key-not-accepted")
    return answer.status_code == 200


async def test_the_key_of_who_was_released_opens_nothing_from_that_day_on(front: Front) -> None:
    as_clerk, as_head = await with_keys(front, "clerk", "head")
    secretariat = await front.come_in("secretariat")
    release: dict[str, Any] = {**PERSON, "capacity": "clerk", "released_on": str(APRIL_2)}
    at = (await shown(secretariat, OFFICE))["version"]
    await done(secretariat, "release-person", at, **release)
    assert await opens(front, as_clerk)
    front.clock.move_to_day(APRIL_2)
    assert not await opens(front, as_clerk)
    assert await opens(front, as_head)


async def test_who_announced_a_handover_holds_the_key_until_its_day_and_no_longer(front: Front) -> None:
    (secret,) = await with_keys(front, "clerk")
    secretariat = await front.come_in("secretariat")
    handover: dict[str, Any] = {
        "from_person": "p-1",
        "to_person": "p-2",
        "capacity": "clerk",
        "handed_over_on": str(APRIL_2),
    }
    at = (await shown(secretariat, OFFICE))["version"]
    await done(secretariat, "hand-over", at, office_id=OFFICE, **handover)
    assert await opens(front, secret)
    front.clock.move_to_day(APRIL_2)
    assert not await opens(front, secret)


@pytest.mark.parametrize(
    ("entered_on", "members"), [("2025-04-01", [LG, NEWCOMER, OTHER]), ("2025-04-02", [LG, OTHER])]
)
async def test_who_enters_the_plan_after_the_opening_is_no_member_of_that_round(
    front: Front, entered_on: str, members: list[str]
) -> None:
    await front.found()
    head = await front.come_in("secretariat-head")
    at = (await shown(head, "plan:kumamoto-1"))["version"]
    await done(head, "enter-municipality", at, plan_id="plan:kumamoto-1", lg_code=NEWCOMER, entered_on=entered_on)
    opening: dict[str, Any] = {
        "fiscal_year": 2025,
        "region_id": REGION,
        "plan_id": "plan:kumamoto-1",
        "emissions_fiscal_year": 2022,
    }
    await done(head, "open-review-round", **opening)
    assert sorted((await shown(head, "review-round:2025"))["content"]["members"]) == sorted(members)


async def test_what_a_policy_meeting_decided_is_recorded_with_its_chair_its_day_and_its_evidence(
    spring: Front,
) -> None:
    spring.clock.move_to_day(SEPTEMBER)
    clerk = await spring.come_in("clerk", LG)
    meeting: dict[str, Any] = {
        "meeting_name": "政策会議",
        "held_on": "2025-08-20",
        "chair": "p-mayor",
        "outcome": "approved-with-conditions",
        "evidence": "環政第12号",
    }
    of: dict[str, Any] = {"lg_code": LG, "fiscal_year": 2025}
    for field in ("chair", "held_on", "outcome", "evidence"):
        lacking = {name: value for name, value in meeting.items() if name != field}
        refused = await ask(clerk, "record-in-house-report", **of, meeting=lacking)
        assert [each["pointer"] for each in refused.json()["errors"]] == [f"/meeting/{field}"]
    await done(clerk, "record-in-house-report", **of, meeting=meeting)
    kept = (await shown(clerk, f"in-house-report:{LG}:2025"))["content"]["meeting"]
    assert {name: kept[name] for name in meeting} == meeting
    assert kept["receipt"] is None
