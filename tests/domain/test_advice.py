"""Advice: answered in five published classes, carried over until it is settled, never lost between two years."""

from contextlib import suppress
from operator import methodcaller

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.advice import (
    Advice,
    AdviceNotAnswered,
    AdviceSettled,
    AdviceState,
    AdviserCapacity,
    Answer,
    Opinion,
    ResponseClass,
    Sense,
)
from domain.errors import Refusal
from domain.kernel import stored_name
from domain.later_year import CarriedBackwards
from tests.domain.acts import act
from tests.domain.replay import assert_replays

ANSWER = Answer(response=ResponseClass.FOR_PRACTICE, text="今後の参考とします。", office_id="office:secretariat")
BETTER = ANSWER.model_copy(update={"response": ResponseClass.AMENDED})


def given_advice() -> Advice:
    opinion = Opinion(
        member="p-0101",
        capacity=AdviserCapacity.EXPERT,
        meeting_id="meeting:advisory-committee:2025:1",
        object_id="compilation:2025",
        object_version=2,
        sense=Sense.SUGGESTION,
        text="世帯数の変化を併記してはどうか。",
    )
    return Advice(fiscal_year=2025, number=3, opinion=opinion)


def answered() -> Advice:
    made = given_advice()
    made.answer_with(ANSWER)
    return made


def settled() -> Advice:
    made = answered()
    made.settle()
    return made


def told(made: Advice) -> list[str]:
    return [stored_name(fact).removeprefix("advice.") for fact in made.collect()]


def test_advice_is_given_on_one_version_of_one_object() -> None:
    made = given_advice()
    assert (made.id, made.fiscal_year, made.number) == ("advice:2025:3", 2025, 3)
    assert (made.opinion.object_id, made.opinion.object_version) == ("compilation:2025", 2)
    assert made.state is AdviceState.GIVEN
    assert (made.answer, made.carried_to, made.follow_ups, made.settled) == (None, None, (), False)


def test_the_classes_of_response_are_those_the_area_publishes() -> None:
    assert {each.value: each.japanese for each in ResponseClass} == {
        "1": "対応1(補足・修正)",
        "2": "対応2(既記載)",
        "3": "対応3(説明・理解)",
        "4": "対応4(事業参考)",
        "5": "対応5(その他)",
    }


def test_advice_is_answered_once_with_the_same_answer_and_again_with_a_better_one() -> None:
    made = answered()
    made.answer_with(ANSWER)
    assert made.state is AdviceState.ANSWERED
    made.answer_with(BETTER)
    assert made.answer == BETTER
    assert told(made) == ["given", "answered", "answered"]


def test_advice_is_carried_only_into_a_later_year() -> None:
    made = given_advice()
    with pytest.raises(CarriedBackwards) as refused:
        made.carry_over(2025)
    assert refused.value.details == {"stands_in": 2025, "asked": 2025}
    made.carry_over(2026)
    made.carry_over(2026)
    assert (made.state, made.carried_to, made.stands_in) == (AdviceState.CARRIED_OVER, 2026, 2026)
    with pytest.raises(CarriedBackwards):
        made.carry_over(2025)
    made.carry_over(2027)
    assert told(made) == ["given", "carried-over", "carried-over"]
    assert list(made.carry_over_blockers()) == []


def test_advice_waits_for_an_answer_in_its_own_year_and_after() -> None:
    made = given_advice()
    assert [made.awaits_answer_in(fiscal_year) for fiscal_year in (2024, 2025, 2026)] == [False, True, True]


def test_advice_carried_over_waits_no_longer_in_its_own_year_but_in_the_later_one() -> None:
    made = given_advice()
    made.carry_over(2026)
    assert [made.awaits_answer_in(fiscal_year) for fiscal_year in (2025, 2026)] == [False, True]


def test_answered_advice_waits_no_longer_in_any_year() -> None:
    made = answered()
    assert not made.awaits_answer_in(2025)
    made.carry_over(2026)
    assert not made.awaits_answer_in(2026)
    assert made.state is AdviceState.ANSWERED


def test_what_was_done_is_recorded_once_answered_or_carried_over() -> None:
    made = given_advice()
    with pytest.raises(AdviceNotAnswered):
        made.follow_up("様式を改めた。")
    assert list(made.follow_up_blockers()) == [AdviceNotAnswered()]
    made.carry_over(2026)
    made.follow_up("様式を改めた。")
    made.follow_up("様式を改めた。")
    made.follow_up("全団体に周知した。")
    made.follow_up("全団体に周知した。")
    assert made.follow_ups == ("様式を改めた。", "全団体に周知した。")
    later = answered()
    later.follow_up("様式を改めた。")
    assert later.follow_ups == ("様式を改めた。",)


def test_only_answered_advice_is_settled_and_once() -> None:
    made = given_advice()
    made.carry_over(2026)
    with pytest.raises(AdviceNotAnswered):
        made.settle()
    assert list(made.settle_blockers()) == [AdviceNotAnswered()]
    done = settled()
    done.settle()
    assert done.state is AdviceState.SETTLED
    assert told(done) == ["given", "answered", "settled"]


@pytest.mark.parametrize(
    "late",
    [
        methodcaller("answer_with", BETTER),
        methodcaller("carry_over", 2026),
        methodcaller("follow_up", "様式を改めた。"),
    ],
)
def test_settled_advice_is_not_touched_again(late: methodcaller) -> None:
    with pytest.raises(AdviceSettled):
        late(settled())


def test_guards_against_carrying_settled_advice_back_are_listed_in_order() -> None:
    refused = settled().carry_over_blockers(2025)
    assert list(refused) == [AdviceSettled(), CarriedBackwards(stands_in=2025, asked=2025)]
    assert list(settled().answer_blockers()) == [AdviceSettled()]


ACTS = st.lists(
    st.one_of(
        act("answer_with", st.sampled_from([ANSWER, BETTER])),
        act("carry_over", st.integers(2024, 2028)),
        act("follow_up", st.sampled_from(["様式を改めた。", "周知した。"])),
        act("settle"),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(ACTS)
def test_any_sequence_of_acts_replays_to_equal_advice(acts: list[methodcaller]) -> None:
    made = given_advice()
    years = [made.stands_in]
    for each in acts:
        with suppress(Refusal):
            each(made)
        years.append(made.stands_in)
    assert years == sorted(years)
    assert not made.settled or made.answer is not None
    assert_replays(Advice, made.collect(), made)


def test_advice_is_left_to_later_years_until_it_is_settled_and_not_past_the_year_it_was_carried_into() -> None:
    made = given_advice()
    assert [made.is_left_to(each) for each in (2024, 2025, 2026, 2027)] == [False, False, True, True]
    made.carry_over(2027)
    assert [made.is_left_to(each) for each in (2025, 2026, 2027, 2028)] == [False, False, True, True]
    assert not settled().is_left_to(2026)
    assert answered().is_left_to(2026)
