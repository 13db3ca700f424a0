"""People: one count per year with its source, corrected with a reason, and which of them an emission year uses."""

from collections.abc import Callable
from datetime import date

import pytest
from pydantic import ValidationError

from domain.errors import Refusal
from domain.people import (
    HeadCount,
    HeadCountAlreadyEntered,
    HeadCountNotEntered,
    HeadCountUnchanged,
    HeadCountYearNotBegun,
    HouseholdsExceedPopulation,
    People,
    head_count_for,
)
from tests.domain.emission_samples import SAMPLE
from tests.domain.office_year import LG
from tests.domain.replay import assert_replays

DAY, LATER = date(2025, 4, 1), date(2025, 5, 1)


def count(fiscal_year: int = 2020, population: int = 1000, households: int = 400) -> HeadCount:
    return HeadCount(fiscal_year=fiscal_year, population=population, households=households, source=SAMPLE)


def entered(*counts: HeadCount) -> People:
    made = People(lg_code=LG)
    for each in counts:
        made.enter_head_count(each, on=DAY)
    return made


def correct(made: People, given: HeadCount) -> None:
    made.correct_head_count(given, on=LATER, reason="確定値の公表", authority="事務局長")


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


def test_a_municipality_has_one_count_per_year() -> None:
    made = entered(count(2020), count(2015, 900))
    assert made.id == "people:43100"
    assert made.counts == {2020: count(2020), 2015: count(2015, 900)}
    facts = made.pending_events[1:]
    assert [(each.count, each.entered_on) for each in facts] == [  # type: ignore[attr-defined]  # HeadCountEntered
        (count(2020), DAY),
        (count(2015, 900), DAY),
    ]


def test_a_year_is_entered_once() -> None:
    made = entered(count())
    refusal = refused(lambda: made.enter_head_count(count(population=1001), on=DAY))
    assert isinstance(refusal, HeadCountAlreadyEntered)
    assert refusal.details == {"fiscal_year": 2020}
    assert made.version == 2


def test_a_year_that_has_begun_may_be_entered_and_one_that_has_not_may_not() -> None:
    assert entered(count(2025)).counts.keys() == {2025}
    refusal = refused(lambda: entered(count(2026)))
    assert isinstance(refusal, HeadCountYearNotBegun)
    assert refusal.details == {"fiscal_year": 2026}
    with pytest.raises(HeadCountYearNotBegun):
        People(lg_code=LG).enter_head_count(count(2025), on=date(2025, 3, 31))


def test_there_is_nobody_without_a_household_and_no_household_without_anybody() -> None:
    assert entered(count(population=400)).counts[2020].population == 400
    refusal = refused(lambda: entered(count(population=399)))
    assert isinstance(refusal, HouseholdsExceedPopulation)
    assert refusal.details == {"households": 400, "population": 399}
    made = entered(count())
    assert isinstance(refused(lambda: correct(made, count(population=399))), HouseholdsExceedPopulation)
    assert made.version == 2


@pytest.mark.parametrize("figures", [{"population": 0}, {"households": 0}, {"source": ""}])
def test_a_count_is_positive_and_has_a_source(figures: dict[str, object]) -> None:
    body = {"fiscal_year": 2020, "population": 1, "households": 1, "source": SAMPLE}
    assert HeadCount.model_validate(body).population == 1
    with pytest.raises(ValidationError):
        HeadCount.model_validate({**body, **figures})


def test_a_correction_takes_the_place_of_what_was_entered() -> None:
    made = entered(count(), count(2015))
    correct(made, count(population=1001))
    assert made.counts == {2020: count(population=1001), 2015: count(2015)}
    fact = made.pending_events[-1]
    assert isinstance(fact, People.HeadCountCorrected)
    assert (fact.count, fact.reason, fact.authority, fact.corrected_on) == (
        count(population=1001),
        "確定値の公表",
        "事務局長",
        LATER,
    )


def test_only_what_was_entered_is_corrected_and_only_to_something_else() -> None:
    made = entered(count())
    missing = refused(lambda: correct(made, count(2019)))
    assert isinstance(missing, HeadCountNotEntered)
    assert missing.details == {"fiscal_year": 2019}
    same = refused(lambda: correct(made, count()))
    assert isinstance(same, HeadCountUnchanged)
    assert same.details == {"fiscal_year": 2020}
    assert made.version == 2


@pytest.mark.parametrize(
    ("emission_year", "used"),
    [(2013, 2015), (2015, 2015), (2019, 2015), (2020, 2020), (2024, 2020), (2025, 2025), (2030, 2025)],
)
def test_a_year_uses_the_newest_count_not_later_than_itself_and_before_the_first_the_nearest(
    emission_year: int, used: int
) -> None:
    found = head_count_for((count(2025), count(2015), count(2020)), emission_year)
    assert found == count(used)


def test_without_a_count_there_are_no_people() -> None:
    assert head_count_for((), 2020) is None


def test_people_replay() -> None:
    made = entered(count(), count(2015))
    correct(made, count(population=1001))
    assert_replays(People, made.collect(), made)
