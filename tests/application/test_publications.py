"""Council before committee before publication, advice in between, all at the counter on the real record."""

import json
from collections.abc import AsyncIterator
from datetime import date
from importlib.resources import files

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.advice import AnswerAdvice, CarryOverAdvice, FollowUpAdvice, SettleAdvice
from application.authority import read_matrix
from application.joint import FinaliseCompilation
from application.meetings import ConveneMeeting, DecideItem, HoldMeeting
from application.publications import CorrectPublication
from application.round_steps import LapseStep
from application.rounds import CloseRound, ProposeClosing, ProposeReopening, ReopenRound
from domain.advice import Advice, AdviceInAnotherName, AdviceState, ResponseClass
from domain.agenda import ItemKind, Outcome
from domain.calendar import OFFICE_STEPS
from domain.compilation import (
    CompilationLapsed,
    CompilationNotFinalised,
)
from domain.meeting import Meeting
from domain.publication import (
    AdviceOpen,
    Channel,
    CommitteeNotHeard,
    CouncilNotApproved,
    ErratumReasonMissing,
    Publication,
    PublicationState,
    PublishedByPreparer,
)
from domain.round_closing import RoundClosed
from domain.round_frame import NewerCompilationUnpublished, PublishedCompilationLapsed
from tests.application.joint_year import (
    COMMITTEE,
    COMMITTEE_ID,
    COMPILE,
    CORRECTION,
    COUNCIL,
    COUNCIL_ID,
    EXPERT,
    MARCH,
    PREPARE,
    PUBLICATION,
    PUBLISH,
    advice,
    approved,
    compiled,
    convened,
    filed,
    heard,
    ready,
    report_of,
)
from tests.application.review_year import CHIEF, HEAD, SECRETARIAT, ReviewYear, caller, opening, review_year
from tests.domain.office_year import LG

MEMBER = caller("committee-member", None)
LAST = date(2026, 3, 31)


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        yield opened


async def test_council_comes_before_committee_and_committee_before_publication(year: ReviewYear) -> None:
    await filed(year)
    await year.ask(SECRETARIAT, COMPILE)
    assert (await year.open(SECRETARIAT, PUBLICATION))["PreparePublication"] == [
        "compilation-not-finalised",
        "council-not-approved",
        "committee-not-heard",
    ]
    with pytest.raises(CompilationNotFinalised):
        await year.ask(SECRETARIAT, PREPARE)
    await year.ask(SECRETARIAT, FinaliseCompilation(fiscal_year=2025, number=1))
    with pytest.raises(CouncilNotApproved):
        await year.ask(SECRETARIAT, PREPARE)
    await approved(year)
    with pytest.raises(CommitteeNotHeard):
        await year.ask(SECRETARIAT, PREPARE)
    await heard(year)
    assert await year.ask(SECRETARIAT, PREPARE) == ("publication.prepared",)


async def test_a_committee_that_heard_before_the_council_approved_does_not_count(year: ReviewYear) -> None:
    await filed(year)
    await compiled(year)
    year.clock.move_to_day(COUNCIL)
    await convened(year, COMMITTEE_ID, ItemKind.REPORT)
    await year.ask(SECRETARIAT, HoldMeeting(meeting_id=COMMITTEE_ID, present=(EXPERT,)))
    await year.ask(SECRETARIAT, DecideItem(meeting_id=COMMITTEE_ID, item=1, outcome=Outcome.HEARD))
    year.clock.move_to_day(COMMITTEE)
    await convened(year, COUNCIL_ID, ItemKind.DECISION)
    await year.ask(SECRETARIAT, HoldMeeting(meeting_id=COUNCIL_ID, present=(f"office:{LG}",)))
    await year.ask(SECRETARIAT, DecideItem(meeting_id=COUNCIL_ID, item=1, outcome=Outcome.APPROVED))
    assert (await year.open(SECRETARIAT, PUBLICATION))["PreparePublication"] == ["committee-heard-before-council"]


async def test_advice_is_answered_or_carried_over_before_publication(year: ReviewYear) -> None:
    await ready(year)
    assert await year.ask(SECRETARIAT, advice()) == ("number-series.opened", "number-series.drawn", "advice.given")
    await year.ask(SECRETARIAT, advice(text="目標を見直してはどうか。"))
    with pytest.raises(AdviceOpen) as refused:
        await year.ask(SECRETARIAT, PREPARE)
    assert refused.value.details == {"advice": ("advice:2025:1", "advice:2025:2")}
    answer = AnswerAdvice(advice_id="advice:2025:1", response=ResponseClass.AMENDED, text="追記しました。")
    await year.ask(SECRETARIAT, answer)
    await year.ask(SECRETARIAT, CarryOverAdvice(advice_id="advice:2025:2", to_fiscal_year=2026))
    await year.ask(SECRETARIAT, PREPARE)
    content = (await year.load(Publication, PUBLICATION)).content
    told = (await report_of(year, content.content_hash))["advice"]
    assert [(each["advice_id"], each["response"], each["carried_to"]) for each in told] == [
        ("advice:2025:1", "1", None),
        ("advice:2025:2", None, 2026),
    ]
    assert EXPERT not in json.dumps(told)


async def test_advice_is_followed_up_and_settled(year: ReviewYear) -> None:
    await ready(year)
    await year.ask(SECRETARIAT, advice())
    made = await year.load(Advice, "advice:2025:1")
    assert (made.opinion.member, made.opinion.object_version, made.state) == (EXPERT, 1, AdviceState.GIVEN)
    assert await year.open(SECRETARIAT, made.id) == {
        "AnswerAdvice": [],
        "CarryOverAdvice": [],
        "FollowUpAdvice": ["advice-not-answered"],
        "SettleAdvice": ["advice-not-answered"],
        "GiveAdvice": ["state-forbids"],
    }
    answer = AnswerAdvice(advice_id=made.id, response=ResponseClass.FOR_PRACTICE, text="参考とします。")
    await year.ask(SECRETARIAT, answer)
    await year.ask(SECRETARIAT, FollowUpAdvice(advice_id=made.id, text="様式を改めた。"))
    await year.ask(SECRETARIAT, SettleAdvice(advice_id=made.id))
    assert (await year.load(Advice, made.id)).state is AdviceState.SETTLED


async def test_a_member_of_the_committee_speaks_in_no_other_name(year: ReviewYear) -> None:
    await ready(year)
    with pytest.raises(AdviceInAnotherName):
        await year.ask(MEMBER, advice())
    await year.ask(MEMBER, advice(member=None))
    assert (await year.load(Advice, "advice:2025:1")).opinion.member == MEMBER.person_id


async def test_the_report_is_published_by_another_person_and_corrected_as_a_new_edition(year: ReviewYear) -> None:
    await ready(year)
    await year.ask(SECRETARIAT, PREPARE)
    assert (await year.open(SECRETARIAT, PUBLICATION))["Publish"] == ["published-by-preparer"]
    with pytest.raises(PublishedByPreparer):
        await year.ask(SECRETARIAT, PUBLISH)
    assert await year.ask(CHIEF, PUBLISH) == ("publication.published",)
    first = await year.load(Publication, PUBLICATION)
    assert first.editions[0].published_on == MARCH
    await year.ask(HEAD, CORRECTION)
    correct = CorrectPublication(fiscal_year=2025, channels=(Channel.WEBSITE,))
    with pytest.raises(CompilationLapsed):
        await year.ask(CHIEF, correct)
    await compiled(year, 2)
    with pytest.raises(ErratumReasonMissing):
        await year.ask(CHIEF, correct)
    because = correct.model_copy(update={"reason": "熊本市の数値に誤りがあったため。"})
    assert await year.ask(CHIEF, because) == ("publication.corrected",)
    made = await year.load(Publication, PUBLICATION)
    assert (made.state, [each.content.number for each in made.editions]) == (PublicationState.CORRECTED, [1, 2])
    assert await year.documents.get(made.editions[0].content.content_hash)
    assert (await year.open(CHIEF, PUBLICATION))["CorrectPublication"] == []


async def test_a_correction_waits_for_the_reopening_of_a_closed_round_and_closing_for_the_correction(
    year: ReviewYear,
) -> None:
    await ready(year)
    await year.ask(SECRETARIAT, PREPARE)
    await year.ask(CHIEF, PUBLISH)
    year.clock.move_to_day(LAST)
    for step in OFFICE_STEPS:
        await year.ask(SECRETARIAT, LapseStep(fiscal_year=2025, step=step))
    await year.ask(SECRETARIAT, ProposeClosing(fiscal_year=2025))
    await year.ask(CHIEF, CloseRound(fiscal_year=2025))
    because = CorrectPublication(fiscal_year=2025, channels=(Channel.WEBSITE,), reason="数値に誤りがあったため。")
    assert (await year.open(CHIEF, PUBLICATION))["CorrectPublication"] == ["round-closed"]
    with pytest.raises(RoundClosed):
        await year.ask(CHIEF, because)
    again = "meeting:liaison-council:2025:2"
    await convened(year, again, ItemKind.DECISION)
    await year.ask(SECRETARIAT, HoldMeeting(meeting_id=again, present=(f"office:{LG}",), reason="確認のため"))
    with pytest.raises(RoundClosed):
        await year.ask(SECRETARIAT, DecideItem(meeting_id=again, item=1, outcome=Outcome.APPROVED))
    await year.ask(SECRETARIAT, DecideItem(meeting_id=again, item=1, outcome=Outcome.WITHDRAWN))
    await year.ask(SECRETARIAT, ProposeReopening(fiscal_year=2025, reason="誤りの判明", authority="連絡会議"))
    await year.ask(CHIEF, ReopenRound(fiscal_year=2025))
    await year.ask(HEAD, CORRECTION)
    with pytest.raises(PublishedCompilationLapsed):
        await year.ask(SECRETARIAT, ProposeClosing(fiscal_year=2025))
    await compiled(year, 2)
    with pytest.raises(NewerCompilationUnpublished):
        await year.ask(SECRETARIAT, ProposeClosing(fiscal_year=2025))
    assert (await year.open(SECRETARIAT, "review-round:2025"))["ProposeClosing"] == ["newer-compilation-unpublished"]
    await year.ask(CHIEF, because)
    await year.ask(SECRETARIAT, ProposeClosing(fiscal_year=2025))
    assert await year.ask(CHIEF, CloseRound(fiscal_year=2025)) == ("review-round.closed",)


async def test_what_was_prepared_is_prepared_anew_after_the_compilation_changed(year: ReviewYear) -> None:
    await ready(year)
    await year.ask(SECRETARIAT, PREPARE)
    await year.ask(HEAD, CORRECTION)
    await compiled(year, 2)
    await approved(year, "meeting:liaison-council:2025:2", 2)
    await heard(year, "meeting:advisory-committee:2025:2", 2)
    year.clock.move_to_day(MARCH)
    assert (await year.open(CHIEF, PUBLICATION))["Publish"] == ["content-of-other-compilation"]
    assert await year.ask(SECRETARIAT, PREPARE) == ("publication.prepared-anew",)
    assert await year.ask(CHIEF, PUBLISH) == ("publication.published",)


async def test_what_was_advised_stands_on_the_committees_agenda_of_later_years_until_it_is_settled(
    year: ReviewYear,
) -> None:
    await ready(year)
    for text in ("一", "二", "三", "四"):
        await year.ask(SECRETARIAT, advice(text=text))
    carried, answered, settled, later = (f"advice:2025:{number}" for number in (1, 2, 3, 4))
    await year.ask(SECRETARIAT, CarryOverAdvice(advice_id=carried, to_fiscal_year=2026))
    await year.ask(SECRETARIAT, CarryOverAdvice(advice_id=later, to_fiscal_year=2027))
    for advice_id in (answered, settled):
        told = AnswerAdvice(advice_id=advice_id, response=ResponseClass.FOR_PRACTICE, text="参考とします。")
        await year.ask(SECRETARIAT, told)
    await year.ask(SECRETARIAT, SettleAdvice(advice_id=settled))

    async def agenda(body_id: str, fiscal_year: int, number: int) -> list[tuple[str, str | None, int | None]]:
        asked = {"body_id": body_id, "fiscal_year": fiscal_year, "meets_on": year.clock.today(), "place": "会議室"}
        await year.ask(SECRETARIAT, ConveneMeeting.model_validate(asked))
        meeting = await year.load(Meeting, f"meeting:{body_id}:{fiscal_year}:{number}")
        matters = [item.matter for item in meeting.agenda.items]
        assert {each.kind for each in matters} <= {ItemKind.REPORT}
        return [(each.title, each.object_id, each.object_version) for each in matters]

    assert await agenda("advisory-committee", 2025, 2) == []
    year.clock.move_to_day(date(2026, 4, 1))
    await year.ask(CHIEF, opening(2026))
    assert await agenda("advisory-committee", 2026, 1) == [
        ("継続意見（2025年度 第1号）", carried, 2),
        ("継続意見（2025年度 第2号）", answered, 2),
    ]
    assert await agenda("liaison-council", 2026, 1) == []
