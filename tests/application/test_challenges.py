"""Challenges at the counter: raised by an office, the secretariat or a meeting, and followed over two years."""

from collections.abc import AsyncIterator
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import NotPermitted, read_matrix
from application.challenges import (
    CarryOverChallenge,
    RaiseChallenge,
    ReviewChallenge,
    SettleChallenge,
    TakeUpChallenge,
    WithdrawChallenge,
)
from application.desk import ObjectNotFound
from application.meetings import ConveneMeeting, PutItem
from application.plans import RevisePlan
from application.submissions import BeginEvaluation
from domain.agenda import ItemKind, ItemUnknown
from domain.challenge import (
    Challenge,
    ChallengeNotReviewed,
    ConcernWithoutPlan,
    OfficeOfAnotherMunicipality,
    RaisedInAnotherName,
)
from domain.challenge_course import ChallengeState
from domain.measure import Measure
from domain.meeting import Meeting
from domain.office import Office
from domain.plan import Plan
from domain.plan_content import Content, Initiative, Sector
from domain.region import NotAMember
from tests.application.joint_year import COMPILE, COUNCIL, COUNCIL_ID, approved, challenge, compiled, filed, report_of
from tests.application.review_year import (
    CHIEF,
    CLERK,
    HEAD,
    MANAGER,
    SECRETARIAT,
    SEPTEMBER,
    SINCE,
    ReviewYear,
    opening,
    review_year,
)
from tests.domain.office_year import LG, MEASURES, OTHER

FIRST = "challenge:2025:1"
PLAN = "plan:second"
MEASURE_OF_INITIATIVE = "measure:43210-0009"
REVISION = RevisePlan(
    plan_id="plan:kumamoto-1",
    revised_on=SINCE,
    decision_reference="サンプル（架空値）",
    summary="重点取組",
    content=Content(
        initiatives=(Initiative(number=1),),
        sectors=tuple(Sector(code=code, parent=None, name=name) for code, name in (("RES", "家庭"), ("COM", "業務"))),
    ),
)
FOLLOWING = (TakeUpChallenge, ReviewChallenge, CarryOverChallenge, SettleChallenge, WithdrawChallenge)


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        for lg_code in (LG, OTHER):
            office = Office(slug=lg_code, region_id="region:kumamoto", name="課", opened_on=SINCE, lg_code=lg_code)
            await opened.store(office)
        plan = Plan(slug="second", region_id="region:kumamoto", generation=2, name="サンプル計画")
        plan.set_priority_initiative(Initiative(number=1))
        await opened.store(plan)
        await opened.ask(CHIEF, REVISION)
        measure = Measure(
            slug="43210-0009",
            plan_id="plan:kumamoto-1",
            owners=(OTHER,),
            name="サンプル施策",
            proposed_on=SINCE,
            initiative_number=1,
        )
        measure.take_up(date(2021, 5, 1), "連絡会議")
        await opened.store(measure)
        yield opened


@pytest_asyncio.fixture
async def spring(year: ReviewYear) -> ReviewYear:
    await year.ask(CHIEF, opening())
    return year


async def evaluated(year: ReviewYear) -> RaiseChallenge:
    """Begin the evaluation of the office, and give the challenge that it raises there."""
    await year.file_parts(accept=True)
    year.clock.move_to_day(SEPTEMBER)
    await year.ask(CLERK, BeginEvaluation(lg_code=LG, fiscal_year=2025))
    origin = {"provenance": "evaluation", "object_id": f"evaluation:{LG}:2025"}
    return challenge(lg_code=LG, origin=origin, concern={"measure_id": MEASURES[0]})


def undertaking(office: str = LG, **facts: Any) -> TakeUpChallenge:
    body = {"challenge_id": FIRST, "undertaking": {"office_id": f"office:{office}", **facts}}
    return TakeUpChallenge.model_validate(body)


def reviewed(fiscal_year: int) -> ReviewChallenge:
    return ReviewChallenge(challenge_id=FIRST, fiscal_year=fiscal_year, text="サンプル（架空値）の点検")


async def test_a_challenge_of_an_evaluation_is_taken_up_reviewed_carried_over_and_settled(spring: ReviewYear) -> None:
    told = await spring.ask(CLERK, await evaluated(spring))
    assert "challenge.raised" in told
    await spring.ask(CLERK, undertaking(measure_id=MEASURES[0]))
    with pytest.raises(ChallengeNotReviewed):
        await spring.ask(MANAGER, CarryOverChallenge(challenge_id=FIRST, to_fiscal_year=2026))
    await spring.ask(CLERK, reviewed(2025))
    await spring.ask(MANAGER, CarryOverChallenge(challenge_id=FIRST, to_fiscal_year=2026))
    spring.clock.move_to_day(date(2026, 9, 1))
    await spring.ask(CLERK, reviewed(2026))
    await spring.ask(MANAGER, SettleChallenge(challenge_id=FIRST, outcome="補助率を改めた。"))
    made = await spring.load(Challenge, FIRST)
    assert (made.lg_code, made.state, made.course.stands_in) == (LG, ChallengeState.SETTLED, 2026)
    assert [each.fiscal_year for each in made.course.reviews] == [2025, 2026]


async def test_a_challenge_of_the_area_is_the_secretariats_and_no_office_speaks_in_its_name(spring: ReviewYear) -> None:
    await spring.ask(SECRETARIAT, challenge(concern={"plan_id": "plan:kumamoto-1", "sector": "RES"}))
    with pytest.raises(NotPermitted):
        await spring.ask(CLERK, challenge())
    with pytest.raises(NotPermitted):
        await spring.ask(CLERK, challenge(lg_code=OTHER))
    with pytest.raises(RaisedInAnotherName) as refused:
        await spring.ask(CLERK, challenge(lg_code=LG))
    assert refused.value.details == {"capacity": "clerk"}
    with pytest.raises(NotPermitted):
        await spring.ask(HEAD, WithdrawChallenge(challenge_id=FIRST, ground="重複"))
    with pytest.raises(NotPermitted):
        await spring.ask(CLERK, undertaking())
    await spring.ask(SECRETARIAT, undertaking(OTHER))
    assert (await spring.load(Challenge, FIRST)).state is ChallengeState.IN_HAND


async def test_a_challenge_names_only_what_there_is(spring: ReviewYear) -> None:
    plan = {"plan_id": "plan:kumamoto-1"}
    for refused, facts in (
        (NotAMember, {"lg_code": "43999"}),
        (ObjectNotFound, {"concern": {"measure_id": "measure:none"}}),
        (ObjectNotFound, {"concern": {"plan_id": "plan:none"}}),
        (ObjectNotFound, {"concern": {**plan, "sector": "XXX"}}),
        (ObjectNotFound, {"concern": {**plan, "initiative": 2}}),
        (ConcernWithoutPlan, {"concern": {"sector": "RES"}}),
        (ObjectNotFound, {"origin": {"provenance": "evaluation", "object_id": f"evaluation:{OTHER}:2025"}}),
        (ObjectNotFound, {"origin": {"provenance": "meeting", "object_id": COUNCIL_ID}}),
    ):
        with pytest.raises(refused):
            await spring.ask(SECRETARIAT, challenge(**facts))
    await spring.ask(SECRETARIAT, challenge(concern={"plan_id": PLAN, "initiative": 1}))


async def test_a_challenge_raised_at_a_meeting_names_the_item_and_is_put_before_the_next_one(
    spring: ReviewYear,
) -> None:
    spring.clock.move_to_day(COUNCIL)
    convene = {"body_id": "liaison-council", "fiscal_year": 2025, "meets_on": COUNCIL, "place": "会議室"}
    await spring.ask(SECRETARIAT, ConveneMeeting.model_validate(convene))
    put = {"meeting_id": COUNCIL_ID, "kind": ItemKind.CONSULTATION, "title": "連携策"}
    await spring.ask(SECRETARIAT, PutItem.model_validate(put))
    origin = {"provenance": "meeting", "object_id": COUNCIL_ID, "item": 2}
    with pytest.raises(ItemUnknown):
        await spring.ask(SECRETARIAT, challenge(origin=origin))
    await spring.ask(SECRETARIAT, challenge(origin={**origin, "item": 1}))
    item = {"meeting_id": COUNCIL_ID, "item": 2}
    with pytest.raises(ItemUnknown):
        await spring.ask(SECRETARIAT, undertaking(agenda_item=item))
    await spring.ask(SECRETARIAT, PutItem.model_validate({**put, "subject_id": FIRST}))
    await spring.ask(SECRETARIAT, undertaking(agenda_item=item))
    made = await spring.load(Challenge, FIRST)
    assert made.origin.item == 1
    assert made.course.undertakings[0].agenda_item is not None


async def test_the_office_and_the_measure_of_an_undertaking_are_there_and_of_the_municipality(
    spring: ReviewYear,
) -> None:
    await spring.ask(SECRETARIAT, challenge(lg_code=LG))
    for refused, wrong in (
        (ObjectNotFound, undertaking("none")),
        (ObjectNotFound, undertaking(measure_id="measure:none")),
        (OfficeOfAnotherMunicipality, undertaking(OTHER)),
    ):
        with pytest.raises(refused):
            await spring.ask(CLERK, wrong)


async def test_what_can_be_done_with_a_challenge_is_offered_with_what_blocks_it(spring: ReviewYear) -> None:
    await spring.ask(SECRETARIAT, challenge(lg_code=LG))
    assert await spring.open(MANAGER, FIRST) == {
        "RaiseChallenge": ["state-forbids"],
        "TakeUpChallenge": [],
        "ReviewChallenge": [],
        "CarryOverChallenge": ["challenge-not-reviewed"],
        "SettleChallenge": ["challenge-not-taken-up"],
        "WithdrawChallenge": [],
    }
    assert set(await spring.open(CLERK, FIRST)) == {"RaiseChallenge", "TakeUpChallenge", "ReviewChallenge"}
    await spring.ask(MANAGER, WithdrawChallenge(challenge_id=FIRST, ground="重複"))
    blocked = await spring.open(MANAGER, FIRST)
    acts = [command.__name__ for command in FOLLOWING]
    assert [blocked[each][0] for each in acts] == ["challenge-ended"] * len(acts)


async def test_the_council_is_given_the_challenges_of_the_year_and_the_progress_of_each_initiative(
    year: ReviewYear,
) -> None:
    await filed(year)
    await year.ask(SECRETARIAT, challenge(lg_code=LG))
    await compiled(year)
    await approved(year)
    [material] = (await year.load(Meeting, COUNCIL_ID)).agenda.materials
    told = await report_of(year, material.content_hash)
    [line] = told["challenges"]["lines"]
    assert (line["challenge_id"], line["state"], line["lg_code"]) == (FIRST, "raised", LG)
    assert (told["challenges"]["fiscal_year"], told["challenges"]["unreviewed"]) == (2025, [FIRST])
    assert told["sample"] == "サンプル（架空値）"
    [initiative] = told["initiatives"]["lines"]
    assert (initiative["initiative"]["number"], initiative["measures"]) == (1, [MEASURE_OF_INITIATIVE])
    assert initiative["unconfirmed"] == [{"measure_id": MEASURE_OF_INITIATIVE, "lg_code": OTHER}]
    assert initiative["reduction"] == {"tonnes": None, "lacking": [OTHER]}
    assert set(told["initiatives"]["elsewhere"]) >= set(MEASURES)
    assert await year.ask(SECRETARIAT, COMPILE) == ()
    await year.ask(SECRETARIAT, reviewed(2025))
    assert "compilation.compiled-anew" in await year.ask(SECRETARIAT, COMPILE)
