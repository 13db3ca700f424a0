"""The rounds of two generations of the plan: the last one of the old, the first one of the new, and what each asks."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from importlib.resources import files

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.authority import read_matrix
from application.measures import MoveMeasureToPlan, ProposeMeasure, TakeUpMeasure
from application.plans import AdoptPlan, DraftPlan, EnterMunicipality, SetSectorTree, SucceedPlan
from application.rounds import ListMeasure, OpenReviewRound
from domain.plan_content import Sector
from domain.plan_state import PlanNoLongerReviewed, PlanNotAdopted
from domain.review_round import ReviewRound
from domain.round_frame import MeasureOfAnotherPlan
from tests.application.review_year import CHIEF, CLERK, SECRETARIAT, ReviewYear, opening, review_year
from tests.domain.office_year import LG, OTHER

FIRST, SECOND = "plan:kumamoto-1", "plan:kumamoto-2"
MOVED, STAYED, NEW = "measure:43100-0001", "measure:43100-0002", "measure:43100-0009"
FOLLOWS = date(2026, 4, 1)


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        draft = {"slug": "kumamoto-2", "region_id": "region:kumamoto", "generation": 2, "name": "サンプル第2次計画"}
        await opened.ask(CHIEF, DraftPlan.model_validate(draft))
        await opened.ask(CHIEF, SetSectorTree(plan_id=SECOND, sectors=(Sector(code="RES", parent=None, name="家庭"),)))
        for lg_code in (LG, OTHER):
            await opened.ask(CHIEF, EnterMunicipality(plan_id=SECOND, lg_code=lg_code, entered_on=date(2025, 4, 1)))
        yield opened


async def follow(year: ReviewYear, succeeded_on: date = FOLLOWS) -> None:
    """Let the second plan follow the first, and one of the measures with it on the day."""
    year.clock.move_to_day(succeeded_on)
    await year.ask(CHIEF, AdoptPlan(plan_id=SECOND, adopted_on=date(2026, 3, 27)))
    await year.ask(CHIEF, SucceedPlan(plan_id=FIRST, successor_id=SECOND, succeeded_on=succeeded_on))
    await year.ask(CHIEF, MoveMeasureToPlan(measure_id=MOVED, plan_id=SECOND, moved_on=succeeded_on))


def round_of(plan_id: str, fiscal_year: int) -> OpenReviewRound:
    return opening(fiscal_year).model_copy(update={"plan_id": plan_id, "emissions_fiscal_year": fiscal_year - 3})


async def asked(year: ReviewYear, fiscal_year: int) -> set[str]:
    opened = await year.load(ReviewRound, f"review-round:{fiscal_year}")
    return {each.measure_id for each in opened.measures}


async def test_the_last_round_of_a_plan_asks_about_all_that_belonged_to_it_in_its_last_year(year: ReviewYear) -> None:
    await follow(year)
    await year.ask(SECRETARIAT, round_of(FIRST, 2026))
    assert {MOVED, STAYED} <= await asked(year, 2026)


async def test_a_measure_of_another_plan_is_not_listed_by_hand_either(year: ReviewYear) -> None:
    await follow(year)
    await year.ask(SECRETARIAT, round_of(SECOND, 2027))
    with pytest.raises(MeasureOfAnotherPlan):
        await year.ask(SECRETARIAT, ListMeasure(fiscal_year=2027, measure_id=STAYED, reason="記載漏れ"))
    await year.ask(SECRETARIAT, ListMeasure(fiscal_year=2027, measure_id=MOVED, reason="記載漏れ"))


async def test_a_round_of_the_new_plan_does_not_ask_about_what_is_still_in_the_old_one(year: ReviewYear) -> None:
    await follow(year)
    new = ProposeMeasure(slug="43100-0009", plan_id=SECOND, owners=(LG,), name="サンプル施策", proposed_on=FOLLOWS)
    await year.ask(CLERK, new)
    await year.ask(SECRETARIAT, TakeUpMeasure(measure_id=NEW, taken_up_on=FOLLOWS, decided_by="連絡会議"))
    year.clock.move_to_day(date(2027, 4, 1))
    await year.ask(SECRETARIAT, round_of(SECOND, 2027))
    assert await asked(year, 2027) == {MOVED, NEW}


async def test_what_moved_before_the_opening_is_asked_about_by_the_new_plan_too(year: ReviewYear) -> None:
    await follow(year)
    await year.ask(SECRETARIAT, round_of(SECOND, 2026))
    assert await asked(year, 2026) == {MOVED}


async def test_a_measure_that_stays_behind_is_not_asked_about_by_a_later_round_of_the_new_plan_alone(
    year: ReviewYear,
) -> None:
    await follow(year)
    await year.ask(SECRETARIAT, round_of(FIRST, 2026))
    year.clock.move_to_day(date(2027, 3, 31))
    await year.ask(CHIEF, MoveMeasureToPlan(measure_id=STAYED, plan_id=SECOND, moved_on=date(2027, 3, 31)))
    year.clock.move_to_day(date(2027, 4, 1))
    await year.ask(SECRETARIAT, round_of(SECOND, 2027))
    assert await asked(year, 2027) == {MOVED, STAYED}


@pytest.mark.parametrize(("succeeded_on", "last"), [(FOLLOWS, 2026), (FOLLOWS + timedelta(days=1), 2027)])
async def test_no_round_is_opened_on_a_plan_that_was_succeeded_before_the_year_under_review(
    year: ReviewYear, succeeded_on: date, last: int
) -> None:
    await follow(year, succeeded_on)
    year.clock.move_to_day(date(2028, 4, 1))
    with pytest.raises(PlanNoLongerReviewed) as refused:
        await year.ask(SECRETARIAT, round_of(FIRST, last + 1))
    assert refused.value.details == {"succeeded_on": succeeded_on, "reviewed_fiscal_year": last}
    await year.ask(SECRETARIAT, round_of(FIRST, last))


async def test_no_round_is_opened_on_a_draft(year: ReviewYear) -> None:
    with pytest.raises(PlanNotAdopted):
        await year.ask(SECRETARIAT, round_of(SECOND, 2025))
