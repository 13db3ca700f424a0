"""After the meeting, at the counter: items carried over in one act, excerpts returned, months left with a reason."""

import json
from collections.abc import AsyncIterator
from datetime import date
from importlib.resources import files

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import NotPermitted, read_matrix
from application.carrying import CarryOverItems
from application.desk import ObjectNotFound
from application.excerpts import ExcerptOfAnotherOffice, MakeExcerpt, ReceiveExcerpt
from application.meetings import CloseMeeting, ConveneMeeting, DecideItem, HoldMeeting, PutItem
from application.minutes import ApproveMinutes, CorrectMinutes, DraftMinutes
from domain.agenda import ItemKind, Origin, Outcome
from domain.carrying import CarriedToAnotherBody, NothingPostponed
from domain.deviation import OutsideMonthUnexplained
from domain.excerpt import Excerpt, ExcerptState, PassageNotInMinutes
from domain.meeting import Meeting
from domain.office import Office
from domain.publication import Publication
from tests.application.joint_year import (
    COMMITTEE,
    COUNCIL,
    COUNCIL_ID,
    PREPARE,
    PUBLICATION,
    PUBLISH,
    compiled,
    convened,
    filed,
    ready,
)
from tests.application.review_year import CHIEF, CLERK, SECRETARIAT, ReviewYear, caller, opening, review_year
from tests.domain.office_year import LG, MEASURES, OTHER

SECOND, COMMITTEE_ID = "meeting:liaison-council:2025:2", "meeting:advisory-committee:2025:1"
EXCERPT = "excerpt:liaison-council:2025:1:1"
TEXT = "議題1　原案のとおり承認した。\n議題2　継続して審議する。"
MAKE = MakeExcerpt(meeting_id=COUNCIL_ID, item=1, passage="議題1　原案のとおり承認した。")


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        office = Office(slug=LG, region_id="region:kumamoto", name="課", opened_on=date(2021, 4, 1), lg_code=LG)
        await opened.store(office)
        yield opened


async def convene(year: ReviewYear, day: date, body_id: str = "liaison-council") -> None:
    await year.ask(
        SECRETARIAT, ConveneMeeting(body_id=body_id, fiscal_year=2025, meets_on=day, place="会議室", roster=None)
    )


async def sat(year: ReviewYear) -> None:
    """Let the council approve what an office put and put off the rest, and approve the minutes of it."""
    await year.ask(CHIEF, opening())
    year.clock.move_to_day(COUNCIL)
    await convene(year, COUNCIL)
    put = PutItem(meeting_id=COUNCIL_ID, kind=ItemKind.CONSULTATION, title="サンプル施策", put_by=f"office:{LG}")
    await year.ask(SECRETARIAT, put)
    await year.ask(SECRETARIAT, put.model_copy(update={"title": "連携事業", "subject_id": MEASURES[0]}))
    await year.ask(SECRETARIAT, HoldMeeting(meeting_id=COUNCIL_ID, present=(f"office:{LG}",)))
    for item, outcome in ((1, Outcome.APPROVED), (2, Outcome.DEFERRED)):
        await year.ask(SECRETARIAT, DecideItem(meeting_id=COUNCIL_ID, item=item, outcome=outcome))


async def minuted(year: ReviewYear) -> None:
    await sat(year)
    await year.ask(SECRETARIAT, DraftMinutes(meeting_id=COUNCIL_ID, text=TEXT))
    await approve_minutes(year)
    await year.ask(SECRETARIAT, CloseMeeting(meeting_id=COUNCIL_ID))


async def approve_minutes(year: ReviewYear) -> None:
    draft = (await year.load(Meeting, COUNCIL_ID)).minutes.draft
    await year.ask(CHIEF, ApproveMinutes(meeting_id=COUNCIL_ID, content_hash=str(draft)))


async def test_what_a_meeting_put_off_is_carried_over_in_one_act_and_once(year: ReviewYear) -> None:
    await sat(year)
    await year.ask(SECRETARIAT, CloseMeeting(meeting_id=COUNCIL_ID))
    assert (await year.open(SECRETARIAT, COUNCIL_ID))["CarryOverItems"] == ["nowhere-to-carry"]
    await convene(year, COMMITTEE)
    assert (await year.open(SECRETARIAT, COUNCIL_ID))["CarryOverItems"] == []
    carry = CarryOverItems(meeting_id=COUNCIL_ID, to_meeting_id=SECOND)
    with pytest.raises(NotPermitted):
        await year.ask(CLERK, carry)
    assert await year.ask(SECRETARIAT, carry) == ("meeting.item-put",)
    [item] = (await year.load(Meeting, SECOND)).agenda.items
    assert item.matter.origin == (Origin(meeting_id=COUNCIL_ID, item=2),)
    assert (item.matter.title, item.matter.put_by) == ("連携事業", f"office:{LG}")
    assert item.matter.object_version == len(await year.log.stream(MEASURES[0]))
    assert (await year.open(SECRETARIAT, COUNCIL_ID))["CarryOverItems"] == ["nothing-postponed"]
    with pytest.raises(NothingPostponed):
        await year.ask(SECRETARIAT, carry)


async def test_an_item_that_was_forwarded_by_hand_is_not_carried_a_second_time(year: ReviewYear) -> None:
    await sat(year)
    await convene(year, COMMITTEE)
    forwarded = Origin(meeting_id=COUNCIL_ID, item=2)
    told = {"meeting_id": SECOND, "kind": ItemKind.CONSULTATION, "title": "連携事業", "subject_id": MEASURES[0]}
    by_hand = PutItem.model_validate({**told, "forwarded_from": forwarded})
    await year.ask(SECRETARIAT, by_hand)
    with pytest.raises(NothingPostponed):
        await year.ask(SECRETARIAT, CarryOverItems(meeting_id=COUNCIL_ID, to_meeting_id=SECOND))


async def test_items_go_to_another_body_only_when_they_are_forwarded(year: ReviewYear) -> None:
    await filed(year)
    await compiled(year)
    year.clock.move_to_day(COUNCIL)
    await convened(year, COUNCIL_ID, ItemKind.DECISION)
    await year.ask(SECRETARIAT, HoldMeeting(meeting_id=COUNCIL_ID, present=(f"office:{LG}", f"office:{OTHER}")))
    await year.ask(SECRETARIAT, DecideItem(meeting_id=COUNCIL_ID, item=1, outcome=Outcome.DEFERRED))
    await convened(year, COMMITTEE_ID, ItemKind.REPORT)
    carry = CarryOverItems(meeting_id=COUNCIL_ID, to_meeting_id=COMMITTEE_ID)
    with pytest.raises(CarriedToAnotherBody):
        await year.ask(SECRETARIAT, carry)
    await year.ask(SECRETARIAT, carry.model_copy(update={"forwarded": True}))
    carried = (await year.load(Meeting, COMMITTEE_ID)).agenda.item(2).matter
    assert (carried.object_id, carried.object_version) == ("compilation:2025", 1)


async def test_an_excerpt_goes_back_to_the_office_that_put_the_item_and_is_received_there(year: ReviewYear) -> None:
    await minuted(year)
    with pytest.raises(PassageNotInMinutes):
        await year.ask(SECRETARIAT, MAKE.model_copy(update={"passage": "否決した。"}))
    assert await year.ask(SECRETARIAT, MAKE) == ("excerpt.made",)
    made = await year.load(Excerpt, EXCERPT)
    assert (made.office_id, made.lg_code, made.state) == (f"office:{LG}", LG, ExcerptState.MADE)
    text = json.loads(await year.documents.get(made.extract.content_hash))
    assert (text["passage"], text["outcome"]) == (MAKE.passage, "approved")
    assert (await year.documents.get(text["minutes_hash"])).decode() == TEXT
    assert await year.open(CLERK, EXCERPT) == {"ReceiveExcerpt": []}
    assert await year.open(SECRETARIAT, EXCERPT) == {"ReceiveExcerpt": ["excerpt-of-another-office"]}
    receive = ReceiveExcerpt(excerpt_id=EXCERPT)
    with pytest.raises(NotPermitted):
        await year.ask(caller("clerk", OTHER), receive)
    with pytest.raises(ExcerptOfAnotherOffice):
        await year.ask(SECRETARIAT, receive)
    assert await year.ask(CLERK, receive) == ("excerpt.received",)
    assert await year.ask(SECRETARIAT, MAKE) == ()


async def test_word_by_phone_that_the_excerpt_is_there_is_entered_by_the_secretariat(year: ReviewYear) -> None:
    await minuted(year)
    await year.ask(SECRETARIAT, MAKE)
    year.clock.move_to_day(COMMITTEE)
    by_phone = ReceiveExcerpt(excerpt_id=EXCERPT, acting_for=LG, authority="phone", effective_on=date(2026, 2, 20))
    await year.ask(SECRETARIAT, by_phone)
    made = await year.load(Excerpt, EXCERPT)
    assert made.receiving is not None
    assert made.receiving.received_on == date(2026, 2, 20)


async def test_corrected_minutes_fell_their_approval_and_the_excerpts_taken_from_them(year: ReviewYear) -> None:
    await minuted(year)
    await year.ask(SECRETARIAT, MAKE)
    await year.ask(CLERK, ReceiveExcerpt(excerpt_id=EXCERPT))
    correct = CorrectMinutes(meeting_id=COUNCIL_ID, text=f"{TEXT}（訂正）", reason="発言者の誤り")
    assert await year.ask(SECRETARIAT, correct.model_copy(update={"text": TEXT})) == ()
    assert await year.ask(SECRETARIAT, correct) == (
        "meeting.minutes-approval-fell",
        "meeting.minutes-drafted",
        "excerpt.fell",
    )
    assert (await year.load(Excerpt, EXCERPT)).state is ExcerptState.FALLEN
    assert (await year.open(SECRETARIAT, COUNCIL_ID))["MakeExcerpt"] == ["minutes-not-approved"]
    await approve_minutes(year)
    assert await year.ask(SECRETARIAT, MAKE) == ("excerpt.made-anew",)
    assert (await year.load(Excerpt, EXCERPT)).state is ExcerptState.MADE


async def test_an_item_is_put_by_an_office_that_exists(year: ReviewYear) -> None:
    await year.ask(CHIEF, opening())
    await convene(year, COUNCIL)
    put = PutItem(meeting_id=COUNCIL_ID, kind=ItemKind.REPORT, title="報告", put_by=f"office:{OTHER}")
    with pytest.raises(ObjectNotFound):
        await year.ask(SECRETARIAT, put)


async def test_a_council_on_the_compilation_outside_its_month_needs_a_reason_and_any_other_does_not(
    year: ReviewYear,
) -> None:
    await filed(year)
    await compiled(year)
    year.clock.move_to_day(date(2026, 3, 2))
    await convened(year, COUNCIL_ID, ItemKind.DECISION)
    hold = HoldMeeting(meeting_id=COUNCIL_ID, present=(f"office:{LG}",))
    with pytest.raises(OutsideMonthUnexplained):
        await year.ask(SECRETARIAT, hold)
    await year.ask(SECRETARIAT, hold.model_copy(update={"reason": "大雪による延期"}))
    [deviation] = (await year.load(Meeting, COUNCIL_ID)).deviations
    assert (deviation.reason, deviation.acted_on, deviation.month.fiscal_year) == (
        "大雪による延期",
        date(2026, 3, 2),
        2025,
    )
    await convene(year, date(2026, 3, 2))
    await year.ask(SECRETARIAT, PutItem(meeting_id=SECOND, kind=ItemKind.REPORT, title="連携事業の報告"))
    assert await year.ask(SECRETARIAT, hold.model_copy(update={"meeting_id": SECOND})) == ("meeting.held",)
    await convened(year, COMMITTEE_ID, ItemKind.REPORT)
    with pytest.raises(OutsideMonthUnexplained):
        await year.ask(SECRETARIAT, HoldMeeting(meeting_id=COMMITTEE_ID, present=("p-adviser-1",)))


async def test_a_publication_after_march_needs_a_reason(year: ReviewYear) -> None:
    await ready(year)
    await year.ask(SECRETARIAT, PREPARE)
    year.clock.move_to_day(date(2026, 4, 1))
    with pytest.raises(OutsideMonthUnexplained):
        await year.ask(CHIEF, PUBLISH)
    await year.ask(CHIEF, PUBLISH.model_copy(update={"reason": "委員会の延期"}))
    [deviation] = (await year.load(Publication, PUBLICATION)).deviations
    assert (deviation.month.step.value, deviation.reason) == ("publication", "委員会の延期")
