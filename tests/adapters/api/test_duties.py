"""What is owed by law and by meetings, over HTTP."""

from datetime import date

from application.excerpts import MakeExcerpt
from application.meetings import CloseMeeting, ConveneMeeting, DecideItem, HoldMeeting, PutItem
from application.minutes import ApproveMinutes, DraftMinutes
from domain.agenda import ItemKind, Outcome
from domain.meeting import Meeting
from domain.office import Office
from tests.adapters.api.front import Front, code, version
from tests.application.joint_year import COUNCIL_ID, PREPARE, PUBLISH, ready
from tests.application.review_year import CHIEF, SECRETARIAT
from tests.domain.office_year import LG, OTHER

REGION = {"region_id": "region:kumamoto"}
NEWCOMER = "43204"
EXCERPT = "excerpt:liaison-council:2025:1:1"


async def test_the_yearly_duty_of_the_law_is_one_query_beside_the_office_plans(front: Front) -> None:
    await front.found()
    await ready(front.year)
    await front.catch_up()
    reader = await front.come_in("reader")
    for on, owing in (("2026-03-31", "open"), ("2026-04-01", "overdue")):
        answer = await reader.get("/api/v1/statutory-duties", params={**REGION, "on": on})
        assert answer.status_code == 200, answer.text
        [told] = answer.json()["years"]
        assert told[owing] == [LG, OTHER]
    stranger = next(each for each in told["duties"] if each["lg_code"] == NEWCOMER)
    assert stranger["publication"]["standing"] == "not-a-member"
    assert stranger["office_plan"]["standing"] == "not-known"
    await front.year.ask(SECRETARIAT, PREPARE)
    await front.year.ask(CHIEF, PUBLISH)
    await front.catch_up()
    told = (await reader.get("/api/v1/statutory-duties", params={**REGION, "fiscal_year": 2025})).json()
    assert (told["on"], "第21条" in told["duty"]) == ("2026-03-24", True)
    done = told["years"][0]["duties"][0]["publication"]["fulfilment"]
    assert (done["edition"], done["published_on"], done["channels"]) == (1, "2026-03-24", ["website"])
    assert told["years"][0]["overdue"] == []
    other = (await reader.get("/api/v1/statutory-duties", params={**REGION, "fiscal_year": 2024})).json()
    assert other["years"] == []
    answer = await reader.get("/api/v1/statutory-duties", params={"region_id": "region:none"})
    assert (answer.status_code, code(answer)) == (404, "object-not-found")


async def sat(front: Front) -> None:
    """Let the council of the open round approve one item of an office, put off another, and close."""
    year = front.year
    await year.store(Office(slug=LG, region_id="region:kumamoto", name="課", opened_on=date(2021, 4, 1), lg_code=LG))
    convene = ConveneMeeting(body_id="liaison-council", fiscal_year=2025, meets_on=date(2025, 4, 1), place="会議室")
    await year.ask(SECRETARIAT, convene)
    put = PutItem(meeting_id=COUNCIL_ID, kind=ItemKind.CONSULTATION, title="サンプル施策", put_by=f"office:{LG}")
    for title in ("サンプル施策", "連携事業"):
        await year.ask(SECRETARIAT, put.model_copy(update={"title": title}))
    await year.ask(SECRETARIAT, HoldMeeting(meeting_id=COUNCIL_ID, present=(f"office:{LG}",)))
    for item, outcome in ((1, Outcome.APPROVED), (2, Outcome.DEFERRED)):
        await year.ask(SECRETARIAT, DecideItem(meeting_id=COUNCIL_ID, item=item, outcome=outcome))
    await year.ask(SECRETARIAT, CloseMeeting(meeting_id=COUNCIL_ID))


async def test_a_postponed_item_is_told_until_a_later_agenda_has_it(spring: Front) -> None:
    await sat(spring)
    secretariat = await spring.come_in("secretariat")
    await spring.catch_up()
    told = (await secretariat.get("/api/v1/unfinished-items")).json()
    [item] = told["items"]
    assert (item["meeting_id"], item["item"], item["title"], item["loose"]) == (COUNCIL_ID, 2, "連携事業", "postponed")
    none = await secretariat.get("/api/v1/unfinished-items", params={"body_id": "advisory-committee"})
    assert none.json()["items"] == []
    convene = ConveneMeeting(body_id="liaison-council", fiscal_year=2025, meets_on=date(2025, 5, 1), place="会議室")
    await spring.year.ask(SECRETARIAT, convene)
    act = {"meeting_id": COUNCIL_ID, "to_meeting_id": "meeting:liaison-council:2025:2"}
    shown = (await secretariat.get(f"/api/v1/objects/{COUNCIL_ID}")).json()
    offered = {each["command"]: each["open"] for each in shown["available_actions"]}
    assert offered["CarryOverItems"]
    done = await secretariat.post("/api/v1/commands/carry-over-items", json=act, headers=version(shown["version"]))
    assert (done.status_code, done.json()["events"]) == (200, ["meeting.item-put"]), done.text
    await spring.catch_up()
    assert (await secretariat.get("/api/v1/unfinished-items")).json()["items"] == []
    late = await secretariat.get("/api/v1/unfinished-items", params={"on": "2025-05-02"})
    assert [each["loose"] for each in late.json()["items"]] == ["not-met"]


async def test_an_excerpt_is_owed_until_the_office_that_put_the_item_has_it(spring: Front) -> None:
    await sat(spring)
    year = spring.year
    await year.ask(SECRETARIAT, DraftMinutes(meeting_id=COUNCIL_ID, text="議題1　承認した。"))
    draft = (await year.load(Meeting, COUNCIL_ID)).minutes.draft
    await year.ask(CHIEF, ApproveMinutes(meeting_id=COUNCIL_ID, content_hash=str(draft)))
    await spring.catch_up()
    auditor, clerk = await spring.come_in("auditor"), await spring.come_in("clerk", LG)
    owed = (await auditor.get("/api/v1/excerpts-due")).json()["items"]
    assert [(each["item"], each["closed"], each["excerpt_id"]) for each in owed] == [(1, True, None), (2, True, None)]
    assert (await clerk.get("/api/v1/excerpts-due")).status_code == 403
    await year.ask(SECRETARIAT, MakeExcerpt(meeting_id=COUNCIL_ID, item=1, passage="承認した。"))
    await spring.catch_up()
    [row] = (await clerk.get("/api/v1/excerpts")).json()["items"]
    assert (row["object_id"], row["state"], row["lg_code"]) == (EXCERPT, "made", LG)
    text = await clerk.get(f"/api/v1/documents/{row['extract']['content_hash']}")
    assert text.json()["passage"] == "承認した。"
    elsewhere = await spring.come_in("clerk", OTHER)
    assert (await elsewhere.get("/api/v1/excerpts")).json()["items"] == []
    assert (await elsewhere.get(f"/api/v1/objects/{EXCERPT}")).status_code == 404
    act = {"excerpt_id": EXCERPT}
    received = await clerk.post("/api/v1/commands/receive-excerpt", json=act, headers=version(1))
    assert received.status_code == 200, received.text
    await spring.catch_up()
    owed = (await auditor.get("/api/v1/excerpts-due", params={"body_id": "liaison-council"})).json()["items"]
    assert [each["item"] for each in owed] == [2]


async def test_the_public_reads_why_a_report_came_outside_its_month(front: Front) -> None:
    await front.found()
    await ready(front.year)
    await front.year.ask(SECRETARIAT, PREPARE)
    front.clock.move_to_day(date(2026, 4, 1))
    await front.year.ask(CHIEF, PUBLISH.model_copy(update={"reason": "委員会の延期"}))
    await front.catch_up()
    [report] = (await front.anyone.get("/api/v1/public/reports")).json()["items"]
    [deviation] = report["deviations"]
    assert (deviation["month"]["step"], deviation["reason"]) == ("publication", "委員会の延期")
    assert (deviation["month"]["closes_on"], deviation["acted_on"]) == ("2026-03-31", "2026-04-01")
