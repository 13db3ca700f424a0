"""What the product can do is traced clause by clause to tests and to the API, and what it cannot do yet is known."""

import json
import tomllib
from pathlib import Path

from adapters.api.openapi_tidy import operations
from tests.acceptance.tracing import ROOT, assert_tests_exist, names_of_tests, read_trace

CAPABILITIES = tomllib.loads(Path(__file__).with_name("capabilities.toml").read_text(encoding="utf-8"))["capability"]
TRACE = read_trace("capability-traceability.md")
FOR_NOBODY = {each["id"] for each in CAPABILITIES if not each.get("people", True)}
# Shrinks as things get done; a new one is a decision, not an oversight.
KNOWN_GAPS = ("3.8", "3.13")  # facts that were not found, and nothing is invented


def test_every_capability_is_traced_in_its_own_words_and_order() -> None:
    traced = [(entry.number, entry.words) for entry in TRACE.entries]
    assert traced == [(each["id"], each["text"]) for each in CAPABILITIES]
    assert TRACE.headings == len(TRACE.entries)
    for name in ("id", "text"):
        assert len({each[name] for each in CAPABILITIES}) == len(CAPABILITIES)


def test_every_named_test_exists() -> None:
    for entry in TRACE.entries:
        assert_tests_exist(entry)


def test_a_capability_without_tests_is_known_to_be_not_yet_done() -> None:
    shown_by_nothing = {entry.number for entry in TRACE.entries if not entry.tests}
    assert shown_by_nothing <= set(KNOWN_GAPS)


def test_people_reach_every_capability_through_an_operation_of_the_api() -> None:
    document = json.loads((ROOT / "docs" / "api" / "openapi.json").read_text(encoding="utf-8"))
    known = {each["operationId"] for each in operations(document)}
    for entry in TRACE.entries:
        assert set(entry.operations) <= known, entry.number
        reached = not entry.tests or entry.number in FOR_NOBODY
        assert bool(entry.operations) != reached, entry.number


def test_every_acceptance_test_of_a_capability_is_named_by_one() -> None:
    for path in sorted(Path(__file__).parent.glob("test_capabilities_*.py")):
        named = {test for file, test in TRACE.named if file == f"tests/acceptance/{path.name}"}
        assert named == names_of_tests(path), path.name


def test_what_is_not_yet_done_is_exactly_what_is_known() -> None:
    assert TRACE.not_yet == KNOWN_GAPS
