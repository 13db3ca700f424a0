"""Looking back: where the record stood at an instant or when a body met, and what an object was as of then."""

from datetime import timedelta

import pytest

from application.rounds import ExtendDeadline
from application.submission_flow import AcceptProgressReport
from domain.calendar import Step
from domain.timetable import Ground
from tests.adapters.api.front import Front, code
from tests.application.joint_year import COUNCIL_ID, approved, compiled, filed
from tests.application.review_year import SECRETARIAT
from tests.domain.office_year import LG

ROUND = "/api/v1/objects/review-round:2025"
REPORT = f"/api/v1/objects/progress-report:{LG}:2025"


async def test_an_object_is_shown_as_the_record_knew_it_at_a_position(spring: Front) -> None:
    auditor = await spring.come_in("auditor")
    before = await spring.log.head()
    due = spring.clock.today() + timedelta(days=300)
    await spring.year.ask(
        SECRETARIAT,
        ExtendDeadline(
            fiscal_year=2025, step=Step.PROGRESS_CONFIRMATION, due_on=due, ground=Ground.DISASTER, authority="事務局長"
        ),
    )
    now, then = (await auditor.get(ROUND)).json(), (await auditor.get(ROUND, params={"as_of": before})).json()
    assert (now["version"], then["version"]) == (2, 1)
    assert (now["as_of"], then["as_of"]) == (None, before)
    assert now["content"] != then["content"]
    assert then["available_actions"] == []
    assert (await auditor.get(ROUND, params={"as_of": before})).headers["etag"] == '"1"'


async def test_before_it_was_there_an_object_is_not_found(spring: Front) -> None:
    auditor = await spring.come_in("auditor")
    assert code(await auditor.get(ROUND, params={"as_of": 1})) == "object-not-found"
    assert code(await auditor.get(ROUND, params={"as_of": 0})) == "input-invalid"


async def test_what_was_not_open_then_is_not_opened_by_looking_back(spring: Front) -> None:
    await spring.year.file_parts()
    filed_at = await spring.log.head()
    reader = await spring.come_in("clerk", "43210")
    assert (await reader.get(REPORT)).status_code == 404
    await spring.year.ask(SECRETARIAT, AcceptProgressReport(lg_code=LG, fiscal_year=2025))
    assert (await reader.get(REPORT)).json()["state"]["code"] == "accepted"
    assert (await reader.get(REPORT, params={"as_of": filed_at})).status_code == 404


async def test_the_position_of_an_instant_is_the_last_one_recorded_by_then(spring: Front) -> None:
    auditor = await spring.come_in("auditor")
    records = await spring.log.page(0, 1_000)
    for record in (records[0], records[len(records) // 2], records[-1]):
        asked = {"at": record.recorded_at.isoformat()}
        told = (await auditor.get("/api/v1/position", params=asked)).json()
        assert told["position"] == max(each.position for each in records if each.recorded_at <= record.recorded_at)
    early = {"at": (records[0].recorded_at - timedelta(seconds=1)).isoformat()}
    assert (await auditor.get("/api/v1/position", params=early)).json() == {"position": 0, "checkpoint": None}


async def test_what_the_council_saw_is_asked_by_its_meeting_and_covered_by_a_checkpoint(front: Front) -> None:
    await front.found()
    await filed(front.year)
    await compiled(front.year)
    sealed = await front.app.state.services.seals.seal("daily")
    await approved(front.year)
    await front.app.state.services.seals.seal("daily")
    auditor = await front.come_in("auditor")
    told = (await auditor.get("/api/v1/position", params={"meeting_id": COUNCIL_ID})).json()
    (held,) = await front.log.page(told["position"] - 1, 1)
    assert (held.stream_id, held.topic) == (COUNCIL_ID, "meeting.held")
    assert told["checkpoint"] == sealed.size
    then = (await auditor.get(f"/api/v1/objects/{COUNCIL_ID}", params={"as_of": told["position"]})).json()
    assert then["content"]["attendance"] is not None


@pytest.mark.parametrize("asked", [{}, {"at": "2025-04-01T00:00:00Z", "meeting_id": COUNCIL_ID}])
async def test_a_position_is_asked_by_one_thing(spring: Front, asked: dict[str, str]) -> None:
    auditor = await spring.come_in("auditor")
    assert code(await auditor.get("/api/v1/position", params=asked)) == "position-unasked"


async def test_a_meeting_that_was_not_held_has_no_position(spring: Front) -> None:
    auditor = await spring.come_in("auditor")
    answer = await auditor.get("/api/v1/position", params={"meeting_id": COUNCIL_ID})
    assert code(answer) == "object-not-found"
