"""Deadlines over HTTP: the board by day, and a calendar as a calendar program reads it, under a secret address."""

from datetime import date
from typing import Any

import httpx2
import vobject

from application.meetings import ConveneMeeting
from application.organisation import EstablishBody
from application.rounds import ExtendDeadline
from domain.body import BodyKind
from domain.calendar import Step
from domain.timetable import Ground
from tests.adapters.api.front import Front, code, key, version
from tests.application.review_year import SECRETARIAT
from tests.domain.office_year import LG, OTHER

OPEN = "/api/v1/commands/open-calendar-feed"


async def opened(client: httpx2.AsyncClient, **wanted: str) -> str:
    answer = await client.post(OPEN, json=wanted, headers=key())
    assert answer.status_code == 201, answer.text
    address = answer.json()["address"]
    assert isinstance(address, str)
    return address


def entries(answer: httpx2.Response) -> dict[str, Any]:
    """Read a calendar as a client does: by its own library, entry by identity."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = vobject.readOne(answer.text)
    return {str(each.uid.value): each for each in calendar.vevent_list}


async def extend(front: Front, due_on: date) -> None:
    granted = ExtendDeadline(
        fiscal_year=2025,
        step=Step.PROGRESS_CONFIRMATION,
        due_on=due_on,
        ground=Ground.DISASTER,
        authority="事務局長",
        lg_codes=(LG,),
    )
    await front.year.ask(SECRETARIAT, granted)
    await front.catch_up()


async def test_an_office_reads_its_deadlines_in_its_own_calendar_program(spring: Front) -> None:
    await spring.catch_up()
    clerk = await spring.come_in("clerk", LG)
    address = await opened(clerk, lg_code=LG)
    assert address.startswith("http://api/api/v1/calendars/shf_")
    found = entries(await spring.anyone.get(address))
    assert len(found) == 4
    entry = found[f"2025.progress-confirmation.{LG}@shinchoku.invalid"]
    assert entry.dtstart.value == date(2025, 6, 30)
    assert entry.dtend.value == date(2025, 7, 1)
    assert entry.summary.value == "【提出期限】施策の取組状況の確認（令和7年度）"
    assert "令和7年6月30日（月）" in entry.description.value
    assert entry.transp.value == "TRANSPARENT"


async def test_a_moved_deadline_moves_the_same_entry_and_counts_up(spring: Front) -> None:
    await spring.catch_up()
    address = await opened(await spring.come_in("secretariat"), lg_code=LG)
    first = await spring.anyone.get(address)
    same = await spring.anyone.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert (await spring.anyone.get(address)).content == first.content
    await extend(spring, date(2025, 7, 31))
    second = await spring.anyone.get(address, headers={"If-None-Match": first.headers["etag"]})
    uid = f"2025.progress-confirmation.{LG}@shinchoku.invalid"
    before, after = entries(first)[uid], entries(second)[uid]
    assert (before.dtstart.value, after.dtstart.value) == (date(2025, 6, 30), date(2025, 7, 31))
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.last_modified.value >= before.last_modified.value
    unmoved = f"2025.emissions-calculation.{LG}@shinchoku.invalid"
    assert entries(first)[unmoved].serialize() == entries(second)[unmoved].serialize()


async def test_a_body_reads_its_meetings_and_the_secretariat_all_of_it(spring: Front) -> None:
    meets = ConveneMeeting(body_id="liaison-council", fiscal_year=2025, meets_on=date(2025, 5, 20), place="会議室")
    await spring.year.ask(SECRETARIAT, meets)
    await extend(spring, date(2025, 7, 31))
    secretariat = await spring.come_in("secretariat")
    of_body = entries(await spring.anyone.get(await opened(secretariat, body_id="liaison-council")))
    [meeting] = of_body.values()
    assert meeting.summary.value == "【会議】連絡会議 第1回（令和7年度）"
    assert (meeting.dtstart.value, meeting.location.value) == (date(2025, 5, 20), "会議室")
    whole = entries(await spring.anyone.get(await opened(secretariat)))
    days = sorted(each.dtstart.value for each in whole.values() if "施策の取組状況の確認" in each.summary.value)
    assert days == [date(2025, 6, 30), date(2025, 7, 31)]
    assert any("公表" in each.summary.value for each in whole.values())
    uid = "2025.progress-confirmation@shinchoku.invalid"
    assert whole[uid].dtstart.value == date(2025, 6, 30)
    assert meeting.summary.value in {each.summary.value for each in whole.values()}


async def test_a_capacity_reads_the_days_of_its_own_work(spring: Front) -> None:
    for kind in (BodyKind.LIAISON_COUNCIL, BodyKind.OFFICERS_MEETING):
        if kind is not BodyKind.LIAISON_COUNCIL:  # which stands in this area already
            body = EstablishBody(region_id="region:kumamoto", body_id=kind, kind=kind, name=kind.japanese)
            await spring.year.ask(SECRETARIAT, body)
        meets = ConveneMeeting(body_id=kind, fiscal_year=2025, meets_on=date(2025, 5, 20), place="会議室")
        await spring.year.ask(SECRETARIAT, meets)
    await spring.catch_up()
    secretariat = await spring.come_in("secretariat")

    async def days(**wanted: str) -> list[str]:
        found = entries(await spring.anyone.get(await opened(secretariat, **wanted)))
        return sorted(identity.split("@")[0] for identity in found)

    own = [f"2025.{step}.{LG}" for step in ("emissions-calculation", "evaluation", "progress-confirmation")]
    council = "meeting.liaison-council.2025.1"
    assert await days(lg_code=LG, capacity="head") == [f"2025.in-house-report.{LG}", council]
    assert await days(lg_code=LG, capacity="clerk") == sorted(
        [*own, f"2025.in-house-report.{LG}", "meeting.officers-meeting.2025.1"]
    )
    assert await days(lg_code=LG, capacity="manager") == sorted([*own, f"2025.in-house-report.{LG}", council])
    assert await days(capacity="committee-member") == ["2025.advisory-committee", "2025.publication"]
    assert await days(capacity="council-chair") == [
        "2025.compilation",
        "2025.liaison-council",
        "2025.publication",
        council,
    ]
    address = await opened(await spring.come_in("clerk", LG), lg_code=LG, capacity="clerk")
    assert "年度点検の期限（" in vobject.readOne((await spring.anyone.get(address)).text).x_wr_calname.value


async def test_an_address_that_is_wrong_or_closed_is_not_found_and_says_no_more(spring: Front) -> None:
    await spring.catch_up()
    clerk = await spring.come_in("clerk", LG)
    address = await opened(clerk, lg_code=LG)
    assert (await spring.anyone.get(address)).status_code == 200
    await spring.catch_up()
    [row] = (await clerk.get("/api/v1/calendar-feeds")).json()["items"]
    assert "secret" not in row
    assert address.split("shf_")[1][:20] not in str(row)
    closed = {"feed_id": row["feed_id"], "reason": "異動"}
    done = await clerk.post("/api/v1/commands/close-calendar-feed", json=closed, headers=version(1))
    assert done.status_code == 200, done.text
    for path in (address, f"{address[:-5]}x.ics", "/api/v1/calendars/shf_x.ics", "/api/v1/calendars/..ics"):
        answer = await spring.anyone.get(path)
        assert (answer.status_code, code(answer)) == (404, "object-not-found"), path
        assert answer.json()["details"] == {"object_id": "calendar-feed"}


async def test_who_may_open_which_feed(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    for wanted in ({"lg_code": OTHER}, {"body_id": "liaison-council"}, {}):
        refused = await clerk.post(OPEN, json=wanted, headers=key())
        assert (refused.status_code, code(refused)) == (403, "not-permitted"), wanted
    secretariat = await spring.come_in("secretariat")
    for wanted, status, expected in (
        ({"lg_code": LG, "body_id": "liaison-council"}, 422, "feed-of-nobody"),
        ({"lg_code": "01100"}, 422, "not-a-member"),
        ({"body_id": "nobody"}, 422, "unknown-body"),
        ({"capacity": "clerk"}, 422, "capacity-has-no-feed"),
        ({"capacity": "reader"}, 422, "capacity-has-no-feed"),
    ):
        refused = await secretariat.post(OPEN, json=wanted, headers=key())
        assert (refused.status_code, code(refused)) == (status, expected), wanted


async def test_the_address_is_shown_once_and_a_dry_run_makes_none(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    tried = await clerk.post(OPEN, params={"dry_run": 1}, json={"lg_code": LG}, headers=key())
    assert (tried.status_code, tried.json()["address"]) == (200, None), tried.text
    headers = key()
    first = await clerk.post(OPEN, json={"lg_code": LG}, headers=headers)
    assert first.status_code == 201
    again = await clerk.post(OPEN, json={"lg_code": LG}, headers=headers)
    assert (again.status_code, code(again)) == (409, "secret-shown-once")


async def test_the_secret_of_an_address_stands_in_no_log(spring: Front, capsys: Any) -> None:
    await spring.catch_up()
    address = await opened(await spring.come_in("clerk", LG), lg_code=LG)
    await spring.anyone.get(address)
    told = capsys.readouterr().out
    assert "/api/v1/calendars/…" in told
    assert address.split("shf_")[1][:12] not in told


async def test_the_board_of_deadlines_is_read_by_day_and_by_office(spring: Front) -> None:
    await extend(spring, date(2025, 7, 31))
    secretariat = await spring.come_in("secretariat")
    whole = (await secretariat.get("/api/v1/deadlines")).json()
    days = [each["on"] for each in whole["items"]]
    assert days == sorted(days)
    first = whole["items"][0]
    assert (first["on"], first["spelt"], first["lg_codes"]) == ("2025-06-30", "令和7年6月30日（月）", [OTHER])
    assert (first["state"], first["done"], first["days_left"]) == ("未提出 1団体", False, 90)
    some = (
        await secretariat.get("/api/v1/deadlines", params={"due_from": "2025-07-01", "due_until": "2025-07-31"})
    ).json()
    assert [each["on"] for each in some["items"]] == ["2025-07-31"]
    clerk = await spring.come_in("clerk", LG)
    own = (await clerk.get("/api/v1/deadlines")).json()
    assert {each["lg_codes"][0] for each in own["items"]} == {LG}
    assert own["items"][0]["state"] == "期限延長中"
    denied = await clerk.get("/api/v1/deadlines", params={"lg_code": OTHER})
    assert (denied.status_code, code(denied)) == (403, "not-permitted")
