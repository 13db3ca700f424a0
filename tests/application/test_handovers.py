"""The handover at the counter: every April, with everything the office owes that day written down."""

from collections.abc import AsyncIterator
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.advice import AnswerAdvice
from application.authority import NotPermitted, read_matrix
from application.handovers import HandOver
from application.organisation import AssignPerson, EstablishBody, OpenOffice
from application.submissions import BeginProgressReport
from domain.advice import ResponseClass
from domain.api_key import ApiKey
from domain.body import BodyKind
from domain.office import Capacity, Office
from tests.application.joint_year import advice, approved, challenge, compiled, filed, heard
from tests.application.review_year import CHIEF, CLERK, JULY, MANAGER, SECRETARIAT, ReviewYear, opening, review_year
from tests.domain.office_year import LG

REGION = "region:kumamoto"
OFFICE = f"office:{LG}"


@pytest_asyncio.fixture
async def year(database: Database) -> AsyncIterator[ReviewYear]:
    async with review_year(database, read_matrix(files("data").joinpath("authority"))) as opened:
        office = OpenOffice(slug=LG, region_id=REGION, name="課", opened_on=date(2021, 4, 1), lg_code=LG)
        await opened.ask(CHIEF, office)
        await opened.ask(CHIEF, assigned("p-1"))
        yield opened


def assigned(person_id: str, office_id: str = OFFICE, capacity: Capacity = Capacity.CLERK) -> AssignPerson:
    return AssignPerson(office_id=office_id, person_id=person_id, capacity=capacity, assigned_on=date(2025, 4, 1))


def hand_over(day: date, **facts: Any) -> HandOver:
    body = {"office_id": OFFICE, "from_person": "p-1", "to_person": "p-2", "capacity": "clerk", "handed_over_on": day}
    return HandOver.model_validate({**body, **facts})


def key(key_id: str, capacity: Capacity = Capacity.CLERK) -> ApiKey:
    return ApiKey(
        key_id=key_id,
        person_id="p-1",
        office_id=OFFICE,
        lg_code=LG,
        capacity=capacity,
        secret_hash="ab" * 32,
        issued_on=date(2025, 4, 1),
        expires_on=date(2026, 3, 31),
        scope=(),
        origin="founder",
        body_id=None,
    )


async def test_a_handover_freezes_what_the_office_owes_on_that_day(year: ReviewYear) -> None:
    await year.ask(CHIEF, opening())
    await year.ask(CLERK, BeginProgressReport(lg_code=LG, fiscal_year=2025))
    year.clock.move_to_day(JULY)
    told = await year.ask(MANAGER, hand_over(JULY, notes="サンプル（架空値）"))
    assert told == ("office.person-released", "office.person-assigned", "office.handed-over")
    [handover] = (await year.load(Office, OFFICE)).handovers
    assert handover.open_matters.listed_on == JULY
    assert [(each.step.value, each.state.value, each.overdue) for each in handover.open_matters.obligations] == [
        ("progress-confirmation", "lapsed", True),
        ("emissions-calculation", "open", False),
    ]
    assert handover.open_matters.advice == ()


async def test_what_was_filed_and_what_has_not_begun_is_not_handed_over(year: ReviewYear) -> None:
    await year.ask(CHIEF, opening())
    await year.file_parts(accept=True)
    await year.ask(MANAGER, hand_over(JULY))
    [handover] = (await year.load(Office, OFFICE)).handovers
    assert handover.open_matters.obligations == ()


async def test_a_handover_announced_before_its_day_leaves_the_key_until_then(year: ReviewYear) -> None:
    await year.store(key("k-1"))
    told = await year.ask(SECRETARIAT, hand_over(date(2025, 4, 2)))
    assert "api-key.revoked" not in told
    assert (await year.load(ApiKey, "api-key:k-1")).revoked_on is None


async def test_a_handover_of_today_takes_the_key_of_that_capacity_only(year: ReviewYear) -> None:
    await year.store(key("k-1"), key("k-2", Capacity.HEAD))
    year.clock.move_to_day(date(2025, 4, 2))
    told = await year.ask(SECRETARIAT, hand_over(date(2025, 4, 2)))
    assert told[-1] == "api-key.revoked"
    assert (await year.load(ApiKey, "api-key:k-1")).revoked_on == date(2025, 4, 2)
    assert (await year.load(ApiKey, "api-key:k-2")).revoked_on is None
    assert await year.ask(SECRETARIAT, hand_over(date(2025, 4, 2))) == ()


async def test_the_secretariat_hands_over_the_advice_that_awaits_an_answer_and_the_challenges_of_the_area(
    year: ReviewYear,
) -> None:
    secretariat = {"region_id": REGION, "body_id": "secretariat", "name": "事務局"}
    await year.ask(CHIEF, EstablishBody.model_validate({**secretariat, "kind": BodyKind.SECRETARIAT}))
    office = OpenOffice(
        slug="secretariat", region_id=REGION, name="事務局", opened_on=date(2021, 4, 1), body_id="secretariat"
    )
    await year.ask(CHIEF, office)
    for person_id in ("p-1", "p-3"):
        await year.ask(CHIEF, assigned(person_id, "office:secretariat", Capacity.SECRETARIAT))
    await filed(year)
    await compiled(year)
    await approved(year)
    await heard(year)
    await year.ask(SECRETARIAT, advice())
    await year.ask(SECRETARIAT, advice(text="別の意見"))
    answer = AnswerAdvice(advice_id="advice:2025:1", response=ResponseClass.EXPLAINED, text="説明します。")
    await year.ask(SECRETARIAT, answer)
    for lg_code in (None, LG):
        await year.ask(SECRETARIAT, challenge(lg_code=lg_code))
    of = {"office_id": "office:secretariat", "capacity": "secretariat"}
    await year.ask(CHIEF, hand_over(year.clock.today(), **of))
    [handover] = (await year.load(Office, "office:secretariat")).handovers
    assert (handover.open_matters.obligations, handover.open_matters.advice) == ((), ("advice:2025:2",))
    assert handover.open_matters.challenges == ("challenge:2025:1",)
    await year.ask(CHIEF, hand_over(year.clock.today()))
    [of_town] = (await year.load(Office, OFFICE)).handovers
    assert (of_town.open_matters.advice, of_town.open_matters.challenges) == ((), ("challenge:2025:2",))


async def test_no_office_hands_over_another(year: ReviewYear) -> None:
    with pytest.raises(NotPermitted):
        await year.ask(CLERK, hand_over(date(2025, 4, 2)))
