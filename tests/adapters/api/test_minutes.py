"""Minutes over HTTP: before they are redacted for those who met, as a redacted copy for everybody without a key."""

from hashlib import sha256

import httpx2
import pytest

from domain.attendance import Attendance, Seat
from domain.meeting import Meeting
from tests.adapters.api.front import Front, code
from tests.domain.office_year import LG
from tests.domain.test_meeting import ALL_THERE, DAY, REPORT, convened

EARLIER, MINUTES, COPY = "甲野乙郎が発言した。", "甲野乙郎（A市）が発言した。", "（略）が発言した。"
PUBLIC = "/api/v1/public/minutes"
MEMBER, STRANGER = LG, "43210"  # the council of the sample seats 43100, 43348 and 43432


def named(text: str) -> str:
    return sha256(text.encode()).hexdigest()


async def sat(front: Front, *, approved: bool = True, copied: bool = True, copy: str = COPY) -> Meeting:
    """Put a meeting with its minutes into the record."""
    for text in (EARLIER, MINUTES, copy):
        await front.year.documents.put(text.encode())
    made = convened()
    made.put_item(REPORT)
    made.hold(ALL_THERE, DAY)
    made.draft_minutes(named(EARLIER), "writer")
    made.draft_minutes(named(MINUTES), "writer")
    if approved:
        made.approve_minutes(named(MINUTES), "chair")
    if copied:
        made.make_public_copy(named(copy))
    await front.year.store(made)
    await front.catch_up()
    return made


async def asked(client: httpx2.AsyncClient, text: str) -> int:
    answer = await client.get(f"/api/v1/documents/{named(text)}")
    assert answer.status_code == 200 or code(answer) == "document-not-found"
    return answer.status_code


@pytest.mark.parametrize(
    ("capacity", "lg_code", "status"),
    [
        ("clerk", MEMBER, 200),
        ("head", MEMBER, 200),
        ("council-member", MEMBER, 200),
        ("secretariat", None, 200),
        ("secretariat-head", None, 200),
        ("auditor", None, 200),
        ("clerk", STRANGER, 404),
        ("council-member", STRANGER, 404),
        ("committee-member", None, 404),
    ],
)
async def test_minutes_before_they_are_redacted_are_for_the_body_and_the_secretariat(
    front: Front, capacity: str, lg_code: str | None, status: int
) -> None:
    await sat(front)
    client = await front.come_in(capacity, lg_code)
    assert [await asked(client, text) for text in (EARLIER, MINUTES)] == [status, status]
    assert await asked(client, COPY) == 200


async def test_a_committee_member_with_a_seat_reads_the_minutes_of_that_committee(front: Front) -> None:
    made = Meeting("advisory-committee", 2025, 1, DAY, "会議室", (Seat(member="committee-member-secretariat"),))
    made.put_item(REPORT)
    made.hold(Attendance(held_on=DAY, present=("committee-member-secretariat",)), DAY)
    made.draft_minutes(await front.year.documents.put(MINUTES.encode()), "writer")
    await front.year.store(made)
    assert await asked(await front.come_in("committee-member"), MINUTES) == 200
    assert await asked(await front.come_in("clerk", MEMBER), MINUTES) == 404


async def test_minutes_in_which_nothing_is_to_be_hidden_are_public_once_copied(front: Front) -> None:
    made = await sat(front, copied=False)
    stranger = await front.come_in("clerk", STRANGER)
    assert await asked(stranger, MINUTES) == 404
    made.make_public_copy(named(MINUTES), "公職者のみのため")
    await front.year.store(made)
    assert await asked(stranger, MINUTES) == 200


async def test_anybody_reads_the_redacted_copy_of_approved_minutes(front: Front) -> None:
    await sat(front)
    answer = await front.anyone.get(f"{PUBLIC}/liaison-council/2025/1")
    assert (answer.status_code, answer.text) == (200, COPY)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["etag"] == f'"{named(COPY)}"'
    page = (await front.anyone.get(PUBLIC)).json()
    assert page["items"] == [
        {
            "meeting_id": "meeting:liaison-council:2025:1",
            "body_id": "liaison-council",
            "fiscal_year": 2025,
            "number": 1,
            "held_on": "2026-02-10",
            "sha256": named(COPY),
            "href": f"{PUBLIC}/liaison-council/2025/1",
        }
    ]
    assert (await front.anyone.get(page["items"][0]["href"])).text == COPY


@pytest.mark.parametrize("path", ["liaison-council/2025/1", "liaison-council/2025/2", "nobody/2025/1"])
async def test_before_a_copy_is_made_nothing_of_a_meeting_is_public(front: Front, path: str) -> None:
    await sat(front, copied=False)
    answer = await front.anyone.get(f"{PUBLIC}/{path}")
    assert (answer.status_code, code(answer)) == (404, "object-not-found")
    assert (await front.anyone.get(PUBLIC)).json()["items"] == []


async def test_a_copy_is_no_longer_public_once_the_minutes_are_corrected(front: Front) -> None:
    made = await sat(front)
    made.correct_minutes(named("訂正"), "writer")
    await front.year.store(made)
    await front.catch_up()
    assert (await front.anyone.get(f"{PUBLIC}/liaison-council/2025/1")).status_code == 404
    assert (await front.anyone.get(PUBLIC)).json()["items"] == []
