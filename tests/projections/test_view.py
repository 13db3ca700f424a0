"""A view is a pure function: however its facts are cut into batches, the rows are the same."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.region import Region
from domain.topics import AGGREGATES
from projections.audit_timeline import entry, history, office_of, year_of
from projections.catalogue import VIEWS, all_views
from projections.measure_register import MeasureRegister
from projections.organisation import Regions
from projections.view import ObjectView, Place, Row, RowMissing, View, fold_all, fold_into, touched
from tests.projections import sample_year
from tests.projections.tape import Tape, topics_of

FACTS = tuple(sample_year.tape().facts)


def stored(view: View[Any], row: Any) -> Any:
    """Write a row as the table does and read it back."""
    return view.row.model_validate_json(row.model_dump_json(round_trip=True))


def fold_in_batches(view: View[Any], cuts: Sequence[int]) -> dict[str, Any]:
    """Fold batch by batch, each from stored rows of the keys it touches."""
    kept: dict[str, Any] = {}
    for first, last in pairwise([0, *sorted(cuts), len(FACTS)]):
        batch = FACTS[first:last]
        rows: dict[str, Row | None] = {key: stored(view, kept[key]) for key in touched(view, batch) if key in kept}
        for key in fold_into(rows, view, batch):
            if rows[key] is None:
                kept.pop(key, None)
            else:
                kept[key] = rows[key]
    return kept


@given(st.lists(st.integers(min_value=0, max_value=len(FACTS)), max_size=12))
def test_any_batches_give_the_same_rows(cuts: list[int]) -> None:
    for view in all_views():
        assert fold_in_batches(view, cuts) == fold_all(view, FACTS)


@pytest.mark.parametrize("view", all_views(), ids=lambda view: view.name)
def test_the_sample_year_leaves_rows_in_every_view(view: View[Any]) -> None:
    rows = fold_all(view, FACTS)
    assert rows
    assert all(stored(view, row) == row for row in rows.values())


def test_a_view_of_objects_hears_every_fact_about_them() -> None:
    for view in VIEWS:
        if issubclass(view, ObjectView):
            kinds = {topic.partition(".")[0] for topic in view.topics}
            assert view.topics == topics_of(*(kind for kind in AGGREGATES if kind.TOPIC in kinds)), view.name


def test_no_two_views_share_a_name() -> None:
    assert len({view.name for view in VIEWS}) == len(VIEWS)


def test_every_view_says_in_japanese_what_it_is() -> None:
    for view in VIEWS:
        for told in (view, view.row):
            assert (told.__doc__ or "")[0] > "\u3000", told


def test_a_fact_without_the_row_it_builds_on_stops_the_fold() -> None:
    joined = next(fact for fact in FACTS if fact.topic == Region.MunicipalityJoined.TOPIC)
    with pytest.raises(RowMissing):
        fold_all(Regions(), [joined])


def test_a_view_ignores_what_it_does_not_listen_to() -> None:
    assert touched(Regions(), FACTS) == {"region:kumamoto"}


def test_rows_are_listed_by_what_they_carry() -> None:
    (measure,) = fold_all(MeasureRegister(), FACTS).values()
    (region,) = fold_all(Regions(), FACTS).values()
    assert measure.listed_by() == Place(None, "43100")
    assert region.listed_by() == Place(None, None)


def test_an_entry_tells_its_sentence_office_year_and_body() -> None:
    launched = next(fact for fact in FACTS if fact.topic == "measure.launched")
    told = entry(launched)
    assert told.sentence == "施策を実施事業として事業化した。"
    assert (told.lg_code, told.fiscal_year, told.capacity_label) == ("43100", 2025, "担当")
    assert isinstance(told.told, dict)
    assert told.told["launched_on"] == "2024-10-01"
    assert told.changes is None


def test_a_history_tells_what_each_fact_changed() -> None:
    measure = sample_year.measure()
    told = list(history(Tape().take(measure).facts, MeasureRegister()))
    assert [each.version for each in told] == list(range(1, measure.version + 1))
    launched = next(each for each in told if each.topic == "measure.launched")
    assert {(each.field, each.before, each.after) for each in launched.changes or () if each.field == "state"} == {
        ("state", "under-study", "under-way")
    }
    target = next(each for each in told if each.topic == "measure.yearly-target-set")
    assert [(each.field, each.before) for each in target.changes or ()] == [("targets", None)]


def test_a_history_tells_what_left_a_list() -> None:
    office = sample_year.office()
    facts = Tape().take(office).facts
    from_view = next(view for view in all_views() if view.name == "offices")
    released = list(history(facts, from_view))[4]  # type: ignore[arg-type]  # the offices are objects
    gone, came = released.changes or ()
    assert isinstance(gone.before, dict)
    assert isinstance(came.after, dict)
    assert (gone.before["released_on"], came.after["released_on"]) == (None, "2025-04-01")


@pytest.mark.parametrize(
    ("stream_id", "office", "fiscal_year"),
    [
        ("progress-report:43100:2025", "43100", 2025),
        ("measure:43100-0001", "43100", 2024),
        ("review-round:2025", None, 2025),
        ("meeting:liaison-council:2025:1", None, 2025),
        ("region:kumamoto", None, 2024),
        ("office:43210", "43210", 2024),
    ],
)
def test_office_and_fiscal_year_of_a_fact_stand_in_the_id_of_its_object(
    stream_id: str, office: str | None, fiscal_year: int
) -> None:
    assert office_of(stream_id) == office
    assert year_of(stream_id, date(2025, 3, 31)) == fiscal_year
