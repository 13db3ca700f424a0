"""Golden events: one stored sample per topic and shape, for ever. A sample may be added, never changed.

The first shape of an event is stored under its topic, a later one with its number behind it, such as ``….v2.json``.
"""

import json
from pathlib import Path

import pytest

from domain.kernel import Aggregate, Event, event_classes
from domain.topics import AGGREGATES, all_events

GOLDEN = Path(__file__).parents[1] / "golden"


def named(topic: str, schema_version: int) -> str:
    return topic if schema_version == 1 else f"{topic}.v{schema_version}"


def test_every_topic_has_a_sample_of_every_shape_it_has_had() -> None:
    shapes = {
        named(topic, version) for topic, fact in all_events().items() for version in range(1, fact.class_version + 1)
    }
    assert {path.stem for path in GOLDEN.glob("*.json")} == shapes


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_every_stored_sample_still_loads(path: Path) -> None:
    sample = json.loads(path.read_text(encoding="utf-8"))
    fact = all_events()[sample["topic"]]
    assert path.stem == named(sample["topic"], sample["schema_version"])
    state = sample["body"]
    for lower in range(sample["schema_version"], fact.class_version):
        getattr(fact, f"upcast_v{lower}_v{lower + 1}")(state)
    loaded = fact.model_validate_json(json.dumps(state))
    if sample["schema_version"] == fact.class_version:
        assert json.loads(loaded.model_dump_json()) == sample["body"]
    assert fact.model_validate_json(loaded.model_dump_json()) == loaded


def begun(kind: type[Aggregate]) -> tuple[Event, Aggregate]:
    first = next(event_classes(kind))
    newest = GOLDEN / f"{named(first.TOPIC, first.class_version)}.json"
    sample = json.loads(newest.read_text(encoding="utf-8"))
    told = first.model_validate_json(json.dumps(sample["body"]))
    return told, told.mutate(None)


@pytest.mark.parametrize("kind", AGGREGATES, ids=lambda kind: kind.TOPIC)
def test_an_aggregate_keeps_its_first_fact_as_it_was_told(kind: type[Aggregate]) -> None:
    told, aggregate = begun(kind)
    kept = vars(aggregate).keys() & type(told).model_fields.keys()
    assert {name: vars(aggregate)[name] for name in kept} == {name: getattr(told, name) for name in kept}


@pytest.mark.parametrize("kind", AGGREGATES, ids=lambda kind: kind.TOPIC)
def test_what_nobody_has_told_yet_is_none_and_never_an_empty_text(kind: type[Aggregate]) -> None:
    told, aggregate = begun(kind)
    unknown = vars(aggregate).keys() - type(told).model_fields.keys()
    assert "" not in [vars(aggregate)[name] for name in unknown]
