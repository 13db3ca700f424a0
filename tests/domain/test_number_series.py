"""The number series: every number once, none twice, none left out."""

from hypothesis import given
from hypothesis import strategies as st

from domain.number_series import NumberSeries, NumberSeriesState
from tests.domain.replay import assert_replays


def test_numbers_count_from_one_and_are_never_reissued() -> None:
    series = NumberSeries(slug="liaison-council-2025")
    assert series.id == "number-series:liaison-council-2025"
    assert (series.last, series.state) == (0, NumberSeriesState.OPEN)
    assert [series.draw("meeting"), series.draw("meeting"), series.draw("decision")] == [1, 2, 3]
    assert series.last == 3


def test_a_series_knows_what_each_number_was_drawn_for() -> None:
    series = NumberSeries(slug="decision-2025")
    series.draw("first")
    series.draw("second")
    assert [series.purpose_of(number) for number in (0, 1, 2, 3)] == [None, "first", "second", None]


@given(st.lists(st.sampled_from(["meeting", "decision"]), max_size=20))
def test_any_history_of_a_series_replays_to_the_same_state(purposes: list[str]) -> None:
    series = NumberSeries(slug="decision-2025")
    assert [series.draw(purpose) for purpose in purposes] == list(range(1, len(purposes) + 1))
    assert_replays(NumberSeries, series.collect(), series)
