"""Meetings at the counter: numbers, agenda, papers, outcomes and minutes on the real record."""

from collections.abc import AsyncIterator
from importlib.resources import files

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import read_matrix
from application.desk import ObjectNotFound
from application.meetings import CloseMeeting, ConveneMeeting, DecideItem, HoldMeeting, PutItem
from application.minutes import ApproveMinutes, DraftMinutes, MakePublicCopy
from domain.agenda import (
    ItemKind,
    MaterialNotFixed,
    Origin,
    OriginNotPassedOn,
    OriginOfAnotherMatter,
    Outcome,
)
from domain.attendance import RosterMissing
from domain.body import UnknownBody
from domain.compilation import (
    CompilationLapsed,
    CompilationNotCurrent,
    CompilationNotFinalised,
)
from domain.meeting import Meeting
from domain.minutes import MinutesApprovedByDrafter, NothingRedacted, RedactionContradicted
from domain.report import SAMPLE_LABEL
from tests.application.joint_year import (
    COMMITTEE,
    COMMITTEE_FOUNDED,
    COMMITTEE_ID,
    COMPILATION,
    COMPILE,
    CORRECTION,
    COUNCIL,
    COUNCIL_ID,
    MARCH,
    approved,
    compiled,
    convened,
    filed,
    heard,
    report_of,
)
from tests.application.review_year import CHIEF, HEAD, SECRETARIAT, ReviewYear, opening, review_year
from tests.domain.office_year import LG, MEASURES, OTHER


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        yield opened


async def test_no_papers_are_fixed_on_a_compilation_that_is_not_finalised(year: ReviewYear) -> None:
    await filed(year)
    await year.ask(SECRETARIAT, COMPILE)
    with pytest.raises(CompilationNotFinalised):
        await convened(year, COUNCIL_ID, ItemKind.DECISION)
    assert await year.open(SECRETARIAT, COMPILATION) == {"Compile": [], "FinaliseCompilation": []}


async def test_meetings_are_numbered_once_and_the_answer_names_the_new_one(year: ReviewYear) -> None:
    await year.ask(CHIEF, opening())
    convene = ConveneMeeting(body_id="liaison-council", fiscal_year=2025, meets_on=COUNCIL, place="会議室")
    for number in (1, 2):
        assert await year.ask(SECRETARIAT, convene) == (
            *(("number-series.opened",) if number == 1 else ()),
            "number-series.drawn",
            "meeting.convened",
        )
        made = await year.load(Meeting, f"meeting:liaison-council:2025:{number}")
        assert made.number == number
    assert [seat.member for seat in made.roster] == [f"office:{LG}", f"office:{OTHER}"]


async def test_no_meeting_is_offered_for_a_year_without_a_round(year: ReviewYear) -> None:
    unheld = "meeting:liaison-council:2025:0"
    assert (await year.open(SECRETARIAT, unheld))["ConveneMeeting"] == ["object-not-found"]
    await year.ask(CHIEF, opening())
    assert (await year.open(SECRETARIAT, unheld))["ConveneMeeting"] == []


async def test_a_new_meeting_is_the_object_of_the_answer(year: ReviewYear) -> None:
    await year.ask(CHIEF, opening())
    convene = ConveneMeeting(body_id="liaison-council", fiscal_year=2025, meets_on=COUNCIL, place="会議室")
    first = await year.counter.perform(convene, SECRETARIAT, key="convene")
    assert (first.object_id, first.version, first.repeated) == (COUNCIL_ID, 1, False)
    again = await year.counter.perform(convene, SECRETARIAT, key="convene")
    assert (again.object_id, again.repeated) == (COUNCIL_ID, True)


async def test_a_committee_needs_its_roster_and_a_body_must_exist(year: ReviewYear) -> None:
    await year.ask(CHIEF, COMMITTEE_FOUNDED)
    await year.ask(CHIEF, opening())
    with pytest.raises(RosterMissing):
        await year.ask(
            SECRETARIAT,
            ConveneMeeting(body_id="advisory-committee", fiscal_year=2025, meets_on=COMMITTEE, place="会議室"),
        )
    with pytest.raises(UnknownBody):
        await year.ask(
            SECRETARIAT, ConveneMeeting(body_id="unknown", fiscal_year=2025, meets_on=COMMITTEE, place="会議室")
        )


async def test_an_item_names_the_newest_version_and_keeps_the_chain_it_came_by(year: ReviewYear) -> None:
    await filed(year)
    await compiled(year)
    year.clock.move_to_day(COUNCIL)
    await convened(year, COUNCIL_ID, ItemKind.DECISION)
    put = PutItem(meeting_id=COUNCIL_ID, kind=ItemKind.CONSULTATION, title="施策", subject_id=MEASURES[0])
    await year.ask(SECRETARIAT, put)
    later = "meeting:liaison-council:2025:2"
    second = ConveneMeeting(body_id="liaison-council", fiscal_year=2025, meets_on=MARCH, place="会議室")
    await year.ask(SECRETARIAT, second)
    forwarded = put.model_copy(update={"meeting_id": later, "forwarded_from": Origin(meeting_id=COUNCIL_ID, item=2)})
    with pytest.raises(OriginNotPassedOn):
        await year.ask(SECRETARIAT, forwarded)
    await year.ask(SECRETARIAT, HoldMeeting(meeting_id=COUNCIL_ID, present=(f"office:{LG}",)))
    for number, outcome in ((1, Outcome.APPROVED), (2, Outcome.DEFERRED)):
        await year.ask(SECRETARIAT, DecideItem(meeting_id=COUNCIL_ID, item=number, outcome=outcome))
    elsewhere = {"forwarded_from": Origin(meeting_id=COUNCIL_ID, item=1)}
    with pytest.raises(OriginOfAnotherMatter):
        await year.ask(SECRETARIAT, forwarded.model_copy(update=elsewhere))
    await year.ask(SECRETARIAT, forwarded)
    [item] = (await year.load(Meeting, later)).agenda.items
    stored = await year.log.stream(MEASURES[0])
    assert item.matter.object_version == len(stored)
    assert item.matter.origin == (Origin(meeting_id=COUNCIL_ID, item=2),)
    council = await year.load(Meeting, COUNCIL_ID)
    assert council.agenda.item(1).matter.object_version == 1


@pytest.mark.parametrize(
    ("subject_id", "subject_version", "refusal"),
    [
        (COMPILATION, 2, CompilationNotCurrent),
        (MEASURES[0], 99, ObjectNotFound),
        ("measure:unknown", None, ObjectNotFound),
        ("nothing:of-the-kind", None, ObjectNotFound),
    ],
)
async def test_an_item_is_about_something_that_exists(
    year: ReviewYear, subject_id: str, subject_version: int | None, refusal: type[Exception]
) -> None:
    await filed(year)
    await compiled(year)
    await convened(year, COUNCIL_ID, ItemKind.DECISION)
    put = PutItem(
        meeting_id=COUNCIL_ID,
        kind=ItemKind.REPORT,
        title="報告",
        subject_id=subject_id,
        subject_version=subject_version,
    )
    with pytest.raises(refusal):
        await year.ask(SECRETARIAT, put)


async def test_an_item_may_be_about_an_older_version_or_nothing_at_all(year: ReviewYear) -> None:
    await filed(year)
    await compiled(year)
    await convened(year, COUNCIL_ID, ItemKind.DECISION)
    put = PutItem(meeting_id=COUNCIL_ID, kind=ItemKind.REPORT, title="報告")
    await year.ask(SECRETARIAT, put)
    older = put.model_copy(update={"subject_id": MEASURES[0], "subject_version": 1})
    await year.ask(SECRETARIAT, older)
    items = (await year.load(Meeting, COUNCIL_ID)).agenda.items
    assert [item.matter.object_version for item in items] == [1, None, 1]


async def test_the_pack_of_a_past_meeting_is_byte_identical_for_ever(year: ReviewYear) -> None:
    await filed(year)
    await compiled(year)
    await approved(year)
    council = await year.load(Meeting, COUNCIL_ID)
    [material] = council.agenda.materials
    before = await year.documents.get(material.content_hash)
    await heard(year)
    committee = await year.load(Meeting, COMMITTEE_ID)
    assert committee.agenda.materials[0].content_hash == material.content_hash
    await year.ask(HEAD, CORRECTION)
    await compiled(year, 2)
    await approved(year, "meeting:liaison-council:2025:2", 2)
    later = await year.load(Meeting, "meeting:liaison-council:2025:2")
    assert later.agenda.materials[0].content_hash != material.content_hash
    assert await year.documents.get(material.content_hash) == before


async def test_the_material_names_the_missing_and_the_samples(year: ReviewYear) -> None:
    await filed(year)
    await compiled(year)
    await convened(year, COUNCIL_ID, ItemKind.DECISION)
    [material] = (await year.load(Meeting, COUNCIL_ID)).agenda.materials
    report = await report_of(year, material.content_hash)
    assert report["sample"] == SAMPLE_LABEL
    assert report["emissions"]["total"]["tonnes"] == "2469"
    assert {each["lg_code"] for each in report["emissions"]["total"]["lacks"]} == {OTHER}
    assert len(report["missing"]) == 6
    assert report["advice"] == []


async def test_a_meeting_is_not_held_and_nothing_approved_without_the_papers(year: ReviewYear) -> None:
    await filed(year)
    await compiled(year)
    convene = ConveneMeeting(body_id="liaison-council", fiscal_year=2025, meets_on=COUNCIL, place="会議室")
    await year.ask(SECRETARIAT, convene)
    put = PutItem(meeting_id=COUNCIL_ID, kind=ItemKind.DECISION, title="取りまとめ", subject_id=COMPILATION)
    await year.ask(SECRETARIAT, put)
    with pytest.raises(MaterialNotFixed):
        await year.ask(SECRETARIAT, HoldMeeting(meeting_id=COUNCIL_ID, present=(f"office:{LG}",)))
    assert (await year.open(SECRETARIAT, COUNCIL_ID))["HoldMeeting"] == ["material-not-fixed"]


async def test_what_has_lapsed_is_not_approved_but_may_be_deferred(year: ReviewYear) -> None:
    await filed(year)
    await compiled(year)
    year.clock.move_to_day(COUNCIL)
    await convened(year, COUNCIL_ID, ItemKind.DECISION)
    await year.ask(SECRETARIAT, HoldMeeting(meeting_id=COUNCIL_ID, present=(f"office:{LG}",)))
    await year.ask(HEAD, CORRECTION)
    approve = DecideItem(meeting_id=COUNCIL_ID, item=1, outcome=Outcome.APPROVED)
    with pytest.raises(CompilationLapsed):
        await year.ask(SECRETARIAT, approve)
    defer = approve.model_copy(update={"outcome": Outcome.DEFERRED})
    assert await year.ask(SECRETARIAT, defer) == ("meeting.item-decided",)


async def test_a_meeting_lists_what_stands_against_each_act(year: ReviewYear) -> None:
    await filed(year)
    await compiled(year)
    await convened(year, COUNCIL_ID, ItemKind.DECISION)
    open_acts = await year.open(SECRETARIAT, COUNCIL_ID)
    assert open_acts == {
        "PutItem": [],
        "FixMaterial": [],
        "HoldMeeting": [],
        "DecideItem": ["meeting-not-held"],
        "CloseMeeting": ["meeting-not-held", "items-undecided"],
        "CarryOverItems": ["nothing-postponed", "nowhere-to-carry"],
        "ReviseMeetingRoster": ["roster-as-convened"],
        "CorrectMinutes": ["minutes-not-drafted"],
        "MakeExcerpt": ["minutes-not-drafted"],
        "DraftMinutes": ["meeting-not-held"],
        "ApproveMinutes": ["minutes-not-drafted"],
        "MakePublicCopy": ["minutes-not-drafted"],
        "ConveneMeeting": ["state-forbids"],
    }


async def test_minutes_are_drafted_approved_by_another_person_and_copied_for_the_public(year: ReviewYear) -> None:
    await filed(year)
    await compiled(year)
    await approved(year)
    await year.ask(SECRETARIAT, DraftMinutes(meeting_id=COUNCIL_ID, text="出席者は次のとおり。"))
    draft = (await year.load(Meeting, COUNCIL_ID)).minutes.draft
    assert draft is not None
    approve = ApproveMinutes(meeting_id=COUNCIL_ID, content_hash=draft)
    assert (await year.open(SECRETARIAT, COUNCIL_ID))["ApproveMinutes"] == ["minutes-approved-by-drafter"]
    with pytest.raises(MinutesApprovedByDrafter):
        await year.ask(SECRETARIAT, approve)
    await year.ask(CHIEF, approve)
    same = MakePublicCopy(meeting_id=COUNCIL_ID, text="出席者は次のとおり。\n")
    with pytest.raises(NothingRedacted):
        await year.ask(SECRETARIAT, same)
    with pytest.raises(RedactionContradicted):
        await year.ask(SECRETARIAT, same.model_copy(update={"text": "（略）", "nothing_to_redact": "なし"}))
    stated = same.model_copy(update={"nothing_to_redact": "公職者のみのため"})
    assert await year.ask(SECRETARIAT, stated) == ("meeting.public-copy-made",)
    assert (await year.load(Meeting, COUNCIL_ID)).minutes.nothing_redacted == "公職者のみのため"
    await year.ask(SECRETARIAT, MakePublicCopy(meeting_id=COUNCIL_ID, text="氏名を除く。"))
    assert await year.ask(SECRETARIAT, CloseMeeting(meeting_id=COUNCIL_ID)) == ("meeting.closed",)
    minutes = (await year.load(Meeting, COUNCIL_ID)).minutes
    assert (await year.documents.get(str(minutes.draft))).decode() == "出席者は次のとおり。"
    assert (await year.documents.get(str(minutes.public_copy))).decode() == "氏名を除く。"
