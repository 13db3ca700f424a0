"""Challenges: raised with their origin, taken up, reviewed in the year where they stand, carried over, ended once."""

from contextlib import suppress
from operator import methodcaller
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.agenda import Origin
from domain.challenge import (
    Challenge,
    ChallengeEnded,
    ChallengeNotReviewed,
    ChallengeNotTakenUp,
    ChallengeOrigin,
    ChallengeOriginIncomplete,
    Concern,
    ConcernWithoutPlan,
    OfficeOfAnotherMunicipality,
    OriginOfAnotherMunicipality,
    Provenance,
    ReviewOfAnotherYear,
)
from domain.challenge_course import ChallengeState, Undertaking, YearlyReview
from domain.errors import Refusal
from domain.kernel import stored_name
from domain.later_year import CarriedBackwards, carrying_blockers
from tests.domain.acts import act
from tests.domain.refusal import refuses
from tests.domain.replay import assert_replays

LG, OTHER = "43100", "43210"
SOLAR, STUDY = "measure:43100-0001", "measure:43100-0002"
EVALUATION = ChallengeOrigin(provenance=Provenance.EVALUATION, object_id=f"evaluation:{LG}:2025")
BY_SECRETARIAT = ChallengeOrigin(provenance=Provenance.SECRETARIAT)
OFFICE = Undertaking(office_id=f"office:{LG}", measure_id=SOLAR)
LATER = Undertaking(
    office_id="office:secretariat", agenda_item=Origin(meeting_id="meeting:officers-meeting:2025:1", item=2)
)


def review(fiscal_year: int = 2025, text: str = "補助の申請が伸びていない。") -> YearlyReview:
    return YearlyReview(fiscal_year=fiscal_year, text=text)


def challenge(lg_code: str | None = LG, origin: ChallengeOrigin = EVALUATION) -> Challenge:
    return Challenge(
        fiscal_year=2025,
        number=3,
        lg_code=lg_code,
        title="サンプル（架空値）の課題",
        text="家庭部門の削減が進んでいない。",
        concern=Concern(measure_id=SOLAR),
        origin=origin,
    )


def in_hand() -> Challenge:
    made = challenge()
    made.take_up(OFFICE, LG)
    return made


def settled() -> Challenge:
    made = in_hand()
    made.settle("補助率を改めた。")
    return made


def withdrawn() -> Challenge:
    made = challenge()
    made.withdraw("重複")
    return made


def told(made: Challenge) -> list[str]:
    return [stored_name(fact).removeprefix("challenge.") for fact in made.collect()]


def test_a_challenge_is_raised_under_the_number_of_its_year_with_its_origin() -> None:
    made = challenge()
    assert (made.id, made.fiscal_year, made.number, made.lg_code) == ("challenge:2025:3", 2025, 3, LG)
    assert (made.title, made.text) == ("サンプル（架空値）の課題", "家庭部門の削減が進んでいない。")
    assert (made.origin, made.concern.measure_id) == (EVALUATION, SOLAR)
    assert (made.state, made.course.raised_in, made.course.stands_in) == (ChallengeState.RAISED, 2025, 2025)


@pytest.mark.parametrize(
    "origin",
    [
        {"provenance": "evaluation"},
        {"provenance": "evaluation", "object_id": "meeting:liaison-council:2025:1"},
        {"provenance": "evaluation", "object_id": f"evaluation:{LG}:2025", "item": 1},
        {"provenance": "meeting"},
        {"provenance": "meeting", "object_id": f"evaluation:{LG}:2025"},
        {"provenance": "secretariat", "object_id": "meeting:liaison-council:2025:1"},
        {"provenance": "secretariat", "item": 1},
    ],
)
def test_an_origin_names_what_its_kind_asks_for_and_nothing_else(origin: dict[str, Any]) -> None:
    refused = list(Challenge.raise_blockers(LG, Concern(), ChallengeOrigin.model_validate(origin)))
    assert [each.code for each in refused] == ["challenge-origin-incomplete"]
    assert refused[0].details == {"provenance": origin["provenance"]}


@pytest.mark.parametrize(
    "origin",
    [
        EVALUATION,
        BY_SECRETARIAT,
        ChallengeOrigin(provenance=Provenance.MEETING, object_id="meeting:liaison-council:2025:1"),
        ChallengeOrigin(provenance=Provenance.MEETING, object_id="meeting:liaison-council:2025:1", item=1),
    ],
)
def test_a_complete_origin_is_taken(origin: ChallengeOrigin) -> None:
    assert list(Challenge.raise_blockers(LG, Concern(), origin)) == []


def test_the_evaluation_of_another_municipality_raises_no_challenge_here_but_may_raise_one_of_the_area() -> None:
    refused = list(Challenge.raise_blockers(OTHER, Concern(), EVALUATION))
    assert refused == [OriginOfAnotherMunicipality(lg_code=OTHER, origin=f"evaluation:{LG}:2025")]
    assert list(Challenge.raise_blockers(None, Concern(), EVALUATION)) == []


def test_a_sector_and_an_initiative_belong_to_a_plan() -> None:
    for concern in (Concern(sector="RES"), Concern(initiative=2)):
        refused = list(Challenge.raise_blockers(None, concern, BY_SECRETARIAT))
        assert refused == [ConcernWithoutPlan(sector=concern.sector, initiative=concern.initiative)]
    whole = Concern(plan_id="plan:kumamoto-1", sector="RES", initiative=2)
    assert list(Challenge.raise_blockers(None, whole, BY_SECRETARIAT)) == []


def test_what_stands_against_raising_is_listed_in_order() -> None:
    wrong = EVALUATION.model_copy(update={"item": 1})
    assert list(Challenge.raise_blockers(OTHER, Concern(initiative=1), wrong)) == [
        ChallengeOriginIncomplete(provenance="evaluation"),
        OriginOfAnotherMunicipality(lg_code=OTHER, origin=f"evaluation:{LG}:2025"),
        ConcernWithoutPlan(sector=None, initiative=1),
    ]


def test_an_office_takes_it_up_once_and_a_later_undertaking_leaves_the_earlier_one() -> None:
    made = in_hand()
    made.take_up(OFFICE, LG)
    assert made.state is ChallengeState.IN_HAND
    made.take_up(LATER, None)
    assert made.course.undertakings == (OFFICE, LATER)
    made.take_up(OFFICE, LG)
    assert told(made) == ["raised", "taken-up", "taken-up", "taken-up"]
    assert (made.course.concerns(SOLAR), made.course.concerns(STUDY)) == (True, False)


def test_an_office_of_another_municipality_does_not_work_on_it() -> None:
    elsewhere = Undertaking(office_id=f"office:{OTHER}")
    made = challenge()
    with refuses(OfficeOfAnotherMunicipality(lg_code=LG, office_lg_code=OTHER)):
        made.take_up(elsewhere, OTHER)
    of_area = challenge(None)
    of_area.take_up(elsewhere, OTHER)
    assert of_area.state is ChallengeState.IN_HAND


def test_a_review_belongs_to_the_year_in_which_the_challenge_stands() -> None:
    made = challenge()
    for fiscal_year in (2024, 2026):
        with refuses(ReviewOfAnotherYear(stands_in=2025, asked=fiscal_year)):
            made.review(review(fiscal_year))
    made.review(review())
    made.review(review())
    made.review(review(text="訂正"))
    assert made.course.reviews == (review(text="訂正"),)
    assert told(made) == ["raised", "reviewed", "reviewed"]
    assert (made.course.review_of(2025), made.course.review_of(2026)) == ("訂正", None)


def test_what_nobody_reviewed_is_not_carried_over() -> None:
    made = challenge()
    with refuses(ChallengeNotReviewed(fiscal_year=2025)):
        made.carry_over(2026)
    made.review(review())
    made.carry_over(2026)
    assert (made.course.carried_to, made.course.stands_in) == (2026, 2026)
    with refuses(ChallengeNotReviewed(fiscal_year=2026)):
        made.carry_over(2027)
    made.carry_over(2026)
    made.review(review(2026))
    assert made.course.reviews == (review(), review(2026))
    assert told(made) == ["raised", "reviewed", "carried-over", "reviewed"]


def test_a_challenge_is_carried_only_into_a_later_year() -> None:
    made = challenge()
    made.review(review())
    for asked in (2024, 2025):
        with refuses(CarriedBackwards(stands_in=2025, asked=asked)):
            made.carry_over(asked)
    assert list(carrying_blockers(2025, 2026)) == list(carrying_blockers(2025, None)) == []


def test_a_year_owes_its_review_until_somebody_writes_it_or_the_matter_is_carried_on() -> None:
    made = challenge()
    assert [made.course.awaits_review_in(each) for each in (2024, 2025, 2026)] == [False, True, True]
    made.review(review())
    assert [made.course.awaits_review_in(each) for each in (2025, 2026)] == [False, True]
    made.carry_over(2027)
    assert [made.course.awaits_review_in(each) for each in (2025, 2026, 2027)] == [False, False, True]
    assert not settled().course.awaits_review_in(2025)


def test_a_challenge_is_a_matter_of_every_year_from_its_own_until_it_ends() -> None:
    assert [challenge().course.alive_in(each) for each in (2024, 2025, 2030)] == [False, True, True]
    assert [settled().course.alive_in(each) for each in (2024, 2025, 2026)] == [False, True, False]
    later = in_hand()
    later.review(review())
    later.carry_over(2027)
    later.settle("解決")
    assert [later.course.alive_in(each) for each in (2027, 2028)] == [True, False]


def test_only_what_was_taken_up_is_settled_and_with_its_outcome() -> None:
    with refuses(ChallengeNotTakenUp()):
        challenge().settle("解決")
    made = settled()
    made.settle("補助率を改めた。")
    assert (made.state, made.course.outcome) == (ChallengeState.SETTLED, "補助率を改めた。")
    assert told(made) == ["raised", "taken-up", "settled"]
    with refuses(ChallengeEnded(state="settled")):
        made.settle("別の結果")


def test_a_challenge_is_withdrawn_with_a_reason_and_once() -> None:
    made = withdrawn()
    made.withdraw("重複")
    assert (made.state, made.course.withdrawn_for, made.course.is_open) == (ChallengeState.WITHDRAWN, "重複", False)
    assert told(made) == ["raised", "withdrawn"]
    with refuses(ChallengeEnded(state="withdrawn")):
        made.withdraw("別の理由")


@pytest.mark.parametrize(
    "late",
    [
        methodcaller("take_up", LATER, None),
        methodcaller("review", review()),
        methodcaller("carry_over", 2026),
        methodcaller("settle", "別の結果"),
        methodcaller("withdraw", "別の理由"),
    ],
)
@pytest.mark.parametrize("ended", [settled, withdrawn])
def test_what_has_ended_is_not_touched_again(late: methodcaller, ended: Any) -> None:
    made = ended()
    with refuses(ChallengeEnded(state=made.state.value)):
        late(made)


def test_a_challenge_is_the_matter_of_its_municipality_of_who_took_it_up_and_of_the_secretariat_for_the_area() -> None:
    own, area, elsewhere = f"office:{LG}", challenge(None), Undertaking(office_id="office:secretariat")

    def matter_of(made: Challenge, office_id: str, lg_code: str | None, *, coordinates: bool = False) -> bool:
        return made.is_matter_of(office_id, lg_code, coordinates=coordinates)

    assert matter_of(challenge(), own, LG)
    assert not matter_of(challenge(), f"office:{OTHER}", OTHER)
    assert not matter_of(challenge(), "office:secretariat", None, coordinates=True)
    assert matter_of(area, "office:secretariat", None, coordinates=True)
    assert not matter_of(area, "office:centre", None)
    assert not matter_of(area, own, LG)
    taken_up = challenge()
    taken_up.take_up(elsewhere, None)
    assert matter_of(taken_up, "office:secretariat", None)
    assert not matter_of(settled(), own, LG)


def test_guards_are_listed_in_order_before_anything_is_entered() -> None:
    done, raised = withdrawn(), challenge()
    assert list(done.take_up_blockers(OTHER)) == [
        ChallengeEnded(state="withdrawn"),
        OfficeOfAnotherMunicipality(lg_code=LG, office_lg_code=OTHER),
    ]
    assert list(done.review_blockers(2026)) == [
        ChallengeEnded(state="withdrawn"),
        ReviewOfAnotherYear(stands_in=2025, asked=2026),
    ]
    assert list(done.carry_over_blockers(2025)) == [
        ChallengeEnded(state="withdrawn"),
        ChallengeNotReviewed(fiscal_year=2025),
        CarriedBackwards(stands_in=2025, asked=2025),
    ]
    assert list(done.settle_blockers()) == [ChallengeEnded(state="withdrawn"), ChallengeNotTakenUp()]
    assert list(raised.take_up_blockers()) == list(raised.review_blockers()) == list(raised.ended_blockers()) == []


ACTS = st.lists(
    st.one_of(
        act("take_up", st.sampled_from([OFFICE, LATER]), st.sampled_from([LG, OTHER, None])),
        act("review", st.builds(review, st.integers(2024, 2028), st.sampled_from(["点検", "再点検"]))),
        act("carry_over", st.integers(2024, 2028)),
        act("settle", st.sampled_from(["解決", "別の結果"])),
        act("withdraw", st.just("重複")),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(ACTS)
def test_any_sequence_of_acts_replays_to_an_equal_challenge(acts: list[methodcaller]) -> None:
    made = challenge()
    years = [made.course.stands_in]
    for each in acts:
        with suppress(Refusal):
            each(made)
        years.append(made.course.stands_in)
    assert years == sorted(years)
    assert made.course.outcome is None or (made.course.undertakings and made.course.withdrawn_for is None)
    assert_replays(Challenge, made.collect(), made)


def test_the_same_office_again_after_another_is_still_nothing_new() -> None:
    made = in_hand()
    made.take_up(LATER, None)
    version = made.version
    made.take_up(LATER, None)
    assert made.version == version
    made.take_up(OFFICE, LG)
    assert made.course.undertakings == (OFFICE, LATER, OFFICE)
