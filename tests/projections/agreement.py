"""Agreement: whatever a row and its aggregate both know, they must know alike."""

from typing import Any

from domain.kernel import Aggregate
from projections.view import ObjectRow, ObjectView, fold_all
from tests.projections.tape import Tape


def row_of(view: ObjectView[Any], aggregate: Aggregate) -> Any:
    """Fold the facts of one object."""
    rows = fold_all(view, Tape().take(aggregate).facts)
    return rows[aggregate.id]


def assert_agrees(row: ObjectRow, aggregate: Aggregate, *names: str) -> None:
    """Assert that these fields, and those that both have under one name, are equal."""
    shared = {name for name in (*type(row).model_fields, *type(row).model_computed_fields) if hasattr(aggregate, name)}
    assert shared >= set(names)
    for name in sorted(shared):
        told = getattr(aggregate, name)
        assert _plain(getattr(row, name)) == _plain(told), name
    assert row.object_id == aggregate.id
    assert row.version == aggregate.version


def _plain(value: object) -> object:
    """Write as a tuple what the aggregate keeps as a set or a mapping."""
    if isinstance(value, frozenset):
        return tuple(sorted(value))
    return tuple(value.values()) if isinstance(value, dict) else value
