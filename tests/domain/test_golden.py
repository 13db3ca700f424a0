"""Golden events: one stored sample per topic, for ever. A sample may be added, never changed."""

import json
from pathlib import Path

import pytest

from domain.topics import all_events

GOLDEN = Path(__file__).parents[1] / "golden"


def test_every_topic_has_a_sample() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(all_events())


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_every_stored_sample_still_loads(path: Path) -> None:
    sample = json.loads(path.read_text(encoding="utf-8"))
    fact = all_events()[sample["topic"]]
    assert path.stem == sample["topic"]
    state = sample["body"]
    for lower in range(sample["schema_version"], fact.class_version):
        getattr(fact, f"upcast_v{lower}_v{lower + 1}")(state)
    loaded = fact.model_validate_json(json.dumps(state))
    if sample["schema_version"] == fact.class_version:
        assert json.loads(loaded.model_dump_json()) == sample["body"]
    assert fact.model_validate_json(loaded.model_dump_json()) == loaded
