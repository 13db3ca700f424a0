"""The chain of origin is true: an item is passed on about what it was about, and only once people let it go on."""

import pytest

from domain.agenda import Item, ItemKind, Matter, OriginNotPassedOn, OriginOfAnotherMatter, Outcome, origin_blockers

MEASURE = "measure:43100-0001"


def item(outcome: Outcome | None, object_id: str | None = MEASURE) -> Item:
    return Item(number=4, matter=Matter(kind=ItemKind.CONSULTATION, title="施策", object_id=object_id), outcome=outcome)


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.HEARD, Outcome.DEFERRED, Outcome.RETURNED])
def test_what_people_let_go_on_is_passed_on(outcome: Outcome) -> None:
    assert list(origin_blockers(item(outcome), MEASURE)) == []


@pytest.mark.parametrize("outcome", [None, Outcome.REJECTED, Outcome.WITHDRAWN])
def test_what_is_undecided_or_was_stopped_is_not_passed_on(outcome: Outcome | None) -> None:
    assert list(origin_blockers(item(outcome), MEASURE)) == [OriginNotPassedOn(item=4, outcome=outcome)]


@pytest.mark.parametrize("asked", ["measure:43100-0002", None])
def test_an_item_about_one_thing_is_no_origin_of_another(asked: str | None) -> None:
    wrong = OriginOfAnotherMatter(item=4, object_id=MEASURE, asked=asked)
    assert list(origin_blockers(item(Outcome.APPROVED), asked)) == [wrong]


def test_an_item_about_nothing_in_particular_may_lead_to_something() -> None:
    for asked in (MEASURE, None):
        assert list(origin_blockers(item(Outcome.HEARD, None), asked)) == []
