"""The contract: the committed OpenAPI document is the one of the code, and every refusal has one status in a table."""

import importlib
import json
import pkgutil
from typing import Any

import pytest

import adapters
import application
import domain
import projections
import scheduler
from adapters.api.app import bare_app
from adapters.api.openapi import rendered
from adapters.api.openapi_tidy import operations, short_name
from adapters.api.refusals import every_refusal
from adapters.api.statuses import STATUS
from adapters.api.wiring import Settings
from application.catalogue import commands
from application.reading import HISTORY, MINUTES
from domain.topics import AGGREGATES
from tests.adapters.api.front import DOCUMENT

WRITTEN: dict[str, Any] = json.loads(DOCUMENT.read_text(encoding="utf-8"))
KINDS = {each.TOPIC for each in AGGREGATES}


@pytest.fixture(scope="module")
def rows() -> set[str]:
    """Give what the rows of the matrix are about, over all files."""
    from importlib.resources import files  # noqa: PLC0415 - only here

    from application.authority import read_matrix  # noqa: PLC0415 - only here

    return {grant.command for grant in read_matrix(files("data").joinpath("authority")).grants()}


def test_the_committed_document_is_the_one_of_the_code() -> None:
    assert rendered(bare_app(Settings())) == DOCUMENT.read_text(encoding="utf-8"), "run: python -m adapters.api.openapi"


def test_it_is_openapi_3_1_and_names_every_operation_once() -> None:
    assert WRITTEN["openapi"].startswith("3.1.")
    names = [operation["operationId"] for operation in operations(WRITTEN)]
    assert len(names) == len(set(names))


def test_every_command_is_an_operation_under_its_own_name_and_japanese_label() -> None:
    for name, command in commands().items():
        operation = WRITTEN["paths"][f"/api/v1/commands/{command.code()}"]["post"]
        assert (operation["operationId"], operation["summary"]) == (name, command.label())


def test_every_operation_has_a_japanese_summary() -> None:
    for operation in operations(WRITTEN):
        assert any(ord(letter) > 0x3000 for letter in operation["summary"]), operation["operationId"]


def test_every_reference_in_the_document_leads_somewhere() -> None:
    text = json.dumps(WRITTEN)
    for kind, known in WRITTEN["components"].items():
        for name in {part.split('"')[0] for part in text.split(f'"#/components/{kind}/')[1:]}:
            assert name in known, name


def test_every_refusal_in_the_code_has_a_status_and_no_other_code_has_one() -> None:
    for package in (domain, application, projections, scheduler, adapters):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    ours = {kind for kind in every_refusal() if kind.__module__.partition(".")[0] != "tests"}
    assert {kind.code for kind in ours} == set(STATUS)


def test_every_command_and_every_query_has_a_row_in_the_matrix(rows: set[str]) -> None:
    assert set(commands()) <= rows
    open_to_all = {"GetHealth", "GetReadiness", "SetUp"}
    by_object = {"GetObject", "ListAvailableActions", "ListObjectEvents", "PerformBundle", "FollowRecord", "GetLabels"}
    public = {each["operationId"] for each in operations(WRITTEN) if "public" in each["tags"]}
    asked = {each["operationId"] for each in operations(WRITTEN)} - set(commands()) - open_to_all - by_object - public
    assert asked <= rows


def test_every_kind_of_object_has_rows_for_itself_and_its_history(rows: set[str]) -> None:
    assert rows >= KINDS | {kind + HISTORY for kind in KINDS}


def test_every_row_of_the_matrix_is_about_something_there_is(rows: set[str]) -> None:
    operation_ids = {each["operationId"] for each in operations(WRITTEN)}
    assert rows <= operation_ids | KINDS | {kind + HISTORY for kind in KINDS} | {MINUTES}


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("OpenReviewRound", "OpenReviewRound"),
        ("domain__filing__Lapse", "FilingLapse"),
        ("domain__plan_content__Content-Input", "PlanContentContentInput"),
        ("Closing-Output", "ClosingOutput"),
    ],
)
def test_a_schema_has_a_name_that_does_not_tell_where_it_stands(name: str, short: str) -> None:
    assert short_name(name) == short


WRITES_NOTHING = {"/api/v1/letter-previews", "/api/v1/mail-trials", "/api/v1/survey-previews"}  # questions with a body


def test_whatever_writes_takes_a_dry_run_or_refuses_it_and_never_ignores_it() -> None:
    for path, item in WRITTEN["paths"].items():
        if path in WRITES_NOTHING:
            continue
        for method in item.keys() & {"post", "put", "patch", "delete"}:
            assert {"$ref": "#/components/parameters/dry_run"} in item[method].get("parameters", ()), (method, path)


def test_whatever_takes_a_body_says_how_a_body_is_refused() -> None:
    for path, item in WRITTEN["paths"].items():
        for method, operation in item.items():
            if "requestBody" in operation:
                assert {"400", "413", "415", "422"} <= set(operation["responses"]), (method, path)
